/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the glass walls show is what is so inside: after each step of a
 * Session's life the lists say it in words that stand here, and the same as the
 * broker itself when it is asked. */
#include "model/practice/willow-cell-row.h"
#include "model/practice/willow-retained-watch.h"
#include "model/practice/willow-session-watch.h"

#include "broker/glass/willow-broker-acts.h"
#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"

#include <string.h>

#define QUIET_MS 700

typedef struct
{
  WillowPracticeBroker *broker;
  WillowSessionWatch   *watch;
} Fixture;

#define until(condition)                                                       \
  G_STMT_START                                                                 \
  {                                                                            \
    while (!(condition))                                                       \
      g_main_context_iteration (NULL, TRUE);                                   \
  }                                                                            \
  G_STMT_END

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->broker = willow_practice_broker_new ();
  willow_practice_broker_set_port (fixture->broker, 0);
  willow_practice_broker_start (fixture->broker);
  until (willow_practice_broker_get_running (fixture->broker) &&
         !willow_practice_broker_get_busy (fixture->broker));
  fixture->watch = willow_session_watch_new (fixture->broker);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  willow_practice_broker_stop (fixture->broker);
  until (!willow_practice_broker_get_running (fixture->broker) &&
         !willow_practice_broker_get_busy (fixture->broker));
  g_assert_finalize_object (fixture->watch);
  g_assert_finalize_object (fixture->broker);
}

static ScriptedPeer *
connect_peer (Fixture *fixture, const char *connect)
{
  ScriptedPeer *peer = scripted_peer_new_client (
      willow_practice_broker_get_bound_port (fixture->broker));

  scripted_peer_send_hex (peer, connect);
  return peer;
}

/* The next packet, which is short. (transfer full) */
static GByteArray *
expect_packet (ScriptedPeer *peer, guint8 first)
{
  g_autoptr (GByteArray) head = scripted_peer_read (peer, 2);

  g_assert_cmphex (head->data[0], ==, first);
  return scripted_peer_read (peer, head->data[1]);
}

static void
skip_packet (ScriptedPeer *peer, guint8 first)
{
  g_byte_array_unref (expect_packet (peer, first));
}

static WillowCellRow *
get_row (GListModel *rows, guint position)
{
  g_autoptr (WillowCellRow) row = g_list_model_get_item (rows, position);

  g_assert_nonnull (row);
  return row; /* the list keeps it */
}

/* (nullable): what stands beside @name */
static const char *
find_fact (Fixture *fixture, const char *name)
{
  GListModel *facts = willow_session_watch_get_facts (fixture->watch);

  for (guint i = 0; i < g_list_model_get_n_items (facts); i++)
    if (g_str_equal (willow_cell_row_get_cell (get_row (facts, i), 0), name))
      return willow_cell_row_get_cell (get_row (facts, i), 1);
  return NULL;
}

#define until_fact(fixture, name, text)                                        \
  until (g_strcmp0 (find_fact (fixture, name), text) == 0)

/* @cells: texts of the row, from the first on, ended by NULL */
static void
assert_cells (GListModel *rows, guint position, const char *const *cells)
{
  for (guint i = 0; cells[i] != NULL; i++)
    g_assert_cmpstr (
        willow_cell_row_get_cell (get_row (rows, position), i), ==, cells[i]);
}

static WillowBrokerClientRow *
find_client (GListModel *clients, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (clients); i++)
    {
      g_autoptr (WillowBrokerClientRow) row =
          g_list_model_get_item (clients, i);

      if (g_str_equal (willow_broker_client_row_get_client (row)->client_id,
                       id))
        return row; /* the list keeps it */
    }
  return NULL;
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

/* Asks the broker itself, and compares numbers with what is shown. */
static void
assert_as_inside (Fixture *fixture, const char *id)
{
  WillowBroker *broker = willow_practice_broker_get_broker (fixture->broker);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (WillowBrokerSessionView) view = NULL;
  const WillowBrokerClient *client = willow_broker_client_row_get_client (
      find_client (willow_practice_broker_get_clients (fixture->broker), id));

  willow_broker_view_session_async (broker, id, store_result_cb, &result);
  until (result != NULL);
  view = willow_broker_view_session_finish (broker, result, NULL);
  g_assert_nonnull (view);
  g_assert_cmpint (client->connected, ==, view->connected);
  g_assert_cmpint (client->will, ==, view->will);
  g_assert_cmpuint (client->n_subscriptions, ==, view->subscriptions->len);
  g_assert_cmpuint (
      client->n_queued + client->n_in_flight_out, ==, view->n_deliveries);
  g_assert_cmpuint (client->n_in_flight_in, ==, view->incoming->len);
  g_assert_cmpuint (
      g_list_model_get_n_items (
          willow_session_watch_get_subscriptions (fixture->watch)),
      ==,
      view->subscriptions->len);
  g_assert_cmpuint (g_list_model_get_n_items (
                        willow_session_watch_get_messages (fixture->watch)),
                    ==,
                    view->n_deliveries + view->incoming->len);
}

