/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/willow-profile.h"

G_BEGIN_DECLS

/* One subscription of a profile. Signal "remove" when it is to go. */
#define WILLOW_TYPE_SUBSCRIPTION_ROW (willow_subscription_row_get_type ())
G_DECLARE_FINAL_TYPE (WillowSubscriptionRow,
                      willow_subscription_row,
                      WILLOW,
                      SUBSCRIPTION_ROW,
                      AdwEntryRow)

GtkWidget *
willow_subscription_row_new (WillowProfileSubscription *subscription);

G_END_DECLS
