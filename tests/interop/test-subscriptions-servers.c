/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/guard/willow-broker-access.h"
#include "broker/willow-broker.h"
#include "fault/willow-fault-text.h"
#include "model/conversation/willow-conversation.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lib/test-loop.h"

/* The life of subscriptions on real servers: ours, and mosquitto where it is
 * installed, in two versions. */

typedef enum
{
  OURS,
  MOSQUITTO,
} Peer;

typedef struct
{
  Peer        peer;
  MqttVersion version;
  const char *path;
  void (*run) (gpointer);
  const char *fault; /* (nullable) */
} Case;

typedef struct
{
  const Case               *what;
  WillowBroker             *broker;
  GSubprocess              *mosquitto;
  char                     *config;
  guint16                   port;
  WillowIoThread           *io_thread;
  WillowProfile            *profile;
  WillowConversation       *conversation;
  WillowSubscriptionKeeper *keeper;
} Fixture;

#define until(condition)                                                       \
  while (!(condition))                                                         \
  g_main_context_iteration (NULL, TRUE)

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  willow_broker_start_finish (WILLOW_BROKER (source), result, &error);
  g_assert_no_error (error);
}

/* Who wants to subscribe to "shut" may not. */
static void
start_ours (Fixture *fixture)
{
  static const char rules[] = "topic readwrite #\n"
                              "topic subscribe open/#\n";
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_auto (WillowBrokerConfig) config;
  WillowBrokerAccess *access = willow_broker_access_new ();

  willow_broker_config_init (&config);
  g_assert_true (willow_broker_access_read_rules (
      access, rules, sizeof rules - 1, "rules", problems));
  willow_broker_access_set_anonymous (access, TRUE);
  config.access = access;
  if (fixture->what->fault != NULL)
    config.faults = willow_fault_list_parse (fixture->what->fault, NULL);
  willow_broker_config_add_listener (
      &config, WILLOW_SCHEME_MQTT, "127.0.0.1", 0);
  fixture->broker = willow_broker_new ();
  willow_broker_start_async (fixture->broker, &config, started_cb, NULL);
  until (willow_broker_get_running (fixture->broker));
  fixture->port = willow_broker_get_port (fixture->broker, WILLOW_SCHEME_MQTT);
}

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean
accepts_connections (guint16 port)
{
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GSocket) socket = g_socket_new (
      G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  return g_socket_connect (socket, address, NULL, NULL);
}

/* (transfer full) (nullable) */
static char *
find_mosquitto (void)
{
  char *program = g_find_program_in_path ("mosquitto");

  if (program == NULL &&
      g_file_test ("/usr/sbin/mosquitto", G_FILE_TEST_IS_EXECUTABLE))
    program = g_strdup ("/usr/sbin/mosquitto");
  return program;
}

static gboolean
start_mosquitto (Fixture *fixture)
{
  g_autofree char *program = find_mosquitto ();
  g_autofree char *text = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  int fd;

  if (program == NULL)
    return FALSE;
  fixture->port = test_loop_find_closed_port ();
  text = g_strdup_printf ("listener %u 127.0.0.1\nallow_anonymous true\n"
                          "user root\n",
                          fixture->port);
  fd = g_file_open_tmp ("willow-mosquitto-XXXXXX", &fixture->config, NULL);
  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_true (g_file_set_contents (fixture->config, text, -1, NULL));
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  fixture->mosquitto = g_subprocess_launcher_spawn (
      launcher, NULL, program, "-c", fixture->config, NULL);
  g_assert_nonnull (fixture->mosquitto);
  while (!accepts_connections (fixture->port))
    {
      g_assert_nonnull (g_subprocess_get_identifier (fixture->mosquitto));
      g_usleep (10 * 1000);
    }
  return TRUE;
}

