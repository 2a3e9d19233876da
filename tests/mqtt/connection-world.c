/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-world.h"

#include <string.h>

static const MqttRole other_of[] = { MQTT_ROLE_SERVER, MQTT_ROLE_CLIENT };

World *
world_new (guint32 seed, MqttVersion version)
{
  World *world = g_new0 (World, 1);

  world->random = g_rand_new_with_seed (seed);
  world->version = version;
  world->now_us = G_USEC_PER_SEC;
  world->auto_acknowledge = g_rand_boolean (world->random);
  world->manual_releases = g_rand_boolean (world->random);
  for (guint i = 0; i < 2; i++)
    {
      WorldEnd *end = &world->end[i];

      world->receive_maximum[i] = (guint)g_rand_int_range (world->random, 1, 6);
      world->topic_alias_maximum[i] =
          (guint)g_rand_int_range (world->random, 0, 5);
      end->session = mqtt_session_new ();
      end->wire = g_byte_array_new ();
      for (guint qos = 0; qos < 3; qos++)
        end->received[qos] = g_array_new (FALSE, FALSE, sizeof (guint));
    }
  return world;
}

void
world_cut (World *world)
{
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&world->end[i].connection, mqtt_connection_free);
      g_byte_array_set_size (world->end[i].wire, 0);
    }
}

void
world_free (World *world)
{
  world_cut (world);
  for (guint i = 0; i < 2; i++)
    {
      mqtt_session_free (world->end[i].session);
      g_byte_array_unref (world->end[i].wire);
      for (guint qos = 0; qos < 3; qos++)
        g_array_unref (world->end[i].received[qos]);
    }
  g_rand_free (world->random);
  g_free (world);
}

/* More topics than there are aliases for. */
static const char *
topic_of (guint32 number)
{
  static const char *const topics[] = {
    "topic/0", "topic/1", "topic/2", "topic/3", "topic/4"
  };

  return topics[number % G_N_ELEMENTS (topics)];
}

static MqttProperties
limit_properties (World *world, MqttRole role, guint8 *bytes)
{
  bytes[0] = 0x21;
  bytes[1] = 0;
  bytes[2] = (guint8)world->receive_maximum[role];
  bytes[3] = 0x22;
  bytes[4] = 0;
  bytes[5] = (guint8)world->topic_alias_maximum[role];
  return (MqttProperties){ bytes, world->version == MQTT_VERSION_5_0 ? 6 : 0 };
}

void
world_connect (World *world)
{
  MqttConnectionOptions options = { .auto_acknowledge = world->auto_acknowledge,
                                    .manual_releases = world->manual_releases,
                                    .outgoing_topic_alias_maximum = 3 };
  MqttConnect connect = { .client_id = mqtt_slice_from_string ("world"),
                          .keep_alive_seconds = 60 };
  guint8      bytes[6];
  g_autoptr (GError) error = NULL;

  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      WorldEnd *end = &world->end[role];

      end->connection =
          mqtt_connection_new (role,
                               &options,
                               role == MQTT_ROLE_CLIENT ? end->session : NULL,
                               world->now_us);
    }
  connect.properties = limit_properties (world, MQTT_ROLE_CLIENT, bytes);
  mqtt_connection_submit_connect (world->end[MQTT_ROLE_CLIENT].connection,
                                  &connect,
                                  world->version,
                                  world->now_us,
                                  &error);
  g_assert_no_error (error);
}

static void
answer_connect (World *world)
{
  WorldEnd   *server = &world->end[MQTT_ROLE_SERVER];
  MqttConnack connack = { .session_present = world->is_known };
  guint8      bytes[6];
  g_autoptr (GError) error = NULL;

  connack.properties = limit_properties (world, MQTT_ROLE_SERVER, bytes);
  mqtt_connection_submit_connack (
      server->connection, &connack, server->session, world->now_us, &error);
  g_assert_no_error (error);
  world->is_known = TRUE;
}

