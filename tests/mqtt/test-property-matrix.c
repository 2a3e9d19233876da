/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each property at each place from each sender: allowed, forbidden, repeated,
 * cut off, with forbidden values, with bytes that are no text. What is right
 * comes from tests/conformance/mqtt-5.0-properties.tsv. */
#include "lib/packet-builder.h"
#include "mqtt/conformance-table.h"
#include "mqtt/mqtt-packet.h"

#include <string.h>

typedef enum
{
  BYTE,
  TWO,
  FOUR,
  VARIABLE,
  BINARY,
  STRING,
  PAIR,
} Type;

typedef struct
{
  guint8      id;
  const char *name;
  Type        type;
  gboolean    zero_or_one;
  gboolean    not_zero;
  guint8      zero_reason;
  guint       client_places; /* bit n: packet n, bit 0: will */
  guint       server_places;
  guint       repeatable;
} Row;

static const guint places_of_client = 0xc5fb; /* 0 1 3-8 10 14 15 */
static const guint places_of_server = 0xcafc; /* 2-7 9 11 14 15 */

static Type
parse_type (const char *text)
{
  static const char *const names[] = {
    "Byte",        "Two Byte",      "Four Byte",         "Variable Byte",
    "Binary Data", "UTF-8 Encoded", "UTF-8 String Pair",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_str_has_prefix (text, names[i]))
        return i;
    }
  g_error ("no type: %s", text);
}

/* "PUBLISH (from Server only), SUBSCRIBE" */
static void
parse_places (Row *row, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ", ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gboolean client_only = strstr (parts[i], "from Client only") != NULL;
      gboolean server_only = strstr (parts[i], "from Server only") != NULL;
      char    *end = strchr (parts[i], ' ');
      guint    bit;

      if (end != NULL)
        *end = '\0';
      bit = 1u << conformance_packet_number (parts[i]);
      if (!server_only)
        row->client_places |= bit & places_of_client;
      if (!client_only)
        row->server_places |= bit & places_of_server;
    }
}

static Row
parse_row (char **columns)
{
  Row row = { 0 };

  row.id = (guint8)g_ascii_strtoull (columns[0], NULL, 10);
  row.name = columns[2];
  row.type = parse_type (columns[3]);
  row.zero_or_one = strstr (columns[3], "(0 or 1)") != NULL ||
                    strstr (columns[7], "values above 1 undefined") != NULL;
  row.not_zero = strstr (columns[3], "(not 0)") != NULL ||
                 strstr (columns[3], "(1 to") != NULL;
  row.zero_reason = strstr (columns[7], "0 or above") != NULL ? 0x94 : 0x82;
  parse_places (&row, columns[4]);
  if (g_str_equal (columns[5], "yes"))
    row.repeatable = 0xffff;
  else if (g_str_has_prefix (columns[5], "PUBLISH yes"))
    row.repeatable = 1u << MQTT_PACKET_PUBLISH;
  return row;
}

/* A right value, another one each time. */
static void
append_good (GByteArray *out, const Row *row)
{
  pb_u8 (out, row->id);
  if (row->type == BYTE)
    pb_u8 (out, 1);
  else if (row->type == TWO)
    pb_u16 (out, 1);
  else if (row->type == FOUR)
    pb_u32 (out, 1);
  else if (row->type == VARIABLE)
    pb_vbi (out, 268435455);
  else
    pb_str (out, "x");
  if (row->type == PAIR)
    pb_str (out, "y");
}

typedef void (*Fill) (GByteArray *out, const Row *row);

/* What a place needs besides, so that only @row decides. */
static void
append_needed (GByteArray *out, const Row *row, guint place)
{
  if ((place == MQTT_PACKET_AUTH && row->id != 0x15) ||
      (place == MQTT_PACKET_CONNECT && row->id == 0x16))
    pb_u8 (out, 0x15), pb_str (out, "m");
}

static void
properties (GByteArray *out, const Row *row, guint place, Fill fill)
{
  guint mark = pb_begin_length (out);

  append_needed (out, row, place);
  fill (out, row);
  pb_end_length (out, mark);
}

static void
append_connect (GByteArray *out, const Row *row, guint place, Fill fill)
{
  pb_str (out, "MQTT");
  pb_u8 (out, 5);
  pb_u8 (out, place == 0 ? 0x06 : 0x02);
  pb_u16 (out, 0);
  if (place == 0)
    {
      pb_u8 (out, 0);
      pb_str (out, "c");
      properties (out, row, place, fill);
      pb_str (out, "w");
      pb_str (out, "p");
      return;
    }
  properties (out, row, place, fill);
  pb_str (out, "c");
}

