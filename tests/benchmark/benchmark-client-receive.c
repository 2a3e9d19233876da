/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client.h"

#include "benchmark-receive-mosquitto.h"
#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"

#define N_MESSAGES 1000000u
#define PER_WRITE 1000u
#define PAYLOAD_BYTES 64

/* How many small messages per second a client takes from a socket, with and
 * without a trace whose records somebody else takes. */
typedef struct
{
  guint      n_messages; /* of the I/O thread */
  GMainLoop *loop;
} Count;

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
message_cb (const MqttPublish *publish, MqttSlice topic, gpointer user_data)
{
  Count *count = user_data;

  if (++count->n_messages == N_MESSAGES)
    g_idle_add (quit_cb, count->loop);
}

static gpointer
send_all (gpointer user_data)
{
  ScriptedPeer *peer = user_data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 payload[PAYLOAD_BYTES] = { 0 };

  scripted_peer_accept (peer);
  g_byte_array_unref (scripted_peer_read (peer, 18));
  scripted_peer_send_hex (peer, "20 03 00 00 00");
  for (guint i = 0; i < PER_WRITE; i++)
    pb_publish (
        bytes, 5, 0, FALSE, 0, "home/kitchen/sensor", payload, PAYLOAD_BYTES);
  for (guint i = 0; i < N_MESSAGES / PER_WRITE; i++)
    scripted_peer_send (peer, bytes);
  return NULL;
}

static gboolean
take_cb (gpointer user_data)
{
  g_ptr_array_unref (willow_trace_queue_take (user_data, 0));
  return G_SOURCE_CONTINUE;
}

static void
print_rate (const char *who, double seconds)
{
  g_print ("%s: %u messages of %d bytes in %.3f s: %.0f per second\n",
           who,
           N_MESSAGES,
           PAYLOAD_BYTES,
           seconds,
           N_MESSAGES / seconds);
}

/* The same bytes from the same peer. */
static void
measure_mosquitto (void)
{
  g_autoptr (ScriptedPeer) peer = scripted_peer_new ();
  GThread *thread = g_thread_new ("peer", send_all, peer);
  gint64   start_us = g_get_monotonic_time ();

  benchmark_receive_mosquitto (scripted_peer_get_port (peer), N_MESSAGES);
  print_rate ("libmosquitto",
              (double)(g_get_monotonic_time () - start_us) / G_USEC_PER_SEC);
  g_thread_join (thread);
}

static void
measure (gboolean with_trace)
{
  g_autoptr (ScriptedPeer) peer = scripted_peer_new ();
  g_autoptr (WillowIoThread) io_thread = willow_io_thread_new ("I/O", NULL);
  g_autoptr (WillowClient) client = willow_client_new (io_thread);
  g_autoptr (WillowClientOptions) options = willow_client_options_new ();
  g_autoptr (WillowTraceQueue) trace = willow_trace_queue_new (16777216);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (WillowEndpoint) endpoint = willow_endpoint_new (
      WILLOW_SCHEME_MQTT, "127.0.0.1", scripted_peer_get_port (peer), NULL);
  Count    count = { .loop = loop };
  GThread *thread = g_thread_new ("peer", send_all, peer);
  guint    timer = 0;
  gint64   start_us;
  double   seconds;

  willow_client_options_set_endpoint (options, endpoint);
  willow_client_options_set_client_id (options, "ben");
  willow_client_set_message_func (client, message_cb, &count, NULL);
  if (with_trace)
    {
      willow_client_set_trace (client, trace);
      timer = g_timeout_add (50, take_cb, trace);
    }
  start_us = g_get_monotonic_time ();
  willow_client_connect_async (client, options, NULL, NULL, NULL);
  g_main_loop_run (loop);
  seconds = (double)(g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
  print_rate (with_trace ? "with trace" : "without trace", seconds);
  g_thread_join (thread);
  if (timer != 0)
    g_source_remove (timer);
  g_object_run_dispose (G_OBJECT (client));
}

int
main (void)
{
  measure (FALSE);
  measure (TRUE);
  if (HAVE_LIBMOSQUITTO)
    measure_mosquitto ();
  return 0;
}
