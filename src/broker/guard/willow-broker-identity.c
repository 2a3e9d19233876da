/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker-connection.h"

#include "net/willow-tls-transport.h"

gboolean
willow_broker_connection_identify (WillowBrokerConnection *connection)
{
  const WillowBrokerListenerConfig *config =
      willow_broker_listener_get_config (connection->listener);
  WillowTlsFacts *facts;

  if (config->identity == WILLOW_IDENTITY_NONE || config->tls == NULL)
    return TRUE;
  facts = willow_transport_get_tls_facts (
      willow_link_get_transport (connection->link));
  g_clear_pointer (&connection->proved_user_name, g_free);
  if (facts != NULL)
    connection->proved_user_name = willow_tls_facts_dup_identity (
        facts,
        config->identity == WILLOW_IDENTITY_CN
            ? WILLOW_TLS_IDENTITY_COMMON_NAME
            : WILLOW_TLS_IDENTITY_ALTERNATIVE_NAME);
  connection->has_certificate_name = connection->proved_user_name != NULL;
  return connection->has_certificate_name;
}
