/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-conversation.h"

#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"
#include "model/practice/willow-practice-broker.h"

#include <string.h>

typedef struct
{
  ScriptedPeer       *peer; /* the server */
  WillowIoThread     *io_thread;
  WillowProfile      *profile;
  WillowConversation *conversation;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->peer = scripted_peer_new ();
  fixture->io_thread = willow_io_thread_new ("test", &error);
  g_assert_no_error (error);
  fixture->profile = willow_profile_new ("Test");
  g_object_set (fixture->profile,
                "host",
                "127.0.0.1",
                "port",
                (guint)scripted_peer_get_port (fixture->peer),
                "client-id",
                "t",
                "version",
                (guint)(data != NULL ? GPOINTER_TO_UINT (data) : 5),
                "reconnect",
                TRUE,
                "reconnect-delay-ms",
                100,
                "reconnect-jitter-percent",
                0,
                NULL);
  fixture->conversation =
      willow_conversation_new (fixture->profile, fixture->io_thread);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_run_dispose (G_OBJECT (fixture->conversation));
  g_object_unref (fixture->conversation);
  scripted_peer_free (fixture->peer);
  settle ();
  g_object_unref (fixture->profile);
  g_clear_pointer (&fixture->io_thread, willow_io_thread_unref);
  settle ();
}

#define until(condition)                                                       \
  G_STMT_START                                                                 \
  {                                                                            \
    while (!(condition))                                                       \
      g_main_context_iteration (NULL, TRUE);                                   \
  }                                                                            \
  G_STMT_END

static void
until_state (Fixture *fixture, WillowClientState state)
{
  until (willow_conversation_get_state (fixture->conversation) == state);
}

static gboolean
is_waiting (Fixture *fixture)
{
  gboolean waiting;

  g_object_get (fixture->conversation, "waiting", &waiting, NULL);
  return waiting;
}

static WillowEndingLog *
get_log (Fixture *fixture)
{
  return willow_conversation_get_endings (fixture->conversation);
}

static GListModel *
get_items (Fixture *fixture)
{
  return willow_ending_log_get_items (get_log (fixture));
}

/* (transfer full) */
static WillowEndingItem *
get_item (Fixture *fixture, guint i)
{
  WillowEndingItem *item = g_list_model_get_item (get_items (fixture), i);

  g_assert_nonnull (item);
  return item;
}

static guint8
version_of (Fixture *fixture)
{
  return (guint8)willow_profile_get_version (fixture->profile);
}

/* The next connection, and the same CONNECT as ever. */
static void
accept_connect (Fixture *fixture)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  scripted_peer_accept (fixture->peer);
  pb_connect (bytes, version_of (fixture), "t", TRUE, 60);
  scripted_peer_expect (fixture->peer, bytes);
}

static void
send_connack (Fixture *fixture, guint8 code)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_connack (bytes, version_of (fixture), FALSE, code);
  scripted_peer_send (fixture->peer, bytes);
}

static void
come_up (Fixture *fixture)
{
  willow_conversation_connect (fixture->conversation, NULL);
  accept_connect (fixture);
  send_connack (fixture, 0);
  until_state (fixture, WILLOW_CLIENT_CONNECTED);
}

static void
assert_problem (Fixture *fixture, const char *part)
{
  const char *problem = willow_conversation_get_problem (fixture->conversation);

  g_assert_nonnull (problem);
  if (strstr (problem, part) == NULL)
    g_error ("“%s” is not in “%s”", part, problem);
}

