/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/client-fixture.h"
#include "lib/test-loop.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Our client against a real mosquitto. */

#define SKIPPED 77
#define MANY_BYTES (10u * 1024 * 1024)

static struct
{
  GSubprocess *process;
  char        *folder;
  char        *config;
  guint16      port;
} server;

typedef struct
{
  ClientFixture a;
  ClientFixture b;
  MqttVersion   version;
} Fixture;

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean
accepts_connections (void)
{
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string ("127.0.0.1", server.port);
  g_autoptr (GSocket) socket = g_socket_new (
      G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  return g_socket_connect (socket, address, NULL, NULL);
}

static void
start_server (const char *program)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *text = NULL;

  server.port = test_loop_find_closed_port ();
  server.folder = g_dir_make_tmp ("willow-interop-XXXXXX", &error);
  g_assert_no_error (error);
  server.config = g_build_filename (server.folder, "mosquitto.conf", NULL);
  text = g_strdup_printf ("listener %u 127.0.0.1\n"
                          "allow_anonymous true\n"
                          "user root\n",
                          server.port);
  g_file_set_contents (server.config, text, -1, &error);
  g_assert_no_error (error);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  server.process = g_subprocess_launcher_spawn (
      launcher, &error, program, "-c", server.config, NULL);
  g_assert_no_error (error);
  while (!accepts_connections ())
    {
      g_assert_nonnull (g_subprocess_get_identifier (server.process));
      g_usleep (10 * 1000);
    }
}

static void
stop_server (void)
{
  g_subprocess_send_signal (server.process, SIGTERM);
  g_subprocess_wait (server.process, NULL, NULL);
  g_object_unref (server.process);
  g_unlink (server.config);
  g_rmdir (server.folder);
  g_free (server.config);
  g_free (server.folder);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->version = GPOINTER_TO_UINT (data);
  client_fixture_set_up (&fixture->a, fixture->version, server.port);
  client_fixture_set_up (&fixture->b, fixture->version, server.port);
  willow_client_options_set_client_id (fixture->b.options, "b");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  client_fixture_tear_down (&fixture->a);
  client_fixture_tear_down (&fixture->b);
}

static void
connect_both (Fixture *fixture)
{
  client_fixture_connect (&fixture->a, NULL);
  client_fixture_succeed (&fixture->a);
  client_fixture_connect (&fixture->b, NULL);
  client_fixture_succeed (&fixture->b);
}

static void
publish (ClientFixture *client,
         const char    *topic,
         const char    *payload,
         MqttQos        qos,
         gboolean       retain)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));

  client_fixture_publish (client, topic, bytes, qos, retain);
  client_fixture_succeed (client);
}

static void
subscribe (ClientFixture *client, const char *filter, MqttQos qos)
{
  guint8 granted = (guint8)qos;

  client_fixture_subscribe (client, filter, qos);
  client_fixture_succeed (client);
  g_assert_cmpmem (g_bytes_get_data (client->codes, NULL),
                   g_bytes_get_size (client->codes),
                   &granted,
                   1);
}

static void
assert_message (ClientFixture *client, guint i, const char *expected)
{
  g_autofree char *message = NULL;

  client_fixture_wait_for_messages (client, i + 1);
  message = client_fixture_dup_message (client, i);
  g_assert_cmpstr (message, ==, expected);
}

/* Nothing but the standard between the two. 3.1.1: [MQTT-7.0.0-2] */
static void
test_qos (Fixture *fixture, gconstpointer data)
{
  connect_both (fixture);
  subscribe (&fixture->b, "q/#", MQTT_QOS_2);
  publish (&fixture->a, "q/0", "zero", MQTT_QOS_0, FALSE);
  assert_message (&fixture->b, 0, "q/0 zero");
  publish (&fixture->a, "q/1", "one", MQTT_QOS_1, FALSE);
  assert_message (&fixture->b, 1, "q/1 one");
  publish (&fixture->a, "q/2", "two", MQTT_QOS_2, FALSE);
  assert_message (&fixture->b, 2, "q/2 two");
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  connect_both (fixture);
  subscribe (&fixture->b, "many", MQTT_QOS_1);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *payload = g_strdup_printf ("%u", i);

      publish (&fixture->a, "many", payload, i % 3, FALSE);
    }
  client_fixture_wait_for_messages (&fixture->b, 300);
}

static void
test_unsubscribe (Fixture *fixture, gconstpointer data)
{
  connect_both (fixture);
  subscribe (&fixture->b, "u", MQTT_QOS_1);
  client_fixture_unsubscribe (&fixture->b, "u");
  client_fixture_succeed (&fixture->b);
  publish (&fixture->a, "u", "unheard", MQTT_QOS_1, FALSE);
  subscribe (&fixture->b, "v", MQTT_QOS_1);
  publish (&fixture->a, "v", "heard", MQTT_QOS_1, FALSE);
  assert_message (&fixture->b, 0, "v heard");
}

static void
test_retained (Fixture *fixture, gconstpointer data)
{
  connect_both (fixture);
  publish (&fixture->a, "r", "kept", MQTT_QOS_1, TRUE);
  subscribe (&fixture->b, "r", MQTT_QOS_1);
  assert_message (&fixture->b, 0, "r kept retained");
  publish (&fixture->a, "r", "", MQTT_QOS_1, TRUE);
}

