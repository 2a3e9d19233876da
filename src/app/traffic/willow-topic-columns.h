/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* Adds the columns of the topic tree to @view, whose model gives rows of a
 * GtkTreeListModel over WillowTopicNode: topic, value, messages, last. A row
 * says its changes by itself; a dot lights up where something came. */
void willow_topic_columns_add (GtkColumnView *view);
/* @conversation: (nullable): by whose subscriptions the topics come */
void willow_topic_columns_set_conversation (GtkColumnView      *view,
                                            WillowConversation *conversation);

G_END_DECLS
