/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Topic Names, Topic Filters, matching, and UTF-8: tables, and for matching
 * every pair of short strings against a matcher that works on lists. */
#include "mqtt/mqtt-topic.h"

#include <string.h>

static MqttSlice
slice (const char *text)
{
  return mqtt_slice_from_string (text);
}

typedef struct
{
  const char *filter;
  const char *topic;
  gboolean    matches;
} Match;

static const Match matches[] = {
  { "sport/tennis/player1/#", "sport/tennis/player1", TRUE },
  { "sport/tennis/player1/#", "sport/tennis/player1/ranking", TRUE },
  { "sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", TRUE },
  { "sport/tennis/player1/#", "sport/tennis/player2", FALSE },
  { "sport/tennis/player1/#", "sport/tennis/player10", FALSE },
  { "sport/#", "sport", TRUE },
  { "sport/#", "sport/", TRUE },
  { "sport/#", "sports", FALSE },
  { "#", "a", TRUE },
  { "#", "/", TRUE },
  { "#", "a/b/c", TRUE },
  /* both: [MQTT-4.7.1-2], 3.1.1: [MQTT-4.7.1-3] */
  { "sport/tennis/+", "sport/tennis/player1", TRUE },
  { "sport/tennis/+", "sport/tennis/player1/ranking", FALSE },
  { "sport/tennis/+", "sport/tennis/", TRUE },
  { "sport/+", "sport", FALSE },
  { "sport/+", "sport/", TRUE },
  { "+", "sport", TRUE },
  { "+", "sport/x", FALSE },
  { "+", "/finance", FALSE },
  { "+/+", "/finance", TRUE },
  { "/+", "/finance", TRUE },
  { "+/", "a/", TRUE },
  { "+/", "a", FALSE },
  { "+/", "a/b", FALSE },
  { "+/+/+", "//", TRUE },
  { "+/tennis/#", "a/tennis", TRUE },
  { "+/tennis/#", "a/tennis/b/c", TRUE },
  { "+/tennis/#", "tennis", FALSE },
  { "+/+/#", "a/b", TRUE },
  { "+/+/#", "a", FALSE },
  { "sport/+/player1", "sport/x/player1", TRUE },
  { "sport/+/player1", "sport/x/y/player1", FALSE },
  { "a", "a", TRUE },
  { "a", "A", FALSE },
  { "a", "/a", FALSE },
  { "a/", "a", FALSE },
  { "/a", "a", FALSE },
  { "a//b", "a//b", TRUE },
  { "a//b", "a/b", FALSE },
  { "a/+/b", "a//b", TRUE },
  { "/", "/", TRUE },
  { "//#", "/", TRUE },
  { "/#", "/", TRUE },
  { "/#", "/a", TRUE },
  { "/#", "a", FALSE },
  /* [MQTT-4.7.2-1], 3.1.1: [MQTT-4.7.2-1] */
  { "#", "$SYS/x", FALSE },
  { "+/x", "$SYS/x", FALSE },
  { "+", "$SYS", FALSE },
  { "$SYS/#", "$SYS/x", TRUE },
  { "$SYS/#", "$SYS", TRUE },
  { "$SYS/+", "$SYS/x", TRUE },
  { "$SYS/monitor/+", "$SYS/monitor/Clients", TRUE },
  { "/#", "/$SYS", TRUE },
  { "a/+", "a/$b", TRUE },
  { "a/#", "a/$b", TRUE },
  /* [MQTT-4.7.3-4], 3.1.1: [MQTT-4.7.3-4] */
  { "\xc3\xa5", "\xc3\xa5", TRUE },
  { "\xc3\xa5", "a\xcc\x8a", FALSE },
  { "\xef\xbb\xbf"
    "a",
    "a",
    FALSE },
  { "+", "\xf0\x9f\x8c\xb3", TRUE },
  /* 4.8.2 */
  { "$share/g/sport/#", "sport", TRUE },
  { "$share/g/#", "a", TRUE },
  { "$share/g/#", "$SYS/a", FALSE },
  { "$share/g/$SYS/#", "$SYS/a", TRUE },
  { "$share/g/a", "$share/g/a", FALSE },
  { "$share/g//a", "/a", TRUE },
};