/* Session Expiry Interval 1,000 s, Receive Maximum 1, a will after 3 s */
static const char connect_s[] = "10 ( \"MQTT\" 05 0c 003c "
                                "( 11 000003e8 21 0001 ) \"s\" "
                                "( 18 00000003 ) \"w/t\" \"bye\" )";
static const char connect_p[] = "10 ( \"MQTT\" 05 02 0000 ( ) \"p\" )";

static void
look_at (Fixture *fixture, const char *id)
{
  GListModel *clients = willow_practice_broker_get_clients (fixture->broker);

  willow_practice_broker_set_watched (fixture->broker, TRUE);
  willow_session_watch_set_active (fixture->watch, TRUE);
  until (find_client (clients, id) != NULL);
  willow_session_watch_set_row (fixture->watch, find_client (clients, id));
  until (willow_session_watch_get_view (fixture->watch) != NULL);
}

static void
until_n_messages (Fixture *fixture, const char *queued, const char *in_flight)
{
  until_fact (fixture, "Queued", queued);
  until_fact (fixture, "In Flight", in_flight);
}

static void
check_connected (Fixture *fixture)
{
  until_fact (fixture, "State", "Connected");
  g_assert_cmpstr (find_fact (fixture, "MQTT"), ==, "5.0");
  g_assert_cmpstr (find_fact (fixture, "User Name"), ==, "None: anonymous");
  g_assert_cmpstr (find_fact (fixture, "Clean Start"), ==, "No");
  g_assert_cmpstr (find_fact (fixture, "Session Ends"),
                   ==,
                   "16:40 min after the connection");
  g_assert_cmpstr (find_fact (fixture, "Will"), ==, "Armed: w/t");
  g_assert_cmpstr (
      find_fact (fixture, "Will QoS, Retain"), ==, "QoS 1, not retained");
  g_assert_cmpstr (find_fact (fixture, "Will Delay Interval"), ==, "3 s");
  g_assert_cmpstr (find_fact (fixture, "Will Payload"), ==, "bye");
  g_assert_nonnull (
      strstr (find_fact (fixture, "Keep Alive Left"), "(1.5 × 60 s)"));
  g_assert_nonnull (
      strstr (find_fact (fixture, "Listener"), "mqtt://127.0.0.1:"));
}

/* Connect, subscribe, in flight, queued. */
static ScriptedPeer *
play_arrival (Fixture *fixture, ScriptedPeer *p)
{
  GListModel *messages = willow_session_watch_get_messages (fixture->watch);
  GListModel *subscriptions =
      willow_session_watch_get_subscriptions (fixture->watch);
  ScriptedPeer *s = connect_peer (fixture, connect_s);

  skip_packet (s, 0x20);
  look_at (fixture, "s");
  check_connected (fixture);
  assert_as_inside (fixture, "s");

  scripted_peer_send_hex (s, "82 ( 0001 ( ) \"t/#\" 05 )");
  skip_packet (s, 0x90);
  until (g_list_model_get_n_items (subscriptions) == 1);
  assert_cells (
      subscriptions, 0, (const char *[]){ "t/#", "1", "No Local", NULL });
  assert_as_inside (fixture, "s");

  scripted_peer_send_hex (p, "32 ( \"t/1\" 0001 ( ) 'one' )");
  scripted_peer_send_hex (p, "32 ( \"t/2\" 0002 ( ) 'two' )");
  skip_packet (p, 0x40);
  skip_packet (p, 0x40);
  skip_packet (s, 0x32);
  until_n_messages (fixture, "1", "1 to it, 0 from it");
  until (g_list_model_get_n_items (messages) == 2);
  assert_cells (messages,
                0,
                (const char *[]){ "PUBLISH sent, waits for PUBACK",
                                  "1",
                                  "1",
                                  "t/1",
                                  "3 bytes",
                                  "Never",
                                  "one",
                                  NULL });
  assert_cells (
      messages,
      1,
      (const char *[]){
          "Queued", "–", "1", "t/2", "3 bytes", "Never", "two", NULL });
  assert_as_inside (fixture, "s");
  return s;
}

