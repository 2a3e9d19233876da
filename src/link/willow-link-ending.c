/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/willow-link-private.h"

#include <glib/gi18n.h>
#include <string.h>

void
willow_link_note_text (WillowLink *link, WillowDirection direction, char *text)
{
  if (link->taps != NULL)
    willow_link_recorder_take_note (
        &link->taps->recorder, direction, link->now_us, text);
  else
    g_free (text);
}

/* Notes of what we do go the way that our packets go. */
static void
note (WillowLink *link, gboolean by_peer, char *text)
{
  gboolean is_client =
      mqtt_connection_get_role (link->connection) == MQTT_ROLE_CLIENT;

  willow_link_note_text (link,
                         is_client == by_peer ? WILLOW_DIRECTION_TO_CLIENT
                                              : WILLOW_DIRECTION_TO_SERVER,
                         text);
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
  const WillowEnding *ending = &link->end->ending;

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

/* The first reason counts. Returns: (nullable): to be filled in */
static WillowEnding *
begin_ending (WillowLink *link, WillowEndingKind kind)
{
  WillowEnding *ending;

  if (link->end != NULL)
    return NULL;
  link->end = g_new0 (WillowLinkEnd, 1);
  ending = &link->end->ending;
  ending->kind = kind;
  ending->n_first = link->n_first;
  memcpy (ending->first, link->first, sizeof link->first);
  return ending;
}

void
willow_link_set_ending (WillowLink *link, WillowEndingKind kind, GError *error)
{
  g_autoptr (GError) owned = error;
  WillowEnding *ending =
      begin_ending (link, error != NULL ? kind_of_error (error) : kind);

  if (ending == NULL)
    return;
  link->end->error = g_steal_pointer (&owned);
  ending->error = link->end->error;
}

static void
set_coded_ending (WillowLink *link, WillowEndingKind kind, guint8 code)
{
  WillowEnding *ending = begin_ending (link, kind);

  if (ending != NULL)
    ending->code = code;
}

void
willow_link_set_event_ending (WillowLink *link, const MqttEvent *event)
{
  WillowEnding *ending;

  if (event->type == MQTT_EVENT_DISCONNECT)
    set_coded_ending (
        link, WILLOW_ENDING_DISCONNECT, event->packet->reason.reason);
  else if (event->type == MQTT_EVENT_CONNACK &&
           event->packet->connack.code != 0)
    set_coded_ending (link, WILLOW_ENDING_REFUSED, event->packet->connack.code);
  else if (event->type == MQTT_EVENT_VIOLATION &&
           (ending = begin_ending (link, WILLOW_ENDING_VIOLATION)) != NULL)
    ending->violation = event->violation;
  else if (event->type == MQTT_EVENT_TIMEOUT &&
           (ending = begin_ending (link, WILLOW_ENDING_TIMEOUT)) != NULL)
    ending->timeout = event->timeout;
}

/* Closes the transport and puts the end on record; the rest comes at the end
 * of the turn. */
void
willow_link_shut (WillowLink *link, WillowCloseMode mode)
{
  if (link->is_closed)
    return;
  begin_ending (link, WILLOW_ENDING_CLOSED_BY_US);
  link->is_closed = TRUE;
  link->wants_out = FALSE;
  willow_timer_clear (&link->expiry);
  if (link->give_up != NULL)
    willow_timer_clear (link->give_up);
  willow_link_forget_room (link);
  willow_transport_close (link->transport, mode);
  if (link->taps != NULL)
    {
      WillowLinkRecorder *recorder = &link->taps->recorder;

      willow_link_tap_clear (&link->taps->received, recorder, link->now_us);
      willow_link_tap_clear (&link->taps->sent, recorder, link->now_us);
    }
  note_ending (link);
  if (link->end->ending.kind != WILLOW_ENDING_FIN &&
      link->end->ending.kind != WILLOW_ENDING_RESET &&
      link->end->ending.kind != WILLOW_ENDING_IO_ERROR)
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
        link->number);
  from = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (local));
  to = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (remote));
  note (link, FALSE, g_strdup_printf (_ ("Connected from %s to %s"), from, to));
}
