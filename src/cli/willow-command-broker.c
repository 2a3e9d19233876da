/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-broker-options.h"
#include "cli/willow-cli.h"

#include <glib/gi18n.h>

/* In the order in which they are configured and, after the start, called. */
static const WillowBrokerSubject *const subjects[] = {
  &willow_broker_subject_users,
  &willow_broker_subject_limits,
  &willow_broker_subject_unix,
  /* Last: it tells those who wait that all is ready. */
  &willow_broker_subject_listeners,
};

#define N_SUBJECTS G_N_ELEMENTS (subjects)

typedef struct
{
  gpointer      options[N_SUBJECTS];
  WillowBroker *broker;
  GMainLoop    *loop;
  int           code;
} Run;

static void
complain (Run *run, const GError *error, int code)
{
  willow_cli_complain ("%s", error->message);
  run->code = code;
}

static void
init_options (Run *run)
{
  for (guint i = 0; i < N_SUBJECTS; i++)
    {
      run->options[i] = g_malloc0 (subjects[i]->size);
      if (subjects[i]->init != NULL)
        subjects[i]->init (run->options[i]);
    }
}

static void
clear_options (Run *run)
{
  for (guint i = 0; i < N_SUBJECTS; i++)
    {
      if (subjects[i]->clear != NULL)
        subjects[i]->clear (run->options[i]);
      g_free (run->options[i]);
    }
}

static gboolean
configure (Run *run, WillowBrokerConfig *config, GError **error)
{
  willow_broker_config_init (config);
  for (guint i = 0; i < N_SUBJECTS; i++)
    if (subjects[i]->configure != NULL &&
        !subjects[i]->configure (run->options[i], NULL, config, error))
      return FALSE;
  return TRUE;
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;

  if (willow_broker_start_finish (run->broker, result, &error))
    for (guint i = 0; i < N_SUBJECTS && error == NULL; i++)
      if (subjects[i]->started != NULL)
        subjects[i]->started (run->options[i], run->broker, &error);
  if (error == NULL)
    return;
  complain (run, error, WILLOW_EXIT_FAILURE);
  g_main_loop_quit (run->loop);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  willow_broker_stop_finish (run->broker, result, NULL);
  g_main_loop_quit (run->loop);
}

static void
serve (Run *run, const WillowBrokerConfig *config)
{
  run->broker = willow_broker_new ();
  run->loop = g_main_loop_new (NULL, FALSE);
  willow_broker_start_async (run->broker, config, started_cb, run);
  if (willow_cli_run_loop (run->loop))
    {
      willow_broker_stop_async (run->broker, stopped_cb, run);
      g_main_loop_run (run->loop);
    }
  g_main_loop_unref (run->loop);
  g_object_unref (run->broker);
  for (guint i = 0; i < N_SUBJECTS; i++)
    if (subjects[i]->stopped != NULL)
      subjects[i]->stopped (run->options[i]);
}

void
willow_broker_options_add (GOptionContext *context, const GOptionEntry *entries)
{
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

gboolean
willow_broker_options_fail (GError **error, const char *sentence)
{
  g_set_error_literal (
      error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
  return FALSE;
}

static gboolean
parse (Run *run, int *argc, char ***argv)
{
  GOptionContext *context =
      g_option_context_new (_ ("— run the bundled broker"));

  g_option_context_set_summary (
      context,
      _ ("Prints “listening on mqtt://ADDRESS:PORT” once it accepts "
         "connections. Everything is kept in memory. SIGTERM or Ctrl+C ends it "
         "cleanly."));
  for (guint i = 0; i < N_SUBJECTS; i++)
    subjects[i]->add_options (run->options[i], context);
  if (!willow_cli_parse (context, argc, argv, &run->code))
    return FALSE;
  if (*argc == 1)
    return TRUE;
  willow_cli_complain (_ ("Too many arguments; see --help."));
  run->code = WILLOW_EXIT_USAGE;
  return FALSE;
}

int
willow_command_broker (int argc, char *argv[])
{
  Run run = { .code = WILLOW_EXIT_OK };
  g_auto (WillowBrokerConfig) config = { 0 };
  g_autoptr (GError) error = NULL;

  init_options (&run);
  if (parse (&run, &argc, &argv))
    {
      if (configure (&run, &config, &error))
        serve (&run, &config);
      else
        complain (&run, error, WILLOW_EXIT_USAGE);
    }
  clear_options (&run);
  return run.code;
}
