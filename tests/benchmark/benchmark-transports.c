/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each transport costs: QoS 0 from a publisher, whose packets are made
 * beforehand, through the bundled broker to our client, by each of the URLs and
 * by a Unix socket, as a ratio to plain TCP in the same run. Everything on one
 * computer: what TLS costs is paid four times over. */
#include "broker/willow-broker.h"
#include "client/willow-client.h"
#include "lib/test-loop.h"
#include "lib/test-pki.h"

#include <glib/gstdio.h>
#include <string.h>

#define ROUNDS 5
/* Of packets, in one write. */
#define BATCH_BYTES (64u * 1024u)

static const struct
{
  const char *name;
  guint       payload_bytes;
  guint       n_messages;
  guint       window; /* messages on their way */
} cases[] = {
  { "64 B", 64, 200000, 8192 },
  { "4 KiB", 4096, 40000, 512 },
};

static const char *const names[] = { "mqtt", "mqtts", "ws", "wss", "unix" };

#define N_TRANSPORTS G_N_ELEMENTS (names)

typedef struct
{
  TestLoop           loop;
  WillowBroker      *broker;
  WillowTlsSettings *tls; /* of the clients */
  char              *folder;
  char              *socket_path;
  WillowIoThread    *io_thread;
  WillowClient      *client;
  WillowTransport   *publisher;
  gboolean           is_done;
  guint8            *packets;
  gsize              n_packet_bytes; /* of one */
  gsize              n_packets;      /* in a batch */
  gsize              sent_bytes;
  guint              n_messages;
  guint              window;
  guint              wake_every;
  gint               n_received; /* atomic */
} Bench;

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  willow_broker_start_finish (WILLOW_BROKER (source), result, &error);
  g_assert_no_error (error);
  ((Bench *)user_data)->is_done = TRUE;
}

static void
wait (Bench *bench)
{
  test_loop_until (&bench->loop, bench->is_done);
  bench->is_done = FALSE;
}

static void
add_listeners (Bench *bench, WillowBrokerConfig *config, WillowTlsSettings *tls)
{
  WillowBrokerListenerConfig *local;

  willow_broker_config_get_listener (config, 0)->port = 0;
  for (WillowScheme s = WILLOW_SCHEME_MQTTS; s <= WILLOW_SCHEME_WSS; s++)
    {
      WillowBrokerListenerConfig *listener =
          willow_broker_config_add_listener (config, s, "127.0.0.1", 0);

      if (s == WILLOW_SCHEME_MQTTS || s == WILLOW_SCHEME_WSS)
        willow_broker_listener_config_set_tls (listener, tls);
    }
  local = willow_broker_config_add_listener (config, WILLOW_SCHEME_MQTT, "", 0);
  local->socket_path = g_strdup (bench->socket_path);
}

static void
start_broker (Bench *bench)
{
  const TestCertificate spec = { .name = "localhost",
                                 .alternatives = "IP:127.0.0.1" };
  g_autoptr (TestIdentity) identity = test_pki_issue (NULL, &spec);
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (identity);
  g_autoptr (GBytes) key = test_pki_dup_key (identity, NULL);
  g_autoptr (WillowTlsSettings) server = willow_tls_settings_new ();
  g_auto (WillowBrokerConfig) config = { 0 };

  bench->folder = g_dir_make_tmp ("willow-XXXXXX", NULL);
  bench->socket_path = g_build_filename (bench->folder, "socket", NULL);
  bench->tls = willow_tls_settings_new ();
  willow_tls_settings_add_authorities (bench->tls, certificate);
  willow_tls_settings_set_certificate (server, certificate, key, NULL);
  willow_broker_config_init (&config);
  add_listeners (bench, &config, server);
  bench->broker = willow_broker_new ();
  willow_broker_start_async (bench->broker, &config, started_cb, bench);
  wait (bench);
}

/* (transfer full) */
static WillowEndpoint *
make_endpoint (Bench *bench, guint transport)
{
  WillowScheme scheme = transport;

  if (transport == N_TRANSPORTS - 1)
    return willow_endpoint_new_unix (bench->socket_path);
  return willow_endpoint_new (scheme,
                              "127.0.0.1",
                              willow_broker_get_port (bench->broker, scheme),
                              "/mqtt");
}

