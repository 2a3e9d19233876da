/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-filter-tree.h"

#include <string.h>

/* Above this number of values at one filter they get an index by key. */
#define INDEX_FROM 16u

typedef struct
{
  gconstpointer key;
  gpointer      value;
} Entry;

typedef struct _Node Node;

/* One level of one or more filters. */
struct _Node
{
  Node       *parent;
  Node       *single_level; /* child "+" */
  Node       *multi_level;  /* child "#" */
  GHashTable *children;     /* (nullable) set of Node, by level */
  GArray     *entries;      /* (nullable) of Entry: filters that end here */
  GHashTable *index;        /* (nullable) key -> position in entries + 1 */
  MqttSlice   level;        /* into @bytes */
  guint32     width;        /* see mqtt_filter_tree_get_width() */
  guint32     widest;       /* of the children by level */
  guint8      bytes[];
};

struct _MqttFilterTree
{
  Node          *root;
  GDestroyNotify value_free;
  guint          size;
  guint64        n_visited;
  GPtrArray     *current; /* scratch of match() */
  GPtrArray     *next;
};

/* The key of a child is its own first member in question, so that a level of
 * a topic can be looked up without building a node. */
static guint
level_hash (gconstpointer data)
{
  const MqttSlice *level = data;
  guint32          hash = 2166136261u;

  for (gsize i = 0; i < level->len; i++)
    hash = (hash ^ level->data[i]) * 16777619u;
  return hash;
}

static gboolean
level_equal (gconstpointer a, gconstpointer b)
{
  return mqtt_slice_equal (*(const MqttSlice *)a, *(const MqttSlice *)b);
}

static Node *
node_new (Node *parent, MqttSlice level)
{
  Node *node = g_malloc0 (sizeof (Node) + level.len);

  node->parent = parent;
  if (level.len > 0)
    memcpy (node->bytes, level.data, level.len);
  node->level = (MqttSlice){ node->bytes, level.len };
  node->width = 1;
  return node;
}

static gboolean
is_wildcard (MqttSlice level, char wildcard)
{
  return level.len == 1 && level.data[0] == wildcard;
}

static Node *
find_literal (const Node *node, const MqttSlice *level)
{
  return node->children != NULL ? g_hash_table_lookup (node->children, level)
                                : NULL;
}

static Node *
find_child (const Node *node, MqttSlice level)
{
  if (is_wildcard (level, '+'))
    return node->single_level;
  if (is_wildcard (level, '#'))
    return node->multi_level;
  return find_literal (node, &level);
}

static Node *
add_child (Node *node, MqttSlice level)
{
  Node *child = node_new (node, level);

  if (is_wildcard (level, '+'))
    node->single_level = child;
  else if (is_wildcard (level, '#'))
    node->multi_level = child;
  else
    {
      if (node->children == NULL)
        node->children = g_hash_table_new (level_hash, level_equal);
      g_hash_table_insert (node->children, &child->level, child);
    }
  return child;
}

/* Cuts the next level off @rest; FALSE behind the last. */
static gboolean
next_level (MqttSlice *rest, MqttSlice *level)
{
  const guint8 *slash;

  if (rest->data == NULL)
    return FALSE;
  slash = rest->len > 0 ? memchr (rest->data, '/', rest->len) : NULL;
  *level = *rest;
  if (slash == NULL)
    {
      *rest = MQTT_SLICE_NONE;
      return TRUE;
    }
  level->len = (gsize)(slash - rest->data);
  rest->data = slash + 1;
  rest->len -= level->len + 1;
  return TRUE;
}

static Node *
find_node (MqttFilterTree *tree, MqttSlice filter)
{
  Node     *node = tree->root;
  MqttSlice level;

  while (node != NULL && next_level (&filter, &level))
    node = find_child (node, level);
  return node;
}

/* Position of @key plus one, 0 if it is not there. */
static guint
find_entry (const Node *node, gconstpointer key)
{
  if (node == NULL || node->entries == NULL)
    return 0;
  if (node->index != NULL)
    return GPOINTER_TO_UINT (g_hash_table_lookup (node->index, key));
  for (guint i = 0; i < node->entries->len; i++)
    if (g_array_index (node->entries, Entry, i).key == key)
      return i + 1;
  return 0;
}

static void
index_entry (Node *node, guint position)
{
  Entry *entry = &g_array_index (node->entries, Entry, position);

  g_hash_table_insert (
      node->index, (gpointer)entry->key, GUINT_TO_POINTER (position + 1));
}

static void
add_entry (Node *node, gconstpointer key, gpointer value)
{
  Entry entry = { key, value };

  if (node->entries == NULL)
    node->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_append_val (node->entries, entry);
  if (node->index != NULL)
    {
      index_entry (node, node->entries->len - 1);
    }
  else if (node->entries->len > INDEX_FROM)
    {
      node->index = g_hash_table_new (NULL, NULL);
      for (guint i = 0; i < node->entries->len; i++)
        index_entry (node, i);
    }
}

