/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A broker for tests that drive other programs: prints its port in one line,
 * and that of each other listener (--ws, --wss CERTIFICATE KEY, --origin ORIGIN
 * for the one before it) in one more; ends when its standard input does.
 * --store FILE makes it durable. */
#include "broker/willow-broker.h"

#include <glib-unix.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct
{
  GMainLoop    *loop;
  WillowBroker *broker;
  int           status;
} Program;

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Program *program = user_data;
  g_auto (GStrv) urls = NULL;
  g_autoptr (GError) error = NULL;

  if (!willow_broker_start_finish (program->broker, result, &error))
    {
      g_printerr ("%s\n", error->message);
      program->status = EXIT_FAILURE;
      g_main_loop_quit (program->loop);
      return;
    }
  urls = willow_broker_dup_urls (program->broker);
  for (char **url = urls; *url != NULL; url++)
    {
      g_autoptr (WillowEndpoint) endpoint = willow_endpoint_parse (*url, NULL);

      g_print ("%u\n", endpoint->port);
    }
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Program *program = user_data;

  g_main_loop_quit (program->loop);
}

static gboolean
input_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Program *program = user_data;
  char     buffer[256];

  if (read (fd, buffer, sizeof buffer) > 0)
    return G_SOURCE_CONTINUE;
  willow_broker_stop_async (program->broker, stopped_cb, program);
  return G_SOURCE_REMOVE;
}

static WillowTlsSettings *
read_certificate (const char *certificate_file, const char *key_file)
{
  WillowTlsSettings *tls = willow_tls_settings_new ();
  char              *text;
  gsize              len;
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) key = NULL;

  g_assert_true (g_file_get_contents (certificate_file, &text, &len, NULL));
  certificate = g_bytes_new_take (text, len);
  g_assert_true (g_file_get_contents (key_file, &text, &len, NULL));
  key = g_bytes_new_take (text, len);
  willow_tls_settings_set_certificate (tls, certificate, key, NULL);
  return tls;
}

static void
add_listener (WillowBrokerConfig *config, WillowScheme scheme, char **files)
{
  WillowBrokerListenerConfig *listener =
      willow_broker_config_add_listener (config, scheme, "127.0.0.1", 0);

  if (scheme == WILLOW_SCHEME_WSS)
    {
      g_autoptr (WillowTlsSettings) tls = read_certificate (files[0], files[1]);

      willow_broker_listener_config_set_tls (listener, tls);
    }
}

static void
add_arguments (WillowBrokerConfig *config, char **arguments)
{
  for (; *arguments != NULL; arguments++)
    if (g_str_equal (*arguments, "--ws"))
      add_listener (config, WILLOW_SCHEME_WS, NULL);
    else if (g_str_equal (*arguments, "--wss"))
      {
        add_listener (config, WILLOW_SCHEME_WSS, arguments + 1);
        arguments += 2;
      }
    else if (g_str_equal (*arguments, "--store"))
      config->store_path = g_strdup (*++arguments);
    else if (g_str_equal (*arguments, "--origin"))
      {
        const char *const origins[] = { *++arguments, NULL };

        willow_broker_config_get_listener (config, config->listeners->len - 1)
            ->origins = g_strdupv ((char **)origins);
      }
}

int
main (int argc, char **argv)
{
  Program program = { .status = EXIT_SUCCESS };
  g_auto (WillowBrokerConfig) config = { 0 };

  willow_broker_config_init (&config);
  willow_broker_config_get_listener (&config, 0)->port = 0;
  add_arguments (&config, argv + 1);
  program.loop = g_main_loop_new (NULL, FALSE);
  program.broker = willow_broker_new ();
  willow_broker_start_async (program.broker, &config, started_cb, &program);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, input_cb, &program);
  g_main_loop_run (program.loop);
  g_object_unref (program.broker);
  g_main_loop_unref (program.loop);
  return program.status;
}
