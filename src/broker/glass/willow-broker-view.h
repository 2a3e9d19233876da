/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/glass/willow-broker-snapshot.h"
#include "mqtt/mqtt-message.h"
#include "mqtt/mqtt-session.h"
#include "net/willow-tls-facts.h"

G_BEGIN_DECLS

/* What the glass walls show of one thing in full, taken at one moment when
 * somebody asks; WillowBrokerSnapshot has the overview of all. Immutable. */

typedef struct
{
  char    *filter; /* as it came, with $share */
  MqttQos  qos;    /* granted */
  gboolean no_local;
  gboolean retain_as_published;
  guint32  identifier; /* 0: none */
} WillowBrokerSubscriptionView;

/* A message on its way to the Client, or one that waits for it. */
typedef struct
{
  MqttDeliveryState state;
  guint16           packet_id; /* 0: has none yet */
  MqttQos           qos;
  gboolean          retain;
  MqttMessage      *message;        /* (nullable): gone after PUBREC */
  gint64            expiry_left_us; /* -1: never */
} WillowBrokerDeliveryView;

/**
 * WillowBrokerSessionView:
 * @connect: (nullable): the CONNECT as it came, its password replaced by as
 * many asterisks
 * @listener_url: (nullable): where it came in, while connected
 * @tls: (nullable): of its handshake, while connected
 * @deliveries: (element-type WillowBrokerDeliveryView): in the order of
 *   delivery; the first WILLOW_BROKER_VIEW_MAX_DELIVERIES of @n_deliveries
 * @incoming: (element-type guint16): Packet Identifiers of QoS 2 messages whose
 *   PUBREL has not come
 * @will_payload: (nullable)
 * @will_left_us: of Will Delay Interval; -1 if it does not run
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  char           *client_id;
  gboolean        connected;
  GBytes         *connect;
  char           *listener_url;
  WillowTlsFacts *tls;
  GPtrArray *subscriptions; /* of WillowBrokerSubscriptionView, by filter */
  GPtrArray *deliveries;
  guint      n_deliveries;
  GArray    *incoming;
  WillowWillState will;
  char           *will_topic; /* (nullable) */
  GBytes         *will_payload;
  MqttQos         will_qos;
  gboolean        will_retain;
  guint32         will_delay_seconds;
  gint64          will_left_us;
} WillowBrokerSessionView;

#define WILLOW_BROKER_VIEW_MAX_DELIVERIES 500

WillowBrokerSessionView      *
willow_broker_session_view_ref (WillowBrokerSessionView *view);
void willow_broker_session_view_unref (WillowBrokerSessionView *view);

/**
 * WillowBrokerRetainedView:
 * @messages: (element-type MqttMessage): by topic; at most as many as asked for
 * @n_matched: all that match
 * @taken_us: the broker's time, for what is left until each expires
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  GPtrArray *messages;
  guint      n_matched;
  gint64     taken_us;
} WillowBrokerRetainedView;

WillowBrokerRetainedView      *
willow_broker_retained_view_ref (WillowBrokerRetainedView *view);
void willow_broker_retained_view_unref (WillowBrokerRetainedView *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowBrokerSessionView,
                               willow_broker_session_view_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowBrokerRetainedView,
                               willow_broker_retained_view_unref)

G_END_DECLS
