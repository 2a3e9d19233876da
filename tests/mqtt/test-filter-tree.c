/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-filter-tree.h"
#include "mqtt/mqtt-topic.h"

#include <string.h>

typedef struct
{
  char *filter;
  guint key;
  guint value;
} Subscription;

static MqttSlice
slice (const char *text)
{
  return mqtt_slice_from_string (text);
}

static void
count_cb (gconstpointer key, gpointer value, gpointer user_data)
{
  (*(guint *)user_data)++;
}

static guint
count_matches (MqttFilterTree *tree, const char *topic)
{
  guint n = 0;

  mqtt_filter_tree_match (tree, slice (topic), count_cb, &n);
  return n;
}

/* The examples of section 4.7, one filter at a time. */
static void
test_examples (void)
{
  const struct
  {
    const char *filter;
    const char *topic;
    gboolean    matches;
  } cases[] = {
    { "sport/tennis/player1/#", "sport/tennis/player1", TRUE },
    { "sport/tennis/player1/#", "sport/tennis/player1/ranking", TRUE },
    { "sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", TRUE },
    { "sport/#", "sport", TRUE },
    { "sport/#", "sports", FALSE },
    { "#", "sport/tennis", TRUE },
    { "sport/tennis/+", "sport/tennis/player1", TRUE },
    { "sport/tennis/+", "sport/tennis/player1/ranking", FALSE },
    { "sport/+", "sport", FALSE },
    { "sport/+", "sport/", TRUE },
    { "+/+", "/finance", TRUE },
    { "/+", "/finance", TRUE },
    { "+", "/finance", FALSE },
    { "+", "finance", TRUE },
    { "#", "$SYS/monitor", FALSE }, /* [MQTT-4.7.2-1] */
    { "+/monitor/Clients", "$SYS/monitor/Clients", FALSE },
    { "$SYS/#", "$SYS/monitor", TRUE },
    { "$SYS/+", "$SYS/monitor", TRUE },
    { "$SYS/monitor/+", "$SYS/monitor/Clients", TRUE },
    { "a/+", "a/$b", TRUE },
    { "a//b", "a//b", TRUE },
    { "a/+/b", "a//b", TRUE },
    { "a/b", "a//b", FALSE },
    { "ACCOUNTS", "Accounts", FALSE }, /* [MQTT-4.7.3-4] */
    { "/", "/", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqttFilterTree) tree = mqtt_filter_tree_new (NULL);

      g_assert_true (
          mqtt_filter_tree_insert (tree, slice (cases[i].filter), tree, tree));
      g_assert_cmpuint (
          count_matches (tree, cases[i].topic), ==, cases[i].matches);
    }
}

static void
test_values (void)
{
  g_autoptr (MqttFilterTree) tree = mqtt_filter_tree_new (g_free);
  int one, two;

  g_assert_true (
      mqtt_filter_tree_insert (tree, slice ("a/+"), &one, g_strdup ("1")));
  g_assert_true (
      mqtt_filter_tree_insert (tree, slice ("a/+"), &two, g_strdup ("2")));
  g_assert_true (
      mqtt_filter_tree_insert (tree, slice ("a/b"), &one, g_strdup ("3")));
  g_assert_false (
      mqtt_filter_tree_insert (tree, slice ("a/+"), &one, g_strdup ("4")));
  g_assert_cmpuint (mqtt_filter_tree_get_size (tree), ==, 3);
  g_assert_cmpuint (count_matches (tree, "a/b"), ==, 3);
  g_assert_cmpstr (
      mqtt_filter_tree_lookup (tree, slice ("a/+"), &one), ==, "4");
  g_assert_null (mqtt_filter_tree_lookup (tree, slice ("a"), &one));
  g_assert_null (mqtt_filter_tree_lookup (tree, slice ("a/b"), &two));
  g_assert_false (mqtt_filter_tree_remove (tree, slice ("a/b"), &two));
  g_assert_false (mqtt_filter_tree_remove (tree, slice ("a"), &one));
  g_assert_false (mqtt_filter_tree_remove (tree, slice ("x/y/z"), &one));
  g_assert_true (mqtt_filter_tree_remove (tree, slice ("a/+"), &one));
  g_assert_cmpuint (count_matches (tree, "a/b"), ==, 2);
  g_assert_true (mqtt_filter_tree_remove (tree, slice ("a/+"), &two));
  g_assert_true (mqtt_filter_tree_remove (tree, slice ("a/b"), &one));
  g_assert_cmpuint (mqtt_filter_tree_get_size (tree), ==, 0);
  g_assert_cmpuint (count_matches (tree, "a/b"), ==, 0);
}

