/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection.h"
#include "mqtt/mqtt-filter-tree.h"

#include <string.h>

/* What the protocol core costs per message, without any socket: a Client
 * publishes 64 bytes to a Server in batches, all bytes go over, all
 * acknowledgements come back. And what a match costs among many filters. */

#define BATCH 200u
#define N_BATCHES 2500u
#define N_FILTERS 100000u

typedef struct
{
  MqttConnection *connection;
  MqttSession    *session;
  guint           n_messages;
  guint           n_delivered;
} End;

static void
handle_event (End *end, const MqttEvent *event)
{
  MqttConnack connack = { 0 };

  if (event->type == MQTT_EVENT_CONNECT)
    mqtt_connection_submit_connack (
        end->connection, &connack, end->session, 0, NULL);
  end->n_messages += event->type == MQTT_EVENT_PUBLISH;
  end->n_delivered += event->type == MQTT_EVENT_DELIVERED;
}

static gboolean
move (End *from, End *to)
{
  MqttSlice slices[64];
  MqttEvent event;
  gsize     total = 0;
  guint     n = mqtt_connection_peek_output (from->connection, slices, 64);

  for (guint i = 0; i < n; i++)
    {
      mqtt_connection_feed (to->connection, slices[i].data, slices[i].len, 0);
      while (mqtt_connection_next_event (to->connection, &event))
        handle_event (to, &event);
      total += slices[i].len;
    }
  mqtt_connection_consume_output (from->connection, total, 0);
  return total > 0;
}

static void
settle (End *client, End *server)
{
  gboolean moved = TRUE;

  while (moved)
    {
      moved = move (client, server);
      moved = move (server, client) || moved;
    }
}

static void
connect_ends (End *client, End *server, MqttVersion version)
{
  MqttConnectionOptions options = { .auto_acknowledge = TRUE };
  MqttConnect           connect = { .clean_start = TRUE };

  connect.client_id = mqtt_slice_from_string ("benchmark");
  client->session = mqtt_session_new ();
  server->session = mqtt_session_new ();
  client->connection =
      mqtt_connection_new (MQTT_ROLE_CLIENT, &options, client->session, 0);
  server->connection =
      mqtt_connection_new (MQTT_ROLE_SERVER, &options, NULL, 0);
  mqtt_connection_submit_connect (
      client->connection, &connect, version, 0, NULL);
  settle (client, server);
}

static void
end_clear (End *end)
{
  mqtt_connection_free (end->connection);
  mqtt_session_free (end->session);
}

static void
run_publish (MqttVersion version, MqttQos qos)
{
  End    client = { 0 };
  End    server = { 0 };
  guint8 bytes[64];
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (MqttMessage) message = NULL;
  MqttDelivery delivery = { .qos = qos };
  gint64       start_us;

  memset (bytes, 'x', sizeof bytes);
  payload = g_bytes_new (bytes, sizeof bytes);
  message = mqtt_message_new (mqtt_slice_from_string ("site/room/temperature"),
                              payload,
                              qos,
                              FALSE,
                              MQTT_SLICE_NONE,
                              0);
  connect_ends (&client, &server, version);
  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < N_BATCHES; i++)
    {
      for (guint k = 0; k < BATCH; k++)
        mqtt_connection_submit_publish (
            client.connection, message, &delivery, 0, NULL);
      settle (&client, &server);
    }
  g_print ("%s QoS %d: %.0f ns per message\n",
           mqtt_version_get_name (version),
           (int)qos,
           (double)(g_get_monotonic_time () - start_us) * 1000.0 /
               (N_BATCHES * BATCH));
  g_assert_cmpuint (server.n_messages, ==, N_BATCHES * BATCH);
  g_assert_cmpuint (
      client.n_delivered, ==, qos == MQTT_QOS_0 ? 0 : N_BATCHES * BATCH);
  end_clear (&client);
  end_clear (&server);
}

static void
count_cb (gconstpointer key, gpointer value, gpointer user_data)
{
  (*(guint *)user_data)++;
}

static char *
device_topic (guint i, const char *last)
{
  return g_strdup_printf (
      "site%u/room%u/device%u/%s", i % 10, i % 500, i, last);
}

static void
run_filter_tree (void)
{
  g_autoptr (MqttFilterTree) tree = mqtt_filter_tree_new (NULL);
  gint64 start_us = g_get_monotonic_time ();
  guint  n = 0;

  for (guint i = 0; i < N_FILTERS; i++)
    {
      g_autofree char *filter = device_topic (i, i % 2 == 0 ? "+" : "#");

      mqtt_filter_tree_insert (tree,
                               mqtt_slice_from_string (filter),
                               GUINT_TO_POINTER (i + 1),
                               tree);
    }
  g_print ("%u filters: %.0f ns per insertion",
           N_FILTERS,
           (double)(g_get_monotonic_time () - start_us) * 1000.0 / N_FILTERS);
  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < N_FILTERS; i++)
    {
      g_autofree char *topic = device_topic (i, "state");

      mqtt_filter_tree_match (
          tree, mqtt_slice_from_string (topic), count_cb, &n);
    }
  g_print (", %.0f ns per match\n",
           (double)(g_get_monotonic_time () - start_us) * 1000.0 / N_FILTERS);
  g_assert_cmpuint (n, ==, N_FILTERS);
}

int
main (void)
{
  for (MqttQos qos = MQTT_QOS_0; qos <= MQTT_QOS_2; qos++)
    {
      run_publish (MQTT_VERSION_3_1_1, qos);
      run_publish (MQTT_VERSION_5_0, qos);
    }
  run_filter_tree ();
  return 0;
}
