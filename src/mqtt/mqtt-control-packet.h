/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-property.h"
#include "mqtt/mqtt-types.h"
#include "mqtt/mqtt-violation.h"

G_BEGIN_DECLS

/* One structure per Control Packet, for decoding and encoding. All slices are
 * views: into the frame after decoding, into the caller's memory for encoding.
 * Nothing here is allocated, so nothing is freed. */

typedef struct
{
  MqttSlice protocol_name;    /* decoded as it came; absent: by version */
  guint8    protocol_version; /* with a bridge's 0x80 bit if it was there */
  guint8    flags;            /* raw Connect Flags, set by decoding; encoded
                                 only if @as_written */
  gboolean as_written; /* encoding: protocol name and version and the flags are
                          what is given here, and not what belongs to the rest.
                          For one who wants to send what is wrong. */
  gboolean       clean_start; /* Clean Session in 3.x */
  guint16        keep_alive_seconds;
  MqttSlice      client_id;
  gboolean       has_will;
  MqttQos        will_qos;
  gboolean       will_retain;
  MqttSlice      will_topic;
  MqttSlice      will_payload;
  MqttSlice      user_name; /* absent: flag 0 */
  MqttSlice      password;  /* absent: flag 0 */
  MqttProperties properties;
  MqttProperties will_properties;
} MqttConnect;

/* The Connect Flags that belong to the fields of @connect. */
guint8 mqtt_connect_make_flags (const MqttConnect *connect);

typedef struct
{
  gboolean       session_present;
  guint8         code; /* Reason Code in 5.0, Return code in 3.x */
  MqttProperties properties;
} MqttConnack;

typedef struct
{
  gboolean       dup;
  MqttQos        qos;
  gboolean       retain;
  guint16        packet_id; /* 0 for QoS 0 */
  MqttSlice      topic;
  MqttSlice      payload;
  MqttProperties properties;
} MqttPublish;

/* PUBACK, PUBREC, PUBREL, PUBCOMP */
typedef struct
{
  guint16        packet_id;
  guint8         reason; /* 0x00 where the packet leaves it out, and in 3.x */
  MqttProperties properties;
} MqttAck;

/* Retain Handling (5.0 section 3.8.3.1) */
typedef enum
{
  MQTT_RETAIN_SEND_AT_SUBSCRIBE = 0,
  MQTT_RETAIN_SEND_IF_NEW = 1,
  MQTT_RETAIN_DO_NOT_SEND = 2,
} MqttRetainHandling;

typedef struct
{
  MqttSlice          filter;
  MqttQos            qos;
  gboolean           no_local;
  gboolean           retain_as_published;
  MqttRetainHandling retain_handling;
} MqttSubscription;

/* SUBSCRIBE and UNSUBSCRIBE. The filters are the encoded payload: walk it with
 * MqttFilterIter, build it with mqtt_filters_append_*(). */
typedef struct
{
  guint16        packet_id;
  MqttProperties properties;
  MqttSlice      filters;
} MqttSubscribe;

/* SUBACK (one code per filter) and UNSUBACK (the same in 5.0, none in 3.x) */
typedef struct
{
  guint16        packet_id;
  MqttProperties properties;
  MqttSlice      codes;
} MqttSuback;

/* DISCONNECT and AUTH */
typedef struct
{
  guint8         reason;
  MqttProperties properties;
} MqttReason;

typedef struct
{
  MqttVersion    version;
  MqttPacketType type;
  guint8         fixed_flags; /* low half of the first byte; decoding only */
  union
  {
    MqttConnect   connect;
    MqttConnack   connack;
    MqttPublish   publish;
    MqttAck       ack;       /* PUBACK PUBREC PUBREL PUBCOMP */
    MqttSubscribe subscribe; /* SUBSCRIBE UNSUBSCRIBE */
    MqttSuback    suback;    /* SUBACK UNSUBACK */
    MqttReason    reason;    /* DISCONNECT AUTH */
  };
} MqttPacket;

G_END_DECLS
