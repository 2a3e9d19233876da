/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/packet-builder.h"
#include "model/traffic/willow-findings-log.h"

typedef struct
{
  WillowTraceStore  *store;
  WillowFindingsLog *log;
  GPtrArray         *batch;
  guint              n_changed;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
fixture_init (Fixture *fixture)
{
  fixture->store = willow_trace_store_new (1024 * 1024);
  fixture->log = willow_findings_log_new (fixture->store, MQTT_ROLE_CLIENT);
  fixture->batch =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_record_unref);
  fixture->n_changed = 0;
  g_signal_connect_swapped (
      fixture->log, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
fixture_clear (Fixture *fixture)
{
  g_object_unref (fixture->log);
  g_object_unref (fixture->store);
  g_ptr_array_unref (fixture->batch);
}

static void
add (Fixture *fixture, guint32 connection, char direction, const char *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  g_ptr_array_add (fixture->batch,
                   willow_record_new (WILLOW_RECORD_PACKET,
                                      direction == '>'
                                          ? WILLOW_DIRECTION_TO_SERVER
                                          : WILLOW_DIRECTION_TO_CLIENT,
                                      MQTT_VERSION_3_1_1,
                                      connection,
                                      1000,
                                      (MqttSlice){ bytes->data, bytes->len }));
}

static void
add_handshake (Fixture *fixture, guint32 connection)
{
  add (fixture, connection, '>', "10 ( \"MQTT\" 04 02 003c \"c\" )");
  add (fixture, connection, '<', "20 ( 00 00 )");
}

static void
append (Fixture *fixture)
{
  willow_trace_store_append (fixture->store, fixture->batch);
  g_ptr_array_set_size (fixture->batch, 0);
}

static void
judge_all (Fixture *fixture)
{
  while (willow_findings_log_get_next_serial (fixture->log) <
         willow_trace_store_get_end_serial (fixture->store))
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_found (Fixture *fixture, guint64 serial, const char *id)
{
  guint              n_findings;
  const MqttFinding *findings =
      willow_findings_log_lookup (fixture->log, serial, &n_findings);

  g_assert_cmpuint (n_findings, ==, id != NULL ? 1 : 0);
  if (id == NULL)
    return;
  g_assert_cmpstr (findings[0].violation.id, ==, id);
  g_assert_cmpuint (findings[0].serial, ==, serial);
}

/* Nothing before it is asked for; then all that is there and all that comes. */
static void
test_lazy (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  add_handshake (&fixture, 1);
  add (&fixture, 1, '<', "40 ( 0001 )");
  append (&fixture);
  g_assert_false (g_main_context_pending (NULL));
  g_assert_cmpuint (willow_findings_log_get_next_serial (fixture.log), ==, 0);
  willow_findings_log_start (fixture.log);
  judge_all (&fixture);
  g_assert_cmpuint (fixture.n_changed, ==, 1);
  assert_found (&fixture, 1, NULL);
  assert_found (&fixture, 2, "MQTT-2.3.1-6");
  add (&fixture, 1, '>', "62 ( 0007 )");
  append (&fixture);
  judge_all (&fixture);
  g_assert_cmpuint (fixture.n_changed, ==, 2);
  assert_found (&fixture, 3, "MQTT-4.3.3-1");
  fixture_clear (&fixture);
}

/* Each connection is judged for itself. */
static void
test_connections (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  willow_findings_log_start (fixture.log);
  add_handshake (&fixture, 1);
  add (&fixture, 1, '>', "32 ( \"t\" 0001 'x' )");
  add_handshake (&fixture, 2);
  add (&fixture, 2, '<', "40 ( 0001 )");
  append (&fixture);
  judge_all (&fixture);
  assert_found (&fixture, 3, NULL);
  assert_found (&fixture, 5, "MQTT-2.3.1-6");
  fixture_clear (&fixture);
}

/* Evicted findings are gone, and a connection whose beginning is evicted is not
 * judged. */
static void
test_evicted (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  add_handshake (&fixture, 1);
  add (&fixture, 1, '<', "40 ( 0001 )");
  append (&fixture);
  willow_findings_log_start (fixture.log);
  judge_all (&fixture);
  assert_found (&fixture, 2, "MQTT-2.3.1-6");
  willow_trace_store_clear (fixture.store);
  assert_found (&fixture, 2, NULL);
  add (&fixture, 1, '<', "40 ( 0002 )");
  append (&fixture);
  judge_all (&fixture);
  assert_found (&fixture, 3, "MQTT-2.3.1-6");
  fixture_clear (&fixture);
}

static void
test_begun_before (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  add_handshake (&fixture, 1);
  append (&fixture);
  willow_trace_store_clear (fixture.store);
  add (&fixture, 1, '<', "40 ( 0001 )");
  append (&fixture);
  willow_findings_log_start (fixture.log);
  judge_all (&fixture);
  assert_found (&fixture, 2, NULL);
  add_handshake (&fixture, 2);
  add (&fixture, 2, '<', "40 ( 0001 )");
  append (&fixture);
  judge_all (&fixture);
  assert_found (&fixture, 5, "MQTT-2.3.1-6");
  fixture_clear (&fixture);
}

static void
test_text (void)
{
  MqttFinding      finding = { MQTT_SEVERITY_VIOLATION,
                               MQTT_ROLE_SERVER,
                               { 0x82, "MQTT-1-1", "1", "It is wrong.", 0 },
                               0,
                               0 };
  g_autofree char *numbered = willow_finding_to_string (&finding);
  g_autofree char *hint = NULL;

  g_assert_cmpstr (
      numbered, ==, "Violation by the Server: It is wrong. [MQTT-1-1]");
  finding.severity = MQTT_SEVERITY_HINT;
  finding.violation.id = "";
  hint = willow_finding_to_string (&finding);
  g_assert_cmpstr (hint, ==, "Hint: It is wrong.");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/findings-log/lazy", test_lazy);
  g_test_add_func ("/model/findings-log/connections", test_connections);
  g_test_add_func ("/model/findings-log/evicted", test_evicted);
  g_test_add_func ("/model/findings-log/begun-before", test_begun_before);
  g_test_add_func ("/model/findings-log/text", test_text);
  return g_test_run ();
}
