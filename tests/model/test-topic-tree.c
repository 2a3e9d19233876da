/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffic/willow-topic-tree.h"

#include <string.h>

#define N_STEPS 300

static void
add (WillowTopicTree *tree, const char *topic, const char *payload, guint n)
{
  willow_topic_tree_add (tree,
                         mqtt_slice_from_string (topic),
                         mqtt_slice_from_string (payload),
                         MQTT_QOS_1,
                         n % 2 == 1,
                         1000 + (gint64)n,
                         n);
}

static WillowTopicNode *
child (gpointer parent, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (parent), position);
}

static guint
n_children (gpointer node)
{
  return g_list_model_get_n_items (G_LIST_MODEL (node));
}

static void
assert_node (WillowTopicNode *node,
             const char      *name,
             const char      *topic,
             guint            n_topics,
             guint64          n_messages)
{
  g_autofree char *own_topic = willow_topic_node_dup_topic (node);

  g_assert_cmpstr (willow_topic_node_get_name (node), ==, name);
  g_assert_cmpstr (own_topic, ==, topic);
  g_assert_cmpuint (willow_topic_node_get_n_topics (node), ==, n_topics);
  g_assert_cmpuint (willow_topic_node_get_n_messages (node), ==, n_messages);
}

static void
assert_payload (WillowTopicNode *node, const char *expected)
{
  GBytes *payload = willow_topic_node_get_payload (node);

  g_assert_nonnull (payload);
  g_assert_cmpmem (g_bytes_get_data (payload, NULL),
                   g_bytes_get_size (payload),
                   expected,
                   strlen (expected));
}

static void
test_add (void)
{
  g_autoptr (WillowTopicTree) tree = willow_topic_tree_new ();
  WillowTopicNode *root = willow_topic_tree_get_root (tree);
  g_autoptr (WillowTopicNode) a = NULL;
  g_autoptr (WillowTopicNode) b = NULL;
  g_autofree char *value = NULL;

  assert_node (root, "", "", 0, 0);
  add (tree, "a/b", "1", 1);
  add (tree, "x", "2", 2);
  add (tree, "a/b", "3\n", 3);
  add (tree, "a", "4", 4);
  g_assert_cmpuint (n_children (root), ==, 0);
  willow_topic_tree_commit (tree);
  g_assert_cmpuint (n_children (root), ==, 2);
  assert_node (root, "", "", 3, 4);
  a = child (root, 0);
  assert_node (a, "a", "a", 2, 3);
  assert_payload (a, "4");
  g_assert_true (willow_topic_node_has_children (a));
  b = child (a, 0);
  assert_node (b, "b", "a/b", 1, 2);
  assert_payload (b, "3\n");
  g_object_get (b, "value", &value, NULL);
  g_assert_cmpstr (value, ==, "3\\n");
  g_assert_cmpint (willow_topic_node_get_qos (b), ==, MQTT_QOS_1);
  g_assert_true (willow_topic_node_get_retained (b));
  g_assert_false (willow_topic_node_get_retained (a));
  g_assert_cmpuint (willow_topic_node_get_last_serial (b), ==, 3);
  g_assert_cmpint (willow_topic_node_get_last_us (b), ==, 1003);
  g_assert_cmpint (willow_topic_node_get_last_us (a), ==, 1004);
  g_assert_false (willow_topic_node_has_children (b));
  g_assert_null (child (root, 2));
  g_assert_cmpuint (willow_topic_tree_get_n_topics (tree), ==, 3);
}

/* A node is the same object for as long as somebody holds it. */
static void
test_identity (void)
{
  g_autoptr (WillowTopicTree) tree = willow_topic_tree_new ();
  WillowTopicNode *root = willow_topic_tree_get_root (tree);
  g_autoptr (WillowTopicNode) first = NULL;
  g_autoptr (WillowTopicNode) second = NULL;

  add (tree, "a/b", "1", 1);
  willow_topic_tree_commit (tree);
  first = child (root, 0);
  second = child (root, 0);
  g_assert_true (first == second);
  g_assert_true (willow_topic_tree_lookup (tree, "a") == first);
  g_assert_nonnull (willow_topic_tree_lookup (tree, "a/b"));
  g_assert_null (willow_topic_tree_lookup (tree, "a/c"));
  g_assert_null (willow_topic_tree_lookup (tree, "b"));
  g_assert_null (willow_topic_tree_lookup (tree, "a/b/"));
}