static WillowConnectorSettings *
make_settings (Bench *bench)
{
  WillowConnectorSettings *settings = willow_connector_settings_new ();

  willow_connector_settings_set_tls (settings, bench->tls);
  return settings;
}

/* On the I/O thread. */
static void
message_cb (const MqttPublish *publish, MqttSlice topic, gpointer user_data)
{
  Bench *bench = user_data;
  guint  n = (guint)g_atomic_int_add (&bench->n_received, 1) + 1;

  if (n % bench->wake_every == 0 || n == bench->n_messages)
    g_main_context_wakeup (bench->loop.context);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  willow_client_connect_finish (WILLOW_CLIENT (source), result, &error);
  g_assert_no_error (error);
  ((Bench *)user_data)->is_done = TRUE;
}

static void
subscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GBytes) codes =
      willow_client_subscribe_finish (WILLOW_CLIENT (source), result, NULL);

  g_assert_nonnull (codes);
  ((Bench *)user_data)->is_done = TRUE;
}

static void
start_subscriber (Bench *bench, guint transport)
{
  static const MqttSubscription subscription = {
    .filter = { (const guint8 *)"t", 1 },
  };
  g_autoptr (WillowEndpoint) endpoint = make_endpoint (bench, transport);
  g_autoptr (WillowConnectorSettings) settings = make_settings (bench);
  g_autoptr (WillowClientOptions) options = willow_client_options_new ();
  GByteArray *filters = g_byte_array_new ();
  g_autoptr (GBytes) payload = NULL;

  willow_client_options_set_endpoint (options, endpoint);
  willow_client_options_set_connector (options, settings);
  willow_client_options_set_version (options, MQTT_VERSION_3_1_1);
  willow_client_options_set_client_id (options, "s");
  bench->client = willow_client_new (bench->io_thread);
  willow_client_set_message_func (bench->client, message_cb, bench, NULL);
  willow_client_connect_async (
      bench->client, options, NULL, connected_cb, bench);
  wait (bench);
  mqtt_filters_append_subscription (filters, MQTT_VERSION_3_1_1, &subscription);
  payload = g_byte_array_free_to_bytes (filters);
  willow_client_subscribe_async (bench->client, payload, subscribed_cb, bench);
  wait (bench);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (GError) error = NULL;

  bench->publisher = willow_connector_connect_finish (result, &error);
  g_assert_no_error (error);
  bench->is_done = TRUE;
}

static void
connack_cb (WillowTransport *transport,
            GIOCondition     condition,
            gpointer         user_data)
{
  guint8 connack[4];

  if (willow_transport_read (transport, connack, sizeof connack, NULL) == 4)
    ((Bench *)user_data)->is_done = TRUE;
}

static void
start_publisher (Bench *bench, guint transport)
{
  static const guint8 connect[] =
      "\x10\x0d\x00\x04MQTT\x04\x02\x00\x00\x00\x01p";
  const GOutputVector vector = { connect, sizeof connect - 1 };
  g_autoptr (WillowEndpoint) endpoint = make_endpoint (bench, transport);
  g_autoptr (WillowConnectorSettings) settings = make_settings (bench);

  willow_connector_connect_async (bench->loop.reactor,
                                  endpoint,
                                  settings,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  opened_cb,
                                  bench);
  wait (bench);
  willow_transport_set_func (bench->publisher, connack_cb, bench);
  g_assert_cmpint (willow_transport_writev (bench->publisher, &vector, 1, NULL),
                   ==,
                   vector.size);
  willow_transport_set_condition (bench->publisher, G_IO_IN);
  wait (bench);
}

/* Many times the same PUBLISH of QoS 0, Topic Name "t". */
static void
make_packets (Bench *bench, guint payload_bytes)
{
  guint  rest = payload_bytes + 3;
  guint8 head[6] = { 0x30 };
  gsize  n = 1;

  for (; rest >= 128; rest >>= 7)
    head[n++] = (guint8)(0x80 | (rest & 0x7f));
  head[n++] = (guint8)rest;
  bench->n_packet_bytes = n + 3 + payload_bytes;
  bench->n_packets = MAX (1, BATCH_BYTES / bench->n_packet_bytes);
  bench->packets = g_malloc0 (bench->n_packets * bench->n_packet_bytes);
  for (gsize i = 0; i < bench->n_packets; i++)
    {
      guint8 *packet = bench->packets + i * bench->n_packet_bytes;

      memcpy (packet, head, n);
      memcpy (packet + n, "\0\1t", 3);
    }
}

