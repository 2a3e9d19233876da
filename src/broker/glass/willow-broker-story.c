/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/glass/willow-broker-story.h"

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
record_tls (WillowTraceQueue *trace,
            guint32           number,
            WillowTransport  *transport,
            gint64            start_us,
            gint64            end_us,
            const GError     *error)
{
  g_autofree char *peer =
      dup_place (willow_transport_get_remote_address (transport));
  const WillowPhase phase = {
    .kind = WILLOW_PHASE_TLS,
    .outcome = error == NULL ? WILLOW_PHASE_DONE : WILLOW_PHASE_FAILED,
    .start_us = start_us,
    .duration_us = MAX (1, end_us - start_us),
    .subject = peer,
    .evidence = error != NULL ? error->message : NULL,
    .tls = willow_transport_get_tls_facts (transport),
  };

  willow_phase_record (trace, number, MQTT_ROLE_SERVER, &phase);
}

static void
tls_opened_cb (WillowTransport *transport,
               const GError    *error,
               gpointer         user_data)
{
  WillowBrokerConnection *connection = user_data;

  record_tls (connection->server->config.trace,
              willow_link_get_number (connection->link),
              transport,
              connection->accepted_us,
              g_get_monotonic_time (),
              error);
}

static void
record_accept (WillowTraceQueue *trace,
               guint32           number,
               WillowTransport  *transport)
{
  g_autofree char *remote =
      dup_place (willow_transport_get_remote_address (transport));
  g_autofree char *local =
      dup_place (willow_transport_get_local_address (transport));
  const WillowPhase phase = {
    .kind = WILLOW_PHASE_ACCEPT,
    .outcome = WILLOW_PHASE_DONE,
    .subject = remote,
    .evidence = local,
  };

  willow_phase_record (trace, number, MQTT_ROLE_SERVER, &phase);
}

void
willow_broker_story_begin (WillowBrokerConnection *connection,
                           WillowTransport        *transport)
{
  WillowTraceQueue *trace = connection->server->config.trace;

  if (trace == NULL)
    return;
  connection->accepted_us = g_get_monotonic_time ();
  record_accept (trace, willow_link_get_number (connection->link), transport);
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

/* TLS is over where the upgrade is told. */
static void
record_upgrade (WillowTraceQueue             *trace,
                guint32                       number,
                const WillowWebsocketUpgrade *upgrade)
{
  WillowTransport *transport = upgrade->transport;
  g_autofree char *peer =
      dup_place (willow_transport_get_remote_address (transport));
  g_autofree char  *status = dup_first_line (upgrade->answer);
  const WillowPhase phase = {
    .kind = WILLOW_PHASE_UPGRADE,
    .outcome = upgrade->status == 101 ? WILLOW_PHASE_DONE : WILLOW_PHASE_FAILED,
    .start_us = upgrade->opened_us,
    .duration_us = MAX (1, g_get_monotonic_time () - upgrade->opened_us),
    .subject = peer,
    .evidence = upgrade->sentence != NULL ? upgrade->sentence : status,
    .sent = upgrade->answer,
    .received = upgrade->request,
  };

  if (willow_transport_get_tls_facts (transport) != NULL)
    record_tls (trace,
                number,
                transport,
                upgrade->accepted_us,
                upgrade->opened_us,
                NULL);
  willow_phase_record (trace, number, MQTT_ROLE_SERVER, &phase);
}

void
willow_broker_story_upgrade (WillowBrokerConnection       *connection,
                             const WillowWebsocketUpgrade *upgrade)
{
  if (connection->server->config.trace != NULL)
    record_upgrade (connection->server->config.trace,
                    willow_link_get_number (connection->link),
                    upgrade);
}

guint32
willow_broker_story_refuse (WillowTraceQueue             *trace,
                            const WillowWebsocketUpgrade *upgrade)
{
  guint32 number = willow_link_next_number ();

  if (trace == NULL)
    return number;
  record_accept (trace, number, upgrade->transport);
  if (upgrade->opened_us != 0)
    record_upgrade (trace, number, upgrade);
  else
    {
      /* Whatever was read from it said how TLS failed. */
      g_autoptr (GError) error = g_error_new_literal (
          G_IO_ERROR, G_IO_ERROR_FAILED, upgrade->sentence);

      record_tls (trace,
                  number,
                  upgrade->transport,
                  upgrade->accepted_us,
                  g_get_monotonic_time (),
                  error);
    }
  return number;
}
