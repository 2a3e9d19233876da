/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/practice/willow-practice-broker.h"

#include <glib/gstdio.h>
#include <string.h>

#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"

static void
until_running (WillowPracticeBroker *broker, gboolean running)
{
  while (willow_practice_broker_get_running (broker) != running ||
         willow_practice_broker_get_busy (broker))
    g_main_context_iteration (NULL, TRUE);
}

static WillowPracticeBroker *
start (void)
{
  WillowPracticeBroker *broker = willow_practice_broker_new ();

  willow_practice_broker_set_port (broker, 0);
  willow_practice_broker_start (broker);
  until_running (broker, TRUE);
  return broker;
}

static void
test_start_stop (void)
{
  g_autoptr (WillowPracticeBroker) broker = willow_practice_broker_new ();

  g_assert_cmpuint (willow_practice_broker_get_port (broker), ==, 1883);
  willow_practice_broker_set_port (broker, 0);
  g_assert_null (willow_practice_broker_get_url (broker));
  g_assert_cmpuint (willow_practice_broker_get_bound_port (broker), ==, 0);
  willow_practice_broker_stop (broker);
  g_assert_false (willow_practice_broker_get_busy (broker));
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *url = NULL;

      willow_practice_broker_start (broker);
      willow_practice_broker_start (broker);
      g_assert_true (willow_practice_broker_get_busy (broker));
      until_running (broker, TRUE);
      url = g_strdup_printf ("mqtt://127.0.0.1:%u",
                             willow_practice_broker_get_bound_port (broker));
      g_assert_cmpstr (willow_practice_broker_get_url (broker), ==, url);
      g_assert_cmpuint (willow_practice_broker_get_port (broker), ==, 0);
      willow_practice_broker_stop (broker);
      until_running (broker, FALSE);
      g_assert_null (willow_practice_broker_get_url (broker));
    }
  g_assert_null (willow_practice_broker_get_problem (broker));
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError **place = user_data;

  g_assert_false (willow_practice_broker_start_finish (
      WILLOW_PRACTICE_BROKER (source), result, place));
}

/* The sentence names the port, and the one that it offers works. */
static void
test_busy_port (void)
{
  g_autoptr (WillowPracticeBroker) other = start ();
  g_autoptr (WillowPracticeBroker) broker = willow_practice_broker_new ();
  guint16          busy = willow_practice_broker_get_bound_port (other);
  g_autofree char *text = g_strdup_printf ("%u", busy);
  g_autoptr (GError) error = NULL;
  guint16 suggested;

  willow_practice_broker_set_port (broker, busy);
  willow_practice_broker_start_async (broker, started_cb, &error);
  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_false (willow_practice_broker_get_running (broker));
  g_assert_false (willow_practice_broker_get_busy (broker));
  g_assert_nonnull (strstr (willow_practice_broker_get_problem (broker), text));
  suggested = willow_practice_broker_get_suggested_port (broker);
  g_assert_cmpuint (suggested, >, busy);
  willow_practice_broker_set_port (broker, suggested);
  willow_practice_broker_start (broker);
  until_running (broker, TRUE);
  g_assert_null (willow_practice_broker_get_problem (broker));
  g_assert_cmpuint (willow_practice_broker_get_suggested_port (broker), ==, 0);
  g_assert_cmpuint (
      willow_practice_broker_get_bound_port (broker), ==, suggested);
}

static ScriptedPeer *
connect_client (WillowPracticeBroker *broker, const char *id, gboolean clean)
{
  ScriptedPeer *peer =
      scripted_peer_new_client (willow_practice_broker_get_bound_port (broker));
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_connect (bytes, 4, id, clean, 60);
  scripted_peer_send (peer, bytes);
  scripted_peer_expect_hex (peer, "20 02 00 00");
  return peer;
}

