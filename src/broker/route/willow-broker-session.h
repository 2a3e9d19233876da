/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/guard/willow-broker-grant.h"
#include "broker/route/willow-broker-will.h"
#include "mqtt/mqtt-session.h"

#include <stdbool.h>

G_BEGIN_DECLS

typedef struct _WillowBrokerConnection   WillowBrokerConnection;
typedef struct _WillowBrokerSubscription WillowBrokerSubscription;
typedef struct _WillowBrokerBridge       WillowBrokerBridge;

/* Client Identifiers that begin so are those of our bridges' Sessions: nobody
 * else gets one, and no rules for users are about them. */
#define WILLOW_BROKER_BRIDGE_PREFIX "$bridge/"

/* Session Expiry Interval: never (5.0 section 3.1.2.11.2), and what a 3.x
 * Session with Clean Session 0 has. */
#define WILLOW_BROKER_EXPIRY_NEVER G_MAXUINT32

/**
 * WillowBrokerSession:
 *
 * What outlives a Network Connection: the MqttSession, the Subscriptions, the
 * will and how long all that is kept. It is in the server's table from CONNECT
 * until it expires or a Clean Start ends it.
 */
struct _WillowBrokerSession
{
  WillowBrokerServer *server; /* (borrowed) */
  MqttSession *mqtt; /* shared with Network Connections that still write their
                        last bytes after it went to another one, or ended */
  GHashTable *subscriptions; /* Topic Filter as it came, with $share →
                                WillowBrokerSubscription (owned) */
  struct _WillowBrokerOverlap *overlap; /* (nullable): of its filters with + */
  WillowBrokerConnection      *connection; /* (nullable): while connected */
  WillowBrokerBridge *bridge; /* (nullable): it is that of another broker */

  guint64           store_id;      /* 0: it is not stored */
  gint64            away_since_us; /* wall time; while not connected */
  WillowBrokerTimer expiry_timer;  /* set while away, unless for ever */
  WillowBrokerWill *will;          /* (nullable) */
  guint32           expiry_seconds;
  guint16           keep_alive_seconds; /* this and … */

  MqttVersion version : 4;
  MqttQos     match_qos : 2;
  bool        match_retain_as_published : 1;
  bool        clean_start : 1;    /* … this: of the last CONNECT */
  bool        is_user_proved : 1; /* by a certificate: needs no list of users */
  bool is_private : 1; /* 3.x: the Client says that it is a bridge of another
                          broker: No Local and Retain As Published for all */

  /* Messages of QoS 1 and 2 that are queued or in flight. */
  gsize outstanding_bytes;

  WillowBrokerGrant *grant; /* (nullable): everything is allowed */

  /* For the glass walls: of the last CONNECT. */
  char   *user_name;
  guint8 *connect;            /* (nullable): whole, its password is asterisks */
  gint64  connected_since_us; /* wall time */
  guint64 n_received;
  guint64 n_sent;

  /* Scratch of the router: what matched the message at hand. */
  guint64 match_serial;
  GArray *match_identifiers; /* (nullable) (element-type guint32) */

  char client_id[];
};

/* @client_id: not in the table yet */
WillowBrokerSession *willow_broker_session_new (WillowBrokerServer *server,
                                                const char         *client_id);
WillowBrokerSession *willow_broker_session_find (WillowBrokerServer *server,
                                                 const char         *client_id);

/* Publishes a waiting will, forgets everything, leaves the table. Not while
 * connected. */
void willow_broker_session_end (WillowBrokerServer  *server,
                                WillowBrokerSession *session);

/* Sees to will and expiry after the Network Connection is gone. May free
 * @session. @clean: DISCONNECT with 0x00 */
void willow_broker_session_disconnected (WillowBrokerServer  *server,
                                         WillowBrokerSession *session,
                                         gboolean             clean);

/* Ends it then, in the time of the broker's clock. */
void willow_broker_session_expire_at (WillowBrokerSession *session,
                                      gint64               deadline_us);

/* Gives @message to the Client, now or when it comes back. */
void willow_broker_session_deliver (WillowBrokerServer  *server,
                                    WillowBrokerSession *session,
                                    MqttMessage         *message,
                                    MqttDelivery        *delivery,
                                    gint64               now_us);

/* The same for whoever it is, without a bridge's renaming. Returns: whether it
 * went out or waits */
gboolean willow_broker_session_give (WillowBrokerServer  *server,
                                     WillowBrokerSession *session,
                                     MqttMessage         *message,
                                     MqttDelivery        *delivery,
                                     gint64               now_us);

/* @token: of MQTT_EVENT_DELIVERED */
void willow_broker_session_delivered (WillowBrokerSession *session,
                                      gpointer             token);

/* For the GHashTable of the server. */
void willow_broker_session_free (WillowBrokerSession *session);

G_END_DECLS
