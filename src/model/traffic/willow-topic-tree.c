/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffic/willow-topic-tree.h"

#include <string.h>

#include "model/traffic/willow-topic-branch.h"
#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-topic.h"

struct _WillowTopicTree
{
  GObject parent_instance;

  WillowBranchTable table;
  WillowBranch     *root;
  WillowTopicNode  *root_node;
  WillowTopicNode  *looked_up; /* keeps what lookup lends */

  /* Since the last commit. */
  GPtrArray *dirty;       /* WillowBranch that had a node */
  GPtrArray *new_parents; /* WillowBranch that are leaves no more */
};

G_DEFINE_FINAL_TYPE (WillowTopicTree, willow_topic_tree, G_TYPE_OBJECT)

/* Takes the next level off @topic. What a peer sends below the deepest level is
 * one name, slashes and all. */
static gboolean
next_level (MqttSlice *topic, guint level, MqttSlice *name)
{
  const guint8 *slash = NULL;

  if (topic->data == NULL)
    return FALSE;
  *name = *topic;
  if (level + 1 < MQTT_TOPIC_MAX_LEVELS && topic->len > 0)
    slash = memchr (topic->data, '/', topic->len);
  if (slash == NULL)
    {
      *topic = MQTT_SLICE_NONE;
      return TRUE;
    }
  name->len = (gsize)(slash - topic->data);
  topic->data = slash + 1;
  topic->len -= name->len + 1;
  return TRUE;
}

static void
mark_dirty (WillowTopicTree *self, WillowBranch *branch)
{
  if (branch->node == NULL || branch->is_dirty)
    return;
  branch->is_dirty = TRUE;
  g_ptr_array_add (self->dirty, branch);
}

/* Whether the row of @branch has been told to be one of a leaf. */
static gboolean
is_announced_leaf (const WillowBranch *branch)
{
  return branch->n_children == 0 && branch->parent != NULL &&
         branch->parent->node != NULL &&
         branch->position <
             willow_topic_node_get_n_announced (branch->parent->node);
}

static WillowBranch *
find_or_add (WillowTopicTree *self, WillowBranch *parent, MqttSlice name)
{
  WillowBranch *branch = willow_branch_table_find (&self->table, parent, name);

  if (branch != NULL)
    return branch;
  if (is_announced_leaf (parent))
    g_ptr_array_add (self->new_parents, parent);
  return willow_branch_table_add (&self->table, parent, name);
}

static WillowBranch *
find_topic (WillowTopicTree *self, MqttSlice topic)
{
  WillowBranch *branch = self->root;
  MqttSlice     name;

  for (guint level = 0; branch != NULL && next_level (&topic, level, &name);
       level++)
    branch = willow_branch_table_find (&self->table, branch, name);
  return branch;
}

static WillowBranch *
add_topic (WillowTopicTree *self, MqttSlice topic)
{
  WillowBranch *branch = self->root;
  MqttSlice     name;

  for (guint level = 0; next_level (&topic, level, &name); level++)
    branch = find_or_add (self, branch, name);
  return branch;
}

static void
count_message (WillowTopicTree *self,
               WillowBranch    *branch,
               gboolean         is_new_topic,
               gint64           wall_us)
{
  for (; branch != NULL; branch = branch->parent)
    {
      branch->n_messages++;
      branch->n_topics += is_new_topic ? 1 : 0;
      branch->last_us = wall_us;
      mark_dirty (self, branch);
    }
}

/* Takes the nodes off the branches of @table, which is no longer ours: who is
 * told may look something up. */
static void
detach_all (WillowTopicTree *self, const WillowBranchTable *table)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < table->n_slots; i++)
    {
      WillowBranch *branch = table->slots[i];

      if (branch != NULL && branch->node != NULL)
        g_ptr_array_add (nodes, g_object_ref (branch->node));
    }
  g_clear_object (&self->looked_up);
  g_ptr_array_set_size (self->dirty, 0);
  g_ptr_array_set_size (self->new_parents, 0);
  /* From the root on, so that who listens to a tree takes it down at once. */
  willow_topic_node_detach (self->root_node);
  for (guint i = 0; i < nodes->len; i++)
    willow_topic_node_detach (g_ptr_array_index (nodes, i));
}

static void
willow_topic_tree_finalize (GObject *object)
{
  WillowTopicTree *self = WILLOW_TOPIC_TREE (object);

  detach_all (self, &self->table);
  g_object_unref (self->root_node);
  willow_branch_table_clear (&self->table);
  willow_branch_free (self->root);
  g_ptr_array_unref (self->dirty);
  g_ptr_array_unref (self->new_parents);
  G_OBJECT_CLASS (willow_topic_tree_parent_class)->finalize (object);
}

static void
willow_topic_tree_class_init (WillowTopicTreeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = willow_topic_tree_finalize;
}

static void
willow_topic_tree_init (WillowTopicTree *self)
{
  willow_branch_table_init (&self->table);
  self->root = willow_branch_new_root ();
  self->root_node = willow_topic_node_get_for (self->root);
  self->dirty = g_ptr_array_new ();
  self->new_parents = g_ptr_array_new ();
}

WillowTopicTree *
willow_topic_tree_new (void)
{
  return g_object_new (WILLOW_TYPE_TOPIC_TREE, NULL);
}

/* The same object as long as the tree lives, also over a clear. */
WillowTopicNode *
willow_topic_tree_get_root (WillowTopicTree *self)
{
  return self->root_node;
}

