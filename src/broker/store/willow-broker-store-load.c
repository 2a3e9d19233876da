/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the file into the broker. Rows that cannot be are damage: the store is
 * refused then, instead of losing what they stood for. */
#include "broker/store/willow-broker-store-private.h"

#include "mqtt/mqtt-topic.h"

typedef struct
{
  MqttMessage *message; /* (owned) */
  guint        n_uses;
  gboolean     is_retained;
} Loaded;

typedef struct
{
  WillowBrokerStore *store;
  WillowStoreFile   *file;
  GHashTable        *sessions; /* id → WillowBrokerSession */
  GHashTable        *messages; /* id → Loaded */
  gint64             wall_us;
  gint64             now_us;
  gint64             alive_us; /* when the broker was last seen running */
  guint64            last_delivery;
  GError           **error;
} Load;

typedef gboolean (*RowFunc) (Load *load, sqlite3_stmt *row);

static gboolean
damaged (Load *load, const char *what)
{
  return willow_store_file_fail_damaged (load->file->path, what, load->error);
}

static gboolean
for_each_row (Load *load, const char *sql, RowFunc func)
{
  sqlite3_stmt *row = NULL;
  int           code = sqlite3_prepare_v2 (load->file->db, sql, -1, &row, NULL);
  gboolean      ok = code == SQLITE_OK;

  while (ok && (code = sqlite3_step (row)) == SQLITE_ROW)
    ok = func (load, row);
  if (ok && code != SQLITE_DONE)
    ok = damaged (load, sqlite3_errmsg (load->file->db));
  else if (!ok && row == NULL)
    damaged (load, sqlite3_errmsg (load->file->db));
  sqlite3_finalize (row);
  return ok;
}

static MqttSlice
get_slice (sqlite3_stmt *row, int column)
{
  const guint8 *data = sqlite3_column_blob (row, column);

  return (MqttSlice){ data, (gsize)sqlite3_column_bytes (row, column) };
}

static GBytes *
dup_bytes (sqlite3_stmt *row, int column)
{
  MqttSlice slice = get_slice (row, column);

  return g_bytes_new (slice.data, slice.len);
}

static gpointer
key (guint64 id)
{
  return GSIZE_TO_POINTER ((gsize)id);
}

static WillowBrokerSession *
find_session (Load *load, sqlite3_stmt *row, int column)
{
  return g_hash_table_lookup (
      load->sessions, key ((guint64)sqlite3_column_int64 (row, column)));
}

/* How long it has still got: by the wall clock, the time while the broker was
 * down counts too. A clock that was set back gives nothing for nothing. */
static gint64
get_left_us (const Load *load, gint64 due_us, gint64 whole_us)
{
  return MIN (due_us - load->wall_us, whole_us);
}

static gboolean
load_alive (Load *load, sqlite3_stmt *row)
{
  load->alive_us = MIN (sqlite3_column_int64 (row, 0), load->wall_us);
  return TRUE;
}

static gboolean
load_will (Load *load, sqlite3_stmt *row, WillowBrokerSession *session)
{
  int               state = sqlite3_column_int (row, 9);
  int               qos = sqlite3_column_int (row, 13);
  WillowBrokerWill *will;

  if (state < WILLOW_WILL_NONE || state > WILLOW_WILL_CANCELLED)
    return damaged (load, "will");
  if (state == WILLOW_WILL_NONE)
    return TRUE;
  will = session->will = g_new0 (WillowBrokerWill, 1);
  will->state = (WillowWillState)state;
  if (sqlite3_column_type (row, 10) == SQLITE_NULL)
    return (state != WILLOW_WILL_ARMED && state != WILLOW_WILL_WAITING) ||
           damaged (load, "will");
  will->topic = g_strdup ((const char *)sqlite3_column_text (row, 10));
  will->payload = dup_bytes (row, 11);
  will->properties = dup_bytes (row, 12);
  will->qos = (MqttQos)qos;
  will->retain = sqlite3_column_int (row, 14) != 0;
  will->delay_seconds = (guint32)sqlite3_column_int64 (row, 15);
  return (mqtt_topic_name_is_valid (mqtt_slice_from_string (will->topic),
                                    NULL) &&
          qos >= MQTT_QOS_0 && qos <= MQTT_QOS_2) ||
         damaged (load, "will");
}

