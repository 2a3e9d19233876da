/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/conversation/willow-conversation.h"
#include "trace/willow-trace-list.h"

G_BEGIN_DECLS

/**
 * WillowMatchMark:
 *
 * A narrow bar with the color of the subscription that a message came by; its
 * tooltip and its name for those who hear it say which. It is looked up while
 * the row is seen, and again when the profile changes.
 */
#define WILLOW_TYPE_MATCH_MARK (willow_match_mark_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowMatchMark, willow_match_mark, WILLOW, MATCH_MARK, GtkWidget)

GtkWidget *willow_match_mark_new (void);
/* @item: (nullable): the message of the row; what was sent came by none */
void willow_match_mark_show_item (WillowMatchMark    *self,
                                  WillowConversation *conversation,
                                  WillowTraceItem    *item);
/* @topic: (nullable): what is a topic of a message, and not a level only */
void willow_match_mark_show_topic (WillowMatchMark    *self,
                                   WillowConversation *conversation,
                                   const char         *topic);

G_END_DECLS
