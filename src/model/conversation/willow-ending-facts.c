/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is on record of an ending, fact by fact. */
#include "config.h"

#include "model/conversation/willow-ending-text.h"

#include "mqtt/mqtt-reason-code.h"
#include "net/willow-tls-facts.h"

#include <glib/gi18n-lib.h>

/* So many identifiers are named, of more the number is enough. */
#define MAX_NAMED 20u

static void
fact_free (gpointer data)
{
  WillowEndingFact *fact = data;

  g_free (fact->text);
  g_free (fact);
}

/* @text: (transfer full) (nullable): %NULL: nothing to say */
static void
add (GPtrArray *facts, const char *title, char *text)
{
  WillowEndingFact *fact;

  if (text == NULL)
    return;
  fact = g_new (WillowEndingFact, 1);
  fact->title = title;
  fact->text = text;
  g_ptr_array_add (facts, fact);
}

static const char *
get_closer (const WillowEndingRecord *record)
{
  switch (willow_ending_record_get_closer (record))
    {
    case WILLOW_CLOSER_US:
      return _ ("us");
    case WILLOW_CLOSER_SERVER:
      return _ ("the server");
    case WILLOW_CLOSER_UNKNOWN:
      return _ ("the server, or something on the way");
    case WILLOW_CLOSER_NETWORK:
    default:
      return _ ("the network");
    }
}

static char *
dup_code (const char *packet, guint8 code, const char *name)
{
  return g_strdup_printf ("%s 0x%02x %s",
                          packet,
                          code,
                          name != NULL ? _ (name) : _ ("undefined code"));
}

static char *
dup_disconnect (const WillowEndingRecord *record, guint8 code)
{
  if (record->version != MQTT_VERSION_5_0)
    return g_strdup ("DISCONNECT");
  return dup_code ("DISCONNECT",
                   code,
                   mqtt_reason_code_get_name (code, MQTT_PACKET_DISCONNECT));
}

static char *
dup_violation (const WillowEndingRecord *record)
{
  const MqttViolation *violation = &record->violation;
  g_autofree char     *rule =
      violation->id[0] != '\0'
              ? g_strdup_printf ("%s [%s]", _ (violation->text), violation->id)
              : g_strdup (_ (violation->text));
  g_autofree char *answer = NULL;

  if (!record->has_disconnect_sent)
    return g_steal_pointer (&rule);
  answer = dup_disconnect (record, record->disconnect_sent);
  return g_strdup_printf ("%s · %s", rule, answer);
}

static char *
dup_fin (const WillowEndingRecord *record)
{
  return g_strdup (record->is_tls ? _ ("TLS close_notify and FIN, without "
                                       "DISCONNECT")
                                  : _ ("FIN, without DISCONNECT"));
}

static char *
dup_manner (const WillowEndingRecord *record)
{
  g_autofree char *alert = NULL;

  switch (record->manner)
    {
    case WILLOW_ENDED_LEFT:
      return dup_disconnect (record, record->disconnect_sent);
    case WILLOW_ENDED_VIOLATION:
      return dup_violation (record);
    case WILLOW_ENDED_NO_CONNACK:
      return g_strdup (_ ("no CONNACK in time"));
    case WILLOW_ENDED_NO_PINGRESP:
      return g_strdup (_ ("no PINGRESP in time"));
    case WILLOW_ENDED_REFUSED:
      return dup_code (
          "CONNACK",
          record->code,
          mqtt_connack_code_get_name (record->version, record->code));
    case WILLOW_ENDED_DISCONNECT:
      return dup_disconnect (record, record->code);
    case WILLOW_ENDED_DROPPED:
    case WILLOW_ENDED_FIN:
      return dup_fin (record);
    case WILLOW_ENDED_RESET:
    case WILLOW_ENDED_RST:
      return g_strdup ("RST");
    case WILLOW_ENDED_TLS_ALERT:
      alert = willow_tls_alert_describe (record->tls_alert);
      return g_strdup_printf (_ ("TLS alert: %s"),
                              alert != NULL ? alert : record->error->message);
    case WILLOW_ENDED_WEBSOCKET_CLOSE:
      /* RFC 6455 section 7.4.1: 1005 stands for none */
      return record->websocket_code == 1005
                 ? g_strdup (_ ("WebSocket Close frame without a code"))
                 : g_strdup_printf (_ ("WebSocket Close frame, code %u"),
                                    record->websocket_code);
    case WILLOW_ENDED_AUTHENTICATION:
    case WILLOW_ENDED_TRUNCATED:
    case WILLOW_ENDED_ERROR:
    default:
      return g_strdup (record->error != NULL ? record->error->message : "");
    }
}

