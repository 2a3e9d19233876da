/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-handshake-watch.h"

#include "net/willow-phase.h"

#define LOOK_EVERY_MS 200
#define MAX_BYTES (8u * 1024u * 1024u)

struct _WillowHandshakeWatch
{
  WillowTraceQueue   *queue;
  WillowHandshakeFunc func;
  gpointer            user_data;
  guint               source;
};

static void
look_at (WillowHandshakeWatch *watch, const WillowRecord *record)
{
  g_autoptr (WillowPhase) phase = NULL;

  if (record->kind != WILLOW_RECORD_PHASE)
    return;
  phase = willow_phase_from_text ((const char *)record->data, record->len);
  if (phase != NULL && phase->kind == WILLOW_PHASE_TLS && phase->tls != NULL)
    watch->func (phase->tls, watch->user_data);
}

static gboolean
look_cb (gpointer user_data)
{
  WillowHandshakeWatch *watch = user_data;
  g_autoptr (GPtrArray) records = willow_trace_queue_take (watch->queue, 0);

  for (guint i = 0; i < records->len; i++)
    look_at (watch, records->pdata[i]);
  return G_SOURCE_CONTINUE;
}

WillowHandshakeWatch *
willow_handshake_watch_new (WillowHandshakeFunc func, gpointer user_data)
{
  WillowHandshakeWatch *watch = g_new0 (WillowHandshakeWatch, 1);

  watch->queue = willow_trace_queue_new (MAX_BYTES);
  watch->func = func;
  watch->user_data = user_data;
  watch->source = g_timeout_add (LOOK_EVERY_MS, look_cb, watch);
  return watch;
}

void
willow_handshake_watch_free (WillowHandshakeWatch *watch)
{
  g_source_remove (watch->source);
  willow_trace_queue_unref (watch->queue);
  g_free (watch);
}

WillowTraceQueue *
willow_handshake_watch_get_queue (WillowHandshakeWatch *watch)
{
  return watch->queue;
}