/* Lost, waited, back: with the same bytes, and the first ending on record. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowEndingItem) item = NULL;

  come_up (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (get_items (fixture)), ==, 0);
  for (guint i = 1; i <= 3; i++)
    {
      scripted_peer_close (fixture->peer);
      until (is_waiting (fixture));
      g_assert_cmpint (willow_conversation_get_state (fixture->conversation),
                       ==,
                       WILLOW_CLIENT_LOST);
      g_assert_true (g_str_has_prefix (
          willow_conversation_get_status (fixture->conversation),
          "Trying again in 1 s (attempt "));
      assert_problem (fixture, "FIN");
      until_state (fixture, WILLOW_CLIENT_CONNECTING);
      g_assert_false (is_waiting (fixture));
      g_assert_cmpuint (
          willow_ending_log_get_attempt (get_log (fixture)), ==, i);
      accept_connect (fixture);
      assert_problem (fixture, "FIN");
      send_connack (fixture, 0);
      until_state (fixture, WILLOW_CLIENT_CONNECTED);
      g_assert_null (willow_conversation_get_problem (fixture->conversation));
      g_assert_cmpuint (g_list_model_get_n_items (get_items (fixture)), ==, i);
    }
  item = get_item (fixture, 0);
  g_assert_cmpstr (willow_ending_item_get_sentence (item),
                   ==,
                   "The server closed the connection without a word (FIN)");
  g_assert_null (willow_ending_item_get_takeover (item));
  willow_conversation_clear (fixture->conversation);
  g_assert_cmpuint (g_list_model_get_n_items (get_items (fixture)), ==, 0);
}

/* Whoever presses Disconnect, or Stop, is not connected again. */
static void
test_left (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowEndingItem) item = NULL;

  come_up (fixture);
  willow_conversation_disconnect (fixture->conversation,
                                  WILLOW_DISCONNECT_CLEAN);
  until_state (fixture, WILLOW_CLIENT_DISCONNECTED);
  g_assert_false (is_waiting (fixture));
  item = get_item (fixture, 0);
  g_assert_true (g_str_has_prefix (willow_ending_item_get_sentence (item),
                                   "We left with DISCONNECT"));
  come_up (fixture);
  scripted_peer_close (fixture->peer);
  until (is_waiting (fixture));
  willow_conversation_cancel (fixture->conversation);
  g_assert_false (is_waiting (fixture));
  g_assert_true (
      g_str_has_prefix (willow_conversation_get_status (fixture->conversation),
                        "The server closed the connection"));
  come_up (fixture);
}

static void
test_try_now (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->profile,
                "reconnect-delay-ms",
                3600000,
                "reconnect-maximum-ms",
                3600000,
                NULL);
  come_up (fixture);
  scripted_peer_close (fixture->peer);
  until (is_waiting (fixture));
  g_assert_cmpstr (willow_conversation_get_status (fixture->conversation),
                   ==,
                   "Trying again in 3600 s (attempt 1)");
  willow_ending_log_try_now (get_log (fixture));
  g_assert_false (is_waiting (fixture));
  accept_connect (fixture);
  send_connack (fixture, 0);
  until_state (fixture, WILLOW_CLIENT_CONNECTED);
  /* Connecting by hand is that, too. */
  scripted_peer_close (fixture->peer);
  until (is_waiting (fixture));
  come_up (fixture);
  g_assert_false (is_waiting (fixture));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowEndingItem) item = NULL;

  come_up (fixture);
  scripted_peer_close (fixture->peer);
  until (is_waiting (fixture));
  until_state (fixture, WILLOW_CLIENT_CONNECTING);
  accept_connect (fixture);
  send_connack (fixture, version_of (fixture) == 5 ? 0x86 : 4);
  until_state (fixture, WILLOW_CLIENT_REFUSED);
  g_assert_false (is_waiting (fixture));
  assert_problem (fixture, "Not tried again");
  item = get_item (fixture, 0);
  g_assert_cmpint (
      willow_ending_item_get_record (item)->manner, ==, WILLOW_ENDED_REFUSED);
  /* "Server unavailable" is no answer for ever. */
  come_up (fixture);
  scripted_peer_close (fixture->peer);
  until (is_waiting (fixture));
  until_state (fixture, WILLOW_CLIENT_CONNECTING);
  accept_connect (fixture);
  send_connack (fixture, version_of (fixture) == 5 ? 0x88 : 3);
  until (is_waiting (fixture) &&
         willow_conversation_get_state (fixture->conversation) ==
             WILLOW_CLIENT_REFUSED);
  until_state (fixture, WILLOW_CLIENT_CONNECTING);
  accept_connect (fixture);
}

