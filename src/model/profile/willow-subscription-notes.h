/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* What may be wrong with one subscription: notes, never edits. */

typedef struct
{
  WillowNoteLevel level;
  const char     *property; /* "filter", "no-local" … */
  const char     *id;       /* normative id, or "" */
  char           *text;     /* translated sentence */
} WillowSubscriptionNote;

void willow_subscription_note_free (WillowSubscriptionNote *note);

/**
 * willow_subscription_dup_notes:
 * @version: the one that it is sent in
 * @filter: as it stands, perhaps still being typed
 * @subscription: (nullable): its own row, with its options; it is compared with
 *   the other ones that are enabled
 *
 * Returns: (transfer full) (element-type WillowSubscriptionNote):
 */
GPtrArray *
willow_subscription_dup_notes (WillowProfile             *profile,
                               MqttVersion                version,
                               const char                *filter,
                               WillowProfileSubscription *subscription);

/* The mistakes of a filter by itself, as notes of a profile about
 * "subscriptions". */
void willow_subscription_note_filter (MqttVersion version,
                                      const char *filter,
                                      GArray     *notes);

G_END_DECLS
