/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fault board, and what it does, told to those who look at a client. */
#include "model/practice/willow-practice-broker-private.h"

#define NOTES_MAX_BYTES (1024 * 1024)

static void
changed_cb (WillowPracticeBroker *self)
{
  g_autoptr (WillowFaultList) list =
      willow_fault_board_dup_list (self->fault_board);

  willow_broker_set_faults (self->broker, list);
}

/* On the thread of the broker. */
static void
wakeup_cb (gpointer user_data)
{
  g_source_set_ready_time (user_data, 0);
}

static gboolean
notes_cb (gpointer user_data)
{
  WillowPracticeBroker *self = user_data;
  g_autoptr (GPtrArray) notes = NULL;

  g_source_set_ready_time (self->fault_source, -1);
  notes = willow_trace_queue_take (self->fault_notes, 0);
  for (guint i = 0; i < notes->len; i++)
    g_signal_emit_by_name (self, "fault-note", notes->pdata[i]);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

void
willow_practice_broker_init_faults (WillowPracticeBroker *self)
{
  self->fault_board = willow_fault_board_new ();
  g_signal_connect_object (self->fault_board,
                           "changed",
                           G_CALLBACK (changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  self->fault_notes = willow_trace_queue_new (NOTES_MAX_BYTES);
  self->fault_source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->fault_source, "[willow] fault notes");
  g_source_set_callback (self->fault_source, notes_cb, self, NULL);
  g_source_attach (self->fault_source, g_main_context_get_thread_default ());
  willow_trace_queue_set_wakeup (
      self->fault_notes, wakeup_cb, self->fault_source);
}

void
willow_practice_broker_clear_faults (WillowPracticeBroker *self)
{
  if (self->fault_source != NULL)
    {
      willow_trace_queue_set_wakeup (self->fault_notes, NULL, NULL);
      g_source_destroy (self->fault_source);
    }
  g_clear_pointer (&self->fault_source, g_source_unref);
  g_clear_pointer (&self->fault_notes, willow_trace_queue_unref);
  g_clear_object (&self->fault_board);
}

WillowFaultBoard *
willow_practice_broker_get_fault_board (WillowPracticeBroker *self)
{
  return self->fault_board;
}