static char *
dup_time (gint64 wall_us)
{
  g_autoptr (GDateTime) time =
      g_date_time_new_from_unix_local (wall_us / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (time, "%H:%M:%S");

  return g_strdup_printf (
      "%s.%03u", seconds, (guint)(wall_us % G_USEC_PER_SEC / 1000));
}

static char *
dup_times (const WillowEndingRecord *record)
{
  g_autofree char *ended = dup_time (record->ended_wall_us);
  g_autofree char *lasted = willow_ending_text_dup_duration (record->lasted_us);
  g_autofree char *since = NULL;

  if (!record->was_connected)
    return g_strdup_printf (_ ("never; over at %s, after %s"), ended, lasted);
  since = dup_time (record->connected_wall_us);
  return g_strdup_printf (_ ("%s to %s, for %s"), since, ended, lasted);
}

static char *
dup_packet (const WillowEndingPacket *packet)
{
  g_autofree char *before = NULL;

  if (packet->n_bytes == 0)
    return g_strdup (_ ("none"));
  before = willow_ending_text_dup_duration (packet->before_end_us);
  return g_strdup_printf (ngettext ("%s, %u byte, %s before the end",
                                    "%s, %u bytes, %s before the end",
                                    packet->n_bytes),
                          mqtt_packet_type_get_name (packet->type),
                          (guint)packet->n_bytes,
                          before);
}

static char *
dup_granted (const WillowEndingKeepAlive *keep_alive)
{
  if (keep_alive->is_servers)
    return g_strdup_printf (_ ("asked for %u s, Server Keep Alive %u s"),
                            keep_alive->asked_seconds,
                            keep_alive->granted_seconds);
  return g_strdup_printf (_ ("%u s"), keep_alive->granted_seconds);
}

/* One and a half times of it is what the server grants [MQTT-3.1.2-22]. */
static char *
dup_keep_alive (const WillowEndingRecord *record)
{
  const WillowEndingKeepAlive *keep_alive = &record->keep_alive;
  g_autofree char             *granted = dup_granted (keep_alive);
  g_autofree char             *limit = NULL;
  g_autofree char             *silence = NULL;

  if (keep_alive->limit_us == 0)
    return g_strdup (_ ("off: neither side notices that the other is gone"));
  if (!record->was_connected)
    return g_steal_pointer (&granted);
  limit = willow_ending_text_dup_duration (keep_alive->limit_us);
  silence = willow_ending_text_dup_duration (record->last_sent.before_end_us);
  return g_strdup_printf (
      keep_alive->is_exceeded
          ? _ ("%s · the server may close after %s without a packet of ours; "
               "it had been %s: exceeded")
          : _ ("%s · the server may close after %s without a packet of ours; "
               "it had been %s: kept"),
      granted,
      limit,
      silence);
}

static char *
dup_ping (const WillowEndingRecord *record)
{
  g_autofree char *ago = NULL;

  if (record->keep_alive.n_pings == 0)
    return NULL;
  ago = willow_ending_text_dup_duration (record->keep_alive.ping_us);
  return g_strdup_printf (ngettext ("%u not answered, sent %s before the end",
                                    "%u not answered, the last one sent %s "
                                    "before the end",
                                    record->keep_alive.n_pings),
                          record->keep_alive.n_pings,
                          ago);
}

static const char *
get_open_name (WillowOpenState state)
{
  switch (state)
    {
    case WILLOW_OPEN_PUBLISH_1:
      return _ ("PUBLISH without PUBACK");
    case WILLOW_OPEN_PUBLISH_2:
      return _ ("PUBLISH without PUBREC");
    case WILLOW_OPEN_PUBREL:
      return _ ("PUBREL without PUBCOMP");
    case WILLOW_OPEN_INCOMING:
      return _ ("received with QoS 2, without PUBREL");
    case WILLOW_OPEN_SUBSCRIBE:
      return _ ("SUBSCRIBE without SUBACK");
    case WILLOW_OPEN_UNSUBSCRIBE:
    case WILLOW_N_OPEN:
    default:
      return _ ("UNSUBSCRIBE without UNSUBACK");
    }
}

static void
append_ids (GString *out, WillowOpenState state, const GArray *ids)
{
  g_string_append_printf (
      out, "%s%s:", out->len > 0 ? " · " : "", get_open_name (state));
  for (guint i = 0; i < MIN (ids->len, MAX_NAMED); i++)
    g_string_append_printf (
        out, "%s %u", i > 0 ? "," : "", g_array_index (ids, guint16, i));
  if (ids->len > MAX_NAMED)
    g_string_append_printf (out, ", … (%u)", ids->len);
}

static char *
dup_open (const WillowEndingRecord *record)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < WILLOW_N_OPEN; i++)
    if (record->open[i]->len > 0)
      append_ids (out, (WillowOpenState)i, record->open[i]);
  if (record->n_queued > 0)
    g_string_append_printf (out,
                            ngettext ("%s%u message was waiting to be sent",
                                      "%s%u messages were waiting to be sent",
                                      record->n_queued),
                            out->len > 0 ? " · " : "",
                            record->n_queued);
  if (out->len == 0)
    g_string_append (out, _ ("none"));
  return g_string_free (out, FALSE);
}

