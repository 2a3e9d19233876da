/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/willow-conversation.h"

G_BEGIN_DECLS

/**
 * WillowPublishBar:
 *
 * Topic, payload, QoS and retain on one line; the acknowledgement is said
 * beside.
 */
#define WILLOW_TYPE_PUBLISH_BAR (willow_publish_bar_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowPublishBar, willow_publish_bar, WILLOW, PUBLISH_BAR, AdwBin)

/* @conversation: (nullable) */
void willow_publish_bar_set_conversation (WillowPublishBar   *self,
                                          WillowConversation *conversation);

/* What Ctrl+Enter does: sends what is typed. */
void willow_publish_bar_publish (WillowPublishBar *self);

G_END_DECLS
