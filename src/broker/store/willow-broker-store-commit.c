/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One batch is one transaction. */
#include "broker/store/willow-broker-store-file.h"

static gboolean
run (WillowStoreFile *file, WillowStoreStatement which)
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
static void
bind_slice (sqlite3_stmt *statement, int column, MqttSlice slice)
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
    bind_slice (statement, column, mqtt_slice_from_bytes (bytes));
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
  return run (file, WILLOW_STORE_STATEMENT_SESSION_PUT);
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
      bind_number (get (file, all[i]), 1, op->session);
      if (!run (file, all[i]))
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
  return run (file, WILLOW_STORE_STATEMENT_SUBSCRIPTION_PUT);
}

static gboolean
drop_subscription (WillowStoreFile *file, const WillowStoreOp *op)
{
  sqlite3_stmt *statement =
      get (file, WILLOW_STORE_STATEMENT_SUBSCRIPTION_DROP);

  bind_number (statement, 1, op->session);
  bind_text (
      statement, 2, ((const WillowStoredSubscription *)op->data)->filter);
  return run (file, WILLOW_STORE_STATEMENT_SUBSCRIPTION_DROP);
}

static gboolean
put_message (WillowStoreFile        *file,
             const WillowStoreBatch *batch,
             const WillowStoreOp    *op)
{
  sqlite3_stmt *statement = get (file, WILLOW_STORE_STATEMENT_MESSAGE_PUT);
  MqttSlice     topic = mqtt_message_get_topic (op->message);
  MqttSlice     payload = mqtt_message_get_payload (op->message);
  MqttSlice     properties = mqtt_message_get_properties (op->message);
  gint64        expiry_us = mqtt_message_get_expiry_us (op->message);

  bind_number (statement, 1, op->message_id);
  bind_slice (statement, 2, topic);
  bind_slice (statement, 3, payload);
  bind_slice (statement, 4, properties);
  bind_number (statement, 5, mqtt_message_get_qos (op->message));
  bind_number (statement, 6, mqtt_message_get_retain (op->message) != FALSE);
  sqlite3_bind_int64 (statement, 7, batch->wall_us);
  if (expiry_us == MQTT_MESSAGE_NEVER_EXPIRES)
    sqlite3_bind_null (statement, 8);
  else
    sqlite3_bind_int64 (statement, 8, expiry_us + batch->wall_offset_us);
  bind_number (
      statement, 9, willow_store_checksum (topic, payload, properties));
  return run (file, WILLOW_STORE_STATEMENT_MESSAGE_PUT);
}

static gboolean
add_delivery (WillowStoreFile *file, const WillowStoreOp *op)
{
  sqlite3_stmt *statement = get (file, WILLOW_STORE_STATEMENT_DELIVERY_ADD);

  bind_number (statement, 1, op->number);
  bind_number (statement, 2, op->session);
  bind_number (statement, 3, op->message_id);
  bind_number (statement, 4, op->qos);
  bind_number (statement, 5, op->retain != FALSE);
  bind_number (statement, 6, op->state);
  bind_number (statement, 7, op->packet_id);
  bind_number (statement, 8, op->reason);
  bind_number (statement, 9, op->position);
  bind_bytes (statement, 10, op->identifiers);
  return run (file, WILLOW_STORE_STATEMENT_DELIVERY_ADD);
}

static gboolean
move_delivery (WillowStoreFile *file, const WillowStoreOp *op)
{
  sqlite3_stmt *statement = get (file, WILLOW_STORE_STATEMENT_DELIVERY_MOVE);

  bind_number (statement, 1, op->state);
  bind_number (statement, 2, op->packet_id);
  bind_number (statement, 3, op->reason);
  bind_number (statement, 4, op->position);
  bind_number (statement, 5, op->number);
  return run (file, WILLOW_STORE_STATEMENT_DELIVERY_MOVE);
}

static gboolean
change_received (WillowStoreFile     *file,
                 const WillowStoreOp *op,
                 WillowStoreStatement which)
{
  bind_number (get (file, which), 1, op->session);
  bind_number (get (file, which), 2, op->packet_id);
  return run (file, which);
}

static gboolean
change_retained (WillowStoreFile     *file,
                 const WillowStoreOp *op,
                 WillowStoreStatement which)
{
  bind_slice (get (file, which), 1, mqtt_message_get_topic (op->message));
  if (which == WILLOW_STORE_STATEMENT_RETAINED_PUT)
    bind_number (get (file, which), 2, op->message_id);
  return run (file, which);
}

static gboolean
drop_by_id (WillowStoreFile *file, WillowStoreStatement which, guint64 id)
{
  bind_number (get (file, which), 1, id);
  return run (file, which);
}

static gboolean
apply (WillowStoreFile *file, const WillowStoreOp *op)
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
    case WILLOW_STORE_DELIVERY_ADD:
      return add_delivery (file, op);
    case WILLOW_STORE_DELIVERY_MOVE:
      return move_delivery (file, op);
    case WILLOW_STORE_DELIVERY_DROP:
      return drop_by_id (
          file, WILLOW_STORE_STATEMENT_DELIVERY_DROP, op->number);
    case WILLOW_STORE_RECEIVED_ADD:
      return change_received (file, op, WILLOW_STORE_STATEMENT_RECEIVED_ADD);
    case WILLOW_STORE_RECEIVED_DROP:
      return change_received (file, op, WILLOW_STORE_STATEMENT_RECEIVED_DROP);
    case WILLOW_STORE_RETAINED_PUT:
      return change_retained (file, op, WILLOW_STORE_STATEMENT_RETAINED_PUT);
    case WILLOW_STORE_RETAINED_DROP:
    default:
      return change_retained (file, op, WILLOW_STORE_STATEMENT_RETAINED_DROP);
    }
}

static gboolean
apply_all (WillowStoreFile *file, const WillowStoreBatch *batch)
{
  for (guint i = 0; i < batch->ops->len; i++)
    {
      const WillowStoreOp *op = &g_array_index (batch->ops, WillowStoreOp, i);

      if ((op->is_new_message && !put_message (file, batch, op)) ||
          !apply (file, op) ||
          (op->old_message_id != 0 &&
           !drop_by_id (
               file, WILLOW_STORE_STATEMENT_MESSAGE_DROP, op->old_message_id)))
        return FALSE;
    }
  return drop_by_id (
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
    return TRUE;
  willow_store_file_fail (file, error);
  if (!sqlite3_get_autocommit (file->db))
    sqlite3_exec (file->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}
