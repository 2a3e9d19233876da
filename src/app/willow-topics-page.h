/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/willow-conversation.h"

G_BEGIN_DECLS

/**
 * WillowTopicsPage:
 *
 * The live topic tree, and the last message of the selected topic. Emits
 * "show-item" (WillowTraceItem) when one is selected.
 */
#define WILLOW_TYPE_TOPICS_PAGE (willow_topics_page_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowTopicsPage, willow_topics_page, WILLOW, TOPICS_PAGE, AdwBin)

/* @conversation: (nullable) */
void willow_topics_page_set_conversation (WillowTopicsPage   *self,
                                          WillowConversation *conversation);

G_END_DECLS
