/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-client.h"
#include "cli/willow-cli-subscribe.h"
#include "cli/willow-cli.h"
#include "filter/willow-filter.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  WillowCliClient    base;
  WillowCliSubscribe subscribe;
  int                count;
  int                timeout_seconds;
  gboolean           verbose;
  gboolean           no_newline;
  gboolean           no_stale;
  gboolean           reconnect;
  GBytes            *payload;
  GBytes            *properties; /* (nullable) */
  char              *filter_text;
  WillowFilter      *filter; /* (nullable) */
  guint              timer;
  /* I/O thread */
  int      n_printed;
  GMutex   lock; /* over what follows */
  guint    flush_source;
  gboolean enough;
  int      write_error;
} Subscriber;

/* Main thread: what has been printed goes out when the burst is over. */
static gboolean
flush_cb (gpointer user_data)
{
  Subscriber *self = user_data;
  gboolean    enough;
  int         write_error = 0;

  if (fflush (stdout) != 0)
    write_error = errno;
  g_mutex_lock (&self->lock);
  self->flush_source = 0;
  enough = self->enough;
  if (write_error == 0)
    write_error = self->write_error;
  g_mutex_unlock (&self->lock);
  if (write_error != 0)
    {
      /* A reader that has had enough ("| head") needs no complaint. */
      if (write_error != EPIPE)
        willow_cli_complain (_ ("Cannot write: %s"), g_strerror (write_error));
      willow_cli_client_quit (&self->base, WILLOW_EXIT_FAILURE);
    }
  else if (enough)
    willow_cli_client_quit (&self->base, WILLOW_EXIT_OK);
  return G_SOURCE_REMOVE;
}

static void
print_message (Subscriber *self, const MqttPublish *publish, MqttSlice topic)
{
  gboolean failed = FALSE;

  if (self->verbose)
    {
      failed |= fwrite (topic.data, 1, topic.len, stdout) != topic.len;
      failed |= fputc (' ', stdout) == EOF;
    }
  failed |= fwrite (publish->payload.data, 1, publish->payload.len, stdout) !=
            publish->payload.len;
  if (!self->no_newline)
    failed |= fputc ('\n', stdout) == EOF;
  if (failed)
    {
      g_mutex_lock (&self->lock);
      self->write_error = errno;
      g_mutex_unlock (&self->lock);
    }
}

/* Whether --filter lets it through. I/O thread. */
static gboolean
is_wanted (Subscriber *self, const MqttPublish *publish, MqttSlice topic)
{
  MqttPacket packet = { .type = MQTT_PACKET_PUBLISH, .publish = *publish };
  WillowFilterSubject subject = { .kind = WILLOW_RECORD_PACKET,
                                  .direction = WILLOW_DIRECTION_TO_CLIENT,
                                  .wall_us = g_get_real_time (),
                                  .packet = &packet,
                                  .topic = topic };

  return willow_filter_matches (self->filter, &subject);
}

/* I/O thread. */
static void
message_cb (const MqttPublish *publish, MqttSlice topic, gpointer user_data)
{
  Subscriber *self = user_data;

  if (self->count > 0 && self->n_printed >= self->count)
    return;
  if (self->no_stale && publish->retain)
    return;
  if (self->filter != NULL && !is_wanted (self, publish, topic))
    return;
  print_message (self, publish, topic);
  self->n_printed++;
  g_mutex_lock (&self->lock);
  self->enough = self->count > 0 && self->n_printed >= self->count;
  if (self->flush_source == 0)
    self->flush_source = g_idle_add (flush_cb, self);
  g_mutex_unlock (&self->lock);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Subscriber *self = user_data;

  self->timer = 0;
  willow_cli_client_quit (&self->base, WILLOW_EXIT_TIMEOUT);
  return G_SOURCE_REMOVE;
}

static void
subscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Subscriber *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) codes =
      willow_client_subscribe_finish (self->base.client, result, &error);

  if (codes == NULL)
    {
      if (!self->base.done)
        willow_cli_complain ("%s", error->message);
      willow_cli_client_quit (&self->base, willow_cli_client_code_for (error));
      return;
    }
  if (willow_cli_subscribe_tell (&self->subscribe,
                                 willow_client_get_version (self->base.client),
                                 codes))
    willow_cli_client_quit (&self->base, WILLOW_EXIT_REFUSED);
}

static void
connected_cb (WillowCliClient *base)
{
  Subscriber *self = (Subscriber *)base;

  willow_client_subscribe_with_properties_async (
      base->client, self->payload, self->properties, subscribed_cb, self);
}

static gboolean
parse_filter (Subscriber *self)
{
  g_autoptr (GError) error = NULL;
  guint column;

  if (self->filter_text == NULL)
    return TRUE;
  self->filter = willow_filter_parse (self->filter_text, &column, &error);
  if (self->filter == NULL)
    willow_cli_complain (_ ("--filter, column %u: %s"), column, error->message);
  return self->filter != NULL;
}

