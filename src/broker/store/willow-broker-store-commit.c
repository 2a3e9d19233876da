/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One batch is one transaction. */
#include "broker/store/willow-broker-store-file.h"

#include <zlib.h>

gboolean
willow_store_file_run (WillowStoreFile *file, WillowStoreStatement which)
{
  sqlite3_stmt *statement = file->statements[which];
  int           code = sqlite3_step (statement);

  return sqlite3_reset (statement) == SQLITE_OK && code == SQLITE_DONE;
}

static sqlite3_stmt *
get (WillowStoreFile *file, WillowStoreStatement which)
{
  return file->statements[which];
}

static void
bind_text (sqlite3_stmt *statement, int column, const char *text)
{
  sqlite3_bind_text (statement, column, text, -1, SQLITE_STATIC);
}

/* An empty one is not NULL. */
void
willow_store_file_bind_slice (sqlite3_stmt *statement,
                              int           column,
                              MqttSlice     slice)
{
  if (slice.len == 0)
    sqlite3_bind_zeroblob (statement, column, 0);
  else
    sqlite3_bind_blob64 (
        statement, column, slice.data, slice.len, SQLITE_STATIC);
}

static void
bind_bytes (sqlite3_stmt *statement, int column, GBytes *bytes)
{
  if (bytes == NULL)
    sqlite3_bind_null (statement, column);
  else
    willow_store_file_bind_slice (
        statement, column, mqtt_slice_from_bytes (bytes));
}

static void
bind_number (sqlite3_stmt *statement, int column, guint64 number)
{
  sqlite3_bind_int64 (statement, column, (sqlite3_int64)number);
}

static void
bind_will (sqlite3_stmt *statement, const WillowStoredSession *session)
{
  bind_number (statement, 10, session->will);
  bind_text (statement, 11, session->will_topic);
  bind_bytes (statement, 12, session->will_payload);
  bind_bytes (statement, 13, session->will_properties);
  bind_number (statement, 14, session->will_qos);
  bind_number (statement, 15, session->will_retain != FALSE);
  bind_number (statement, 16, session->will_delay_seconds);
  sqlite3_bind_int64 (statement, 17, session->will_due_us);
}

static gboolean
put_session (WillowStoreFile *file, const WillowStoreOp *op)
{
  const WillowStoredSession *session = op->data;
  sqlite3_stmt *statement = get (file, WILLOW_STORE_STATEMENT_SESSION_PUT);

  bind_number (statement, 1, op->session);
  bind_text (statement, 2, session->client_id);
  bind_number (statement, 3, session->version);
  bind_number (statement, 4, session->clean_start != FALSE);
  bind_number (statement, 5, session->expiry_seconds);
  bind_number (statement, 6, session->keep_alive_seconds);
  bind_text (statement, 7, session->user_name);
  sqlite3_bind_int64 (statement, 8, session->connected_since_us);
  sqlite3_bind_int64 (statement, 9, session->away_since_us);
  bind_will (statement, session);
  return willow_store_file_run (file, WILLOW_STORE_STATEMENT_SESSION_PUT);
}

