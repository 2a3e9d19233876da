/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-doctor-watch.h"
#include "doctor/willow-doctor.h"
#include "lib/client-fixture.h"
#include "raw-server.h"

#include "broker/willow-broker.h"

/* What a diagnosis does to a broker and to those who are there, and what it
 * does not. */
typedef struct
{
  WillowBroker    *broker;
  guint16          port;
  WillowDiagnosis *diagnosis;
} World;

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static void
set_up (World *world, gconstpointer data)
{
  g_auto (WillowBrokerConfig) config = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  willow_broker_config_init (&config);
  willow_broker_config_get_listener (&config, 0)->port = 0;
  world->broker = willow_broker_new ();
  willow_broker_start_async (world->broker, &config, keep_result_cb, &result);
  client_fixture_until (result != NULL);
  g_assert_true (willow_broker_start_finish (world->broker, result, NULL));
  world->port = willow_broker_get_port (world->broker, WILLOW_SCHEME_MQTT);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  willow_broker_stop_async (world->broker, keep_result_cb, &result);
  client_fixture_until (result != NULL);
  g_assert_true (willow_broker_stop_finish (world->broker, result, NULL));
  g_object_unref (world->broker);
  g_clear_pointer (&world->diagnosis, willow_diagnosis_unref);
}

static void
diagnose (World *world, ClientFixture *like, WillowDoctorFlags flags)
{
  const WillowDoctorRequest request = { .flags = flags, .stay_ms = 20 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  willow_doctor_run_async (
      like->io_thread, like->options, &request, NULL, keep_result_cb, &result);
  client_fixture_until (result != NULL);
  g_clear_pointer (&world->diagnosis, willow_diagnosis_unref);
  world->diagnosis = willow_doctor_run_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (willow_diagnosis_get_name (world->diagnosis), ==, "healthy");
}

static void
publish (ClientFixture *client, const char *topic, MqttQos qos)
{
  g_autoptr (GBytes) payload = g_bytes_new_static ("x", 1);

  client_fixture_publish (client, topic, payload, qos, FALSE);
  client_fixture_succeed (client);
}

/* It leaves with DISCONNECT 0x00 [MQTT-3.14.4-3]: what comes next is not the
 * will. */
static void
test_no_will (World *world, gconstpointer data)
{
  ClientFixture listener = { 0 }, ill = { 0 };
  g_autoptr (GBytes) payload = g_bytes_new_static ("gone", 4);
  g_autofree char *heard = NULL;

  client_fixture_set_up (&listener, MQTT_VERSION_5_0, world->port);
  client_fixture_connect (&listener, NULL);
  client_fixture_succeed (&listener);
  client_fixture_subscribe (&listener, "#", MQTT_QOS_1);
  client_fixture_succeed (&listener);
  client_fixture_set_up (&ill, MQTT_VERSION_5_0, world->port);
  willow_client_options_set_client_id (ill.options, "ill");
  willow_client_options_set_will (
      ill.options, "will", payload, MQTT_QOS_1, FALSE);
  diagnose (world, &ill, WILLOW_DOCTOR_DEFAULT);
  publish (&listener, "after", MQTT_QOS_1);
  client_fixture_wait_for_messages (&listener, 1);
  heard = client_fixture_dup_message (&listener, 0);
  g_assert_cmpstr (heard, ==, "after x");
  client_fixture_tear_down (&ill);
  client_fixture_tear_down (&listener);
}

/* What waits in a kept Session waits on. */
static void
test_nothing_lost (World *world, gconstpointer data)
{
  ClientFixture sender = { 0 }, owner = { 0 };

  client_fixture_set_up (&owner, MQTT_VERSION_3_1_1, world->port);
  willow_client_options_set_client_id (owner.options, "owner");
  willow_client_options_set_clean_start (owner.options, FALSE);
  client_fixture_connect (&owner, NULL);
  client_fixture_succeed (&owner);
  client_fixture_subscribe (&owner, "#", MQTT_QOS_2);
  client_fixture_succeed (&owner);
  client_fixture_disconnect (&owner, WILLOW_DISCONNECT_CLEAN);
  client_fixture_succeed (&owner);
  client_fixture_set_up (&sender, MQTT_VERSION_3_1_1, world->port);
  client_fixture_connect (&sender, NULL);
  client_fixture_succeed (&sender);
  publish (&sender, "one", MQTT_QOS_1);
  publish (&sender, "two", MQTT_QOS_2);
  diagnose (world, &owner, WILLOW_DOCTOR_DEFAULT);
  diagnose (world, &owner, WILLOW_DOCTOR_DEFAULT);
  client_fixture_connect (&owner, NULL);
  client_fixture_succeed (&owner);
  g_assert_true (willow_client_get_session_present (owner.client));
  client_fixture_wait_for_messages (&owner, 2);
  client_fixture_tear_down (&sender);
  client_fixture_tear_down (&owner);
}

/* With its own Client Identifier the one that runs is taken over, with another
 * it is not. */
static void
test_takeover (World *world, gconstpointer data)
{
  ClientFixture running = { 0 };

  client_fixture_set_up (&running, MQTT_VERSION_5_0, world->port);
  client_fixture_connect (&running, NULL);
  client_fixture_succeed (&running);
  diagnose (world, &running, WILLOW_DOCTOR_OTHER_CLIENT_ID);
  publish (&running, "a", MQTT_QOS_1);
  g_assert_cmpint (
      willow_client_get_state (running.client), ==, WILLOW_CLIENT_CONNECTED);
  diagnose (world, &running, WILLOW_DOCTOR_DEFAULT);
  client_fixture_until (willow_client_get_state (running.client) ==
                        WILLOW_CLIENT_LOST);
  client_fixture_tear_down (&running);
}

static void
watched_cb (WillowDiagnosis *diagnosis, gpointer user_data)
{
  World *world = user_data;

  g_clear_pointer (&world->diagnosis, willow_diagnosis_unref);
  world->diagnosis = willow_diagnosis_ref (diagnosis);
}

/* Made of the attempt that failed: the server sees one connection. */
static void
test_watch (World *world, gconstpointer data)
{
  static const RawScript script = { .answer = "hex:20 02 00 05",
                                    .end = RAW_CLOSE };
  RawServer             *server = raw_server_new (&script);
  ClientFixture          client = { 0 };
  WillowDoctorWatch     *watch;

  client_fixture_set_up (
      &client, MQTT_VERSION_3_1_1, raw_server_get_port (server));
  watch = willow_doctor_watch_new (client.client, watched_cb, world);
  client_fixture_connect (&client, NULL);
  client_fixture_wait (&client);
  g_assert_false (client.succeeded);
  g_assert_cmpstr (willow_diagnosis_get_name (world->diagnosis),
                   ==,
                   "refused-not-authorized");
  g_assert_cmpint (willow_diagnosis_get_code (world->diagnosis), ==, 5);
  g_assert_cmpuint (raw_server_get_n_connections (server), ==, 1);
  willow_doctor_watch_free (watch);
  client_fixture_tear_down (&client);
  raw_server_free (server);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*func) (World *world, gconstpointer data);
  } tests[] = {
    { "/doctor-harm/no-will", test_no_will },
    { "/doctor-harm/nothing-lost", test_nothing_lost },
    { "/doctor-harm/takeover", test_takeover },
    { "/doctor-harm/watch", test_watch },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, World, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