static void
make_conversation (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->io_thread = willow_io_thread_new ("test", &error);
  g_assert_no_error (error);
  fixture->profile = willow_profile_new ("Test");
  g_object_set (fixture->profile,
                "host",
                "127.0.0.1",
                "port",
                (guint)fixture->port,
                "version",
                (guint)fixture->what->version,
                NULL);
  fixture->conversation =
      willow_conversation_new (fixture->profile, fixture->io_thread);
  fixture->keeper =
      willow_conversation_get_subscriptions (fixture->conversation);
}

static void
tear_down (Fixture *fixture)
{
  g_object_run_dispose (G_OBJECT (fixture->conversation));
  g_object_unref (fixture->conversation);
  g_object_unref (fixture->profile);
  if (fixture->broker != NULL)
    {
      willow_broker_stop_async (fixture->broker, NULL, NULL);
      until (!willow_broker_get_running (fixture->broker));
      g_object_unref (fixture->broker);
    }
  if (fixture->mosquitto != NULL)
    {
      g_subprocess_send_signal (fixture->mosquitto, SIGTERM);
      g_subprocess_wait (fixture->mosquitto, NULL, NULL);
      g_object_unref (fixture->mosquitto);
      g_unlink (fixture->config);
      g_free (fixture->config);
    }
  willow_io_thread_unref (fixture->io_thread);
}

static void
come (Fixture *fixture)
{
  willow_conversation_connect (fixture->conversation, NULL);
  until (willow_conversation_get_state (fixture->conversation) ==
         WILLOW_CLIENT_CONNECTED);
}

static void
go (Fixture *fixture)
{
  willow_conversation_disconnect (fixture->conversation,
                                  WILLOW_DISCONNECT_CLEAN);
  until (willow_conversation_get_state (fixture->conversation) ==
         WILLOW_CLIENT_DISCONNECTED);
}

static WillowLiveSubscription *
get_live (Fixture *fixture, guint position)
{
  g_autoptr (WillowLiveSubscription) live = g_list_model_get_item (
      willow_subscription_keeper_get_list (fixture->keeper), position);

  g_assert_nonnull (live);
  return live; /* the list has a reference */
}

static void
until_live (Fixture *fixture, guint position, WillowLiveState state)
{
  WillowLiveSubscription *live = get_live (fixture, position);

  until (willow_live_subscription_get_state (live) == state);
}

static void
publish (Fixture *fixture, const char *topic)
{
  g_autoptr (GBytes) payload = g_bytes_new_static ("x", 1);

  willow_conversation_publish_async (
      fixture->conversation, topic, payload, MQTT_QOS_1, FALSE, NULL, NULL);
}

static gboolean
has_come (Fixture *fixture, const char *topic)
{
  return willow_topic_tree_lookup (
             willow_conversation_get_topics (fixture->conversation), topic) !=
         NULL;
}

/* Granted, replaced, switched off, and on again; messages tell that it is so.
 */
static void
test_life (gpointer data)
{
  Fixture                   *fixture = data;
  WillowProfileSubscription *subscription;

  come (fixture);
  subscription = willow_profile_add_subscription (
      fixture->profile, "open/+/a", MQTT_QOS_1);
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  g_assert_cmpuint (
      willow_live_subscription_get_code (get_live (fixture, 0)), ==, 1);
  publish (fixture, "open/1/a");
  until (has_come (fixture, "open/1/a"));
  g_object_set (subscription, "qos", 2u, NULL);
  until (willow_live_subscription_get_state (get_live (fixture, 0)) ==
             WILLOW_LIVE_GRANTED &&
         willow_live_subscription_get_code (get_live (fixture, 0)) == 2);
  g_object_set (subscription, "enabled", FALSE, NULL);
  until_live (fixture, 0, WILLOW_LIVE_UNSUBSCRIBED);
  publish (fixture, "open/2/a");
  willow_profile_add_subscription (fixture->profile, "open/3/a", MQTT_QOS_0);
  until_live (fixture, 1, WILLOW_LIVE_GRANTED);
  publish (fixture, "open/3/a");
  until (has_come (fixture, "open/3/a"));
  g_assert_false (has_come (fixture, "open/2/a"));
  go (fixture);
}

