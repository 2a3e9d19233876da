/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* Which subscriptions a topic would come by, and why; and which of the topics
 * that were seen a filter is for. */
#define WILLOW_TYPE_MATCH_TESTER (willow_match_tester_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowMatchTester, willow_match_tester, WILLOW, MATCH_TESTER, AdwBin)

/* @conversation: (nullable) */
void willow_match_tester_set_conversation (WillowMatchTester  *self,
                                           WillowConversation *conversation);

G_END_DECLS
