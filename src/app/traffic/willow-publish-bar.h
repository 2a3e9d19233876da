/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/**
 * WillowPublishBar:
 *
 * Topic, payload, QoS and retain on one line that grows with the payload; the
 * acknowledgement is said below. What was typed is kept for each conversation.
 */
#define WILLOW_TYPE_PUBLISH_BAR (willow_publish_bar_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowPublishBar, willow_publish_bar, WILLOW, PUBLISH_BAR, AdwBin)

/* @conversation: (nullable) */
void willow_publish_bar_set_conversation (WillowPublishBar   *self,
                                          WillowConversation *conversation);

/* What Ctrl+Enter does: sends what is typed, or goes where something is
 * missing. */
void willow_publish_bar_publish (WillowPublishBar *self);

/* Fills in the topic and goes to the payload. */
void willow_publish_bar_set_topic (WillowPublishBar *self, const char *topic);

G_END_DECLS
