/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-conversation.h"

#include <string.h>

#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"

#define N_FLOOD 50000u
#define LARGE_BYTES 10000000u

typedef struct
{
  ScriptedPeer       *peer; /* the server */
  WillowIoThread     *io_thread;
  WillowProfile      *profile;
  WillowConversation *conversation;
  char               *sentence; /* of the last publish */
  GError             *error;
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
                NULL);
  fixture->conversation =
      willow_conversation_new (fixture->profile, fixture->io_thread);
}

/* Until nothing is left to do on this thread. */
static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->sentence, g_free);
  g_clear_error (&fixture->error);
  if (fixture->conversation != NULL)
    g_object_run_dispose (G_OBJECT (fixture->conversation));
  g_clear_object (&fixture->conversation);
  scripted_peer_free (fixture->peer);
  settle ();
  g_object_unref (fixture->profile);
  g_clear_pointer (&fixture->io_thread, willow_io_thread_unref);
  settle ();
}

static void
until_state (Fixture *fixture, WillowClientState state)
{
  while (willow_conversation_get_state (fixture->conversation) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
until_packets (Fixture *fixture, guint64 n)
{
  while (willow_conversation_get_n_packets (fixture->conversation) < n)
    g_main_context_iteration (NULL, TRUE);
}

static guint8
version_of (Fixture *fixture)
{
  return (guint8)willow_profile_get_version (fixture->profile);
}

/* As far as the CONNECT, which must be this very one. */
static void
expect_connect (Fixture *fixture)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  willow_conversation_connect (fixture->conversation, NULL);
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
connect_well (Fixture *fixture)
{
  expect_connect (fixture);
  send_connack (fixture, 0);
  until_state (fixture, WILLOW_CLIENT_CONNECTED);
}

static void
assert_status (Fixture *fixture, const char *start, const char *end)
{
  const char *status = willow_conversation_get_status (fixture->conversation);

  if (!g_str_has_prefix (status, start) || !g_str_has_suffix (status, end))
    g_error ("the status is “%s”, not “%s”…“%s”", status, start, end);
}

static void
assert_problem (Fixture *fixture, const char *part)
{
  const char *problem = willow_conversation_get_problem (fixture->conversation);

  g_assert_nonnull (problem);
  if (strstr (problem, part) == NULL)
    g_error ("“%s” is not in “%s”", part, problem);
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->sentence = willow_conversation_publish_finish (
      WILLOW_CONVERSATION (source), result, &fixture->error);
}

static void
publish (Fixture *fixture, const char *topic, MqttQos qos)
{
  g_autoptr (GBytes) payload = g_bytes_new_static ("x", 1);

  g_clear_pointer (&fixture->sentence, g_free);
  g_clear_error (&fixture->error);
  willow_conversation_publish_async (
      fixture->conversation, topic, payload, qos, FALSE, published_cb, fixture);
}

static void
until_published (Fixture *fixture)
{
  while (fixture->sentence == NULL && fixture->error == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  gboolean connected, busy;

  assert_status (fixture, "Not connected", "");
  expect_connect (fixture);
  until_state (fixture, WILLOW_CLIENT_CONNECTING);
  assert_status (fixture, "Connecting to 127.0.0.1…", "");
  g_object_get (fixture->conversation, "busy", &busy, NULL);
  g_assert_true (busy);
  send_connack (fixture, 0);
  until_state (fixture, WILLOW_CLIENT_CONNECTED);
  if (version_of (fixture) == MQTT_VERSION_3_1)
    assert_status (fixture, "Connected since ", " · MQTT 3.1");
  else
    assert_status (fixture, "Connected since ", " · session present: no");
  g_object_get (
      fixture->conversation, "connected", &connected, "busy", &busy, NULL);
  g_assert_true (connected);
  g_assert_false (busy);
  g_assert_null (willow_conversation_get_problem (fixture->conversation));
  until_packets (fixture, 2);
  willow_conversation_disconnect (fixture->conversation,
                                  WILLOW_DISCONNECT_CLEAN);
  scripted_peer_expect_hex (fixture->peer, "e0 00");
  scripted_peer_close (fixture->peer);
  until_state (fixture, WILLOW_CLIENT_DISCONNECTED);
  g_assert_null (willow_conversation_get_problem (fixture->conversation));
}

/* Refused, lost, unreachable, and then it works: one object. */
static void
test_again_and_again (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      expect_connect (fixture);
      send_connack (fixture, 0x86);
      until_state (fixture, WILLOW_CLIENT_REFUSED);
      g_assert_cmpstr (willow_conversation_get_status (fixture->conversation),
                       ==,
                       "Refused: 0x86 Bad User Name or Password");
      assert_problem (fixture, "refused");
      connect_well (fixture);
      g_assert_null (willow_conversation_get_problem (fixture->conversation));
      scripted_peer_close (fixture->peer);
      until_state (fixture, WILLOW_CLIENT_LOST);
      assert_problem (fixture, "closed");
    }
  willow_conversation_dismiss_problem (fixture->conversation);
  g_assert_null (willow_conversation_get_problem (fixture->conversation));
  scripted_peer_free (fixture->peer);
  fixture->peer = scripted_peer_new ();
  for (guint i = 0; i < 3; i++)
    {
      willow_conversation_connect (fixture->conversation, NULL);
      until_state (fixture, WILLOW_CLIENT_FAILED);
      assert_problem (fixture, "127.0.0.1");
    }
}

static void
test_refused_3 (Fixture *fixture, gconstpointer data)
{
  expect_connect (fixture);
  send_connack (fixture, 5);
  until_state (fixture, WILLOW_CLIENT_REFUSED);
  assert_status (fixture, "Refused: 5 ", "");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      expect_connect (fixture);
      until_state (fixture, WILLOW_CLIENT_CONNECTING);
      if (i == 0)
        willow_conversation_cancel (fixture->conversation);
      else
        willow_conversation_disconnect (fixture->conversation,
                                        WILLOW_DISCONNECT_CLEAN);
      until_state (fixture, WILLOW_CLIENT_DISCONNECTED);
      g_assert_null (willow_conversation_get_problem (fixture->conversation));
    }
}

/* Nothing is subscribed that is not listed: the first packet after CONNECT is
 * the one that was asked for. */
static void
test_subscribes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_object_set (
      willow_profile_add_subscription (fixture->profile, "#", MQTT_QOS_0),
      "enabled",
      FALSE,
      NULL);
  connect_well (fixture);
  publish (fixture, "a", MQTT_QOS_0);
  pb_publish (bytes, 5, 0, FALSE, 0, "a", "x", 1);
  scripted_peer_expect (fixture->peer, bytes);
  until_published (fixture);
  g_assert_no_error (fixture->error);
  g_assert_nonnull (strstr (fixture->sentence, "QoS 0"));
}

