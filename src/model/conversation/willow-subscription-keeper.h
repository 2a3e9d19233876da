/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client.h"
#include "model/conversation/willow-live-subscription.h"

G_BEGIN_DECLS

/**
 * WillowSubscriptionKeeper:
 *
 * Keeps the subscriptions of one client what its profile says they are, and
 * knows what became of each. While connected, what is added or enabled is
 * subscribed, what is removed or disabled is unsubscribed, and changed options
 * are sent as a new SUBSCRIBE, which replaces the one before. A filter that is
 * being typed is sent when it is applied.
 *
 * Nothing is sent that the server has said it cannot do (CONNACK), nor what the
 * core cannot send; the live subscription says why. One SUBSCRIBE carries all
 * that have the same Subscription Identifier.
 *
 * Signal "problem" (string, translated): what the server refused. Signal
 * "changed": the list, or a state in it.
 */
#define WILLOW_TYPE_SUBSCRIPTION_KEEPER (willow_subscription_keeper_get_type ())
G_DECLARE_FINAL_TYPE (WillowSubscriptionKeeper,
                      willow_subscription_keeper,
                      WILLOW,
                      SUBSCRIPTION_KEEPER,
                      GObject)

/* Both are referenced. */
WillowSubscriptionKeeper *
willow_subscription_keeper_new (WillowProfile *profile, WillowClient *client);

/* (transfer none): of WillowLiveSubscription, in the order of the profile's */
GListModel *
willow_subscription_keeper_get_list (WillowSubscriptionKeeper *self);
/* (transfer none): of WillowLiveSubscription: what the server may still hold in
 * the Session, though the profile does not list it any more */
GListModel *
willow_subscription_keeper_get_orphans (WillowSubscriptionKeeper *self);
/* (transfer none) (nullable) */
WillowLiveSubscription *
willow_subscription_keeper_lookup (WillowSubscriptionKeeper  *self,
                                   WillowProfileSubscription *subscription);
gboolean
willow_subscription_keeper_get_connected (WillowSubscriptionKeeper *self);

/* The filter was typed to its end: sends it if it is enabled and another one
 * than the server knows. */
void willow_subscription_keeper_apply (WillowSubscriptionKeeper *self,
                                       WillowLiveSubscription   *live);
/* Asks for one SUBSCRIBE or UNSUBSCRIBE, whatever the state; nothing while not
 * connected. */
void willow_subscription_keeper_subscribe (WillowSubscriptionKeeper *self,
                                           WillowLiveSubscription   *live);
void willow_subscription_keeper_unsubscribe (WillowSubscriptionKeeper *self,
                                             WillowLiveSubscription   *live);

/**
 * willow_subscription_keeper_stop:
 *
 * The owner goes: nothing is sent any more, and the client is let go.
 */
void willow_subscription_keeper_stop (WillowSubscriptionKeeper *self);

G_END_DECLS
