/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/route/willow-broker-router.h"

G_BEGIN_DECLS

/* One Shared Subscription: a ShareName and a Topic Filter with its members
 * (5.0 section 4.8.2). */
struct _WillowBrokerShare
{
  char      *filter;  /* with $share and ShareName */
  GPtrArray *members; /* (element-type WillowBrokerSubscription) (borrowed) */
  guint      next;    /* whose turn it is */
};

WillowBrokerShare *willow_broker_share_new (const char *filter);
void               willow_broker_share_free (WillowBrokerShare *share);
void               willow_broker_share_add (WillowBrokerShare        *share,
                                            WillowBrokerSubscription *subscription);
/* Returns: whether it was the last member. */
gboolean willow_broker_share_remove (WillowBrokerShare        *share,
                                     WillowBrokerSubscription *subscription);

/* Whose turn it is: the next member that is connected; when none is, the next
 * one, whose Session can keep the message. Who may not read @topic is passed
 * over. (nullable): nobody may */
WillowBrokerSubscription *willow_broker_share_choose (WillowBrokerShare *share,
                                                      MqttSlice          topic);

G_END_DECLS
