/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a filter lets through, of packets written out as bytes, and what it
 * refuses and where. */
#include "filter/willow-filter.h"

#include <string.h>

#define RECORD(record_kind, to, record_version, bytes)                         \
  {                                                                            \
    .connection = 7, .kind = (record_kind),                                    \
    .direction = WILLOW_DIRECTION_TO_##to, .version = (record_version),        \
    .wall_us = WALL_US, .data = {                                              \
      (const guint8 *)(bytes),                                                 \
      sizeof (bytes) - 1                                                       \
    }                                                                          \
  }
/* 2026-11-20 14:05:30.250 UTC, and local: main() says so */
#define WALL_US (G_GINT64_CONSTANT (1795183530) * G_USEC_PER_SEC + 250000)

#define JSON_PAYLOAD                                                           \
  "{\"t\":21.5,\"on\":true,\"name\":\"Kiln \\u2116 7\",\"a\":[{\"b\":3},{"     \
  "\"b\":-4}],\"x\":null}"

static const WillowTraceView json = RECORD (WILLOW_RECORD_PACKET,
                                            CLIENT,
                                            MQTT_VERSION_3_1_1,
                                            "\x30\x59"
                                            "\0\x0cplant/7/temp" JSON_PAYLOAD);
/* QoS 1, DUP, RETAIN, packet id 258 */
static const WillowTraceView text = RECORD (WILLOW_RECORD_PACKET,
                                            SERVER,
                                            MQTT_VERSION_5_0,
                                            "\x3b\x14"
                                            "\0\x05"
                                            "a/B/c"
                                            "\x01\x02"
                                            "\0"
                                            "Hello (wo)");
static const WillowTraceView system_topic = RECORD (WILLOW_RECORD_PACKET,
                                                    CLIENT,
                                                    MQTT_VERSION_3_1_1,
                                                    "\x30\x0c"
                                                    "\0\x06$SYS/x"
                                                    "\0\xff\x0a\xf0");
/* Topic Alias 3 in place of the topic */
static const WillowTraceView alias = RECORD (
    WILLOW_RECORD_PACKET, CLIENT, MQTT_VERSION_5_0, "\x30\x07\0\0\3\x23\0\3z");
static const WillowTraceView puback = RECORD (
    WILLOW_RECORD_PACKET, CLIENT, MQTT_VERSION_5_0, "\x40\x03\x01\x02\x87");
static const WillowTraceView suback = RECORD (
    WILLOW_RECORD_PACKET, CLIENT, MQTT_VERSION_3_1_1, "\x90\x04\0\x05\x01\x80");
static const WillowTraceView pingreq =
    RECORD (WILLOW_RECORD_PACKET, SERVER, MQTT_VERSION_3_1_1, "\xc0\0");
static const WillowTraceView note = RECORD (
    WILLOW_RECORD_NOTE, SERVER, MQTT_VERSION_3_1_1, "The broker closed it");

typedef struct
{
  const char            *filter;
  const WillowTraceView *view;
  gboolean               passes;
} Row;

static gboolean
passes (const char *filter, const WillowTraceView *view)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowFilter) parsed = willow_filter_parse (filter, NULL, &error);

  g_assert_no_error (error);
  return willow_filter_matches_view (parsed, view, NULL);
}

static void
check (const Row *rows, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (passes (rows[i].filter, rows[i].view) != rows[i].passes)
      {
        g_test_message ("row %" G_GSIZE_FORMAT ": %s", i, rows[i].filter);
        g_test_fail ();
      }
}

