/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"
#include "mqtt/mqtt-connection.h"

#include <string.h>

/* A Client and a Server of ours talk; the input says what they do, how the
 * bytes between them are cut and what is done to them. Nothing may crash, both
 * must end in time, and what they hold must stay small. */

typedef struct
{
  MqttConnection *connection; /* (nullable) */
  MqttSession    *session;
  GByteArray     *wire;
} End;

typedef struct
{
  MqttSlice   input;
  gint64      now_us;
  MqttVersion version;
  gboolean    auto_acknowledge;
  gboolean    has_method;
  End         end[2];
} Fuzz;

static guint8
take_byte (Fuzz *fuzz)
{
  guint8 byte;

  if (fuzz->input.len == 0)
    return 0;
  byte = *fuzz->input.data++;
  fuzz->input.len--;
  return byte;
}

static MqttSlice
take_slice (Fuzz *fuzz, gsize most)
{
  MqttSlice slice = MQTT_SLICE_NONE;

  slice.len = take_byte (fuzz);
  slice.len = MIN (slice.len, most);
  slice.len = MIN (slice.len, fuzz->input.len);
  slice.data = fuzz->input.data;
  fuzz->input.data += slice.len;
  fuzz->input.len -= slice.len;
  return slice;
}

static void
answer_subscribe (Fuzz *fuzz, End *end, const MqttPacket *packet)
{
  MqttFilterIter   iter;
  MqttSubscription subscription;
  g_autoptr (GByteArray) codes = g_byte_array_new ();
  MqttSlice slice = MQTT_SLICE_NONE;

  mqtt_filter_iter_init (&iter, packet);
  while (mqtt_filter_iter_next (&iter, &subscription))
    g_byte_array_append (codes, &(guint8){ 0 }, 1);
  if (packet->type == MQTT_PACKET_SUBSCRIBE ||
      packet->version == MQTT_VERSION_5_0)
    slice = (MqttSlice){ codes->data, codes->len };
  if (packet->type == MQTT_PACKET_SUBSCRIBE)
    mqtt_connection_submit_suback (end->connection,
                                   packet->subscribe.packet_id,
                                   slice,
                                   MQTT_SLICE_NONE,
                                   fuzz->now_us,
                                   NULL);
  else
    mqtt_connection_submit_unsuback (end->connection,
                                     packet->subscribe.packet_id,
                                     slice,
                                     MQTT_SLICE_NONE,
                                     fuzz->now_us,
                                     NULL);
}

static void
answer_connect (Fuzz *fuzz, End *end, const MqttPacket *packet)
{
  static const guint8 limits[] = { 0x21, 0, 3, 0x22, 0, 2, 0x27, 0, 0, 4, 0 };
  MqttConnack connack = { .session_present = !packet->connect.clean_start };

  if (packet->version == MQTT_VERSION_5_0)
    connack.properties = (MqttProperties){ limits, sizeof limits };
  mqtt_connection_submit_connack (
      end->connection, &connack, end->session, fuzz->now_us, NULL);
}

static void
handle_event (Fuzz *fuzz, End *end, const MqttEvent *event)
{
  gboolean must_end = event->type == MQTT_EVENT_VIOLATION ||
                      event->type == MQTT_EVENT_TIMEOUT ||
                      event->type == MQTT_EVENT_DISCONNECT;

  g_assert_true (event->type != MQTT_EVENT_NONE);
  g_assert_true (!must_end || mqtt_connection_is_finished (end->connection));
  if (event->type == MQTT_EVENT_CONNECT)
    answer_connect (fuzz, end, event->packet);
  else if (event->type == MQTT_EVENT_SUBSCRIBE ||
           event->type == MQTT_EVENT_UNSUBSCRIBE)
    answer_subscribe (fuzz, end, event->packet);
  else if (event->type == MQTT_EVENT_PUBLISH && !fuzz->auto_acknowledge)
    mqtt_connection_acknowledge (end->connection,
                                 event->packet->publish.packet_id,
                                 take_byte (fuzz),
                                 MQTT_SLICE_NONE,
                                 fuzz->now_us,
                                 NULL);
  else if (event->type == MQTT_EVENT_VIOLATION)
    g_assert_true (event->violation.text != NULL &&
                   event->violation.id != NULL &&
                   event->violation.section != NULL);
}

static void
pull_events (Fuzz *fuzz, End *end)
{
  MqttEvent event;

  while (mqtt_connection_next_event (end->connection, &event))
    handle_event (fuzz, end, &event);
}

static void
cut (Fuzz *fuzz)
{
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&fuzz->end[i].connection, mqtt_connection_free);
      g_byte_array_set_size (fuzz->end[i].wire, 0);
    }
}

static void
connect_both (Fuzz *fuzz)
{
  static const guint8   method[] = { 0x15, 0, 1, 'm' };
  MqttConnectionOptions options = { .auto_acknowledge = fuzz->auto_acknowledge,
                                    .maximum_packet_size = 4096,
                                    .connect_timeout_us = 5 * G_USEC_PER_SEC };
  MqttConnect           connect = { .keep_alive_seconds = take_byte (fuzz) };

  cut (fuzz);
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    fuzz->end[role].connection = mqtt_connection_new (
        role,
        &options,
        role == MQTT_ROLE_CLIENT ? fuzz->end[role].session : NULL,
        fuzz->now_us);
  connect.clean_start = (take_byte (fuzz) & 3) == 0;
  connect.client_id = mqtt_slice_from_string ("fuzz");
  if (fuzz->has_method)
    connect.properties = (MqttProperties){ method, sizeof method };
  mqtt_connection_submit_connect (fuzz->end[MQTT_ROLE_CLIENT].connection,
                                  &connect,
                                  fuzz->version,
                                  fuzz->now_us,
                                  NULL);
}

