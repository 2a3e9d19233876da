/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

/* The second half of QoS 2, answered by the owner. */

#define REASONS                                                                \
  "26 0001 'k' 0001 '2' 1f 0003 'why' 26 0001 'k' 0001 '1' "                   \
  "26 0001 'k' 0001 '1'"

static Side *
new_manual (MqttRole role, guint8 version, const char *properties)
{
  MqttConnectionOptions options = { .auto_acknowledge = TRUE,
                                    .manual_releases = TRUE };
  Side                 *side = side_new (role, version, &options, NULL);

  side_begin (side, TRUE, 60, role == MQTT_ROLE_SERVER ? NULL : properties);
  side_complete (side, FALSE, 0, role == MQTT_ROLE_SERVER ? properties : NULL);
  side_drop_output (side);
  return side;
}

static gboolean
release (Side *side, guint16 id, guint8 reason, const char *hex, GError **error)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  return mqtt_connection_release (side->connection,
                                  id,
                                  reason,
                                  (MqttSlice){ bytes->data, bytes->len },
                                  side->now_us,
                                  error);
}

static gboolean
complete (
    Side *side, guint16 id, guint8 reason, const char *hex, GError **error)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  return mqtt_connection_complete (side->connection,
                                   id,
                                   reason,
                                   (MqttSlice){ bytes->data, bytes->len },
                                   side->now_us,
                                   error);
}

static void
publish (Side *side, gpointer token)
{
  g_assert_true (side_publish (side, "t", "p", MQTT_QOS_2, token, NULL));
  side_drop_output (side);
}

static void
feed_publish (Side *side, guint16 id)
{
  g_autofree char *hex = publish_hex (side->version, 2, FALSE, id, "t", "p");

  side_feed_hex (side, hex);
  side_expect_event (side, MQTT_EVENT_PUBLISH);
  side_drop_output (side);
}

/* Nothing goes out before the owner says so; then what it gave, in its order
 * and with its duplicates; 3.x has no place for it. both: [MQTT-4.3.3-4]
 * [5.0-P1F] [5.0-P26] */
static void
test_pubrel (guint8 version)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side = new_manual (role, version, NULL);
      const MqttEvent *event;

      publish (side, GUINT_TO_POINTER (5));
      side_feed_hex (side, "50 02 0001");
      event = side_expect_event (side, MQTT_EVENT_PUBREC);
      g_assert_cmpuint (GPOINTER_TO_UINT (event->token), ==, 5);
      g_assert_cmphex (event->code, ==, 0);
      g_assert_cmpuint (event->packet->ack.packet_id, ==, 1);
      side_expect_output (side, "");
      g_assert_true (release (side, 1, 0, REASONS, NULL));
      side_expect_output (
          side, version == 5 ? "62 ( 0001 00 ( " REASONS " ) )" : "62 02 0001");
      side_feed_hex (side, "70 02 0001");
      side_expect_event (side, MQTT_EVENT_DELIVERED);
    }
}

/* Until PUBCOMP the identifier is the peer's. both: [MQTT-4.3.3-11]
 * [5.0-P1F] [5.0-P26] */
static void
test_pubcomp (guint8 version)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side = new_manual (role, version, NULL);
      const MqttEvent *event;

      feed_publish (side, 9);
      side_feed_hex (side, "62 02 0009");
      event = side_expect_event (side, MQTT_EVENT_PUBREL);
      g_assert_cmphex (event->code, ==, 0);
      side_expect_output (side, "");
      g_assert_cmpuint (mqtt_session_get_n_in_flight_in (side->session), ==, 1);
      g_assert_true (complete (side, 9, 0, REASONS, NULL));
      side_expect_output (
          side, version == 5 ? "70 ( 0009 00 ( " REASONS " ) )" : "70 02 0009");
      g_assert_cmpuint (mqtt_session_get_n_in_flight_in (side->session), ==, 0);
      feed_publish (side, 9);
    }
}

/* The event says what is due: 0x92 where the identifier is unknown. both:
 * [MQTT-3.6.2-1] [MQTT-3.7.2-1] */
