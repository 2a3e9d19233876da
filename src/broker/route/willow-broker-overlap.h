/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/route/willow-broker-session.h"

G_BEGIN_DECLS

/* How much work the Topic Filters of one Session can make of one message.
 * Filters with "+" can overlap so that each message to a topic looks at
 * thousands of them, which all others would have to wait for. */
typedef struct _WillowBrokerOverlap WillowBrokerOverlap;

/* Whether one topic would still look at @limit nodes of the Session's filters
 * at most, with @filter. */
gboolean willow_broker_overlap_has_room (WillowBrokerSession *session,
                                         MqttSlice            filter,
                                         guint                limit);
/* @session has it, has it no more. */
void willow_broker_overlap_add (WillowBrokerSession *session, MqttSlice filter);
void willow_broker_overlap_remove (WillowBrokerSession *session,
                                   MqttSlice            filter);
/* It has none any more. */
void willow_broker_overlap_clear (WillowBrokerSession *session);

G_END_DECLS
