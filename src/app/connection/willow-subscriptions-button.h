/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* The subscriptions at hand on every page: how many are in force, and all of
 * WillowSubscriptionsGroup in a popover. */
#define WILLOW_TYPE_SUBSCRIPTIONS_BUTTON                                       \
  (willow_subscriptions_button_get_type ())
G_DECLARE_FINAL_TYPE (WillowSubscriptionsButton,
                      willow_subscriptions_button,
                      WILLOW,
                      SUBSCRIPTIONS_BUTTON,
                      AdwBin)

/* @conversation: (nullable) */
void
willow_subscriptions_button_set_conversation (WillowSubscriptionsButton *self,
                                              WillowConversation *conversation);
/* Opens it, with the cursor where a filter is typed. */
void willow_subscriptions_button_open (WillowSubscriptionsButton *self);

G_END_DECLS