static void
assert_topic_works (WillowTopicTree *tree, const char *topic)
{
  WillowTopicNode *node;
  g_autofree char *again = NULL;

  add (tree, topic, "payload", 1);
  willow_topic_tree_commit (tree);
  node = willow_topic_tree_lookup (tree, topic);
  g_assert_nonnull (node);
  again = willow_topic_node_dup_topic (node);
  g_assert_cmpstr (again, ==, topic);
  assert_payload (node, "payload");
}

static void
test_odd_topics (void)
{
  g_autoptr (WillowTopicTree) tree = willow_topic_tree_new ();
  g_autofree char *long_name = g_strnfill (60000, 'x');
  g_autofree char *slashes = g_strnfill (65535, '/');
  g_autoptr (GString) deep = g_string_new ("1");

  assert_topic_works (tree, "/");
  assert_topic_works (tree, "//");
  assert_topic_works (tree, "/a");
  assert_topic_works (tree, "a/");
  assert_topic_works (tree, "a//b");
  assert_topic_works (tree, "$SYS/broker/uptime");
  assert_topic_works (tree, " spaced / 温度 ");
  assert_topic_works (tree, long_name);
  for (guint i = 2; i <= 200; i++)
    g_string_append_printf (deep, "/%u", i);
  assert_topic_works (tree, deep->str);
  g_assert_cmpuint (willow_topic_tree_get_n_topics (tree), ==, 9);
  /* Deeper than anybody looks: not as deep in memory. */
  assert_topic_works (tree, slashes);
  assert_topic_works (tree, slashes + 1);
  g_assert_cmpuint (willow_topic_tree_get_n_topics (tree), ==, 11);
}

/* What is not UTF-8 can be shown all the same. */
static void
test_not_utf8 (void)
{
  g_autoptr (WillowTopicTree) tree = willow_topic_tree_new ();
  g_autoptr (WillowTopicNode) node = NULL;

  add (tree, "a\xff", "1", 1);
  add (tree, "a\xff", "2", 2);
  willow_topic_tree_commit (tree);
  node = child (willow_topic_tree_get_root (tree), 0);
  g_assert_true (g_utf8_validate (willow_topic_node_get_name (node), -1, NULL));
  g_assert_cmpuint (willow_topic_node_get_n_messages (node), ==, 2);
}

/* An empty payload clears a retained message at the server; here it is the
 * last thing that was said. */
static void
test_empty_payload (void)
{
  g_autoptr (WillowTopicTree) tree = willow_topic_tree_new ();
  WillowTopicNode *node;

  add (tree, "a", "long value", 1);
  add (tree, "a", "", 3);
  willow_topic_tree_commit (tree);
  node = willow_topic_tree_lookup (tree, "a");
  assert_payload (node, "");
  assert_node (node, "a", "a", 1, 2);
  g_assert_null (
      willow_topic_node_get_payload (willow_topic_tree_get_root (tree)));
}

/* Payloads that were handed out do not change with the next message. */
static void
test_payload_is_immutable (void)
{
  g_autoptr (WillowTopicTree) tree = willow_topic_tree_new ();
  g_autoptr (WillowTopicNode) node = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autofree char *large = g_strnfill (1000000, 'x');

  add (tree, "a", "first", 1);
  node = g_object_ref (willow_topic_tree_lookup (tree, "a"));
  before = g_bytes_ref (willow_topic_node_get_payload (node));
  add (tree, "a", "other", 2);
  assert_payload (node, "other");
  add (tree, "a", large, 3);
  assert_payload (node, large);
  add (tree, "a", "small", 4);
  assert_payload (node, "small");
  g_assert_cmpmem (g_bytes_get_data (before, NULL), 5, "first", 5);
}

static void
notify_cb (WillowTopicNode *node, GParamSpec *pspec, GString *log)
{
  g_string_append_printf (log, "%s ", pspec->name);
}

static void
items_cb (
    GListModel *model, guint position, guint removed, guint added, GString *log)
{
  g_string_append_printf (log, "@%u-%u+%u ", position, removed, added);
}

static void
watch (gpointer node, GString *log)
{
  g_signal_connect (node, "notify", G_CALLBACK (notify_cb), log);
  g_signal_connect (node, "items-changed", G_CALLBACK (items_cb), log);
}

