/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-event.h"
#include "mqtt/mqtt-input-budget.h"
#include "mqtt/mqtt-session.h"

G_BEGIN_DECLS

/**
 * MqttConnection:
 *
 * The protocol on one Network Connection, for either role: bytes and time in,
 * events and bytes out. No I/O, no clock, no callback; not thread-safe.
 *
 * Loop of its owner: feed() what was read; next_event() until it is empty;
 * submit_*(); peek_output()/consume_output() while there is something to write;
 * handle_expiry() when get_expiry_us() has come; when is_finished() and no
 * output is left, close the Network Connection. submit_*() and handle_expiry()
 * make events too (SENT, DELIVERED, TIMEOUT), and submit_connack() lets go on
 * what came behind CONNECT: pull them after these calls as well.
 */
typedef struct _MqttConnection MqttConnection;

#define MQTT_NEVER_US G_MAXINT64

typedef struct
{
  guint32 maximum_packet_size; /* we accept, bytes; 0: protocol limit. Less if
                                  our CONNECT or CONNACK says less */
  guint16 receive_maximum;     /* for the owner, who puts it into CONNACK: in
                                  force is what CONNECT or CONNACK said */
  guint16 topic_alias_maximum; /* the same */
  guint16 outgoing_topic_alias_maximum; /* Topic Aliases that we give, within
                                           what the peer takes; 0: none */
  MqttInputBudget *input_budget; /* (nullable): outlives the connection */
  gint64 connect_timeout_us;     /* Server: for CONNECT; Client: for CONNACK; 0:
                          none */
  gboolean auto_acknowledge; /* PUBACK/PUBREC are sent by themselves; otherwise
                                mqtt_connection_acknowledge() */
  gboolean manual_releases;  /* PUBREL and PUBCOMP are left to the owner, who is
                                told with MQTT_EVENT_PUBREC, MQTT_EVENT_PUBREL */
  gboolean
      keeps_unacknowledged; /* Client: what the Server has not acknowledged when
                               it has lost the Session is sent as new, not given
                               up; of QoS 2 it may come twice then */
  gboolean
      manual_pings; /* Client: never send PINGREQ by itself ("go silent") */
} MqttConnectionOptions;

typedef enum
{
  MQTT_CONNECTION_IDLE,       /* no CONNECT yet */
  MQTT_CONNECTION_CONNECTING, /* CONNECT sent or received, no CONNACK yet */
  MQTT_CONNECTION_CONNECTED,
  MQTT_CONNECTION_FINISHED, /* drain the output, then close */
} MqttConnectionState;

/**
 * mqtt_connection_new:
 * @session: (nullable): Client: its Session; Server: %NULL, given with
 * submit_connack()
 * @now_us: starts the CONNECT timeout of a Server
 */
MqttConnection *mqtt_connection_new (MqttRole                     role,
                                     const MqttConnectionOptions *options,
                                     MqttSession                 *session,
                                     gint64                       now_us);
/* One of thousands that share @options, which outlive them. */
MqttConnection      *
mqtt_connection_new_server (const MqttConnectionOptions *options,
                                 gint64                       now_us);
void mqtt_connection_free (MqttConnection *connection);

MqttRole mqtt_connection_get_role (const MqttConnection *connection);
MqttConnectionState
            mqtt_connection_get_state (const MqttConnection *connection);
MqttVersion mqtt_connection_get_version (const MqttConnection *connection);
gboolean    mqtt_connection_is_finished (const MqttConnection *connection);

/* Keep Alive in force: what was asked, or Server Keep Alive. 0: off. */
guint16
mqtt_connection_get_keep_alive_seconds (const MqttConnection *connection);

/* When the peer's silence becomes a timeout (Server), or when we ping (Client).
 */
gint64
mqtt_connection_get_keep_alive_deadline_us (const MqttConnection *connection);

/* Control Packets of all types so far: came in whole, were queued to go out. */
guint64
mqtt_connection_get_n_packets_received (const MqttConnection *connection);
guint64 mqtt_connection_get_n_packets_sent (const MqttConnection *connection);

/* Limits that the peer announced; defaults where it said nothing. */
guint32
mqtt_connection_get_peer_maximum_packet_size (const MqttConnection *connection);
guint16
mqtt_connection_get_peer_receive_maximum (const MqttConnection *connection);

/* Input. @data is borrowed until next_event() has returned %FALSE. */
void     mqtt_connection_feed (MqttConnection *connection,
                               const guint8   *data,
                               gsize           len,
                               gint64          now_us);
gboolean mqtt_connection_next_event (MqttConnection *connection,
                                     MqttEvent      *event);

/* Output: views of what is to be written, for one gathered write; then how much
 * of it went. */
guint mqtt_connection_peek_output (MqttConnection *connection,
                                   MqttSlice      *slices,
                                   guint           max_slices);
void  mqtt_connection_consume_output (MqttConnection *connection,
                                      gsize           len,
                                      gint64          now_us);
gsize mqtt_connection_get_output_length (const MqttConnection *connection);

/* Time. */
gint64 mqtt_connection_get_expiry_us (const MqttConnection *connection);
void mqtt_connection_handle_expiry (MqttConnection *connection, gint64 now_us);

