/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/describe-vectors.h"
#include "lib/packet-builder.h"

#include <string.h>

typedef struct
{
  const char *vector; /* of describe-vectors.txt */
  const char *summary;
} Row;

/* clang-format off */
static const Row rows[] = {
  { "3.1/connect", "CONNECT 3.1 \"s\", clean session, keep alive 60 s" },
  { "3.1.1/connect-full",
    "CONNECT 3.1.1 \"sensor-1\", clean session, keep alive off, will, "
    "user name, password" },
  { "3.1.1/connect-bridge", "CONNECT 3.1.1 \"b\", keep alive 60 s" },
  { "5.0/connect", "CONNECT 5.0 \"\", clean start, keep alive 60 s" },
  { "5.0/connect-full",
    "CONNECT 5.0 \"id\", clean start, keep alive 10 s, will, user name, "
    "password" },
  { "3.1.1/connack", "CONNACK 0x00 Connection Accepted, session present" },
  { "5.0/connack", "CONNACK 0x00 Success" },
  { "5.0/connack-refused", "CONNACK 0x87 Not authorized, \"no\"" },
  { "5.0/connack-full",
    "CONNACK 0x00 Success, session present, assigned \"auto-1\", \"hi\"" },
  { "3.1.1/publish-qos-0", "PUBLISH \"a/b\" QoS 0, retain, 5 bytes" },
  { "3.1.1/publish-qos-2", "PUBLISH \"a/b\" QoS 2, DUP, id 7, 4 bytes" },
  { "5.0/publish-full",
    "PUBLISH \"a/b\" alias 3 QoS 1, DUP, retain, id 10, 8 bytes" },
  { "3.1/puback", "PUBACK id 7" },
  { "5.0/puback-full",
    "PUBACK id 7: 0x10 No matching subscribers, \"why\"" },
  { "5.0/pubrec-code", "PUBREC id 7: 0x83 Implementation specific error" },
  { "5.0/pubrel-code", "PUBREL id 7: 0x92 Packet Identifier not found" },
  { "5.0/pubcomp", "PUBCOMP id 4660" },
  { "3.1.1/subscribe", "SUBSCRIBE id 2: \"a/#\" QoS 1, +1 more" },
  { "3.1.1/suback", "SUBACK id 2: granted QoS 1, granted QoS 2" },
  { "3.1.1/suback-failure", "SUBACK id 2: 0x80 failure" },
  { "5.0/suback",
    "SUBACK id 2: granted QoS 0, granted QoS 1, granted QoS 2, +1 more, "
    "\"ok\"" },
  { "3.1.1/unsubscribe", "UNSUBSCRIBE id 3: \"a/#\", +1 more" },
  { "3.1.1/unsuback", "UNSUBACK id 3" },
  { "5.0/unsuback",
    "UNSUBACK id 3: 0x00 Success, 0x11 No subscription existed, \"ok\"" },
  { "3.1.1/pingreq", "PINGREQ" },
  { "3.1.1/pingresp", "PINGRESP" },
  { "3.1.1/disconnect", "DISCONNECT" },
  { "5.0/disconnect", "DISCONNECT 0x00 Normal disconnection" },
  { "5.0/disconnect-server",
    "DISCONNECT 0x9d Server moved, use \"other:1883\"" },
  { "5.0/auth",
    "AUTH 0x18 Continue authentication, method \"SCRAM-SHA-1\", \"go\"" },
  { "wrong/publish-qos-3", "PUBLISH, 8 bytes, malformed: The QoS is 3." },
};
/* clang-format on */

static char *
summarize (MqttVersion version, MqttRole sender, const GByteArray *packet)
{
  GString *summary = g_string_new (NULL);

  mqtt_summarize (
      version, sender, (MqttSlice){ packet->data, packet->len }, summary);
  return g_string_free (summary, FALSE);
}

static char *
summarize_vector (const DescribeVector *vector)
{
  return summarize (vector->version, vector->sender, vector->packet);
}

static const DescribeVector *
find_vector (const GPtrArray *vectors, const char *name)
{
  for (guint i = 0; i < vectors->len; i++)
    {
      const DescribeVector *vector = g_ptr_array_index (vectors, i);

      if (g_str_equal (vector->name, name))
        return vector;
    }
  g_error ("no vector %s", name);
}