/* DISCONNECT 0x8E: two that come back for ever help nobody. */
static void
test_taken_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowEndingItem) item = NULL;

  come_up (fixture);
  scripted_peer_send_hex (fixture->peer, "e0 01 8e");
  until_state (fixture, WILLOW_CLIENT_LOST);
  g_assert_false (is_waiting (fixture));
  assert_problem (fixture, "Another client uses the Client Identifier “t”");
  assert_problem (fixture, "Not tried again");
  item = get_item (fixture, 0);
  g_assert_nonnull (strstr (willow_ending_item_get_takeover (item), "0x8e"));
}

static void
off (Fixture *fixture)
{
  g_object_set (fixture->profile, "reconnect", FALSE, NULL);
}

/* What the profile lists comes after every CONNACK, or only where the server
 * has no Session, or never. */
static void
assert_subscribes (Fixture *fixture,
                   guint    choice,
                   gboolean present,
                   gboolean does)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) connect = g_byte_array_new ();

  g_object_set (
      fixture->profile, "resubscribe", choice, "clean-start", FALSE, NULL);
  willow_conversation_connect (fixture->conversation, NULL);
  scripted_peer_accept (fixture->peer);
  pb_connect (connect, 5, "t", FALSE, 60);
  scripted_peer_expect (fixture->peer, connect);
  pb_connack (bytes, 5, present, 0);
  scripted_peer_send (fixture->peer, bytes);
  until_state (fixture, WILLOW_CLIENT_CONNECTED);
  if (does)
    {
      g_autoptr (GByteArray) subscribe = scripted_peer_read (fixture->peer, 9);

      g_assert_cmphex (subscribe->data[0], ==, 0x82);
    }
  willow_conversation_disconnect (fixture->conversation,
                                  WILLOW_DISCONNECT_CLEAN);
  scripted_peer_expect_hex (fixture->peer, "e0 00");
  scripted_peer_close (fixture->peer);
  until_state (fixture, WILLOW_CLIENT_DISCONNECTED);
}

static void
test_resubscribe (Fixture *fixture, gconstpointer data)
{
  off (fixture);
  willow_profile_add_subscription (fixture->profile, "f", MQTT_QOS_0);
  assert_subscribes (fixture, WILLOW_RESUBSCRIBE_ALWAYS, FALSE, TRUE);
  assert_subscribes (fixture, WILLOW_RESUBSCRIBE_ALWAYS, TRUE, TRUE);
  assert_subscribes (fixture, WILLOW_RESUBSCRIBE_IF_ABSENT, FALSE, TRUE);
  assert_subscribes (fixture, WILLOW_RESUBSCRIBE_IF_ABSENT, TRUE, FALSE);
  assert_subscribes (fixture, WILLOW_RESUBSCRIBE_NEVER, FALSE, FALSE);
  assert_subscribes (fixture, WILLOW_RESUBSCRIBE_NEVER, TRUE, FALSE);
}

static gboolean
has_note (Fixture *fixture, const char *part)
{
  WillowTraceStore *store =
      willow_conversation_get_store (fixture->conversation);
  gboolean found = FALSE;

  for (guint64 serial = willow_trace_store_get_first_serial (store);
       !found && serial < willow_trace_store_get_end_serial (store);
       serial++)
    {
      WillowTraceView  view;
      g_autofree char *text = NULL;

      if (!willow_trace_store_get (store, serial, &view) ||
          view.kind != WILLOW_RECORD_NOTE)
        continue;
      text = mqtt_slice_dup_string (view.data);
      found = strstr (text, part) != NULL;
    }
  return found;
}

