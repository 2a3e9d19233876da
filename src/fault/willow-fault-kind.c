/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault/willow-fault-kind.h"

#include "mqtt/mqtt-reason-code.h"

#include <glib/gi18n.h>
#include <string.h>

#define CODE(value) .has_code = TRUE, .code = (value)
#define TIME(ms) .has_time = TRUE, .time_ms = (ms)
#define NUMBER(name, minimum, maximum, value)                                  \
  .number_name = (name), .number_minimum = (minimum),                          \
  .number_maximum = (maximum), .number = (value)
#define TEXT(name, value) .text_name = (name), .text = (value)
#define PACKET(type) .has_packet = TRUE, .packet = (type)
#define DIRECTION(value) .has_direction = TRUE, .direction = (value)
#define STREAM(value)                                                          \
  .has_direction = TRUE, .is_of_stream = TRUE, .direction = (value)

#define EARLY .is_early = TRUE

#define MAX_NUMBER                                                             \
  268435460u /* the largest Control Packet, 5.0 section 2.1.4 */

/* clang-format off */
static const WillowFaultKindInfo kinds[WILLOW_FAULT_N_KINDS] = {
  [WILLOW_FAULT_REFUSE] =
    { "refuse", N_ ("Refuse with a Return Code or Reason Code"), WILLOW_FAULT_GROUP_CONNECTING,
      CODE (MQTT_RETURN_NOT_AUTHORIZED), TEXT ("server", NULL) },
  [WILLOW_FAULT_CONNACK_DELAY] =
    { "connack-delay", N_ ("Wait before CONNACK"), WILLOW_FAULT_GROUP_CONNECTING, TIME (5000) },
  [WILLOW_FAULT_NO_CONNACK] =
    { "no-connack", N_ ("Never send CONNACK"), WILLOW_FAULT_GROUP_CONNECTING },
  [WILLOW_FAULT_HALF_CONNACK] =
    { "half-connack", N_ ("Send the beginning of CONNACK, and nothing more"), WILLOW_FAULT_GROUP_CONNECTING,
      NUMBER ("bytes", 1, 1000, 2) },
  [WILLOW_FAULT_KEEP_ALIVE] =
    { "keep-alive", N_ ("Override Keep Alive (5.0)"), WILLOW_FAULT_GROUP_CONNECTING,
      NUMBER ("seconds", 0, 65535, 10) },
  [WILLOW_FAULT_IGNORE_KEEP_ALIVE] =
    { "ignore-keep-alive", N_ ("Ignore Keep Alive"), WILLOW_FAULT_GROUP_CONNECTING },
  [WILLOW_FAULT_ASSIGN_CLIENT_ID] =
    { "assign-client-id", N_ ("Assign a different Client Identifier (5.0)"), WILLOW_FAULT_GROUP_CONNECTING,
      TEXT ("id", "another-client") },
  [WILLOW_FAULT_MAX_QOS] =
    { "max-qos", N_ ("Cap QoS"), WILLOW_FAULT_GROUP_CONNECTING, NUMBER ("qos", 0, 1, 0) },
  [WILLOW_FAULT_NO_RETAIN] =
    { "no-retain", N_ ("Retained messages are not available"), WILLOW_FAULT_GROUP_CONNECTING },
  [WILLOW_FAULT_RECEIVE_MAXIMUM] =
    { "receive-maximum", N_ ("Announce a Receive Maximum (5.0)"), WILLOW_FAULT_GROUP_CONNECTING,
      NUMBER ("value", 1, 65535, 1) },
  [WILLOW_FAULT_MAX_PACKET_SIZE] =
    { "max-packet-size", N_ ("Announce a Maximum Packet Size (5.0)"), WILLOW_FAULT_GROUP_CONNECTING,
      NUMBER ("bytes", 1, MAX_NUMBER, 100) },
  [WILLOW_FAULT_SESSION_PRESENT] =
    { "session-present", N_ ("Say the wrong Session Present"), WILLOW_FAULT_GROUP_SESSION,
      NUMBER ("value", 0, 1, 1) },
  [WILLOW_FAULT_REFUSE_SUBSCRIPTION] =
    { "refuse-subscription", N_ ("Refuse a Subscription"), WILLOW_FAULT_GROUP_SESSION,
      CODE (MQTT_REASON_UNSPECIFIED_ERROR) },
  [WILLOW_FAULT_DROP] =
    { "drop", N_ ("Drop a packet"), WILLOW_FAULT_GROUP_ACKNOWLEDGEMENTS,
      PACKET (MQTT_PACKET_PUBACK), DIRECTION (WILLOW_FAULT_BOTH_WAYS) },
  [WILLOW_FAULT_WRONG_PACKET_ID] =
    { "wrong-packet-id", N_ ("Acknowledge with a wrong Packet Identifier"), WILLOW_FAULT_GROUP_ACKNOWLEDGEMENTS,
      PACKET (MQTT_PACKET_PUBACK), DIRECTION (WILLOW_FAULT_TO_CLIENT) },
  [WILLOW_FAULT_DUPLICATE] =
    { "duplicate", N_ ("Send a packet twice"), WILLOW_FAULT_GROUP_ACKNOWLEDGEMENTS,
      PACKET (MQTT_PACKET_PUBREC), DIRECTION (WILLOW_FAULT_BOTH_WAYS) },
  [WILLOW_FAULT_ANSWER_PUBLISH] =
    { "answer-publish", N_ ("Acknowledge a PUBLISH, and do not deliver it"), WILLOW_FAULT_GROUP_ACKNOWLEDGEMENTS,
      CODE (MQTT_REASON_SUCCESS) },
  [WILLOW_FAULT_REDELIVER] =
    { "redeliver", N_ ("Deliver a PUBLISH again, with DUP"), WILLOW_FAULT_GROUP_DELIVERY,
      TIME (0), DIRECTION (WILLOW_FAULT_TO_CLIENT) },
  [WILLOW_FAULT_DELAY] =
    { "delay", N_ ("Delay a packet, and what follows it"), WILLOW_FAULT_GROUP_DELIVERY,
      TIME (2000), PACKET (MQTT_PACKET_PUBLISH), DIRECTION (WILLOW_FAULT_BOTH_WAYS) },
  [WILLOW_FAULT_REORDER] =
    { "reorder", N_ ("Let the next packet overtake this one"), WILLOW_FAULT_GROUP_DELIVERY,
      TIME (2000), PACKET (MQTT_PACKET_PUBLISH), DIRECTION (WILLOW_FAULT_BOTH_WAYS) },
  [WILLOW_FAULT_CORRUPT] =
    { "corrupt", N_ ("Turn over the bits of a byte"), WILLOW_FAULT_GROUP_DELIVERY,
      NUMBER ("byte", 0, MAX_NUMBER, 0), PACKET (MQTT_PACKET_PUBLISH), DIRECTION (WILLOW_FAULT_BOTH_WAYS) },
  [WILLOW_FAULT_DISCONNECT] =
    { "disconnect", N_ ("Disconnect with a Reason Code"), WILLOW_FAULT_GROUP_CONNECTION,
      CODE (MQTT_REASON_ADMINISTRATIVE_ACTION), TIME (0), TEXT ("server", NULL),
      PACKET (WILLOW_FAULT_ANY_PACKET), DIRECTION (WILLOW_FAULT_BOTH_WAYS) },
  [WILLOW_FAULT_CLOSE] =
    { "close", N_ ("Close without DISCONNECT (FIN)"), WILLOW_FAULT_GROUP_CONNECTION,
      TIME (0), PACKET (WILLOW_FAULT_ANY_PACKET), DIRECTION (WILLOW_FAULT_BOTH_WAYS) },
  [WILLOW_FAULT_RESET] =
    { "reset", N_ ("Reset the connection (RST)"), WILLOW_FAULT_GROUP_CONNECTION,
      TIME (0), PACKET (WILLOW_FAULT_ANY_PACKET), DIRECTION (WILLOW_FAULT_BOTH_WAYS) },
  [WILLOW_FAULT_STALL] =
    { "stall", N_ ("Stall: keep the connection, send nothing"), WILLOW_FAULT_GROUP_CONNECTION,
      TIME (0), PACKET (WILLOW_FAULT_ANY_PACKET), STREAM (WILLOW_FAULT_TO_CLIENT) },
  [WILLOW_FAULT_THROTTLE] =
    { "throttle", N_ ("Slow down, in bytes per second"), WILLOW_FAULT_GROUP_CONNECTION,
      NUMBER ("bytes", 1, 1000000000, 100), STREAM (WILLOW_FAULT_BOTH_WAYS) },
  [WILLOW_FAULT_BAD_LENGTH] =
    { "bad-length", N_ ("Send a bad Remaining Length"), WILLOW_FAULT_GROUP_CONNECTION,
      PACKET (WILLOW_FAULT_ANY_PACKET), STREAM (WILLOW_FAULT_TO_CLIENT) },
  [WILLOW_FAULT_UNKNOWN_PACKET] =
    { "unknown-packet", N_ ("Send a packet of an unknown type"), WILLOW_FAULT_GROUP_CONNECTION,
      PACKET (WILLOW_FAULT_ANY_PACKET), STREAM (WILLOW_FAULT_TO_CLIENT) },
  [WILLOW_FAULT_TLS_EXPIRED] =
    { "tls-expired", N_ ("Show an expired certificate"), WILLOW_FAULT_GROUP_TRANSPORT, EARLY },
  [WILLOW_FAULT_TLS_NOT_YET_VALID] =
    { "tls-not-yet-valid", N_ ("Show a certificate that is not valid yet"), WILLOW_FAULT_GROUP_TRANSPORT, EARLY },
  [WILLOW_FAULT_TLS_WRONG_NAME] =
    { "tls-wrong-name", N_ ("Show a certificate of another name"), WILLOW_FAULT_GROUP_TRANSPORT, EARLY },
  [WILLOW_FAULT_TLS_UNKNOWN_AUTHORITY] =
    { "tls-unknown-authority", N_ ("Show a certificate of an unknown authority"), WILLOW_FAULT_GROUP_TRANSPORT, EARLY },
  [WILLOW_FAULT_TLS_DEMAND_CERTIFICATE] =
    { "tls-demand-certificate", N_ ("Demand a client certificate"), WILLOW_FAULT_GROUP_TRANSPORT, EARLY },
  [WILLOW_FAULT_TLS_STOP] =
    { "tls-stop", N_ ("Stop in the middle of the TLS handshake"), WILLOW_FAULT_GROUP_TRANSPORT,
      NUMBER ("bytes", 0, 65535, 100), EARLY },
  [WILLOW_FAULT_WS_REFUSE_SUBPROTOCOL] =
    { "ws-refuse-subprotocol", N_ ("Reject the WebSocket subprotocol"), WILLOW_FAULT_GROUP_TRANSPORT, EARLY },
  [WILLOW_FAULT_WS_NO_SUBPROTOCOL] =
    { "ws-no-subprotocol", N_ ("Leave the WebSocket subprotocol out of the answer"), WILLOW_FAULT_GROUP_TRANSPORT, EARLY },
  [WILLOW_FAULT_WS_REFUSE] =
    { "ws-refuse", N_ ("Answer the WebSocket request with an HTTP error"), WILLOW_FAULT_GROUP_TRANSPORT,
      NUMBER ("status", 400, 599, 503), TEXT ("body", NULL), EARLY },
  [WILLOW_FAULT_WS_WRONG_ACCEPT] =
    { "ws-wrong-accept", N_ ("Send a wrong Sec-WebSocket-Accept"), WILLOW_FAULT_GROUP_TRANSPORT, EARLY },
  [WILLOW_FAULT_WS_CLOSE] =
    { "ws-close", N_ ("Close right after the upgrade to a WebSocket"), WILLOW_FAULT_GROUP_TRANSPORT, EARLY },
};
/* clang-format on */

