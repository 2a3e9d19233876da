/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/store/willow-broker-store.h"

#include "broker/store/willow-broker-store-private.h"

#define HEARTBEAT_US (30 * G_TIME_SPAN_SECOND)

/* What nobody waits for goes to the disk with the next batch, or after that. */
#define LAZY_US (50 * G_TIME_SPAN_MILLISECOND)

/* That a message was acknowledged: after a crash it comes once more, which is
 * what QoS 1 is, and a QoS 2 packet identifier is known. */
static gboolean
is_lazy (const WillowBrokerStore *store)
{
  return store->batch->ops->len == 0 && store->batch->n_promises == 0 &&
         !store->must_commit;
}

/* What is in the batch is kept, or nobody waits for it. */
static void
put_off (WillowBrokerStore *store)
{
  willow_broker_store_await_batch (store);
  willow_broker_store_release_written (store);
  if (store->batch->logs->len == 0 || store->has_lazy)
    return;
  store->has_lazy = TRUE;
  willow_timer_set (&store->lazy, g_get_monotonic_time () + LAZY_US);
}

/* Closes the batch: everything until now is in it, and nothing else. */
static void
end_turn (WillowBrokerStore *store)
{
  gint64 now_us;

  if (store->problem != NULL ||
      (!willow_broker_store_has_changes (store) && store->holders->len == 0))
    return;
  now_us = g_get_monotonic_time ();
  willow_broker_store_close_generation (store, now_us);
  willow_broker_store_release_done (store);
  if (store->is_writing || willow_broker_store_lingers (store, now_us))
    return;
  willow_broker_store_collect (store);
  if (is_lazy (store))
    {
      put_off (store);
      return;
    }
  willow_broker_store_await_batch (store);
  store->has_lazy = FALSE;
  willow_timer_clear (&store->lazy);
  store->must_commit = FALSE;
  store->is_writing = TRUE;
  willow_store_writer_push (store->writer, store->batch);
  store->batch = willow_store_batch_new ();
}

static void
turn_func (gpointer data, gpointer user_data)
{
  end_turn (data);
}

static void
task_func (gpointer data, gpointer user_data)
{
  /* The end of the turn is all that was wanted. */
}

/* Who waits for a promise that cannot be kept now does not wait for ever: the
 * Network Connection is closed, and the Client sends again what was not
 * acknowledged [MQTT-4.4.0-1], 3.1.1: [MQTT-4.8.0-2]. */
static void
give_up_waiting (WillowBrokerStore *store)
{
  GList *next;

  for (GList *l = store->server->connections.head; l != NULL; l = next)
    {
      WillowBrokerConnection *connection = l->data;

      next = l->next;
      if (!connection->awaits_store)
        continue;
      connection->awaits_store = FALSE;
      mqtt_connection_drop_held (connection->mqtt);
      if (!connection->awaits_connack)
        willow_broker_connection_disconnect (
            connection, MQTT_REASON_QUOTA_EXCEEDED, WILLOW_BROKER_STORE_WHY);
      else
        {
          willow_broker_connection_detach (connection, FALSE);
          willow_link_close (connection->link, WILLOW_CLOSE_GRACEFUL);
        }
    }
}

static void
answered_cb (const char *problem, gpointer user_data)
{
  WillowBrokerStore *store = user_data;

  if (problem != NULL)
    {
      if (g_strcmp0 (problem, store->problem) != 0)
        g_message ("%s", problem);
      g_free (store->problem);
      store->problem = g_strdup (problem);
      willow_broker_store_resume_paused (store);
      give_up_waiting (store);
      return;
    }
  if (store->problem != NULL)
    g_message ("The store can be written again.");
  g_clear_pointer (&store->problem, g_free);
  store->is_writing = FALSE;
  store->n_commits++;
  willow_broker_store_release_written (store);
  willow_broker_store_resume_paused (store);
  end_turn (store);
}

static gboolean
lazy_cb (gpointer user_data)
{
  WillowBrokerStore *store = user_data;

  store->must_commit = TRUE;
  store->has_lazy = FALSE;
  willow_task_queue (&store->turn);
  return G_SOURCE_REMOVE;
}

static gboolean
heartbeat_cb (gpointer user_data)
{
  WillowBrokerStore *store = user_data;

  willow_timer_set (&store->heartbeat, g_get_monotonic_time () + HEARTBEAT_US);
  if (store->server->n_connected == 0)
    return G_SOURCE_REMOVE;
  store->must_commit = TRUE;
  willow_task_queue (&store->turn);
  return G_SOURCE_REMOVE;
}

/**
 * willow_broker_store_new:
 *
 * Returns: (transfer full) (nullable):
 */
