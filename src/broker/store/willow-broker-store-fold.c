/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the log into the tables: what came and went within it leaves no trace
 * there, and what is left is a row, as it is at the end. */
#include "broker/store/willow-broker-store-file.h"
#include "mqtt/mqtt-packet-id-set.h"

/* How long the log gets, and what the WAL may hold besides. */
#define FOLD_BYTES ((gsize)16 * 1024 * 1024)
#define CHECKPOINT_PAGES 4000u

/* A message or a delivery that the log brings; its records begin there. */
typedef struct
{
  guint64   number;
  MqttSlice added; /* absent: it is gone again */
  MqttSlice moved; /* absent: it is as it came */
} Entry;

/* Packet Identifiers of a Session. */
typedef struct
{
  MqttPacketIdSet changed;
  MqttPacketIdSet received; /* of them */
} Received;

typedef struct
{
  WillowStoreFile *file;
  GPtrArray       *parts;      /* of GBytes: all views are into them */
  GArray          *messages;   /* of Entry, ascending */
  GArray          *deliveries; /* of Entry, ascending */
  GArray          *others; /* of MqttSlice: records about rows of the tables */
  GHashTable      *received; /* Session → Received (owned) */
} Fold;

static void
received_free (gpointer data)
{
  Received *received = data;

  mqtt_packet_id_set_clear (&received->changed);
  mqtt_packet_id_set_clear (&received->received);
  g_free (received);
}

static void
fold_init (Fold *fold, WillowStoreFile *file)
{
  fold->file = file;
  fold->parts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  fold->messages = g_array_new (FALSE, FALSE, sizeof (Entry));
  fold->deliveries = g_array_new (FALSE, FALSE, sizeof (Entry));
  fold->others = g_array_new (FALSE, FALSE, sizeof (MqttSlice));
  fold->received = g_hash_table_new_full (NULL, NULL, NULL, received_free);
}

static void
fold_clear (Fold *fold)
{
  g_hash_table_unref (fold->received);
  g_array_unref (fold->others);
  g_array_unref (fold->deliveries);
  g_array_unref (fold->messages);
  g_ptr_array_unref (fold->parts);
}

/* Numbers are given out one after the other, so it is mostly the first guess.
 */
static Entry *
find_entry (GArray *entries, guint64 number)
{
  guint low = 0, high = entries->len;

  if (entries->len == 0 || number < g_array_index (entries, Entry, 0).number)
    return NULL;
  for (guint guess = (guint)MIN (
           number - g_array_index (entries, Entry, 0).number, high - 1);
       low < high;
       guess = low + (high - low) / 2)
    {
      Entry *entry = &g_array_index (entries, Entry, guess);

      if (entry->number == number)
        return entry;
      if (entry->number < number)
        low = guess + 1;
      else
        high = guess;
    }
  return NULL;
}

/* @at: where the record begins */
static gboolean
add_entry (GArray *entries, guint64 number, MqttSlice at)
{
  Entry entry = { .number = number, .added = at };

  if (entries->len > 0 &&
      g_array_index (entries, Entry, entries->len - 1).number >= number)
    return FALSE;
  g_array_append_val (entries, entry);
  return TRUE;
}

static gboolean
change_entry (Fold                    *fold,
              GArray                  *entries,
              const WillowStoreRecord *record,
              MqttSlice                at)
{
  Entry *entry = find_entry (entries, record->number);

  if (entry == NULL)
    g_array_append_val (fold->others, at);
  else if (record->kind == WILLOW_STORE_RECORD_DELIVERY_MOVED)
    entry->moved = at;
  else
    entry->added = MQTT_SLICE_NONE;
  return TRUE;
}

static gboolean
change_received (Fold *fold, const WillowStoreRecord *record)
{
  gpointer  key = GSIZE_TO_POINTER ((gsize)record->session);
  Received *received = g_hash_table_lookup (fold->received, key);

  if (record->packet_id == 0)
    return FALSE;
  if (received == NULL)
    {
      received = g_new0 (Received, 1);
      g_hash_table_insert (fold->received, key, received);
    }
  mqtt_packet_id_set_add (&received->changed, record->packet_id);
  if (record->kind == WILLOW_STORE_RECORD_RECEIVED)
    mqtt_packet_id_set_add (&received->received, record->packet_id);
  else
    mqtt_packet_id_set_remove (&received->received, record->packet_id);
  return TRUE;
}

