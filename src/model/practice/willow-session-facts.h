/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/glass/willow-broker-snapshot.h"
#include "broker/glass/willow-broker-view.h"

G_BEGIN_DECLS

/* What the broker knows of one Session, as tables. Each function: (transfer
 * full) (element-type WillowCellRow). */

/* Columns: what, how it stands. @view: (nullable): not known yet */
GPtrArray *willow_session_facts_list (const WillowBrokerClient      *client,
                                      const WillowBrokerSessionView *view);

/* Columns: Topic Filter, QoS granted, options */
GPtrArray *
willow_session_facts_list_subscriptions (const WillowBrokerSessionView *view);

/* Messages to the Client in the order of delivery, then those that come from it
 * and are not over. Columns: state, Packet Identifier, QoS, topic, size,
 * expiry, payload; the payload is the data. */
GPtrArray *
willow_session_facts_list_messages (const WillowBrokerSessionView *view);

G_END_DECLS
