/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-colour.h"
#include "model/profile/willow-profile-fields.h"

G_BEGIN_DECLS

/* What a subscription of a profile consists of, as one table for its
 * properties, its file and its copies. 3.x sends filter and QoS only. */

typedef struct
{
  char    *filter;
  char    *name;
  guint    qos;
  guint    retain_handling; /* MqttRetainHandling */
  guint    identifier;      /* Subscription Identifier; 0: none */
  guint    colour;          /* WillowColour */
  gboolean enabled;
  gboolean no_local;
  gboolean retain_as_published;
} WillowSubscriptionValues;

const WillowProfileField *
willow_profile_subscription_get_fields (guint *n_fields);
const WillowSubscriptionValues *
willow_profile_subscription_get_values (WillowProfileSubscription *self);

const char *
willow_profile_subscription_get_filter (WillowProfileSubscription *self);
MqttQos willow_profile_subscription_get_qos (WillowProfileSubscription *self);
gboolean
willow_profile_subscription_get_enabled (WillowProfileSubscription *self);

/* What a person calls it: its name, or else its filter. */
const char *
willow_profile_subscription_get_label (WillowProfileSubscription *self);

/**
 * willow_profile_subscription_append:
 * @filters: payload of a SUBSCRIBE
 *
 * The options as they are, also those that no server may accept; the identifier
 * is a property of the packet.
 *
 * Returns: %FALSE if the filter is longer than a string can be
 */
gboolean willow_profile_subscription_append (WillowProfileSubscription *self,
                                             MqttVersion                version,
                                             GByteArray *filters);

G_END_DECLS