/* The connection is lost; the will waits, and is published. */
static void
play_loss (Fixture *fixture, ScriptedPeer *s)
{
  GListModel *connected =
      willow_practice_broker_get_connected (fixture->broker);

  scripted_peer_close (s);
  until_fact (fixture, "State", "Away");
  until (find_client (connected, "s") == NULL);
  g_assert_nonnull (find_client (connected, "p"));
  g_assert_null (find_fact (fixture, "Address"));
  g_assert_cmpstr (find_fact (fixture, "Keep Alive Left"), ==, "–");
  g_assert_true (
      g_str_has_prefix (find_fact (fixture, "Session Ends"), "In 16:"));
  until (g_str_has_prefix (find_fact (fixture, "Will"), "Published in "));
  until_fact (fixture, "Will", "Published");
  assert_as_inside (fixture, "s");
}

/* It comes back: what was in flight goes on, what waits follows. */
static ScriptedPeer *
play_return (Fixture *fixture)
{
  GListModel   *messages = willow_session_watch_get_messages (fixture->watch);
  ScriptedPeer *s = connect_peer (fixture, connect_s);
  g_autoptr (GByteArray) connack = expect_packet (s, 0x20);

  g_assert_cmphex (connack->data[0], ==, 0x01);
  skip_packet (s, 0x3a);
  until_fact (fixture, "State", "Connected");
  until_fact (fixture, "Will", "Armed: w/t");
  until_n_messages (fixture, "1", "1 to it, 0 from it");
  scripted_peer_send_hex (s, "40 02 0001");
  skip_packet (s, 0x32);
  until_n_messages (fixture, "0", "1 to it, 0 from it");
  until (g_list_model_get_n_items (messages) == 1);
  g_assert_cmpstr (
      willow_cell_row_get_cell (get_row (messages, 0), 3), ==, "t/2");
  scripted_peer_send_hex (s, "34 ( \"u\" 0009 ( ) 'x' )");
  skip_packet (s, 0x50);
  until_n_messages (fixture, "0", "1 to it, 1 from it");
  until (g_list_model_get_n_items (messages) == 2);
  assert_cells (
      messages,
      1,
      (const char *[]){
          "From the client: PUBREC sent, waits for PUBREL", "9", "2", NULL });
  assert_as_inside (fixture, "s");
  return s;
}

/* Another Network Connection takes the Session over. */
static ScriptedPeer *
play_takeover (Fixture *fixture, ScriptedPeer *old)
{
  WillowBrokerClientRow *row = willow_session_watch_get_row (fixture->watch);
  g_autofree char       *address = g_strdup (find_fact (fixture, "Address"));
  ScriptedPeer          *s = connect_peer (fixture, connect_s);
  g_autoptr (GByteArray) goodbye = NULL;

  skip_packet (s, 0x20);
  goodbye = expect_packet (old, 0xe0);
  g_assert_cmphex (goodbye->data[0], ==, 0x8e);
  until (g_strcmp0 (find_fact (fixture, "Address"), address) != 0 &&
         find_fact (fixture, "Address") != NULL);
  g_assert_cmpstr (find_fact (fixture, "State"), ==, "Connected");
  g_assert_true (
      find_client (willow_practice_broker_get_connected (fixture->broker),
                   "s") == row);
  assert_as_inside (fixture, "s");
  return s;
}

/* DISCONNECT deletes the will and says that the Session ends in a second. */
static void
play_end (Fixture *fixture, ScriptedPeer *s)
{
  GListModel *clients = willow_practice_broker_get_clients (fixture->broker);

  scripted_peer_send_hex (s, "e0 ( 00 ( 11 00000001 ) )");
  until (find_client (clients, "s") == NULL);
  g_assert_nonnull (find_client (clients, "p"));
}

