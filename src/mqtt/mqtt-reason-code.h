/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

/* 5.0 section 2.4, table 2-6. 0x00 has three names by packet. */
typedef enum
{
  MQTT_REASON_SUCCESS = 0x00,
  MQTT_REASON_NORMAL_DISCONNECTION = 0x00,
  MQTT_REASON_GRANTED_QOS_0 = 0x00,
  MQTT_REASON_GRANTED_QOS_1 = 0x01,
  MQTT_REASON_GRANTED_QOS_2 = 0x02,
  MQTT_REASON_DISCONNECT_WITH_WILL_MESSAGE = 0x04,
  MQTT_REASON_NO_MATCHING_SUBSCRIBERS = 0x10,
  MQTT_REASON_NO_SUBSCRIPTION_EXISTED = 0x11,
  MQTT_REASON_CONTINUE_AUTHENTICATION = 0x18,
  MQTT_REASON_RE_AUTHENTICATE = 0x19,
  MQTT_REASON_UNSPECIFIED_ERROR = 0x80,
  MQTT_REASON_MALFORMED_PACKET = 0x81,
  MQTT_REASON_PROTOCOL_ERROR = 0x82,
  MQTT_REASON_IMPLEMENTATION_SPECIFIC_ERROR = 0x83,
  MQTT_REASON_UNSUPPORTED_PROTOCOL_VERSION = 0x84,
  MQTT_REASON_CLIENT_IDENTIFIER_NOT_VALID = 0x85,
  MQTT_REASON_BAD_USER_NAME_OR_PASSWORD = 0x86,
  MQTT_REASON_NOT_AUTHORIZED = 0x87,
  MQTT_REASON_SERVER_UNAVAILABLE = 0x88,
  MQTT_REASON_SERVER_BUSY = 0x89,
  MQTT_REASON_BANNED = 0x8a,
  MQTT_REASON_SERVER_SHUTTING_DOWN = 0x8b,
  MQTT_REASON_BAD_AUTHENTICATION_METHOD = 0x8c,
  MQTT_REASON_KEEP_ALIVE_TIMEOUT = 0x8d,
  MQTT_REASON_SESSION_TAKEN_OVER = 0x8e,
  MQTT_REASON_TOPIC_FILTER_INVALID = 0x8f,
  MQTT_REASON_TOPIC_NAME_INVALID = 0x90,
  MQTT_REASON_PACKET_IDENTIFIER_IN_USE = 0x91,
  MQTT_REASON_PACKET_IDENTIFIER_NOT_FOUND = 0x92,
  MQTT_REASON_RECEIVE_MAXIMUM_EXCEEDED = 0x93,
  MQTT_REASON_TOPIC_ALIAS_INVALID = 0x94,
  MQTT_REASON_PACKET_TOO_LARGE = 0x95,
  MQTT_REASON_MESSAGE_RATE_TOO_HIGH = 0x96,
  MQTT_REASON_QUOTA_EXCEEDED = 0x97,
  MQTT_REASON_ADMINISTRATIVE_ACTION = 0x98,
  MQTT_REASON_PAYLOAD_FORMAT_INVALID = 0x99,
  MQTT_REASON_RETAIN_NOT_SUPPORTED = 0x9a,
  MQTT_REASON_QOS_NOT_SUPPORTED = 0x9b,
  MQTT_REASON_USE_ANOTHER_SERVER = 0x9c,
  MQTT_REASON_SERVER_MOVED = 0x9d,
  MQTT_REASON_SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9e,
  MQTT_REASON_CONNECTION_RATE_EXCEEDED = 0x9f,
  MQTT_REASON_MAXIMUM_CONNECT_TIME = 0xa0,
  MQTT_REASON_SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED = 0xa1,
  MQTT_REASON_WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED = 0xa2,
} MqttReasonCode;

/* Connect Return codes of 3.1 and 3.1.1 (3.1.1 table 3.1). */
typedef enum
{
  MQTT_RETURN_ACCEPTED = 0,
  MQTT_RETURN_UNACCEPTABLE_PROTOCOL_VERSION = 1,
  MQTT_RETURN_IDENTIFIER_REJECTED = 2,
  MQTT_RETURN_SERVER_UNAVAILABLE = 3,
  MQTT_RETURN_BAD_USER_NAME_OR_PASSWORD = 4,
  MQTT_RETURN_NOT_AUTHORIZED = 5,
} MqttReturnCode;

/* SUBACK failure of 3.1.1. */
#define MQTT_SUBACK_3_FAILURE 0x80

/**
 * mqtt_reason_code_get_name:
 * @packet: packet that carries @code; decides between the names of 0x00
 *
 * Returns: (nullable): the specification's name, %NULL for a value that 5.0
 *   does not define at all
 */
const char *mqtt_reason_code_get_name (guint8 code, MqttPacketType packet);

/**
 * mqtt_reason_code_get_meaning:
 *
 * Returns: (nullable): one plain English sentence; an id for translation too
 */
const char *mqtt_reason_code_get_meaning (guint8 code, MqttPacketType packet);

/**
 * mqtt_reason_code_is_allowed:
 * @sender: who sends the packet
 *
 * Returns: whether 5.0 lets @sender put @code into @packet
 */
gboolean mqtt_reason_code_is_allowed (guint8         code,
                                      MqttPacketType packet,
                                      MqttRole       sender);

const char *mqtt_return_code_get_name (guint8 code);
const char *mqtt_return_code_get_meaning (guint8 code);

/**
 * mqtt_return_code_from_reason_code:
 *
 * Returns: the nearest 3.x Connect Return code for a refusal in 5.0 terms
 */
guint8 mqtt_return_code_from_reason_code (MqttReasonCode reason);

/**
 * mqtt_connack_code_get_name:
 *
 * Name of a CONNACK code in the terms of @version.
 *
 * Returns: (nullable): the name, %NULL if undefined there
 */
const char *mqtt_connack_code_get_name (MqttVersion version, guint8 code);

G_END_DECLS
