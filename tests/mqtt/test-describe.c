/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/describe-vectors.h"
#include "lib/packet-builder.h"

#include "mqtt/mqtt-packet.h"

#include <string.h>

static MqttDescription *
describe (const DescribeVector *vector)
{
  MqttSlice frame = { vector->packet->data, vector->packet->len };

  return mqtt_describe (vector->version, vector->sender, frame);
}

static MqttDescription *
describe_hex (MqttVersion version, MqttRole sender, const char *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);
  MqttSlice frame = { bytes->data, bytes->len };

  return mqtt_describe (version, sender, frame);
}

static const MqttField *
find_field (const MqttDescription *description, const char *name)
{
  for (guint i = 0; i < mqtt_description_get_n_fields (description); i++)
    {
      const MqttField *field = mqtt_description_get_field (description, i);

      if (g_str_equal (field->name, name))
        return field;
    }
  return NULL;
}

static void
test_vector (gconstpointer data)
{
  const DescribeVector *vector = data;
  g_autoptr (MqttDescription) description = describe (vector);
  g_autofree char *dump = describe_dump (description);

  describe_check_partition (description, vector->packet->len);
  if (!g_str_equal (dump, vector->expected->str))
    g_test_message ("got:\n%s", dump);
  g_assert_cmpstr (dump, ==, vector->expected->str);
}

/* Every field says what it means, in one line. */
static void
test_meanings (gconstpointer data)
{
  const GPtrArray *vectors = data;

  for (guint i = 0; i < vectors->len; i++)
    {
      g_autoptr (MqttDescription) description =
          describe (g_ptr_array_index (vectors, i));

      for (guint j = 0; j < mqtt_description_get_n_fields (description); j++)
        {
          const MqttField *field = mqtt_description_get_field (description, j);

          g_assert_nonnull (field->meaning);
          g_assert_null (strchr (field->meaning, '\n'));
        }
    }
}

/* Hovering a byte finds the one leaf that owns it. */
static void
test_find_byte (gconstpointer data)
{
  const GPtrArray *vectors = data;

  for (guint i = 0; i < vectors->len; i++)
    {
      const DescribeVector *vector = g_ptr_array_index (vectors, i);
      g_autoptr (MqttDescription) description = describe (vector);

      for (gsize offset = 0; offset < vector->packet->len; offset++)
        {
          int index = mqtt_description_find_byte (description, offset);
          const MqttField *field;

          g_assert_cmpint (index, >=, 0);
          field = mqtt_description_get_field (description, (guint)index);
          g_assert_cmpuint (field->bit_mask, ==, 0);
          g_assert_cmpuint (field->offset, <=, offset);
          g_assert_cmpuint (offset, <, field->offset + field->len);
        }
      g_assert_cmpint (
          mqtt_description_find_byte (description, vector->packet->len),
          ==,
          -1);
    }
}

static void
test_nothing (void)
{
  g_autoptr (MqttDescription) description =
      mqtt_describe (MQTT_VERSION_5_0, MQTT_ROLE_CLIENT, MQTT_SLICE_NONE);
  MqttViolation violation;

  g_assert_true (mqtt_description_get_violation (description, &violation));
  describe_check_partition (description, 0);
  g_assert_nonnull (find_field (description, "Missing bytes"));
}

/* A CONNECT says itself what version it has. */
static void
test_version_of_connect (void)
{
  const char *hex = "10 0d 00 04 'MQTT' 05 02 00 3c 00 00 00";
  g_autoptr (MqttDescription) told =
      describe_hex (MQTT_VERSION_5_0, MQTT_ROLE_CLIENT, hex);
  g_autoptr (MqttDescription) untold =
      describe_hex (MQTT_VERSION_UNKNOWN, MQTT_ROLE_CLIENT, hex);
  g_autoptr (MqttDescription) other =
      describe_hex (MQTT_VERSION_3_1_1, MQTT_ROLE_CLIENT, hex);
  g_autofree char *told_dump = describe_dump (told);
  g_autofree char *untold_dump = describe_dump (untold);

  g_assert_cmpstr (told_dump, ==, untold_dump);
  g_assert_false (mqtt_description_get_violation (told, NULL));
  g_assert_true (mqtt_description_get_violation (other, NULL));
  g_assert_nonnull (find_field (other, "Clean Start"));
}

