/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-alias-map.h"
#include "mqtt/mqtt-connection-output.h"
#include "mqtt/mqtt-flow-check.h"
#include "mqtt/mqtt-framer.h"
#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-session-private.h"

G_BEGIN_DECLS

/* Shared by mqtt-connection*.c only. A SUBSCRIBE or UNSUBSCRIBE of ours that
 * waits for its answer. */
typedef struct
{
  gpointer       token;
  MqttPacketType type;
  guint          n_filters;
} MqttRequest;

struct _MqttConnection
{
  MqttRole              role;
  MqttConnectionOptions options;
  MqttConnectionState   state;
  MqttVersion           version;
  MqttSession          *session; /* (nullable) */
  gboolean              owns_session;

  /* input */
  MqttFramer    framer;
  MqttFramer    deferred_framer; /* over @deferred */
  GByteArray   *deferred;        /* (nullable): came before CONNACK */
  gboolean      is_deferred_read;
  gint64        input_now_us;
  gsize         counted_bytes; /* in the budget for input */
  guint64       n_packets_received;
  gsize         last_n_bytes;    /* of the last one */
  guint8        last_first_byte; /* and its type */
  MqttPacket    packet;          /* behind the event */
  MqttSlice     frame;
  GArray       *events; /* (nullable) of MqttEvent: those made by calls */
  guint         first_event;
  MqttViolation violation; /* found while deferring */
  gboolean      has_violation;

  /* output */
  MqttOutput  output;
  MqttOutput  held;     /* waits for mqtt_connection_release_held() */
  guint64     hold_all; /* mark below which everything else waits as well */
  MqttHolder *holder;   /* (nullable): where to say that something is held */
  GByteArray *scratch;  /* (nullable): properties being put together */
  guint64     answers_mark;
  gsize       answers_before_mark;
  gsize       answers_since_mark;

  /* what CONNECT and CONNACK said */
  gboolean     clean_start;
  gboolean     wants_problem_information;
  guint32      session_expiry_seconds;
  GBytes      *authentication_method; /* (nullable) */
  MqttAuthTurn auth_turn;
  gboolean     must_resume; /* Client: with the next call of next_event() */
  guint16      keep_alive_seconds;
  MqttLimits   own, peer;

  /* flow */
  guint           send_quota;
  guint           extra_quota;    /* of the peer, see forget_received() */
  MqttPacketIdSet incoming;       /* count against own receive_maximum */
  MqttPacketIdSet incoming_qos_1; /* of them: reported, no PUBACK yet */
  MqttPacketIdSet incoming_qos_2; /* of them: reported, no PUBREC yet */
  MqttPacketIdSet awaits_pubrel;  /* reported with PUBREC, no PUBREL yet */
  MqttPacketIdSet awaits_pubcomp; /* reported with PUBREL, no PUBCOMP yet */
  GPtrArray      *aliases;        /* (nullable) of GBytes, by alias - 1 */
  GHashTable     *requests;       /* (nullable) guint16 -> MqttRequest */
  MqttAliasMap   *given_aliases;  /* (nullable): by us */

  /* time */
  gint64 deadline_us; /* for CONNECT or CONNACK */
  gint64 last_received_us, last_sent_us;
  gint64 last_ping_us; /* PINGREQ queued */
  gint64 ping_deadline_us;
  guint  n_pings;
};

/* mqtt-connection.c */
void     mqtt_connection_finish (MqttConnection *connection);
void     mqtt_connection_push_event (MqttConnection  *connection,
                                     const MqttEvent *event);
gboolean mqtt_connection_pop_event (MqttConnection *connection,
                                    MqttEvent      *event);
gboolean mqtt_connection_check_state (MqttConnection     *connection,
                                      MqttConnectionState wanted,
                                      GError            **error);

/* mqtt-connection-send.c */
gboolean mqtt_connection_send (MqttConnection   *connection,
                               const MqttPacket *packet,
                               GError          **error);
/* The same for what the peer provoked: it is counted. */
gboolean mqtt_connection_send_answer (MqttConnection   *connection,
                                      const MqttPacket *packet,
                                      GError          **error);
