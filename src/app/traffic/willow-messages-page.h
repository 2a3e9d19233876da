/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/**
 * WillowMessagesPage:
 *
 * The time-ordered log of the messages of both directions. Emits "show-item"
 * (WillowTraceItem) when one is selected.
 */
#define WILLOW_TYPE_MESSAGES_PAGE (willow_messages_page_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowMessagesPage, willow_messages_page, WILLOW, MESSAGES_PAGE, AdwBin)

/* @conversation: (nullable) */
void willow_messages_page_set_conversation (WillowMessagesPage *self,
                                            WillowConversation *conversation);

G_END_DECLS