static MqttSlice
slice_to_valid (MqttSlice topic, char **storage)
{
  if (topic.data == NULL)
    return mqtt_slice_from_string ("");
  if (g_utf8_validate_len ((const char *)topic.data, topic.len, NULL))
    return topic;
  *storage = g_utf8_make_valid ((const char *)topic.data, (gssize)topic.len);
  return mqtt_slice_from_string (*storage);
}

/**
 * willow_topic_tree_add:
 * @payload: copied; an empty one is a value like any other
 * @wall_us: when it came
 * @serial: of its record
 *
 * Tells nobody yet.
 */
void
willow_topic_tree_add (WillowTopicTree *self,
                       MqttSlice        topic,
                       MqttSlice        payload,
                       MqttQos          qos,
                       gboolean         retained,
                       gint64           wall_us,
                       guint64          serial)
{
  g_autofree char *storage = NULL;
  WillowBranch    *branch = add_topic (self, slice_to_valid (topic, &storage));
  gboolean         is_new_topic = branch->payload == NULL;

  willow_branch_set_payload (branch, payload);
  branch->qos = (guint32)qos & 3u;
  branch->retained = retained != FALSE;
  branch->last_serial = serial;
  if (branch->node != NULL)
    {
      branch->is_touched = TRUE;
      willow_topic_node_forget_payload (branch->node);
    }
  count_message (self, branch, is_new_topic, wall_us);
}

static void
commit_branch (WillowBranch *branch)
{
  g_autoptr (WillowTopicNode) node =
      branch->node != NULL ? g_object_ref (branch->node) : NULL;
  gboolean touched = branch->is_touched;

  branch->is_dirty = FALSE;
  branch->is_touched = FALSE;
  if (node != NULL)
    willow_topic_node_commit (node, touched);
}

static void
announce_parent (WillowBranch *branch)
{
  g_autoptr (WillowTopicNode) node =
      branch->parent->node != NULL ? g_object_ref (branch->parent->node) : NULL;

  if (node != NULL)
    willow_topic_node_announce_again (node, branch->position);
}

/**
 * willow_topic_tree_commit:
 *
 * Each node that somebody holds tells its changes once. Where a leaf has become
 * a branch, its parent announces its place anew (one item removed, the same one
 * added): a GtkTreeListModel asks for the children of a row only once.
 *
 * Whoever listens must not add or commit, nor clear.
 */
void
willow_topic_tree_commit (WillowTopicTree *self)
{
  g_autoptr (GPtrArray) dirty = g_steal_pointer (&self->dirty);
  g_autoptr (GPtrArray) new_parents = g_steal_pointer (&self->new_parents);

  self->dirty = g_ptr_array_new ();
  self->new_parents = g_ptr_array_new ();
  for (guint i = 0; i < dirty->len; i++)
    commit_branch (g_ptr_array_index (dirty, i));
  for (guint i = 0; i < new_parents->len; i++)
    announce_parent (g_ptr_array_index (new_parents, i));
}

/**
 * willow_topic_tree_lookup:
 *
 * Returns: (transfer none) (nullable): also where only topics below have
 *   messages; lent until the next lookup, unless somebody else holds it
 */
WillowTopicNode *
willow_topic_tree_lookup (WillowTopicTree *self, const char *topic)
{
  WillowBranch *branch = find_topic (self, mqtt_slice_from_string (topic));

  g_clear_object (&self->looked_up);
  if (branch != NULL)
    self->looked_up = willow_topic_node_get_for (branch);
  return self->looked_up;
}

guint
willow_topic_tree_get_n_topics (WillowTopicTree *self)
{
  return self->root->n_topics;
}

static gboolean
is_first_level (const WillowBranch *branch)
{
  return branch->parent->parent == NULL;
}

/* The next branch, depth first, and NULL after the last one; @topic becomes
 * its topic. */
static const WillowBranch *
walk (const WillowBranch *branch, GString *topic)
{
  if (branch->n_children > 0)
    branch = branch->children[0];
  else
    {
      for (;; branch = branch->parent)
        {
          if (branch->parent == NULL)
            return NULL;
          g_string_truncate (topic,
                             topic->len - branch->name_len -
                                 (is_first_level (branch) ? 0 : 1));
          if (branch->position + 1 < branch->parent->n_children)
            break;
        }
      branch = branch->parent->children[branch->position + 1];
    }
  if (!is_first_level (branch))
    g_string_append_c (topic, '/');
  g_string_append_len (topic, branch->name, branch->name_len);
  return branch;
}

guint
willow_topic_tree_count_matches (WillowTopicTree *self,
                                 const char      *filter,
                                 guint            max_examples,
                                 GPtrArray       *examples)
{
  g_autoptr (GString) topic = g_string_new (NULL);
  MqttSlice           slice = mqtt_slice_from_string (filter);
  const WillowBranch *branch = self->root;
  guint               n = 0;

  while ((branch = walk (branch, topic)) != NULL)
    {
      if (branch->payload == NULL ||
          !mqtt_topic_filter_matches (
              slice, (MqttSlice){ (const guint8 *)topic->str, topic->len }))
        continue;
      if (n++ < max_examples && examples != NULL)
        g_ptr_array_add (examples, g_strndup (topic->str, topic->len));
    }
  return n;
}

/* Forgets all topics. Nodes that somebody holds become empty. */
void
willow_topic_tree_clear (WillowTopicTree *self)
{
  WillowBranchTable old = self->table;
  WillowBranch     *old_root = self->root;

  willow_branch_table_init (&self->table);
  self->root = willow_branch_new_root ();
  detach_all (self, &old);
  willow_topic_node_attach (self->root_node, self->root);
  willow_branch_table_clear (&old);
  willow_branch_free (old_root);
}
