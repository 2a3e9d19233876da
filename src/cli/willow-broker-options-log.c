/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-broker-log-line.h"
#include "cli/willow-broker-options.h"
#include "cli/willow-cli.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>

typedef struct
{
  char *format_text;
  char *level_text;
  char *path;

  gboolean       is_json;
  gboolean       with_time;
  WillowLogLevel level;
  FILE          *file; /* (nullable): with a path, while it can be written */
  char          *file_path;
  gboolean       to_stdout;
  gboolean       to_stderr;
} Log;

static void
init (gpointer options)
{
  Log *l = options;

  l->level = WILLOW_LOG_NOTICE;
  l->with_time = TRUE;
  l->to_stderr = TRUE;
}

static void
add_options (gpointer options, GOptionContext *context)
{
  Log *l = options;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "log-level", 0, 0, G_OPTION_ARG_STRING, &l->level_text,
      N_ ("error, warning, notice (default), info: who comes and goes, or debug"), N_ ("LEVEL") },
    { "log-format", 0, 0, G_OPTION_ARG_STRING, &l->format_text,
      N_ ("text (default) or json: an object on each line"), N_ ("FORMAT") },
    { "log-file", 0, 0, G_OPTION_ARG_FILENAME, &l->path,
      N_ ("Write the log to FILE in place of standard error; SIGHUP opens it again"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_broker_options_add (context, entries);
}

static WillowLogLevel
get_level_of_types (guint types)
{
  static const struct
  {
    guint          type;
    WillowLogLevel level;
  } levels[] = {
    { WILLOW_BROKER_FILE_LOG_DEBUG, WILLOW_LOG_DEBUG },
    { WILLOW_BROKER_FILE_LOG_INFO, WILLOW_LOG_INFO },
    { WILLOW_BROKER_FILE_LOG_NOTICE, WILLOW_LOG_NOTICE },
    { WILLOW_BROKER_FILE_LOG_WARNING, WILLOW_LOG_WARNING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if ((types & levels[i].type) != 0)
      return levels[i].level;
  return WILLOW_LOG_ERROR;
}

static void
configure_from_file (Log *l, const WillowBrokerFile *file)
{
  l->level = file->log_types != 0 ? get_level_of_types (file->log_types)
                                  : WILLOW_LOG_NOTICE;
  /* They are on unless a file says otherwise: those who wrote the format have
   * it so. */
  if (file->log_types == 0 && file->log_connections != 0)
    l->level = WILLOW_LOG_INFO;
  else if (file->log_connections == 0)
    l->level = MIN (l->level, WILLOW_LOG_NOTICE);
  l->with_time = file->log_timestamp != 0;
  l->to_stdout = file->log_to_stdout;
  l->to_stderr =
      file->log_to_stderr ||
      (!file->log_to_stdout && !file->log_to_nothing && file->log_file == NULL);
  g_free (l->file_path);
  l->file_path = g_strdup (file->log_file);
}

static gboolean
configure_from_options (Log *l, GError **error)
{
  if (l->level_text != NULL &&
      !willow_log_level_parse (l->level_text, &l->level))
    return willow_broker_options_fail (
        error, _ ("--log-level is error, warning, notice, info or debug."));
  if (l->format_text != NULL && !g_str_equal (l->format_text, "text") &&
      !g_str_equal (l->format_text, "json"))
    return willow_broker_options_fail (error,
                                       _ ("--log-format is text or json."));
  l->is_json = g_strcmp0 (l->format_text, "json") == 0;
  if (l->path == NULL)
    return TRUE;
  g_free (l->file_path);
  l->file_path = g_strdup (l->path);
  l->to_stdout = l->to_stderr = FALSE;
  return TRUE;
}

static void
set_events (const Log *l, WillowBrokerConfig *config)
{
  guint events = 0;

  for (guint i = 0; i <= WILLOW_BROKER_LOG_WARNING; i++)
    if (willow_broker_log_entry_get_level (i) <= l->level)
      events |= 1u << i;
  willow_broker_log_set_events (config->log, events);
}

static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  Log *l = options;

  if (file != NULL)
    configure_from_file (l, file);
  if (!configure_from_options (l, error))
    return FALSE;
  set_events (l, config);
  return TRUE;
}

/* Once more after a rotation. */
static gboolean
open_file (Log *l, GError **error)
{
  int saved;

  g_clear_pointer (&l->file, fclose);
  if (l->file_path == NULL)
    return TRUE;
  l->file = fopen (l->file_path, "ae");
  saved = errno;
  if (l->file != NULL)
    return TRUE;
  g_set_error (error,
               G_IO_ERROR,
               g_io_error_from_errno (saved),
               _ ("Cannot open “%s”: %s"),
               l->file_path,
               g_strerror (saved));
  return FALSE;
}

static gboolean
reload (gpointer                  options,
        WillowBroker             *broker,
        const WillowBrokerConfig *config,
        GError                  **error)
{
  return open_file (options, error);
}

/* A full disk is said once; the rest of the log is lost until SIGHUP. */
static void
write_to_file (Log *l, const char *line)
{
  if (fprintf (l->file, "%s\n", line) >= 0 && fflush (l->file) == 0)
    return;
  willow_cli_complain (
      _ ("Cannot write “%s”: %s"), l->file_path, g_strerror (errno));
  g_clear_pointer (&l->file, fclose);
}

static void
event (gpointer options, const WillowBrokerLogEntry *entry)
{
  Log             *l = options;
  g_autofree char *line = NULL;

  if (willow_broker_log_entry_get_level (entry->event) > l->level)
    return;
  line = l->is_json ? willow_broker_log_entry_to_json (entry)
                    : willow_broker_log_entry_to_text (entry, l->with_time);
  if (l->to_stdout)
    {
      fprintf (stdout, "%s\n", line);
      fflush (stdout);
    }
  if (l->to_stderr)
    fprintf (stderr, "%s\n", line);
  if (l->file != NULL)
    write_to_file (l, line);
}

static void
say_urls (WillowBroker *broker, Log *l)
{
  g_auto (GStrv) urls = willow_broker_dup_urls (broker);

  /* A terminal shows them already. */
  if (l->file == NULL && !l->is_json)
    return;
  for (guint i = 0; urls[i] != NULL; i++)
    {
      WillowBrokerLogEntry *entry =
          willow_broker_log_entry_new (WILLOW_BROKER_LOG_MESSAGE);

      entry->text = g_strdup_printf ("listening on %s", urls[i]);
      event (l, entry);
      willow_broker_log_entry_free (entry);
    }
}

static gboolean
started (gpointer options, WillowBroker *broker, GError **error)
{
  if (!open_file (options, error))
    return FALSE;
  say_urls (broker, options);
  return TRUE;
}

static void
clear (gpointer options)
{
  Log *l = options;

  g_clear_pointer (&l->file, fclose);
  g_free (l->format_text);
  g_free (l->level_text);
  g_free (l->path);
  g_free (l->file_path);
}

const WillowBrokerSubject willow_broker_subject_log = {
  .size = sizeof (Log),
  .init = init,
  .add_options = add_options,
  .configure = configure,
  .started = started,
  .reload = reload,
  .event = event,
  .clear = clear,
};