/* Up to the window, and whole packets. */
static gboolean
may_write (Bench *bench)
{
  gsize n_sent = bench->sent_bytes / bench->n_packet_bytes;
  gsize n_received = (gsize)g_atomic_int_get (&bench->n_received);

  return n_sent < bench->n_messages && n_sent - n_received < bench->window;
}

static void
write_cb (WillowTransport *transport,
          GIOCondition     condition,
          gpointer         user_data)
{
  Bench *bench = user_data;

  while (may_write (bench))
    {
      gsize offset = bench->sent_bytes % bench->n_packet_bytes;
      gsize left =
          bench->n_messages * bench->n_packet_bytes - bench->sent_bytes;
      gsize size = bench->n_packets * bench->n_packet_bytes - offset;
      const GOutputVector vector = { bench->packets + offset,
                                     MIN (size, left) };
      gssize n = willow_transport_writev (transport, &vector, 1, NULL);

      if (n <= 0)
        return;
      bench->sent_bytes += (gsize)n;
    }
  willow_transport_set_condition (transport, 0);
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  willow_client_disconnect_finish (WILLOW_CLIENT (source), result, NULL);
  ((Bench *)user_data)->is_done = TRUE;
}

/* Returns: messages per second */
static double
measure (Bench *bench, guint transport, guint which)
{
  gint64 start_us;

  bench->n_messages = cases[which].n_messages;
  bench->window = cases[which].window;
  bench->wake_every = bench->window / 8;
  bench->n_received = 0;
  bench->sent_bytes = 0;
  make_packets (bench, cases[which].payload_bytes);
  start_subscriber (bench, transport);
  start_publisher (bench, transport);
  willow_transport_set_func (bench->publisher, write_cb, bench);
  start_us = g_get_monotonic_time ();
  while ((guint)g_atomic_int_get (&bench->n_received) < bench->n_messages)
    {
      if (may_write (bench))
        willow_transport_set_condition (bench->publisher, G_IO_OUT);
      g_main_context_iteration (bench->loop.context, TRUE);
    }
  start_us = g_get_monotonic_time () - start_us;
  g_clear_pointer (&bench->publisher, willow_transport_free);
  willow_client_disconnect_async (
      bench->client, WILLOW_DISCONNECT_CLEAN, left_cb, bench);
  wait (bench);
  g_clear_object (&bench->client);
  g_free (bench->packets);
  return bench->n_messages * 1e6 / (double)MAX (1, start_us);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
run_case (Bench *bench, guint which)
{
  double rates[N_TRANSPORTS][ROUNDS];
  double plain = 0;

  for (guint round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < N_TRANSPORTS; i++)
      rates[i][round] = measure (bench, i, which);
  for (guint i = 0; i < N_TRANSPORTS; i++)
    {
      double median;

      qsort (rates[i], ROUNDS, sizeof rates[i][0], compare);
      median = rates[i][ROUNDS / 2];
      if (i == 0)
        plain = median;
      g_print ("%-6s %-6s %8.0f messages/s  %7.1f MB/s  %.2f of plain TCP\n",
               cases[which].name,
               names[i],
               median,
               median * cases[which].payload_bytes / 1e6,
               median / plain);
    }
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  willow_broker_stop_finish (WILLOW_BROKER (source), result, NULL);
  ((Bench *)user_data)->is_done = TRUE;
}

int
main (int argc, char **argv)
{
  Bench *bench = g_new0 (Bench, 1);

  test_loop_set_up (&bench->loop);
  start_broker (bench);
  bench->io_thread = willow_io_thread_new ("client", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (bench, i);
  willow_broker_stop_async (bench->broker, stopped_cb, bench);
  wait (bench);
  g_object_unref (bench->broker);
  willow_io_thread_unref (bench->io_thread);
  willow_tls_settings_unref (bench->tls);
  test_loop_tear_down (&bench->loop);
  g_rmdir (bench->folder);
  g_free (bench->folder);
  g_free (bench->socket_path);
  g_free (bench);
  return 0;
}
