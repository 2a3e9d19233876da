/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has changed since the last batch. */
#include "broker/store/willow-broker-store-private.h"

/* What may wait to be written before publishers are no longer read from. */
#define MAX_CHANGES 200000u
#define MAX_BYTES ((gsize)64 * 1024 * 1024)

void
willow_broker_store_note_retained (MqttMessage *message,
                                   gboolean     is_removed,
                                   gpointer     data)
{
  WillowBrokerStore *store = data;
  gpointer           old;

  if (willow_broker_sys_owns (mqtt_message_get_topic (message)))
    return;
  if (g_hash_table_lookup_extended (store->retained, message, &old, NULL))
    store->retained_bytes -= mqtt_message_get_size_bytes (old);
  store->retained_bytes += mqtt_message_get_size_bytes (message);
  g_hash_table_replace (store->retained,
                        mqtt_message_ref (message),
                        GINT_TO_POINTER (is_removed));
  store->n_changes++;
  willow_task_queue (&store->turn);
}

void
willow_broker_store_touch (WillowBrokerStore   *store,
                           WillowBrokerSession *session)
{
  if (session->store_id == 0)
    return;
  g_hash_table_add (store->touched, session);
  willow_task_queue (&store->turn);
}

static void
add_op (WillowBrokerStore *store, const WillowStoreOp *op)
{
  willow_store_batch_add (store->batch, op);
  willow_task_queue (&store->turn);
}

void
willow_broker_store_end_session (WillowBrokerStore   *store,
                                 WillowBrokerSession *session)
{
  const WillowStoreOp op = { .kind = WILLOW_STORE_SESSION_DROP,
                             .session = session->store_id };

  if (session->store_id == 0)
    return;
  mqtt_session_forget_journal (
      session->mqtt, willow_broker_store_change_cb, store);
  g_hash_table_remove (store->touched, session);
  add_op (store, &op);
  session->store_id = 0;
}

void
willow_broker_store_put_subscription (WillowBrokerStore              *store,
                                      const WillowBrokerSubscription *of)
{
  WillowStoredSubscription *copy;
  WillowStoreOp             op = { .kind = WILLOW_STORE_SUBSCRIPTION_PUT,
                                   .session = of->session->store_id };

  if (!willow_broker_session_is_durable (of->session))
    return;
  copy = g_new0 (WillowStoredSubscription, 1);
  copy->filter = g_strdup (of->filter);
  copy->qos = of->qos;
  copy->no_local = of->no_local;
  copy->retain_as_published = of->retain_as_published;
  copy->identifier = of->identifier;
  op.data = copy;
  add_op (store, &op);
}

void
willow_broker_store_drop_subscription (WillowBrokerStore   *store,
                                       WillowBrokerSession *session,
                                       MqttSlice            filter)
{
  WillowStoredSubscription *copy;
  WillowStoreOp             op = { .kind = WILLOW_STORE_SUBSCRIPTION_DROP,
                                   .session = session->store_id };

  if (!willow_broker_session_is_durable (session))
    return;
  copy = g_new0 (WillowStoredSubscription, 1);
  copy->filter = mqtt_slice_dup_string (filter);
  op.data = copy;
  add_op (store, &op);
}

static void
copy_will (WillowStoredSession    *copy,
           const WillowBrokerWill *will,
           gint64                  wall_offset_us)
{
  copy->will = will->state;
  copy->will_topic = g_strdup (will->topic);
  if (will->payload != NULL)
    copy->will_payload = g_bytes_ref (will->payload);
  if (will->properties != NULL)
    copy->will_properties = g_bytes_ref (will->properties);
  copy->will_qos = will->qos;
  copy->will_retain = will->retain;
  copy->will_delay_seconds = will->delay_seconds;
  if (willow_broker_timer_is_set (&will->timer))
    copy->will_due_us =
        willow_broker_timer_get_deadline_us (&will->timer) + wall_offset_us;
}

static void
add_session (WillowBrokerStore *store, const WillowBrokerSession *session)
{
  WillowStoredSession *copy = g_new0 (WillowStoredSession, 1);
  const WillowStoreOp  op = { .kind = WILLOW_STORE_SESSION_PUT,
                              .session = session->store_id,
                              .data = copy };

  copy->client_id = g_strdup (session->client_id);
  copy->version = session->version;
  copy->clean_start = session->clean_start;
  copy->expiry_seconds = session->expiry_seconds;
  copy->keep_alive_seconds = session->keep_alive_seconds;
  copy->user_name = g_strdup (session->user_name);
  copy->connected_since_us = session->connected_since_us;
  if (session->connection == NULL)
    copy->away_since_us = session->away_since_us;
  if (session->will != NULL)
    copy_will (copy, session->will, store->batch->wall_offset_us);
  willow_store_batch_add (store->batch, &op);
}

static void
collect_retained (WillowBrokerStore *store)
{
  GHashTableIter iter;
  gpointer       message, is_removed;

  g_hash_table_iter_init (&iter, store->retained);
  while (g_hash_table_iter_next (&iter, &message, &is_removed))
    willow_broker_store_change_retained (store, message, is_removed != NULL);
  g_hash_table_remove_all (store->retained);
  store->retained_bytes = 0;
}

void
willow_broker_store_collect (WillowBrokerStore *store)
{
  WillowStoreBatch *batch = store->batch;
  GHashTableIter    iter;
  gpointer          session;

  batch->wall_us = g_get_real_time ();
  batch->wall_offset_us =
      batch->wall_us - willow_broker_server_get_now_us (store->server);
  mqtt_journal_take_changes (
      store->journal, willow_broker_store_change_cb, store);
  g_hash_table_iter_init (&iter, store->touched);
  while (g_hash_table_iter_next (&iter, &session, NULL))
    add_session (store, session);
  g_hash_table_remove_all (store->touched);
  collect_retained (store);
}

gboolean
willow_broker_store_has_others (WillowBrokerStore *store)
{
  return store->batch->ops->len > 0 || store->batch->n_promises > 0 ||
         g_hash_table_size (store->touched) > 0 ||
         g_hash_table_size (store->retained) > 0;
}

gboolean
willow_broker_store_has_changes (WillowBrokerStore *store)
{
  return !mqtt_journal_is_empty (store->journal) ||
         !willow_store_batch_is_empty (store->batch) || store->must_commit ||
         g_hash_table_size (store->touched) > 0 ||
         g_hash_table_size (store->retained) > 0;
}

gboolean
willow_broker_store_is_full (WillowBrokerStore *store)
{
  return mqtt_journal_get_n_messages (store->journal) +
                 store->batch->n_promises + store->batch->ops->len +
                 g_hash_table_size (store->retained) >
             MAX_CHANGES ||
         mqtt_journal_get_size_bytes (store->journal) + store->retained_bytes >
             MAX_BYTES;
}