static void
test_notifications (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (WillowTopicTree) tree = willow_topic_tree_new ();
  g_autoptr (WillowTopicNode) a = NULL;

  add (tree, "a/1", "x", 1);
  willow_topic_tree_commit (tree);
  a = child (willow_topic_tree_get_root (tree), 0);
  watch (a, log);
  for (guint i = 0; i < 100; i++)
    add (tree, "a/1", "y", i);
  g_assert_cmpstr (log->str, ==, "");
  willow_topic_tree_commit (tree);
  g_assert_cmpstr (log->str, ==, "n-messages last-us ");
  g_string_truncate (log, 0);
  willow_topic_tree_commit (tree);
  add (tree, "b", "y", 1);
  willow_topic_tree_commit (tree);
  g_assert_cmpstr (log->str, ==, "");
  add (tree, "a/2", "z", 1);
  add (tree, "a/3", "z", 1);
  willow_topic_tree_commit (tree);
  g_assert_cmpstr (log->str, ==, "@1-0+2 n-topics n-messages last-us ");
  g_string_truncate (log, 0);
  add (tree, "a", "z", 1);
  willow_topic_tree_commit (tree);
  g_assert_cmpstr (log->str, ==, "n-topics n-messages last-us value retained ");
}

/* A leaf that becomes a branch is announced again by its parent, once, and is
 * the same object. */
static void
test_leaf_becomes_branch (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (WillowTopicTree) tree = willow_topic_tree_new ();
  WillowTopicNode *root = willow_topic_tree_get_root (tree);
  g_autoptr (WillowTopicNode) b = NULL;
  g_autoptr (WillowTopicNode) same = NULL;

  add (tree, "a", "x", 1);
  add (tree, "b", "x", 1);
  willow_topic_tree_commit (tree);
  b = child (root, 1);
  g_signal_connect (root, "items-changed", G_CALLBACK (items_cb), log);
  add (tree, "b/1", "x", 1);
  add (tree, "b/2", "x", 1);
  add (tree, "c/1", "x", 1);
  g_assert_false (willow_topic_node_has_children (b));
  willow_topic_tree_commit (tree);
  g_assert_true (willow_topic_node_has_children (b));
  g_assert_cmpstr (log->str, ==, "@2-0+1 @1-1+1 ");
  same = child (root, 1);
  g_assert_true (same == b);
  g_string_truncate (log, 0);
  add (tree, "b/3", "x", 1);
  willow_topic_tree_commit (tree);
  g_assert_cmpstr (log->str, ==, "");
}

static void
test_clear (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (WillowTopicTree) tree = willow_topic_tree_new ();
  WillowTopicNode *root = willow_topic_tree_get_root (tree);
  g_autoptr (WillowTopicNode) a = NULL;

  add (tree, "a/b", "1", 1);
  willow_topic_tree_commit (tree);
  a = child (root, 0);
  watch (a, log);
  add (tree, "a/c", "1", 1);
  willow_topic_tree_clear (tree);
  g_assert_cmpstr (log->str, ==, "@0-1+0 ");
  g_assert_true (willow_topic_tree_get_root (tree) == root);
  g_assert_cmpuint (n_children (root), ==, 0);
  assert_node (root, "", "", 0, 0);
  assert_node (a, "", "", 0, 0);
  g_assert_null (willow_topic_node_get_payload (a));
  g_assert_null (child (a, 0));
  add (tree, "a/b", "1", 1);
  willow_topic_tree_commit (tree);
  assert_node (root, "", "", 1, 1);
  g_assert_false (willow_topic_tree_lookup (tree, "a") == a);
}

static void
test_node_outlives_tree (void)
{
  WillowTopicTree *tree = willow_topic_tree_new ();
  g_autoptr (WillowTopicNode) node = NULL;

  add (tree, "a/b", "1", 1);
  willow_topic_tree_commit (tree);
  node = child (willow_topic_tree_get_root (tree), 0);
  g_assert_finalize_object (tree);
  assert_node (node, "", "", 0, 0);
  g_assert_cmpuint (n_children (node), ==, 0);
}

/* What a view knows of one node, from items-changed alone. */
typedef struct
{
  WillowTopicNode *node;
  GPtrArray       *children; /* Mirror */
} Mirror;

static Mirror *mirror_new (WillowTopicNode *node);

static void
mirror_free (gpointer data)
{
  Mirror *mirror = data;

  g_signal_handlers_disconnect_by_data (mirror->node, mirror);
  g_ptr_array_unref (mirror->children);
  g_object_unref (mirror->node);
  g_free (mirror);
}

static void
mirror_cb (GListModel *model,
           guint       position,
           guint       removed,
           guint       added,
           Mirror     *mirror)
{
  g_assert_cmpuint (position + removed, <=, mirror->children->len);
  if (removed > 0)
    g_ptr_array_remove_range (mirror->children, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror->children,
                        (int)(position + i),
                        mirror_new (child (model, position + i)));
  g_assert_cmpuint (mirror->children->len, ==, n_children (model));
}

