/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/route/willow-broker-session.h"
#include "mqtt/mqtt-filter-tree.h"

G_BEGIN_DECLS

typedef struct _WillowBrokerShare WillowBrokerShare;

struct _WillowBrokerSubscription
{
  WillowBrokerSession *session;
  WillowBrokerShare   *share; /* (nullable): of a Shared Subscription */
  MqttQos              qos;
  gboolean             no_local;
  gboolean             retain_as_published;
  guint32              identifier; /* 0: none */
  char                *filter;     /* as it came */
};

/* Who gets what: Topic Filters of all Sessions, and the members of Shared
 * Subscriptions. */
typedef struct _WillowBrokerRouter WillowBrokerRouter;

WillowBrokerRouter *willow_broker_router_new (WillowBrokerServer *server);
void                willow_broker_router_free (WillowBrokerRouter *router);

/**
 * willow_broker_router_subscribe:
 * @identifier: Subscription Identifier, 0 for none
 *
 * Returns: whether there was no such Subscription yet; otherwise it was
 *   replaced [MQTT-3.8.4-3]
 */
gboolean willow_broker_router_subscribe (WillowBrokerRouter     *router,
                                         WillowBrokerSession    *session,
                                         const MqttSubscription *subscription,
                                         guint32                 identifier);
/* Memory that a Subscription to @filter takes, about. */
gsize willow_broker_router_measure (MqttSlice filter);

/* Returns: whether there was one. */
gboolean willow_broker_router_unsubscribe (WillowBrokerRouter  *router,
                                           WillowBrokerSession *session,
                                           MqttSlice            filter);
void     willow_broker_router_unsubscribe_all (WillowBrokerRouter  *router,
                                               WillowBrokerSession *session);

/**
 * willow_broker_router_publish:
 * @publisher: (nullable): for No Local
 *
 * Retains @message if it says so and gives it to all whose filters match.
 *
 * Returns: whether anybody subscribes to it
 */
gboolean willow_broker_router_publish (WillowBrokerRouter        *router,
                                       const WillowBrokerSession *publisher,
                                       MqttMessage               *message,
                                       gint64                     now_us);

/* The retained messages that a new Subscription brings (3.3.1.3). */
void willow_broker_router_send_retained (WillowBrokerRouter  *router,
                                         WillowBrokerSession *session,
                                         MqttSlice            filter,
                                         gint64               now_us);

guint willow_broker_router_get_n_subscriptions (WillowBrokerRouter *router);
/* Those whose filter begins with $SYS. */
guint willow_broker_router_get_n_sys (WillowBrokerRouter *router);

G_END_DECLS