static void
append_list (GByteArray *out, const Row *row, guint place, Fill fill)
{
  pb_u16 (out, 1);
  properties (out, row, place, fill);
  if (place == MQTT_PACKET_SUBSCRIBE || place == MQTT_PACKET_UNSUBSCRIBE)
    pb_str (out, "f");
  if (place != MQTT_PACKET_UNSUBSCRIBE)
    pb_u8 (out, 0);
}

static GByteArray *
make_packet (const Row *row, guint place, Fill fill)
{
  static const guint8 first[] = { 0x10, 0x10, 0x20, 0x30, 0x40, 0x50,
                                  0x62, 0x70, 0x82, 0x90, 0xa2, 0xb0,
                                  0xc0, 0xd0, 0xe0, 0xf0 };
  GByteArray         *out = g_byte_array_new ();
  guint               mark = pb_begin (out, first[place]);

  if (place <= MQTT_PACKET_CONNECT)
    append_connect (out, row, place, fill);
  else if (place >= MQTT_PACKET_SUBSCRIBE && place <= MQTT_PACKET_UNSUBACK)
    append_list (out, row, place, fill);
  else if (place == MQTT_PACKET_PUBLISH)
    {
      pb_str (out, "t");
      properties (out, row, place, fill);
    }
  else
    {
      if (place >= MQTT_PACKET_PUBACK && place <= MQTT_PACKET_PUBCOMP)
        pb_u16 (out, 1);
      if (place == MQTT_PACKET_CONNACK)
        pb_u8 (out, 0);
      pb_u8 (out, place == MQTT_PACKET_AUTH ? 0x18 : 0x00);
      properties (out, row, place, fill);
    }
  pb_end (out, mark);
  return out;
}

/* @reason: 0 where it has to be accepted */
static void
expect (const Row  *row,
        guint       place,
        MqttRole    sender,
        Fill        fill,
        guint8      reason,
        const char *what)
{
  g_autoptr (GByteArray) packet_bytes = make_packet (row, place, fill);
  g_autofree guint8 *exact = pb_dup_exact (packet_bytes);
  MqttPacket         packet;
  MqttViolation      violation = { 0 };
  gboolean           accepted;

  accepted = mqtt_packet_decode (&packet,
                                 MQTT_VERSION_5_0,
                                 sender,
                                 (MqttSlice){ exact, packet_bytes->len },
                                 &violation);
  if (accepted == (reason == 0) && (accepted || violation.reason == reason))
    return;
  g_test_fail_printf ("%s at place %u from %s, %s: %s 0x%02x %s",
                      row->name,
                      place,
                      sender == MQTT_ROLE_CLIENT ? "Client" : "Server",
                      what,
                      accepted ? "accepted" : "refused",
                      violation.reason,
                      violation.text);
}

static void
fill_good (GByteArray *out, const Row *row)
{
  append_good (out, row);
}

static void
fill_twice (GByteArray *out, const Row *row)
{
  append_good (out, row);
  append_good (out, row);
}

static void
fill_two (GByteArray *out, const Row *row)
{
  pb_u8 (out, row->id);
  pb_u8 (out, 2);
}

static void
fill_zero (GByteArray *out, const Row *row)
{
  pb_u8 (out, row->id);
  for (guint i = 0; i < (row->type == TWO ? 2 : row->type == FOUR ? 4 : 1); i++)
    pb_u8 (out, 0);
}

static void
fill_short (GByteArray *out, const Row *row)
{
  append_good (out, row);
  g_byte_array_set_size (out, out->len - 1);
}

static void
fill_bare (GByteArray *out, const Row *row)
{
  pb_u8 (out, row->id);
}

static void
fill_no_text (GByteArray *out, const Row *row)
{
  pb_u8 (out, row->id);
  pb_bin (out, "a\xff", 2);
  if (row->type == PAIR)
    pb_str (out, "y");
}

static void
fill_nul (GByteArray *out, const Row *row)
{
  pb_u8 (out, row->id);
  if (row->type == PAIR)
    pb_str (out, "y");
  pb_bin (out, "a\0b", 3);
}