/* The last one takes the place of the one that goes. */
static void
remove_entry (Node *node, guint position)
{
  gconstpointer key = g_array_index (node->entries, Entry, position).key;

  g_array_remove_index_fast (node->entries, position);
  if (node->index != NULL)
    {
      g_hash_table_remove (node->index, key);
      if (position < node->entries->len)
        index_entry (node, position);
    }
  if (node->entries->len == 0)
    {
      g_clear_pointer (&node->entries, g_array_unref);
      g_clear_pointer (&node->index, g_hash_table_unref);
    }
}

static gboolean
is_empty (const Node *node)
{
  return node->entries == NULL && node->single_level == NULL &&
         node->multi_level == NULL && node->children == NULL;
}

static void
unlink_node (Node *node)
{
  Node *parent = node->parent;

  if (parent->single_level == node)
    parent->single_level = NULL;
  else if (parent->multi_level == node)
    parent->multi_level = NULL;
  else
    {
      g_hash_table_remove (parent->children, &node->level);
      if (g_hash_table_size (parent->children) == 0)
        g_clear_pointer (&parent->children, g_hash_table_unref);
    }
}

static guint32
add_up (gboolean has_multi_level, guint32 single_level, guint32 widest)
{
  return 1u + (has_multi_level ? 1u : 0u) + single_level + widest;
}

static guint32
get_single_width (const Node *node)
{
  return node->single_level != NULL ? node->single_level->width : 0;
}

/* Of literal children the widest there ever was counts, until the last has
 * gone: to look at all of them with each that goes would cost too much. */
static void
tell_parent (Node *node)
{
  Node *parent = node->parent;

  if (parent != NULL && parent->single_level != node &&
      parent->multi_level != node)
    parent->widest = MAX (parent->widest, node->width);
}

/* From @node upwards: a child has come, grown or gone. */
static void
update_width (Node *node)
{
  for (; node != NULL; node = node->parent)
    {
      guint32 width;

      if (node->children == NULL)
        node->widest = 0;
      width = add_up (
          node->multi_level != NULL, get_single_width (node), node->widest);
      if (width == node->width)
        return;
      node->width = width;
      tell_parent (node);
    }
}

/* Frees @node and what above it leads nowhere else. */
static void
prune (MqttFilterTree *tree, Node *node)
{
  while (node != tree->root && is_empty (node))
    {
      Node *parent = node->parent;

      unlink_node (node);
      g_free (node);
      node = parent;
    }
  update_width (node);
}

static void
free_entries (MqttFilterTree *tree, Node *node)
{
  for (guint i = 0; node->entries != NULL && i < node->entries->len; i++)
    if (tree->value_free != NULL)
      tree->value_free (g_array_index (node->entries, Entry, i).value);
  g_clear_pointer (&node->entries, g_array_unref);
  g_clear_pointer (&node->index, g_hash_table_unref);
}

static Node *
any_child (const Node *node)
{
  GHashTableIter iter;
  gpointer       child = NULL;

  if (node->single_level != NULL)
    return node->single_level;
  if (node->multi_level != NULL || node->children == NULL)
    return node->multi_level;
  g_hash_table_iter_init (&iter, node->children);
  g_hash_table_iter_next (&iter, NULL, &child);
  return child;
}

MqttFilterTree *
mqtt_filter_tree_new (GDestroyNotify value_free)
{
  MqttFilterTree *tree = g_new0 (MqttFilterTree, 1);

  tree->root = node_new (NULL, MQTT_SLICE_NONE);
  tree->value_free = value_free;
  tree->current = g_ptr_array_new ();
  tree->next = g_ptr_array_new ();
  return tree;
}

/* Without recursion: a filter may have 65,535 levels. */
void
mqtt_filter_tree_free (MqttFilterTree *tree)
{
  Node *node = tree->root;

  while (node != NULL)
    {
      Node *child = any_child (node);
      Node *parent = node->parent;

      if (child != NULL)
        {
          node = child;
          continue;
        }
      free_entries (tree, node);
      if (parent != NULL)
        unlink_node (node);
      g_free (node);
      node = parent;
    }
  g_ptr_array_unref (tree->current);
  g_ptr_array_unref (tree->next);
  g_free (tree);
}

gboolean
mqtt_filter_tree_insert (MqttFilterTree *tree,
                         MqttSlice       filter,
                         gconstpointer   key,
                         gpointer        value)
{
  Node     *node = tree->root;
  MqttSlice level;
  gboolean  is_new = FALSE;
  guint     found;

  while (next_level (&filter, &level))
    {
      Node *child = find_child (node, level);

      is_new = child == NULL;
      node = is_new ? add_child (node, level) : child;
    }
  if (is_new)
    {
      tell_parent (node);
      update_width (node->parent);
    }
  found = find_entry (node, key);
  if (found != 0)
    {
      Entry *entry = &g_array_index (node->entries, Entry, found - 1);

      if (tree->value_free != NULL && entry->value != value)
        tree->value_free (entry->value);
      entry->value = value;
      return FALSE;
    }
  add_entry (node, key, value);
  tree->size++;
  return TRUE;
}

