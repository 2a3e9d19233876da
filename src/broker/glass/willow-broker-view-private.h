/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-server.h"
#include "broker/glass/willow-broker-view.h"

G_BEGIN_DECLS

/* Taking them, on the broker's thread. (transfer full) */
WillowBrokerSessionView *
willow_broker_session_view_take (WillowBrokerServer        *server,
                                 const WillowBrokerSession *session);
/* @filter: valid */
WillowBrokerRetainedView *willow_broker_retained_view_take (
    WillowBrokerServer *server, MqttSlice filter, guint max_messages);

G_END_DECLS