static void
check_values (const Row *row, guint place, MqttRole sender)
{
  gboolean repeatable = (row->repeatable >> place) & 1u;

  expect (row, place, sender, fill_good, 0, "once");
  expect (row, place, sender, fill_twice, repeatable ? 0 : 0x82, "twice");
  expect (row, place, sender, fill_short, 0x81, "cut off");
  expect (row, place, sender, fill_bare, 0x81, "without value");
  if (row->zero_or_one)
    expect (row, place, sender, fill_two, 0x82, "2");
  if (row->type <= VARIABLE)
    expect (row,
            place,
            sender,
            fill_zero,
            row->not_zero ? row->zero_reason : 0,
            "0");
  if (row->type == STRING || row->type == PAIR)
    {
      /* both: [MQTT-1.5.4-1] [MQTT-1.5.4-2] [MQTT-1.5.7-1] */
      expect (row, place, sender, fill_no_text, 0x81, "no UTF-8");
      expect (row, place, sender, fill_nul, 0x81, "U+0000");
    }
  if (row->type == BINARY)
    expect (row, place, sender, fill_nul, 0, "any bytes");
}

static void
check_place (const Row *row, guint place, MqttRole sender)
{
  guint sent = sender == MQTT_ROLE_CLIENT ? places_of_client : places_of_server;
  guint mine =
      sender == MQTT_ROLE_CLIENT ? row->client_places : row->server_places;
  guint anybody = row->client_places | row->server_places;

  if (((sent >> place) & 1u) == 0)
    return;
  if ((mine >> place) & 1u)
    check_values (row, place, sender);
  else /* a place of the other side is a Protocol Error, none at all a Malformed
          Packet */
    expect (row,
            place,
            sender,
            fill_good,
            (anybody >> place) & 1u ? 0x82 : 0x81,
            "forbidden");
}

/* Where it may stand, how often, with what values. both: [5.0-P01] [5.0-P02]
 * [5.0-P03] [5.0-P08] [5.0-P09] [5.0-P0B] [5.0-P11] [5.0-P12] [5.0-P13]
 * [5.0-P15] [5.0-P16] [5.0-P17] [5.0-P18] [5.0-P19] [5.0-P1A] [5.0-P1C]
 * [5.0-P1F] [5.0-P21] [5.0-P22] [5.0-P23] [5.0-P24] [5.0-P25] [5.0-P26]
 * [5.0-P27] [5.0-P28] [5.0-P29] [5.0-P2A], server: [MQTT-3.3.4-6] */
static void
test_matrix (void)
{
  g_autoptr (GPtrArray) rows =
      conformance_table_load ("mqtt-5.0-properties.tsv", 8);

  g_assert_cmpuint (rows->len, ==, 27);
  for (guint i = 0; i < rows->len; i++)
    {
      Row row = parse_row (rows->pdata[i]);

      for (guint place = 0; place < 16; place++)
        {
          check_place (&row, place, MQTT_ROLE_CLIENT);
          check_place (&row, place, MQTT_ROLE_SERVER);
        }
    }
}

static void
test_unknown (void)
{
  for (guint id = 0; id < 128; id++)
    {
      Row row = { .id = (guint8)id, .name = "unknown", .type = BYTE };

      if (mqtt_property_get_info (id) != NULL)
        continue;
      expect (&row, MQTT_PACKET_CONNECT, 0, fill_good, 0x81, "undefined");
      expect (&row, MQTT_PACKET_PUBLISH, 1, fill_good, 0x81, "undefined");
    }
}

static void
test_table (void)
{
  g_autoptr (GPtrArray) rows =
      conformance_table_load ("mqtt-5.0-properties.tsv", 8);
  gsize                   n_infos;
  const MqttPropertyInfo *infos = mqtt_property_get_infos (&n_infos);

  g_assert_cmpuint (n_infos, ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      Row row = parse_row (rows->pdata[i]);

      g_assert_cmpuint (infos[i].id, ==, row.id);
      g_assert_true (mqtt_property_get_info (row.id) == &infos[i]);
      g_assert_cmpstr (infos[i].name, ==, row.name);
      g_assert_cmpint ((int)infos[i].type, ==, (int)row.type);
      g_assert_cmphex (
          infos[i].places, ==, row.client_places | row.server_places);
      g_assert_cmphex (
          infos[i].repeatable_places, ==, infos[i].places & row.repeatable);
      g_assert_nonnull (infos[i].section);
      for (guint place = 0; place < 16; place++)
        g_assert_cmpint (mqtt_property_get_section (infos[i].id, place) != NULL,
                         ==,
                         (infos[i].places >> place) & 1u);
    }
  g_assert_null (mqtt_property_get_info (0));
  g_assert_null (mqtt_property_get_info (4));
  g_assert_null (mqtt_property_get_info (43));
  g_assert_null (mqtt_property_get_info (G_MAXUINT32));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/property/table", test_table);
  g_test_add_func ("/mqtt/property/matrix", test_matrix);
  g_test_add_func ("/mqtt/property/unknown", test_unknown);
  return g_test_run ();
}
