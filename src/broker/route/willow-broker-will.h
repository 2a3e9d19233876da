/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/glass/willow-broker-snapshot.h"
#include "broker/willow-broker-timers.h"
#include "mqtt/mqtt-message.h"

#include <stdbool.h>

G_BEGIN_DECLS

typedef struct _WillowBrokerServer  WillowBrokerServer;
typedef struct _WillowBrokerSession WillowBrokerSession;

/* The Will Message of a Session (3.1.2.5): armed by CONNECT, then published,
 * at once or after its delay, or cancelled. */
typedef struct
{
  char           *topic;
  GBytes         *payload;
  GBytes         *properties;
  guint32         delay_seconds;
  WillowWillState state : 8;
  MqttQos         qos : 8;
  bool            retain;
  /*< private >*/
  WillowBrokerTimer timer;
} WillowBrokerWill;

/* Takes the will of @connect, if there is one, in place of an earlier one. */
void willow_broker_will_arm (WillowBrokerServer  *server,
                             WillowBrokerSession *session,
                             const MqttConnect   *connect);
/* Deletes it unpublished. */
void willow_broker_will_cancel (WillowBrokerServer  *server,
                                WillowBrokerSession *session);
/* The Network Connection ended without a DISCONNECT 0x00. */
void willow_broker_will_connection_lost (WillowBrokerServer  *server,
                                         WillowBrokerSession *session);
/* Its Will Delay Interval is over then. */
void willow_broker_will_wait (WillowBrokerServer  *server,
                              WillowBrokerSession *session,
                              gint64               deadline_us);
/* The Session ends: what still waits is published now. */
void willow_broker_will_session_ends (WillowBrokerServer  *server,
                                      WillowBrokerSession *session);

/* Back to "none". */
void willow_broker_will_clear (WillowBrokerServer  *server,
                               WillowBrokerSession *session);

/* @will: (nullable) */
static inline WillowWillState
willow_broker_will_get_state (const WillowBrokerWill *will)
{
  return will != NULL ? will->state : WILLOW_WILL_NONE;
}

G_END_DECLS