/* What is enabled is sent, in its order; what the server refuses is said. */
static void
test_subscribes (Fixture *fixture, gconstpointer data)
{
  willow_profile_add_subscription (fixture->profile, "a/#", MQTT_QOS_1);
  g_object_set (
      willow_profile_add_subscription (fixture->profile, "b", MQTT_QOS_0),
      "enabled",
      FALSE,
      NULL);
  willow_profile_add_subscription (fixture->profile, "c", MQTT_QOS_2);
  connect_well (fixture);
  scripted_peer_expect_hex (fixture->peer,
                            "82 0d 0001 00 0003 'a/#' 01 0001 'c' 02");
  scripted_peer_send_hex (fixture->peer, "90 05 0001 00 01 87");
  while (willow_conversation_get_problem (fixture->conversation) == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_problem (fixture, "1 subscription");
  assert_problem (fixture, "“c” (0x87 Not authorized)");
  g_assert_null (
      strstr (willow_conversation_get_problem (fixture->conversation), "a/#"));
}

static void
test_messages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  WillowTopicNode *node;
  GListModel      *messages =
      G_LIST_MODEL (willow_conversation_get_messages (fixture->conversation));
  GListModel *packets =
      G_LIST_MODEL (willow_conversation_get_packets (fixture->conversation));

  connect_well (fixture);
  pb_publish (bytes, 5, 0, TRUE, 0, "a/b", "21.5", 4);
  pb_publish (bytes, 5, 0, FALSE, 0, "a/c", "", 0);
  scripted_peer_send (fixture->peer, bytes);
  publish (fixture, "own", MQTT_QOS_0);
  until_packets (fixture, 5);
  /* The notes of how the connection came up are in between. */
  g_assert_cmpuint (g_list_model_get_n_items (packets), >=, 5);
  g_assert_cmpuint (g_list_model_get_n_items (messages), ==, 3);
  g_assert_cmpuint (
      willow_conversation_get_n_messages (fixture->conversation), ==, 3);
  node = willow_topic_tree_lookup (
      willow_conversation_get_topics (fixture->conversation), "a/b");
  g_assert_nonnull (node);
  g_assert_true (willow_topic_node_get_retained (node));
  /* The tree is what the server sent; our own message did not come back. */
  g_assert_null (willow_topic_tree_lookup (
      willow_conversation_get_topics (fixture->conversation), "own"));

  willow_conversation_clear (fixture->conversation);
  g_assert_cmpuint (g_list_model_get_n_items (packets), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (messages), ==, 0);
  g_assert_cmpuint (
      willow_conversation_get_n_packets (fixture->conversation), ==, 0);
  g_assert_cmpint (willow_conversation_get_state (fixture->conversation),
                   ==,
                   WILLOW_CLIENT_CONNECTED);
}

