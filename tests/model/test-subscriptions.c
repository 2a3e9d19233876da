/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-conversation.h"

#include <string.h>

#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"

/* What is asked for and what becomes of it, against bytes. */
typedef struct
{
  ScriptedPeer             *peer; /* the server */
  WillowIoThread           *io_thread;
  WillowProfile            *profile;
  WillowConversation       *conversation;
  WillowSubscriptionKeeper *keeper;
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
  fixture->keeper =
      willow_conversation_get_subscriptions (fixture->conversation);
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
  g_object_run_dispose (G_OBJECT (fixture->conversation));
  g_object_unref (fixture->conversation);
  scripted_peer_free (fixture->peer);
  settle ();
  g_object_unref (fixture->profile);
  willow_io_thread_unref (fixture->io_thread);
  settle ();
}

static void
until_state (Fixture *fixture, WillowClientState state)
{
  while (willow_conversation_get_state (fixture->conversation) != state)
    g_main_context_iteration (NULL, TRUE);
}

/* Reads the CONNECT, whatever it is, and answers it with @connack. */
static void
connect_with (Fixture *fixture, const char *connack)
{
  g_autoptr (GByteArray) head = NULL;
  g_autoptr (GByteArray) rest = NULL;

  willow_conversation_connect (fixture->conversation, NULL);
  scripted_peer_accept (fixture->peer);
  head = scripted_peer_read (fixture->peer, 2);
  g_assert_cmpuint (head->data[0], ==, 0x10);
  g_assert_cmpuint (head->data[1], <, 0x80);
  rest = scripted_peer_read (fixture->peer, head->data[1]);
  scripted_peer_send_hex (fixture->peer, connack);
  until_state (fixture, WILLOW_CLIENT_CONNECTED);
}

static void
connect_well (Fixture *fixture)
{
  guint version = willow_profile_get_version (fixture->profile);

  connect_with (fixture, version == 5 ? "20 03 00 00 00" : "20 02 00 00");
}

static void
leave (Fixture *fixture)
{
  scripted_peer_close (fixture->peer);
  until_state (fixture, WILLOW_CLIENT_LOST);
}

/* What is due goes out with the loop of this thread. */
static void
expect (Fixture *fixture, const char *hex)
{
  settle ();
  scripted_peer_expect_hex (fixture->peer, hex);
}

static void
answer (Fixture *fixture, const char *hex)
{
  scripted_peer_send_hex (fixture->peer, hex);
}

/* Beyond the connection. */
static void
keep_session (Fixture *fixture)
{
  g_object_set (fixture->profile,
                "clean-start",
                FALSE,
                "use-session-expiry",
                TRUE,
                "session-expiry-seconds",
                100u,
                NULL);
}

static WillowProfileSubscription *
add (Fixture *fixture, const char *filter, MqttQos qos)
{
  return willow_profile_add_subscription (fixture->profile, filter, qos);
}

static WillowLiveSubscription *
get_live (Fixture *fixture, guint position)
{
  g_autoptr (WillowLiveSubscription) live = g_list_model_get_item (
      willow_subscription_keeper_get_list (fixture->keeper), position);

  g_assert_nonnull (live);
  return live; /* the list has a reference */
}

/* Of one that is listed; a boolean, too. */
static void
set_uint (Fixture *fixture, guint position, const char *property, guint value)
{
  g_object_set (
      willow_live_subscription_get_subscription (get_live (fixture, position)),
      property,
      value,
      NULL);
}

static void
assert_state (Fixture *fixture, guint position, WillowLiveState state)
{
  g_assert_cmpuint (
      willow_live_subscription_get_state (get_live (fixture, position)),
      ==,
      state);
}

