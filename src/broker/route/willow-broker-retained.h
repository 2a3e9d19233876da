/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-timers.h"
#include "mqtt/mqtt-message.h"

G_BEGIN_DECLS

/* The last retained message of each Topic Name, in a tree of topic levels, so
 * that a filter costs by what it matches. Expired messages go by themselves. */
typedef struct _WillowBrokerRetained WillowBrokerRetained;

WillowBrokerRetained *willow_broker_retained_new (WillowBrokerTimers *timers,
                                                  gsize limit_bytes,
                                                  guint max_messages);
void willow_broker_retained_free (WillowBrokerRetained *retained);

/* Whether willow_broker_retained_store() would stay below the limits. */
gboolean willow_broker_retained_has_room (WillowBrokerRetained *retained,
                                          const MqttMessage    *message);
void     willow_broker_retained_store (WillowBrokerRetained *retained,
                                       MqttMessage          *message);

/* What is retained is another message now, or none, for @message has removed it
 * or has expired. */
typedef void (*WillowBrokerRetainedChangedFunc) (MqttMessage *message,
                                                 gboolean     is_removed,
                                                 gpointer     user_data);
/* @func: (nullable); must not store */
void
willow_broker_retained_set_changed_func (WillowBrokerRetained *retained,
                                         WillowBrokerRetainedChangedFunc func,
                                         gpointer user_data);

typedef void (*WillowBrokerRetainedFunc) (MqttMessage *message,
                                          gpointer     user_data);

/* @filter: valid, without $share prefix. @func must not store. */
void willow_broker_retained_match (WillowBrokerRetained    *retained,
                                   MqttSlice                filter,
                                   gint64                   now_us,
                                   WillowBrokerRetainedFunc func,
                                   gpointer                 user_data);

/* Without those of $ topics, which are the broker's own. */
guint willow_broker_retained_get_count (WillowBrokerRetained *retained);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowBrokerRetained,
                               willow_broker_retained_free)

G_END_DECLS
