/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffic/willow-topic-match.h"

#include "model/profile/willow-filter-overlap.h"
#include "model/conversation/willow-subscription-match.h"
#include "model/profile/willow-subscription-notes.h"
#include "model/traffic/willow-topic-tree.h"

#include <string.h>

#define N_RANDOM 100000u

static const char *const names[] = { "a", "b", "", "$S", "ab" };

/* Few levels of few names, so that many match. */
static char *
make_topic (void)
{
  GString *topic = g_string_new (NULL);
  int      n = g_test_rand_int_range (1, 5);

  for (int i = 0; i < n; i++)
    g_string_append_printf (
        topic,
        "%s%s",
        i > 0 ? "/" : "",
        names[g_test_rand_int_range (0, G_N_ELEMENTS (names))]);
  if (topic->len == 0)
    g_string_append (topic, "a");
  return g_string_free (topic, FALSE);
}

static char *
make_filter (void)
{
  g_autofree char *topic = make_topic ();
  g_auto (GStrv) levels = g_strsplit (topic, "/", -1);
  guint            n = g_strv_length (levels);
  g_autofree char *filter = NULL;

  for (guint i = 0; i < n; i++)
    if (g_test_rand_int_range (0, 3) == 0)
      {
        g_free (levels[i]);
        levels[i] = g_strdup ("+");
      }
  if (g_test_rand_int_range (0, 3) == 0)
    {
      g_free (levels[n - 1]);
      levels[n - 1] = g_strdup ("#");
    }
  filter = g_strjoinv ("/", levels);
  if (g_test_rand_int_range (0, 8) == 0)
    return g_strconcat ("$share/g/", *filter != '\0' ? filter : "a", NULL);
  return g_steal_pointer (&filter);
}

static gboolean
matches (const char *filter, const char *topic)
{
  return mqtt_topic_filter_matches (mqtt_slice_from_string (filter),
                                    mqtt_slice_from_string (topic));
}

/* What is said about the levels is never something else than what is so. */
static void
test_agrees (void)
{
  guint n_matches = 0;

  for (guint i = 0; i < N_RANDOM; i++)
    {
      g_autofree char *filter = make_filter ();
      g_autofree char *topic = make_topic ();
      g_autoptr (WillowTopicMatch) match =
          willow_topic_match_new (filter, topic);

      g_assert_true (match->matches == matches (filter, topic));
      if (!willow_topic_match_levels_agree (match))
        g_error ("“%s” and “%s”: %s", filter, topic, match->sentence);
      n_matches += match->matches;
    }
  g_assert_cmpuint (n_matches, >, N_RANDOM / 20);
  g_assert_cmpuint (n_matches, <, N_RANDOM - N_RANDOM / 20);
}

/* MQTT-4.7.1-2, MQTT-4.7.2-1 and what people stumble over. */
static void
test_sentences (void)
{
  static const struct
  {
    const char *filter;
    const char *topic;
    gboolean    matches;
    const char *said;
  } cases[] = {
    { "a/b", "a/b", TRUE, "All levels match." },
    { "a/+/c", "a/x/c", TRUE, "All levels match." },
    { "a/b", "a/c", FALSE, "Level 2 is “c”; the filter wants “b”." },
    { "a/b", "a/b ", FALSE, "Level 2 is “b ”" },
    { "a/b", "a/b/", FALSE, "The topic goes on with level 3, “”" },
    { "a/b", "/a/b", FALSE, "Level 1 is “”; the filter wants “a”." },
    { "a/b/c", "a/b", FALSE, "The topic ends before level 3" },
    { "a/+", "a", FALSE, "The topic ends before level 2" },
    { "a/#", "a", TRUE, "“#” stands for what is below, and for the level" },
    { "a/#", "a/b/c", TRUE, "“#” stands for “b/c”." },
    { "#", "$SYS/x", FALSE, "“#” at the start does not match" },
    { "+/x", "$SYS/x", FALSE, "“+” at the start does not match" },
    { "$SYS/#", "$SYS/x", TRUE, "“#” stands for “x”." },
    { "$share/g/a/+", "a/b", TRUE, "All levels match." },
    { "A", "a", FALSE, "Level 1 is “a”; the filter wants “A”." },
    { "a/b#", "a/b", FALSE, "Not a valid filter: " },
    { "a/#", "a/#", FALSE, "Messages are not published to" },
    { "a", "", FALSE, "Not a valid topic: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WillowTopicMatch) match =
          willow_topic_match_new (cases[i].filter, cases[i].topic);

      g_assert_true (match->matches == cases[i].matches);
      if (!g_str_has_prefix (match->sentence, cases[i].said))
        g_error ("%s %s: %s", cases[i].filter, cases[i].topic, match->sentence);
    }
}

/* A topic of both is found wherever there is one. */
static void
test_overlap (void)
{
  static const char *const apart[][2] = {
    { "#", "$SYS/#" }, { "+/a", "$SYS/a" }, { "a/+", "a" }, { "a/b", "a/c" }
  };
  static const char *const common[][3] = { { "a/#", "a", "a" },
                                           { "#", "/#", "/x" },
                                           { "+/b", "a/+", "a/b" },
                                           { "#", "#", "x" },
                                           { "$share/g/a/#", "a/b", "a/b" } };

  for (guint i = 0; i < G_N_ELEMENTS (apart); i++)
    g_assert_null (willow_filter_dup_common_topic (apart[i][0], apart[i][1]));
  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    {
      g_autofree char *topic =
          willow_filter_dup_common_topic (common[i][0], common[i][1]);

      g_assert_cmpstr (topic, ==, common[i][2]);
    }
  for (guint i = 0; i < N_RANDOM; i++)
    {
      g_autofree char *a = make_filter ();
      g_autofree char *b = make_filter ();
      g_autofree char *topic = make_topic ();
      g_autofree char *found = willow_filter_dup_common_topic (a, b);

      if (found == NULL && matches (a, topic) && matches (b, topic))
        g_error ("“%s” and “%s” have “%s”", a, b, topic);
      if (found != NULL)
        g_assert_true (matches (a, found) && matches (b, found));
    }
}

static char *
dup_notes (WillowProfile             *profile,
           guint                      version,
           const char                *filter,
           WillowProfileSubscription *subscription)
{
  g_autoptr (GPtrArray) notes = willow_subscription_dup_notes (
      profile, (MqttVersion)version, filter, subscription);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < notes->len; i++)
    {
      const WillowSubscriptionNote *note = notes->pdata[i];

      g_string_append_printf (out,
                              "%s%c %s %s",
                              i > 0 ? "|" : "",
                              "HWE"[note->level],
                              note -> property,
                              note -> id);
    }
  return g_string_free (out, FALSE);
}

