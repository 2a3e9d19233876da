/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client.h"

G_BEGIN_DECLS

/* How a Network Connection ended: what could be seen from this side. */
typedef enum
{
  /* by us */
  WILLOW_ENDED_LEFT,           /* DISCONNECT, asked for */
  WILLOW_ENDED_DROPPED,        /* FIN without DISCONNECT, asked for */
  WILLOW_ENDED_RESET,          /* RST, asked for */
  WILLOW_ENDED_VIOLATION,      /* the Server broke a rule */
  WILLOW_ENDED_AUTHENTICATION, /* the Server could not prove itself */
  WILLOW_ENDED_NO_CONNACK,     /* not in time */
  WILLOW_ENDED_NO_PINGRESP,    /* not in time */
  /* by the Server */
  WILLOW_ENDED_REFUSED,    /* CONNACK with a code */
  WILLOW_ENDED_DISCONNECT, /* DISCONNECT with a code */
  WILLOW_ENDED_FIN,
  WILLOW_ENDED_TLS_ALERT,       /* any but close_notify, which is FIN */
  WILLOW_ENDED_WEBSOCKET_CLOSE, /* a Close frame */
  /* by the Server, or something on the way */
  WILLOW_ENDED_RST,
  WILLOW_ENDED_TRUNCATED, /* FIN where close_notify or a Close frame is due */
  /* by the network */
  WILLOW_ENDED_ERROR,
} WillowEndingManner;

typedef enum
{
  WILLOW_CLOSER_US,
  WILLOW_CLOSER_SERVER,
  WILLOW_CLOSER_UNKNOWN, /* the Server, or something on the way */
  WILLOW_CLOSER_NETWORK,
} WillowCloser;

/* @n_bytes: 0: there was none
 * @before_end_us: how long before the end */
typedef struct
{
  MqttPacketType type;
  gsize          n_bytes;
  gint64         before_end_us;
} WillowEndingPacket;

/* Keep Alive, in force from CONNACK on.
 * @is_servers: Server Keep Alive (5.0) decided
 * @limit_us: after which silence of ours the Server may close: one and a half
 *   times the Keep Alive [MQTT-3.1.2-22]; 0: never
 * @is_exceeded: it was that silent from us
 * @n_pings: PINGREQs without an answer
 * @ping_us: how long ago the last of them was, at the end */
typedef struct
{
  guint16  asked_seconds;
  guint16  granted_seconds;
  gboolean is_servers;
  gint64   limit_us;
  gboolean is_exceeded;
  guint    n_pings;
  gint64   ping_us;
} WillowEndingKeepAlive;

typedef enum
{
  WILLOW_OPEN_PUBLISH_1,   /* ours: waits for PUBACK */
  WILLOW_OPEN_PUBLISH_2,   /* ours: waits for PUBREC */
  WILLOW_OPEN_PUBREL,      /* ours: waits for PUBCOMP */
  WILLOW_OPEN_INCOMING,    /* the Server's, QoS 2: PUBREL has not come */
  WILLOW_OPEN_SUBSCRIBE,   /* waits for SUBACK */
  WILLOW_OPEN_UNSUBSCRIBE, /* waits for UNSUBACK */
  WILLOW_N_OPEN,
} WillowOpenState;

/* What becomes of the Will Message according to the specification. */
typedef enum
{
  WILLOW_WILL_FATE_NONE,       /* CONNECT had none */
  WILLOW_WILL_FATE_NOT_STORED, /* the Server did not accept the CONNECT */
  WILLOW_WILL_FATE_UNKNOWN,    /* … or did it? No CONNACK came */
  WILLOW_WILL_FATE_DELETED,    /* by DISCONNECT [MQTT-3.1.2-10] */
  WILLOW_WILL_FATE_DUE,        /* to be published [MQTT-3.1.2-8] */
  WILLOW_WILL_FATE_DELAYED, /* the same, after a while, unless we come back */
} WillowWillFate;

