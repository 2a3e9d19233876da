/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* What is subscribed to, what became of it, and a tester for filters. */
#define WILLOW_TYPE_SUBSCRIPTIONS_GROUP (willow_subscriptions_group_get_type ())
G_DECLARE_FINAL_TYPE (WillowSubscriptionsGroup,
                      willow_subscriptions_group,
                      WILLOW,
                      SUBSCRIPTIONS_GROUP,
                      AdwPreferencesGroup)

/* @conversation: (nullable) */
void
willow_subscriptions_group_set_conversation (WillowSubscriptionsGroup *self,
                                             WillowConversation *conversation);
/* Puts the cursor where a filter is typed. */
void willow_subscriptions_group_edit (WillowSubscriptionsGroup *self);

G_END_DECLS