static void
test_rows (gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *summary =
          summarize_vector (find_vector (data, rows[i].vector));

      g_assert_cmpstr (summary, ==, rows[i].summary);
    }
}

/* The vectors' password is "secret", their authentication data "n,,n=ann" and
 * "r=abc"; whole, cut short or malformed, none of it is ever in the line. */
static void
test_no_secrets (gconstpointer data)
{
  const GPtrArray *vectors = data;

  for (guint i = 0; i < vectors->len; i++)
    {
      const DescribeVector *vector = g_ptr_array_index (vectors, i);

      for (guint len = 0; len <= vector->packet->len; len++)
        {
          GByteArray       cut = { vector->packet->data, len };
          g_autofree char *summary =
              summarize (vector->version, vector->sender, &cut);

          g_assert_null (strstr (summary, "sec"));
          g_assert_null (strstr (summary, "n=ann"));
          g_assert_null (strstr (summary, "r=abc"));
        }
    }
}

/* The tree says which of its values are secret. */
static void
test_marked_secrets (gconstpointer data)
{
  const GPtrArray *vectors = data;

  for (guint i = 0; i < vectors->len; i++)
    {
      const DescribeVector *vector = g_ptr_array_index (vectors, i);
      MqttSlice frame = { vector->packet->data, vector->packet->len };
      g_autoptr (MqttDescription) description =
          mqtt_describe (vector->version, vector->sender, frame);

      for (guint j = 0; j < mqtt_description_get_n_fields (description); j++)
        {
          const MqttField *field = mqtt_description_get_field (description, j);

          if (field->value && (strstr (field->value, "secret") ||
                               strstr (field->value, "n=ann") ||
                               strstr (field->value, "r=abc")))
            g_assert_true (field->secret);
        }
    }
}

static void
test_escapes (void)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  g_autofree char *summary = NULL;

  pb_publish (packet,
              4,
              0,
              FALSE,
              0,
              "a\"b\\c\xc2\x85\xe2\x80\xae\xf0\x9f\x8c\xb3",
              "x",
              1);
  summary = summarize (MQTT_VERSION_3_1_1, MQTT_ROLE_CLIENT, packet);
  g_assert_cmpstr (summary,
                   ==,
                   "PUBLISH \"a\\\"b\\\\c\\u{0085}\\u{202e}\xf0\x9f\x8c\xb3\" "
                   "QoS 0, 1 byte");
}

static void
test_long_topic (void)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  g_autofree char *topic = g_strnfill (60000, 't');
  g_autofree char *summary = NULL;

  pb_publish (packet, 4, 0, FALSE, 0, topic, "", 0);
  summary = summarize (MQTT_VERSION_3_1_1, MQTT_ROLE_CLIENT, packet);
  g_assert_true (g_str_has_suffix (summary, "t\xe2\x80\xa6\" QoS 0, 0 bytes"));
  g_assert_cmpuint (strlen (summary), <, 160);
}

/* @summary is appended to. */
static void
test_appends (void)
{
  const guint8 pingreq[] = { 0xc0, 0x00 };
  g_autoptr (GString) summary = g_string_new ("1.0 s: ");

  mqtt_summarize (MQTT_VERSION_5_0,
                  MQTT_ROLE_CLIENT,
                  (MqttSlice){ pingreq, sizeof pingreq },
                  summary);
  g_assert_cmpstr (summary->str, ==, "1.0 s: PINGREQ");
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) vectors = NULL;

  g_test_init (&argc, &argv, NULL);
  vectors = describe_vectors_load ();
  g_test_add_data_func ("/summarize/rows", vectors, test_rows);
  g_test_add_data_func ("/summarize/no-secrets", vectors, test_no_secrets);
  g_test_add_data_func (
      "/describe/marked-secrets", vectors, test_marked_secrets);
  g_test_add_func ("/summarize/escapes", test_escapes);
  g_test_add_func ("/summarize/long-topic", test_long_topic);
  g_test_add_func ("/summarize/appends", test_appends);
  return g_test_run ();
}