static void
test_matches (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (matches); i++)
    {
      const Match *m = &matches[i];

      if (mqtt_topic_filter_matches (slice (m->filter), slice (m->topic)) !=
          m->matches)
        g_test_fail_printf ("\"%s\" and \"%s\"", m->filter, m->topic);
    }
}

/* The definition of 4.7.1 on lists of levels. */
static gboolean
levels_match (char **filter, char **topic)
{
  if (*filter == NULL)
    return *topic == NULL;
  if (g_str_equal (*filter, "#"))
    return TRUE;
  if (*topic == NULL)
    return FALSE;
  return (g_str_equal (*filter, "+") || g_str_equal (*filter, *topic)) &&
         levels_match (filter + 1, topic + 1);
}

static gboolean
expected_match (const char *filter, const char *topic)
{
  g_auto (GStrv) f = g_strsplit (filter, "/", -1);
  g_auto (GStrv) t = g_strsplit (topic, "/", -1);

  if (topic[0] == '$' && strchr ("+#", filter[0]) != NULL)
    return FALSE;
  return levels_match (f, t);
}

static gboolean
expected_filter_valid (const char *filter)
{
  g_auto (GStrv) levels = g_strsplit (filter, "/", -1);

  for (guint i = 0; levels[i] != NULL; i++)
    {
      gboolean last = levels[i + 1] == NULL;

      if (strchr (levels[i], '#') != NULL &&
          !(last && g_str_equal (levels[i], "#")))
        return FALSE;
      if (strchr (levels[i], '+') != NULL && !g_str_equal (levels[i], "+"))
        return FALSE;
    }
  return filter[0] != '\0';
}

/* The @number-th word over @alphabet; all words up to @max_len letters come. */
static void
nth_word (char *word, guint number, const char *alphabet)
{
  guint n = (guint)strlen (alphabet);
  guint len = 0;

  while (number > 0)
    {
      number--;
      word[len++] = alphabet[number % n];
      number /= n;
    }
  word[len] = '\0';
}

/* Every filter up to 5 and topic up to 4 letters. both: [MQTT-4.7.1-1]
 * [MQTT-4.7.1-2] [MQTT-4.7.2-1], 3.1.1: [MQTT-4.7.1-2] [MQTT-4.7.1-3]
 * [MQTT-4.7.2-1] */
static void
test_all_short_ones (void)
{
  guint n_matching = 0;

  for (guint f = 1; f <= 3905; f++)
    {
      char     filter[8];
      gboolean valid;

      nth_word (filter, f, "a/+#$");
      valid = expected_filter_valid (filter);
      g_assert_cmpint (
          mqtt_topic_filter_is_valid (slice (filter), NULL), ==, valid);
      for (guint t = 1; valid && t <= 120; t++)
        {
          char     topic[8];
          gboolean expected;

          nth_word (topic, t, "a/$");
          expected = expected_match (filter, topic);
          n_matching += expected;
          if (mqtt_topic_filter_matches (slice (filter), slice (topic)) !=
              expected)
            g_error ("\"%s\" and \"%s\"", filter, topic);
        }
    }
  g_assert_cmpuint (n_matching, >, 1000);
}

typedef struct
{
  const char *text;
  const char *id; /* NULL: valid */
  gsize       offset;
} Validity;

static const Validity filters[] = {
  { "a", NULL, 0 },
  { "#", NULL, 0 },
  { "+", NULL, 0 },
  { "/", NULL, 0 },
  { "+/+/#", NULL, 0 },
  { "a b/\t", NULL, 0 },
  { "$SYS/#", NULL, 0 },
  { "$share", NULL, 0 },
  { "$shared/a", NULL, 0 },
  { "$share/g/a", NULL, 0 },
  { "$share/g//", NULL, 0 },
  { "", "MQTT-4.7.3-1", 0 },
  { "a/#/b", "MQTT-4.7.1-1", 2 },
  { "a/b#", "MQTT-4.7.1-1", 3 },
  { "##", "MQTT-4.7.1-1", 0 },
  { "#/", "MQTT-4.7.1-1", 0 },
  { "a+", "MQTT-4.7.1-2", 1 },
  { "a/+b", "MQTT-4.7.1-2", 2 },
  { "++", "MQTT-4.7.1-2", 0 },
  { "+#", "MQTT-4.7.1-2", 0 },
  { "$share/", "MQTT-4.8.2-1", 7 },
  { "$share//a", "MQTT-4.8.2-1", 7 },
  { "$share/g", "MQTT-4.8.2-2", 8 },
  { "$share/g/", "MQTT-4.8.2-2", 8 },
  { "$share/+/a", "MQTT-4.8.2-2", 7 },
  { "$share/g#/a", "MQTT-4.8.2-2", 8 },
  { "$share/g/a#", "MQTT-4.7.1-1", 10 },
  { "a\xff", "MQTT-1.5.4-1", 1 },
};