static void
test_text (void)
{
  static const Row rows[] = {
    { "", &json, TRUE },
    { "  ", &note, TRUE },
    { "kiln", &json, TRUE },
    { "KILN", &json, FALSE }, /* a capital letter is meant */
    { "Kiln", &json, TRUE },
    { "plant", &json, TRUE }, /* in the topic */
    { "hello", &text, TRUE },
    { "\"Hello (wo)\"", &text, TRUE },
    { "\"hello (wo)\"", &text, TRUE },
    { "hello wo", &text, TRUE }, /* both */
    { "hello and xyz", &text, FALSE },
    { "\"hello wo\"", &text, FALSE },
    { "closed", &note, TRUE },
    { "opened", &note, FALSE },
    { "№", &json, FALSE }, /* the bytes have an escape */
    { "u2116", &json, TRUE },
    { "hex:ff0A", &system_topic, TRUE },
    { "hex:00ff", &system_topic, TRUE },
    { "hex:0aff", &system_topic, FALSE },
    { "payload:hex:f0", &system_topic, TRUE },
    { "/h.l+o/", &text, TRUE },
    { "/^Hello \\(/", &text, TRUE },
    { "/H.L/", &text, FALSE },
    { "/B\\/c/", &text, TRUE },
    { "pingreq", &pingreq, TRUE }, /* the name of the packet */
    { "\"pingreq\"", &puback, FALSE },
    { "ping", &pingreq, FALSE },
    { "hex:c000", &pingreq, TRUE },
  };

  check (rows, G_N_ELEMENTS (rows));
}

static void
test_topic (void)
{
  static const Row rows[] = {
    { "topic = plant/7/temp", &json, TRUE },
    { "topic=plant/7/temp", &json, TRUE },
    { "topic == plant/7", &json, FALSE },
    { "topic = plant/+/temp", &json, TRUE },
    { "topic = plant/#", &json, TRUE },
    { "topic = #", &json, TRUE },
    { "topic = #", &system_topic, FALSE }, /* [MQTT-4.7.2-1] */
    { "topic = $SYS/#", &system_topic, TRUE },
    { "topic != plant/#", &json, FALSE },
    { "topic != plant/#", &text, TRUE },
    { "topic != plant/#", &pingreq, FALSE }, /* it has none */
    { "not topic = plant/#", &pingreq, TRUE },
    { "topic : \"/7/\"", &json, TRUE },
    { "topic : b/", &text, TRUE },
    { "topic ~ /^plant\\/[0-9]+/", &json, TRUE },
    { "topic ~ ^plant/[0-9]+/temp$", &json, TRUE },
    { "topic ~ ^lant", &json, FALSE },
    { "TOPIC = A/b/c", &text, FALSE },
  };

  check (rows, G_N_ELEMENTS (rows));
}

static void
test_alias (void)
{
  g_autoptr (WillowFilter) filter =
      willow_filter_parse ("topic = plant/#", NULL, NULL);

  g_assert_true (willow_filter_matches_view (filter, &alias, "plant/9"));
  g_assert_false (willow_filter_matches_view (filter, &alias, "other"));
  g_assert_false (willow_filter_matches_view (filter, &alias, NULL));
}

static void
test_packets (void)
{
  static const Row rows[] = {
    { "type = publish", &json, TRUE },
    { "type = PUBLISH", &puback, FALSE },
    { "type != publish", &puback, TRUE },
    { "type = note", &note, TRUE },
    { "type = note", &json, FALSE },
    { "direction = in", &json, TRUE },
    { "direction = out", &json, FALSE },
    { "direction = to-server", &text, TRUE },
    { "direction != in", &text, TRUE },
    { "qos = 1", &text, TRUE },
    { "qos >= 1", &json, FALSE },
    { "qos < 1", &pingreq, FALSE },
    { "retained", &text, TRUE },
    { "retained", &json, FALSE },
    { "!retained", &json, TRUE },
    { "retained = no", &json, TRUE },
    { "retained = no", &pingreq, FALSE },
    { "dup qos=1", &text, TRUE },
    { "size = 22", &text, TRUE },
    { "size > 22", &text, FALSE },
    { "length = 10", &text, TRUE },
    { "length <= 9", &text, FALSE },
    { "length < 1k", &text, TRUE },
    { "length >= 0.01kB", &text, FALSE },
    { "size < 2MiB", &note, TRUE },
    { "id = 258", &text, TRUE },
    { "id = 0x102", &puback, TRUE },
    { "id = 5", &suback, TRUE },
    { "id != 5", &pingreq, FALSE },
    { "id >= 0", &json, FALSE }, /* QoS 0 has none */
    { "code = 0x87", &puback, TRUE },
    { "code >= 0x80", &suback, TRUE },
    { "code = 1", &suback, TRUE },
    { "code = 2", &suback, FALSE },
    { "connection = 7", &note, TRUE },
    { "connection > 7", &note, FALSE },
  };

  check (rows, G_N_ELEMENTS (rows));
}

