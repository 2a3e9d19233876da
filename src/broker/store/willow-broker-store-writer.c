/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/store/willow-broker-store-writer.h"

#define RETRY_US (G_TIME_SPAN_SECOND)

struct _WillowStoreWriter
{
  WillowStoreFile      *file; /* of the thread */
  GThread              *thread;
  GSource              *answer; /* wakes the broker's thread */
  WillowStoreWriterFunc func;
  gpointer              user_data;

  GMutex            mutex;
  GCond             cond;
  WillowStoreBatch *batch; /* (nullable): to be written */
  gboolean          quits;
  gboolean          has_answer;
  char             *problem; /* (nullable): of the answer */
  gboolean          is_lost; /* a batch is: what builds on it must not follow */
};

/* @problem: (transfer full) (nullable) */
static void
answer (WillowStoreWriter *writer, char *problem)
{
  g_mutex_lock (&writer->mutex);
  g_free (writer->problem);
  writer->problem = problem;
  writer->has_answer = TRUE;
  g_mutex_unlock (&writer->mutex);
  g_source_set_ready_time (writer->answer, 0);
}

static gboolean
answer_cb (gpointer user_data)
{
  WillowStoreWriter *writer = user_data;
  g_autofree char   *problem = NULL;
  gboolean           has_answer;

  g_source_set_ready_time (writer->answer, -1);
  g_mutex_lock (&writer->mutex);
  problem = g_steal_pointer (&writer->problem);
  has_answer = writer->has_answer;
  writer->has_answer = FALSE;
  g_mutex_unlock (&writer->mutex);
  if (has_answer)
    writer->func (problem, writer->user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
answer_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs answer_funcs = { .dispatch = answer_dispatch };

/* Returns: (transfer full) (nullable): %NULL to end */
static WillowStoreBatch *
wait_for_batch (WillowStoreWriter *writer)
{
  WillowStoreBatch *batch;

  g_mutex_lock (&writer->mutex);
  while (writer->batch == NULL && !writer->quits)
    g_cond_wait (&writer->cond, &writer->mutex);
  batch = g_steal_pointer (&writer->batch);
  g_mutex_unlock (&writer->mutex);
  return batch;
}

/* Returns: whether to try again */
static gboolean
wait_to_retry (WillowStoreWriter *writer)
{
  gint64   end_us = g_get_monotonic_time () + RETRY_US;
  gboolean quits;

  g_mutex_lock (&writer->mutex);
  while (!writer->quits &&
         g_cond_wait_until (&writer->cond, &writer->mutex, end_us))
    ;
  quits = writer->quits;
  g_mutex_unlock (&writer->mutex);
  return !quits;
}

static void
write_batch (WillowStoreWriter *writer, WillowStoreBatch *batch)
{
  gboolean goes_on = TRUE;

  while (goes_on)
    {
      g_autoptr (GError) error = NULL;

      if (willow_store_file_commit (writer->file, batch, &error))
        {
          answer (writer, NULL);
          willow_store_file_tidy (writer->file);
          return;
        }
      answer (writer, g_strdup (error->message));
      goes_on = wait_to_retry (writer);
      if (!goes_on && !willow_store_file_commit (writer->file, batch, NULL))
        {
          writer->is_lost = TRUE;
          g_message ("The last changes were not stored: %s", error->message);
        }
    }
}

static gpointer
run (gpointer data)
{
  WillowStoreWriter *writer = data;
  WillowStoreBatch  *batch;

  while ((batch = wait_for_batch (writer)) != NULL)
    {
      write_batch (writer, batch);
      willow_store_batch_free (batch);
    }
  return NULL;
}

/**
 * willow_store_writer_new:
 *
 * Returns: (transfer full): waiting
 */
WillowStoreWriter *
willow_store_writer_new (WillowStoreFile      *file,
                         GMainContext         *context,
                         WillowStoreWriterFunc func,
                         gpointer              user_data)
{
  WillowStoreWriter *writer = g_new0 (WillowStoreWriter, 1);

  writer->file = file;
  writer->func = func;
  writer->user_data = user_data;
  g_mutex_init (&writer->mutex);
  g_cond_init (&writer->cond);
  writer->answer = g_source_new (&answer_funcs, sizeof (GSource));
  g_source_set_static_name (writer->answer, "[willow] answer of the store");
  g_source_set_callback (writer->answer, answer_cb, writer, NULL);
  g_source_attach (writer->answer, context);
  writer->thread = g_thread_new ("willow-store", run, writer);
  return writer;
}

void
willow_store_writer_push (WillowStoreWriter *writer, WillowStoreBatch *batch)
{
  g_mutex_lock (&writer->mutex);
  g_assert (writer->batch == NULL);
  writer->batch = batch;
  g_cond_signal (&writer->cond);
  g_mutex_unlock (&writer->mutex);
}

void
willow_store_writer_free (WillowStoreWriter *writer, WillowStoreBatch *batch)
{
  g_mutex_lock (&writer->mutex);
  writer->quits = TRUE;
  g_cond_signal (&writer->cond);
  g_mutex_unlock (&writer->mutex);
  g_thread_join (writer->thread);
  if (batch != NULL && !writer->is_lost)
    write_batch (writer, batch);
  willow_store_file_fold (writer->file, NULL);
  g_clear_pointer (&batch, willow_store_batch_free);
  willow_store_file_close (writer->file);
  g_source_destroy (writer->answer);
  g_source_unref (writer->answer);
  g_mutex_clear (&writer->mutex);
  g_cond_clear (&writer->cond);
  g_free (writer->problem);
  g_free (writer);
}