static char *
dup_addresses (const WillowEndingRecord *record)
{
  if (record->local == NULL || record->remote == NULL)
    return NULL;
  return g_strdup_printf (_ ("%s to %s"), record->local, record->remote);
}

static char *
dup_unsent (const WillowEndingRecord *record)
{
  if (record->n_unsent_bytes == 0)
    return NULL;
  return g_strdup_printf (ngettext ("%u byte that the network did not take",
                                    "%u bytes that the network did not take",
                                    record->n_unsent_bytes),
                          (guint)record->n_unsent_bytes);
}

GPtrArray *
willow_ending_text_dup_facts (const WillowEndingRecord *record)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func (fact_free);

  add (facts, _ ("Closed by"), g_strdup (get_closer (record)));
  add (facts, _ ("How"), dup_manner (record));
  add (facts,
       _ ("The server says"),
       willow_ending_text_dup_visible (record->reason_string));
  add (facts,
       _ ("It names"),
       willow_ending_text_dup_visible (record->server_reference));
  add (facts, _ ("Connected"), dup_times (record));
  add (facts, _ ("Last packet sent"), dup_packet (&record->last_sent));
  add (facts, _ ("Last packet received"), dup_packet (&record->last_received));
  add (facts, _ ("Not sent"), dup_unsent (record));
  add (facts, _ ("Keep Alive"), dup_keep_alive (record));
  add (facts, "PINGREQ", dup_ping (record));
  add (facts, _ ("Not acknowledged"), dup_open (record));
  add (facts, _ ("Will"), willow_ending_text_dup_will (record));
  add (facts, _ ("Session"), willow_ending_text_dup_session (record));
  add (facts, _ ("Addresses"), dup_addresses (record));
  add (facts,
       _ ("Client Identifier"),
       willow_ending_text_dup_visible (record->client_id));
  return facts;
}
