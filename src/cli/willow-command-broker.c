/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "broker/willow-broker.h"
#include "cli/willow-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

typedef struct
{
  WillowBroker *broker;
  GMainLoop    *loop;
  int           code;
} Run;

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  if (!willow_broker_start_finish (run->broker, result, &error))
    {
      willow_cli_complain ("%s", error->message);
      run->code = WILLOW_EXIT_FAILURE;
      g_main_loop_quit (run->loop);
      return;
    }
  /* The one line that scripts wait for; not translated. */
  url = willow_broker_dup_url (run->broker);
  g_print ("listening on %s\n", url);
  fflush (stdout);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  willow_broker_stop_finish (run->broker, result, NULL);
  g_main_loop_quit (run->loop);
}

static int
serve (const WillowBrokerConfig *config)
{
  Run run = { willow_broker_new (),
              g_main_loop_new (NULL, FALSE),
              WILLOW_EXIT_OK };

  willow_broker_start_async (run.broker, config, started_cb, &run);
  if (willow_cli_run_loop (run.loop))
    {
      willow_broker_stop_async (run.broker, stopped_cb, &run);
      g_main_loop_run (run.loop);
    }
  g_main_loop_unref (run.loop);
  g_object_unref (run.broker);
  return run.code;
}

int
willow_command_broker (int argc, char *argv[])
{
  WillowBrokerConfig config;
  g_autofree char   *bind_address = NULL;
  int                port = 1883;
  int                code = WILLOW_EXIT_OK;
  GOptionContext    *context;
  /* clang-format off */
  GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &port,
      N_ ("Port to listen on (default 1883; 0: any free one)"), N_ ("PORT") },
    { "bind", 0, 0, G_OPTION_ARG_STRING, &bind_address,
      N_ ("Address to listen on (default 127.0.0.1: this computer only)"), N_ ("ADDRESS") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  context = g_option_context_new (_ ("— run the bundled broker"));
  g_option_context_set_summary (
      context,
      _ ("Prints “listening on mqtt://ADDRESS:PORT” once it accepts "
         "connections. Everything is kept in memory. SIGTERM or Ctrl+C ends it "
         "cleanly."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!willow_cli_parse (context, &argc, &argv, &code))
    return code;
  if (argc > 1 || port < 0 || port > 65535)
    {
      willow_cli_complain (argc > 1
                               ? _ ("Too many arguments; see --help.")
                               : _ ("A port is a number from 0 to 65535."));
      return WILLOW_EXIT_USAGE;
    }
  willow_broker_config_init (&config);
  if (bind_address != NULL)
    config.bind_address = bind_address;
  config.port = (guint16)port;
  return serve (&config);
}
