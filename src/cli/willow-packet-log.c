/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/willow-packet-log.h"

#include "model/traffic/willow-field-text.h"
#include "model/traffic/willow-phase-text.h"
#include "model/traffic/willow-record-describe.h"

/* As often as the window takes records, so that both feel the same. */
#define INTERVAL_MS 50
#define QUEUE_BYTES ((gsize)16 * 1024 * 1024)

struct _WillowPacketLog
{
  WillowTraceQueue *queue;
  guint             timer;
};

static void
append_record (const WillowRecord *record, GString *out)
{
  MqttSlice        data = { record->data, record->len };
  g_autofree char *text = NULL;

  if (record->kind == WILLOW_RECORD_PHASE)
    {
      text = willow_phase_text_summarize_record (data);
      g_string_append_printf (out, "· %s", text);
      return;
    }
  if (record->kind == WILLOW_RECORD_NOTE)
    {
      g_string_append (out, "· ");
      g_string_append_len (out, (const char *)data.data, (gssize)data.len);
      return;
    }
  g_string_append (
      out, record->direction == WILLOW_DIRECTION_TO_SERVER ? "→ " : "← ");
  if (record->kind == WILLOW_RECORD_HTTP)
    {
      text = willow_http_dup_first_line (data);
      g_string_append (out, text);
      return;
    }
  willow_field_text_summarize (record->version,
                               willow_direction_get_sender (record->direction),
                               data,
                               out);
}

void
willow_packet_log_format (const WillowRecord *record, GString *out)
{
  g_autoptr (GDateTime) utc =
      g_date_time_new_from_unix_utc (record->wall_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *time = g_date_time_format (local, "%H:%M:%S");

  g_string_append_printf (
      out, "%s.%03d ", time, (int)(record->wall_us % G_USEC_PER_SEC / 1000));
  append_record (record, out);
}

void
willow_packet_log_flush (WillowPacketLog *log)
{
  g_autoptr (GPtrArray) records = willow_trace_queue_take (log->queue, 0);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      willow_packet_log_format (g_ptr_array_index (records, i), text);
      g_string_append_c (text, '\n');
    }
  if (text->len > 0)
    g_printerr ("%s", text->str);
}

static gboolean
flush_cb (gpointer user_data)
{
  willow_packet_log_flush (user_data);
  return G_SOURCE_CONTINUE;
}

WillowPacketLog *
willow_packet_log_new (void)
{
  WillowPacketLog *log = g_new0 (WillowPacketLog, 1);

  log->queue = willow_trace_queue_new (QUEUE_BYTES);
  log->timer = g_timeout_add (INTERVAL_MS, flush_cb, log);
  return log;
}

void
willow_packet_log_free (WillowPacketLog *log)
{
  g_source_remove (log->timer);
  willow_trace_queue_unref (log->queue);
  g_free (log);
}

WillowTraceQueue *
willow_packet_log_get_queue (WillowPacketLog *log)
{
  return log->queue;
}