static void
until_clients (GListModel *clients, guint n)
{
  while (g_list_model_get_n_items (clients) != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_row (GListModel *clients,
            guint       position,
            const char *expected_id,
            gboolean    expected_connected)
{
  g_autoptr (WillowBrokerClientRow) row =
      g_list_model_get_item (clients, position);
  g_autofree char *id = NULL;
  gboolean         connected;
  guint            version, keep_alive;

  g_object_get (row,
                "client-id",
                &id,
                "connected",
                &connected,
                "version",
                &version,
                "keep-alive-seconds",
                &keep_alive,
                NULL);
  g_assert_cmpstr (id, ==, expected_id);
  g_assert_cmpint (connected, ==, expected_connected);
  g_assert_cmpuint (version, ==, 4);
  g_assert_cmpuint (keep_alive, ==, 60);
  g_assert_cmpstr (
      willow_broker_client_row_get_client (row)->client_id, ==, expected_id);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_clients (void)
{
  g_autoptr (WillowPracticeBroker) broker = start ();
  GListModel *clients = willow_practice_broker_get_clients (broker);
  g_autoptr (ScriptedPeer) a = connect_client (broker, "a", TRUE);
  g_autoptr (ScriptedPeer) b = connect_client (broker, "b", FALSE);
  g_autoptr (WillowBrokerClientRow) row = NULL;
  g_autoptr (WillowBrokerClientRow) same = NULL;
  guint n_connected, n_changes = 0, n_notifies = 0;

  g_assert_cmpuint (g_list_model_get_n_items (clients), ==, 0);
  willow_practice_broker_set_watched (broker, TRUE);
  until_clients (clients, 2);
  assert_row (clients, 0, "a", TRUE);
  assert_row (clients, 1, "b", TRUE);
  g_object_get (broker, "n-connected", &n_connected, NULL);
  g_assert_cmpuint (n_connected, ==, 2);

  /* In place: one row tells, the list does not. */
  row = g_list_model_get_item (clients, 1);
  g_signal_connect_swapped (
      clients, "items-changed", G_CALLBACK (count_cb), &n_changes);
  g_signal_connect_swapped (
      row, "notify::connected", G_CALLBACK (count_cb), &n_notifies);
  scripted_peer_close (b);
  while (n_notifies == 0)
    g_main_context_iteration (NULL, TRUE);
  assert_row (clients, 1, "b", FALSE);
  same = g_list_model_get_item (clients, 1);
  g_assert_true (same == row);
  g_assert_cmpuint (n_changes, ==, 0);

  /* Its Session ends with the connection. */
  scripted_peer_close (a);
  until_clients (clients, 1);
  assert_row (clients, 0, "b", FALSE);
  willow_practice_broker_stop (broker);
  until_running (broker, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (clients), ==, 0);
  g_object_get (broker, "n-connected", &n_connected, NULL);
  g_assert_cmpuint (n_connected, ==, 0);
}

/* The last reference goes while it runs. */
static void
test_let_go (void)
{
  WillowPracticeBroker *broker = start ();
  g_autoptr (ScriptedPeer) peer = connect_client (broker, "a", TRUE);

  willow_practice_broker_set_watched (broker, TRUE);
  until_clients (willow_practice_broker_get_clients (broker), 1);
  g_object_run_dispose (G_OBJECT (broker));
  g_object_unref (broker);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  scripted_peer_expect_end (peer);
}

static GSocket *
connect_lasting (WillowPracticeBroker *broker)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (
      "127.0.0.1", willow_practice_broker_get_bound_port (broker));
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  GSocket *socket = g_socket_new (
      G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  g_assert_true (g_socket_connect (socket, address, NULL, NULL));
  pb_connect (bytes, 4, "lasting", FALSE, 0);
  g_assert_cmpint (
      g_socket_send (socket, (char *)bytes->data, bytes->len, NULL, NULL),
      ==,
      bytes->len);
  return socket;
}

/* Kept over a stop when it is to, counted, and gone when deleted. */
static void
test_durable (void)
{
  const char *const session_present[] = { "\x20\x02\0\0",
                                          "\x20\x02\1\0",
                                          "\x20\x02\0\0" };
  g_autoptr (WillowPracticeBroker) broker = willow_practice_broker_new ();
  WillowBrokerStoreCounts counts;

  willow_practice_broker_set_port (broker, 0);
  willow_practice_broker_set_durable (broker, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (session_present); i++)
    {
      g_autoptr (GSocket) socket = NULL;
      char connack[4];

      willow_practice_broker_start (broker);
      until_running (broker, TRUE);
      socket = connect_lasting (broker);
      g_assert_cmpint (
          g_socket_receive (socket, connack, 4, NULL, NULL), ==, 4);
      g_assert_cmpmem (connack, 4, session_present[i], 4);
      g_assert_false (willow_practice_broker_delete_stored (broker, NULL));
      willow_practice_broker_stop (broker);
      until_running (broker, FALSE);
      g_assert_true (
          willow_practice_broker_count_stored (broker, &counts, NULL));
      g_assert_cmpuint (counts.n_sessions, ==, 1);
      if (i >= 1)
        g_assert_true (willow_practice_broker_delete_stored (broker, NULL));
    }
  g_assert_true (willow_practice_broker_count_stored (broker, &counts, NULL));
  g_assert_cmpuint (counts.n_sessions, ==, 0);
  g_assert_false (g_file_test (willow_practice_broker_get_store_path (broker),
                               G_FILE_TEST_EXISTS));
}

/* G_TEST_OPTION_ISOLATE_DIRS would do, but leaks what a sanitizer finds. */
int
main (int argc, char **argv)
{
  g_autofree char *data = g_dir_make_tmp ("willow-practice-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (data, "willow", NULL);
  int              result;

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/practice-broker/start-stop", test_start_stop);
  g_test_add_func ("/model/practice-broker/busy-port", test_busy_port);
  g_test_add_func ("/model/practice-broker/clients", test_clients);
  g_test_add_func ("/model/practice-broker/let-go", test_let_go);
  g_test_add_func ("/model/practice-broker/durable", test_durable);
  result = g_test_run ();
  g_rmdir (folder);
  g_rmdir (data);
  return result;
}
