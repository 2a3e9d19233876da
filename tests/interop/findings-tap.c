/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands between clients and the broker at a port of this machine, hands
 * everything on and judges it: findings-tap PORT. Prints its own port in the
 * first line, then one line per finding when a connection is over, and ends
 * when its standard input does. */
#include "mqtt/mqtt-findings.h"
#include "mqtt/mqtt-framer.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct
{
  GIOStream    *ends[2]; /* by MqttRole */
  GMutex        lock;
  MqttFindings *findings;
  guint64       serial;
  gboolean      is_over;
  GThread      *threads[2];
} Conversation;

typedef struct
{
  Conversation *conversation;
  MqttRole      sender;
  MqttFramer    framer;
  gboolean      is_broken;
} Direction;

static guint16 target_port;

/* The program waits for the ends of its conversations. */
static GMutex open_lock;
static GCond  open_changed;
static guint  n_open;

static void
count_open (int change)
{
  g_mutex_lock (&open_lock);
  n_open += (guint)change;
  g_cond_signal (&open_changed);
  g_mutex_unlock (&open_lock);
}

static void
judge (Direction *direction, MqttSlice frame)
{
  Conversation *conversation = direction->conversation;

  mqtt_findings_feed (conversation->findings,
                      direction->sender,
                      frame,
                      g_get_monotonic_time (),
                      conversation->serial++);
}

/* Before the bytes go on, so that every cause is judged before its effect. */
static void
judge_bytes (Direction *direction, const guint8 *data, gsize len)
{
  MqttSlice        frame;
  MqttViolation    violation;
  MqttFramerResult result;

  g_mutex_lock (&direction->conversation->lock);
  if (!direction->is_broken)
    {
      mqtt_framer_feed (&direction->framer, data, len);
      while ((result =
                  mqtt_framer_next (&direction->framer, &frame, &violation)) ==
             MQTT_FRAMER_PACKET)
        judge (direction, frame);
      direction->is_broken = result == MQTT_FRAMER_ERROR;
      if (direction->is_broken)
        judge (direction, mqtt_framer_get_rest (&direction->framer));
    }
  g_mutex_unlock (&direction->conversation->lock);
}

static void
print_findings (const Conversation *conversation)
{
  static const char *const severities[] = { "violation",
                                            "questionable",
                                            "hint" };
  guint                    n_findings;
  const MqttFinding       *findings =
      mqtt_findings_get (conversation->findings, &n_findings);

  for (guint i = 0; i < n_findings; i++)
    g_print ("%s %s [%s] packet %" G_GUINT64_FORMAT ": %s\n",
             severities[findings[i].severity],
             findings[i].role == MQTT_ROLE_CLIENT ? "client" : "server",
             findings[i].violation.id,
             findings[i].serial,
             findings[i].violation.text);
}

/* The first direction that ends tells who closed. */
static void
end (Direction *direction)
{
  Conversation *conversation = direction->conversation;
  MqttSlice     rest = mqtt_framer_get_rest (&direction->framer);

  g_mutex_lock (&conversation->lock);
  if (rest.len > 0 && !direction->is_broken)
    judge (direction, rest);
  if (!conversation->is_over)
    {
      mqtt_findings_end (conversation->findings,
                         direction->sender == MQTT_ROLE_CLIENT
                             ? MQTT_FINDINGS_END_BY_CLIENT
                             : MQTT_FINDINGS_END_BY_SERVER,
                         g_get_monotonic_time ());
      print_findings (conversation);
    }
  conversation->is_over = TRUE;
  g_mutex_unlock (&conversation->lock);
}

static gpointer
pump_thread (gpointer data)
{
  Direction  *direction = data;
  GIOStream **ends = direction->conversation->ends;
  GSocket    *to = g_socket_connection_get_socket (
      G_SOCKET_CONNECTION (ends[1 - (int)direction->sender]));
  GInputStream  *input = g_io_stream_get_input_stream (ends[direction->sender]);
  GOutputStream *output =
      g_io_stream_get_output_stream (ends[1 - (int)direction->sender]);
  g_autofree guint8 *buffer = g_malloc (65536);
  gssize             len;

  while ((len = g_input_stream_read (input, buffer, 65536, NULL, NULL)) > 0)
    {
      judge_bytes (direction, buffer, (gsize)len);
      if (!g_output_stream_write_all (
              output, buffer, (gsize)len, NULL, NULL, NULL))
        break;
    }
  end (direction);
  g_socket_shutdown (to, TRUE, TRUE, NULL);
  mqtt_framer_clear (&direction->framer);
  g_free (direction);
  return NULL;
}

static void
start_direction (Conversation *conversation, MqttRole sender)
{
  Direction *direction = g_new0 (Direction, 1);

  direction->conversation = conversation;
  direction->sender = sender;
  mqtt_framer_init (&direction->framer, 0);
  conversation->threads[sender] = g_thread_new ("pump", pump_thread, direction);
}

static gpointer
conversation_thread (gpointer data)
{
  Conversation *conversation = data;

  for (guint i = 0; i < 2; i++)
    start_direction (conversation, (MqttRole)i);
  for (guint i = 0; i < 2; i++)
    g_thread_join (conversation->threads[i]);
  for (guint i = 0; i < 2; i++)
    g_object_unref (conversation->ends[i]);
  mqtt_findings_free (conversation->findings);
  g_mutex_clear (&conversation->lock);
  g_free (conversation);
  count_open (-1);
  return NULL;
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *client,
             GObject           *source,
             gpointer           user_data)
{
  g_autoptr (GSocketClient) connector = g_socket_client_new ();
  Conversation      *conversation;
  GSocketConnection *server = g_socket_client_connect_to_host (
      connector, "127.0.0.1", target_port, NULL, NULL);

  if (server == NULL)
    return FALSE;
  conversation = g_new0 (Conversation, 1);
  g_mutex_init (&conversation->lock);
  conversation->findings = mqtt_findings_new (MQTT_ROLE_SERVER);
  conversation->ends[MQTT_ROLE_CLIENT] = G_IO_STREAM (g_object_ref (client));
  conversation->ends[MQTT_ROLE_SERVER] = G_IO_STREAM (server);
  count_open (1);
  g_thread_unref (
      g_thread_new ("conversation", conversation_thread, conversation));
  return TRUE;
}

static gpointer
input_thread (gpointer data)
{
  char buffer[256];

  while (read (STDIN_FILENO, buffer, sizeof buffer) > 0)
    ;
  g_main_loop_quit (data);
  return NULL;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GInetAddress) loopback =
      g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GThread) input = NULL;

  if (argc != 2 || !g_socket_listener_add_address (G_SOCKET_LISTENER (service),
                                                   address,
                                                   G_SOCKET_TYPE_STREAM,
                                                   G_SOCKET_PROTOCOL_TCP,
                                                   NULL,
                                                   &effective,
                                                   NULL))
    return EXIT_FAILURE;
  target_port = (guint16)atoi (argv[1]);
  g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), NULL);
  g_print ("%u\n",
           g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective)));
  input = g_thread_new ("input", input_thread, loop);
  g_main_loop_run (loop);
  g_mutex_lock (&open_lock);
  while (n_open > 0)
    g_cond_wait (&open_changed, &open_lock);
  g_mutex_unlock (&open_lock);
  return EXIT_SUCCESS;
}
