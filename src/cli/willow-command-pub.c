/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-client.h"
#include "cli/willow-cli.h"
#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-topic.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

/* Lines of standard input that are on their way at once; the next is read when
 * one is acknowledged, so memory does not grow with the input. */
#define LINES_IN_FLIGHT 64u

typedef struct
{
  WillowCliClient   base;
  char             *topic;
  char             *text;
  char             *file;
  gboolean          from_stdin;
  gboolean          lines;
  gboolean          empty;
  int               qos;
  gboolean          retain;
  GBytes           *payload;
  GDataInputStream *input;
  guint             n_in_flight;
  gboolean          input_ended;
  gboolean          reading;
} Publisher;

static void read_line (Publisher *self);

static void
finish_if_done (Publisher *self)
{
  if (self->input_ended && self->n_in_flight == 0)
    willow_cli_client_quit (&self->base, WILLOW_EXIT_OK);
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Publisher *self = user_data;
  g_autoptr (GError) error = NULL;
  guint8 reason = 0;

  self->n_in_flight--;
  if (!willow_client_publish_finish (
          self->base.client, result, &reason, &error))
    {
      if (!self->base.done)
        willow_cli_complain ("%s", error->message);
      willow_cli_client_quit (&self->base, willow_cli_client_code_for (error));
      return;
    }
  if (reason >= 0x80)
    {
      const char *name = mqtt_reason_code_get_name (reason, MQTT_PACKET_PUBACK);

      willow_cli_complain (_ ("The message was refused: 0x%02X %s"),
                           reason,
                           name != NULL ? _ (name) : "");
      willow_cli_client_quit (&self->base, WILLOW_EXIT_REFUSED);
      return;
    }
  if (self->lines)
    read_line (self);
  finish_if_done (self);
}

static void
publish (Publisher *self, GBytes *payload)
{
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string (self->topic),
                        payload,
                        (MqttQos)self->qos,
                        self->retain,
                        MQTT_SLICE_NONE,
                        g_get_monotonic_time ());

  self->n_in_flight++;
  willow_client_publish_async (self->base.client, message, published_cb, self);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Publisher *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = NULL;
  gsize len;
  char *line =
      g_data_input_stream_read_line_finish (self->input, result, &len, &error);

  self->reading = FALSE;
  if (self->base.done)
    {
      g_free (line);
      return;
    }
  if (line == NULL)
    {
      self->input_ended = TRUE;
      if (error != NULL)
        {
          willow_cli_complain ("%s", error->message);
          willow_cli_client_quit (&self->base, WILLOW_EXIT_FAILURE);
        }
      finish_if_done (self);
      return;
    }
  payload = g_bytes_new_take (line, len);
  publish (self, payload);
  read_line (self);
}

static void
read_line (Publisher *self)
{
  if (self->reading || self->input_ended ||
      self->n_in_flight >= LINES_IN_FLIGHT)
    return;
  self->reading = TRUE;
  g_data_input_stream_read_line_async (
      self->input, G_PRIORITY_DEFAULT, self->base.cancellable, line_cb, self);
}

static void
connected_cb (WillowCliClient *base)
{
  Publisher *self = (Publisher *)base;

  if (self->lines)
    {
      g_autoptr (GInputStream) raw =
          g_unix_input_stream_new (STDIN_FILENO, FALSE);

      self->input = g_data_input_stream_new (raw);
      read_line (self);
      return;
    }
  self->input_ended = TRUE;
  publish (self, self->payload);
}

/* A Server drops what has no valid topic, at QoS 0 without a word. */
static gboolean
check_topic (const Publisher *self)
{
  if (self->topic == NULL)
    willow_cli_complain (_ ("Say the topic with -t."));
  else if (!mqtt_topic_name_is_valid (mqtt_slice_from_string (self->topic),
                                      NULL))
    willow_cli_complain (_ ("“%s” is no Topic Name: it is empty, too long, or "
                            "has a wildcard character (+ or #)."),
                         self->topic);
  else
    return TRUE;
  return FALSE;
}

