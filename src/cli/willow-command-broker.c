/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-broker-options.h"
#include "cli/willow-cli.h"
#include "cli/willow-port-owner.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>

/* As often as the window looks at what has come. */
#define EVENTS_INTERVAL_MS 50
/* Of a storm of connections, what fits between two looks; the rest is counted.
 */
#define MAX_WAITING_EVENTS 20000

/* In the order in which they are configured and, after the start, called. */
static const WillowBrokerSubject *const subjects[] = {
  /* First: where a reload is refused most likely. */
  &willow_broker_subject_listeners,
  &willow_broker_subject_log,
  &willow_broker_subject_users,
  &willow_broker_subject_limits,
  &willow_broker_subject_response,
  &willow_broker_subject_store,
  &willow_broker_subject_bridge,
  &willow_broker_subject_faults,
  &willow_broker_subject_trace,
  /* Behind all that says who may come in and where. */
  &willow_broker_subject_exposure,
  /* Last: it tells those who wait that all is ready. */
  &willow_broker_subject_service,
};

#define N_SUBJECTS G_N_ELEMENTS (subjects)

typedef struct
{
  gpointer            options[N_SUBJECTS];
  char               *config_path; /* (nullable) */
  gboolean            is_check;
  WillowBroker       *broker;
  WillowBrokerConfig *config; /* (nullable): what it was started with */
  WillowBrokerLog    *log;
  GMainLoop          *loop;
  int                 code;
} Run;

static void
complain (Run *run, const GError *error, int code)
{
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    willow_cli_complain ("%s", lines[i]);
  run->code = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)
                  ? WILLOW_EXIT_CONFIGURATION
                  : code;
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
  g_free (run->config_path);
}

static gboolean
configure (Run *run, WillowBrokerConfig *config, GError **error)
{
  g_autoptr (WillowBrokerFile) file = NULL;

  willow_broker_config_init (config);
  config->log = willow_broker_log_ref (run->log);
  if (run->config_path != NULL)
    {
      file = willow_broker_options_load_file (run->config_path, error);
      if (file == NULL)
        return FALSE;
    }
  for (guint i = 0; i < N_SUBJECTS; i++)
    if (subjects[i]->configure != NULL &&
        !subjects[i]->configure (run->options[i], file, config, error))
      return FALSE;
  return TRUE;
}

/* One of the functions that take nothing but the options. */
static void
tell_all (Run *run, gsize offset)
{
  for (guint i = 0; i < N_SUBJECTS; i++)
    {
      void (*func) (gpointer) =
          *(void (**) (gpointer))G_STRUCT_MEMBER_P (subjects[i], offset);

      if (func != NULL)
        func (run->options[i]);
    }
}

static void
tell_event (Run *run, const WillowBrokerLogEntry *entry)
{
  for (guint i = 0; i < N_SUBJECTS; i++)
    if (subjects[i]->event != NULL)
      subjects[i]->event (run->options[i], entry);
}

static gboolean
events_cb (gpointer user_data)
{
  Run  *run = user_data;
  guint n_dropped;
  g_autoptr (GPtrArray) entries = NULL;

  tell_all (run, G_STRUCT_OFFSET (WillowBrokerSubject, collect));
  entries = willow_broker_log_take (run->log, &n_dropped);
  for (guint i = 0; i < entries->len; i++)
    tell_event (run, entries->pdata[i]);
  if (n_dropped > 0)
    {
      g_autofree char *text =
          g_strdup_printf ("%u entries of the log were left out", n_dropped);

      willow_broker_log_say (run->log, WILLOW_BROKER_LOG_WARNING, text);
    }
  return G_SOURCE_CONTINUE;
}

