/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile-subscription.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_LIVE_NOT_SENT, /* the server does not know of it */
  WILLOW_LIVE_PENDING,  /* SUBSCRIBE is out, SUBACK has not come */
  WILLOW_LIVE_GRANTED,
  WILLOW_LIVE_REFUSED,
  WILLOW_LIVE_HELD,    /* granted at an earlier connection of the Session that
                          goes on, and not sent again */
  WILLOW_LIVE_LEAVING, /* UNSUBSCRIBE is out, UNSUBACK has not come */
  WILLOW_LIVE_UNSUBSCRIBED,
  WILLOW_LIVE_UNKNOWN, /* of a Session whose beginning we have not seen */
} WillowLiveState;

/**
 * WillowLiveSubscription:
 *
 * What became of one subscription of a profile: a state of the conversation,
 * which is in no file.
 *
 * Properties (read-only, notify): "state" (uint, WillowLiveState), "word"
 * (string: the state in a few translated words), "sentence" (string: the same
 * in full: what was asked for and granted, and who sent it), "unsent" (boolean:
 * the filter that was typed is not the one that the server knows).
 */
#define WILLOW_TYPE_LIVE_SUBSCRIPTION (willow_live_subscription_get_type ())
G_DECLARE_FINAL_TYPE (WillowLiveSubscription,
                      willow_live_subscription,
                      WILLOW,
                      LIVE_SUBSCRIPTION,
                      GObject)

/* (transfer none) */
WillowProfileSubscription *
willow_live_subscription_get_subscription (WillowLiveSubscription *self);
WillowLiveState
            willow_live_subscription_get_state (WillowLiveSubscription *self);
const char *willow_live_subscription_get_word (WillowLiveSubscription *self);
const char          *
willow_live_subscription_get_sentence (WillowLiveSubscription *self);
gboolean willow_live_subscription_get_unsent (WillowLiveSubscription *self);
/* Whether it was not sent because of something that can be changed; the
 * sentence says what. */
gboolean
willow_live_subscription_get_is_hindered (WillowLiveSubscription *self);
/* Code of SUBACK or UNSUBACK: QoS granted, or the reason of a refusal. */
guint8 willow_live_subscription_get_code (WillowLiveSubscription *self);
/* Whether a SUBSCRIBE for it went out on this connection; HELD and UNKNOWN are
 * the server's memory only. */
gboolean
willow_live_subscription_get_is_sent_here (WillowLiveSubscription *self);

G_END_DECLS