/* The Network Connection ended with the broker, if not before: what follows
 * from that begins then. Those times may be over; nothing happens before the
 * loop runs. */
static void
set_timers (Load *load, sqlite3_stmt *row, WillowBrokerSession *session)
{
  WillowWillState state = willow_broker_will_get_state (session->will);
  gint64          delay_us = state != WILLOW_WILL_NONE
                                 ? (gint64)session->will->delay_seconds * G_USEC_PER_SEC
                                 : 0;
  gint64          expiry_us = (gint64)session->expiry_seconds * G_USEC_PER_SEC;
  gint64          due_us = sqlite3_column_int64 (row, 16);

  if (state == WILLOW_WILL_ARMED)
    due_us = session->away_since_us + delay_us;
  if (state == WILLOW_WILL_ARMED || state == WILLOW_WILL_WAITING)
    willow_broker_will_wait (load->store->server,
                             session,
                             load->now_us +
                                 get_left_us (load, due_us, delay_us));
  if (session->expiry_seconds != WILLOW_BROKER_EXPIRY_NEVER)
    willow_broker_session_expire_at (
        session,
        load->now_us +
            get_left_us (load, session->away_since_us + expiry_us, expiry_us));
}

static gboolean
load_session (Load *load, sqlite3_stmt *row)
{
  WillowBrokerStore   *store = load->store;
  const char          *client_id = (const char *)sqlite3_column_text (row, 1);
  guint64              id = (guint64)sqlite3_column_int64 (row, 0);
  WillowBrokerSession *session;
  int                  version;

  if (client_id == NULL ||
      willow_broker_session_find (store->server, client_id) != NULL)
    return damaged (load, "session");
  session = willow_broker_session_new (store->server, client_id);
  session->store_id = id;
  store->last_session_id = MAX (store->last_session_id, id);
  g_hash_table_insert (load->sessions, key (id), session);
  version = sqlite3_column_int (row, 2);
  session->version = (MqttVersion)version;
  session->clean_start = sqlite3_column_int (row, 3) != 0;
  session->expiry_seconds = (guint32)sqlite3_column_int64 (row, 4);
  session->keep_alive_seconds = (guint16)sqlite3_column_int (row, 5);
  session->user_name = g_strdup ((const char *)sqlite3_column_text (row, 6));
  session->connected_since_us = sqlite3_column_int64 (row, 7);
  session->away_since_us = sqlite3_column_int64 (row, 8);
  if (session->away_since_us == 0)
    session->away_since_us = load->alive_us;
  if (version < MQTT_VERSION_3_1 || version > MQTT_VERSION_5_0)
    return damaged (load, "session");
  if (session->expiry_seconds != 0)
    mqtt_session_set_journal (session->mqtt, store->journal, session);
  if (!load_will (load, row, session))
    return FALSE;
  set_timers (load, row, session);
  return TRUE;
}

static gboolean
load_subscription (Load *load, sqlite3_stmt *row)
{
  WillowBrokerSession *session = find_session (load, row, 0);
  MqttSubscription     subscription = { .filter = get_slice (row, 1) };

  subscription.qos = (MqttQos)sqlite3_column_int (row, 2);
  subscription.no_local = sqlite3_column_int (row, 3) != 0;
  subscription.retain_as_published = sqlite3_column_int (row, 4) != 0;
  if (session == NULL || subscription.qos > MQTT_QOS_2 ||
      !mqtt_topic_filter_is_valid (subscription.filter, NULL))
    return damaged (load, "subscription");
  willow_broker_router_subscribe (load->store->server->router,
                                  session,
                                  &subscription,
                                  (guint32)sqlite3_column_int64 (row, 5));
  return TRUE;
}

