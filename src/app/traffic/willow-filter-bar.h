/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* One filter for the messages and the packets of a conversation: where it is
 * typed, what is wrong with it, and the ones that were kept. */
#define WILLOW_TYPE_FILTER_BAR (willow_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFilterBar, willow_filter_bar, WILLOW, FILTER_BAR, AdwBin)

/* @conversation: (nullable) */
void willow_filter_bar_set_conversation (WillowFilterBar    *self,
                                         WillowConversation *conversation);
/* Which of its lists is in sight: what is counted. */
void willow_filter_bar_set_kind (WillowFilterBar    *self,
                                 WillowTraceListKind kind);

G_END_DECLS
