/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-subscription-notes.h"

G_BEGIN_DECLS

/* A row with what may be wrong with a filter, also while it is typed; not there
 * while nothing is. */
#define WILLOW_TYPE_FILTER_NOTES (willow_filter_notes_get_type ())
G_DECLARE_FINAL_TYPE (WillowFilterNotes,
                      willow_filter_notes,
                      WILLOW,
                      FILTER_NOTES,
                      AdwPreferencesRow)

/* Parameters as of willow_subscription_dup_notes(). @profile: (nullable): then
 * there are none */
void willow_filter_notes_show (WillowFilterNotes         *self,
                               WillowProfile             *profile,
                               MqttVersion                version,
                               const char                *filter,
                               WillowProfileSubscription *subscription);

G_END_DECLS