/* A payload of 10 MB is one leaf with a short value. */
static void
test_large_payload (void)
{
  const gsize len = 10 * 1024 * 1024;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *payload = g_malloc (len);
  g_autoptr (MqttDescription) description = NULL;
  const MqttField *field;
  guint            packet;

  memset (payload, 'x', len);
  packet = pb_begin (bytes, 0x30);
  pb_str (bytes, "a");
  pb_raw (bytes, payload, len);
  pb_end (bytes, packet);
  description = mqtt_describe (MQTT_VERSION_3_1_1,
                               MQTT_ROLE_CLIENT,
                               (MqttSlice){ bytes->data, bytes->len });
  describe_check_partition (description, bytes->len);
  g_assert_false (mqtt_description_get_violation (description, NULL));
  field = find_field (description, "Payload");
  g_assert_cmpuint (field->len, ==, len);
  g_assert_true (g_str_has_prefix (field->value, "10485760 bytes: xxx"));
  g_assert_cmpuint (strlen (field->value), <, 120);
}

/* As many fields as bytes: the list ends, the partition does not. */
static void
test_many_fields (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (MqttDescription) description = NULL;
  guint packet = pb_begin (bytes, 0x90);

  pb_u16 (bytes, 1);
  for (guint i = 0; i < 1024 * 1024; i++)
    pb_u8 (bytes, i % 3);
  pb_end (bytes, packet);
  description = mqtt_describe (MQTT_VERSION_3_1_1,
                               MQTT_ROLE_SERVER,
                               (MqttSlice){ bytes->data, bytes->len });
  describe_check_partition (description, bytes->len);
  g_assert_false (mqtt_description_get_violation (description, NULL));
  g_assert_nonnull (find_field (description, "Further bytes"));
  g_assert_cmpuint (mqtt_description_get_n_fields (description), <, 10010);
}

/* A text of 60,000 bytes is shown in part, and what it hides in escapes. */
static void
test_long_text (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *topic = g_strnfill (60000, '\x01');
  g_autoptr (MqttDescription) description = NULL;
  const MqttField *field;

  pb_publish (bytes, 4, 0, FALSE, 0, topic, "", 0);
  description = mqtt_describe (MQTT_VERSION_3_1_1,
                               MQTT_ROLE_CLIENT,
                               (MqttSlice){ bytes->data, bytes->len });
  describe_check_partition (description, bytes->len);
  field = find_field (description, "Topic Name");
  g_assert_cmpuint (field->len, ==, 60002);
  g_assert_true (g_str_has_prefix (field->value, "\\x01\\x01"));
  g_assert_cmpuint (strlen (field->value), <, 3000);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) vectors = NULL;

  g_test_init (&argc, &argv, NULL);
  vectors = describe_vectors_load ();
  for (guint i = 0; i < vectors->len; i++)
    {
      const DescribeVector *vector = g_ptr_array_index (vectors, i);
      g_autofree char *path = g_strdup_printf ("/describe/%s", vector->name);

      g_test_add_data_func (path, vector, test_vector);
    }
  g_test_add_data_func ("/describe/meanings", vectors, test_meanings);
  g_test_add_data_func ("/describe/find-byte", vectors, test_find_byte);
  g_test_add_func ("/describe/nothing", test_nothing);
  g_test_add_func ("/describe/version-of-connect", test_version_of_connect);
  g_test_add_func ("/describe/large-payload", test_large_payload);
  g_test_add_func ("/describe/many-fields", test_many_fields);
  g_test_add_func ("/describe/long-text", test_long_text);
  return g_test_run ();
}