static gboolean
drop_session (WillowStoreFile *file, const WillowStoreOp *op)
{
  static const WillowStoreStatement all[] = {
    WILLOW_STORE_STATEMENT_SESSION_DROP,
    WILLOW_STORE_STATEMENT_SUBSCRIPTIONS_DROP,
    WILLOW_STORE_STATEMENT_ALL_RECEIVED_DROP,
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      if (!willow_store_file_run_with (file, all[i], op->session))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_subscription (WillowStoreFile *file, const WillowStoreOp *op)
{
  const WillowStoredSubscription *subscription = op->data;
  sqlite3_stmt *statement = get (file, WILLOW_STORE_STATEMENT_SUBSCRIPTION_PUT);

  bind_number (statement, 1, op->session);
  bind_text (statement, 2, subscription->filter);
  bind_number (statement, 3, subscription->qos);
  bind_number (statement, 4, subscription->no_local != FALSE);
  bind_number (statement, 5, subscription->retain_as_published != FALSE);
  bind_number (statement, 6, subscription->identifier);
  return willow_store_file_run (file, WILLOW_STORE_STATEMENT_SUBSCRIPTION_PUT);
}

static gboolean
drop_subscription (WillowStoreFile *file, const WillowStoreOp *op)
{
  sqlite3_stmt *statement =
      get (file, WILLOW_STORE_STATEMENT_SUBSCRIPTION_DROP);

  bind_number (statement, 1, op->session);
  bind_text (
      statement, 2, ((const WillowStoredSubscription *)op->data)->filter);
  return willow_store_file_run (file, WILLOW_STORE_STATEMENT_SUBSCRIPTION_DROP);
}

gboolean
willow_store_file_put_message (WillowStoreFile         *file,
                               const WillowStoreRecord *record)
{
  sqlite3_stmt *statement = get (file, WILLOW_STORE_STATEMENT_MESSAGE_PUT);

  bind_number (statement, 1, record->number);
  willow_store_file_bind_slice (statement, 2, record->topic);
  willow_store_file_bind_slice (statement, 3, record->payload);
  willow_store_file_bind_slice (statement, 4, record->properties);
  bind_number (statement, 5, record->qos);
  bind_number (statement, 6, record->retain != FALSE);
  sqlite3_bind_int64 (statement, 7, record->stored_us);
  if (record->expires_us == G_MAXINT64)
    sqlite3_bind_null (statement, 8);
  else
    sqlite3_bind_int64 (statement, 8, record->expires_us);
  bind_number (statement,
               9,
               willow_store_checksum (
                   record->topic, record->payload, record->properties));
  return willow_store_file_run (file, WILLOW_STORE_STATEMENT_MESSAGE_PUT);
}

static gboolean
put_message (WillowStoreFile        *file,
             const WillowStoreBatch *batch,
             const WillowStoreOp    *op)
{
  const WillowStoreRecord record = {
    .number = op->message_id,
    .qos = (guint8)mqtt_message_get_qos (op->message),
    .retain = mqtt_message_get_retain (op->message),
    .stored_us = batch->wall_us,
    .expires_us = willow_store_batch_get_expiry_us (batch, op->message),
    .topic = mqtt_message_get_topic (op->message),
    .payload = mqtt_message_get_payload (op->message),
    .properties = mqtt_message_get_properties (op->message),
  };

  return willow_store_file_put_message (file, &record);
}

static gboolean
change_retained (WillowStoreFile     *file,
                 const WillowStoreOp *op,
                 WillowStoreStatement which)
{
  willow_store_file_bind_slice (
      get (file, which), 1, mqtt_message_get_topic (op->message));
  if (which == WILLOW_STORE_STATEMENT_RETAINED_PUT)
    bind_number (get (file, which), 2, op->message_id);
  return willow_store_file_run (file, which);
}

gboolean
willow_store_file_run_with (WillowStoreFile     *file,
                            WillowStoreStatement which,
                            guint64              number)
{
  bind_number (get (file, which), 1, number);
  return willow_store_file_run (file, which);
}

static gboolean
apply (WillowStoreFile        *file,
       const WillowStoreBatch *batch,
       const WillowStoreOp    *op)
{
  switch (op->kind)
    {
    case WILLOW_STORE_SESSION_PUT:
      return put_session (file, op);
    case WILLOW_STORE_SESSION_DROP:
      return drop_session (file, op);
    case WILLOW_STORE_SUBSCRIPTION_PUT:
      return put_subscription (file, op);
    case WILLOW_STORE_SUBSCRIPTION_DROP:
      return drop_subscription (file, op);
    case WILLOW_STORE_MESSAGE_PUT:
      return put_message (file, batch, op);
    case WILLOW_STORE_RETAINED_PUT:
      return change_retained (file, op, WILLOW_STORE_STATEMENT_RETAINED_PUT);
    case WILLOW_STORE_RETAINED_DROP:
    default:
      return change_retained (file, op, WILLOW_STORE_STATEMENT_RETAINED_DROP);
    }
}

static gboolean
put_log (WillowStoreFile *file, const GByteArray *log)
{
  sqlite3_stmt *statement = get (file, WILLOW_STORE_STATEMENT_LOG_PUT);
  MqttSlice     records = { log->data, log->len };

  bind_number (statement, 1, willow_store_log_checksum (records));
  willow_store_file_bind_slice (statement, 2, records);
  return willow_store_file_run (file, WILLOW_STORE_STATEMENT_LOG_PUT);
}

static gboolean
apply_all (WillowStoreFile *file, const WillowStoreBatch *batch)
{
  for (guint i = 0; i < batch->ops->len; i++)
    if (!apply (file, batch, &g_array_index (batch->ops, WillowStoreOp, i)))
      return FALSE;
  for (guint i = 0; i < batch->logs->len; i++)
    if (!put_log (file, g_ptr_array_index (batch->logs, i)))
      return FALSE;
  return willow_store_file_run_with (
      file, WILLOW_STORE_STATEMENT_ALIVE, (guint64)batch->wall_us);
}

gboolean
willow_store_file_commit (WillowStoreFile        *file,
                          const WillowStoreBatch *batch,
                          GError                **error)
{
  if (sqlite3_exec (file->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) ==
          SQLITE_OK &&
      apply_all (file, batch) &&
      sqlite3_exec (file->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
    {
      for (guint i = 0; i < batch->logs->len; i++)
        file->log_bytes +=
            ((const GByteArray *)g_ptr_array_index (batch->logs, i))->len;
      return TRUE;
    }
  willow_store_file_fail (file, error);
  if (!sqlite3_get_autocommit (file->db))
    sqlite3_exec (file->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

guint32
willow_store_log_checksum (MqttSlice log)
{
  return (guint32)crc32_z (0, log.data, log.len);
}

guint32
willow_store_checksum (MqttSlice topic, MqttSlice payload, MqttSlice properties)
{
  uLong sum = crc32_z (0, NULL, 0);

  sum = crc32_z (sum, topic.data, topic.len);
  if (payload.len > 0)
    sum = crc32_z (sum, payload.data, payload.len);
  if (properties.len > 0)
    sum = crc32_z (sum, properties.data, properties.len);
  return (guint32)sum;
}
