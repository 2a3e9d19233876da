/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker-story.h"

#include "broker/willow-broker-server.h"
#include "link/willow-phase-record.h"
#include "net/willow-http-head.h"
#include "net/willow-tls-transport.h"

#include <string.h>

/* (transfer full) */
static char *
dup_place (GSocketAddress *address)
{
  return address != NULL
             ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address))
             : g_strdup ("");
}

static void
record (WillowBrokerConnection *connection, const WillowPhase *phase)
{
  willow_phase_record (connection->server->config.trace,
                       willow_link_get_number (connection->link),
                       MQTT_ROLE_SERVER,
                       phase);
}

static void
record_tls (WillowBrokerConnection *connection,
            WillowTransport        *transport,
            const GError           *error)
{
  g_autofree char *peer =
      dup_place (willow_transport_get_remote_address (transport));
  WillowPhase phase = {
    .kind = WILLOW_PHASE_TLS,
    .outcome = error == NULL ? WILLOW_PHASE_DONE : WILLOW_PHASE_FAILED,
    .start_us = connection->accepted_us,
    .duration_us = MAX (1, g_get_monotonic_time () - connection->accepted_us),
    .subject = peer,
    .evidence = error != NULL ? error->message : NULL,
    .tls = willow_transport_get_tls_facts (transport),
  };

  record (connection, &phase);
}

static void
tls_opened_cb (WillowTransport *transport,
               const GError    *error,
               gpointer         user_data)
{
  record_tls (user_data, transport, error);
}

static void
record_accept (WillowBrokerConnection *connection, WillowTransport *transport)
{
  g_autofree char *remote =
      dup_place (willow_transport_get_remote_address (transport));
  g_autofree char *local =
      dup_place (willow_transport_get_local_address (transport));
  WillowPhase phase = {
    .kind = WILLOW_PHASE_ACCEPT,
    .outcome = WILLOW_PHASE_DONE,
    .subject = remote,
    .evidence = local,
  };

  record (connection, &phase);
}

void
willow_broker_story_begin (WillowBrokerConnection *connection,
                           WillowTransport        *transport)
{
  if (connection->server->config.trace == NULL)
    return;
  connection->accepted_us = g_get_monotonic_time ();
  record_accept (connection, transport);
  willow_transport_set_tls_opened (transport, tls_opened_cb, connection);
}

/* (transfer full) (nullable): the status line */
static char *
dup_first_line (GBytes *head)
{
  WillowHttpLine line = { 0 };
  gsize          len = 0;
  const char    *data = head != NULL ? g_bytes_get_data (head, &len) : NULL;

  if (len == 0 || !willow_http_head_next (data, len, &line))
    return NULL;
  return g_utf8_make_valid (data, (gssize)line.text_len);
}

void
willow_broker_story_upgrade (WillowBrokerConnection *connection,
                             WillowTransport        *inner,
                             GBytes                 *request,
                             GBytes                 *answer)
{
  g_autofree char *peer = NULL;
  g_autofree char *evidence = dup_first_line (answer);
  WillowPhase      phase = {
         .kind = WILLOW_PHASE_UPGRADE,
         .outcome = WILLOW_PHASE_DONE,
         .start_us = connection->accepted_us,
         .duration_us = 1,
         .evidence = evidence,
         .sent = answer,
         .received = request,
  };

  if (connection->server->config.trace == NULL)
    return;
  if (inner != NULL && willow_transport_get_tls_facts (inner) != NULL)
    record_tls (connection, inner, NULL);
  peer = dup_place (willow_transport_get_remote_address (
      willow_link_get_transport (connection->link)));
  phase.subject = peer;
  record (connection, &phase);
}