static guint64
serial_of_message (Fixture *fixture, guint position)
{
  g_autoptr (WillowTraceItem) item = g_list_model_get_item (
      G_LIST_MODEL (willow_conversation_get_messages (fixture->conversation)),
      position);

  return willow_trace_item_get_serial (item);
}

static void
assert_aliased (Fixture *fixture, guint message, const char *expected)
{
  g_assert_cmpstr (
      willow_conversation_get_aliased_topic (
          fixture->conversation, serial_of_message (fixture, message)),
      ==,
      expected);
}

/* A message that names its topic by alias is counted there, and can be named
 * long after. Aliases end with their connection. */
static void
test_aliases (Fixture *fixture, gconstpointer data)
{
  WillowTopicTree *topics =
      willow_conversation_get_topics (fixture->conversation);
  guint64 last;

  connect_well (fixture);
  until_packets (fixture, 2);
  scripted_peer_send_hex (fixture->peer,
                          "30 09 0003 'a/b' 03 23 0001"
                          "30 08 0000 03 23 0001 '21'"
                          "30 07 0001 'c' 03 23 0002"
                          "30 06 0000 03 23 0002"
                          "30 06 0000 03 23 0001");
  until_packets (fixture, 7);
  g_assert_cmpuint (willow_topic_node_get_n_messages (
                        willow_topic_tree_lookup (topics, "a/b")),
                    ==,
                    3);
  g_assert_cmpuint (willow_topic_tree_get_n_topics (topics), ==, 2);
  assert_aliased (fixture, 0, NULL);
  assert_aliased (fixture, 1, "a/b");
  assert_aliased (fixture, 2, NULL);
  assert_aliased (fixture, 3, "c");
  assert_aliased (fixture, 4, "a/b");
  last = serial_of_message (fixture, 4);
  willow_trace_store_clear (
      willow_conversation_get_store (fixture->conversation));
  g_assert_null (
      willow_conversation_get_aliased_topic (fixture->conversation, last));
}

static void
test_acknowledgements (Fixture *fixture, gconstpointer data)
{
  connect_well (fixture);
  publish (fixture, "a", MQTT_QOS_1);
  scripted_peer_expect_hex (fixture->peer, "32 07 0001 'a' 0001 00 'x'");
  scripted_peer_send_hex (fixture->peer, "40 02 0001");
  until_published (fixture);
  g_assert_no_error (fixture->error);
  g_assert_true (g_str_has_prefix (fixture->sentence, "PUBACK after "));
  g_assert_true (g_str_has_suffix (fixture->sentence, " ms"));

  publish (fixture, "a", MQTT_QOS_1);
  scripted_peer_expect_hex (fixture->peer, "32 07 0001 'a' 0002 00 'x'");
  scripted_peer_send_hex (fixture->peer, "40 03 0002 10");
  until_published (fixture);
  g_assert_nonnull (strstr (fixture->sentence, "0x10 No matching subscribers"));

  publish (fixture, "a", MQTT_QOS_2);
  scripted_peer_expect_hex (fixture->peer, "34 07 0001 'a' 0003 00 'x'");
  scripted_peer_send_hex (fixture->peer, "50 02 0003");
  scripted_peer_expect_hex (fixture->peer, "62 02 0003");
  scripted_peer_send_hex (fixture->peer, "70 02 0003");
  until_published (fixture);
  g_assert_true (g_str_has_prefix (fixture->sentence, "PUBCOMP after "));
}