/* Another program has one of the ports: which one, and where there is room. */
static void
complain_of_port (Run *run, const GError *error)
{
  run->code = WILLOW_EXIT_BUSY;
  willow_cli_complain ("%s", error->message);
  for (guint i = 0; i < run->config->listeners->len; i++)
    {
      const WillowBrokerListenerConfig *listener =
          willow_broker_config_get_listener (run->config, i);
      g_autofree char *more =
          listener->socket_path == NULL && listener->port != 0
              ? willow_port_owner_describe (listener->address, listener->port)
              : NULL;

      if (more != NULL)
        willow_cli_complain ("%s", more);
    }
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
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    complain_of_port (run, error);
  else
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

static gboolean
reload (Run *run, GError **error)
{
  g_auto (WillowBrokerConfig) config = { 0 };

  if (!configure (run, &config, error))
    return FALSE;
  for (guint i = 0; i < N_SUBJECTS; i++)
    if (subjects[i]->reload != NULL &&
        !subjects[i]->reload (run->options[i], run->broker, &config, error))
      return FALSE;
  return TRUE;
}

/* What is wrong with the new settings leaves the old ones in force. */
static gboolean
reload_cb (gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;

  if (!willow_broker_get_running (run->broker))
    return G_SOURCE_CONTINUE;
  tell_all (run, G_STRUCT_OFFSET (WillowBrokerSubject, reloading));
  if (reload (run, &error))
    willow_broker_log_say (
        run->log, WILLOW_BROKER_LOG_MESSAGE, "the settings were read again");
  else
    {
      g_autofree char *text = g_strdup_printf (
          "the old settings stay in force: %s", error->message);

      willow_broker_log_say (run->log, WILLOW_BROKER_LOG_WARNING, text);
    }
  tell_all (run, G_STRUCT_OFFSET (WillowBrokerSubject, reloaded));
  return G_SOURCE_CONTINUE;
}

static void
serve (Run *run)
{
  guint events = g_timeout_add (EVENTS_INTERVAL_MS, events_cb, run);
  guint hangup = g_unix_signal_add (SIGHUP, reload_cb, run);

  run->broker = willow_broker_new ();
  run->loop = g_main_loop_new (NULL, FALSE);
  willow_broker_start_async (run->broker, run->config, started_cb, run);
  if (willow_cli_run_loop (run->loop))
    {
      tell_all (run, G_STRUCT_OFFSET (WillowBrokerSubject, stopping));
      willow_broker_stop_async (run->broker, stopped_cb, run);
      g_main_loop_run (run->loop);
    }
  g_source_remove (hangup);
  g_source_remove (events);
  events_cb (run);
  g_main_loop_unref (run->loop);
  g_object_unref (run->broker);
  tell_all (run, G_STRUCT_OFFSET (WillowBrokerSubject, stopped));
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
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &run->config_path,
      N_ ("Read settings from FILE, in the syntax of mosquitto.conf; options given here come before it"), N_ ("FILE") },
    { "check", 0, 0, G_OPTION_ARG_NONE, &run->is_check,
      N_ ("Only tell whether the settings are right"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  GOptionContext *context =
      g_option_context_new (_ ("— run the bundled broker"));

  g_option_context_set_summary (
      context,
      _ ("Prints “listening on mqtt://ADDRESS:PORT” once it accepts "
         "connections. SIGTERM or Ctrl+C ends it cleanly, SIGHUP reads its "
         "settings again."));
  willow_broker_options_add (context, entries);
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

static void
run_parsed (Run *run)
{
  g_auto (WillowBrokerConfig) config = { 0 };
  g_autoptr (GError) error = NULL;

  run->log = willow_broker_log_new (MAX_WAITING_EVENTS);
  run->config = &config;
  if (!configure (run, &config, &error))
    complain (run, error, WILLOW_EXIT_USAGE);
  else if (run->is_check)
    g_print ("%s\n", _ ("The settings are right."));
  else
    serve (run);
  willow_broker_log_unref (run->log);
}

int
willow_command_broker (int argc, char *argv[])
{
  Run run = { .code = WILLOW_EXIT_OK };

  init_options (&run);
  if (parse (&run, &argc, &argv))
    run_parsed (&run);
  clear_options (&run);
  return run.code;
}
