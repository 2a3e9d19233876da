/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault/willow-fault.h"
#include "mqtt/mqtt-types.h"
#include "net/willow-endpoint.h"

G_BEGIN_DECLS

/* What can be seen through the glass walls at one moment. Immutable, atomically
 * reference counted. */

typedef enum
{
  WILLOW_WILL_NONE,
  WILLOW_WILL_ARMED,
  WILLOW_WILL_WAITING, /* Will Delay Interval runs */
  WILLOW_WILL_PUBLISHED,
  WILLOW_WILL_CANCELLED, /* deleted by DISCONNECT, or by coming back in time */
} WillowWillState;

/* Why something was refused, dropped or cut: rules and limits
 * (docs/broker.md has them all). */
typedef enum
{
  WILLOW_REFUSED_CONNECTIONS,   /* too many Network Connections or Sessions */
  WILLOW_REFUSED_CONNECT_RATE,  /* too many CONNECTs in a second */
  WILLOW_REFUSED_ANONYMOUS,     /* nobody comes in without proving a name */
  WILLOW_REFUSED_PASSWORD,      /* wrong user name or password */
  WILLOW_REFUSED_LOGIN_RATE,    /* too many wrong ones from one address */
  WILLOW_REFUSED_BUSY,          /* too many passwords wait */
  WILLOW_REFUSED_CLIENT_ID,     /* it belongs to another user just now */
  WILLOW_REFUSED_WRITE,         /* the rules forbid to publish there */
  WILLOW_REFUSED_READ,          /* … to read that: not delivered */
  WILLOW_REFUSED_SUBSCRIBE,     /* … to subscribe to it */
  WILLOW_REFUSED_SUBSCRIPTIONS, /* too many in one Session */
  WILLOW_REFUSED_OVERLAP,     /* filters of one Session that overlap too much */
  WILLOW_REFUSED_TOPIC,       /* too long, too many levels, the broker's own */
  WILLOW_REFUSED_WILL,        /* too large */
  WILLOW_REFUSED_RETAINED,    /* no room for more retained messages */
  WILLOW_REFUSED_QUEUE,       /* the Session's queue is full */
  WILLOW_REFUSED_SLOW_READER, /* QoS 0 for somebody who reads too slowly */
  WILLOW_REFUSED_CUT,         /* somebody who read too slowly was cut */
  WILLOW_REFUSED_INPUT,       /* the largest unfinished packet was cut off */
  WILLOW_REFUSED_N,
} WillowBrokerRefusal;

typedef struct
{
  char        *client_id;
  gboolean     connected;
  char        *address; /* (nullable): of the client, while connected */
  WillowScheme scheme;  /* of the listener where it came in, while connected */
  MqttVersion  version;
  gboolean     clean_start;
  char        *user_name;                  /* (nullable) */
  gboolean     user_name_from_certificate; /* and not from CONNECT */
  guint16      keep_alive_seconds;
  gint64       keep_alive_left_us; /* until we would close; -1 if off or away */
  gint64       connected_since_us; /* wall time, since 1970 */
  gint64       session_expiry_left_us; /* -1: never; 0: with the connection */
  guint        n_subscriptions;
  guint        n_queued;
  guint        n_in_flight_out;
  guint        n_in_flight_in;
  guint64      n_received; /* PUBLISH from it */
  guint64      n_sent;     /* PUBLISH to it */
  WillowWillState will;
  char           *will_topic; /* (nullable) */
} WillowBrokerClient;

typedef enum
{
  WILLOW_BRIDGE_WAITING,    /* until the next attempt */
  WILLOW_BRIDGE_CONNECTING, /* up to CONNACK */
  WILLOW_BRIDGE_CONNECTED,
} WillowBridgeState;

/* A bridge to another broker. */
typedef struct
{
  char             *name;
  char             *url; /* of the other broker, without credentials */
  WillowBridgeState state;
  char             *problem;    /* (nullable): why it is not connected */
  guint64           n_received; /* messages that came from there */
  guint64           n_sent;     /* that went there, or wait */
  guint64           n_dropped;  /* that had no room, or no connection */
  guint             n_queued;
  guint             n_in_flight;
} WillowBrokerBridgeView;

typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  GPtrArray *clients; /* (element-type WillowBrokerClient): connected first, by
                         client id */
  guint   n_connected;
  guint   n_sessions;
  guint   n_subscriptions;
  guint   n_retained;
  guint64 n_messages_received;
  guint64 n_messages_sent;
  guint64 n_bytes_received;
  guint64 n_bytes_sent;
  guint64 n_messages_dropped;
  guint64 n_refused[WILLOW_REFUSED_N];
  char   *store_path;    /* (nullable): of a durable broker */
  char   *store_problem; /* (nullable): why nothing is stored at the moment */
  guint64 n_store_commits;
  GPtrArray *bridges;    /* (element-type WillowBrokerBridgeView) */
  GPtrArray *faults;     /* (element-type WillowFault): in force */
  GArray    *n_fired;    /* (element-type guint): of each, at that moment */
  GArray *n_connections; /* (element-type guint): of each listener, in the order
                            of WillowBrokerConfig.listeners */
} WillowBrokerSnapshot;

WillowBrokerSnapshot      *
willow_broker_snapshot_ref (WillowBrokerSnapshot *snapshot);
void willow_broker_snapshot_unref (WillowBrokerSnapshot *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowBrokerSnapshot,
                               willow_broker_snapshot_unref)

G_END_DECLS