static void
assert_notes (guint version, const char *filter, const char *expected)
{
  g_autoptr (WillowProfile) profile = willow_profile_new ("p");
  g_autofree char *notes = dup_notes (profile, version, filter, NULL);

  if (!g_str_equal (notes, expected))
    g_error ("“%s”: %s, not %s", filter, notes, expected);
}

static void
test_mistakes (void)
{
  g_autofree char *too_long = g_strnfill (65536, 'x');

  assert_notes (5, "plant/+/temperature", "");
  assert_notes (5, "+", "H filter MQTT-4.7.2-1");
  assert_notes (3, "#", "H filter ");
  assert_notes (5, "$SYS/#", "");
  assert_notes (5, "", "W filter MQTT-4.7.3-1");
  assert_notes (5, too_long, "E filter |W filter MQTT-4.7.3-3");
  assert_notes (5, " a", "H filter ");
  assert_notes (5, "a/b ", "H filter ");
  assert_notes (5, "/a", "H filter ");
  assert_notes (5, "a/", "H filter ");
  assert_notes (5, "a//b", "H filter ");
  assert_notes (5, "a/#/b", "W filter MQTT-4.7.1-1");
  assert_notes (5, "a#", "W filter MQTT-4.7.1-1");
  assert_notes (5, "a/b+", "W filter MQTT-4.7.1-2");
  assert_notes (4, "a/b+", "W filter ");
  assert_notes (5, "$share", "H filter ");
  assert_notes (5, "$Share/g/a", "H filter ");
  assert_notes (5, "$share/g", "W filter MQTT-4.8.2-2");
  assert_notes (5, "$share/g/", "W filter MQTT-4.8.2-2|H filter ");
  assert_notes (5, "$share//a", "W filter MQTT-4.8.2-1|H filter ");
  assert_notes (5, "$share/g/#", "H filter MQTT-4.7.2-1");
  assert_notes (4, "$share/g/a", "H filter ");
  assert_notes (5, "a/*", "H filter ");
  assert_notes (5, "a\\b", "H filter ");
  assert_notes (5, "a\tb", "H filter ");
  /* U and diaeresis, in one character and in two. */
  assert_notes (5, "T\xc3\xbcr", "");
  assert_notes (5, "Tu\xcc\x88r", "H filter ");
}