/* 65,535 levels are legal: no recursion, no memory left behind. */
static void
test_deep (void)
{
  g_autofree char *filter = g_strnfill (65535, '/');
  g_autoptr (MqttFilterTree) tree = mqtt_filter_tree_new (NULL);

  mqtt_filter_tree_insert (tree, slice (filter), tree, tree);
  g_assert_cmpuint (count_matches (tree, filter), ==, 1);
  g_assert_true (mqtt_filter_tree_remove (tree, slice (filter), tree));
  mqtt_filter_tree_insert (tree, slice (filter), tree, tree);
}

static char *
random_levels (gboolean is_filter)
{
  const char *const levels[] = { "a", "b", "", "cc", "$d", "+", "+" };
  guint             n = (guint)g_test_rand_int_range (1, 6);
  GString          *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_string_append (text, i > 0 ? "/" : "");
      g_string_append (text,
                       levels[g_test_rand_int_range (0, is_filter ? 7 : 5)]);
    }
  if (is_filter && g_test_rand_int_range (0, 4) == 0)
    g_string_append (text, "/#");
  if (is_filter && g_test_rand_int_range (0, 50) == 0)
    g_string_assign (text, "#");
  if (text->len == 0)
    g_string_append (text, "a");
  return g_string_free (text, FALSE);
}

static void
subscription_clear (gpointer data)
{
  g_free (((Subscription *)data)->filter);
}

static int
find_subscription (GArray *list, const char *filter, guint key)
{
  for (guint i = 0; i < list->len; i++)
    {
      Subscription *one = &g_array_index (list, Subscription, i);

      if (one->key == key && g_str_equal (one->filter, filter))
        return (int)i;
    }
  return -1;
}

static void
sum_cb (gconstpointer key, gpointer value, gpointer user_data)
{
  *(guint64 *)user_data +=
      GPOINTER_TO_UINT (key) * 1000003u + GPOINTER_TO_UINT (value);
}

static void
check_match (MqttFilterTree *tree, GArray *list)
{
  g_autofree char *topic = random_levels (FALSE);
  guint64          wanted = 0;
  guint64          found = 0;

  for (guint i = 0; i < list->len; i++)
    {
      Subscription *one = &g_array_index (list, Subscription, i);

      if (mqtt_topic_filter_matches (slice (one->filter), slice (topic)))
        wanted += one->key * 1000003u + one->value;
    }
  mqtt_filter_tree_match (tree, slice (topic), sum_cb, &found);
  g_assert_cmpuint (found, ==, wanted);
}

/* Against the plain comparison, while filters come and go. */
static void
test_random (void)
{
  g_autoptr (MqttFilterTree) tree = mqtt_filter_tree_new (NULL);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Subscription));

  g_array_set_clear_func (list, subscription_clear);
  for (guint i = 1; i <= 20000; i++)
    {
      g_autofree char *filter = random_levels (TRUE);
      guint            key = (guint)g_test_rand_int_range (1, 40);
      int              at = find_subscription (list, filter, key);
      gboolean         grow = list->len < 50 || (i / 2000) % 2 == 0;

      if (g_test_rand_int_range (0, 10) < (grow ? 7 : 2))
        {
          Subscription one = { g_strdup (filter), key, i };

          g_assert_cmpint (mqtt_filter_tree_insert (tree,
                                                    slice (filter),
                                                    GUINT_TO_POINTER (key),
                                                    GUINT_TO_POINTER (i)),
                           ==,
                           at < 0);
          if (at >= 0)
            g_array_remove_index_fast (list, (guint)at);
          g_array_append_val (list, one);
        }
      else if (list->len > 0)
        {
          Subscription *one = &g_array_index (
              list, Subscription, g_test_rand_int_range (0, (int)list->len));

          at = find_subscription (list, one->filter, one->key);
          g_assert_true (mqtt_filter_tree_remove (
              tree, slice (one->filter), GUINT_TO_POINTER (one->key)));
          g_array_remove_index_fast (list, (guint)at);
        }
      g_assert_cmpuint (mqtt_filter_tree_get_size (tree), ==, list->len);
      check_match (tree, list);
    }
}

