/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-packet.h"

G_BEGIN_DECLS

/* What an MqttConnection tells its owner, pulled with
 * mqtt_connection_next_event(). */

typedef enum
{
  MQTT_EVENT_NONE,
  MQTT_EVENT_CONNECT,   /* Server: answer with submit_connack() */
  MQTT_EVENT_CONNACK,   /* Client; refused if packet->connack.code != 0 */
  MQTT_EVENT_PUBLISH,   /* a message came; topic resolved (alias); duplicates of
                           QoS 2   are not reported */
  MQTT_EVENT_DELIVERED, /* our QoS 1/2 message was acknowledged (PUBACK,
                           PUBCOMP, or PUBREC with an error); token, code.
                           Without packet it was given up: code 0x95 if the
                           peer takes none of its size, 0x80 if it expired in
                           the queue or the Server forgot the Session */
  MQTT_EVENT_PUBREC, /* manual_releases: answer with release(); token, or NULL
                        for an unknown identifier; code is what is due */
  MQTT_EVENT_PUBREL, /* manual_releases: answer with complete(); code */
  MQTT_EVENT_SENT, /* our QoS 0 message with a token has gone into the output */
  MQTT_EVENT_SUBSCRIBE,   /* Server: answer with submit_suback() */
  MQTT_EVENT_SUBACK,      /* Client; token of submit_subscribe() */
  MQTT_EVENT_UNSUBSCRIBE, /* Server: answer with submit_unsuback() */
  MQTT_EVENT_UNSUBACK,    /* Client; token */
  MQTT_EVENT_PINGRESP,    /* Client */
  MQTT_EVENT_AUTH,
  MQTT_EVENT_DISCONNECT, /* the peer says goodbye; the connection is finished */
  MQTT_EVENT_VIOLATION,  /* the peer broke a rule; the answer, where one exists,
                            is  queued and the connection is finished */
  MQTT_EVENT_TIMEOUT,    /* keep alive, CONNECT or CONNACK; finished */
  MQTT_EVENT_INPUT_OVER_BUDGET, /* with what came for this connection, the
                                   unfinished packets of all that share its
                                   budget take more than that: the owner is to
                                   end one of them */
} MqttEventType;

typedef enum
{
  MQTT_TIMEOUT_CONNECT,    /* Server: no CONNECT in time, or the dialogue of
                              AUTH came to no end */
  MQTT_TIMEOUT_CONNACK,    /* Client: no CONNACK in time */
  MQTT_TIMEOUT_KEEP_ALIVE, /* Server: 1.5 times Keep Alive [MQTT-3.1.2-22] */
  MQTT_TIMEOUT_PINGRESP,   /* Client: PINGREQ unanswered */
} MqttTimeout;

typedef struct
{
  MqttEventType     type;
  const MqttPacket *packet; /* (nullable): valid until the next call of
                               next_event() or feed() */
  MqttSlice frame;          /* its bytes, or those that were wrong */
  MqttSlice topic;          /* PUBLISH: alias resolved */
  gpointer  token;          /* of the submit call that it answers */
  guint8    code;           /* DELIVERED: Reason Code; PUBREC, PUBREL: that of
                               the answer where nobody knows better */
  MqttTimeout   timeout;
  MqttViolation violation;
} MqttEvent;

G_END_DECLS
