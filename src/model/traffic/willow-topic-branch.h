/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/traffic/willow-topic-tree.h"

G_BEGIN_DECLS

/* Inside src/model: the topic tree itself. There may be millions of topics and
 * a few dozen rows on the screen, so that a branch is plain memory and a
 * WillowTopicNode is made for one only while somebody looks at it. */

typedef struct
{
  guint32 len;
  guint32 allocated;
  guint8  data[];
} WillowLastPayload;

typedef struct _WillowBranch WillowBranch;

struct _WillowBranch
{
  WillowBranch      *parent;
  WillowBranch     **children; /* room for the next power of two */
  WillowLastPayload *payload;  /* (nullable): no message to this very topic */
  WillowTopicNode   *node;     /* (nullable): no reference */
  guint64            n_messages;
  guint64            last_serial;
  gint64             last_us;
  guint32            n_children;
  guint32            position; /* among the children of @parent */
  guint32            n_topics;
  guint32            hash;
  guint32            name_len : 24;
  guint32            qos : 2;
  guint32            retained : 1;
  guint32            is_dirty : 1;   /* its node has something to tell */
  guint32            is_touched : 1; /* about a message to this very topic */
  char               name[];         /* NUL-terminated UTF-8 */
};

/* All branches but the root, by parent and name. */
typedef struct
{
  WillowBranch **slots;
  guint          n_slots; /* a power of two */
  guint          n_branches;
  guint32        seed;
} WillowBranchTable;

void willow_branch_table_init (WillowBranchTable *table);
/* Frees the branches too. */
void          willow_branch_table_clear (WillowBranchTable *table);
WillowBranch *willow_branch_table_find (const WillowBranchTable *table,
                                        const WillowBranch      *parent,
                                        MqttSlice                name);
/* Appends it to the children of @parent, which has none of this name. */
WillowBranch *willow_branch_table_add (WillowBranchTable *table,
                                       WillowBranch      *parent,
                                       MqttSlice          name);

WillowBranch *willow_branch_new_root (void);
void          willow_branch_free (WillowBranch *branch);
void willow_branch_set_payload (WillowBranch *branch, MqttSlice payload);

/* Node. */

/* (transfer full): the one that lives, or a new one */
WillowTopicNode *willow_topic_node_get_for (WillowBranch *branch);
guint            willow_topic_node_get_n_announced (WillowTopicNode *self);
/* The payload is another one. */
void willow_topic_node_forget_payload (WillowTopicNode *self);
/* Tells what has changed since it was told last. */
void willow_topic_node_commit (WillowTopicNode *self, gboolean touched);
/* The branch of child @position is a leaf no more. */
void willow_topic_node_announce_again (WillowTopicNode *self, guint position);
/* The branch goes; the node, empty from now on, may stay. */
void willow_topic_node_detach (WillowTopicNode *self);
/* A detached one gets a branch without children, and tells that it is empty. */
void willow_topic_node_attach (WillowTopicNode *self, WillowBranch *branch);

G_END_DECLS
