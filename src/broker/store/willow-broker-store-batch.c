/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/store/willow-broker-store-batch.h"

/* Where a part of the log ends: it need not be moved to grow. */
#define LOG_PART_BYTES ((guint)512 * 1024)

void
willow_stored_session_free (WillowStoredSession *session)
{
  g_free (session->client_id);
  g_free (session->user_name);
  g_free (session->will_topic);
  g_clear_pointer (&session->will_payload, g_bytes_unref);
  g_clear_pointer (&session->will_properties, g_bytes_unref);
  g_free (session);
}

void
willow_stored_subscription_free (WillowStoredSubscription *subscription)
{
  g_free (subscription->filter);
  g_free (subscription);
}

static void
op_clear (gpointer data)
{
  WillowStoreOp *op = data;

  g_clear_pointer (&op->message, mqtt_message_unref);
  if (op->data == NULL)
    return;
  if (op->kind == WILLOW_STORE_SESSION_PUT)
    willow_stored_session_free (op->data);
  else
    willow_stored_subscription_free (op->data);
}

static void
log_free (gpointer log)
{
  g_byte_array_unref (log);
}

/**
 * willow_store_batch_new:
 *
 * Returns: (transfer full): empty
 */
WillowStoreBatch *
willow_store_batch_new (void)
{
  WillowStoreBatch *batch = g_new0 (WillowStoreBatch, 1);

  batch->ops = g_array_new (FALSE, FALSE, sizeof (WillowStoreOp));
  g_array_set_clear_func (batch->ops, op_clear);
  batch->logs = g_ptr_array_new_with_free_func (log_free);
  return batch;
}

void
willow_store_batch_free (WillowStoreBatch *batch)
{
  g_array_unref (batch->ops);
  g_ptr_array_unref (batch->logs);
  g_free (batch);
}

void
willow_store_batch_add (WillowStoreBatch *batch, const WillowStoreOp *op)
{
  g_array_append_vals (batch->ops, op, 1);
}

void
willow_store_batch_append (WillowStoreBatch        *batch,
                           const WillowStoreRecord *record,
                           gboolean                 is_promise)
{
  GByteArray *log = NULL;

  if (batch->logs->len > 0)
    log = g_ptr_array_index (batch->logs, batch->logs->len - 1);
  if (log == NULL || log->len >= LOG_PART_BYTES)
    {
      log = g_byte_array_new ();
      g_ptr_array_add (batch->logs, log);
    }
  willow_store_record_append (log, record);
  batch->n_promises += is_promise != FALSE;
}

gboolean
willow_store_batch_is_empty (const WillowStoreBatch *batch)
{
  return batch->ops->len == 0 && batch->logs->len == 0;
}

gint64
willow_store_batch_get_expiry_us (const WillowStoreBatch *batch,
                                  const MqttMessage      *message)
{
  gint64 expiry_us = mqtt_message_get_expiry_us (message);

  return expiry_us == MQTT_MESSAGE_NEVER_EXPIRES
             ? G_MAXINT64
             : expiry_us + batch->wall_offset_us;
}
