/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/packet-builder.h"
#include "model/conversation/willow-dialect-place.h"
#include "model/conversation/willow-dialects.h"
#include "mqtt/mqtt-property-table.h"

#include <string.h>

/* The alignment of CONNECT and CONNACK, against literal bytes. */

#define PAYLOAD "\"w\" \"bye\" \"ann\" \"pw\""

/* Everything that CONNECT can have, in the three versions. */
static const char *const full_connects[] = {
  "10 ( \"MQIsdp\" 03 f6 003c \"me\" " PAYLOAD " )",
  "10 ( \"MQTT\" 04 f6 003c \"me\" " PAYLOAD " )",
  "10 ( \"MQTT\" 05 f6 003c ( 11 00000001 15 \"X\" 16 \"hush\" 17 00 19 01 "
  "21 000a 22 000b 26 \"n\" \"v\" 26 \"n\" \"w\" 27 00001000 ) \"me\" "
  "( 01 01 02 00000003 03 \"t\" 08 \"r\" 09 \"c\" 18 00000001 26 \"x\" \"y\" "
  ") " PAYLOAD " )",
};

static const char *const full_connacks[] = {
  "20 02 00 00",
  "20 02 01 00",
  "20 ( 01 00 ( 11 00000001 12 \"a\" 13 0001 15 \"X\" 16 \"psst\" 1a \"r\" "
  "1c \"s\" 1f \"t\" 21 0001 22 0001 24 01 25 00 26 \"n\" \"v\" 27 00000100 "
  "28 00 29 00 2a 00 ) )",
};

typedef struct
{
  GBytes *connects[WILLOW_N_DIALECTS];
  GBytes *connacks[WILLOW_N_DIALECTS];
} Packets;

static void
fill_packets (Packets           *packets,
              const char *const *connects,
              const char *const *connacks)
{
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      packets->connects[d] = g_byte_array_free_to_bytes (pb_hex (connects[d]));
      packets->connacks[d] = NULL;
      if (connacks != NULL)
        packets->connacks[d] =
            g_byte_array_free_to_bytes (pb_hex (connacks[d]));
    }
}

static WillowDialects *
align (const char *const *connects, const char *const *connacks)
{
  Packets         packets;
  WillowDialects *dialects;

  fill_packets (&packets, connects, connacks);
  dialects = willow_dialects_new (packets.connects, packets.connacks);
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      g_bytes_unref (packets.connects[d]);
      g_clear_pointer (&packets.connacks[d], g_bytes_unref);
    }
  return dialects;
}

static const WillowDialectRow *
find_row (const WillowDialects *dialects, const char *key)
{
  for (guint i = 0; i < willow_dialects_get_n_rows (dialects); i++)
    {
      const WillowDialectRow *row = willow_dialects_get_row (dialects, i);

      if (g_str_equal (row->key, key))
        return row;
    }
  g_error ("no row %s", key);
}

/* One of those with bytes owns each byte, and only one does. */
static void
assert_partition (const WillowDialects *dialects,
                  MqttPacketType        packet,
                  guint                 dialect,
                  const char           *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);
  g_autofree guint8 *owners = g_new0 (guint8, bytes->len);

  for (guint i = 0; i < willow_dialects_get_n_rows (dialects); i++)
    {
      const WillowDialectRow  *row = willow_dialects_get_row (dialects, i);
      const WillowDialectCell *cell = &row->cells[dialect];

      if (row->packet != packet || !cell->is_there || row->is_group ||
          cell->bit_mask != 0)
        continue;
      g_assert_cmpuint (cell->offset + cell->len, <=, bytes->len);
      for (gsize j = 0; j < cell->len; j++)
        owners[cell->offset + j]++;
    }
  for (guint j = 0; j < bytes->len; j++)
    g_assert_cmpuint (owners[j], ==, 1);
}

static void
test_bytes (void)
{
  g_autoptr (WillowDialects) dialects = align (full_connects, full_connacks);

  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      assert_partition (dialects, MQTT_PACKET_CONNECT, d, full_connects[d]);
      assert_partition (dialects, MQTT_PACKET_CONNACK, d, full_connacks[d]);
    }
}