/* The payload says its number in the first four bytes. */
static void
note_message (World *world, WorldEnd *end, const MqttEvent *event)
{
  const MqttPublish *publish = &event->packet->publish;
  guint32            number;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (publish->payload.len, >=, 4);
  memcpy (&number, publish->payload.data, 4);
  for (gsize i = 4; i < publish->payload.len; i++)
    g_assert_cmpuint (publish->payload.data[i], ==, (guint8)(number + i));
  g_assert_cmpmem (event->topic.data, event->topic.len, topic_of (number), 7);
  g_array_append_val (end->received[publish->qos], number);
  if (world->auto_acknowledge || publish->qos == MQTT_QOS_0)
    return;
  mqtt_connection_acknowledge (end->connection,
                               publish->packet_id,
                               0,
                               MQTT_SLICE_NONE,
                               world->now_us,
                               &error);
  g_assert_no_error (error);
}

/* Where it is left to us: the second half of QoS 2. */
static void
answer_ack (World *world, WorldEnd *end, const MqttEvent *event)
{
  guint16 id = event->packet->ack.packet_id;
  g_autoptr (GError) error = NULL;

  g_assert_true (world->manual_releases);
  if (event->type == MQTT_EVENT_PUBREC)
    mqtt_connection_release (end->connection,
                             id,
                             event->code,
                             MQTT_SLICE_NONE,
                             world->now_us,
                             &error);
  else
    mqtt_connection_complete (end->connection,
                              id,
                              event->code,
                              MQTT_SLICE_NONE,
                              world->now_us,
                              &error);
  g_assert_no_error (error);
}

static void
handle_event (World *world, WorldEnd *end, const MqttEvent *event)
{
  switch (event->type)
    {
    case MQTT_EVENT_CONNECT:
      answer_connect (world);
      break;
    case MQTT_EVENT_PUBLISH:
      note_message (world, end, event);
      break;
    case MQTT_EVENT_PUBREC:
    case MQTT_EVENT_PUBREL:
      answer_ack (world, end, event);
      break;
    case MQTT_EVENT_DELIVERED:
      g_assert_nonnull (event->packet);
      end->n_told++;
      break;
    case MQTT_EVENT_CONNACK:
      g_assert_cmphex (event->packet->connack.code, ==, 0);
      break;
    case MQTT_EVENT_VIOLATION:
      g_error ("violation: %s", event->violation.text);
      break;
    case MQTT_EVENT_NONE:
    case MQTT_EVENT_SENT:
    case MQTT_EVENT_SUBSCRIBE:
    case MQTT_EVENT_SUBACK:
    case MQTT_EVENT_UNSUBSCRIBE:
    case MQTT_EVENT_UNSUBACK:
    case MQTT_EVENT_PINGRESP:
    case MQTT_EVENT_AUTH:
    case MQTT_EVENT_DISCONNECT:
    case MQTT_EVENT_TIMEOUT:
    case MQTT_EVENT_INPUT_OVER_BUDGET:
    default:
      g_error ("event %d", (int)event->type);
    }
}

static void
pull_events (World *world, WorldEnd *end)
{
  MqttEvent event;

  while (mqtt_connection_next_event (end->connection, &event))
    handle_event (world, end, &event);
}

static gsize
some_of (World *world, gsize len)
{
  gsize most = world->chunk > 0 ? world->chunk : 40;

  if (world->chunk > 0 || len <= 1)
    return MIN (len, most);
  if (g_rand_int_range (world->random, 0, 4) == 0)
    return len;
  return 1 + (gsize)g_rand_int_range (world->random, 0, (int)MIN (len, most));
}

static gboolean
write_some (World *world, WorldEnd *end)
{
  MqttSlice slices[4];
  guint     n = mqtt_connection_peek_output (end->connection, slices, 4);
  gsize     left;
  gsize     total = 0;

  for (guint i = 0; i < n; i++)
    total += slices[i].len;
  g_assert_cmpuint (
      total, <=, mqtt_connection_get_output_length (end->connection));
  if (total == 0)
    return FALSE;
  total = left = MIN (total, some_of (world, total));
  for (guint i = 0; i < n && left > 0; i++)
    {
      gsize len = MIN (left, slices[i].len);

      g_byte_array_append (end->wire, slices[i].data, (guint)len);
      left -= len;
    }
  mqtt_connection_consume_output (end->connection, total, world->now_us);
  return TRUE;
}

