/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of rules cites what the specifications have, and the small types
 * that everything else is made of. */
#include "lib/packet-builder.h"
#include "mqtt/conformance-table.h"
#include "mqtt/mqtt-packet.h"
#include "mqtt/mqtt-rule.h"

#include <string.h>

/* id → section */
static GHashTable *
load_sections (const char *file)
{
  g_autoptr (GPtrArray) rows = conformance_table_load (file, 6);
  GHashTable *sections =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < rows->len; i++)
    {
      char **row = rows->pdata[i];

      g_hash_table_insert (sections, g_strdup (row[0]), g_strdup (row[1]));
    }
  return sections;
}

static void
check_rules (MqttVersion version, const char *file)
{
  g_autoptr (GHashTable) sections = load_sections (file);
  guint n_numbered = 0;

  for (guint rule = 0; rule < MQTT_N_RULES; rule++)
    {
      MqttViolation violation = { 0 };
      const char   *section;

      g_assert_false (mqtt_rule_break (rule, version, rule, &violation));
      g_assert_false (mqtt_rule_break (rule, version, rule, NULL));
      g_assert_cmpuint (violation.offset, ==, rule);
      g_assert_cmpint (violation.reason, >=, 0x80);
      g_assert_true (g_str_has_suffix (violation.text, "."));
      if (violation.id[0] == '\0')
        continue;
      n_numbered++;
      section = g_hash_table_lookup (sections, violation.id);
      g_assert_cmpstr (section, !=, NULL);
      if (!g_str_equal (section, violation.section))
        g_test_fail_printf ("rule %u: [%s] stands in %s, not in %s",
                            rule,
                            violation.id,
                            section,
                            violation.section);
    }
  g_assert_cmpuint (n_numbered, >, 30);
}

static void
test_cited (void)
{
  check_rules (MQTT_VERSION_3_1_1, "mqtt-3.1.1.tsv");
  check_rules (MQTT_VERSION_5_0, "mqtt-5.0.tsv");
}

/* 3.1 numbers nothing; each rule that it has stands somewhere. */
static void
test_3_1 (void)
{
  MqttViolation violation;

  for (guint rule = 0; rule < MQTT_N_RULES; rule++)
    {
      mqtt_rule_break (rule, MQTT_VERSION_3_1, 0, &violation);
      g_assert_cmpstr (violation.id, ==, "");
      g_assert_nonnull (violation.section);
    }
}

static void
decode_topic_3_1 (gsize n_characters, gboolean wide, gboolean valid)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GString) topic = g_string_new (NULL);
  g_autofree guint8 *exact = NULL;
  MqttPacket         packet;
  MqttViolation      violation = { 0 };

  for (gsize i = 0; i < n_characters; i++)
    g_string_append (topic, wide && i < 30000 ? "\xc3\xa5" : "a");
  pb_publish (bytes, 3, 0, FALSE, 0, topic->str, "x", 1);
  exact = pb_dup_exact (bytes);
  g_assert_cmpint (mqtt_packet_decode (&packet,
                                       MQTT_VERSION_3_1,
                                       MQTT_ROLE_CLIENT,
                                       (MqttSlice){ exact, bytes->len },
                                       &violation),
                   ==,
                   valid);
  if (!valid)
    g_assert_cmpstr (violation.section, ==, "3.3");
  g_assert_true (mqtt_packet_decode (&packet,
                                     MQTT_VERSION_3_1_1,
                                     MQTT_ROLE_CLIENT,
                                     (MqttSlice){ exact, bytes->len },
                                     NULL));
}

/* Characters, not bytes. server: [3.1-26] */
static void
test_long_topics (void)
{
  decode_topic_3_1 (32767, FALSE, TRUE);
  decode_topic_3_1 (32768, FALSE, FALSE);
  decode_topic_3_1 (32767, TRUE, TRUE);
  decode_topic_3_1 (32768, TRUE, FALSE);
}

