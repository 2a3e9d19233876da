/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/conversation/willow-live-subscription.h"

G_BEGIN_DECLS

/* Inside src/model: for WillowSubscriptionKeeper, which alone changes it. */

/* What the server has heard of it. */
typedef enum
{
  WILLOW_SERVER_KNOWS_NOTHING,
  WILLOW_SERVER_HOLDS,  /* it was granted */
  WILLOW_SERVER_FORGOT, /* it was unsubscribed, or refused */
  WILLOW_SERVER_UNSURE, /* no answer came, or we have not seen the beginning */
} WillowServerMemory;

typedef struct
{
  WillowLiveState    state;
  WillowServerMemory memory;
  MqttVersion        version; /* of the packets */
  char              *filter;  /* (nullable): that the server was told last */
  MqttQos            asked;
  guint8             code;
  guint8             server_maximum_qos; /* that CONNACK said */
  gboolean           is_unsubscribe;     /* it is UNSUBACK's */
  gboolean           is_sent_here;       /* on this connection */
  gboolean           was_held_before;    /* when it was sent */
  char              *note; /* (nullable): why it was not sent, and the like */
  guint              call; /* number of the request that has no answer yet */
} WillowLiveFacts;

WillowLiveSubscription *
willow_live_subscription_new (WillowProfileSubscription *subscription);
/* To be changed in place; then tell() it. */
WillowLiveFacts      *
willow_live_subscription_get_facts (WillowLiveSubscription *self);
void willow_live_subscription_set_filter (WillowLiveSubscription *self,
                                          const char             *filter);
/* @note: (transfer full) (nullable) */
void willow_live_subscription_take_note (WillowLiveSubscription *self,
                                         char                   *note);
void willow_live_subscription_tell (WillowLiveSubscription *self);

G_END_DECLS
