/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

/* What can be made to go wrong. The table of kinds has one row for each;
 * docs/faults.md describes them. */
typedef enum
{
  WILLOW_FAULT_REFUSE,
  WILLOW_FAULT_CONNACK_DELAY,
  WILLOW_FAULT_NO_CONNACK,
  WILLOW_FAULT_HALF_CONNACK,
  WILLOW_FAULT_KEEP_ALIVE,
  WILLOW_FAULT_IGNORE_KEEP_ALIVE,
  WILLOW_FAULT_ASSIGN_CLIENT_ID,
  WILLOW_FAULT_MAX_QOS,
  WILLOW_FAULT_NO_RETAIN,
  WILLOW_FAULT_RECEIVE_MAXIMUM,
  WILLOW_FAULT_MAX_PACKET_SIZE,
  WILLOW_FAULT_SESSION_PRESENT,
  WILLOW_FAULT_REFUSE_SUBSCRIPTION,
  WILLOW_FAULT_DROP,
  WILLOW_FAULT_WRONG_PACKET_ID,
  WILLOW_FAULT_DUPLICATE,
  WILLOW_FAULT_ANSWER_PUBLISH,
  WILLOW_FAULT_REDELIVER,
  WILLOW_FAULT_DELAY,
  WILLOW_FAULT_REORDER,
  WILLOW_FAULT_CORRUPT,
  WILLOW_FAULT_DISCONNECT,
  WILLOW_FAULT_CLOSE,
  WILLOW_FAULT_RESET,
  WILLOW_FAULT_STALL,
  WILLOW_FAULT_THROTTLE,
  WILLOW_FAULT_BAD_LENGTH,
  WILLOW_FAULT_UNKNOWN_PACKET,
  WILLOW_FAULT_TLS_EXPIRED,
  WILLOW_FAULT_TLS_NOT_YET_VALID,
  WILLOW_FAULT_TLS_WRONG_NAME,
  WILLOW_FAULT_TLS_UNKNOWN_AUTHORITY,
  WILLOW_FAULT_TLS_DEMAND_CERTIFICATE,
  WILLOW_FAULT_TLS_STOP,
  WILLOW_FAULT_WS_REFUSE_SUBPROTOCOL,
  WILLOW_FAULT_WS_NO_SUBPROTOCOL,
  WILLOW_FAULT_WS_REFUSE,
  WILLOW_FAULT_WS_WRONG_ACCEPT,
  WILLOW_FAULT_WS_CLOSE,
  WILLOW_FAULT_N_KINDS,
} WillowFaultKind;

typedef enum
{
  WILLOW_FAULT_GROUP_CONNECTING,
  WILLOW_FAULT_GROUP_SESSION,
  WILLOW_FAULT_GROUP_ACKNOWLEDGEMENTS,
  WILLOW_FAULT_GROUP_DELIVERY,
  WILLOW_FAULT_GROUP_CONNECTION,
  WILLOW_FAULT_GROUP_TRANSPORT,
  WILLOW_FAULT_N_GROUPS,
} WillowFaultGroup;

/* Which way, of a packet or of a stream. */
typedef enum
{
  WILLOW_FAULT_BOTH_WAYS,
  WILLOW_FAULT_TO_CLIENT,
  WILLOW_FAULT_TO_SERVER,
} WillowFaultDirection;

/* Packet types that are none of #MqttPacketType. */
#define WILLOW_FAULT_ANY_PACKET 0

/**
 * WillowFaultKindInfo:
 * @name: in the text form
 * @sentence: what it does, for people; translatable
 * @number_name: (nullable): of the parameter that is a number, with its
 * range and default
 * @text_name: (nullable): of the parameter that is a text
 * @has_code: takes a Reason Code or Return code
 * @has_time: takes a time
 * @has_packet: takes the type of the packet at which it happens
 * @has_direction: takes a direction: of that packet; with @is_of_stream of what
 * is sent, slowed or stalled, whichever way the packet goes
 * @is_early: before any MQTT, so that no Client and no topic is known
 */
typedef struct
{
  const char          *name;
  const char          *sentence;
  WillowFaultGroup     group;
  const char          *number_name;
  guint32              number_minimum;
  guint32              number_maximum;
  guint32              number;
  const char          *text_name;
  const char          *text; /* (nullable): the default */
  gboolean             has_code;
  guint8               code;
  gboolean             has_time;
  guint                time_ms;
  gboolean             has_packet;
  MqttPacketType       packet;
  gboolean             has_direction;
  gboolean             is_of_stream;
  WillowFaultDirection direction;
  gboolean             is_early;
} WillowFaultKindInfo;

const WillowFaultKindInfo *willow_fault_kind_get_info (WillowFaultKind kind);
/* (nullable): translatable */
const char *willow_fault_group_get_title (WillowFaultGroup group);
/* WILLOW_FAULT_N_KINDS: there is no such kind */
WillowFaultKind willow_fault_kind_find (const char *name, gsize len);

G_END_DECLS