static guint
count_events (Fixture *fixture, const char *what, const char *client)
{
  GListModel *rows = willow_broker_events_get_rows (
      willow_practice_broker_get_events (fixture->broker));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    if (g_str_equal (willow_cell_row_get_cell (get_row (rows, i), 1), what) &&
        g_str_equal (willow_cell_row_get_cell (get_row (rows, i), 2), client))
      n++;
  return n;
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ScriptedPeer) p = connect_peer (fixture, connect_p);
  g_autoptr (ScriptedPeer) first = NULL;
  g_autoptr (ScriptedPeer) second = NULL;
  g_autoptr (ScriptedPeer) third = NULL;

  skip_packet (p, 0x20);
  first = play_arrival (fixture, p);
  play_loss (fixture, first);
  second = play_return (fixture);
  third = play_takeover (fixture, second);
  play_end (fixture, third);
  until (count_events (fixture, "Ended", "s") == 3);
  g_assert_cmpuint (count_events (fixture, "Connected", "s"), ==, 3);
  g_assert_cmpuint (count_events (fixture, "Connected", "p"), ==, 1);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static gboolean
over_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main loop for a while, in which nothing may be seen that happens all
 * the time otherwise. */
static void
let_time_pass (void)
{
  gboolean is_over = FALSE;

  g_timeout_add (QUIET_MS, over_cb, &is_over);
  until (is_over);
}

/* Not more than five a second, and none while nobody looks. */
static void
test_rate (Fixture *fixture, gconstpointer data)
{
  guint  n = 0;
  gint64 start_us = g_get_monotonic_time ();

  g_signal_connect_swapped (
      fixture->broker, "refreshed", G_CALLBACK (count_cb), &n);
  let_time_pass ();
  g_assert_cmpuint (n, ==, 0);
  start_us = g_get_monotonic_time ();
  willow_practice_broker_set_watched (fixture->broker, TRUE);
  until (n >= 5);
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 4 * 200000);
  willow_practice_broker_set_watched (fixture->broker, FALSE);
  let_time_pass (); /* the last one may still have been under way */
  n = 0;
  let_time_pass ();
  g_assert_cmpuint (n, ==, 0);
}

/* A Session is looked at in full only while somebody looks at it. */
static void
test_inactive (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ScriptedPeer) p = connect_peer (fixture, connect_p);
  guint n = 0;

  skip_packet (p, 0x20);
  look_at (fixture, "p");
  willow_session_watch_set_active (fixture->watch, FALSE);
  let_time_pass ();
  g_signal_connect_swapped (
      fixture->watch, "changed", G_CALLBACK (count_cb), &n);
  let_time_pass ();
  g_assert_cmpuint (n, ==, 0);
}

static void
test_retained (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowRetainedWatch) watch =
      willow_retained_watch_new (fixture->broker);
  GListModel *rows = willow_retained_watch_get_rows (watch);
  g_autoptr (ScriptedPeer) p = connect_peer (fixture, connect_p);

  skip_packet (p, 0x20);
  scripted_peer_send_hex (p, "33 ( \"b\" 0001 ( 02 00000064 ) 'two' )");
  scripted_peer_send_hex (p, "33 ( \"a/x\" 0002 ( ) 'one' )");
  skip_packet (p, 0x40);
  skip_packet (p, 0x40);
  willow_practice_broker_set_watched (fixture->broker, TRUE);
  willow_retained_watch_set_active (watch, TRUE);
  until (g_list_model_get_n_items (rows) == 2);
  assert_cells (
      rows, 0, (const char *[]){ "a/x", "3 bytes", "1", "Never", "one", NULL });
  g_assert_cmpstr (willow_cell_row_get_cell (get_row (rows, 1), 0), ==, "b");
  g_assert_cmpstr (
      willow_cell_row_get_cell (get_row (rows, 1), 3), !=, "Never");
  g_assert_cmpuint (willow_retained_watch_get_n_matched (watch), ==, 2);
  willow_retained_watch_set_filter (watch, "a/#");
  until (g_list_model_get_n_items (rows) == 1);
  willow_retained_watch_set_filter (watch, "a/#/b");
  until (willow_retained_watch_get_problem (watch) != NULL);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 0);
  willow_retained_watch_set_filter (watch, "#");
  until (g_list_model_get_n_items (rows) == 2);
  g_assert_null (willow_retained_watch_get_problem (watch));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "/model/glass-walls/life", test_life },
    { "/model/glass-walls/rate", test_rate },
    { "/model/glass-walls/inactive", test_inactive },
    { "/model/glass-walls/retained", test_retained },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