/* A wrong call by our own code, or something that the peer's limits forbid. */
#define MQTT_CONNECTION_ERROR (mqtt_connection_error_quark ())
GQuark mqtt_connection_error_quark (void);
typedef enum
{
  MQTT_CONNECTION_ERROR_STATE,         /* not connected, or finished */
  MQTT_CONNECTION_ERROR_INVALID,       /* cannot be expressed in this version */
  MQTT_CONNECTION_ERROR_NOT_SUPPORTED, /* the Server said that it does not do it
                                        */
  MQTT_CONNECTION_ERROR_PACKET_TOO_LARGE, /* above the peer's Maximum Packet
                                             Size */
  MQTT_CONNECTION_ERROR_QUEUE_FULL,
} MqttConnectionError;

/* Client. @connect is encoded literally and queued. */
gboolean mqtt_connection_submit_connect (MqttConnection    *connection,
                                         const MqttConnect *connect,
                                         MqttVersion        version,
                                         gint64             now_us,
                                         GError           **error);

/**
 * mqtt_connection_submit_connack:
 * @session: (nullable): the Session to go on with; %NULL when refusing
 * @connack: code in the terms of the connection's version; non-zero finishes it
 *
 * Server. On success what is in flight in @session is sent again, in order,
 * with DUP [MQTT-4.4.0-1], then what waited.
 */
gboolean mqtt_connection_submit_connack (MqttConnection    *connection,
                                         const MqttConnack *connack,
                                         MqttSession       *session,
                                         gint64             now_us,
                                         GError           **error);

/**
 * mqtt_connection_submit_publish:
 *
 * QoS 0 goes out at once; QoS 1 and 2 within the peer's Receive Maximum, the
 * rest waits in the Session in order. Applies the peer's limits. From CONNACK
 * on only: what is to wait for a connection goes to mqtt_session_enqueue().
 */
gboolean mqtt_connection_submit_publish (MqttConnection     *connection,
                                         MqttMessage        *message,
                                         const MqttDelivery *delivery,
                                         gint64              now_us,
                                         GError            **error);

/* Answers a PUBLISH of QoS 1 or 2 where auto_acknowledge is off. To be called
 * in the order of the messages [MQTT-4.6.0-2] [MQTT-4.6.0-3]. */
gboolean mqtt_connection_acknowledge (MqttConnection *connection,
                                      guint16         packet_id,
                                      guint8          reason,
                                      MqttProperties  properties,
                                      gint64          now_us,
                                      GError        **error);

/**
 * mqtt_connection_release:
 * @reason: 0x00, or 0x92 (Packet Identifier not found)
 * @properties: Reason String and User Property
 *
 * Answers MQTT_EVENT_PUBREC with PUBREL (3.6). What is not answered when the
 * connection ends gets a plain PUBREL when the Session is resumed: it is no
 * longer a PUBLISH that might be sent again [MQTT-4.4.0-1].
 */
gboolean mqtt_connection_release (MqttConnection *connection,
                                  guint16         packet_id,
                                  guint8          reason,
                                  MqttProperties  properties,
                                  gint64          now_us,
                                  GError        **error);

/**
 * mqtt_connection_complete:
 *
 * Answers MQTT_EVENT_PUBREL with PUBCOMP (3.7), parameters as above. Until then
 * the Packet Identifier is in use and counts against the Receive Maximum.
 */
gboolean mqtt_connection_complete (MqttConnection *connection,
                                   guint16         packet_id,
                                   guint8          reason,
                                   MqttProperties  properties,
                                   gint64          now_us,
                                   GError        **error);

/* Client. @filters: built with mqtt_filters_append_*(). */
gboolean mqtt_connection_submit_subscribe (MqttConnection *connection,
                                           MqttSlice       filters,
                                           MqttProperties  properties,
                                           gpointer        token,
                                           gint64          now_us,
                                           GError        **error);
gboolean mqtt_connection_submit_unsubscribe (MqttConnection *connection,
                                             MqttSlice       filters,
                                             MqttProperties  properties,
                                             gpointer        token,
                                             gint64          now_us,
                                             GError        **error);

/* Server. @codes: one per filter, in the terms of the version. */
gboolean mqtt_connection_submit_suback (MqttConnection *connection,
                                        guint16         packet_id,
                                        MqttSlice       codes,
                                        MqttProperties  properties,
                                        gint64          now_us,
                                        GError        **error);
gboolean mqtt_connection_submit_unsuback (MqttConnection *connection,
                                          guint16         packet_id,
                                          MqttSlice       codes,
                                          MqttProperties  properties,
                                          gint64          now_us,
                                          GError        **error);

/**
 * mqtt_connection_submit_auth:
 * @reason: 0x18 in turn with the peer; Client: 0x19 to begin again once
 *   connected; Server: 0x00 to end that well. Before CONNACK it is CONNACK that
 *   ends it
 * @properties: with the Authentication Method of the CONNECT
 */
gboolean mqtt_connection_submit_auth (MqttConnection *connection,
                                      guint8          reason,
                                      MqttProperties  properties,
                                      gint64          now_us,
                                      GError        **error);

/* Queues DISCONNECT (where the version and role have one) and finishes. */
void mqtt_connection_submit_disconnect (MqttConnection *connection,
                                        guint8          reason,
                                        MqttProperties  properties,
                                        gint64          now_us);

/* Client: one PINGREQ now. */
gboolean mqtt_connection_submit_pingreq (MqttConnection *connection,
                                         gint64          now_us,
                                         GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqttConnection, mqtt_connection_free)

G_END_DECLS