static void
test_slices (void)
{
  static const guint8 text[] = { 'a', 0, 'b' };
  g_autoptr (GBytes) bytes = g_bytes_new (text, sizeof text);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autofree char *copy = NULL;
  MqttSlice        slice = mqtt_slice_from_bytes (bytes);

  g_assert_cmpmem (slice.data, slice.len, text, sizeof text);
  copy = mqtt_slice_dup_string (slice);
  g_assert_cmpmem (copy, 4, "a\0b\0", 4);
  g_free (copy);
  copy = mqtt_slice_dup_string (MQTT_SLICE_NONE);
  g_assert_cmpstr (copy, ==, "");
  g_assert_true (mqtt_slice_is_present (mqtt_slice_from_bytes (empty)));
  g_assert_true (mqtt_slice_is_present (mqtt_slice_from_string ("")));
  g_assert_false (mqtt_slice_is_present (mqtt_slice_from_bytes (NULL)));
  g_assert_false (mqtt_slice_is_present (mqtt_slice_from_string (NULL)));
  g_assert_true (mqtt_slice_equal (slice, slice));
  g_assert_false (mqtt_slice_equal (slice, mqtt_slice_from_string ("a")));
  g_assert_false (mqtt_slice_equal (mqtt_slice_from_string ("b"),
                                    mqtt_slice_from_string ("a")));
  g_assert_true (
      mqtt_slice_equal (MQTT_SLICE_NONE, mqtt_slice_from_string ("")));
}

static void
test_names (void)
{
  g_assert_cmpstr (
      mqtt_packet_type_get_name (MQTT_PACKET_CONNECT), ==, "CONNECT");
  g_assert_cmpstr (mqtt_packet_type_get_name (MQTT_PACKET_AUTH), ==, "AUTH");
  g_assert_cmpstr (mqtt_packet_type_get_name (0), ==, "Reserved");
  g_assert_cmpstr (mqtt_packet_type_get_name (16), ==, "Reserved");
  g_assert_cmpstr (mqtt_version_get_name (MQTT_VERSION_3_1), ==, "3.1");
  g_assert_cmpstr (mqtt_version_get_name (MQTT_VERSION_3_1_1), ==, "3.1.1");
  g_assert_cmpstr (mqtt_version_get_name (MQTT_VERSION_5_0), ==, "5.0");
  g_assert_cmpstr (mqtt_version_get_name (MQTT_VERSION_UNKNOWN), ==, "?");
}

/* Properties of a packet that was not validated: walked up to what is wrong. */
static void
test_malformed_properties (void)
{
  g_autoptr (GByteArray) bytes = pb_hex ("01 01 26 \"k\" \"v\" 02 00");
  g_autofree guint8 *exact = pb_dup_exact (bytes);
  MqttPropertyIter   iter;
  MqttProperty       property;

  mqtt_property_iter_init (&iter, (MqttSlice){ exact, bytes->len });
  g_assert_true (mqtt_property_iter_next (&iter, &property));
  g_assert_cmpint (property.id, ==, MQTT_PROPERTY_PAYLOAD_FORMAT_INDICATOR);
  g_assert_cmpuint (property.number, ==, 1);
  g_assert_true (mqtt_property_iter_next (&iter, &property));
  g_assert_cmpuint (property.offset, ==, 2);
  g_assert_cmpuint (property.len, ==, 7);
  g_assert_false (mqtt_property_iter_next (&iter, &property));
  g_assert_false (mqtt_property_iter_next (&iter, &property));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/rules/cited", test_cited);
  g_test_add_func ("/mqtt/rules/3-1", test_3_1);
  g_test_add_func ("/mqtt/rules/long-topics", test_long_topics);
  g_test_add_func ("/mqtt/rules/slices", test_slices);
  g_test_add_func ("/mqtt/rules/names", test_names);
  g_test_add_func ("/mqtt/rules/malformed-properties",
                   test_malformed_properties);
  return g_test_run ();
}
