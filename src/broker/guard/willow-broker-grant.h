/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/guard/willow-broker-access.h"

G_BEGIN_DECLS

/**
 * WillowBrokerGrant:
 *
 * The rules of a WillowBrokerAccess as they are for one Session: placeholders
 * filled in, in a tree of Topic Filters, so that the number of rules costs
 * nothing. Remembers the last topic. On the broker's thread only.
 */
typedef struct _WillowBrokerGrant WillowBrokerGrant;

/* (transfer full) (nullable): %NULL without rules: everything is allowed.
 * @access: (nullable); @user_name: (nullable) */
WillowBrokerGrant *willow_broker_grant_new (const WillowBrokerAccess *access,
                                            const char               *user_name,
                                            const char *client_id);
void               willow_broker_grant_free (WillowBrokerGrant *grant);

/* Whether @wanted, READ or WRITE, is allowed for Topic Name @topic. @grant:
 * (nullable) */
gboolean willow_broker_grant_allows (WillowBrokerGrant *grant,
                                     MqttSlice          topic,
                                     WillowAccess       wanted);
/* Whether SUBSCRIBE may have this Topic Filter, without $share prefix. */
gboolean willow_broker_grant_allows_filter (WillowBrokerGrant *grant,
                                            MqttSlice          filter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowBrokerGrant, willow_broker_grant_free)

G_END_DECLS
