/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/route/willow-broker-will.h"

G_BEGIN_DECLS

/* The $SYS topics: what the broker tells about itself, by the names that
 * mosquitto has made common. Published, retained, every ten seconds while
 * somebody subscribes to them. */
typedef struct _WillowBrokerSys WillowBrokerSys;

WillowBrokerSys *willow_broker_sys_new (WillowBrokerServer *server);
void             willow_broker_sys_free (WillowBrokerSys *sys);

/* Somebody subscribes: from now on there are values. */
void willow_broker_sys_wake (WillowBrokerSys *sys);

/* Whether @topic or @filter begins with $SYS. */
gboolean willow_broker_sys_owns (MqttSlice topic);

G_END_DECLS