static gboolean
take_record (Fold *fold, const WillowStoreRecord *record, MqttSlice at)
{
  switch (record->kind)
    {
    case WILLOW_STORE_RECORD_MESSAGE:
      return add_entry (fold->messages, record->number, at);
    case WILLOW_STORE_RECORD_DELIVERY:
      return add_entry (fold->deliveries, record->number, at);
    case WILLOW_STORE_RECORD_MESSAGE_GONE:
      return change_entry (fold, fold->messages, record, at);
    case WILLOW_STORE_RECORD_DELIVERY_MOVED:
    case WILLOW_STORE_RECORD_DELIVERY_GONE:
      return change_entry (fold, fold->deliveries, record, at);
    case WILLOW_STORE_RECORD_RECEIVED:
    case WILLOW_STORE_RECORD_RELEASED:
    default:
      return change_received (fold, record);
    }
}

static gboolean
take_part (Fold *fold, sqlite3_stmt *row)
{
  WillowStoreRecord record;
  GBytes           *part = g_bytes_new (sqlite3_column_blob (row, 1),
                              (gsize)MAX (sqlite3_column_bytes (row, 1), 0));
  MqttSlice         left = mqtt_slice_from_bytes (part);

  g_ptr_array_add (fold->parts, part);
  if (willow_store_log_checksum (left) !=
      (guint32)sqlite3_column_int64 (row, 0))
    return FALSE;
  while (left.len > 0)
    {
      MqttSlice at = left;

      if (!willow_store_record_read (&left, &record) ||
          !take_record (fold, &record, at))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_log (Fold *fold, GError **error)
{
  WillowStoreFile *file = fold->file;
  sqlite3_stmt    *row = NULL;
  gboolean         ok = TRUE;
  int              code =
      sqlite3_prepare_v2 (file->db,
                          "SELECT checksum, records FROM log ORDER BY id",
                          -1,
                          &row,
                          NULL);

  if (code == SQLITE_OK)
    while (ok && (code = sqlite3_step (row)) == SQLITE_ROW)
      ok = take_part (fold, row);
  if (!ok)
    willow_store_file_fail_damaged (file->path, "log", error);
  else if (code != SQLITE_DONE)
    ok = willow_store_file_fail (file, error);
  sqlite3_finalize (row);
  return ok;
}

static gboolean
put_delivery (WillowStoreFile         *file,
              const WillowStoreRecord *record,
              const WillowStoreRecord *state)
{
  sqlite3_stmt *to = file->statements[WILLOW_STORE_STATEMENT_DELIVERY_ADD];

  sqlite3_bind_int64 (to, 1, (sqlite3_int64)record->number);
  sqlite3_bind_int64 (to, 2, (sqlite3_int64)record->session);
  sqlite3_bind_int64 (to, 3, (sqlite3_int64)record->message);
  sqlite3_bind_int (to, 4, record->qos);
  sqlite3_bind_int (to, 5, record->retain != FALSE);
  sqlite3_bind_int (to, 6, state->state);
  sqlite3_bind_int (to, 7, state->packet_id);
  sqlite3_bind_int (to, 8, state->reason);
  sqlite3_bind_int64 (to, 9, (sqlite3_int64)state->position);
  willow_store_file_bind_slice (to, 10, record->identifiers);
  return willow_store_file_run (file, WILLOW_STORE_STATEMENT_DELIVERY_ADD);
}

/* The record has been read once. */
static WillowStoreRecord
read_again (MqttSlice at)
{
  WillowStoreRecord record;

  willow_store_record_read (&at, &record);
  return record;
}

static gboolean
put_entries (Fold *fold)
{
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < fold->messages->len; i++)
    {
      const Entry *entry = &g_array_index (fold->messages, Entry, i);

      if (mqtt_slice_is_present (entry->added))
        {
          const WillowStoreRecord record = read_again (entry->added);

          ok = willow_store_file_put_message (fold->file, &record);
        }
    }
  for (guint i = 0; ok && i < fold->deliveries->len; i++)
    {
      const Entry *entry = &g_array_index (fold->deliveries, Entry, i);

      if (mqtt_slice_is_present (entry->added))
        {
          const WillowStoreRecord record = read_again (entry->added);
          const WillowStoreRecord state = mqtt_slice_is_present (entry->moved)
                                              ? read_again (entry->moved)
                                              : record;

          ok = put_delivery (fold->file, &record, &state);
        }
    }
  return ok;
}

static gboolean
move_delivery (WillowStoreFile *file, const WillowStoreRecord *record)
{
  sqlite3_stmt *to = file->statements[WILLOW_STORE_STATEMENT_DELIVERY_MOVE];

  sqlite3_bind_int (to, 1, record->state);
  sqlite3_bind_int (to, 2, record->packet_id);
  sqlite3_bind_int (to, 3, record->reason);
  sqlite3_bind_int64 (to, 4, (sqlite3_int64)record->position);
  sqlite3_bind_int64 (to, 5, (sqlite3_int64)record->number);
  return willow_store_file_run (file, WILLOW_STORE_STATEMENT_DELIVERY_MOVE);
}

static gboolean
apply_others (Fold *fold)
{
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < fold->others->len; i++)
    {
      const WillowStoreRecord record =
          read_again (g_array_index (fold->others, MqttSlice, i));

      if (record.kind == WILLOW_STORE_RECORD_DELIVERY_MOVED)
        ok = move_delivery (fold->file, &record);
      else
        ok = willow_store_file_run_with (
            fold->file,
            record.kind == WILLOW_STORE_RECORD_DELIVERY_GONE
                ? WILLOW_STORE_STATEMENT_DELIVERY_DROP
                : WILLOW_STORE_STATEMENT_MESSAGE_DROP,
            record.number);
    }
  return ok;
}

