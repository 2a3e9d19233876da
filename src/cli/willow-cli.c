/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/willow-cli.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdarg.h>

void
willow_cli_complain (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("%s: %s\n", g_get_prgname (), message);
}

gboolean
willow_cli_parse (GOptionContext *context,
                  int            *argc,
                  char         ***argv,
                  int            *exit_code)
{
  g_autoptr (GOptionContext) owned = context;
  g_autoptr (GError) error = NULL;
  gboolean     help = FALSE;
  GOptionEntry entries[] = {
    { "help", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &help, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  /* GOption would take -h for help; here it is the host, as in mosquitto_pub.
   */
  g_option_context_set_help_enabled (owned, FALSE);
  g_option_context_add_main_entries (owned, entries, NULL);
  if (!g_option_context_parse (owned, argc, argv, &error))
    {
      willow_cli_complain ("%s", error->message);
      *exit_code = WILLOW_EXIT_USAGE;
      return FALSE;
    }
  if (help)
    {
      g_autofree char *text = g_option_context_get_help (owned, FALSE, NULL);

      g_print ("%s", text);
      *exit_code = WILLOW_EXIT_OK;
      return FALSE;
    }
  return TRUE;
}

typedef struct
{
  GMainLoop *loop;
  gboolean   stopped;
} Run;

static gboolean
stop_cb (gpointer user_data)
{
  Run *run = user_data;

  run->stopped = TRUE;
  g_main_loop_quit (run->loop);
  return G_SOURCE_CONTINUE;
}

gboolean
willow_cli_run_loop (GMainLoop *loop)
{
  Run   run = { loop, FALSE };
  guint interrupt = g_unix_signal_add (SIGINT, stop_cb, &run);
  guint terminate = g_unix_signal_add (SIGTERM, stop_cb, &run);

  g_main_loop_run (loop);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  return run.stopped;
}