/* Behind the packets stands what became of the will. */
static void
test_note (Fixture *fixture, gconstpointer data)
{
  off (fixture);
  g_object_set (fixture->profile, "use-will", TRUE, "will-topic", "w", NULL);
  willow_conversation_connect (fixture->conversation, NULL);
  scripted_peer_accept (fixture->peer);
  g_byte_array_unref (scripted_peer_read (fixture->peer, 12));
  send_connack (fixture, 0);
  until_state (fixture, WILLOW_CLIENT_CONNECTED);
  scripted_peer_close (fixture->peer);
  until (has_note (fixture, "The Will Message is to be published"));
}

/* Each fact has its words, whatever happened. */
static void
test_facts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowEndingItem) item = NULL;
  g_autofree char *text = NULL;

  off (fixture);
  come_up (fixture);
  scripted_peer_reset (fixture->peer);
  until_state (fixture, WILLOW_CLIENT_LOST);
  item = get_item (fixture, 0);
  text = willow_ending_item_dup_text (item);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "Closed by: the server, or something on "));
  g_assert_nonnull (strstr (text, "How: RST"));
  g_assert_nonnull (strstr (text, "Last packet sent: CONNECT, "));
  g_assert_nonnull (strstr (text, "Keep Alive: 60 s · "));
  g_assert_nonnull (strstr (text, "after 90.0 s without a packet of ours"));
  g_assert_nonnull (strstr (text, "Not acknowledged: none"));
  g_assert_nonnull (strstr (text, "Client Identifier: t\n"));
}

/* 3.1.1 does not say why it closes; the broker in this process does, and from
 * where the other one came. */
static void
test_both_addresses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowPracticeBroker) broker = willow_practice_broker_new ();
  g_autoptr (ScriptedPeer) other = NULL;
  g_autoptr (GByteArray) connect = g_byte_array_new ();
  g_autoptr (WillowEndingItem) item = NULL;
  guint port;

  willow_practice_broker_set_port (broker, 0);
  willow_practice_broker_start (broker);
  until (willow_practice_broker_get_running (broker));
  port = willow_practice_broker_get_bound_port (broker);
  g_object_set (fixture->profile, "port", port, NULL);
  willow_ending_log_set_events (get_log (fixture),
                                willow_practice_broker_get_events (broker));
  willow_conversation_connect (fixture->conversation, NULL);
  until_state (fixture, WILLOW_CLIENT_CONNECTED);
  other = scripted_peer_new_client ((guint16)port);
  pb_connect (connect, version_of (fixture), "t", TRUE, 0);
  scripted_peer_send (other, connect);
  until_state (fixture, WILLOW_CLIENT_LOST);
  g_assert_false (is_waiting (fixture));
  item = get_item (fixture, 0);
  g_test_message ("%s", willow_ending_item_get_takeover (item));
  g_assert_nonnull (
      strstr (willow_ending_item_get_takeover (item), "the one at 127.0.0.1:"));
  g_assert_nonnull (strstr (willow_ending_item_get_takeover (item),
                            willow_ending_item_get_record (item)->local));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, version, func)                                               \
  g_test_add ("/model/ending-log/" path,                                       \
              Fixture,                                                         \
              GUINT_TO_POINTER (version),                                      \
              set_up,                                                          \
              func,                                                            \
              tear_down)
  ADD ("again/3.1.1", 4, test_again);
  ADD ("again/5.0", 5, test_again);
  ADD ("left", 5, test_left);
  ADD ("try-now", 5, test_try_now);
  ADD ("refused/3.1", 3, test_refused);
  ADD ("refused/5.0", 5, test_refused);
  ADD ("taken-over", 5, test_taken_over);
  ADD ("resubscribe", 5, test_resubscribe);
  ADD ("note", 5, test_note);
  ADD ("facts", 4, test_facts);
  ADD ("both-addresses/3.1.1", 4, test_both_addresses);
  ADD ("both-addresses/3.1", 3, test_both_addresses);
#undef ADD
  return g_test_run ();
}
