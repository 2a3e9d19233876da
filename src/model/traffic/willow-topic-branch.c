/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffic/willow-topic-branch.h"

#include <string.h>

#define MIN_SLOTS 64u

/* A payload buffer is kept for the next payload unless it is that much too
 * large. */
#define KEEP_FACTOR 4u
#define KEEP_MIN_BYTES 64u

/* FNV-1a. The seed keeps a peer from choosing names that all meet. */
static guint32
hash_name (const WillowBranchTable *table, guint32 parent_hash, MqttSlice name)
{
  guint32 hash = (2166136261u ^ table->seed) + parent_hash * 31u;

  for (gsize i = 0; i < name.len; i++)
    hash = (hash ^ name.data[i]) * 16777619u;
  return hash ^ (hash >> 15);
}

static void
put (WillowBranch **slots, guint n_slots, WillowBranch *branch)
{
  guint i = branch->hash & (n_slots - 1);

  while (slots[i] != NULL)
    i = (i + 1) & (n_slots - 1);
  slots[i] = branch;
}

static void
grow (WillowBranchTable *table)
{
  guint          n_slots = table->n_slots * 2;
  WillowBranch **slots = g_new0 (WillowBranch *, n_slots);

  for (guint i = 0; i < table->n_slots; i++)
    if (table->slots[i] != NULL)
      put (slots, n_slots, table->slots[i]);
  g_free (table->slots);
  table->slots = slots;
  table->n_slots = n_slots;
}

void
willow_branch_table_init (WillowBranchTable *table)
{
  table->n_slots = MIN_SLOTS;
  table->n_branches = 0;
  table->slots = g_new0 (WillowBranch *, table->n_slots);
  table->seed = g_random_int ();
}

void
willow_branch_table_clear (WillowBranchTable *table)
{
  for (guint i = 0; i < table->n_slots; i++)
    if (table->slots[i] != NULL)
      willow_branch_free (table->slots[i]);
  g_clear_pointer (&table->slots, g_free);
}

static gboolean
is_named (const WillowBranch *branch,
          const WillowBranch *parent,
          guint32             hash,
          MqttSlice           name)
{
  return branch->hash == hash && branch->parent == parent &&
         branch->name_len == name.len &&
         (name.len == 0 || memcmp (branch->name, name.data, name.len) == 0);
}

WillowBranch *
willow_branch_table_find (const WillowBranchTable *table,
                          const WillowBranch      *parent,
                          MqttSlice                name)
{
  guint32 hash = hash_name (table, parent->hash, name);
  guint   i = hash & (table->n_slots - 1);

  for (; table->slots[i] != NULL; i = (i + 1) & (table->n_slots - 1))
    if (is_named (table->slots[i], parent, hash, name))
      return table->slots[i];
  return NULL;
}

static WillowBranch *
branch_new (MqttSlice name)
{
  WillowBranch *branch = g_malloc0 (sizeof (WillowBranch) + name.len + 1);

  if (name.len > 0)
    memcpy (branch->name, name.data, name.len);
  branch->name_len = (guint32)name.len;
  return branch;
}

static void
append_child (WillowBranch *parent, WillowBranch *child)
{
  guint n = parent->n_children;

  /* Full exactly at the powers of two, and at nothing. */
  if ((n & (n - 1)) == 0)
    parent->children =
        g_renew (WillowBranch *, parent->children, n == 0 ? 1 : n * 2);
  child->parent = parent;
  child->position = n;
  parent->children[parent->n_children++] = child;
}

WillowBranch *
willow_branch_table_add (WillowBranchTable *table,
                         WillowBranch      *parent,
                         MqttSlice          name)
{
  WillowBranch *branch = branch_new (name);

  branch->hash = hash_name (table, parent->hash, name);
  append_child (parent, branch);
  if (++table->n_branches > table->n_slots / 4 * 3)
    grow (table);
  put (table->slots, table->n_slots, branch);
  return branch;
}

WillowBranch *
willow_branch_new_root (void)
{
  return branch_new (MQTT_SLICE_NONE);
}

void
willow_branch_free (WillowBranch *branch)
{
  g_free (branch->children);
  g_free (branch->payload);
  g_free (branch);
}

static gboolean
is_reusable (const WillowLastPayload *payload, gsize len)
{
  return payload != NULL && payload->allocated >= len &&
         payload->allocated <= MAX (len * KEEP_FACTOR, KEEP_MIN_BYTES);
}

void
willow_branch_set_payload (WillowBranch *branch, MqttSlice payload)
{
  if (!is_reusable (branch->payload, payload.len))
    {
      g_free (branch->payload);
      branch->payload = g_malloc (sizeof (WillowLastPayload) + payload.len);
      branch->payload->allocated = (guint32)payload.len;
    }
  branch->payload->len = (guint32)payload.len;
  if (payload.len > 0)
    memcpy (branch->payload->data, payload.data, payload.len);
}