static void
test_unknown (guint8 version)
{
  guint8 due = version == 5 ? 0x92 : 0;

  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side = new_manual (role, version, NULL);
      const MqttEvent *event;

      side_feed_hex (side, "50 02 0007");
      event = side_expect_event (side, MQTT_EVENT_PUBREC);
      g_assert_cmphex (event->code, ==, due);
      g_assert_null (event->token);
      g_assert_true (release (side, 7, due, "", NULL));
      side_expect_output (side, due != 0 ? "62 03 0007 92" : "62 02 0007");
      side_feed_hex (side, "62 02 0007");
      event = side_expect_event (side, MQTT_EVENT_PUBREL);
      g_assert_cmphex (event->code, ==, due);
      g_assert_true (complete (side, 7, due, "", NULL));
      side_expect_output (side, due != 0 ? "70 03 0007 92" : "70 02 0007");
    }
}

/* Only what was asked for, once, and with a Reason Code that there is; what is
 * wrong can be said again rightly. both: [MQTT-3.6.2-1] [MQTT-3.7.2-1] */
static void
test_wrong (guint8 version)
{
  g_autoptr (Side) side = new_manual (MQTT_ROLE_CLIENT, version, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (release (side, 1, 0, "", &error));
  g_assert_error (error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (complete (side, 1, 0, "", &error));
  g_assert_error (error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID);
  g_clear_error (&error);

  side_feed_hex (side, "50 02 0001");
  side_expect_event (side, MQTT_EVENT_PUBREC);
  side_feed_hex (side, "62 02 0002");
  side_expect_event (side, MQTT_EVENT_PUBREL);
  g_assert_false (release (side, 1, 0x80, "", &error));
  g_assert_error (error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (complete (side, 2, 0x10, "", &error));
  g_assert_error (error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID);
  side_expect_output (side, "");
  g_assert_true (release (side, 1, 0x92, "", NULL));
  g_assert_true (complete (side, 2, 0x92, "", NULL));
  g_assert_false (release (side, 1, 0x92, "", NULL));
  g_assert_false (complete (side, 2, 0x92, "", NULL));
  side_expect_output (side, "62 03 0001 92 70 03 0002 92");
}

/* A PUBCOMP that does not wait for our PUBREL. */
static void
test_pubcomp_too_early (guint8 version)
{
  g_autoptr (Side) side = new_manual (MQTT_ROLE_CLIENT, version, NULL);

  publish (side, NULL);
  side_feed_hex (side, "50 02 0001");
  side_expect_event (side, MQTT_EVENT_PUBREC);
  side_feed_hex (side, "70 02 0001");
  side_expect_violation (side, 0x82, NULL);
}

/* Not answered before the end: the Session does it, with PUBREL and not with
 * the PUBLISH again. client: [MQTT-4.4.0-1] */
static void
test_resumed (guint8 version)
{
  Side *side = new_manual (MQTT_ROLE_CLIENT, version, NULL);
  g_autoptr (Side) again = NULL;

  publish (side, NULL);
  side_feed_hex (side, "50 02 0001");
  side_expect_event (side, MQTT_EVENT_PUBREC);
  again = side_new_resumed (
      MQTT_ROLE_CLIENT, version, side_free_keep_session (side), NULL, NULL);
  side_expect_output (again, "62 02 0001");
  side_feed_hex (again, "70 02 0001");
  side_expect_event (again, MQTT_EVENT_DELIVERED);
}

/* A message counts against the Receive Maximum until PUBCOMP. */
static void
test_quota (guint8 version)
{
  g_autoptr (Side) side = new_manual (MQTT_ROLE_SERVER, version, "21 0001");
  g_autofree char *second = publish_hex (version, 2, FALSE, 2, "t", "p");

  feed_publish (side, 1);
  side_feed_hex (side, "62 02 0001");
  side_expect_event (side, MQTT_EVENT_PUBREL);
  g_assert_true (complete (side, 1, 0, "", NULL));
  feed_publish (side, 3);
  side_feed_hex (side, "62 02 0003");
  side_expect_event (side, MQTT_EVENT_PUBREL);
  side_drop_output (side);
  side_feed_hex (side, second);
  side_expect_violation (side, 0x93, "MQTT-3.3.4-7");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_for_versions ("release/pubrel", test_pubrel);
  add_for_versions ("release/pubcomp", test_pubcomp);
  add_for_versions ("release/unknown", test_unknown);
  add_for_versions ("release/pubcomp-too-early", test_pubcomp_too_early);
  add_for_versions ("release/resumed", test_resumed);
  add_for_5 ("release/wrong", test_wrong);
  add_for_5 ("release/quota", test_quota);
  return g_test_run ();
}