/* @is_noticed: the Server knows that it is over; otherwise when its Keep Alive
 *   says so
 * @delay_seconds: Will Delay Interval, or what is left of the Session if that
 *   is less
 * @by_session: the latter
 * @by_successor: another client has the Session: with a delay and Clean Start 0
 *   of that one nothing is published (5.0 section 3.1.2.5) */
typedef struct
{
  WillowWillFate fate;
  gboolean       is_noticed;
  guint32        delay_seconds;
  gboolean       by_session;
  gboolean       by_successor;
} WillowEndingWill;

typedef enum
{
  WILLOW_SESSION_FATE_NONE,    /* there was no CONNACK that accepted */
  WILLOW_SESSION_FATE_ENDED,   /* with the Network Connection */
  WILLOW_SESSION_FATE_KEPT,    /* without a limit that MQTT knows */
  WILLOW_SESSION_FATE_EXPIRES, /* after @session_expiry_seconds */
  WILLOW_SESSION_FATE_PASSED,  /* another client has it */
} WillowSessionFate;

/**
 * WillowEndingRecord:
 * @number: of the Network Connection, as in the records of the trace
 * @client_id: in force, also one that the Server gave
 * @local: (nullable): address, as text
 * @remote: (nullable)
 * @code: of CONNACK or of the Server's DISCONNECT
 * @has_disconnect_sent: ours went out, with @disconnect_sent
 * @tls_alert: number, or -1
 * @websocket_code: of the Close frame, or 0
 * @violation: of WILLOW_ENDED_VIOLATION
 * @error: (nullable): of WILLOW_ENDED_ERROR and those of TLS and WebSocket
 * @reason_string: (nullable): what the Server said about it (5.0)
 * @server_reference: (nullable): the server that it named (5.0)
 * @was_connected: CONNACK had accepted
 * @was_silent: we had gone silent before
 * @connected_wall_us: CONNACK, since 1970; 0: none
 * @ended_us: monotonic, as in the records of the trace
 * @lasted_us: from CONNACK, or from the transport where there was none
 * @answer_us: from CONNECT to CONNACK
 * @n_unsent_bytes: that the transport did not take any more
 * @open: (array length=WILLOW_N_OPEN) (element-type guint16): Packet
 *   Identifiers
 * @n_queued: messages that had none yet
 *
 * One that is over. Immutable data without words; atomically reference counted.
 */
typedef struct
{
  guint32     number;
  MqttVersion version;
  char       *client_id;
  char       *local;
  char       *remote;

  WillowEndingManner manner;
  guint8             code;
  gboolean           has_disconnect_sent;
  guint8             disconnect_sent;
  int                tls_alert;
  guint              websocket_code;
  MqttViolation      violation;
  GError            *error;
  char              *reason_string;
  char              *server_reference;

  gboolean is_tls;
  gboolean was_connected;
  gboolean was_silent;
  gint64   connected_wall_us;
  gint64   ended_wall_us;
  gint64   ended_us;
  gint64   lasted_us;
  gint64   answer_us;

  WillowEndingPacket    last_sent;
  WillowEndingPacket    last_received;
  gsize                 n_unsent_bytes;
  WillowEndingKeepAlive keep_alive;
  GArray               *open[WILLOW_N_OPEN];
  guint                 n_queued;
  WillowEndingWill      will;
  WillowSessionFate     session;
  guint32               session_expiry_seconds;

  /*< private >*/
  gatomicrefcount ref_count;
} WillowEndingRecord;

WillowEndingRecord *willow_ending_record_ref (WillowEndingRecord *record);
void                willow_ending_record_unref (WillowEndingRecord *record);

WillowCloser willow_ending_record_get_closer (const WillowEndingRecord *record);
/* Whether it was not asked for. */
gboolean willow_ending_record_is_lost (const WillowEndingRecord *record);

/* What can be told of the last Network Connection, once it is over; NULL while
 * there is one, where none came up, and when the client connects again.
 * (transfer none) (nullable) */
WillowEndingRecord *willow_client_get_ending_record (WillowClient *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowEndingRecord, willow_ending_record_unref)

G_END_DECLS
