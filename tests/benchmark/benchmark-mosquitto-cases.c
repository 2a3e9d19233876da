/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "benchmark-case.h"

#if HAVE_LIBMOSQUITTO

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <string.h>

static gpointer
set_up (void)
{
  return NULL;
}

static void
run_match (gpointer data, guint n)
{
  guint n_matches = 0;

  for (guint i = 0; i < n; i++)
    {
      bool matches = false;

      mosquitto_topic_matches_sub (BENCHMARK_FILTER, BENCHMARK_TOPIC, &matches);
      n_matches += matches;
    }
  g_assert_cmpuint (n_matches, ==, n);
}

static void
run_check_topic (gpointer data, guint n)
{
  guint n_right = 0;

  for (guint i = 0; i < n; i++)
    n_right +=
        mosquitto_pub_topic_check2 (
            BENCHMARK_TOPIC, strlen (BENCHMARK_TOPIC)) == MOSQ_ERR_SUCCESS &&
        mosquitto_validate_utf8 (
            BENCHMARK_TOPIC, (int)strlen (BENCHMARK_TOPIC)) == MOSQ_ERR_SUCCESS;
  g_assert_cmpuint (n_right, ==, n);
}

static void
build_properties (mosquitto_property **out)
{
  static const char *const pairs[][2] = {
    { "name", "value" }, { "site", "kitchen" }, { "n", "1" }, { "n", "2" }
  };

  mosquitto_property_add_int32 (out, MQTT_PROP_SESSION_EXPIRY_INTERVAL, 60);
  mosquitto_property_add_int16 (out, MQTT_PROP_RECEIVE_MAXIMUM, 10);
  mosquitto_property_add_int16 (out, MQTT_PROP_TOPIC_ALIAS_MAXIMUM, 20);
  mosquitto_property_add_int32 (out, MQTT_PROP_MAXIMUM_PACKET_SIZE, 65536);
  mosquitto_property_add_byte (out, MQTT_PROP_REQUEST_PROBLEM_INFORMATION, 1);
  mosquitto_property_add_byte (out, MQTT_PROP_REQUEST_RESPONSE_INFORMATION, 1);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    mosquitto_property_add_string_pair (
        out, MQTT_PROP_USER_PROPERTY, pairs[i][0], pairs[i][1]);
}

static void
run_properties (gpointer data, guint n)
{
  guint n_right = 0;

  for (guint i = 0; i < n; i++)
    {
      mosquitto_property *out = NULL;

      build_properties (&out);
      n_right +=
          mosquitto_property_check_all (CMD_CONNECT, out) == MOSQ_ERR_SUCCESS;
      mosquitto_property_free_all (&out);
    }
  g_assert_cmpuint (n_right, ==, n);
}

const BenchmarkCase mosquitto_cases[] = {
  { "libmosquitto: match one filter", 5000000, set_up, run_match, NULL },
  { "libmosquitto: check a Topic Name",
    5000000,
    set_up,
    run_check_topic,
    NULL },
  { "libmosquitto: build and check ten properties",
    1000000,
    set_up,
    run_properties,
    NULL },
};
const guint n_mosquitto_cases = G_N_ELEMENTS (mosquitto_cases);

#else

const BenchmarkCase mosquitto_cases[] = { { 0 } };
const guint         n_mosquitto_cases = 0;

#endif