static void
test_json (void)
{
  static const Row rows[] = {
    { "$.t", &json, TRUE },
    { "$.u", &json, FALSE },
    { "$.t > 21", &json, TRUE },
    { "$.t>21.5", &json, FALSE },
    { "$.t >= 21.5", &json, TRUE },
    { "$.t = 21.5", &json, TRUE },
    { "$.t = 2.15e1", &json, TRUE },
    { "$.t != 21.5", &json, FALSE },
    { "$.t < 1e9", &json, TRUE },
    { "$.t : 21", &json, FALSE }, /* a number has no text in it */
    { "$.on = true", &json, TRUE },
    { "$.on = false", &json, FALSE },
    { "$.on > 0", &json, FALSE },
    { "$.x = null", &json, TRUE },
    { "$.name = \"Kiln № 7\"", &json, TRUE },
    { "$.name : kiln", &json, TRUE },
    { "$.name ~ /7$/", &json, TRUE },
    { "$.name > 1", &json, FALSE },
    { "$.a[0].b = 3", &json, TRUE },
    { "$.a[*].b < 0", &json, TRUE },
    { "$..b = -4", &json, TRUE },
    { "$.a[1].b > 0", &json, FALSE },
    { "$['on']", &json, TRUE },
    { "$.a[0,1].b = -4", &json, TRUE },
    { "$.a[0:1].b = 3", &json, TRUE },
    { "$.*", &json, TRUE },
    { "$['no such'] or $['t']>21", &json, TRUE },
    { "$.t", &text, FALSE },
    { "$.t", &pingreq, FALSE },
    { "not $.t > 21", &text, TRUE },
  };

  check (rows, G_N_ELEMENTS (rows));
}

static void
test_time (void)
{
  static const Row rows[] = {
    { "time > 14:05", &json, TRUE },
    { "time > 14:05:30", &json, TRUE },
    { "time > 14:05:30.250", &json, FALSE },
    { "time >= 14:05:30.25", &json, TRUE },
    { "time = 14:05:30.25", &json, TRUE },
    { "time < 14:05:30.251", &json, TRUE },
    { "time > 9:00", &json, TRUE },
    { "time < 2026-11-20T14:05:31", &json, TRUE },
    { "time < 2026-11-20T14:05:31+01:00", &json, FALSE },
    { "time >= 2026-11-20T14:05:30Z time < 2026-11-20T14:06:00Z", &note, TRUE },
  };

  check (rows, G_N_ELEMENTS (rows));
}

static void
test_structure (void)
{
  static const Row rows[] = {
    { "hello or kiln", &json, TRUE },
    { "hello kiln or plant", &json, TRUE }, /* and binds closer */
    { "hello (kiln or plant)", &json, FALSE },
    { "not hello kiln", &json, TRUE }, /* not binds closest */
    { "not (hello or kiln)", &json, FALSE },
    { "!!kiln", &json, TRUE },
    { "! not kiln", &json, TRUE },
    { "((kiln))", &json, TRUE },
    { "kiln AND NOT retained OR pingreq", &pingreq, TRUE },
    { "\"or\" or kiln", &json, TRUE },
    { "topic=plant/#(kiln)", &json, TRUE },
  };

  check (rows, G_N_ELEMENTS (rows));
}