static void
until_live (Fixture *fixture, guint position, WillowLiveState state)
{
  WillowLiveSubscription *live = get_live (fixture, position);

  while (willow_live_subscription_get_state (live) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_said (Fixture *fixture, guint position, const char *part)
{
  const char *sentence =
      willow_live_subscription_get_sentence (get_live (fixture, position));

  if (strstr (sentence, part) == NULL)
    g_error ("“%s” is not in “%s”", part, sentence);
}

static void
assert_word (Fixture *fixture, guint position, const char *word)
{
  g_assert_cmpstr (
      willow_live_subscription_get_word (get_live (fixture, position)),
      ==,
      word);
}

/* As asked, less than asked, refused: what SUBACK says, by filter. */
static void
test_states (Fixture *fixture, gconstpointer data)
{
  add (fixture, "a", MQTT_QOS_1);
  add (fixture, "b", MQTT_QOS_2);
  add (fixture, "c", MQTT_QOS_0);
  assert_state (fixture, 0, WILLOW_LIVE_NOT_SENT);
  connect_well (fixture);
  expect (fixture, "82 ( 0001 00 \"a\" 01 \"b\" 02 \"c\" 00 )");
  for (guint i = 0; i < 3; i++)
    assert_state (fixture, i, WILLOW_LIVE_PENDING);
  assert_said (fixture, 0, "SUBACK has not come");
  answer (fixture, "90 06 0001 00 01 01 87");
  until_live (fixture, 2, WILLOW_LIVE_REFUSED);
  assert_state (fixture, 0, WILLOW_LIVE_GRANTED);
  assert_word (fixture, 0, "Granted QoS 1");
  assert_said (fixture, 0, "“a”: granted QoS 1, as asked. Sent by Willow");
  assert_word (fixture, 1, "Granted QoS 1");
  assert_said (fixture, 1, "“b”: granted QoS 1, asked for 2.");
  assert_word (fixture, 2, "Refused 0x87");
  assert_said (fixture, 2, "“c”: refused, 0x87 Not authorized.");
  g_assert_nonnull (
      strstr (willow_conversation_get_problem (fixture->conversation), "“c”"));
}

/* 3.1.1 has one code, which says that it failed, and not why; its options are
 * the QoS. */
static void
test_states_3 (Fixture *fixture, gconstpointer data)
{
  add (fixture, "a", MQTT_QOS_1);
  set_uint (fixture, 0, "no-local", TRUE);
  set_uint (fixture, 0, "retain-as-published", TRUE);
  set_uint (fixture, 0, "retain-handling", 2);
  set_uint (fixture, 0, "identifier", 7);
  add (fixture, "b", MQTT_QOS_0);
  connect_well (fixture);
  expect (fixture, "82 ( 0001 \"a\" 01 \"b\" 00 )");
  answer (fixture, "90 04 0001 80 00");
  until_live (fixture, 1, WILLOW_LIVE_GRANTED);
  assert_state (fixture, 0, WILLOW_LIVE_REFUSED);
  assert_said (fixture, 0, "refused, 0x80 Failure. MQTT 3.1.1 has no code");
  /* What 3.x does not have is not sent when it is changed either. */
  set_uint (fixture, 1, "no-local", TRUE);
  set_uint (fixture, 1, "qos", 1);
  expect (fixture, "82 ( 0002 \"b\" 01 )");
}

/* All options of 5.0; those with another identifier go in another packet. */
static void
test_options (Fixture *fixture, gconstpointer data)
{
  g_object_set (
      add (fixture, "a", MQTT_QOS_1), "no-local", TRUE, "identifier", 5u, NULL);
  g_object_set (add (fixture, "b", MQTT_QOS_2),
                "retain-as-published",
                TRUE,
                "retain-handling",
                2u,
                NULL);
  g_object_set (add (fixture, "c", MQTT_QOS_0),
                "identifier",
                5u,
                "retain-handling",
                1u,
                NULL);
  g_object_set (add (fixture, "d", MQTT_QOS_0), "identifier", 268435455u, NULL);
  connect_well (fixture);
  expect (fixture, "82 ( 0001 02 0b 05 \"a\" 05 \"c\" 10 )");
  expect (fixture, "82 ( 0002 00 \"b\" 2a )");
  expect (fixture, "82 ( 0003 05 0b ff ff ff 7f \"d\" 00 )");
  /* Answers in any order. */
  answer (fixture, "90 04 0003 00 00 90 04 0002 00 02 90 05 0001 00 01 00");
  until_live (fixture, 2, WILLOW_LIVE_GRANTED);
  for (guint i = 0; i < 4; i++)
    assert_state (fixture, i, WILLOW_LIVE_GRANTED);
}

/* Added, changed, disabled, enabled, removed while connected: each asks once.
 */
static void
test_while_connected (Fixture *fixture, gconstpointer data)
{
  WillowProfileSubscription *subscription;

  connect_well (fixture);
  subscription = add (fixture, "a/#", MQTT_QOS_1);
  expect (fixture, "82 ( 0001 00 \"a/#\" 01 )");
  answer (fixture, "90 04 0001 00 01");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  /* One turn of the form, one packet. */
  g_object_set (
      subscription, "qos", 2u, "retain-handling", 1u, "no-local", TRUE, NULL);
  expect (fixture, "82 ( 0002 00 \"a/#\" 16 )");
  answer (fixture, "90 04 0002 00 02");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  assert_word (fixture, 0, "Granted QoS 2");
  /* Names and colours are nobody's business. */
  g_object_set (subscription, "name", "All", "colour", 3u, NULL);
  g_object_set (subscription, "enabled", FALSE, NULL);
  expect (fixture, "a2 ( 0003 00 \"a/#\" )");
  assert_state (fixture, 0, WILLOW_LIVE_LEAVING);
  answer (fixture, "b0 04 0003 00 00");
  until_live (fixture, 0, WILLOW_LIVE_UNSUBSCRIBED);
  assert_said (fixture, 0, "unsubscribed, 0x00 Success");
  g_object_set (subscription, "qos", 0u, NULL);
  g_object_set (subscription, "enabled", TRUE, NULL);
  expect (fixture, "82 ( 0004 00 \"a/#\" 14 )");
  answer (fixture, "90 04 0004 00 00");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  willow_profile_remove_subscription (fixture->profile, 0);
  expect (fixture, "a2 ( 0005 00 \"a/#\" )");
  answer (fixture, "b0 04 0005 00 00");
  settle ();
  /* Disabled before it goes: nothing is asked twice. */
  subscription = add (fixture, "b", MQTT_QOS_0);
  expect (fixture, "82 ( 0006 00 \"b\" 00 )");
  g_object_set (subscription, "enabled", FALSE, NULL);
  willow_profile_remove_subscription (fixture->profile, 0);
  expect (fixture, "a2 ( 0007 00 \"b\" )");
  /* Here and gone within one turn. */
  add (fixture, "c", MQTT_QOS_0);
  willow_profile_remove_subscription (fixture->profile, 0);
  add (fixture, "d", MQTT_QOS_0);
  expect (fixture, "82 ( 0008 00 \"d\" 00 )");
}

/* A filter is sent when it has been typed to its end, not with each key. */
static void
test_edit_filter (Fixture *fixture, gconstpointer data)
{
  WillowProfileSubscription *subscription = add (fixture, "a", MQTT_QOS_0);
  WillowLiveSubscription    *live = get_live (fixture, 0);

  connect_well (fixture);
  expect (fixture, "82 ( 0001 00 \"a\" 00 )");
  answer (fixture, "90 04 0001 00 00");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  g_assert_false (willow_live_subscription_get_unsent (live));
  willow_subscription_keeper_apply (fixture->keeper, live);
  g_object_set (subscription, "filter", "ab", NULL);
  g_object_set (subscription, "filter", "abc", NULL);
  g_assert_true (willow_live_subscription_get_unsent (live));
  settle ();
  willow_subscription_keeper_apply (fixture->keeper, live);
  expect (fixture, "a2 ( 0002 00 \"a\" )");
  expect (fixture, "82 ( 0003 00 \"abc\" 00 )");
  g_assert_false (willow_live_subscription_get_unsent (live));
  answer (fixture, "b0 04 0002 00 11 90 04 0003 00 00");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  assert_said (fixture, 0, "“abc”");
}

/* Two rows of one filter are one subscription for the server. */
static void
test_twins (Fixture *fixture, gconstpointer data)
{
  add (fixture, "a", MQTT_QOS_0);
  add (fixture, "a", MQTT_QOS_2);
  connect_well (fixture);
  expect (fixture, "82 ( 0001 00 \"a\" 00 \"a\" 02 )");
  answer (fixture, "90 05 0001 00 00 02");
  until_live (fixture, 1, WILLOW_LIVE_GRANTED);
  willow_profile_remove_subscription (fixture->profile, 1);
  expect (fixture, "82 ( 0002 00 \"a\" 00 )");
  answer (fixture, "90 04 0002 00 00");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  willow_profile_remove_subscription (fixture->profile, 0);
  expect (fixture, "a2 ( 0003 00 \"a\" )");
}

/* What the server cannot do is not sent, and does not keep back the others.
 * client: [MQTT-3.8.3-4] */
static void
test_limits (Fixture *fixture, gconstpointer data)
{
  WillowProfileSubscription *shared;

  add (fixture, "a/#", MQTT_QOS_0);
  shared = add (fixture, "$share/g/a", MQTT_QOS_0);
  g_object_set (add (fixture, "i", MQTT_QOS_0), "identifier", 1u, NULL);
  add (fixture, "good", MQTT_QOS_2);
  connect_with (fixture, "20 ( 00 00 ( 28 00 29 00 2a 00 24 01 ) )");
  expect (fixture, "82 ( 0001 00 \"good\" 02 )");
  answer (fixture, "90 04 0001 00 01");
  until_live (fixture, 3, WILLOW_LIVE_GRANTED);
  assert_said (fixture, 3, "Maximum QoS");
  for (guint i = 0; i < 3; i++)
    assert_state (fixture, i, WILLOW_LIVE_NOT_SENT);
  assert_said (fixture, 0, "Wildcard Subscription Available 0");
  assert_said (fixture, 1, "Shared Subscription Available 0");
  assert_said (fixture, 2, "Subscription Identifiers Available 0");
  /* What was in the way goes, and it is sent. */
  set_uint (fixture, 2, "identifier", 0);
  expect (fixture, "82 ( 0002 00 \"i\" 00 )");
  leave (fixture);
  for (guint i = 3; i > 0; i--)
    willow_profile_remove_subscription (fixture->profile, i == 1 ? 0 : i);
  g_object_set (shared, "no-local", TRUE, NULL);
  connect_well (fixture);
  settle ();
  assert_state (fixture, 0, WILLOW_LIVE_NOT_SENT);
  assert_said (fixture, 0, "[MQTT-3.8.3-4]");
  g_object_set (shared, "no-local", FALSE, NULL);
  expect (fixture, "82 ( 0003 00 \"$share/g/a\" 00 )");
}

/* Longer than MQTT can say: not sent, and the others are. */
static void
test_too_long (Fixture *fixture, gconstpointer data)
{
  g_autofree char *filter = g_strnfill (65536, 'x');

  add (fixture, filter, MQTT_QOS_0);
  add (fixture, "a", MQTT_QOS_0);
  connect_well (fixture);
  expect (fixture, "82 ( 0001 00 \"a\" 00 )");
  assert_state (fixture, 0, WILLOW_LIVE_NOT_SENT);
  assert_said (fixture, 0, "65,535");
}

/* A Session that goes on holds what was granted; what is sent again all the
 * same is said to be. */
static void
test_session (Fixture *fixture, gconstpointer data)
{
  keep_session (fixture);
  add (fixture, "a", MQTT_QOS_1);
  g_object_set (add (fixture, "b", MQTT_QOS_0), "enabled", FALSE, NULL);
  connect_well (fixture);
  expect (fixture, "82 ( 0001 00 \"a\" 01 )");
  answer (fixture, "90 04 0001 00 01");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  assert_state (fixture, 1, WILLOW_LIVE_NOT_SENT);
  leave (fixture);
  assert_state (fixture, 0, WILLOW_LIVE_HELD);
  connect_with (fixture, "20 03 01 00 00");
  expect (fixture, "82 ( 0002 00 \"a\" 01 )");
  answer (fixture, "90 04 0002 00 01");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  assert_said (fixture, 0, "the server held it");
  g_assert_true (
      willow_live_subscription_get_is_sent_here (get_live (fixture, 0)));
  assert_state (fixture, 1, WILLOW_LIVE_NOT_SENT);
  /* The server has lost it. */
  leave (fixture);
  connect_well (fixture);
  expect (fixture, "82 ( 0003 00 \"a\" 01 )");
  answer (fixture, "90 04 0003 00 01");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  assert_said (fixture, 0, "on this connection.");
}

/* What the profile says about subscribing again: what is not sent is held, and
 * said to be. */
static void
test_policy (Fixture *fixture, gconstpointer data)
{
  keep_session (fixture);
  g_object_set (fixture->profile,
                "resubscribe",
                (guint)WILLOW_RESUBSCRIBE_IF_ABSENT,
                NULL);
  add (fixture, "a", MQTT_QOS_1);
  connect_well (fixture);
  expect (fixture, "82 ( 0001 00 \"a\" 01 )");
  answer (fixture, "90 04 0001 00 01");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  leave (fixture);
  connect_with (fixture, "20 03 01 00 00");
  settle ();
  assert_state (fixture, 0, WILLOW_LIVE_HELD);
  assert_said (fixture, 0, "Not sent again by Willow.");
  g_assert_false (
      willow_live_subscription_get_is_sent_here (get_live (fixture, 0)));
  /* Other options are a new SUBSCRIBE. */
  set_uint (fixture, 0, "qos", 2);
  expect (fixture, "82 ( 0002 00 \"a\" 02 )");
  answer (fixture, "90 04 0002 00 02");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  leave (fixture);
  g_object_set (
      fixture->profile, "resubscribe", (guint)WILLOW_RESUBSCRIBE_NEVER, NULL);
  connect_well (fixture);
  settle ();
  assert_state (fixture, 0, WILLOW_LIVE_NOT_SENT);
  willow_subscription_keeper_subscribe (fixture->keeper, get_live (fixture, 0));
  expect (fixture, "82 ( 0003 00 \"a\" 02 )");
}

/* Removed while nobody was connected: the Session still has it, and the
 * messages come; it can be unsubscribed from there. */
static void
test_orphan (Fixture *fixture, gconstpointer data)
{
  GListModel *orphans =
      willow_subscription_keeper_get_orphans (fixture->keeper);
  g_autoptr (WillowLiveSubscription) orphan = NULL;

  keep_session (fixture);
  add (fixture, "a", MQTT_QOS_1);
  connect_well (fixture);
  expect (fixture, "82 ( 0001 00 \"a\" 01 )");
  answer (fixture, "90 04 0001 00 01");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  leave (fixture);
  willow_profile_remove_subscription (fixture->profile, 0);
  g_assert_cmpuint (g_list_model_get_n_items (orphans), ==, 1);
  connect_with (fixture, "20 03 01 00 00");
  g_assert_cmpuint (g_list_model_get_n_items (orphans), ==, 1);
  orphan = g_list_model_get_item (orphans, 0);
  g_assert_cmpuint (
      willow_live_subscription_get_state (orphan), ==, WILLOW_LIVE_HELD);
  willow_subscription_keeper_unsubscribe (fixture->keeper, orphan);
  expect (fixture, "a2 ( 0002 00 \"a\" )");
  answer (fixture, "b0 04 0002 00 00");
  while (g_list_model_get_n_items (orphans) > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Of a Session from before this program only the server knows. */
static void
test_unknown_session (Fixture *fixture, gconstpointer data)
{
  WillowProfileSubscription *subscription = add (fixture, "a", MQTT_QOS_1);

  g_object_set (subscription, "enabled", FALSE, NULL);
  g_object_set (fixture->profile, "clean-start", FALSE, NULL);
  connect_with (fixture, "20 03 01 00 00");
  assert_state (fixture, 0, WILLOW_LIVE_UNKNOWN);
  assert_said (fixture, 0, "only the server knows");
  /* It is no other subscription by being looked at. */
  g_object_set (subscription, "qos", 2u, NULL);
  settle ();
  willow_subscription_keeper_unsubscribe (fixture->keeper,
                                          get_live (fixture, 0));
  expect (fixture, "a2 ( 0001 00 \"a\" )");
  answer (fixture, "b0 04 0001 00 11");
  until_live (fixture, 0, WILLOW_LIVE_UNSUBSCRIBED);
  assert_said (fixture, 0, "0x11 No subscription existed");
}

/* The connection ends before the answer: nobody knows. */
static void
test_lost (Fixture *fixture, gconstpointer data)
{
  add (fixture, "a", MQTT_QOS_1);
  connect_well (fixture);
  expect (fixture, "82 ( 0001 00 \"a\" 01 )");
  leave (fixture);
  assert_state (fixture, 0, WILLOW_LIVE_NOT_SENT);
  assert_said (fixture, 0, "the connection ended before SUBACK came");
  connect_well (fixture);
  expect (fixture, "82 ( 0002 00 \"a\" 01 )");
  answer (fixture, "90 04 0002 00 01");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
}

/* The server will not unsubscribe. */
static void
test_unsubscribe_refused (Fixture *fixture, gconstpointer data)
{
  WillowProfileSubscription *subscription = add (fixture, "a", MQTT_QOS_1);

  connect_well (fixture);
  expect (fixture, "82 ( 0001 00 \"a\" 01 )");
  answer (fixture, "90 04 0001 00 01");
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  g_object_set (subscription, "enabled", FALSE, NULL);
  expect (fixture, "a2 ( 0002 00 \"a\" )");
  answer (fixture, "b0 04 0002 00 87");
  until_live (fixture, 0, WILLOW_LIVE_HELD);
  assert_said (fixture, 0, "refused to unsubscribe, 0x87 Not authorized");
}

#define TEST(name, version, func)                                              \
  g_test_add ("/subscriptions/" name,                                          \
              Fixture,                                                         \
              GUINT_TO_POINTER (version),                                      \
              set_up,                                                          \
              func,                                                            \
              tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  TEST ("states/5.0", 5, test_states);
  TEST ("states/3.1.1", 4, test_states_3);
  TEST ("options", 5, test_options);
  TEST ("while-connected", 5, test_while_connected);
  TEST ("edit-filter", 5, test_edit_filter);
  TEST ("twins", 5, test_twins);
  TEST ("limits", 5, test_limits);
  TEST ("too-long", 5, test_too_long);
  TEST ("session", 5, test_session);
  TEST ("policy", 5, test_policy);
  TEST ("orphan", 5, test_orphan);
  TEST ("unknown-session", 5, test_unknown_session);
  TEST ("lost", 5, test_lost);
  TEST ("unsubscribe-refused", 5, test_unsubscribe_refused);
  return g_test_run ();
}
