/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/conversation/willow-live-subscription-private.h"
#include "model/conversation/willow-subscription-keeper.h"
#include "mqtt/mqtt-flow-check.h"

G_BEGIN_DECLS

struct _WillowSubscriptionKeeper
{
  GObject parent_instance;

  WillowProfile *profile;
  WillowClient  *client; /* (nullable): after stop() */
  GListStore    *lives;
  GListStore    *orphans;

  /* Of the connection. */
  gboolean    is_connected;
  MqttVersion version;
  MqttLimits  limits;        /* that CONNACK announced */
  gboolean    session_lasts; /* beyond the connection */
  char       *identity;      /* (nullable): whose Session it is */
  gboolean    knows_session; /* from its beginning */

  GPtrArray *due; /* (element-type WillowLiveSubscription): to be sent */
  guint      due_id;
  guint      last_call;
};

/* SUBSCRIBE for each of @lives that can be sent, behind an UNSUBSCRIBE for
 * filters that they have given up. */
void willow_subscription_keeper_send (WillowSubscriptionKeeper *self,
                                      GPtrArray                *lives);
/* Soon: one change of the form may be several of properties. */
void willow_subscription_keeper_send_soon (WillowSubscriptionKeeper *self,
                                           WillowLiveSubscription   *live);
/* UNSUBSCRIBE, unless another row stands for the same filter. */
void willow_subscription_keeper_leave (WillowSubscriptionKeeper *self,
                                       WillowLiveSubscription   *live);
/* What the beginning and the end of a connection mean for each. */
void willow_subscription_keeper_begin (WillowSubscriptionKeeper *self);
void willow_subscription_keeper_end (WillowSubscriptionKeeper *self);
/* @problem: (transfer full) (nullable) */
void willow_subscription_keeper_take_problem (WillowSubscriptionKeeper *self,
                                              char *problem);

/* Whether what the profile lists is sent after this CONNACK: the policy. */
gboolean willow_subscription_keeper_wants_list (WillowProfile *profile,
                                                gboolean       session_present);

G_END_DECLS
