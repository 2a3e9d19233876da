/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that cannot be a store, stores that are damaged, disks that are full:
 * refused with a sentence, never emptied, never a crash. */
#include "broker-peer.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#define N_FLIPS 100
#define N_MESSAGES 40

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

/* Returns: (transfer full) (nullable): why it does not start */
static GError *
try_start (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  willow_broker_start_async (
      fixture->broker, &fixture->config, store_result_cb, &result);
  fixture_until (result != NULL);
  willow_broker_start_finish (fixture->broker, result, &error);
  return error;
}

static void
expect_refused (Fixture *fixture, int code, const char *words)
{
  g_autoptr (GError) error = try_start (fixture);

  g_assert_error (error, G_IO_ERROR, code);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_nonnull (strstr (error->message, "store"));
}

/* What is there afterwards is what was there before. */
static void
expect_kept (Fixture    *fixture,
             const char *content,
             gssize      len,
             const char *words)
{
  g_autofree char *after = NULL;
  gsize            after_len = 0;

  g_assert_true (
      g_file_set_contents (fixture->config.store_path, content, len, NULL));
  expect_refused (fixture, G_IO_ERROR_INVALID_DATA, words);
  g_assert_true (g_file_get_contents (
      fixture->config.store_path, &after, &after_len, NULL));
  g_assert_cmpmem (
      after, after_len, content, len < 0 ? strlen (content) : (gsize)len);
}

static void
test_no_store (Fixture *fixture)
{
  g_autofree char *zeros = g_malloc0 (4096);

  fixture_use_store (fixture);
  expect_kept (fixture, "Dear diary", -1, "no store");
  expect_kept (fixture, zeros, 4096, "no store");
  expect_kept (fixture, "", 0, "is empty");
  expect_kept (fixture, "SQLite format 3", 16, "damaged");
}

static void
execute (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
test_other_database (Fixture *fixture)
{
  fixture_use_store (fixture);
  execute (fixture->config.store_path, "CREATE TABLE recipes (name)");
  expect_refused (fixture, G_IO_ERROR_INVALID_DATA, "no store");
}

static void
test_newer_version (Fixture *fixture)
{
  fixture_use_store (fixture);
  fixture_start (fixture);
  fixture_stop (fixture);
  execute (fixture->config.store_path, "PRAGMA user_version=3");
  expect_refused (fixture, G_IO_ERROR_NOT_SUPPORTED, "newer");
}

static void
test_no_folder (Fixture *fixture)
{
  fixture_use_store (fixture);
  g_free (fixture->config.store_path);
  fixture->config.store_path =
      g_build_filename (fixture->folder, "missing", "store", NULL);
  expect_refused (fixture, G_IO_ERROR_NOT_FOUND, "does not exist");
  g_free (fixture->config.store_path);
  fixture->config.store_path = g_strdup (fixture->folder);
  expect_refused (fixture, G_IO_ERROR_INVALID_DATA, "no file");
}

static void
test_in_use (Fixture *fixture)
{
  Fixture second;

  fixture_use_store (fixture);
  fixture_start (fixture);
  fixture_init (&second, 5);
  g_free (second.config.store_path);
  second.config.store_path = g_strdup (fixture->config.store_path);
  expect_refused (&second, G_IO_ERROR_BUSY, "another broker");
  g_assert_finalize_object (second.broker);
  if (second.folder != NULL)
    g_rmdir (second.folder);
  g_free (second.folder);
  willow_broker_config_clear (&second.config);
}

static void
test_read_only (Fixture *fixture)
{
  fixture_use_store (fixture);
  fixture_start (fixture);
  fixture_stop (fixture);
  g_assert_cmpint (g_chmod (fixture->config.store_path, 0444), ==, 0);
  if (g_access (fixture->config.store_path, W_OK) == 0)
    g_test_skip ("this user may write everywhere");
  else
    expect_refused (fixture, G_IO_ERROR_PERMISSION_DENIED, "read-only");
}

/* Returns: (transfer full): the bytes of a store with sessions, subscriptions,
 * queued and retained messages */
static GBytes *
make_store (Fixture *fixture)
{
  g_autoptr (Peer) reader = NULL;
  g_autoptr (Peer) publisher = NULL;
  char *content = NULL;
  gsize len = 0;

  fixture_start (fixture);
  reader = peer_connect (fixture, "reader", FALSE);
  peer_subscribe (reader, "d/#", 2);
  peer_disconnect (reader);
  publisher = peer_connect (fixture, "publisher", TRUE);
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autofree char *topic = g_strdup_printf ("d/%u", i);
      g_autofree char *payload = g_strnfill (200, (char)('A' + i % 26));

      peer_publish (publisher, 1 + i % 2, i % 5 == 0, topic, payload);
    }
  fixture_stop (fixture);
  g_assert_true (
      g_file_get_contents (fixture->config.store_path, &content, &len, NULL));
  return g_bytes_new_take (content, len);
}

static void
expect_whole (Fixture *fixture)
{
  g_autoptr (Peer) reader = peer_connect (fixture, "reader", FALSE);

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autofree char *topic = g_strdup_printf ("d/%u", i);
      g_autofree char *payload = g_strnfill (200, (char)('A' + i % 26));

      peer_expect_publish (reader, 1 + i % 2, FALSE, topic, payload);
    }
}

