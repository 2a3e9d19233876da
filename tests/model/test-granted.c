/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/packet-builder.h"
#include "model/conversation/willow-granted.h"
#include "mqtt/mqtt-property-table.h"

#include <stdlib.h>
#include <string.h>

/* Asked and granted, against literal bytes. What absence means is from 5.0
 * section 3.2.2.3, not from the code. */

/* Clean Start 1, Keep Alive 60, "me" */
#define PLAIN_5 "10 ( \"MQTT\" 05 02 003c 00 \"me\" )"
#define PLAIN_4 "10 ( \"MQTT\" 04 02 003c \"me\" )"

/* Cells of a line of granted.txt. */
enum
{
  NAME,
  VERSION,
  CONNECT,
  CONNACK,
  KEY,
  MARK,
  ASKED,
  GRANTED,
  MEANS,
  SECTION,
  ID,
  N_CELLS
};

static GBytes *
bytes_of (const char *hex)
{
  return g_byte_array_free_to_bytes (pb_hex (hex));
}

static WillowGranted *
granted_of (guint version, const char *connect, const char *connack)
{
  g_autoptr (GBytes) question = bytes_of (connect);
  g_autoptr (GBytes) answer = bytes_of (connack);

  return willow_granted_new (version, question, answer, 0);
}

static void
assert_part (const char *text, const char *part)
{
  gboolean is_there =
      part[0] == '\0' ? text[0] == '\0' : strstr (text, part) != NULL;

  if (!is_there && !g_str_equal (part, "*"))
    g_error ("“%s” is not in “%s”", part, text);
}

static const char *
get_mark_name (WillowGrantedMark mark)
{
  static const char *const names[] = {
    "same", "added", "limited", "differs", "refused", "wrong",
  };

  return names[mark];
}

static void
test_line (gconstpointer data)
{
  char *const *cells = data;
  g_autoptr (WillowGranted) granted =
      granted_of ((guint)atoi (cells[VERSION]), cells[CONNECT], cells[CONNACK]);
  const WillowGrantedRow *row;

  g_assert_nonnull (granted);
  row = willow_granted_find (granted, cells[KEY]);
  g_assert_nonnull (row);
  g_test_message ("%s | %s | %s", row->asked, row->granted, row->means);
  g_assert_cmpstr (get_mark_name (row->mark), ==, cells[MARK]);
  assert_part (row->asked, cells[ASKED]);
  assert_part (row->granted, cells[GRANTED]);
  assert_part (row->means, cells[MEANS]);
  assert_part (row->section, cells[SECTION]);
  g_assert_cmpstr (row->id, ==, cells[ID]);
}

/* CONNACK and CONNECT of 5.0 with properties */
#define ACK(properties) "20 ( 00 00 ( " properties " ) )"
#define ASK(properties) "10 ( \"MQTT\" 05 02 003c ( " properties " ) \"me\" )"

/* Each property that CONNACK may have is in a row of its own. */
static void
test_all_properties (void)
{
  gsize                   n_infos;
  const MqttPropertyInfo *infos = mqtt_property_get_infos (&n_infos);
  g_autoptr (WillowGranted) granted = granted_of (
      5,
      "10 ( \"MQTT\" 05 02 003c ( 15 \"X\" 19 01 ) \"\" )",
      ACK ("11 00000001 12 \"a\" 13 0001 15 \"X\" 16 \"d\" 1a \"r\" 1c \"s\" "
           "1f \"t\" 21 0001 22 0001 24 01 25 00 26 \"n\" \"v\" 27 00000100 "
           "28 00 29 00 2a 00"));
  guint n_wanted = 0, n_found = 0;

  for (gsize i = 0; i < n_infos; i++)
    if ((infos[i].places & (1u << MQTT_PACKET_CONNACK)) != 0)
      n_wanted++;
  for (guint i = 0; i < willow_granted_get_n_rows (granted); i++)
    {
      const WillowGrantedRow *row = willow_granted_get_row (granted, i);

      if (row->granted_len > 1)
        n_found++;
    }
  g_assert_cmpuint (n_wanted, ==, 17);
  g_assert_cmpuint (n_found, ==, 17);
  g_assert_true (willow_granted_is_accepted (granted));
}

