/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

/* Reason String and User Property: in each packet that can carry them they give
 * way to the receiver's Maximum Packet Size, and go out where they fit. */

#define REASON_STRING "1f 0010 '0123456789abcdef'"
#define USER_PROPERTY "26 0008 'property' 0007 'for you'"
#define METHOD "15 0001 'm'"

typedef void (*SendFunc) (Side *side, MqttProperties properties);

typedef struct
{
  MqttRole    role;
  gboolean    before_connack;
  const char *properties; /* those that stay */
  SendFunc    send;
  const char *head;     /* up to what must stay, without Remaining Length */
  gboolean    is_short; /* with nothing left the Property Length goes too */
} Row;

static Side *
new_side (const Row *row, guint32 maximum_packet_size, const char *method)
{
  MqttConnectionOptions options = { .manual_releases = TRUE };
  Side                 *side = side_new (row->role, 5, &options, NULL);
  g_autofree char      *limit = g_strdup_printf (
      "27 %08x %s", maximum_packet_size, method != NULL ? method : "");

  side_begin (side, TRUE, 60, row->role == MQTT_ROLE_SERVER ? limit : method);
  if (row->before_connack)
    return side;
  side_complete (
      side, FALSE, 0, row->role == MQTT_ROLE_CLIENT ? limit : method);
  side_expect_no_event (side);
  side_drop_output (side);
  return side;
}

static MqttProperties
join (GByteArray *out, const char *first, const char *second)
{
  g_autofree char *hex = g_strconcat (first, " ", second, NULL);
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  g_byte_array_append (out, bytes->data, bytes->len);
  return mqtt_properties_from_array (out);
}

static void
expect_packet (Side *side, const Row *row, const char *property)
{
  gboolean         has_any = *property != '\0' || *row->properties != '\0';
  g_autofree char *hex = NULL;

  if (row->is_short && !has_any)
    hex = g_strdup_printf ("%.2s ( %s )", row->head, row->head + 2);
  else
    hex = g_strdup_printf ("%.2s ( %s ( %s %s )%s )",
                           row->head,
                           row->head + 2,
                           row->properties,
                           property,
                           strncmp (row->head, "90", 2) == 0 ||
                                   strncmp (row->head, "b0", 2) == 0
                               ? " 00"
                               : "");
  side_expect_output (side, hex);
}

static void
check (const Row *row, const char *property)
{
  const char *method = *row->properties != '\0' ? METHOD : NULL;
  g_autoptr (GByteArray) large = g_byte_array_new ();
  g_autoptr (Side) narrow = new_side (row, 20, method);
  g_autoptr (Side) wide = new_side (row, 100, method);
  MqttProperties properties = join (large, row->properties, property);

  row->send (narrow, properties);
  expect_packet (narrow, row, "");
  row->send (wide, properties);
  expect_packet (wide, row, property);
}

static void
check_both (const Row *row)
{
  check (row, REASON_STRING);
  check (row, USER_PROPERTY);
}

static void
send_connack (Side *side, MqttProperties properties)
{
  MqttConnack connack = { .properties = properties };

  mqtt_connection_submit_connack (
      side->connection, &connack, side->session, side->now_us, NULL);
}

static void
send_suback (Side *side, MqttProperties properties)
{
  guint8 code = 0;

  mqtt_connection_submit_suback (side->connection,
                                 1,
                                 (MqttSlice){ &code, 1 },
                                 properties,
                                 side->now_us,
                                 NULL);
}

static void
send_unsuback (Side *side, MqttProperties properties)
{
  guint8 code = 0;

  mqtt_connection_submit_unsuback (side->connection,
                                   1,
                                   (MqttSlice){ &code, 1 },
                                   properties,
                                   side->now_us,
                                   NULL);
}

static void
acknowledge (Side *side, guint8 qos, MqttProperties properties)
{
  g_autofree char *message = publish_hex (5, qos, FALSE, 1, "t", "");

  side_feed_hex (side, message);
  side_expect_event (side, MQTT_EVENT_PUBLISH);
  g_assert_true (mqtt_connection_acknowledge (
      side->connection, 1, 0x80, properties, side->now_us, NULL));
}

static void
send_puback (Side *side, MqttProperties properties)
{
  acknowledge (side, 1, properties);
}

static void
send_pubrec (Side *side, MqttProperties properties)
{
  acknowledge (side, 2, properties);
}

static void
send_pubrel (Side *side, MqttProperties properties)
{
  side_feed_hex (side, "50 02 0007");
  side_expect_event (side, MQTT_EVENT_PUBREC);
  g_assert_true (mqtt_connection_release (
      side->connection, 7, 0x92, properties, side->now_us, NULL));
}

static void
send_pubcomp (Side *side, MqttProperties properties)
{
  side_feed_hex (side, "62 02 0007");
  side_expect_event (side, MQTT_EVENT_PUBREL);
  g_assert_true (mqtt_connection_complete (
      side->connection, 7, 0x92, properties, side->now_us, NULL));
}

static void
send_disconnect (Side *side, MqttProperties properties)
{
  mqtt_connection_submit_disconnect (
      side->connection, 0x80, properties, side->now_us);
}