static const Validity names[] = {
  { "a", NULL, 0 },
  { "/", NULL, 0 },
  { "$SYS/x", NULL, 0 },
  { "a b", NULL, 0 },
  { "\xe4\xb8\xad\xe6\x96\x87", NULL, 0 },
  { "", "MQTT-4.7.3-1", 0 },
  { "a/+", "MQTT-4.7.0-1", 2 },
  { "a#", "MQTT-4.7.0-1", 1 },
  { "a\xc3", "MQTT-1.5.4-1", 1 },
};

static void
check_validity (const Validity *v,
                gboolean (*is_valid) (MqttSlice, MqttViolation *))
{
  MqttViolation violation = { 0 };
  gboolean      valid = is_valid (slice (v->text), &violation);

  g_assert_cmpint (valid, ==, v->id == NULL);
  g_assert_cmpint (is_valid (slice (v->text), NULL), ==, v->id == NULL);
  if (valid)
    return;
  g_assert_cmpstr (violation.id, ==, v->id);
  g_assert_cmpuint (violation.offset, ==, v->offset);
  g_assert_cmpint (violation.reason, ==, MQTT_REASON_MALFORMED_PACKET);
}

static void
test_validity (void)
{
  MqttViolation violation;
  MqttSlice     nul = { (const guint8 *)"a\0b", 3 };

  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
    check_validity (&filters[i], mqtt_topic_filter_is_valid);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    check_validity (&names[i], mqtt_topic_name_is_valid);
  /* both: [MQTT-4.7.3-2], 3.1.1: [MQTT-4.7.3-2] */
  g_assert_false (mqtt_topic_name_is_valid (nul, &violation));
  g_assert_cmpstr (violation.id, ==, "MQTT-1.5.4-2");
  g_assert_cmpuint (violation.offset, ==, 1);
  g_assert_false (mqtt_topic_filter_is_valid (nul, &violation));
}

/* both: [MQTT-4.7.3-3], 3.1.1: [MQTT-4.7.3-3] */
static void
test_length (void)
{
  g_autofree guint8 *text = g_malloc (65536);
  MqttViolation      violation;

  memset (text, 'a', 65536);
  g_assert_true (mqtt_topic_name_is_valid ((MqttSlice){ text, 65535 }, NULL));
  g_assert_true (mqtt_topic_filter_is_valid ((MqttSlice){ text, 65535 }, NULL));
  g_assert_false (
      mqtt_topic_name_is_valid ((MqttSlice){ text, 65536 }, &violation));
  g_assert_cmpstr (violation.id, ==, "MQTT-4.7.3-3");
  memset (text, '/', 65535);
  g_assert_cmpuint (
      mqtt_topic_count_levels ((MqttSlice){ text, 65535 }), ==, 65536);
  g_assert_cmpuint (mqtt_topic_count_levels (slice ("a/b")), ==, 2);
  g_assert_cmpuint (mqtt_topic_count_levels (slice ("a")), ==, 1);
}