/* With an interval of one second that began at the right time. */
static MqttMessage *
make_message (sqlite3_stmt *row, gint64 expiry_us)
{
  MqttSlice properties = get_slice (row, 3);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GBytes) payload = dup_bytes (row, 2);

  if (properties.len > 0)
    g_byte_array_append (bytes, properties.data, (guint)properties.len);
  if (expiry_us != MQTT_MESSAGE_NEVER_EXPIRES)
    mqtt_properties_append_number (
        bytes, MQTT_PROPERTY_MESSAGE_EXPIRY_INTERVAL, 1);
  return mqtt_message_new (get_slice (row, 1),
                           payload,
                           (MqttQos)sqlite3_column_int (row, 4),
                           sqlite3_column_int (row, 5) != 0,
                           mqtt_properties_from_array (bytes),
                           expiry_us - G_USEC_PER_SEC);
}

static gboolean
load_message (Load *load, sqlite3_stmt *row)
{
  gint64  stored_us = sqlite3_column_int64 (row, 6);
  gint64  due_us = sqlite3_column_int64 (row, 7);
  gint64  expiry_us = MQTT_MESSAGE_NEVER_EXPIRES;
  guint64 id = (guint64)sqlite3_column_int64 (row, 0);
  Loaded *loaded;

  if (willow_store_checksum (
          get_slice (row, 1), get_slice (row, 2), get_slice (row, 3)) !=
          (guint32)sqlite3_column_int64 (row, 8) ||
      sqlite3_column_int (row, 4) > MQTT_QOS_2)
    return damaged (load, "message");
  if (sqlite3_column_type (row, 7) != SQLITE_NULL)
    expiry_us = load->now_us + get_left_us (load, due_us, due_us - stored_us);
  loaded = g_new0 (Loaded, 1);
  loaded->message = make_message (row, expiry_us);
  g_hash_table_insert (load->messages, key (id), loaded);
  load->store->last_message_number = MAX (load->store->last_message_number, id);
  return TRUE;
}

static gboolean
load_delivery (Load *load, sqlite3_stmt *row)
{
  WillowBrokerSession *session = find_session (load, row, 1);
  Loaded              *loaded = g_hash_table_lookup (
      load->messages, key ((guint64)sqlite3_column_int64 (row, 2)));
  MqttSlice         identifiers = get_slice (row, 9);
  MqttDelivery      delivery = { .qos = (MqttQos)sqlite3_column_int (row, 3),
                                 .retain = sqlite3_column_int (row, 4) != 0 };
  MqttSessionChange change = {
    .kind = MQTT_CHANGE_ADDED,
    .number = (guint64)sqlite3_column_int64 (row, 0),
    .delivery = &delivery,
    .state = (MqttDeliveryState)sqlite3_column_int (row, 5),
    .packet_id = (guint16)sqlite3_column_int (row, 6),
    .reason = (guint8)sqlite3_column_int (row, 7),
  };
  gsize size_bytes;

  if (session == NULL || loaded == NULL || delivery.qos < MQTT_QOS_1 ||
      delivery.qos > MQTT_QOS_2 || change.state > MQTT_DELIVERY_PUBREL ||
      identifiers.len % sizeof (guint32) != 0)
    return damaged (load, "delivery");
  size_bytes = mqtt_message_get_size_bytes (loaded->message);
  change.message = loaded->message;
  delivery.token = GSIZE_TO_POINTER (size_bytes);
  delivery.subscription_identifiers = (gconstpointer)identifiers.data;
  delivery.n_subscription_identifiers = identifiers.len / sizeof (guint32);
  if (!mqtt_session_restore (session->mqtt, &change))
    return damaged (load, "packet identifier");
  session->outstanding_bytes += size_bytes;
  session->server->outstanding_bytes += size_bytes;
  loaded->n_uses++;
  return TRUE;
}