static int
check (const Subscriber *self)
{
  if (self->subscribe.filters == NULL)
    {
      willow_cli_complain (_ ("Say what to subscribe to with -t, for example "
                              "-t '#'."));
      return WILLOW_EXIT_USAGE;
    }
  if (self->count < 0 || self->timeout_seconds < 0)
    {
      willow_cli_complain (_ ("-C and -W take positive numbers."));
      return WILLOW_EXIT_USAGE;
    }
  return WILLOW_EXIT_OK;
}

/* The I/O thread is gone by now, so nothing adds a source any more. */
static void
clear (Subscriber *self)
{
  if (self->flush_source != 0)
    g_source_remove (self->flush_source);
  if (self->timer != 0)
    g_source_remove (self->timer);
  fflush (stdout);
  g_strfreev (self->subscribe.filters);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->properties, g_bytes_unref);
  g_free (self->filter_text);
  g_clear_pointer (&self->filter, willow_filter_unref);
  g_mutex_clear (&self->lock);
}

static int
run (Subscriber *self, const WillowCliOptions *connection, const char *url)
{
  g_autoptr (WillowClientOptions) options = NULL;
  g_autoptr (GError) error = NULL;
  MqttVersion version;
  int         code = check (self);

  if (code != WILLOW_EXIT_OK)
    return code;
  if (!parse_filter (self))
    return WILLOW_EXIT_USAGE;
  options = willow_cli_options_build (connection, url, &error);
  if (options == NULL)
    {
      willow_cli_complain ("%s", error->message);
      return WILLOW_EXIT_USAGE;
    }
  version = willow_client_options_get_version (options);
  code = willow_cli_subscribe_check (&self->subscribe, version);
  if (code != WILLOW_EXIT_OK)
    return code;
  self->payload =
      willow_cli_subscribe_build_filters (&self->subscribe, version);
  self->properties = willow_cli_subscribe_build_properties (&self->subscribe);
  if (self->payload == NULL)
    {
      willow_cli_complain (_ ("A Topic Filter has at most 65,535 bytes."));
      return WILLOW_EXIT_USAGE;
    }
  if (!willow_cli_client_init (&self->base, connection->show_packets))
    return WILLOW_EXIT_FAILURE;
  if (self->reconnect)
    willow_cli_client_set_reconnect (&self->base);
  willow_client_set_message_func (self->base.client, message_cb, self, NULL);
  if (self->timeout_seconds > 0)
    self->timer =
        g_timeout_add_seconds ((guint)self->timeout_seconds, timeout_cb, self);
  code = willow_cli_client_run (&self->base, options, connected_cb);
  willow_cli_client_clear (&self->base);
  return code;
}

int
willow_command_sub (int argc, char *argv[])
{
  Subscriber       self = { .timer = 0 };
  WillowCliOptions connection;
  GOptionContext  *context;
  int              code = WILLOW_EXIT_OK;
  /* clang-format off */
  GOptionEntry entries[] = {
    { "topic", 't', 0, G_OPTION_ARG_STRING_ARRAY, &self.subscribe.filters,
      N_ ("Topic Filter; may be repeated"), N_ ("FILTER") },
    { "qos", 'q', 0, G_OPTION_ARG_INT, &self.subscribe.qos,
      N_ ("Highest QoS wanted (default 0)"), N_ ("QOS") },
    { "count", 'C', 0, G_OPTION_ARG_INT, &self.count,
      N_ ("End after that many messages"), N_ ("COUNT") },
    { "timeout", 'W', 0, G_OPTION_ARG_INT, &self.timeout_seconds,
      N_ ("End after that many seconds, with exit code 6"), N_ ("SECONDS") },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &self.verbose,
      N_ ("Print the topic before the payload"), NULL },
    { "no-newline", 'N', 0, G_OPTION_ARG_NONE, &self.no_newline,
      N_ ("No line end after each message"), NULL },
    { "reconnect", 0, 0, G_OPTION_ARG_NONE, &self.reconnect,
      N_ ("Connect again when the connection is lost: after 1 s, then after "
          "twice as long each time, at most 60 s"), NULL },
    { "skip-retained", 'R', 0, G_OPTION_ARG_NONE, &self.no_stale,
      N_ ("Pass over retained messages that were there before"), NULL },
    { "filter", 0, 0, G_OPTION_ARG_STRING, &self.filter_text,
      N_ ("Print only what passes this filter, such as '$.t > 80'"),
      N_ ("EXPRESSION") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  g_mutex_init (&self.lock);
  willow_cli_options_init (&connection);
  context = g_option_context_new (_ ("[URL] — subscribe and print what comes"));
  g_option_context_set_description (
      context, _ ("Example:\n  willow-cli sub mqtt://localhost -t 'a/#' -v\n"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_group (context,
                              willow_cli_subscribe_get_group (&self.subscribe));
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