gboolean mqtt_connection_send_ack (MqttConnection *connection,
                                   MqttPacketType  type,
                                   guint16         packet_id,
                                   guint8          reason,
                                   MqttProperties  properties,
                                   GError        **error);
void     mqtt_connection_send_empty (MqttConnection *connection,
                                     MqttPacketType  type);
void     mqtt_connection_send_disconnect (MqttConnection *connection,
                                          guint8          reason,
                                          MqttProperties  properties);
gboolean mqtt_connection_has_unread_answers (MqttConnection *connection);

/* mqtt-connection-input.c; handlers return whether @event is one. */
gboolean mqtt_connection_report (MqttConnection *connection,
                                 MqttEventType   type,
                                 MqttEvent      *event);
gboolean mqtt_connection_violate (MqttConnection      *connection,
                                  const MqttViolation *violation,
                                  MqttEvent           *event);
gboolean mqtt_connection_break_rule (MqttConnection *connection,
                                     MqttFlowRule    rule,
                                     MqttEvent      *event);

/* mqtt-connection-message.c */
gsize    mqtt_connection_get_publish_size (const MqttConnection *connection,
                                           const MqttMessage    *message,
                                           const MqttDelivery   *delivery);
gboolean mqtt_connection_is_topic_too_long (const MqttConnection *connection,
                                            MqttSlice             topic);
/* FALSE: the peer takes nothing of its size. */
gboolean mqtt_connection_send_publish (MqttConnection     *connection,
                                       MqttMessage        *message,
                                       const MqttDelivery *delivery,
                                       guint16             packet_id,
                                       gboolean            dup,
                                       gint64              now_us);

/* mqtt-connection-publish.c */
void mqtt_connection_resume (MqttConnection *connection, gint64 now_us);
void mqtt_connection_pump (MqttConnection *connection, gint64 now_us);
void mqtt_connection_forget_sent (MqttConnection *connection);

/* mqtt-connection-acks.c */
gboolean mqtt_connection_handle_ack (MqttConnection *connection,
                                     MqttEvent      *event);

/* mqtt-connection-receive.c */
gboolean mqtt_connection_handle_publish (MqttConnection *connection,
                                         MqttEvent      *event);
gboolean mqtt_connection_handle_pubrel (MqttConnection *connection,
                                        MqttEvent      *event);
/* QoS 2, with PUBCOMP. Returns whether @id was known. */
gboolean mqtt_connection_forget_received (MqttConnection *connection,
                                          guint16         id);
/* mqtt-connection-client.c */
gboolean mqtt_connection_handle_connack (MqttConnection *connection,
                                         MqttEvent      *event);

/* mqtt-connection-subscribe.c */
gboolean mqtt_connection_handle_subscribe (MqttConnection *connection,
                                           MqttEvent      *event);
gboolean mqtt_connection_handle_suback (MqttConnection *connection,
                                        MqttEvent      *event);
void     mqtt_connection_forget_requests (MqttConnection *connection);
/* mqtt-connection-server.c */
gboolean mqtt_connection_handle_connect (MqttConnection *connection,
                                         MqttEvent      *event);
void     mqtt_connection_refuse (MqttConnection      *connection,
                                 const MqttViolation *violation);
/* mqtt-connection-auth.c */
void     mqtt_connection_set_method (MqttConnection *connection,
                                     MqttProperties  properties);
gboolean mqtt_connection_is_method (MqttConnection *connection,
                                    MqttProperties  properties);
gboolean mqtt_connection_handle_auth (MqttConnection *connection,
                                      MqttEvent      *event);
gboolean mqtt_connection_handle_disconnect (MqttConnection *connection,
                                            MqttEvent      *event);

/* mqtt-connection-timers.c */
void     mqtt_connection_start_keep_alive (MqttConnection *connection,
                                           gint64          now_us);
gboolean mqtt_connection_handle_ping (MqttConnection *connection,
                                      MqttEvent      *event);

G_END_DECLS