/* @own: whether each place was found by a field of its own */
static void
assert_placed (MqttPacketType packet,
               guint          dialect,
               const guint8  *data,
               gsize          len,
               gboolean      *found)
{
  g_autoptr (MqttDescription) description = mqtt_describe (
      willow_dialect_get_version (dialect),
      packet == MQTT_PACKET_CONNECT ? MQTT_ROLE_CLIENT : MQTT_ROLE_SERVER,
      (MqttSlice){ data, len });
  guint                n = mqtt_description_get_n_fields (description);
  g_autofree gboolean *own = g_new0 (gboolean, n);
  g_autofree int      *places =
      willow_dialect_find_places (packet, dialect, description, own);

  for (guint i = 0; i < n; i++)
    {
      if (places[i] == WILLOW_DIALECT_NOWHERE)
        g_error ("“%s” in MQTT %s has no place",
                 mqtt_description_get_field (description, i)->name,
                 mqtt_version_get_name (willow_dialect_get_version (dialect)));
      if (own[i] && found != NULL)
        found[places[i]] = TRUE;
    }
}

/* Every field that can be described has a place, and every place a field: no
 * row stands for something that there is not. */
static void
test_complete (void)
{
  guint                     n_places;
  const WillowDialectPlace *places = willow_dialect_get_places (&n_places);
  g_autofree gboolean      *found = g_new0 (gboolean, n_places);

  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      g_autoptr (GByteArray) connect = pb_hex (full_connects[d]);
      g_autoptr (GByteArray) connack = pb_hex (full_connacks[d]);

      assert_placed (
          MQTT_PACKET_CONNECT, d, connect->data, connect->len, found);
      assert_placed (
          MQTT_PACKET_CONNACK, d, connack->data, connack->len, found);
    }
  for (guint i = 0; i < n_places; i++)
    if (!found[i] && !places[i].is_anywhere &&
        !g_str_has_suffix (places[i].key, "-property"))
      g_error ("%s stands for nothing", places[i].key);
}

/* Whatever is wrong with them: cut off anywhere, and each byte changed. */
static void
test_damaged (void)
{
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      const MqttPacketType types[] = { MQTT_PACKET_CONNECT,
                                       MQTT_PACKET_CONNACK };

      for (guint t = 0; t < G_N_ELEMENTS (types); t++)
        {
          g_autoptr (GByteArray) bytes =
              pb_hex (t == 0 ? full_connects[d] : full_connacks[d]);

          for (guint i = 1; i < bytes->len; i++)
            {
              static const guint8 changes[] = { 0x01, 0x80, 0xff, 0x0b };
              guint8              kept = bytes->data[i];

              assert_placed (types[t], d, bytes->data, i, NULL);
              for (guint c = 0; c < G_N_ELEMENTS (changes); c++)
                {
                  bytes->data[i] = kept ^ changes[c];
                  assert_placed (types[t], d, bytes->data, bytes->len, NULL);
                }
              bytes->data[i] = kept;
            }
        }
    }
}

/* The properties of the table, by the places that 5.0 gives them: 9, 7, 17 */
static void
test_properties (void)
{
  guint                     n_places, n_connect = 0, n_will = 0, n_connack = 0;
  const WillowDialectPlace *places = willow_dialect_get_places (&n_places);

  for (guint i = 0; i < n_places; i++)
    {
      if (g_str_has_prefix (places[i].key, "connect/properties/"))
        n_connect++;
      if (g_str_has_prefix (places[i].key, "connect/will-properties/"))
        n_will++;
      if (g_str_has_prefix (places[i].key, "connack/properties/"))
        n_connack++;
    }
  g_assert_cmpuint (n_connect, ==, 9);
  g_assert_cmpuint (n_will, ==, 7);
  g_assert_cmpuint (n_connack, ==, 17);
}

/* @cells: "name | value | bytes @offset §section" of each; "-" for none */
static void
assert_row (const WillowDialects *dialects,
            const char           *key,
            const char           *marks,
            const char *const    *cells)
{
  const WillowDialectRow *row = find_row (dialects, key);
  g_autofree char        *said = willow_dialect_row_dup_marks (row);

  g_assert_cmpstr (said, ==, marks);
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      const WillowDialectCell *cell = &row->cells[d];
      g_autofree char         *text = NULL;

      if (cell->name == NULL)
        text = g_strdup ("-");
      else if (!cell->is_there)
        text = g_strdup_printf ("%s | absent", cell->name);
      else
        text = g_strdup_printf ("%s | %s | %s @%u §%s",
                                cell->name,
                                cell->value,
                                cell->bytes,
                                (guint)cell->offset,
                                cell->section);
      g_assert_cmpstr (text, ==, cells[d]);
    }
}