/* Exactly one source of the payload; reads it before anything is connected. */
static int
prepare (Publisher *self)
{
  g_autoptr (GError) error = NULL;
  int n_sources = (self->text != NULL) + (self->file != NULL) +
                  self->from_stdin + self->lines + self->empty;

  if (!check_topic (self))
    return WILLOW_EXIT_USAGE;
  if (n_sources != 1)
    {
      willow_cli_complain (
          _ ("Say what to publish with exactly one of -m, -f, -s, -l and -n."));
      return WILLOW_EXIT_USAGE;
    }
  if (self->qos < 0 || self->qos > 2)
    {
      willow_cli_complain (_ ("QoS is 0, 1 or 2."));
      return WILLOW_EXIT_USAGE;
    }
  if (self->text != NULL)
    self->payload = g_bytes_new (self->text, strlen (self->text));
  else if (self->file != NULL || self->from_stdin)
    self->payload = willow_cli_read_file (self->from_stdin ? "-" : self->file,
                                          MQTT_VARIABLE_BYTE_INTEGER_MAX,
                                          &error);
  else
    self->payload = g_bytes_new (NULL, 0);
  if (error == NULL)
    return WILLOW_EXIT_OK;
  willow_cli_complain ("%s", error->message);
  return WILLOW_EXIT_FAILURE;
}

static int
run (Publisher *self, const WillowCliOptions *connection, const char *url)
{
  g_autoptr (WillowClientOptions) options = NULL;
  g_autoptr (GError) error = NULL;
  int code = prepare (self);

  if (code != WILLOW_EXIT_OK)
    return code;
  options = willow_cli_options_build (connection, url, &error);
  if (options == NULL)
    {
      willow_cli_complain ("%s", error->message);
      return WILLOW_EXIT_USAGE;
    }
  if (!willow_cli_client_init (&self->base, connection->show_packets))
    return WILLOW_EXIT_FAILURE;
  code = willow_cli_client_run (&self->base, options, connected_cb);
  willow_cli_client_clear (&self->base);
  return code;
}

static void
clear (Publisher *self)
{
  g_free (self->topic);
  g_free (self->text);
  g_free (self->file);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_object (&self->input);
}

int
willow_command_pub (int argc, char *argv[])
{
  Publisher        self = { .topic = NULL };
  WillowCliOptions connection;
  GOptionContext  *context;
  int              code = WILLOW_EXIT_OK;
  /* clang-format off */
  GOptionEntry entries[] = {
    { "topic", 't', 0, G_OPTION_ARG_STRING, &self.topic,
      N_ ("Topic to publish to"), N_ ("TOPIC") },
    { "message", 'm', 0, G_OPTION_ARG_STRING, &self.text,
      N_ ("Payload as text"), N_ ("TEXT") },
    { "file", 'f', 0, G_OPTION_ARG_FILENAME, &self.file,
      N_ ("Payload from a file"), N_ ("FILE") },
    { "stdin-file", 's', 0, G_OPTION_ARG_NONE, &self.from_stdin,
      N_ ("Payload from standard input, as one message"), NULL },
    { "stdin-line", 'l', 0, G_OPTION_ARG_NONE, &self.lines,
      N_ ("Each line of standard input is a message"), NULL },
    { "null-message", 'n', 0, G_OPTION_ARG_NONE, &self.empty,
      N_ ("An empty payload"), NULL },
    { "qos", 'q', 0, G_OPTION_ARG_INT, &self.qos,
      N_ ("QoS 0 (default), 1 or 2"), N_ ("QOS") },
    { "retain", 'r', 0, G_OPTION_ARG_NONE, &self.retain,
      N_ ("The Server keeps the message for later subscribers"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_cli_options_init (&connection);
  context = g_option_context_new (_ ("[URL] — publish messages"));
  g_option_context_set_description (
      context,
      _ ("Example:\n  willow-cli pub mqtt://localhost -t a/b -m hello -q 1\n"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_group (context,
                              willow_cli_options_get_group (&connection));
  g_option_context_add_group (
      context, willow_cli_tls_get_client_group (&connection.tls));
  g_option_context_add_group (context,
                              willow_cli_route_get_group (&connection.route));
  g_option_context_add_group (
      context, willow_cli_websocket_get_group (&connection.websocket));
  if (willow_cli_parse (context, &argc, &argv, &code))
    {
      if (argc > 2)
        {
          willow_cli_complain (_ ("Too many arguments; see --help."));
          code = WILLOW_EXIT_USAGE;
        }
      else
        code = run (&self, &connection, argc > 1 ? argv[1] : NULL);
    }
  clear (&self);
  willow_cli_options_clear (&connection);
  return code;
}
