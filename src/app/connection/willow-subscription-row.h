/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/**
 * WillowSubscriptionRow:
 *
 * One subscription: filter, QoS, color and what became of it; the options by
 * disclosure.
 */
#define WILLOW_TYPE_SUBSCRIPTION_ROW (willow_subscription_row_get_type ())
G_DECLARE_FINAL_TYPE (WillowSubscriptionRow,
                      willow_subscription_row,
                      WILLOW,
                      SUBSCRIPTION_ROW,
                      AdwExpanderRow)

GtkWidget *willow_subscription_row_new (WillowConversation     *conversation,
                                        WillowLiveSubscription *live);

G_END_DECLS