/* What the Session holds comes without being asked for again, and is said to
 * be held by the server. */
static void
test_session (gpointer data)
{
  Fixture *fixture = data;

  g_object_set (fixture->profile,
                "clean-start",
                FALSE,
                "use-session-expiry",
                TRUE,
                "session-expiry-seconds",
                60u,
                "resubscribe",
                (guint)WILLOW_RESUBSCRIBE_IF_ABSENT,
                NULL);
  willow_profile_add_subscription (fixture->profile, "open/s", MQTT_QOS_1);
  come (fixture);
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  go (fixture);
  come (fixture);
  g_assert_cmpuint (willow_live_subscription_get_state (get_live (fixture, 0)),
                    ==,
                    WILLOW_LIVE_HELD);
  publish (fixture, "open/s");
  until (has_come (fixture, "open/s"));
  go (fixture);
  /* A new Session knows nothing, and is asked. */
  g_object_set (fixture->profile, "clean-start", TRUE, NULL);
  come (fixture);
  until_live (fixture, 0, WILLOW_LIVE_GRANTED);
  g_assert_true (
      willow_live_subscription_get_is_sent_here (get_live (fixture, 0)));
  go (fixture);
}

/* 0x87 in 5.0, 0x80 in 3.1.1, and what a fault makes of the QoS. */
static void
test_refused (gpointer data)
{
  Fixture *fixture = data;

  willow_profile_add_subscription (fixture->profile, "shut", MQTT_QOS_1);
  come (fixture);
  until_live (fixture, 0, WILLOW_LIVE_REFUSED);
  g_assert_cmphex (willow_live_subscription_get_code (get_live (fixture, 0)),
                   ==,
                   fixture->what->version == MQTT_VERSION_5_0 ? 0x87 : 0x80);
  willow_profile_add_subscription (fixture->profile, "open/q", MQTT_QOS_2);
  until_live (fixture, 1, WILLOW_LIVE_GRANTED);
  g_assert_cmpuint (
      willow_live_subscription_get_code (get_live (fixture, 1)), ==, 0);
  g_assert_nonnull (
      strstr (willow_live_subscription_get_sentence (get_live (fixture, 1)),
              "granted QoS 0, asked for 2"));
  go (fixture);
}

static void
run_case (gconstpointer data)
{
  Fixture fixture = { .what = data };

  if (fixture.what->peer == OURS)
    start_ours (&fixture);
  else if (!start_mosquitto (&fixture))
    {
      g_test_skip ("mosquitto is not installed");
      return;
    }
  make_conversation (&fixture);
  fixture.what->run (&fixture);
  tear_down (&fixture);
}

int
main (int argc, char *argv[])
{
  static const Case cases[] = {
    { OURS, MQTT_VERSION_5_0, "/ours/5.0/life", test_life },
    { OURS, MQTT_VERSION_3_1_1, "/ours/3.1.1/life", test_life },
    { OURS, MQTT_VERSION_5_0, "/ours/5.0/session", test_session },
    { OURS, MQTT_VERSION_3_1_1, "/ours/3.1.1/session", test_session },
    { OURS,
      MQTT_VERSION_5_0,
      "/ours/5.0/refused",
      test_refused,
      "max-qos qos=0\n" },
    { OURS,
      MQTT_VERSION_3_1_1,
      "/ours/3.1.1/refused",
      test_refused,
      "max-qos qos=0\n" },
    { MOSQUITTO, MQTT_VERSION_5_0, "/mosquitto/5.0/life", test_life },
    { MOSQUITTO, MQTT_VERSION_3_1_1, "/mosquitto/3.1.1/life", test_life },
    { MOSQUITTO, MQTT_VERSION_5_0, "/mosquitto/5.0/session", test_session },
    { MOSQUITTO, MQTT_VERSION_3_1_1, "/mosquitto/3.1.1/session", test_session },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &cases[i], run_case);
  return g_test_run ();
}