static Mirror *
mirror_new (WillowTopicNode *node)
{
  Mirror *mirror = g_new0 (Mirror, 1);

  mirror->node = node;
  mirror->children = g_ptr_array_new_with_free_func (mirror_free);
  g_signal_connect (node, "items-changed", G_CALLBACK (mirror_cb), mirror);
  mirror_cb (G_LIST_MODEL (node), 0, 0, n_children (node), mirror);
  return mirror;
}

/* Naive: every topic with its number of messages. */
static guint64
count_below (GHashTable *topics, const char *prefix, guint *n_topics)
{
  g_autofree char *below = g_strconcat (prefix, "/", NULL);
  GHashTableIter   iter;
  gpointer         topic, n;
  guint64          sum = 0;

  *n_topics = 0;
  g_hash_table_iter_init (&iter, topics);
  while (g_hash_table_iter_next (&iter, &topic, &n))
    if (*prefix == '\0' || g_str_equal (topic, prefix) ||
        g_str_has_prefix (topic, below))
      {
        (*n_topics)++;
        sum += GPOINTER_TO_UINT (n);
      }
  return sum;
}

static guint
check_mirror (Mirror *mirror, GHashTable *topics)
{
  g_autofree char *topic = willow_topic_node_dup_topic (mirror->node);
  guint            n_topics;
  guint64          n_messages = count_below (topics, topic, &n_topics);
  guint            n_own = g_hash_table_contains (topics, topic) ? 1 : 0;

  g_assert_cmpuint (
      willow_topic_node_get_n_topics (mirror->node), ==, n_topics);
  g_assert_cmpuint (
      willow_topic_node_get_n_messages (mirror->node), ==, n_messages);
  g_assert_true ((willow_topic_node_get_payload (mirror->node) != NULL) ==
                 (n_own == 1));
  for (guint i = 0; i < mirror->children->len; i++)
    n_own += check_mirror (g_ptr_array_index (mirror->children, i), topics);
  g_assert_cmpuint (n_own, ==, n_topics);
  return n_own;
}

static void
add_random (WillowTopicTree *tree, GHashTable *topics)
{
  g_autoptr (GString) topic = g_string_new (NULL);
  guint    n_levels = (guint)g_test_rand_int_range (1, 6);
  gpointer n;

  for (guint i = 0; i < n_levels; i++)
    g_string_append_printf (
        topic, "%s%c", i == 0 ? "" : "/", "abcd"[g_test_rand_int_range (0, 4)]);
  add (tree, topic->str, "x", 1);
  n = g_hash_table_lookup (topics, topic->str);
  g_hash_table_insert (topics,
                       g_strdup (topic->str),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (n) + 1));
}

static void
test_against_naive (void)
{
  g_autoptr (WillowTopicTree) tree = willow_topic_tree_new ();
  g_autoptr (GHashTable) topics =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Mirror *mirror =
      mirror_new (g_object_ref (willow_topic_tree_get_root (tree)));

  for (guint step = 0; step < N_STEPS; step++)
    {
      int n = g_test_rand_int_range (0, 10);

      if (g_test_rand_int_range (0, 60) == 0)
        {
          willow_topic_tree_clear (tree);
          g_hash_table_remove_all (topics);
        }
      for (int i = 0; i < n; i++)
        add_random (tree, topics);
      willow_topic_tree_commit (tree);
      check_mirror (mirror, topics);
    }
  mirror_free (mirror);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/topic-tree/add", test_add);
  g_test_add_func ("/model/topic-tree/identity", test_identity);
  g_test_add_func ("/model/topic-tree/odd-topics", test_odd_topics);
  g_test_add_func ("/model/topic-tree/not-utf8", test_not_utf8);
  g_test_add_func ("/model/topic-tree/empty-payload", test_empty_payload);
  g_test_add_func ("/model/topic-tree/payload-is-immutable",
                   test_payload_is_immutable);
  g_test_add_func ("/model/topic-tree/notifications", test_notifications);
  g_test_add_func ("/model/topic-tree/leaf-becomes-branch",
                   test_leaf_becomes_branch);
  g_test_add_func ("/model/topic-tree/clear", test_clear);
  g_test_add_func ("/model/topic-tree/node-outlives-tree",
                   test_node_outlives_tree);
  g_test_add_func ("/model/topic-tree/against-naive", test_against_naive);
  return g_test_run ();
}