static const char *const plain_connects[] = {
  "10 ( \"MQIsdp\" 03 02 003c \"me\" )",
  "10 ( \"MQTT\" 04 02 003c \"me\" )",
  "10 ( \"MQTT\" 05 02 003c ( 11 0000000a ) \"me\" )",
};

static void
test_connect (void)
{
  static const char *const name[] = {
    "Protocol Name | MQIsdp | 00 06 4d 51 49 73 64 70 @2 §3.1",
    "Protocol Name | MQTT | 00 04 4d 51 54 54 @2 §3.1.2.1",
    "Protocol Name | MQTT | 00 04 4d 51 54 54 @2 §3.1.2.1",
  };
  static const char *const version[] = {
    "Protocol Version | 3 = 3.1 | 03 @10 §3.1",
    "Protocol Level | 4 = 3.1.1 | 04 @8 §3.1.2.2",
    "Protocol Version | 5 = 5.0 | 05 @8 §3.1.2.2",
  };
  static const char *const clean[] = {
    "Clean Session | 1 = clean session | ......1. @11 §3.1",
    "Clean Session | 1 = clean session | ......1. @9 §3.1.2.4",
    "Clean Start | 1 = clean start | ......1. @9 §3.1.2.4",
  };
  static const char *const expiry[] = {
    "-",
    "-",
    "Session Expiry Interval | 10 s | 11 00 00 00 0a @13 §3.1.2.11.2",
  };
  static const char *const dup[] = { "DUP flag | 0 | ....0... @0 §2.1",
                                     "-",
                                     "-" };
  static const char *const will[] = { "Will Message | absent",
                                      "Will Message | absent",
                                      "Will Payload | absent" };
  g_autoptr (WillowDialects) dialects = align (plain_connects, NULL);

  assert_row (dialects, "connect/protocol-name", "changed", name);
  assert_row (
      dialects, "connect/protocol-version", "renamed, changed", version);
  assert_row (dialects, "connect/clean", "renamed, moved, changed", clean);
  assert_row (dialects,
              "connect/properties/Session Expiry Interval",
              "new, moved",
              expiry);
  assert_row (dialects, "connect/dup", "gone", dup);
  assert_row (dialects, "connect/will-payload", "renamed, changed", will);
  g_assert_false (willow_dialect_row_is_there (
      find_row (dialects, "connect/will-payload")));
  g_assert_false (
      willow_dialect_row_is_there (find_row (dialects, "connack/code")));
}

static void
test_differs (void)
{
  g_autoptr (WillowDialects) dialects = align (plain_connects, NULL);

  g_assert_true (
      willow_dialect_row_differs (find_row (dialects, "connect/clean")));
  g_assert_true (
      willow_dialect_row_differs (find_row (dialects, "connect/length")));
  g_assert_false (
      willow_dialect_row_differs (find_row (dialects, "connect/will-qos")));
}

static void
test_connack (void)
{
  static const char *const connacks[] = {
    "20 02 00 05",
    "20 02 00 05",
    "20 ( 00 87 ( 1f \"no\" ) )",
  };
  static const char *const flags[] = {
    "Topic Name Compression Response | 0 | 00 @2 §3.2",
    "Connect Acknowledge Flags | 0x00 | 00 @2 §3.2.2.1",
    "Connect Acknowledge Flags | 0x00 | 00 @2 §3.2.2.1",
  };
  static const char *const present[] = {
    "-",
    "Session Present | 0 = new session | .......0 @2 §3.2.2.2",
    "Session Present | 0 = new session | .......0 @2 §3.2.2.1.1",
  };
  static const char *const code[] = {
    "Connect Return code | 5 = Connection Refused, not authorized | 05 @3 "
    "§3.2",
    "Connect Return code | 5 = Connection Refused, not authorized | 05 @3 "
    "§3.2.2.3",
    "Connect Reason Code | 0x87 = Not authorized | 87 @3 §3.2.2.2",
  };
  static const char *const reason[] = {
    "-",
    "-",
    "Reason String | no | 1f 00 02 6e 6f @5 §3.2.2.3.9",
  };
  g_autoptr (WillowDialects) dialects = align (plain_connects, connacks);

  assert_row (dialects, "connack/flags", "renamed, changed", flags);
  assert_row (dialects, "connack/session-present", "new", present);
  assert_row (dialects, "connack/code", "renamed, changed", code);
  assert_row (dialects, "connack/properties/Reason String", "new", reason);
}