static gboolean
apply_received (Fold *fold)
{
  GHashTableIter iter;
  gpointer       session, data;
  gboolean       ok = TRUE;

  g_hash_table_iter_init (&iter, fold->received);
  while (ok && g_hash_table_iter_next (&iter, &session, &data))
    {
      const Received *received = data;
      guint16         id = 0;

      while (ok && (id = mqtt_packet_id_set_next (&received->changed, id)) != 0)
        {
          const WillowStoreStatement which =
              mqtt_packet_id_set_contains (&received->received, id)
                  ? WILLOW_STORE_STATEMENT_RECEIVED_ADD
                  : WILLOW_STORE_STATEMENT_RECEIVED_DROP;

          sqlite3_bind_int (fold->file->statements[which], 2, id);
          ok = willow_store_file_run_with (
              fold->file, which, GPOINTER_TO_SIZE (session));
        }
    }
  return ok;
}

static gboolean
write_tables (Fold *fold, GError **error)
{
  WillowStoreFile *file = fold->file;

  if (sqlite3_exec (file->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) ==
          SQLITE_OK &&
      apply_others (fold) && put_entries (fold) && apply_received (fold) &&
      willow_store_file_run (file, WILLOW_STORE_STATEMENT_LOG_DROP) &&
      sqlite3_exec (file->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  willow_store_file_fail (file, error);
  if (!sqlite3_get_autocommit (file->db))
    sqlite3_exec (file->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

gboolean
willow_store_file_fold (WillowStoreFile *file, GError **error)
{
  Fold     fold;
  gboolean ok;

  fold_init (&fold, file);
  ok = read_log (&fold, error) &&
       (fold.parts->len == 0 || write_tables (&fold, error));
  fold_clear (&fold);
  if (ok)
    file->log_bytes = 0;
  file->fold_at_bytes = MAX (FOLD_BYTES, file->log_bytes * 2);
  return ok;
}

void
willow_store_file_tidy (WillowStoreFile *file)
{
  int n_left = 0;

  if (file->log_bytes >= file->fold_at_bytes)
    willow_store_file_fold (file, NULL);
  if (file->n_wal_pages < CHECKPOINT_PAGES)
    return;
  file->n_wal_pages = 0;
  sqlite3_wal_checkpoint_v2 (
      file->db, "main", SQLITE_CHECKPOINT_PASSIVE, &n_left, NULL);
}
