/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-alias-map.h"
#include "mqtt/mqtt-connection-output.h"
#include "mqtt/mqtt-flow-check.h"
#include "mqtt/mqtt-framer.h"
#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-session-private.h"

#include <stdbool.h>

G_BEGIN_DECLS

/* Shared by mqtt-connection*.c only. */

/* A SUBSCRIBE or UNSUBSCRIBE of ours that waits for its answer. */
typedef struct
{
  gpointer       token;
  MqttPacketType type;
  guint          n_filters;
} MqttRequest;

/* What came between CONNECT and CONNACK waits for that. */
typedef struct
{
  GByteArray   *bytes;  /* (nullable): whole packets */
  MqttFramer    framer; /* over @bytes, once they are read */
  gboolean      is_read;
  gboolean      has_violation;
  MqttViolation violation; /* behind them */
} MqttDeferred;

/* Packet Identifiers of QoS 1 and 2 that the peer uses. */
typedef struct
{
  MqttPacketIdSet incoming;       /* count against own receive_maximum */
  MqttPacketIdSet incoming_qos_1; /* of them: reported, no PUBACK yet */
  MqttPacketIdSet incoming_qos_2; /* of them: reported, no PUBREC yet */
  MqttPacketIdSet awaits_pubrel;  /* reported with PUBREC, no PUBREL yet */
  MqttPacketIdSet awaits_pubcomp; /* reported with PUBREL, no PUBCOMP yet */
} MqttReceiving;

/* A Server has thousands that do nothing: what only some need, or only for a
 * moment, has memory of its own. */
struct _MqttConnection
{
  const MqttConnectionOptions *options; /* (borrowed) or … */
  MqttSession                 *session; /* (nullable) */
  MqttRole                     role : 2;
  MqttConnectionState          state : 4;
  MqttVersion                  version : 4;
  bool                         owns_options : 1; /* … owned */
  bool                         owns_session : 1;
  bool                         clean_start : 1;
  bool                         wants_problem_information : 1;
  bool         must_resume : 1; /* Client: with the next call of next_event() */
  MqttAuthTurn auth_turn : 4;
  guint8       last_first_byte; /* of the last packet that came */
  guint32      last_n_bytes;    /* and its size */

  /* input */
  MqttFramer    framer;
  MqttDeferred *deferred; /* (nullable) */
  gint64        input_now_us;
  gsize         counted_bytes; /* in the budget for input */
  guint64       n_packets_received;
  MqttPacket   *packet; /* (nullable): behind the event, while there are any */
  MqttSlice     frame;
  GArray       *events; /* (nullable) of MqttEvent: those made by calls */
  guint         first_event;
  guint         n_pings;

  /* output */
  MqttOutput  output;
  MqttHolder *holder;  /* (nullable): where to say that something is held */
  GByteArray *scratch; /* (nullable): properties being put together */
  guint64     answers_mark;
  gsize       answers_before_mark;
  gsize       answers_since_mark;

  /* what CONNECT and CONNACK said */
  GBytes    *authentication_method; /* (nullable) */
  guint32    session_expiry_seconds;
  guint16    keep_alive_seconds;
  MqttLimits own, peer;

  /* flow */
  guint          send_quota;
  guint          extra_quota;   /* of the peer, see forget_received() */
  MqttReceiving *receiving;     /* (nullable) */
  GPtrArray     *aliases;       /* (nullable) of GBytes, by alias - 1 */
  GHashTable    *requests;      /* (nullable) guint16 -> MqttRequest */
  MqttAliasMap  *given_aliases; /* (nullable): by us */

  /* time */
  gint64 deadline_us; /* for CONNECT or CONNACK */
  gint64 last_received_us, last_sent_us;
  gint64 last_ping_us; /* PINGREQ queued */
  gint64 ping_deadline_us;
};

MqttReceiving *mqtt_connection_need_receiving (MqttConnection *connection);

G_END_DECLS
