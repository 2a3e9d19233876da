/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-connection-state.h"

G_BEGIN_DECLS

/* Shared by mqtt-connection*.c only. */

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

void mqtt_connection_drop_deferred (MqttConnection *connection);

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