static const char *const group_titles[WILLOW_FAULT_N_GROUPS] = {
  [WILLOW_FAULT_GROUP_CONNECTING] = N_ ("Connection setup"),
  [WILLOW_FAULT_GROUP_SESSION] = N_ ("Session"),
  [WILLOW_FAULT_GROUP_ACKNOWLEDGEMENTS] = N_ ("Acknowledgements"),
  [WILLOW_FAULT_GROUP_DELIVERY] = N_ ("Delivery"),
  [WILLOW_FAULT_GROUP_CONNECTION] = N_ ("Connection"),
  [WILLOW_FAULT_GROUP_TRANSPORT] = N_ ("TLS and WebSocket"),
};

const WillowFaultKindInfo *
willow_fault_kind_get_info (WillowFaultKind kind)
{
  g_return_val_if_fail ((guint)kind < WILLOW_FAULT_N_KINDS, NULL);

  return &kinds[kind];
}

const char *
willow_fault_group_get_title (WillowFaultGroup group)
{
  g_return_val_if_fail ((guint)group < WILLOW_FAULT_N_GROUPS, NULL);

  return group_titles[group];
}

WillowFaultKind
willow_fault_kind_find (const char *name, gsize len)
{
  guint kind = 0;

  while (kind < WILLOW_FAULT_N_KINDS &&
         (strlen (kinds[kind].name) != len ||
          memcmp (kinds[kind].name, name, len) != 0))
    kind++;
  return (WillowFaultKind)kind;
}