static void
test_shared (void)
{
  MqttSlice name, inner;

  g_assert_true (
      mqtt_topic_filter_split_shared (slice ("$share/g/a/#"), &name, &inner));
  g_assert_true (mqtt_slice_equal (name, slice ("g")));
  g_assert_true (mqtt_slice_equal (inner, slice ("a/#")));
  g_assert_true (
      mqtt_topic_filter_split_shared (slice ("$share/g//"), NULL, &inner));
  g_assert_true (mqtt_slice_equal (inner, slice ("/")));
  g_assert_false (
      mqtt_topic_filter_split_shared (slice ("$share/g"), &name, &inner));
  g_assert_false (
      mqtt_topic_filter_split_shared (slice ("$share"), &name, &inner));
  g_assert_false (
      mqtt_topic_filter_split_shared (slice ("share/g/a"), &name, &inner));
  g_assert_true (mqtt_topic_filter_has_wildcard (slice ("a/+")));
  g_assert_true (mqtt_topic_filter_has_wildcard (slice ("$share/g/#")));
  g_assert_false (mqtt_topic_filter_has_wildcard (slice ("a/b")));
}

static const struct
{
  const char *bytes;
  gsize       len;
  gboolean    valid;
  gsize       offset;
} utf8[] = {
  { "", 0, TRUE, 0 },
  { "a", 1, TRUE, 0 },
  { "\x7f", 1, TRUE, 0 },
  { "\xc2\x80", 2, TRUE, 0 },
  { "\xdf\xbf", 2, TRUE, 0 },
  { "\xe0\xa0\x80", 3, TRUE, 0 },
  { "\xed\x9f\xbf", 3, TRUE, 0 },
  { "\xee\x80\x80", 3, TRUE, 0 },
  /* both: [MQTT-1.5.4-3], 3.1.1: [MQTT-1.5.3-3] */
  { "\xef\xbb\xbf", 3, TRUE, 0 },
  { "\xef\xbf\xbf", 3, TRUE, 0 },
  { "\xf0\x90\x80\x80", 4, TRUE, 0 },
  { "\xf4\x8f\xbf\xbf", 4, TRUE, 0 },
  /* both: [MQTT-1.5.4-2], 3.1.1: [MQTT-1.5.3-2] */
  { "\0", 1, FALSE, 0 },
  { "ab\0", 3, FALSE, 2 },
  { "\xc0\x80", 2, FALSE, 0 },
  /* both: [MQTT-1.5.4-1], 3.1.1: [MQTT-1.5.3-1] */
  { "\x80", 1, FALSE, 0 },
  { "a\xbf", 2, FALSE, 1 },
  { "\xc1\xbf", 2, FALSE, 0 },
  { "\xc2", 1, FALSE, 0 },
  { "\xc2\x41", 2, FALSE, 0 },
  { "\xe0\x9f\xbf", 3, FALSE, 0 },
  { "\xe2\x82", 2, FALSE, 0 },
  { "\xed\xa0\x80", 3, FALSE, 0 },
  { "\xed\xbf\xbf", 3, FALSE, 0 },
  { "\xf0\x8f\xbf\xbf", 4, FALSE, 0 },
  { "\xf0\x9f\x8c", 3, FALSE, 0 },
  { "\xf4\x90\x80\x80", 4, FALSE, 0 },
  { "\xf5\x80\x80\x80", 4, FALSE, 0 },
  { "\xff", 1, FALSE, 0 },
  { "\xfe\xff", 2, FALSE, 0 },
};

static void
test_utf8 (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (utf8); i++)
    {
      g_autofree guint8 *exact = g_malloc (MAX (utf8[i].len, 1));
      MqttSlice          text = { exact, utf8[i].len };
      gsize              offset = 99;

      memcpy (exact, utf8[i].bytes, utf8[i].len);
      g_assert_cmpint (mqtt_utf8_is_valid (text, &offset), ==, utf8[i].valid);
      g_assert_cmpint (mqtt_utf8_is_valid (text, NULL), ==, utf8[i].valid);
      if (!utf8[i].valid)
        g_assert_cmpuint (offset, ==, utf8[i].offset);
    }
  g_assert_true (mqtt_utf8_is_valid (MQTT_SLICE_NONE, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/topic/matches", test_matches);
  g_test_add_func ("/mqtt/topic/all-short-ones", test_all_short_ones);
  g_test_add_func ("/mqtt/topic/validity", test_validity);
  g_test_add_func ("/mqtt/topic/length", test_length);
  g_test_add_func ("/mqtt/topic/shared", test_shared);
  g_test_add_func ("/mqtt/topic/utf8", test_utf8);
  return g_test_run ();
}