static void
assert_hex (const char *packet, gsize offset, gsize len, const char *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (packet);
  g_autoptr (GByteArray) wanted = pb_hex (hex);

  g_assert_cmpuint (offset + len, <=, bytes->len);
  g_assert_cmpmem (bytes->data + offset, len, wanted->data, wanted->len);
}

/* The rows know their bytes. */
static void
test_bytes (void)
{
  const char connect[] = ASK ("11 00000e10 26 \"n\" \"v\"");
  const char connack[] = ACK ("13 001e 11 0000000a");
  g_autoptr (WillowGranted) granted = granted_of (5, connect, connack);
  const WillowGrantedRow *row;

  row = willow_granted_find (granted, "session-expiry");
  assert_hex (connect, row->asked_offset, row->asked_len, "11 00000e10");
  assert_hex (connack, row->granted_offset, row->granted_len, "11 0000000a");
  row = willow_granted_find (granted, "keep-alive");
  assert_hex (connack, row->granted_offset, row->granted_len, "13 001e");
  row = willow_granted_find (granted, "client-identifier");
  assert_hex (connect, row->asked_offset, row->asked_len, "\"me\"");
  row = willow_granted_find (granted, "user-property-sent");
  assert_hex (connect, row->asked_offset, row->asked_len, "26 \"n\" \"v\"");
}

/* What is not as asked comes first, and the order is otherwise that of the
 * specification. */
static void
test_order (void)
{
  g_autoptr (WillowGranted) granted =
      granted_of (5, PLAIN_5, ACK ("24 01 13 001e"));

  g_assert_cmpuint (willow_granted_get_n_notable (granted), ==, 2);
  g_assert_cmpstr (willow_granted_get_row (granted, 0)->key, ==, "keep-alive");
  g_assert_cmpstr (willow_granted_get_row (granted, 1)->key, ==, "maximum-qos");
  g_assert_cmpstr (willow_granted_get_row (granted, 2)->key, ==, "outcome");
  g_assert_cmpstr (
      willow_granted_get_row (granted, 3)->key, ==, "session-present");
}

/* Nothing that is nobody's business, whatever is copied. */
static void
test_secrets (void)
{
  g_autoptr (WillowGranted) granted = granted_of (
      5,
      "10 ( \"MQTT\" 05 c2 003c ( 15 \"X\" 16 \"hush\" ) \"me\" \"ann\" "
      "\"secret\" )",
      ACK ("15 \"X\" 16 \"psst\""));
  g_autofree char *text = willow_granted_to_text (granted);

  g_assert_nonnull (strstr (text, "ann"));
  g_assert_null (strstr (text, "secret"));
  g_assert_null (strstr (text, "hush"));
  g_assert_null (strstr (text, "psst"));
}

/* In practice mode CONNECT may break rules; the answer is told all the same. */
static void
test_illegal_connect (void)
{
  g_autoptr (WillowGranted) granted = granted_of (
      4, "10 ( \"MQTT\" 04 42 003c \"me\" \"secret\" )", "20 02 00 00");

  g_assert_nonnull (granted);
  g_assert_nonnull (willow_granted_find (granted, "outcome"));
  g_assert_cmpstr (
      willow_granted_find (granted, "connect")->id, ==, "MQTT-3.1.2-22");
  g_assert_null (willow_granted_find (granted, "user-name"));
}