static const struct
{
  const char       *filter;
  guint             column;
  WillowFilterError code;
} mistakes[] = {
  { "colour = red", 1, WILLOW_FILTER_ERROR_FIELD },
  { "kiln colour=red", 6, WILLOW_FILTER_ERROR_FIELD },
  { "topic", 6, WILLOW_FILTER_ERROR_SYNTAX },
  { "topic plant", 7, WILLOW_FILTER_ERROR_SYNTAX },
  { "topic =", 8, WILLOW_FILTER_ERROR_SYNTAX },
  { "topic = )", 9, WILLOW_FILTER_ERROR_SYNTAX },
  { "qos = many", 7, WILLOW_FILTER_ERROR_VALUE },
  { "qos = 1k", 7, WILLOW_FILTER_ERROR_VALUE },
  { "qos = nan", 7, WILLOW_FILTER_ERROR_VALUE },
  { "qos : 1", 7, WILLOW_FILTER_ERROR_VALUE },
  { "type = letter", 8, WILLOW_FILTER_ERROR_VALUE },
  { "type > publish", 8, WILLOW_FILTER_ERROR_VALUE },
  { "topic > a", 9, WILLOW_FILTER_ERROR_VALUE },
  { "direction = up", 13, WILLOW_FILTER_ERROR_VALUE },
  { "retained = maybe", 12, WILLOW_FILTER_ERROR_VALUE },
  { "time > noon", 8, WILLOW_FILTER_ERROR_VALUE },
  { "time > 25:00", 8, WILLOW_FILTER_ERROR_VALUE },
  { "hex:0", 1, WILLOW_FILTER_ERROR_VALUE },
  { "hex:", 1, WILLOW_FILTER_ERROR_VALUE },
  { "hex:0g", 1, WILLOW_FILTER_ERROR_VALUE },
  { "$.t > warm", 7, WILLOW_FILTER_ERROR_VALUE },
  { "$.[", 1, WILLOW_FILTER_ERROR_SYNTAX },
  { "a $['", 3, WILLOW_FILTER_ERROR_SYNTAX },
  { "$[", 1, WILLOW_FILTER_ERROR_SYNTAX },
  { "$[1", 1, WILLOW_FILTER_ERROR_SYNTAX },
  { "$[-1]", 1, WILLOW_FILTER_ERROR_SYNTAX },
  { "$[1:2,3]", 1, WILLOW_FILTER_ERROR_SYNTAX },
  { "$[12345678901]", 1, WILLOW_FILTER_ERROR_SYNTAX },
  { "$['']", 1, WILLOW_FILTER_ERROR_SYNTAX },
  { "$.a]", 1, WILLOW_FILTER_ERROR_SYNTAX },
  { "$...a", 1, WILLOW_FILTER_ERROR_SYNTAX },
  { "$.", 1, WILLOW_FILTER_ERROR_SYNTAX },
  { "(kiln", 6, WILLOW_FILTER_ERROR_SYNTAX },
  { "kiln)", 5, WILLOW_FILTER_ERROR_SYNTAX },
  { "kiln or", 8, WILLOW_FILTER_ERROR_SYNTAX },
  { "and", 1, WILLOW_FILTER_ERROR_SYNTAX },
  { "not", 4, WILLOW_FILTER_ERROR_SYNTAX },
  { "= 5", 1, WILLOW_FILTER_ERROR_SYNTAX },
  { "kiln \"open", 6, WILLOW_FILTER_ERROR_SYNTAX },
  { "/open", 1, WILLOW_FILTER_ERROR_SYNTAX },
  { "/(/", 1, WILLOW_FILTER_ERROR_VALUE },
  { "№ qos = x", 9, WILLOW_FILTER_ERROR_VALUE }, /* characters, not bytes */
  { "kiln \xff", 6, WILLOW_FILTER_ERROR_SYNTAX },
};

