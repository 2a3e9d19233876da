/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/**
 * WillowInspector:
 *
 * What is selected, up close: payload, fields and bytes. A topic is followed:
 * its last message is shown, a few times per second at most.
 */
#define WILLOW_TYPE_INSPECTOR (willow_inspector_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowInspector, willow_inspector, WILLOW, INSPECTOR, AdwBin)

/* @conversation: (nullable) */
void willow_inspector_set_conversation (WillowInspector    *self,
                                        WillowConversation *conversation);

/* @item: (nullable): NULL shows that nothing is selected. Fields and bytes
 * first. */
void willow_inspector_show_item (WillowInspector *self, WillowTraceItem *item);
/* The same, the payload of a PUBLISH first. */
void willow_inspector_show_message (WillowInspector *self,
                                    WillowTraceItem *item);
/* The field of these bytes of the packet that is shown. */
void willow_inspector_point_at_bytes (WillowInspector *self,
                                      gsize            offset,
                                      gsize            len);
/* @node: (nullable) */
void willow_inspector_show_topic (WillowInspector *self, WillowTopicNode *node);

G_END_DECLS