gboolean
world_move (World *world, MqttRole role)
{
  WorldEnd *from = &world->end[role];
  WorldEnd *to = &world->end[other_of[role]];
  guint8   *bytes;
  gsize     len;
  gboolean  moved = write_some (world, from);

  len = MIN (from->wire->len, some_of (world, from->wire->len));
  if (len == 0)
    return moved;
  bytes = g_memdup2 (from->wire->data, len);
  g_byte_array_remove_range (from->wire, 0, (guint)len);
  mqtt_connection_feed (to->connection, bytes, len, world->now_us);
  pull_events (world, to);
  g_free (bytes);
  return TRUE;
}

void
world_settle (World *world)
{
  gboolean moved = TRUE;

  while (moved)
    {
      moved = world_move (world, MQTT_ROLE_CLIENT);
      moved = world_move (world, MQTT_ROLE_SERVER) || moved;
    }
}

void
world_publish (World *world, MqttRole role, MqttQos qos, gsize extra_len)
{
  WorldEnd *end = &world->end[role];
  guint8   *payload = g_malloc (4 + extra_len);
  guint32   number = end->n_sent[qos]++;
  g_autoptr (GBytes) bytes = g_bytes_new_take (payload, 4 + extra_len);
  g_autoptr (MqttMessage) message = NULL;
  MqttDelivery delivery = { .qos = qos };
  g_autoptr (GError) error = NULL;

  memcpy (payload, &number, 4);
  for (gsize i = 4; i < 4 + extra_len; i++)
    payload[i] = (guint8)(number + i);
  message = mqtt_message_new (mqtt_slice_from_string (topic_of (number)),
                              bytes,
                              qos,
                              FALSE,
                              MQTT_SLICE_NONE,
                              world->now_us);
  if (end->connection == NULL ||
      mqtt_connection_get_state (end->connection) != MQTT_CONNECTION_CONNECTED)
    {
      g_assert_true (mqtt_session_enqueue (end->session, message, &delivery));
      return;
    }
  mqtt_connection_submit_publish (
      end->connection, message, &delivery, world->now_us, &error);
  g_assert_no_error (error);
}

/* The first time of each number is in order; how many are missing or double. */
static void
check_order (const GArray *received, guint *n_first, guint *n_double)
{
  guint next = 0;

  *n_first = *n_double = 0;
  for (guint i = 0; i < received->len; i++)
    {
      guint number = g_array_index (received, guint, i);

      if (number < next)
        {
          (*n_double)++;
          continue;
        }
      (*n_first)++;
      next = number + 1;
    }
}

static void
check_session (MqttSession *session)
{
  g_assert_cmpuint (mqtt_session_get_n_queued (session), ==, 0);
  g_assert_cmpuint (mqtt_session_get_queued_bytes (session), ==, 0);
  g_assert_cmpuint (mqtt_session_get_n_in_flight_out (session), ==, 0);
  g_assert_cmpuint (mqtt_session_get_n_in_flight_in (session), ==, 0);
}

void
world_check (World *world, gboolean was_cut)
{
  for (guint i = 0; i < 2; i++)
    {
      WorldEnd *sender = &world->end[i];
      WorldEnd *receiver = &world->end[other_of[i]];
      guint     n_first[3], n_double[3];

      for (guint qos = 0; qos < 3; qos++)
        check_order (receiver->received[qos], &n_first[qos], &n_double[qos]);
      g_assert_cmpuint (n_first[0], <=, sender->n_sent[0]);
      g_assert_cmpuint (n_double[0], ==, 0);
      g_assert_cmpuint (n_first[1], ==, sender->n_sent[1]);
      g_assert_cmpuint (n_first[2], ==, sender->n_sent[2]);
      g_assert_cmpuint (n_double[2], ==, 0);
      g_assert_cmpuint (
          sender->n_told, ==, sender->n_sent[1] + sender->n_sent[2]);
      if (!was_cut)
        {
          g_assert_cmpuint (n_first[0], ==, sender->n_sent[0]);
          g_assert_cmpuint (n_double[1], ==, 0);
        }
      check_session (sender->session);
    }
}
