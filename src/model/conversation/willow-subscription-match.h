/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile-subscription.h"

G_BEGIN_DECLS

/**
 * willow_profile_find_subscriptions:
 * @topic: whole, not an alias
 * @properties: of the PUBLISH (5.0), or none
 *
 * Which subscriptions of @profile a message came by: those whose Subscription
 * Identifier it carries, and where it carries none all that match. Costs a few
 * comparisons for each subscription: for rows that are seen.
 *
 * Returns: (transfer full) (element-type WillowProfileSubscription): in the
 *   order of the profile; enabled ones only
 */
GPtrArray *willow_profile_find_subscriptions (WillowProfile *profile,
                                              MqttSlice      topic,
                                              MqttProperties properties);

/* (transfer full) (nullable): "Matched: plant/# (Everything), plant/+/temp";
 * %NULL for none */
char *willow_subscription_tell_matched (GPtrArray *subscriptions);

G_END_DECLS