static void
test_publish_errors (Fixture *fixture, gconstpointer data)
{
  publish (fixture, "a", MQTT_QOS_0);
  until_published (fixture);
  g_assert_error (
      fixture->error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_NOT_CONNECTED);
  connect_well (fixture);
  /* Never sent: the server would have to close the connection. */
  publish (fixture, "a/#", MQTT_QOS_0);
  until_published (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  publish (fixture, "a", MQTT_QOS_1);
  scripted_peer_expect_hex (fixture->peer, "32 07 0001 'a' 0001 00 'x'");
  scripted_peer_close (fixture->peer);
  until_published (fixture);
  g_assert_error (
      fixture->error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_LOST);
}

/* More than the queue holds and one slot takes: nothing is lost. */
static void
test_flood (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  char payload[100] = { 0 };

  connect_well (fixture);
  for (guint i = 0; i < N_FLOOD; i++)
    pb_publish (bytes, 5, 0, FALSE, 0, i % 2 ? "a/1" : "a/2", payload, 100);
  scripted_peer_send (fixture->peer, bytes);
  until_packets (fixture, N_FLOOD + 2);
  g_assert_cmpuint (
      willow_topic_node_get_n_messages (willow_topic_tree_lookup (
          willow_conversation_get_topics (fixture->conversation), "a")),
      ==,
      N_FLOOD);
}

/* A topic of 60,000 bytes, and a payload of 10 MB that is not UTF-8. */
static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char   *topic = g_strnfill (60000, 't');
  g_autofree guint8 *payload = g_malloc (LARGE_BYTES);
  g_autofree char   *value = NULL;
  WillowTopicNode   *node;

  memset (payload, 0xff, LARGE_BYTES);
  connect_well (fixture);
  pb_publish (bytes, 5, 0, FALSE, 0, topic, payload, LARGE_BYTES);
  pb_publish (bytes, 5, 0, FALSE, 0, "after", "x", 1);
  scripted_peer_send (fixture->peer, bytes);
  until_packets (fixture, 4);
  node = willow_topic_tree_lookup (
      willow_conversation_get_topics (fixture->conversation), topic);
  g_assert_cmpmem (
      g_bytes_get_data (willow_topic_node_get_payload (node), NULL),
      g_bytes_get_size (willow_topic_node_get_payload (node)),
      payload,
      LARGE_BYTES);
  g_object_get (node, "value", &value, NULL);
  g_assert_true (g_str_has_prefix (value, "\\xff\\xff"));
  g_assert_cmpuint (strlen (value), <, 300);
}

/* A packet that breaks a rule ends the connection, stays in the list, and the
 * reason is said. */
static void
test_malformed (Fixture *fixture, gconstpointer data)
{
  GListModel *packets =
      G_LIST_MODEL (willow_conversation_get_packets (fixture->conversation));
  gboolean found = FALSE;

  connect_well (fixture);
  scripted_peer_send_hex (fixture->peer, "36 05 0001 'a' 0001");
  until_state (fixture, WILLOW_CLIENT_LOST);
  assert_problem (fixture, "broke a rule");
  until_packets (fixture, 3);
  settle ();
  for (guint i = 0; i < g_list_model_get_n_items (packets); i++)
    {
      g_autoptr (WillowTraceItem) item = g_list_model_get_item (packets, i);
      WillowTraceView view;

      willow_trace_item_get_view (item, &view);
      found |= view.data.len > 0 && view.data.data[0] == 0x36;
    }
  g_assert_true (found);
}

/* The last reference goes while it is connected: the server is told. */
static void
test_let_go (Fixture *fixture, gconstpointer data)
{
  connect_well (fixture);
  settle ();
  g_clear_object (&fixture->conversation);
  scripted_peer_expect_hex (fixture->peer, "e0 00");
  scripted_peer_expect_end (fixture->peer);
}

static void
clear_cb (GListModel *model,
          guint       position,
          guint       removed,
          guint       added,
          Fixture    *fixture)
{
  if (fixture->conversation != NULL)
    g_object_run_dispose (G_OBJECT (fixture->conversation));
}

/* A window may close for what it is told. */
static void
test_dispose_while_told (Fixture *fixture, gconstpointer data)
{
  g_signal_connect (willow_conversation_get_packets (fixture->conversation),
                    "items-changed",
                    G_CALLBACK (clear_cb),
                    fixture);
  expect_connect (fixture);
  while (g_list_model_get_n_items (G_LIST_MODEL (
             willow_conversation_get_packets (fixture->conversation))) == 0)
    g_main_context_iteration (NULL, TRUE);
  scripted_peer_expect_end (fixture->peer);
}

#define ADD(name, version, func)                                               \
  g_test_add ("/model/conversation/" name,                                     \
              Fixture,                                                         \
              GUINT_TO_POINTER (version),                                      \
              set_up,                                                          \
              func,                                                            \
              tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("states/3.1", 3, test_states);
  ADD ("states/3.1.1", 4, test_states);
  ADD ("states/5.0", 5, test_states);
  ADD ("again-and-again", 5, test_again_and_again);
  ADD ("refused/3.1.1", 4, test_refused_3);
  ADD ("cancel", 5, test_cancel);
  ADD ("subscribes-nothing", 5, test_subscribes_nothing);
  ADD ("subscribes", 5, test_subscribes);
  ADD ("messages", 5, test_messages);
  ADD ("aliases", 5, test_aliases);
  ADD ("acknowledgements", 5, test_acknowledgements);
  ADD ("publish-errors", 5, test_publish_errors);
  ADD ("flood", 5, test_flood);
  ADD ("large", 5, test_large);
  ADD ("malformed", 5, test_malformed);
  ADD ("let-go", 5, test_let_go);
  ADD ("dispose-while-told", 5, test_dispose_while_told);
  return g_test_run ();
}
