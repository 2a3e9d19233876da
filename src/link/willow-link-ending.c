/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/willow-link-private.h"

#include <glib/gi18n.h>

/* Notes of what we do go the way that our packets go. */
static void
note (WillowLink *link, gboolean by_peer, char *text)
{
  const WillowLinkTap *tap = by_peer ? &link->received : &link->sent;

  willow_link_recorder_take_note (
      &link->recorder, tap->direction, link->now_us, text);
}

static const char *
get_timeout_text (MqttTimeout timeout)
{
  switch (timeout)
    {
    case MQTT_TIMEOUT_CONNECT:
      return _ ("No CONNECT came in time");
    case MQTT_TIMEOUT_CONNACK:
      return _ ("No CONNACK came in time");
    case MQTT_TIMEOUT_KEEP_ALIVE:
      return _ ("Nothing came for one and a half times the Keep Alive");
    case MQTT_TIMEOUT_PINGRESP:
    default:
      return _ ("PINGREQ was not answered in time");
    }
}

static void
note_ending (WillowLink *link)
{
  const WillowEnding *ending = &link->ending;

  switch (ending->kind)
    {
    case WILLOW_ENDING_FIN:
      note (link, TRUE, g_strdup (_ ("Connection closed by the peer (FIN)")));
      break;
    case WILLOW_ENDING_RESET:
      note (link, TRUE, g_strdup (_ ("Connection reset by the peer (RST)")));
      break;
    case WILLOW_ENDING_IO_ERROR:
      note (link,
            TRUE,
            g_strdup_printf (_ ("Connection failed: %s"),
                             ending->error->message));
      break;
    case WILLOW_ENDING_VIOLATION:
      note (link,
            TRUE,
            ending->violation.id[0] != '\0'
                ? g_strdup_printf (_ ("The peer broke a rule: %s [%s]"),
                                   _ (ending->violation.text),
                                   ending->violation.id)
                : g_strdup_printf (_ ("The peer broke a rule: %s"),
                                   _ (ending->violation.text)));
      break;
    case WILLOW_ENDING_TIMEOUT:
      note (link, TRUE, g_strdup (get_timeout_text (ending->timeout)));
      break;
    case WILLOW_ENDING_CLOSED_BY_US:
    case WILLOW_ENDING_DISCONNECT:
    case WILLOW_ENDING_REFUSED:
    default:
      break;
    }
}

static WillowEndingKind
kind_of_error (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)
             ? WILLOW_ENDING_RESET
             : WILLOW_ENDING_IO_ERROR;
}

void
willow_link_set_ending (WillowLink *link, WillowEndingKind kind, GError *error)
{
  g_autoptr (GError) owned = error;

  if (link->has_ending)
    return;
  link->has_ending = TRUE;
  link->ending.kind = kind;
  if (error != NULL)
    link->ending.kind = kind_of_error (error);
  link->error = g_steal_pointer (&owned);
  link->ending.error = link->error;
}

void
willow_link_set_event_ending (WillowLink *link, const MqttEvent *event)
{
  WillowEnding ending = link->ending;

  if (event->type == MQTT_EVENT_DISCONNECT)
    {
      ending.kind = WILLOW_ENDING_DISCONNECT;
      ending.code = event->packet->reason.reason;
    }
  else if (event->type == MQTT_EVENT_VIOLATION)
    {
      ending.kind = WILLOW_ENDING_VIOLATION;
      ending.violation = event->violation;
    }
  else if (event->type == MQTT_EVENT_TIMEOUT)
    {
      ending.kind = WILLOW_ENDING_TIMEOUT;
      ending.timeout = event->timeout;
    }
  else if (event->type == MQTT_EVENT_CONNACK &&
           event->packet->connack.code != 0)
    {
      ending.kind = WILLOW_ENDING_REFUSED;
      ending.code = event->packet->connack.code;
    }
  else
    return;
  if (link->has_ending)
    return;
  link->has_ending = TRUE;
  link->ending = ending;
}

/* Closes the transport and puts the end on record; the rest comes at the end
 * of the turn. */
void
willow_link_shut (WillowLink *link, WillowCloseMode mode)
{
  if (link->is_closed)
    return;
  link->is_closed = TRUE;
  link->wants_out = FALSE;
  willow_timer_clear (&link->expiry);
  willow_timer_clear (&link->give_up);
  willow_link_forget_room (link);
  willow_transport_close (link->transport, mode);
  willow_link_tap_clear (&link->received, &link->recorder, link->now_us);
  willow_link_tap_clear (&link->sent, &link->recorder, link->now_us);
  note_ending (link);
  if (link->ending.kind != WILLOW_ENDING_FIN &&
      link->ending.kind != WILLOW_ENDING_RESET &&
      link->ending.kind != WILLOW_ENDING_IO_ERROR)
    note (link,
          FALSE,
          g_strdup (mode == WILLOW_CLOSE_RESET
                        ? _ ("Connection reset by us (RST)")
                        : _ ("Connection closed by us (FIN)")));
  willow_task_queue (&link->turn);
}

void
willow_link_note_start (WillowLink *link)
{
  GSocketAddress  *local, *remote;
  g_autofree char *from = NULL, *to = NULL;

  if (link->trace == NULL)
    return;
  local = willow_transport_get_local_address (link->transport);
  remote = willow_transport_get_remote_address (link->transport);
  if (local == NULL || remote == NULL)
    return;
  if (mqtt_connection_get_role (link->connection) == MQTT_ROLE_CLIENT &&
      G_IS_INET_SOCKET_ADDRESS (local))
    willow_trace_queue_set_own_port (
        link->trace,
        g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)),
        link->recorder.connection);
  from = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (local));
  to = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (remote));
  note (link, FALSE, g_strdup_printf (_ ("Connected from %s to %s"), from, to));
}