static void
test_mistakes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (GError) error = NULL;
      guint         column = 0;
      WillowFilter *filter =
          willow_filter_parse (mistakes[i].filter, &column, &error);

      g_test_message (
          "row %" G_GSIZE_FORMAT ": %s", i, error ? error->message : "");
      g_assert_null (filter);
      g_assert_error (error, WILLOW_FILTER_ERROR, (int)mistakes[i].code);
      g_assert_cmpuint (column, ==, mistakes[i].column);
    }
}

static void
test_depth (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) payload = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowFilter) path = willow_filter_parse ("$..a", NULL, NULL);
  WillowFilterSubject subject = { .kind = WILLOW_RECORD_PACKET };
  MqttPacket          packet = { .type = MQTT_PACKET_PUBLISH };

  for (guint i = 0; i < 20000; i++)
    g_string_append_c (deep, i % 2 ? '(' : '!');
  g_assert_null (willow_filter_parse (deep->str, NULL, &error));
  g_assert_error (error, WILLOW_FILTER_ERROR, WILLOW_FILTER_ERROR_TOO_LONG);

  for (guint i = 0; i < 200000; i++)
    g_string_append_c (payload, '[');
  packet.publish.payload =
      (MqttSlice){ (const guint8 *)payload->str, payload->len };
  subject.packet = &packet;
  g_assert_false (willow_filter_matches (path, &subject));
}

/* Expressions made at random, beside what C makes of the same. */
#define N_ATOMS 4u

static gboolean
grow (GRand *rand, GString *out, guint bits, guint depth)
{
  static const char *const atoms[N_ATOMS] = {
    "alpha", "topic:beta", "qos=1", "retained"
  };
  guint    choice = depth == 0 ? 3 : (guint)g_rand_int_range (rand, 0, 4);
  gboolean left;
  gboolean right;

  if (choice == 3)
    {
      guint atom = (guint)g_rand_int_range (rand, 0, N_ATOMS);

      g_string_append (out, atoms[atom]);
      return bits >> atom & 1;
    }
  g_string_append (out, choice == 2 ? "not (" : "(");
  left = grow (rand, out, bits, depth - 1);
  if (choice == 2)
    {
      g_string_append_c (out, ')');
      return !left;
    }
  g_string_append (out, choice == 0 ? " or " : " ");
  right = grow (rand, out, bits, depth - 1);
  g_string_append_c (out, ')');
  return choice == 0 ? left || right : left && right;
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) expression = g_string_new (NULL);
      guint    bits = (guint)g_rand_int_range (rand, 0, 1 << N_ATOMS);
      gboolean expected = grow (rand, expression, bits, 6);
      g_autoptr (WillowFilter) filter =
          willow_filter_parse (expression->str, NULL, NULL);
      MqttPacket          packet = { .type = MQTT_PACKET_PUBLISH };
      WillowFilterSubject subject = { .kind = WILLOW_RECORD_PACKET,
                                      .packet = &packet };

      packet.publish.payload =
          mqtt_slice_from_string (bits & 1 ? "an ALPHA" : "-");
      subject.topic = mqtt_slice_from_string (bits & 2 ? "x/beta" : "x");
      packet.publish.qos = bits & 4 ? MQTT_QOS_1 : MQTT_QOS_2;
      packet.publish.retain = (bits & 8) != 0;
      g_assert_nonnull (filter);
      if (willow_filter_matches (filter, &subject) != expected)
        {
          g_test_message ("%s with %x", expression->str, bits);
          g_assert_not_reached ();
        }
    }
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter/text", test_text);
  g_test_add_func ("/filter/topic", test_topic);
  g_test_add_func ("/filter/alias", test_alias);
  g_test_add_func ("/filter/packets", test_packets);
  g_test_add_func ("/filter/json", test_json);
  g_test_add_func ("/filter/time", test_time);
  g_test_add_func ("/filter/structure", test_structure);
  g_test_add_func ("/filter/mistakes", test_mistakes);
  g_test_add_func ("/filter/depth", test_depth);
  g_test_add_func ("/filter/random", test_random);
  return g_test_run ();
}
