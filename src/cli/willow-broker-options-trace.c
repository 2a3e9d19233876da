/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --trace: all packets into a pcapng file while the broker runs. */
#include "config.h"

#include "cli/willow-broker-options.h"
#include "trace/willow-pcapng.h"

#include <glib/gi18n.h>

/* What waits between two looks; a full queue slows clients down. */
#define QUEUE_BYTES ((gsize)16 * 1024 * 1024)

typedef struct
{
  guint32         connection;
  gint64          wall_us;
  WillowDirection by;
  gboolean        is_reset;
} Ended;

typedef struct
{
  char               *path;
  WillowTraceQueue   *queue;  /* (nullable): without --trace */
  WillowPcapngWriter *writer; /* (nullable): not opened, or failed */
  GOutputStream      *stream;
  WillowBrokerLog    *log;
  GPtrArray          *records;   /* taken, and waiting for the events */
  GArray             *ended;     /* all their records are among these */
  GArray             *ended_now; /* and of these perhaps not yet */
  gboolean            is_started;
} Trace;

static void
add_options (gpointer options, GOptionContext *context)
{
  Trace *t = options;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "trace", 0, 0, G_OPTION_ARG_FILENAME, &t->path,
      N_ ("Write all packets to FILE (pcapng, for Wireshark); passwords and payloads are in it"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_broker_options_add (context, entries);
}

static gboolean
open_file (Trace *t, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (t->path);
  g_autoptr (GFileOutputStream) stream =
      g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);

  if (stream == NULL)
    return FALSE;
  t->stream = G_OUTPUT_STREAM (g_steal_pointer (&stream));
  t->writer = willow_pcapng_writer_new (t->stream, "Willow " WILLOW_VERSION);
  return TRUE;
}

/* The file is opened when the broker starts, not by --check. */
static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  Trace *t = options;

  if (t->path == NULL)
    return TRUE;
  if (t->log == NULL)
    t->log = willow_broker_log_ref (config->log);
  if (t->queue == NULL)
    {
      t->queue = willow_trace_queue_new (QUEUE_BYTES);
      t->ended = g_array_new (FALSE, FALSE, sizeof (Ended));
      t->ended_now = g_array_new (FALSE, FALSE, sizeof (Ended));
    }
  config->trace = willow_trace_queue_ref (t->queue);
  /* Behind the log's own wishes. */
  willow_broker_log_add_events (config->log,
                                1u << WILLOW_BROKER_LOG_OPENED |
                                    1u << WILLOW_BROKER_LOG_ENDED);
  return TRUE;
}

/* Said once; packets are taken and forgotten from then on. */
static void
give_up (Trace *t, const GError *error)
{
  g_autofree char *text = g_strdup_printf (
      "nothing is traced from here on: %s: %s", t->path, error->message);

  willow_broker_log_say (t->log, WILLOW_BROKER_LOG_WARNING, text);
  g_clear_pointer (&t->writer, willow_pcapng_writer_free);
}

static gboolean
started (gpointer options, WillowBroker *broker, GError **error)
{
  Trace *t = options;
  g_autoptr (GError) local = NULL;

  t->is_started = t->path != NULL;
  if (t->is_started && !open_file (t, &local))
    give_up (t, local);
  return TRUE;
}

static gboolean
end_connections (Trace *t, GError **error)
{
  for (guint i = 0; i < t->ended->len; i++)
    {
      const Ended *e = &g_array_index (t->ended, Ended, i);

      if (!willow_pcapng_writer_end_connection (
              t->writer, e->connection, e->wall_us, e->by, e->is_reset, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_records (Trace *t, GError **error)
{
  for (guint i = 0; t->records != NULL && i < t->records->len; i++)
    if (!willow_pcapng_writer_add_record (
            t->writer, t->records->pdata[i], error))
      return FALSE;
  return end_connections (t, error) &&
         willow_pcapng_writer_flush (t->writer, error);
}

/* Records wait from one look to the next, so that the events which belong to
 * them, addresses before and ends behind them, have come by then. */
static void
collect (gpointer options)
{
  Trace  *t = options;
  GArray *ended;
  g_autoptr (GError) error = NULL;

  if (!t->is_started)
    return;
  if (t->writer != NULL && !write_records (t, &error))
    give_up (t, error);
  g_clear_pointer (&t->records, g_ptr_array_unref);
  t->records = willow_trace_queue_take (t->queue, 0);
  ended = t->ended;
  g_array_set_size (ended, 0);
  t->ended = t->ended_now;
  t->ended_now = ended;
}

static void
event (gpointer options, const WillowBrokerLogEntry *entry)
{
  Trace *t = options;
  Ended  ended = { entry->connection,
                   entry->wall_us,
                  entry->is_by_broker ? WILLOW_DIRECTION_TO_CLIENT
                                       : WILLOW_DIRECTION_TO_SERVER,
                   entry->ending == WILLOW_ENDING_RESET };

  if (t->writer == NULL)
    return;
  if (entry->event == WILLOW_BROKER_LOG_OPENED && entry->client != NULL &&
      entry->server != NULL)
    willow_pcapng_writer_set_addresses (
        t->writer, entry->connection, entry->client, entry->server);
  else if (entry->event == WILLOW_BROKER_LOG_ENDED)
    g_array_append_val (t->ended_now, ended);
}

static void
stopped (gpointer options)
{
  Trace *t = options;

  /* What was taken, and what came after it. */
  for (guint i = 0; i < 3; i++)
    collect (options);
  if (t->stream != NULL)
    g_output_stream_close (t->stream, NULL, NULL);
}

static void
clear (gpointer options)
{
  Trace *t = options;

  g_free (t->path);
  g_clear_pointer (&t->records, g_ptr_array_unref);
  g_clear_pointer (&t->ended, g_array_unref);
  g_clear_pointer (&t->ended_now, g_array_unref);
  g_clear_pointer (&t->writer, willow_pcapng_writer_free);
  g_clear_object (&t->stream);
  g_clear_pointer (&t->queue, willow_trace_queue_unref);
  g_clear_pointer (&t->log, willow_broker_log_unref);
}

const WillowBrokerSubject willow_broker_subject_trace = {
  .size = sizeof (Trace),
  .add_options = add_options,
  .configure = configure,
  .started = started,
  .collect = collect,
  .event = event,
  .stopped = stopped,
  .clear = clear,
};
