/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of Reason Codes against tests/conformance. */
#include "mqtt/conformance-table.h"
#include "mqtt/mqtt-reason-code.h"

#include <string.h>

typedef enum
{
  NOBODY = 0,
  CLIENT = 1,
  SERVER = 2,
} Senders;

/* [code][packet] */
static guint8 allowed[256][16];

static Senders
senders_of (const char *packet, const char *notes, const char *code)
{
  if (strstr ("CONNACK SUBACK UNSUBACK", packet) != NULL)
    return SERVER;
  /* Two cells where the specification is at odds with itself: 0x8C is named for
   * DISCONNECT in table 2-6 only, where a Server would use it; 0x9B is the
   * Server's in table 3-10, the Client's too in section 3.3.4. */
  if (g_str_equal (code, "0x8C"))
    return SERVER;
  if (g_str_equal (code, "0x9B"))
    return CLIENT | SERVER;
  if (g_str_equal (packet, "DISCONNECT") || g_str_equal (packet, "AUTH") ||
      g_str_equal (code, "0x10"))
    {
      if (strstr (notes, "Server only") != NULL)
        return SERVER;
      if (strstr (notes, "Client only") != NULL)
        return CLIENT;
    }
  return CLIENT | SERVER;
}

/* The table that reading and sending go by. both: [MQTT-3.4.2-1] [MQTT-3.5.2-1]
 * [MQTT-3.6.2-1] [MQTT-3.7.2-1] [MQTT-3.14.2-1] [MQTT-3.15.2-1] */
static void
test_allowed (void)
{
  g_autoptr (GPtrArray) rows =
      conformance_table_load ("mqtt-5.0-reason-codes.tsv", 4);

  for (guint i = 0; i < rows->len; i++)
    {
      char **row = rows->pdata[i];
      guint8 code = (guint8)g_ascii_strtoull (row[0], NULL, 16);
      g_auto (GStrv) packets = g_strsplit (row[2], ", ", -1);

      for (guint p = 0; packets[p] != NULL; p++)
        {
          guint packet = conformance_packet_number (packets[p]);

          allowed[code][packet] |=
              (guint8)senders_of (packets[p], row[3], row[0]);
          g_assert_cmpstr (
              mqtt_reason_code_get_name (code, packet), ==, row[1]);
          g_assert_nonnull (mqtt_reason_code_get_meaning (code, packet));
        }
    }
  for (guint code = 0; code < 256; code++)
    {
      for (guint packet = 0; packet < 16; packet++)
        {
          guint8 got = 0;

          if (mqtt_reason_code_is_allowed (
                  (guint8)code, packet, MQTT_ROLE_CLIENT))
            got |= CLIENT;
          if (mqtt_reason_code_is_allowed (
                  (guint8)code, packet, MQTT_ROLE_SERVER))
            got |= SERVER;
          if (got != allowed[code][packet])
            g_test_fail_printf ("0x%02x in packet %u: %u, expected %u",
                                code,
                                packet,
                                got,
                                allowed[code][packet]);
        }
    }
}

static void
test_undefined (void)
{
  g_assert_null (mqtt_reason_code_get_name (0x03, MQTT_PACKET_SUBACK));
  g_assert_null (mqtt_reason_code_get_name (0xff, MQTT_PACKET_DISCONNECT));
  g_assert_null (mqtt_reason_code_get_meaning (0xa3, MQTT_PACKET_CONNACK));
  /* defined, though not for this packet */
  g_assert_cmpstr (mqtt_reason_code_get_name (0x8e, MQTT_PACKET_CONNACK),
                   ==,
                   "Session taken over");
}

/* Table 3.1 of 3.1.1. */
static void
test_return_codes (void)
{
  g_assert_cmpstr (mqtt_return_code_get_name (0), ==, "Connection Accepted");
  g_assert_cmpstr (
      mqtt_return_code_get_name (5), ==, "Connection Refused, not authorized");
  g_assert_null (mqtt_return_code_get_name (6));
  g_assert_null (mqtt_return_code_get_name (255));
  g_assert_null (mqtt_return_code_get_meaning (6));
  for (guint8 i = 0; i < 6; i++)
    g_assert_nonnull (mqtt_return_code_get_meaning (i));
  g_assert_cmpstr (mqtt_connack_code_get_name (MQTT_VERSION_3_1_1, 2),
                   ==,
                   "Connection Refused, identifier rejected");
  g_assert_null (mqtt_connack_code_get_name (MQTT_VERSION_3_1, 0x84));
  g_assert_null (mqtt_connack_code_get_name (MQTT_VERSION_5_0, 2));
  g_assert_null (mqtt_connack_code_get_name (MQTT_VERSION_5_0, 0x8e));
  g_assert_cmpstr (mqtt_connack_code_get_name (MQTT_VERSION_5_0, 0x84),
                   ==,
                   "Unsupported Protocol Version");
}

static void
test_translation (void)
{
  static const guint8 pairs[][2] = {
    { 0x00, 0 }, { 0x84, 1 }, { 0x85, 2 }, { 0x88, 3 }, { 0x89, 3 },
    { 0x97, 3 }, { 0x86, 4 }, { 0x8c, 4 }, { 0x87, 5 }, { 0x8a, 5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_assert_cmpuint (
        mqtt_return_code_from_reason_code (pairs[i][0]), ==, pairs[i][1]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/reason-code/allowed", test_allowed);
  g_test_add_func ("/mqtt/reason-code/undefined", test_undefined);
  g_test_add_func ("/mqtt/reason-code/return-codes", test_return_codes);
  g_test_add_func ("/mqtt/reason-code/translation", test_translation);
  return g_test_run ();
}