static void
collect_output (Fuzz *fuzz, End *end, gsize most)
{
  MqttSlice slices[3];
  guint     n = mqtt_connection_peek_output (end->connection, slices, 3);
  gsize     total = 0;

  for (guint i = 0; i < n && total < most; i++)
    {
      gsize len = MIN (slices[i].len, most - total);

      g_byte_array_append (end->wire, slices[i].data, (guint)len);
      total += len;
    }
  mqtt_connection_consume_output (end->connection, total, fuzz->now_us);
}

static void
deliver (Fuzz *fuzz, guint from, gsize most)
{
  End    *end = &fuzz->end[from];
  gsize   len = MIN (end->wire->len, most);
  guint8 *bytes = g_memdup2 (end->wire->data, len);

  g_byte_array_remove_range (end->wire, 0, (guint)len);
  mqtt_connection_feed (
      fuzz->end[1 - from].connection, bytes, len, fuzz->now_us);
  pull_events (fuzz, &fuzz->end[1 - from]);
  g_free (bytes);
}

static void
publish (Fuzz *fuzz, End *end)
{
  MqttQos   qos = (MqttQos)(take_byte (fuzz) % 3);
  gboolean  is_large = (take_byte (fuzz) & 15) == 0;
  MqttSlice text = take_slice (fuzz, 64);
  g_autoptr (GBytes) payload = is_large
                                   ? g_bytes_new_take (g_malloc0 (2000), 2000)
                                   : g_bytes_new (text.data, text.len);
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string ("a/b"),
                        payload,
                        qos,
                        FALSE,
                        MQTT_SLICE_NONE,
                        fuzz->now_us);
  MqttDelivery delivery = { .qos = qos, .token = fuzz };

  mqtt_connection_submit_publish (
      end->connection, message, &delivery, fuzz->now_us, NULL);
}

static void
act (Fuzz *fuzz, End *end)
{
  static const guint8 subscription[] = { 0, 3, 'a', '/', '#', 1 };
  MqttSlice           filters = { subscription, sizeof subscription };

  switch (take_byte (fuzz) % 6)
    {
    case 0:
      mqtt_connection_submit_subscribe (
          end->connection, filters, MQTT_SLICE_NONE, fuzz, fuzz->now_us, NULL);
      break;
    case 1:
      filters.len--;
      mqtt_connection_submit_unsubscribe (
          end->connection, filters, MQTT_SLICE_NONE, fuzz, fuzz->now_us, NULL);
      break;
    case 2:
      mqtt_connection_submit_pingreq (end->connection, fuzz->now_us, NULL);
      break;
    case 3:
      mqtt_connection_submit_auth (end->connection,
                                   take_byte (fuzz),
                                   MQTT_SLICE_NONE,
                                   fuzz->now_us,
                                   NULL);
      break;
    case 4:
      mqtt_connection_submit_disconnect (
          end->connection, take_byte (fuzz), MQTT_SLICE_NONE, fuzz->now_us);
      break;
    default:
      publish (fuzz, end);
      break;
    }
}

static void
step (Fuzz *fuzz)
{
  guint8    op = take_byte (fuzz);
  guint     which = op & 1;
  End      *end = &fuzz->end[which];
  MqttSlice bytes;

  switch ((op >> 1) % 8)
    {
    case 0:
      act (fuzz, end);
      break;
    case 1:
      if (end->wire->len > 0)
        end->wire->data[take_byte (fuzz) % end->wire->len] ^= take_byte (fuzz);
      break;
    case 2:
      bytes = take_slice (fuzz, 255);
      g_byte_array_append (end->wire, bytes.data, (guint)bytes.len);
      break;
    case 3:
      fuzz->now_us += take_byte (fuzz) * G_USEC_PER_SEC / 4;
      mqtt_connection_handle_expiry (end->connection, fuzz->now_us);
      break;
    case 4:
      if (take_byte (fuzz) % 4 == 0)
        connect_both (fuzz);
      break;
    default:
      collect_output (fuzz, end, 1u + take_byte (fuzz));
      deliver (fuzz, which, 1u + take_byte (fuzz));
      break;
    }
  pull_events (fuzz, end);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Fuzz   fuzz = { .input = { data, size }, .now_us = G_USEC_PER_SEC };
  guint8 flags = take_byte (&fuzz);

  fuzz.version = (MqttVersion)(3 + flags % 3);
  fuzz.auto_acknowledge = (flags & 0x10) != 0;
  fuzz.has_method = (flags & 0x20) != 0;
  for (guint i = 0; i < 2; i++)
    {
      fuzz.end[i].session = mqtt_session_new ();
      fuzz.end[i].wire = g_byte_array_new ();
    }
  connect_both (&fuzz);
  while (fuzz.input.len > 0)
    step (&fuzz);
  cut (&fuzz);
  for (guint i = 0; i < 2; i++)
    {
      mqtt_session_free (fuzz.end[i].session);
      g_byte_array_unref (fuzz.end[i].wire);
    }
  return 0;
}