static void
test_bit_flips (Fixture *fixture)
{
  g_autoptr (GBytes) good = NULL;
  guint n_refused = 0;

  fixture_use_store (fixture);
  good = make_store (fixture);
  for (guint i = 0; i < N_FLIPS; i++)
    {
      gsize            len = g_bytes_get_size (good);
      g_autofree char *bad = g_memdup2 (g_bytes_get_data (good, NULL), len);
      gsize            place = (gsize)g_test_rand_int_range (0, (gint32)len);
      g_autofree char *wal =
          g_strconcat (fixture->config.store_path, "-wal", NULL);
      g_autoptr (GError) error = NULL;

      bad[place] ^= (char)(1 << g_test_rand_int_range (0, 8));
      g_unlink (wal);
      g_assert_true (g_file_set_contents (
          fixture->config.store_path, bad, (gssize)len, NULL));
      error = try_start (fixture);
      n_refused += error != NULL;
      if (error == NULL)
        {
          expect_whole (fixture);
          fixture_stop (fixture);
        }
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  g_test_message ("%u of %u refused", n_refused, N_FLIPS);
  /* Most of the file is pages that the log has left, which nobody reads. */
  g_assert_cmpuint (n_refused, >, 0);
}

static void
set_file_limit (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* Nothing tells of it: each snapshot is a way to the broker and back. */
static void
wait_for_problem (Fixture *fixture, gboolean problem)
{
  gboolean has_problem = !problem;

  while (has_problem != problem)
    {
      g_autoptr (WillowBrokerSnapshot) snapshot = fixture_snapshot (fixture);

      has_problem = snapshot->store_problem != NULL;
    }
}

/* A Session that is to last is not promised. */
static void
expect_no_session (Fixture *fixture)
{
  g_autoptr (Peer) peer = peer_new (fixture);
  g_autoptr (GByteArray) connect =
      build_connect_expiry (fixture->version, "new", FALSE, 1000);

  peer_send (peer, connect);
  g_assert_cmphex (peer_read (peer), ==, 0x20);
  g_assert_cmphex (
      peer->packet->data[3], ==, fixture->version == 5 ? 0x97 : 0x03);
}

/* A file may not grow: that is how it is on a full disk. Nothing that would
 * have to be stored is acknowledged, 3.1.1: [MQTT-4.8.0-2]; what is in memory
 * goes on; and when there is room, all is well again. */
static void
test_full_disk (Fixture *fixture)
{
  g_autoptr (Peer) away = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (Peer) watcher = NULL;
  g_autoptr (GByteArray) publish = g_byte_array_new ();
  g_autoptr (GByteArray) lasting =
      build_connect_expiry (fixture->version, "away", FALSE, 1000);

  signal (SIGXFSZ, SIG_IGN);
  fixture_use_store (fixture);
  fixture_start (fixture);
  away = peer_connect_bytes (fixture, lasting);
  peer_subscribe (away, "full", 1);
  peer_disconnect (away);
  publisher = peer_connect (fixture, "publisher", TRUE);
  watcher = peer_connect (fixture, "watcher", TRUE);
  peer_subscribe (watcher, "full", 0);
  peer_publish (publisher, 1, FALSE, "full", "before");
  peer_expect_publish (watcher, 0, FALSE, "full", "before");

  set_file_limit (1);
  pb_publish (publish, fixture->version, 1, FALSE, 77, "full", "lost", 4);
  peer_send (publisher, publish);
  if (fixture->version == 5)
    peer_expect_disconnect (publisher, 0x97);
  peer_expect_end (publisher);
  peer_expect_publish (watcher, 0, FALSE, "full", "lost");
  wait_for_problem (fixture, TRUE);
  peer_free (g_steal_pointer (&publisher));
  publisher = peer_connect (fixture, "publisher", TRUE);
  peer_publish (publisher, 0, FALSE, "full", "in memory");
  peer_expect_publish (watcher, 0, FALSE, "full", "in memory");
  peer_send (publisher, publish);
  if (fixture->version == 5)
    {
      g_assert_cmphex (peer_read (publisher), ==, 0x40);
      g_assert_cmphex (publisher->packet->data[4], ==, 0x97);
    }
  else
    peer_expect_end (publisher);
  expect_no_session (fixture);

  set_file_limit (RLIM_INFINITY);
  wait_for_problem (fixture, FALSE);
  peer_free (g_steal_pointer (&publisher));
  publisher = peer_connect (fixture, "publisher", TRUE);
  peer_publish (publisher, 1, FALSE, "full", "after");
  fixture_stop (fixture);
  fixture_start (fixture);
  peer_free (g_steal_pointer (&away));
  away = peer_connect_bytes (fixture, lasting);
  peer_expect_publish (away, 1, FALSE, "full", "before");
  /* Routed before the disk said no; it was not acknowledged. */
  peer_expect_publish (away, 1, FALSE, "full", "lost");
  peer_expect_publish (away, 1, FALSE, "full", "after");
  peer_expect_nothing (away);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add_5_0 ("/broker/store/no-store", test_no_store);
  fixture_add_5_0 ("/broker/store/other-database", test_other_database);
  fixture_add_5_0 ("/broker/store/newer-version", test_newer_version);
  fixture_add_5_0 ("/broker/store/no-folder", test_no_folder);
  fixture_add_5_0 ("/broker/store/in-use", test_in_use);
  fixture_add_5_0 ("/broker/store/read-only", test_read_only);
  fixture_add_3_1_1 ("/broker/store/bit-flips", test_bit_flips);
  fixture_add ("/broker/store/full-disk", test_full_disk);
  return g_test_run ();
}