static guint64
count_visited (MqttFilterTree *tree, const char *topic)
{
  guint64 before = mqtt_filter_tree_get_n_visited (tree);

  count_matches (tree, topic);
  return mqtt_filter_tree_get_n_visited (tree) - before;
}

static void
insert (MqttFilterTree *tree, const char *filter)
{
  guint width = mqtt_filter_tree_get_width_with (tree, slice (filter));

  mqtt_filter_tree_insert (tree, slice (filter), tree, tree);
  g_assert_cmpuint (mqtt_filter_tree_get_width (tree), ==, width);
}

/* Many filters of which a topic meets few are narrow. */
static void
test_narrow (void)
{
  g_autoptr (MqttFilterTree) tree = mqtt_filter_tree_new (NULL);

  g_assert_cmpuint (mqtt_filter_tree_get_width (tree), ==, 1);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *filter = g_strdup_printf ("+/device%u/#", i);

      insert (tree, filter);
    }
  /* The root, "+", one device and its "#". */
  g_assert_cmpuint (mqtt_filter_tree_get_width (tree), ==, 4);
  g_assert_cmpuint (count_visited (tree, "a/device7/b"), ==, 3);
}

/* All of "w" or "+" at each level: a topic looks at every node of them. */
static void
test_wide (void)
{
  g_autoptr (MqttFilterTree) tree = mqtt_filter_tree_new (NULL);

  for (guint bits = 0; bits < 1024; bits++)
    {
      g_autoptr (GString) filter = g_string_new (NULL);

      for (guint i = 0; i < 10; i++)
        g_string_append_printf (
            filter, "%s%s", i > 0 ? "/" : "", (bits & 1u << i) ? "+" : "w");
      insert (tree, filter->str);
    }
  g_assert_cmpuint (mqtt_filter_tree_get_width (tree), ==, 2047);
  g_assert_cmpuint (count_visited (tree, "w/w/w/w/w/w/w/w/w/w"), ==, 2047);
  g_assert_cmpuint (count_visited (tree, "x/x/x/x/x/x/x/x/x/x"), ==, 11);
}

static char *
make_levels (const char *const *words, int n_words)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = g_test_rand_int_range (1, 6); i > 0; i--)
    g_string_append_printf (text,
                            "%s%s",
                            text->len > 0 ? "/" : "",
                            words[g_test_rand_int_range (0, n_words)]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Whatever comes and goes: no topic costs more than the width. */
static void
test_width_holds (void)
{
  static const char *const words[] = { "a", "b", "c", "+" };
  g_autoptr (MqttFilterTree) tree = mqtt_filter_tree_new (NULL);
  g_autoptr (GPtrArray) filters = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *topic = make_levels (words, 3);

      if (filters->len == 0 || g_test_rand_int_range (0, 3) != 0)
        {
          char *filter = make_levels (words, 4);

          if (g_test_rand_int_range (0, 4) == 0)
            {
              char *longer = g_strconcat (filter, "/#", NULL);

              g_free (filter);
              filter = longer;
            }
          insert (tree, filter);
          g_ptr_array_add (filters, filter);
        }
      else
        {
          guint at = (guint)g_test_rand_int_range (0, (int)filters->len);

          mqtt_filter_tree_remove (
              tree, slice (g_ptr_array_index (filters, at)), tree);
          g_ptr_array_remove_index_fast (filters, at);
        }
      g_assert_cmpuint (
          count_visited (tree, topic), <=, mqtt_filter_tree_get_width (tree));
    }
  while (filters->len > 0)
    {
      mqtt_filter_tree_remove (
          tree, slice (g_ptr_array_index (filters, 0)), tree);
      g_ptr_array_remove_index_fast (filters, 0);
    }
  g_assert_cmpuint (mqtt_filter_tree_get_width (tree), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/filter-tree/examples", test_examples);
  g_test_add_func ("/mqtt/filter-tree/values", test_values);
  g_test_add_func ("/mqtt/filter-tree/deep", test_deep);
  g_test_add_func ("/mqtt/filter-tree/random", test_random);
  g_test_add_func ("/mqtt/filter-tree/narrow", test_narrow);
  g_test_add_func ("/mqtt/filter-tree/wide", test_wide);
  g_test_add_func ("/mqtt/filter-tree/width-holds", test_width_holds);
  return g_test_run ();
}