static void
send_auth (Side *side, MqttProperties properties)
{
  /* The Client begins again, the Server goes on. */
  if (side->role == MQTT_ROLE_SERVER)
    {
      side_feed_hex (side, "f0 06 19 04 15 0001 'm'");
      side_expect_event (side, MQTT_EVENT_AUTH);
    }
  g_assert_true (
      mqtt_connection_submit_auth (side->connection,
                                   side->role == MQTT_ROLE_SERVER ? 0x18 : 0x19,
                                   properties,
                                   side->now_us,
                                   NULL));
}

/* [MQTT-3.2.2-19] [MQTT-3.2.2-20] */
static void
test_connack (void)
{
  const Row row = {
    MQTT_ROLE_SERVER, TRUE, "", send_connack, "20 00 00", FALSE
  };

  check_both (&row);
}

/* [MQTT-3.9.2-1] [MQTT-3.9.2-2] [MQTT-3.11.2-1] [MQTT-3.11.2-2] */
static void
test_suback (void)
{
  const Row suback = { MQTT_ROLE_SERVER, FALSE,     "",
                       send_suback,      "90 0001", FALSE };
  const Row unsuback = { MQTT_ROLE_SERVER, FALSE,     "",
                         send_unsuback,    "b0 0001", FALSE };

  check_both (&suback);
  check_both (&unsuback);
}

/* both: [MQTT-3.4.2-2] [MQTT-3.4.2-3] [MQTT-3.5.2-2] [MQTT-3.5.2-3] */
static void
test_puback (void)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      const Row puback = { role, FALSE, "", send_puback, "40 0001 80", TRUE };
      const Row pubrec = { role, FALSE, "", send_pubrec, "50 0001 80", TRUE };

      check_both (&puback);
      check_both (&pubrec);
    }
}

/* both: [MQTT-3.6.2-2] [MQTT-3.6.2-3] [MQTT-3.7.2-2] [MQTT-3.7.2-3] */
static void
test_pubrel (void)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      const Row pubrel = { role, FALSE, "", send_pubrel, "62 0007 92", TRUE };
      const Row pubcomp = { role, FALSE, "", send_pubcomp, "70 0007 92", TRUE };

      check_both (&pubrel);
      check_both (&pubcomp);
    }
}

/* What we answer by ourselves has none at all, and fits into five bytes. both:
 * [MQTT-3.6.2-2] [MQTT-3.6.2-3] [MQTT-3.7.2-2] [MQTT-3.7.2-3] [5.0-U13] */
static void
test_automatic (void)
{
  static const char limit[] = "27 00000005";

  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      gboolean is_server = role == MQTT_ROLE_SERVER;
      g_autoptr (Side) side = side_new_connected (
          role, 5, NULL, is_server ? limit : NULL, is_server ? NULL : limit);

      side_feed_hex (side, "50 02 0007");
      side_expect_no_event (side);
      side_expect_output (side, "62 03 0007 92");
      side_feed_hex (side, "62 02 0007");
      side_expect_no_event (side);
      side_expect_output (side, "70 03 0007 92");
    }
}

/* both: [MQTT-3.14.2-3] [MQTT-3.14.2-4] */
static void
test_disconnect (void)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      const Row row = { role, FALSE, "", send_disconnect, "e0 80", TRUE };

      check_both (&row);
    }
}

/* both: [MQTT-3.15.2-2] [MQTT-3.15.2-3] */
static void
test_auth (void)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      const Row row = { role,
                        FALSE,
                        METHOD,
                        send_auth,
                        role == MQTT_ROLE_SERVER ? "f0 18" : "f0 19",
                        FALSE };

      check_both (&row);
    }
}

/* Request Problem Information 0 [MQTT-3.1.2-29]: nothing of it in these, though
 * there is room. */
static void
test_not_wanted (void)
{
  static const struct
  {
    SendFunc    send;
    const char *packet;
  } rows[] = {
    { send_suback, "90 04 0001 00 00" }, { send_unsuback, "b0 04 0001 00 00" },
    { send_puback, "40 03 0001 80" },    { send_pubrec, "50 03 0001 80" },
    { send_pubrel, "62 03 0007 92" },    { send_pubcomp, "70 03 0007 92" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MqttConnectionOptions options = { .manual_releases = TRUE };
      g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, 5, &options, NULL);
      g_autoptr (GByteArray) all = g_byte_array_new ();

      side_begin (side, TRUE, 60, "17 00");
      side_complete (side, FALSE, 0, NULL);
      side_drop_output (side);
      rows[i].send (side, join (all, REASON_STRING, USER_PROPERTY));
      side_expect_output (side, rows[i].packet);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conformance/problem/connack", test_connack);
  g_test_add_func ("/conformance/problem/suback", test_suback);
  g_test_add_func ("/conformance/problem/puback", test_puback);
  g_test_add_func ("/conformance/problem/pubrel", test_pubrel);
  g_test_add_func ("/conformance/problem/automatic", test_automatic);
  g_test_add_func ("/conformance/problem/disconnect", test_disconnect);
  g_test_add_func ("/conformance/problem/auth", test_auth);
  g_test_add_func ("/conformance/problem/not-wanted", test_not_wanted);
  return g_test_run ();
}