static void
test_overlaps (void)
{
  g_autoptr (WillowProfile) profile = willow_profile_new ("p");
  WillowProfileSubscription *all =
      willow_profile_add_subscription (profile, "a/#", MQTT_QOS_0);
  WillowProfileSubscription *one =
      willow_profile_add_subscription (profile, "a/b", MQTT_QOS_0);
  g_autofree char *of_all = dup_notes (profile, 5, "a/#", all);
  g_autofree char *of_one = dup_notes (profile, 4, "a/b", one);
  g_autofree char *of_same = dup_notes (profile, 5, "a/b", NULL);
  g_autofree char *alone = NULL;
  g_autofree char *shared = NULL;

  g_assert_cmpstr (of_all, ==, "H filter MQTT-3.3.4-2");
  g_assert_cmpstr (of_one, ==, "H filter MQTT-3.3.5-1");
  g_assert_cmpstr (of_same, ==, "H filter MQTT-3.3.4-2|W filter MQTT-3.8.4-3");
  /* What is disabled meets nobody. */
  g_object_set (all, "enabled", FALSE, NULL);
  alone = dup_notes (profile, 5, "a/b", one);
  g_assert_cmpstr (alone, ==, "");
  g_object_set (one, "filter", "$share/g/x", "no-local", TRUE, NULL);
  shared = dup_notes (profile, 5, "$share/g/x", one);
  g_assert_cmpstr (shared, ==, "W no-local MQTT-3.8.3-4");
  g_clear_pointer (&shared, g_free);
  shared = dup_notes (profile, 4, "$share/g/x", one);
  g_assert_cmpstr (shared, ==, "H filter |H options ");
}

/* [MQTT-3.3.4-3] is what makes the identifiers say more than the filters do. */
static void
assert_came_by (WillowProfile *profile,
                const char    *topic,
                const guint   *identifiers,
                const char    *expected)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *told = NULL;

  for (guint i = 0; identifiers != NULL && identifiers[i] != 0; i++)
    {
      const guint8 property[] = { 0x0b, (guint8)identifiers[i] };

      g_byte_array_append (properties, property, 2);
    }
  found = willow_profile_find_subscriptions (
      profile,
      mqtt_slice_from_string (topic),
      (MqttSlice){ properties->data, properties->len });
  told = willow_subscription_tell_matched (found);
  g_assert_cmpstr (told, ==, expected);
}

static void
test_came_by (void)
{
  const guint five[] = { 5, 0 };
  const guint both[] = { 5, 6, 0 };
  const guint other[] = { 9, 0 };
  g_autoptr (WillowProfile) profile = willow_profile_new ("p");

  willow_profile_add_subscription (profile, "plant/#", MQTT_QOS_0);
  g_object_set (willow_profile_add_subscription (profile, "+/a", MQTT_QOS_0),
                "identifier",
                5u,
                "name",
                "A",
                NULL);
  g_object_set (
      willow_profile_add_subscription (profile, "plant/a", MQTT_QOS_0),
      "identifier",
      6u,
      NULL);
  g_object_set (willow_profile_add_subscription (profile, "#", MQTT_QOS_0),
                "enabled",
                FALSE,
                NULL);
  assert_came_by (profile, "x", NULL, NULL);
  assert_came_by (profile, "plant/b", NULL, "Matched: plant/#");
  assert_came_by (
      profile, "plant/a", NULL, "Matched: plant/#, +/a (A), plant/a");
  assert_came_by (profile, "plant/a", five, "Matched: +/a (A)");
  assert_came_by (profile, "plant/a", both, "Matched: +/a (A), plant/a");
  assert_came_by (
      profile, "plant/a", other, "Matched: plant/#, +/a (A), plant/a");
}

static void
add_topic (WillowTopicTree *tree, const char *topic)
{
  willow_topic_tree_add (tree,
                         mqtt_slice_from_string (topic),
                         mqtt_slice_from_string ("x"),
                         MQTT_QOS_0,
                         FALSE,
                         1,
                         1);
}

/* Counted in the tree as one by one; branches are no topics. */
static void
test_count (void)
{
  g_autoptr (WillowTopicTree) tree = willow_topic_tree_new ();
  g_autoptr (GHashTable) topics =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) examples = g_ptr_array_new_with_free_func (g_free);

  g_assert_cmpuint (
      willow_topic_tree_count_matches (tree, "#", 3, examples), ==, 0);
  for (guint i = 0; i < 300; i++)
    {
      char *topic = make_topic ();

      add_topic (tree, topic);
      g_hash_table_add (topics, topic);
    }
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *filter = make_filter ();
      GHashTableIter   iter;
      gpointer         topic;
      guint            n = 0;

      g_hash_table_iter_init (&iter, topics);
      while (g_hash_table_iter_next (&iter, &topic, NULL))
        n += matches (filter, topic);
      g_ptr_array_set_size (examples, 0);
      g_assert_cmpuint (
          willow_topic_tree_count_matches (tree, filter, 3, examples), ==, n);
      g_assert_cmpuint (examples->len, ==, MIN (n, 3u));
      for (guint j = 0; j < examples->len; j++)
        g_assert_true (g_hash_table_contains (topics, examples->pdata[j]) &&
                       matches (filter, examples->pdata[j]));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/topic-match/agrees", test_agrees);
  g_test_add_func ("/topic-match/sentences", test_sentences);
  g_test_add_func ("/topic-match/overlap", test_overlap);
  g_test_add_func ("/topic-match/mistakes", test_mistakes);
  g_test_add_func ("/topic-match/overlaps", test_overlaps);
  g_test_add_func ("/topic-match/came-by", test_came_by);
  g_test_add_func ("/topic-match/count", test_count);
  return g_test_run ();
}
