/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/describe-vectors.h"
#include "lib/packet-builder.h"

#include "mqtt/mqtt-packet.h"

#include <string.h>

#define N_MUTATIONS 200000u

/* The same numbers on each run: a failure comes again. */
static guint32
next_random (guint32 *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

static gboolean
has_field (const MqttDescription *description, const char *name)
{
  for (guint i = 0; i < mqtt_description_get_n_fields (description); i++)
    if (g_str_equal (mqtt_description_get_field (description, i)->name, name))
      return TRUE;
  return FALSE;
}

static guint
count_marks (const MqttDescription *description)
{
  guint n_marks = 0;

  for (guint i = 0; i < mqtt_description_get_n_fields (description); i++)
    if (mqtt_description_get_field (description, i)->violation)
      n_marks++;
  return n_marks;
}

/* @data has exactly @len bytes on the heap. */
static void
check (const DescribeVector *vector, const guint8 *data, gsize len)
{
  MqttSlice   frame = { data, len };
  MqttVersion version = vector->version;
  g_autoptr (MqttDescription) description =
      mqtt_describe (version, vector->sender, frame);
  g_autoptr (GString) summary = g_string_new (NULL);
  MqttViolation expected;
  MqttViolation violation;
  MqttPacket    packet;

  describe_check_partition (description, len);
  mqtt_summarize (version, vector->sender, frame, summary);
  g_assert_true (g_utf8_validate (summary->str, -1, NULL));
  if (mqtt_packet_decode (&packet, version, vector->sender, frame, &expected))
    {
      g_assert_false (mqtt_description_get_violation (description, NULL));
      g_assert_cmpuint (count_marks (description), ==, 0);
      g_assert_false (has_field (description, "Undecoded bytes"));
      g_assert_false (has_field (description, "Missing bytes"));
      return;
    }
  g_assert_true (mqtt_description_get_violation (description, &violation));
  g_assert_cmpuint (count_marks (description), ==, 1);
  g_assert_cmpstr (violation.text, ==, expected.text);
  g_assert_cmpstr (violation.id, ==, expected.id);
  g_assert_cmpuint (violation.offset, ==, expected.offset);
}

/* The Remaining Length stays: a packet that is not all there. */
static void
test_truncations (gconstpointer data)
{
  const GPtrArray *vectors = data;

  for (guint i = 0; i < vectors->len; i++)
    {
      const DescribeVector *vector = g_ptr_array_index (vectors, i);

      for (gsize len = 0; len <= vector->packet->len; len++)
        {
          g_autofree guint8 *copy = g_memdup2 (vector->packet->data, len);

          check (vector, copy, len);
        }
    }
}

/* The Remaining Length shrinks with it: a packet that is wrong inside. Only
 * with lengths of one byte, which most vectors have. */
static void
test_short_packets (gconstpointer data)
{
  const GPtrArray *vectors = data;

  for (guint i = 0; i < vectors->len; i++)
    {
      const DescribeVector *vector = g_ptr_array_index (vectors, i);

      for (gsize len = 2; len < MIN (vector->packet->len, 0x7f); len++)
        {
          g_autofree guint8 *copy = g_memdup2 (vector->packet->data, len);

          copy[1] = (guint8)(len - 2);
          check (vector, copy, len);
        }
    }
}

static void
mutate (guint8 *bytes, gsize len, guint32 *state)
{
  guint n_changes = 1 + next_random (state) % 3;

  for (guint i = 0; i < n_changes && len > 0; i++)
    {
      gsize at = next_random (state) % len;

      switch (next_random (state) % 4)
        {
        case 0:
          bytes[at] = (guint8)next_random (state);
          break;
        case 1:
          bytes[at] ^= (guint8)(1u << next_random (state) % 8);
          break;
        case 2:
          bytes[at] = (guint8)(bytes[at] + 1);
          break;
        default:
          bytes[at] = next_random (state) % 2 ? 0xff : 0x00;
          break;
        }
    }
}

static void
test_mutations (gconstpointer data)
{
  const GPtrArray *vectors = data;
  guint32          state = 0x9e3779b9;

  for (guint i = 0; i < N_MUTATIONS; i++)
    {
      DescribeVector vector =
          *(DescribeVector *)g_ptr_array_index (vectors, i % vectors->len);
      g_autofree guint8 *copy = pb_dup_exact (vector.packet);
      gsize              len = vector.packet->len;

      mutate (copy, len, &state);
      if (next_random (&state) % 8 == 0)
        vector.version = (MqttVersion)(3 + next_random (&state) % 3);
      check (&vector, copy, len);
    }
}

static void
test_noise (void)
{
  DescribeVector vector = { .version = MQTT_VERSION_5_0 };
  guint32        state = 0x2545f491;

  for (guint i = 0; i < 20000; i++)
    {
      gsize              len = next_random (&state) % 40;
      g_autofree guint8 *bytes = g_malloc (len);

      for (gsize j = 0; j < len; j++)
        bytes[j] = (guint8)next_random (&state);
      vector.version = (MqttVersion)(3 + i % 3);
      vector.sender = i % 2 ? MQTT_ROLE_SERVER : MQTT_ROLE_CLIENT;
      check (&vector, bytes, len);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) vectors = NULL;

  g_test_init (&argc, &argv, NULL);
  vectors = describe_vectors_load ();
  g_test_add_data_func ("/describe/truncations", vectors, test_truncations);
  g_test_add_data_func ("/describe/short-packets", vectors, test_short_packets);
  g_test_add_data_func ("/describe/mutations", vectors, test_mutations);
  g_test_add_func ("/describe/noise", test_noise);
  return g_test_run ();
}
