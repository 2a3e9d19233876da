/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "benchmark-case.h"
#include "mqtt/mqtt-filter-tree.h"

#include <string.h>

/* What it costs to find who gets a message, among one, a thousand and a million
 * Topic Filters, a third of them with wildcards: it should depend on the depth
 * of the topic, not on the number of filters. Each topic matches one filter. */

#define N_TOPICS 1000u

typedef struct
{
  MqttFilterTree *tree;
  char           *topics[N_TOPICS];
} Filters;

static void
insert (MqttFilterTree *tree, const char *filter, guint number)
{
  mqtt_filter_tree_insert (tree,
                           mqtt_slice_from_string (filter),
                           GUINT_TO_POINTER (number + 1),
                           tree);
}

/* Every third has a wildcard: "+" or "#" at the end, or a "+" before it. */
static char *
filter_of (guint i)
{
  guint site = i % 10;
  guint room = i % 500;

  switch (i % 9)
    {
    case 0:
      return g_strdup_printf ("site%u/room%u/device%u/+", site, room, i);
    case 3:
      return g_strdup_printf ("site%u/room%u/device%u/#", site, room, i);
    case 6:
      return g_strdup_printf ("site%u/room%u/+/state%u", site, room, i);
    default:
      return g_strdup_printf ("site%u/room%u/device%u/state", site, room, i);
    }
}

static char *
topic_of (guint i)
{
  if (i % 9 == 6)
    return g_strdup_printf ("site%u/room%u/any/state%u", i % 10, i % 500, i);
  return g_strdup_printf ("site%u/room%u/device%u/state", i % 10, i % 500, i);
}

/* "deep/x/x/…" of @depth levels. */
static char *
deep_topic (guint depth)
{
  GString *topic = g_string_new (NULL);

  g_string_append_printf (topic, "deep%u", depth);
  for (guint i = 1; i < depth; i++)
    g_string_append (topic, "/x");
  return g_string_free (topic, FALSE);
}

static Filters *
make (guint n)
{
  Filters *filters = g_new0 (Filters, 1);

  filters->tree = mqtt_filter_tree_new (NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *filter = filter_of (i);

      insert (filters->tree, filter, i);
    }
  for (guint i = 0; i < N_TOPICS; i++) /* spread over all */
    filters->topics[i] = topic_of ((guint)((guint64)i * 7919u % n));
  return filters;
}

static gpointer
set_up_one (void)
{
  return make (1);
}

static gpointer
set_up_thousand (void)
{
  return make (1000);
}

static gpointer
set_up_million (void)
{
  return make (1000000);
}

static gpointer
set_up_deep (guint depth)
{
  Filters *filters = make (1000000);

  g_free (filters->topics[0]);
  filters->topics[0] = deep_topic (depth);
  insert (filters->tree, filters->topics[0], 1000000);
  return filters;
}

static gpointer
set_up_deep_2 (void)
{
  return set_up_deep (2);
}

static gpointer
set_up_deep_4 (void)
{
  return set_up_deep (4);
}

static gpointer
set_up_deep_8 (void)
{
  return set_up_deep (8);
}

static gpointer
set_up_deep_16 (void)
{
  return set_up_deep (16);
}

static void
count_cb (gconstpointer key, gpointer value, gpointer user_data)
{
  (*(guint *)user_data)++;
}

static void
match (Filters *filters, guint n, guint n_topics)
{
  MqttSlice topics[N_TOPICS];
  guint     n_matches = 0;

  for (guint i = 0; i < n_topics; i++)
    topics[i] = mqtt_slice_from_string (filters->topics[i]);
  for (guint i = 0; i < n; i++)
    mqtt_filter_tree_match (
        filters->tree, topics[i % n_topics], count_cb, &n_matches);
  g_assert_cmpuint (n_matches, ==, n);
}

static void
run_same (gpointer data, guint n)
{
  match (data, n, 1);
}

static void
run_others (gpointer data, guint n)
{
  match (data, n, N_TOPICS);
}

static void
filters_free (gpointer data)
{
  Filters *filters = data;

  mqtt_filter_tree_free (filters->tree);
  for (guint i = 0; i < N_TOPICS; i++)
    g_free (filters->topics[i]);
  g_free (filters);
}

static const BenchmarkCase cases[] = {
  { "match one topic among 1 filter",
    2000000,
    set_up_one,
    run_same,
    filters_free },
  { "match one topic among 1,000 filters",
    2000000,
    set_up_thousand,
    run_same,
    filters_free },
  { "match one topic among 1,000,000 filters",
    2000000,
    set_up_million,
    run_same,
    filters_free },
  { "match 1,000 topics in turn among 1,000 filters",
    2000000,
    set_up_thousand,
    run_others,
    filters_free },
  { "match 1,000 topics in turn among 1,000,000 filters",
    2000000,
    set_up_million,
    run_others,
    filters_free },
  { "match a topic of 2 levels among 1,000,000 filters",
    2000000,
    set_up_deep_2,
    run_same,
    filters_free },
  { "match a topic of 4 levels among 1,000,000 filters",
    2000000,
    set_up_deep_4,
    run_same,
    filters_free },
  { "match a topic of 8 levels among 1,000,000 filters",
    2000000,
    set_up_deep_8,
    run_same,
    filters_free },
  { "match a topic of 16 levels among 1,000,000 filters",
    2000000,
    set_up_deep_16,
    run_same,
    filters_free },
};

int
main (int argc, char *argv[])
{
  return benchmark_main (cases, G_N_ELEMENTS (cases), argc, argv);
}