static void
test_will (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) will = g_bytes_new_static ("gone", 4);

  willow_client_options_set_will (
      fixture->a.options, "w", will, MQTT_QOS_1, FALSE);
  connect_both (fixture);
  subscribe (&fixture->b, "w", MQTT_QOS_1);
  client_fixture_disconnect (&fixture->a, WILLOW_DISCONNECT_DROP);
  client_fixture_succeed (&fixture->a);
  assert_message (&fixture->b, 0, "w gone");
}

/* A clean goodbye discards the will; in 5.0 one can ask for it. */
static void
test_will_at_goodbye (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) will = g_bytes_new_static ("gone", 4);

  willow_client_options_set_will (
      fixture->a.options, "w", will, MQTT_QOS_1, FALSE);
  connect_both (fixture);
  subscribe (&fixture->b, "w", MQTT_QOS_1);
  client_fixture_disconnect (&fixture->a, WILLOW_DISCONNECT_CLEAN);
  client_fixture_succeed (&fixture->a);
  client_fixture_connect (&fixture->a, NULL);
  client_fixture_succeed (&fixture->a);
  publish (&fixture->a, "w", "not gone", MQTT_QOS_1, FALSE);
  assert_message (&fixture->b, 0, "w not gone");
  client_fixture_disconnect (&fixture->a, WILLOW_DISCONNECT_WITH_WILL);
  client_fixture_succeed (&fixture->a);
  assert_message (&fixture->b, 1, "w gone");
}

static void
set_session_expiry (WillowClientOptions *options, guint32 seconds)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();

  mqtt_properties_append_number (
      properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, seconds);
  willow_client_options_set_properties (
      options, mqtt_properties_from_array (properties));
}

static void
test_persistent_session (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id =
      g_strdup_printf ("persistent-%d", (int)fixture->version);

  willow_client_options_set_client_id (fixture->b.options, id);
  willow_client_options_set_clean_start (fixture->b.options, FALSE);
  if (fixture->version == MQTT_VERSION_5_0)
    set_session_expiry (fixture->b.options, 300);
  connect_both (fixture);
  g_assert_false (willow_client_get_session_present (fixture->b.client));
  subscribe (&fixture->b, "p", MQTT_QOS_2);
  client_fixture_disconnect (&fixture->b, WILLOW_DISCONNECT_CLEAN);
  client_fixture_succeed (&fixture->b);
  publish (&fixture->a, "p", "while away", MQTT_QOS_2, FALSE);
  client_fixture_connect (&fixture->b, NULL);
  client_fixture_succeed (&fixture->b);
  if (fixture->version != MQTT_VERSION_3_1)
    g_assert_true (willow_client_get_session_present (fixture->b.client));
  assert_message (&fixture->b, 0, "p while away");
}

static void
test_taken_over (Fixture *fixture, gconstpointer data)
{
  g_autofree char    *said = NULL;
  const WillowEnding *ending;

  willow_client_options_set_client_id (fixture->a.options, "same");
  willow_client_options_set_client_id (fixture->b.options, "same");
  connect_both (fixture);
  client_fixture_until (willow_client_get_state (fixture->a.client) ==
                        WILLOW_CLIENT_LOST);
  ending = willow_client_get_ending (fixture->a.client);
  said = willow_client_explain_state (fixture->a.client);
  g_test_message ("%s", said);
  /* MQTT-3.1.4-3 wants DISCONNECT 0x8e in 5.0; mosquitto 2.0.11 only closes.
   */
  if (ending->kind == WILLOW_ENDING_DISCONNECT)
    g_assert_cmpint (ending->code, ==, MQTT_REASON_SESSION_TAKEN_OVER);
  else
    g_assert_cmpint (ending->kind, ==, WILLOW_ENDING_FIN);
}

static void
test_large_payload (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) payload =
      g_bytes_new_take (g_malloc0 (MANY_BYTES), MANY_BYTES);

  connect_both (fixture);
  subscribe (&fixture->b, "large", MQTT_QOS_1);
  client_fixture_publish (&fixture->a, "large", payload, MQTT_QOS_1, FALSE);
  client_fixture_succeed (&fixture->a);
  client_fixture_wait_for_messages (&fixture->b, 1);
  g_assert_cmpuint (fixture->b.last_payload_bytes, ==, MANY_BYTES);
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  static const MqttVersion versions[] = { MQTT_VERSION_3_1,
                                          MQTT_VERSION_3_1_1,
                                          MQTT_VERSION_5_0 };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/interop/client-mosquitto/%s/%s",
                           mqtt_version_get_name (versions[i]),
                           name);

      g_test_add (path,
                  Fixture,
                  GUINT_TO_POINTER (versions[i]),
                  set_up,
                  func,
                  tear_down);
    }
}

static char *
find_server (void)
{
  char *program = g_find_program_in_path ("mosquitto");

  if (program == NULL &&
      g_file_test ("/usr/sbin/mosquitto", G_FILE_TEST_IS_EXECUTABLE))
    program = g_strdup ("/usr/sbin/mosquitto");
  return program;
}

int
main (int argc, char **argv)
{
  g_autofree char *program = NULL;
  int              result;

  g_test_init (&argc, &argv, NULL);
  program = find_server ();
  if (program == NULL)
    return SKIPPED;
  start_server (program);
  add ("qos", test_qos);
  add ("many", test_many);
  add ("unsubscribe", test_unsubscribe);
  add ("retained", test_retained);
  add ("will", test_will);
  add ("will-at-goodbye", test_will_at_goodbye);
  add ("persistent-session", test_persistent_session);
  add ("taken-over", test_taken_over);
  add ("large-payload", test_large_payload);
  result = g_test_run ();
  stop_server ();
  return result;
}