/* A Server that knows no 5.0 answers in the words that it knows. */
static void
test_short_answer (void)
{
  static const char *const connacks[] = { "20 02 00 00",
                                          "20 02 00 00",
                                          "20 02 00 01" };
  g_autoptr (WillowDialects) dialects = align (plain_connects, connacks);
  const WillowDialectRow *row = find_row (dialects, "connack/code");

  assert_partition (dialects, MQTT_PACKET_CONNACK, 2, "20 02 00 01");
  g_assert_cmpstr (row->cells[2].name, ==, "Connect Return code");
  g_assert_true (g_str_has_prefix (row->cells[2].value, "1 = "));
  g_assert_null (row->cells[2].violation);
  row = find_row (dialects, "connack/properties");
  g_assert_false (row->cells[2].is_there);
}

/* What is wrong with a part is said of the whole. */
static void
test_violation (void)
{
  static const char *const connacks[] = { "20 02 00 00",
                                          "20 02 02 00",
                                          "20 03 00 01 00" };
  g_autoptr (WillowDialects) dialects = align (plain_connects, connacks);

  g_assert_null (find_row (dialects, "connack/code")->cells[1].violation);
  g_assert_nonnull (find_row (dialects, "connack/code")->cells[2].violation);
  g_assert_nonnull (find_row (dialects, "connack/flags")->cells[1].violation);
}

static void
test_secrets (void)
{
  g_autoptr (WillowDialects) dialects = align (full_connects, full_connacks);
  g_autofree char *text = willow_dialects_to_text (dialects);

  g_assert_nonnull (strstr (text, "ann"));
  g_assert_null (strstr (text, "pw"));
  g_assert_null (strstr (text, "70 77"));
  g_assert_null (strstr (text, "hush"));
  g_assert_null (strstr (text, "68 75 73 68"));
  g_assert_null (strstr (text, "psst"));
  for (guint i = 0; i < willow_dialects_get_n_rows (dialects); i++)
    {
      const WillowDialectRow *row = willow_dialects_get_row (dialects, i);

      for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
        if (row->cells[d].is_there)
          g_assert_null (strstr (row->cells[d].value, "pw"));
    }
}

/* One that comes twice has two rows, in the order of the packet. */
static void
test_repeated (void)
{
  g_autoptr (WillowDialects) dialects = align (full_connects, NULL);
  guint n = 0;

  for (guint i = 0; i < willow_dialects_get_n_rows (dialects); i++)
    {
      const WillowDialectRow *row = willow_dialects_get_row (dialects, i);

      if (!g_str_equal (row->key, "connect/properties/User Property"))
        continue;
      g_assert_cmpstr (
          row->cells[2].value, ==, n == 0 ? "\"n\" = \"v\"" : "\"n\" = \"w\"");
      n++;
    }
  g_assert_cmpuint (n, ==, 2);
}

static void
test_text (void)
{
  g_autoptr (WillowDialects) dialects = align (plain_connects, NULL);
  g_autofree char *text = willow_dialects_to_text (dialects);

  g_assert_true (g_str_has_prefix (text, "CONNECT "));
  g_assert_nonnull (strstr (text,
                            "\n  Protocol Version              3 = 3.1"
                            "                         4 = 3.1.1"
                            "                       5 = 5.0\n"));
  g_assert_null (strstr (text, " \n"));
  g_assert_null (strstr (text, "Will Topic"));
  g_assert_null (strstr (text, "CONNACK"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/dialects/bytes", test_bytes);
  g_test_add_func ("/model/dialects/complete", test_complete);
  g_test_add_func ("/model/dialects/damaged", test_damaged);
  g_test_add_func ("/model/dialects/properties", test_properties);
  g_test_add_func ("/model/dialects/connect", test_connect);
  g_test_add_func ("/model/dialects/differs", test_differs);
  g_test_add_func ("/model/dialects/connack", test_connack);
  g_test_add_func ("/model/dialects/short-answer", test_short_answer);
  g_test_add_func ("/model/dialects/violation", test_violation);
  g_test_add_func ("/model/dialects/secrets", test_secrets);
  g_test_add_func ("/model/dialects/repeated", test_repeated);
  g_test_add_func ("/model/dialects/text", test_text);
  return g_test_run ();
}