static gboolean
load_received (Load *load, sqlite3_stmt *row)
{
  WillowBrokerSession    *session = find_session (load, row, 0);
  const MqttSessionChange change = {
    .kind = MQTT_CHANGE_RECEIVED,
    .packet_id = (guint16)sqlite3_column_int (row, 1),
  };

  return (session != NULL && mqtt_session_restore (session->mqtt, &change)) ||
         damaged (load, "received");
}

static gboolean
load_retained (Load *load, sqlite3_stmt *row)
{
  Loaded *loaded = g_hash_table_lookup (
      load->messages, key ((guint64)sqlite3_column_int64 (row, 1)));

  if (loaded == NULL ||
      !mqtt_slice_equal (get_slice (row, 0),
                         mqtt_message_get_topic (loaded->message)) ||
      !mqtt_topic_name_is_valid (get_slice (row, 0), NULL))
    return damaged (load, "retained");
  willow_broker_retained_store (load->store->server->retained, loaded->message);
  loaded->is_retained = TRUE;
  loaded->n_uses++;
  return TRUE;
}

static gboolean
load_last_number (Load *load, sqlite3_stmt *row)
{
  load->last_delivery = (guint64)sqlite3_column_int64 (row, 0);
  return TRUE;
}

static void
loaded_free (gpointer data)
{
  mqtt_message_unref (((Loaded *)data)->message);
  g_free (data);
}

/* The store goes on with the very messages that the broker has now. */
static gboolean
hand_over (Load *load)
{
  GHashTableIter iter;
  gpointer       id, data;

  g_hash_table_iter_init (&iter, load->messages);
  while (g_hash_table_iter_next (&iter, &id, &data))
    {
      Loaded          *loaded = data;
      MqttMessageMark *mark = mqtt_message_get_mark (loaded->message);

      if (loaded->n_uses == 0)
        return damaged (load, "message of nobody");
      mark->number = GPOINTER_TO_SIZE (id);
      mark->n_uses = loaded->n_uses;
      if (loaded->is_retained)
        g_hash_table_insert (load->store->stored_retained,
                             mqtt_message_ref (loaded->message),
                             loaded->message);
    }
  return TRUE;
}

static gboolean
load_all (Load *load)
{
  static const struct
  {
    const char *sql;
    RowFunc     func;
  } tables[] = {
    { "SELECT value FROM state WHERE name='alive_us'", load_alive },
    { "SELECT * FROM session ORDER BY id", load_session },
    { "SELECT * FROM subscription", load_subscription },
    { "SELECT * FROM message", load_message },
    { "SELECT * FROM delivery WHERE state=2 ORDER BY position", load_delivery },
    { "SELECT * FROM delivery WHERE state<>2 ORDER BY id", load_delivery },
    { "SELECT * FROM received", load_received },
    { "SELECT * FROM retained", load_retained },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!for_each_row (load, tables[i].sql, tables[i].func))
      return FALSE;
  return hand_over (load);
}

gboolean
willow_broker_store_load (WillowBrokerStore *store,
                          WillowStoreFile   *file,
                          GError           **error)
{
  Load load = {
    .store = store,
    .file = file,
    .wall_us = g_get_real_time (),
    .now_us = willow_broker_server_get_now_us (store->server),
    .error = error,
  };
  gboolean ok;

  load.alive_us = load.wall_us;
  if (!for_each_row (&load,
                     "SELECT max (coalesce (max (id), 0),"
                     " coalesce (max (position), 0)) FROM delivery",
                     load_last_number))
    return FALSE;
  store->journal = mqtt_journal_new (load.last_delivery);
  load.sessions = g_hash_table_new (NULL, NULL);
  load.messages = g_hash_table_new_full (NULL, NULL, NULL, loaded_free);
  ok = load_all (&load);
  g_hash_table_unref (load.sessions);
  g_hash_table_unref (load.messages);
  return ok;
}