WillowBrokerStore *
willow_broker_store_new (WillowBrokerServer *server,
                         const char         *path,
                         GError            **error)
{
  WillowBrokerStore *store;
  WillowStoreFile   *file = willow_store_file_open (path, error);

  if (file == NULL)
    return NULL;
  store = g_new0 (WillowBrokerStore, 1);
  store->server = server;
  store->batch = willow_store_batch_new ();
  store->touched = g_hash_table_new (NULL, NULL);
  store->retained = g_hash_table_new_full (willow_broker_store_topic_hash,
                                           willow_broker_store_topic_equal,
                                           (GDestroyNotify)mqtt_message_unref,
                                           NULL);
  store->stored_retained =
      g_hash_table_new_full (willow_broker_store_topic_hash,
                             willow_broker_store_topic_equal,
                             (GDestroyNotify)mqtt_message_unref,
                             NULL);
  store->holders = g_ptr_array_new ();
  store->paused = g_ptr_array_new ();
  willow_task_init (&store->turn, server->reactor, task_func, store);
  willow_broker_store_init_linger (store);
  willow_timer_init (&store->lazy, server->reactor, lazy_cb, store);
  willow_timer_init (&store->heartbeat, server->reactor, heartbeat_cb, store);
  if (!willow_broker_store_load (store, file, error))
    {
      willow_store_file_close (file);
      willow_broker_store_free (store);
      return NULL;
    }
  willow_broker_retained_set_changed_func (
      server->retained, willow_broker_store_note_retained, store);
  store->writer = willow_store_writer_new (
      file, willow_reactor_get_context (server->reactor), answered_cb, store);
  willow_reactor_set_turn_func (server->reactor, turn_func, store);
  willow_timer_set (&store->heartbeat, g_get_monotonic_time () + HEARTBEAT_US);
  return store;
}

static void
forget_sessions (WillowBrokerStore *store)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, store->server->sessions);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      WillowBrokerSession *session = data;

      mqtt_session_set_journal (session->mqtt, NULL, NULL);
      session->store_id = 0;
    }
}

void
willow_broker_store_free (WillowBrokerStore *store)
{
  willow_reactor_set_turn_func (store->server->reactor, NULL, NULL);
  willow_broker_retained_set_changed_func (store->server->retained, NULL, NULL);
  willow_task_clear (&store->turn);
  willow_timer_clear (&store->lazy);
  willow_timer_clear (&store->heartbeat);
  willow_timer_clear (&store->linger);
  if (store->writer != NULL)
    {
      willow_broker_store_collect (store);
      willow_store_writer_free (store->writer, g_steal_pointer (&store->batch));
    }
  forget_sessions (store);
  g_clear_pointer (&store->batch, willow_store_batch_free);
  g_clear_pointer (&store->journal, mqtt_journal_free);
  g_hash_table_unref (store->touched);
  g_hash_table_unref (store->retained);
  g_hash_table_unref (store->stored_retained);
  g_ptr_array_unref (store->holders);
  g_ptr_array_unref (store->paused);
  g_free (store->problem);
  g_free (store);
}

const char *
willow_broker_store_get_problem (WillowBrokerStore *store)
{
  return store->problem;
}

guint64
willow_broker_store_get_n_commits (WillowBrokerStore *store)
{
  return store->n_commits;
}

guint64
willow_broker_store_get_n_changes (WillowBrokerStore *store)
{
  return store->n_changes;
}

void
willow_broker_store_note_delivery (WillowBrokerStore *store)
{
  store->n_changes++;
  willow_task_queue (&store->turn);
}

/* A Session that outlives its Network Connection is stored whole; of another
 * one only the will, which is due after a crash as well. */
void
willow_broker_store_attach (WillowBrokerStore      *store,
                            WillowBrokerConnection *connection)
{
  WillowBrokerSession *session = connection->session;
  gboolean             is_durable = session->expiry_seconds != 0;

  if (!is_durable)
    willow_broker_store_end_session (store, session);
  if (session->store_id == 0 &&
      (is_durable ||
       willow_broker_will_get_state (session->will) == WILLOW_WILL_ARMED))
    session->store_id = ++store->last_session_id;
  if (is_durable && !mqtt_session_has_journal (session->mqtt))
    mqtt_session_set_journal (session->mqtt, store->journal, session);
  willow_broker_store_touch (store, session);
  willow_broker_store_hold (store, connection);
  mqtt_connection_set_holding (connection->mqtt, is_durable);
  connection->awaits_store = connection->awaits_connack = is_durable;
}

void
willow_broker_store_keep_session (WillowBrokerStore   *store,
                                  WillowBrokerSession *session)
{
  if (session->store_id == 0)
    session->store_id = ++store->last_session_id;
  if (!mqtt_session_has_journal (session->mqtt))
    mqtt_session_set_journal (session->mqtt, store->journal, session);
  willow_broker_store_touch (store, session);
}

void
willow_broker_store_begin_answer (WillowBrokerStore      *store,
                                  WillowBrokerConnection *connection,
                                  gboolean                waits)
{
  mqtt_connection_set_holding (connection->mqtt, waits);
}

void
willow_broker_store_end_answer (WillowBrokerStore      *store,
                                WillowBrokerConnection *connection)
{
  if (mqtt_connection_is_finished (connection->mqtt))
    return;
  if (mqtt_connection_has_held (connection->mqtt))
    connection->awaits_store = TRUE;
  mqtt_connection_set_holding (
      connection->mqtt,
      connection->session != NULL &&
          willow_broker_session_is_durable (connection->session));
}
