/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vectors in tests/mqtt/vectors: bytes that a person wrote, and what they
 * are. Each is also cut off at every byte, fed byte by byte to the framer, and
 * encoded again. */
#include "lib/packet-builder.h"
#include "mqtt/mqtt-framer.h"
#include "mqtt/mqtt-packet.h"
#include "mqtt/packet-dump.h"

#include <string.h>

typedef struct
{
  MqttVersion version;
  MqttRole    sender;
  char       *where; /* file:line name */
  char       *expected;
  GByteArray *bytes;
} Vector;

static void
vector_free (gpointer data)
{
  Vector *vector = data;

  g_free (vector->where);
  g_free (vector->expected);
  g_byte_array_unref (vector->bytes);
  g_free (vector);
}

/* Decodes an exact-size copy, which the caller frees after use of @packet. */
static gboolean
decode (const Vector  *vector,
        const guint8  *data,
        gsize          len,
        MqttPacket    *packet,
        MqttViolation *violation)
{
  return mqtt_packet_decode (packet,
                             vector->version,
                             vector->sender,
                             (MqttSlice){ data, len },
                             violation);
}

static gboolean
token_matches (const char *expected, const char *got)
{
  /* Long properties are written down to where they are sure to be the same;
   * encoding them again compares the rest. */
  if (g_str_has_prefix (expected, "props=") ||
      g_str_has_prefix (expected, "wprops="))
    return g_str_has_prefix (got, expected);
  return g_str_equal (expected, got);
}

static void
assert_dump (const Vector *vector, const MqttPacket *packet)
{
  g_autofree char *got = packet_dump (packet);
  g_auto (GStrv) expected_tokens =
      g_strsplit (strstr (vector->expected, "ok ") + 3, " ", -1);
  g_auto (GStrv) got_tokens = g_strsplit (got, " ", -1);
  gboolean same = g_strv_length (expected_tokens) == g_strv_length (got_tokens);

  for (guint i = 0; same && expected_tokens[i] != NULL; i++)
    same = token_matches (expected_tokens[i], got_tokens[i]);
  if (!same)
    g_test_fail_printf (
        "%s: expected %s, got %s", vector->where, vector->expected, got);
}

static void
assert_encodes_to_itself (const Vector *vector, const MqttPacket *packet)
{
  g_autoptr (GByteArray) again = g_byte_array_new ();

  g_assert_true (mqtt_packet_encode (packet, again));
  if (again->len != vector->bytes->len ||
      memcmp (again->data, vector->bytes->data, again->len) != 0)
    g_test_fail_printf ("%s: not encoded to the same bytes", vector->where);
}

static void
assert_accepted (const Vector *vector)
{
  g_autofree guint8 *copy = pb_dup_exact (vector->bytes);
  MqttViolation      violation = { 0 };
  MqttPacket         packet;

  if (!decode (vector, copy, vector->bytes->len, &packet, &violation))
    {
      g_test_fail_printf ("%s: refused: %s [%s] @%u",
                          vector->where,
                          violation.text,
                          violation.id,
                          (guint)violation.offset);
      return;
    }
  g_assert_true (decode (vector, copy, vector->bytes->len, &packet, NULL));
  assert_dump (vector, &packet);
  if (vector->expected[0] != '~')
    assert_encodes_to_itself (vector, &packet);
}

/* "82 [MQTT-3.1.2-3] 3.1.2.3 @9" */
static void
assert_refused (const Vector *vector)
{
  g_autofree guint8 *copy = pb_dup_exact (vector->bytes);
  g_autofree char   *got = NULL;
  MqttViolation      violation = { 0 };
  MqttPacket         packet;
  const char        *section;

  if (decode (vector, copy, vector->bytes->len, &packet, &violation))
    {
      g_test_fail_printf ("%s: accepted", vector->where);
      return;
    }
  g_assert_false (decode (vector, copy, vector->bytes->len, &packet, NULL));
  g_assert_cmpstr (violation.text, !=, NULL);
  g_assert_cmpuint (violation.offset, <=, vector->bytes->len);
  section = strstr (vector->expected, " * ") != NULL ? "*" : violation.section;
  if (violation.id[0] != '\0')
    got = g_strdup_printf ("%02x [%s] %s @%u",
                           violation.reason,
                           violation.id,
                           section,
                           (guint)violation.offset);
  else
    got = g_strdup_printf (
        "%02x - %s @%u", violation.reason, section, (guint)violation.offset);
  if (!g_str_equal (got, vector->expected))
    g_test_fail_printf (
        "%s: expected %s, got %s", vector->where, vector->expected, got);
}

