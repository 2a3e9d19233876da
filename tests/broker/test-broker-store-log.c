/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log of the store: its bytes, and what becomes of them in the tables. */
#include "broker-peer.h"
#include "broker/store/willow-broker-store-file.h"

#include <glib/gstdio.h>

typedef struct
{
  char            *folder;
  char            *path;
  WillowStoreFile *file;
} File;

static void
file_open (File *self)
{
  g_autoptr (GError) error = NULL;

  self->file = willow_store_file_open (self->path, &error);
  g_assert_no_error (error);
}

static void
file_close (File *self)
{
  g_clear_pointer (&self->file, willow_store_file_close);
}

static void
set_up (File *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("willow-log-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "store", NULL);
  file_open (self);
}

static void
tear_down (File *self, gconstpointer data)
{
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);

  file_close (self);
  g_unlink (wal);
  g_unlink (self->path);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

/* One batch of these records. */
static void
commit (File *self, const char *hex)
{
  g_autoptr (WillowStoreBatch) batch = willow_store_batch_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (batch->logs, pb_hex (hex));
  g_assert_true (willow_store_file_commit (self->file, batch, &error));
  g_assert_no_error (error);
}

static void
expect_rows (File *self, const char *sql, const char *wanted)
{
  g_autoptr (GString) found = g_string_new (NULL);
  sqlite3_stmt *row = NULL;

  g_assert_cmpint (
      sqlite3_prepare_v2 (self->file->db, sql, -1, &row, NULL), ==, SQLITE_OK);
  while (sqlite3_step (row) == SQLITE_ROW)
    {
      for (int i = 0; i < sqlite3_column_count (row); i++)
        g_string_append_printf (
            found, "%s%s", i > 0 ? " " : "", sqlite3_column_text (row, i));
      g_string_append_c (found, ';');
    }
  sqlite3_finalize (row);
  g_assert_cmpstr (found->str, ==, wanted);
}

static void
execute (File *self, const char *sql)
{
  g_assert_cmpint (
      sqlite3_exec (self->file->db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static void
expect_bytes (const WillowStoreRecord *record, const char *hex)
{
  g_autoptr (GByteArray) wanted = pb_hex (hex);
  g_autoptr (GByteArray) log = g_byte_array_new ();
  WillowStoreRecord read;

  willow_store_record_append (log, record);
  g_assert_cmpmem (log->data, log->len, wanted->data, wanted->len);
  for (gsize len = 0; len < log->len; len++)
    {
      g_autofree guint8 *part = g_memdup2 (log->data, len);
      MqttSlice          slice = { part, len };

      g_assert_false (willow_store_record_read (&slice, &read));
    }
}

static void
test_bytes (void)
{
  const WillowStoreRecord message = {
    .kind = WILLOW_STORE_RECORD_MESSAGE,
    .number = 300,
    .qos = 2,
    .retain = TRUE,
    .stored_us = 5,
    .expires_us = 128,
    .topic = mqtt_slice_from_string ("a/b"),
    .payload = mqtt_slice_from_string ("xyz"),
    .properties = mqtt_slice_from_string (""),
  };
  const WillowStoreRecord delivery = {
    .kind = WILLOW_STORE_RECORD_DELIVERY,
    .number = 4,
    .session = 2,
    .message = 300,
    .qos = 1,
    .state = 1,
    .packet_id = 65535,
    .position = 9,
    .identifiers = mqtt_slice_from_string ("1234"),
  };
  const WillowStoreRecord received = { .kind = WILLOW_STORE_RECORD_RECEIVED,
                                       .session = 2,
                                       .packet_id = 7 };
  const WillowStoreRecord gone = { .kind = WILLOW_STORE_RECORD_DELIVERY_GONE,
                                   .number = G_MAXUINT64 };

  expect_bytes (&message, "a1 ac02 05 8001 03 'a/b' 03 'xyz' 00");
  expect_bytes (&delivery, "13 04 02 ac02 01 00 ffff03 09 04 '1234'");
  expect_bytes (&received, "06 02 07");
  expect_bytes (&gone, "05 ffffffffffffffffff01");
}

static void
test_read (void)
{
  g_autoptr (GByteArray) bytes =
      pb_hex ("a1 ac02 05 8001 03 'a/b' 03 'xyz' 00  44 04 02 80 80 8001 ");
  MqttSlice         log = { bytes->data, bytes->len };
  WillowStoreRecord record;

  g_assert_true (willow_store_record_read (&log, &record));
  g_assert_cmpint (record.kind, ==, WILLOW_STORE_RECORD_MESSAGE);
  g_assert_cmpuint (record.number, ==, 300);
  g_assert_cmpuint (record.qos, ==, 2);
  g_assert_true (record.retain);
  g_assert_cmpint (record.expires_us, ==, 128);
  g_assert_cmpmem (record.topic.data, record.topic.len, "a/b", 3);
  g_assert_cmpmem (record.payload.data, record.payload.len, "xyz", 3);
  /* A Packet Identifier has 16 bits. */
  g_assert_false (willow_store_record_read (&log, &record));
}

#define MESSAGE(number, text) "21 " number " 05 00 01 't' 01 '" text "' 00 "
#define DELIVERY(number, message) "13 " number " 01 " message " 00 00 00 00 00 "

/* What came and went is nowhere, what is left is as it is at the end. */
static void
test_fold (File *self, gconstpointer data)
{
  commit (self,
          MESSAGE ("01", "a") DELIVERY ("04", "01") MESSAGE ("02", "b")
              DELIVERY ("05", "02") MESSAGE ("03", "c") DELIVERY ("06", "03"));
  commit (self,
          "05 04  02 01  04 05 01 00 11 00  06 01 07  06 01 08  07 01 07");
  expect_rows (self, "SELECT count(*) FROM log", "2;");
  expect_rows (self, "SELECT count(*) FROM message", "0;");
  file_close (self);
  file_open (self);
  expect_rows (self, "SELECT count(*) FROM log", "0;");
  expect_rows (self,
               "SELECT id, topic, payload, qos, stored_us FROM message",
               "2 t b 2 5;3 t c 2 5;");
  expect_rows (self,
               "SELECT id, session, message, qos, state, packet_id"
               " FROM delivery",
               "5 1 2 1 1 17;6 1 3 1 0 0;");
  expect_rows (self, "SELECT * FROM received", "1 8;");
}

/* Rows that an earlier log has left. */
static void
test_fold_again (File *self, gconstpointer data)
{
  commit (self,
          MESSAGE ("01", "a") DELIVERY ("04", "01") MESSAGE ("02", "b")
              DELIVERY ("05", "02") "06 01 08");
  g_assert_true (willow_store_file_fold (self->file, NULL));
  commit (self,
          "04 04 01 00 11 00  05 05  02 02  07 01 08 " MESSAGE ("09", "n")
              DELIVERY ("0a", "09"));
  g_assert_true (willow_store_file_fold (self->file, NULL));
  expect_rows (self, "SELECT id, payload FROM message", "1 a;9 n;");
  expect_rows (
      self, "SELECT id, state, packet_id FROM delivery", "4 1 17;10 0 0;");
  expect_rows (self, "SELECT count(*) FROM received", "0;");
}

static void
expect_damaged (File *self)
{
  g_autoptr (GError) error = NULL;

  file_close (self);
  self->file = willow_store_file_open (self->path, &error);
  g_assert_null (self->file);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "(log)"));
}

static void
test_damaged (File *self, gconstpointer data)
{
  commit (self, MESSAGE ("01", "a") DELIVERY ("04", "01"));
  execute (self, "UPDATE log SET checksum = checksum + 1");
  expect_damaged (self);
}

static void
test_no_records (File *self, gconstpointer data)
{
  commit (self, DELIVERY ("04", "01") DELIVERY ("04", "01"));
  expect_damaged (self);
}

static void
test_older_version (File *self, gconstpointer data)
{
  commit (self, MESSAGE ("01", "a") DELIVERY ("04", "01"));
  file_close (self);
  file_open (self);
  execute (self, "DROP TABLE log; PRAGMA user_version=1");
  file_close (self);
  file_open (self);
  expect_rows (self, "PRAGMA user_version", "2;");
  expect_rows (self, "SELECT id, payload FROM message", "1 a;");
  commit (self, "05 04 02 01");
  file_close (self);
  file_open (self);
  expect_rows (self, "SELECT count(*) FROM delivery", "0;");
}

static void
copy (const char *from, const char *to, const char *suffix)
{
  g_autofree char *source = g_strconcat (from, suffix, NULL);
  g_autofree char *target = g_strconcat (to, suffix, NULL);
  g_autofree char *content = NULL;
  gsize            len = 0;

  g_assert_true (g_file_get_contents (source, &content, &len, NULL));
  g_assert_true (g_file_set_contents (target, content, (gssize)len, NULL));
}

/* What is acknowledged is in the files at that moment: a copy of them is what a
 * kill would have left. Small, large, and what an answer follows. */
static void
test_copy (Fixture *fixture)
{
  g_autoptr (GByteArray) lasting =
      build_connect_expiry (fixture->version, "away", FALSE, 1000);
  g_autoptr (Peer) away = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (Peer) back = NULL;
  g_autofree char *large = g_strnfill (100000, 'L');
  g_autofree char *path = NULL;

  fixture_use_store (fixture);
  fixture_start (fixture);
  away = peer_connect_bytes (fixture, lasting);
  peer_subscribe (away, "q", 2);
  peer_disconnect (away);
  publisher = peer_connect (fixture, "publisher", TRUE);
  peer_publish (publisher, 1, FALSE, "q", "small");
  peer_publish (publisher, 2, FALSE, "q", large);
  peer_publish (publisher, 1, TRUE, "q", "last");
  path = g_strconcat (fixture->config.store_path, ".copy", NULL);
  copy (fixture->config.store_path, path, "");
  copy (fixture->config.store_path, path, "-wal");
  fixture_stop (fixture);
  g_unlink (fixture->config.store_path);
  copy (path, fixture->config.store_path, "");
  copy (path, fixture->config.store_path, "-wal");
  fixture_start (fixture);
  back = peer_connect_bytes (fixture, lasting);
  peer_expect_publish (back, 1, FALSE, "q", "small");
  peer_expect_publish (back, 2, FALSE, "q", large);
  peer_expect_publish (back, 1, FALSE, "q", "last");
  peer_expect_nothing (back);
  g_unlink (path);
  g_free (g_steal_pointer (&path));
  path = g_strconcat (fixture->config.store_path, ".copy-wal", NULL);
  g_unlink (path);
}

#define ADD(path, func)                                                        \
  g_test_add ("/broker/store-log/" path, File, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/broker/store-log/bytes", test_bytes);
  g_test_add_func ("/broker/store-log/read", test_read);
  ADD ("fold", test_fold);
  ADD ("fold-again", test_fold_again);
  ADD ("damaged", test_damaged);
  ADD ("no-records", test_no_records);
  ADD ("older-version", test_older_version);
  fixture_add ("/broker/store-log/copy", test_copy);
  return g_test_run ();
}
