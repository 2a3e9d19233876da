/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/**
 * WillowTopicsPage:
 *
 * The live topic tree. Emits "show-topic" (WillowTopicNode) when one is
 * selected.
 */
#define WILLOW_TYPE_TOPICS_PAGE (willow_topics_page_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowTopicsPage, willow_topics_page, WILLOW, TOPICS_PAGE, AdwBin)

/* @conversation: (nullable) */
void willow_topics_page_set_conversation (WillowTopicsPage   *self,
                                          WillowConversation *conversation);
/* Opens every branch, or closes all. Of very many topics the first ones. */
void willow_topics_page_expand_all (WillowTopicsPage *self);
void willow_topics_page_collapse_all (WillowTopicsPage *self);

G_END_DECLS