/* No beginning of a packet is a packet. */
static void
assert_truncations_refused (const Vector *vector)
{
  for (gsize len = 0; len < vector->bytes->len; len++)
    {
      g_autofree guint8 *exact = g_malloc (MAX (len, 1));
      MqttViolation      violation = { 0 };
      MqttPacket         packet;

      memcpy (exact, vector->bytes->data, len);
      if (decode (vector, exact, len, &packet, &violation))
        {
          /* A frame with bytes behind it holds a shorter, right one. */
          g_assert_cmpuint (len, ==, 2u + vector->bytes->data[1]);
          continue;
        }
      g_assert_cmpstr (violation.text, !=, NULL);
      g_assert_cmpuint (violation.offset, <=, len);
    }
}

/* Cut off and with a Remaining Length that fits: nothing to assert but that
 * it stays within its bytes and that what is accepted can be walked. */
static void
try_shortened (const Vector *vector)
{
  if (vector->bytes->len < 3 || vector->bytes->data[1] > 127)
    return;
  for (gsize len = 2; len < vector->bytes->len; len++)
    {
      g_autofree guint8 *copy = g_malloc (len);
      MqttPacket         packet;

      memcpy (copy, vector->bytes->data, len);
      copy[1] = (guint8)(len - 2);
      if (decode (vector, copy, len, &packet, NULL))
        g_free (packet_dump (&packet));
    }
}

static void
assert_framed_bytewise (const Vector *vector)
{
  MqttFramer       framer;
  MqttSlice        frame = MQTT_SLICE_NONE;
  MqttViolation    violation;
  MqttFramerResult result = MQTT_FRAMER_NEED_MORE;

  mqtt_framer_init (&framer, 0);
  for (guint i = 0; i < vector->bytes->len; i++)
    {
      guint8 byte = vector->bytes->data[i];

      g_assert_cmpint (result, ==, MQTT_FRAMER_NEED_MORE);
      mqtt_framer_feed (&framer, &byte, 1);
      result = mqtt_framer_next (&framer, &frame, &violation);
    }
  g_assert_cmpint (result, ==, MQTT_FRAMER_PACKET);
  g_assert_cmpmem (
      frame.data, frame.len, vector->bytes->data, vector->bytes->len);
  mqtt_framer_clear (&framer);
}

static void
check_vector (const Vector *vector)
{
  gboolean accepted = strstr (vector->expected, "ok ") != NULL;

  if (accepted)
    assert_accepted (vector);
  else
    assert_refused (vector);
  assert_truncations_refused (vector);
  try_shortened (vector);
  if (accepted)
    assert_framed_bytewise (vector);
}

static MqttVersion
version_of (char letter)
{
  return letter == '?' ? MQTT_VERSION_UNKNOWN
                       : (MqttVersion)g_ascii_digit_value (letter);
}

/* One vector for each version and sender that the line names. */
static void
parse_line (GPtrArray *vectors, const char *file, guint number, char *line)
{
  g_auto (GStrv) columns = g_strsplit (line, " | ", 4);
  const char *who = columns[0];

  g_assert_cmpuint (g_strv_length (columns), ==, 4);
  for (const char *v = who; *v != '\0'; v++)
    {
      if (*v == 'C' || *v == 'S')
        continue;
      for (const char *s = who; *s != '\0'; s++)
        {
          Vector *vector;

          if (*s != 'C' && *s != 'S')
            continue;
          vector = g_new0 (Vector, 1);
          vector->version = version_of (*v);
          vector->sender = *s == 'C' ? MQTT_ROLE_CLIENT : MQTT_ROLE_SERVER;
          vector->where = g_strdup_printf (
              "%s:%u (%c%c) %s", file, number, *v, *s, columns[1]);
          vector->bytes = pb_hex (columns[2]);
          vector->expected = g_strdup (g_strstrip (columns[3]));
          g_ptr_array_add (vectors, vector);
        }
    }
}

static void
test_file (gconstpointer data)
{
  const char      *file = data;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) vectors = g_ptr_array_new_with_free_func (vector_free);

  path = g_test_build_filename (
      G_TEST_DIST, "mqtt", "vectors", file, (const char *)NULL);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][0] != '#' && lines[i][0] != '\0')
        parse_line (vectors, file, i + 1, lines[i]);
    }
  g_assert_cmpuint (vectors->len, >, 30);
  for (guint i = 0; i < vectors->len; i++)
    check_vector (vectors->pdata[i]);
  g_test_message ("%u vectors", vectors->len);
}

int
main (int argc, char *argv[])
{
  static const char *const files[] = {
    "connect.txt", "connack.txt",   "publish.txt",
    "acks.txt",    "subscribe.txt", "others.txt",
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_strdup_printf ("/mqtt/vectors/%s", files[i]);

      g_test_add_data_func (name, files[i], test_file);
    }
  return g_test_run ();
}