static void
assert_sound (guint             version,
              const GByteArray *connect,
              const GByteArray *connack)
{
  /* Copies of exactly this size, so that a sanitizer sees what reads on. */
  g_autoptr (GBytes) question = g_bytes_new (connect->data, connect->len);
  g_autoptr (GBytes) answer = g_bytes_new (connack->data, connack->len);
  g_autoptr (WillowGranted) granted =
      willow_granted_new (version, question, answer, 3);
  g_autofree char *text = NULL;

  if (granted == NULL)
    return;
  text = willow_granted_to_text (granted);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (guint i = 0; i < willow_granted_get_n_rows (granted); i++)
    {
      const WillowGrantedRow *row = willow_granted_get_row (granted, i);

      g_assert_cmpuint (row->asked_len, <=, connect->len);
      g_assert_cmpuint (row->granted_offset, <=, connack->len);
    }
}

/* Whatever comes: each byte changed, each end cut off. */
static void
test_damaged (void)
{
  g_autoptr (GByteArray) connect = pb_hex (ASK ("11 00000e10 15 \"X\" 19 01"));
  g_autoptr (GByteArray) connack =
      pb_hex (ACK ("11 00000001 12 \"a\" 13 0001 15 \"X\" 1f \"\" 24 01 "
                   "26 \"n\" \"v\" 27 00000100"));
  static const guint8 changes[] = { 0x01, 0x10, 0x80, 0xff };

  for (guint version = 3; version <= 5; version++)
    for (guint i = 0; i < connack->len; i++)
      for (guint c = 0; c < G_N_ELEMENTS (changes); c++)
        {
          GByteArray cut = { connack->data, i };

          connack->data[i] ^= changes[c];
          assert_sound (version, connect, connack);
          connack->data[i] ^= changes[c];
          assert_sound (version, connect, &cut);
        }
  for (guint i = 0; i < connect->len; i++)
    for (guint c = 0; c < G_N_ELEMENTS (changes); c++)
      {
        connect->data[i] ^= changes[c];
        assert_sound (5, connect, connack);
        connect->data[i] ^= changes[c];
      }
}

static void
test_no_connack (void)
{
  g_autoptr (GBytes) connect = bytes_of (PLAIN_4);
  g_autoptr (GBytes) other = bytes_of ("30 03 0001 'a'");
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  g_assert_null (willow_granted_new (4, connect, other, 0));
  g_assert_null (willow_granted_new (4, connect, nothing, 0));
}

static void
test_text (void)
{
  g_autoptr (WillowGranted) granted = granted_of (5, PLAIN_5, ACK ("13 001e"));
  g_autofree char *text = willow_granted_to_text (granted);

  g_assert_true (
      g_str_has_prefix (text,
                        "[Different] Keep Alive (MQTT 5.0, 3.2.2.3.14)\n"
                        "  Asked: 60 s\n"
                        "  Granted: 30 s\n"));
}

static void
add_line (char *line)
{
  char           **cells = g_strsplit (line, "|", -1);
  g_autofree char *path = NULL;

  g_assert_cmpuint (g_strv_length (cells), ==, N_CELLS);
  for (guint i = 0; i < N_CELLS; i++)
    g_strstrip (cells[i]);
  path = g_strdup_printf ("/model/granted/%s/%s",
                          mqtt_version_get_name (atoi (cells[VERSION])),
                          cells[NAME]);
  g_test_add_data_func_full (
      path, cells, test_line, (GDestroyNotify)g_strfreev);
}

static void
add_table (void)
{
  g_autofree char *content = NULL;
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "model", "granted.txt", NULL);
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  lines = g_strsplit (content, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0' && lines[i][0] != '#')
      {
        add_line (lines[i]);
        n++;
      }
  g_assert_cmpuint (n, >, 90);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_table ();
  g_test_add_func ("/model/granted/all-properties", test_all_properties);
  g_test_add_func ("/model/granted/bytes", test_bytes);
  g_test_add_func ("/model/granted/order", test_order);
  g_test_add_func ("/model/granted/secrets", test_secrets);
  g_test_add_func ("/model/granted/illegal-connect", test_illegal_connect);
  g_test_add_func ("/model/granted/damaged", test_damaged);
  g_test_add_func ("/model/granted/no-connack", test_no_connack);
  g_test_add_func ("/model/granted/text", test_text);
  return g_test_run ();
}