gpointer
mqtt_filter_tree_lookup (MqttFilterTree *tree,
                         MqttSlice       filter,
                         gconstpointer   key)
{
  Node *node = find_node (tree, filter);
  guint found = find_entry (node, key);

  return found != 0 ? g_array_index (node->entries, Entry, found - 1).value
                    : NULL;
}

gboolean
mqtt_filter_tree_remove (MqttFilterTree *tree,
                         MqttSlice       filter,
                         gconstpointer   key)
{
  Node *node = find_node (tree, filter);
  guint found = find_entry (node, key);

  if (found == 0)
    return FALSE;
  if (tree->value_free != NULL)
    tree->value_free (g_array_index (node->entries, Entry, found - 1).value);
  remove_entry (node, found - 1);
  tree->size--;
  prune (tree, node);
  return TRUE;
}

guint
mqtt_filter_tree_get_size (const MqttFilterTree *tree)
{
  return tree->size;
}

guint
mqtt_filter_tree_get_width (const MqttFilterTree *tree)
{
  return tree->root->width;
}

/* One step up: what @node (nullable) would have with a child of that width. */
static guint32
widen (const Node *node, MqttSlice level, guint32 width)
{
  gboolean has_multi_level = node != NULL && node->multi_level != NULL;
  guint32  single_level = node != NULL ? get_single_width (node) : 0;
  guint32  widest = node != NULL && node->children != NULL ? node->widest : 0;

  if (is_wildcard (level, '#'))
    has_multi_level = TRUE;
  else if (is_wildcard (level, '+'))
    single_level = MAX (single_level, width);
  else
    widest = MAX (widest, width);
  return add_up (has_multi_level, single_level, widest);
}

guint
mqtt_filter_tree_get_width_with (const MqttFilterTree *tree, MqttSlice filter)
{
  g_autoptr (GArray) levels = g_array_new (FALSE, FALSE, sizeof (MqttSlice));
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  const Node *node = tree->root;
  MqttSlice   level;
  guint32     width;

  while (next_level (&filter, &level))
    {
      g_ptr_array_add (nodes, (gpointer)node);
      g_array_append_val (levels, level);
      node = node != NULL ? find_child (node, level) : NULL;
    }
  width = node != NULL ? node->width : 1;
  for (guint i = levels->len; i > 0; i--)
    width = widen (g_ptr_array_index (nodes, i - 1),
                   g_array_index (levels, MqttSlice, i - 1),
                   width);
  return width;
}

guint64
mqtt_filter_tree_get_n_visited (const MqttFilterTree *tree)
{
  return tree->n_visited;
}

static void
report (const Node *node, MqttFilterTreeFunc func, gpointer user_data)
{
  if (node == NULL || node->entries == NULL)
    return;
  for (guint i = 0; i < node->entries->len; i++)
    {
      const Entry *entry = &g_array_index (node->entries, Entry, i);

      func (entry->key, entry->value, user_data);
    }
}

/* Level by level: @current holds the nodes whose filters match so far. */
void
mqtt_filter_tree_match (MqttFilterTree    *tree,
                        MqttSlice          topic,
                        MqttFilterTreeFunc func,
                        gpointer           user_data)
{
  /* [MQTT-4.7.2-1] */
  gboolean  is_dollar = topic.len > 0 && topic.data[0] == '$';
  MqttSlice level;

  g_ptr_array_set_size (tree->current, 0);
  g_ptr_array_add (tree->current, tree->root);
  while (tree->current->len > 0 && next_level (&topic, &level))
    {
      GPtrArray *next = tree->next;

      g_ptr_array_set_size (next, 0);
      tree->n_visited += tree->current->len;
      for (guint i = 0; i < tree->current->len; i++)
        {
          Node *node = g_ptr_array_index (tree->current, i);
          Node *child = find_literal (node, &level);

          if (child != NULL)
            g_ptr_array_add (next, child);
          if (is_dollar)
            continue;
          if (node->single_level != NULL)
            g_ptr_array_add (next, node->single_level);
          report (node->multi_level, func, user_data);
        }
      is_dollar = FALSE;
      tree->next = tree->current;
      tree->current = next;
    }
  tree->n_visited += tree->current->len;
  /* "a/#" matches "a" too. */
  for (guint i = 0; i < tree->current->len; i++)
    {
      Node *node = g_ptr_array_index (tree->current, i);

      report (node, func, user_data);
      report (node->multi_level, func, user_data);
    }
}
