/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-reason-code.h"

#include <glib/gi18n.h>

#define BIT(packet) (1u << MQTT_PACKET_##packet)
#define ACKS (BIT (PUBACK) | BIT (PUBREC))
#define SUBACKS (BIT (SUBACK) | BIT (UNSUBACK))

typedef struct
{
  guint8      code;
  const char *name;
  const char *meaning;
  guint32     by_client; /* bit n: a Client may put it into MqttPacketType n */
  guint32     by_server;
} Row;

/* 5.0 table 2-6, and who sends from the tables of sections 3.2 to 3.15. */
static const Row rows[] = {
  { 0x00,
    N_ ("Success"),
    N_ ("It was done as asked."),
    ACKS | BIT (PUBREL) | BIT (PUBCOMP),
    BIT (CONNACK) | ACKS | BIT (PUBREL) | BIT (PUBCOMP) | BIT (UNSUBACK) |
        BIT (AUTH) },
  { 0x00,
    N_ ("Normal disconnection"),
    N_ ("The connection ends as planned; the Will Message is not published."),
    BIT (DISCONNECT),
    BIT (DISCONNECT) },
  { 0x00,
    N_ ("Granted QoS 0"),
    N_ ("The subscription was accepted; messages come with QoS 0."),
    0,
    BIT (SUBACK) },
  { 0x01,
    N_ ("Granted QoS 1"),
    N_ ("The subscription was accepted; messages come with QoS 1 at most."),
    0,
    BIT (SUBACK) },
  { 0x02,
    N_ ("Granted QoS 2"),
    N_ ("The subscription was accepted; messages come with QoS 2 at most."),
    0,
    BIT (SUBACK) },
  { 0x04,
    N_ ("Disconnect with Will Message"),
    N_ ("The Client leaves, and wants its Will Message to be published."),
    BIT (DISCONNECT),
    0 },
  { 0x10,
    N_ ("No matching subscribers"),
    N_ ("The message was accepted, but nobody subscribes to its topic."),
    0,
    ACKS },
  { 0x11,
    N_ ("No subscription existed"),
    N_ ("There was no such subscription to remove."),
    0,
    BIT (UNSUBACK) },
  { 0x18,
    N_ ("Continue authentication"),
    N_ ("The authentication goes on with another step."),
    BIT (AUTH),
    BIT (AUTH) },
  { 0x19,
    N_ ("Re-authenticate"),
    N_ ("The Client authenticates again on the open connection."),
    BIT (AUTH),
    0 },
  { 0x80,
    N_ ("Unspecified error"),
    N_ ("It was refused, and the reason is not told or has no code."),
    ACKS | BIT (DISCONNECT),
    BIT (CONNACK) | ACKS | SUBACKS | BIT (DISCONNECT) },
  { 0x81,
    N_ ("Malformed Packet"),
    N_ ("A packet could not be parsed by the rules of the specification."),
    BIT (DISCONNECT),
    BIT (CONNACK) | BIT (DISCONNECT) },
  { 0x82,
    N_ ("Protocol Error"),
    N_ ("A packet was not allowed there, or held what is not allowed."),
    BIT (DISCONNECT),
    BIT (CONNACK) | BIT (DISCONNECT) },
  { 0x83,
    N_ ("Implementation specific error"),
    N_ ("The packet is valid, but this receiver does not process it."),
    ACKS | BIT (DISCONNECT),
    BIT (CONNACK) | ACKS | SUBACKS | BIT (DISCONNECT) },
  { 0x84,
    N_ ("Unsupported Protocol Version"),
    N_ ("The Server does not support this version of MQTT."),
    0,
    BIT (CONNACK) },
  { 0x85,
    N_ ("Client Identifier not valid"),
    N_ ("The Client Identifier is not allowed by the Server."),
    0,
    BIT (CONNACK) },
  { 0x86,
    N_ ("Bad User Name or Password"),
    N_ ("The Server does not accept this user name or password."),
    0,
    BIT (CONNACK) },
  { 0x87,
    N_ ("Not authorized"),
    N_ ("The Client is not allowed to do this."),
    ACKS,
    BIT (CONNACK) | ACKS | SUBACKS | BIT (DISCONNECT) },
  { 0x88,
    N_ ("Server unavailable"),
    N_ ("The MQTT Server is not available."),
    0,
    BIT (CONNACK) },
  { 0x89,
    N_ ("Server busy"),
    N_ ("The Server is busy: try again later."),
    0,
    BIT (CONNACK) | BIT (DISCONNECT) },
  { 0x8a,
    N_ ("Banned"),
    N_ ("The Client was banned by an administrator: ask the administrator."),
    0,
    BIT (CONNACK) },
  { 0x8b,
    N_ ("Server shutting down"),
    N_ ("The Server is shutting down."),
    0,
    BIT (DISCONNECT) },
  { 0x8c,
    N_ ("Bad authentication method"),
    N_ ("The authentication method is not supported, or is not the one in "
        "use."),
    0,
    BIT (CONNACK) | BIT (DISCONNECT) },
  { 0x8d,
    N_ ("Keep Alive timeout"),
    N_ ("No packet came for one and a half times the Keep Alive."),
    0,
    BIT (DISCONNECT) },
  { 0x8e,
    N_ ("Session taken over"),
    N_ ("Another connection uses the same Client Identifier."),
    0,
    BIT (DISCONNECT) },
  { 0x8f,
    N_ ("Topic Filter invalid"),
    N_ ("The Topic Filter is well-formed, but not accepted here."),
    0,
    SUBACKS | BIT (DISCONNECT) },
  { 0x90,
    N_ ("Topic Name invalid"),
    N_ ("The Topic Name is well-formed, but not accepted here."),
    ACKS | BIT (DISCONNECT),
    BIT (CONNACK) | ACKS | BIT (DISCONNECT) },
  { 0x91,
    N_ ("Packet Identifier in use"),
    N_ ("The Packet Identifier is already in use: the two sides do not agree "
        "on the Session State."),
    ACKS,
    ACKS | SUBACKS },
  { 0x92,
    N_ ("Packet Identifier not found"),
    N_ ("The Packet Identifier is not known: normal while a Session is being "
        "recovered, otherwise the two sides do not agree on its state."),
    BIT (PUBREL) | BIT (PUBCOMP),
    BIT (PUBREL) | BIT (PUBCOMP) },
  { 0x93,
    N_ ("Receive Maximum exceeded"),
    N_ ("More messages were in flight than the receiver allows."),
    BIT (DISCONNECT),
    BIT (DISCONNECT) },
  { 0x94,
    N_ ("Topic Alias invalid"),
    N_ ("The Topic Alias is 0 or above the Topic Alias Maximum."),
    BIT (DISCONNECT),
    BIT (DISCONNECT) },
  { 0x95,
    N_ ("Packet too large"),
    N_ ("The packet is larger than the receiver's Maximum Packet Size."),
    BIT (DISCONNECT),
    BIT (CONNACK) | BIT (DISCONNECT) },
  { 0x96,
    N_ ("Message rate too high"),
    N_ ("Data comes in at too high a rate."),
    BIT (DISCONNECT),
    BIT (DISCONNECT) },
  { 0x97,
    N_ ("Quota exceeded"),
    N_ ("A limit of the receiver was exceeded."),
    ACKS | BIT (DISCONNECT),
    BIT (CONNACK) | ACKS | BIT (SUBACK) | BIT (DISCONNECT) },
  { 0x98,
    N_ ("Administrative action"),
    N_ ("The connection was closed by an administrator."),
    BIT (DISCONNECT),
    BIT (DISCONNECT) },
  { 0x99,
    N_ ("Payload format invalid"),
    N_ ("The payload is not what the Payload Format Indicator says."),
    ACKS | BIT (DISCONNECT),
    BIT (CONNACK) | ACKS | BIT (DISCONNECT) },
  { 0x9a,
    N_ ("Retain not supported"),
    N_ ("The Server does not keep retained messages."),
    0,
    BIT (CONNACK) | BIT (DISCONNECT) },
  { 0x9b,
    N_ ("QoS not supported"),
    N_ ("The QoS is above the Maximum QoS of the receiver."),
    /* Table 3-10 names the Server only, section 3.3.4 the Client too. */
    BIT (DISCONNECT),
    BIT (CONNACK) | BIT (DISCONNECT) },
  { 0x9c,
    N_ ("Use another server"),
    N_ ("The Client should use another Server for the time being."),
    0,
    BIT (CONNACK) | BIT (DISCONNECT) },
  { 0x9d,
    N_ ("Server moved"),
    N_ ("The Client should use another Server from now on."),
    0,
    BIT (CONNACK) | BIT (DISCONNECT) },
  { 0x9e,
    N_ ("Shared Subscriptions not supported"),
    N_ ("The Server does not support Shared Subscriptions."),
    0,
    BIT (SUBACK) | BIT (DISCONNECT) },
  { 0x9f,
    N_ ("Connection rate exceeded"),
    N_ ("Too many connections came in too short a time."),
    0,
    BIT (CONNACK) | BIT (DISCONNECT) },
  { 0xa0,
    N_ ("Maximum connect time"),
    N_ ("The connection was open for as long as the Server allows."),
    0,
    BIT (DISCONNECT) },
  { 0xa1,
    N_ ("Subscription Identifiers not supported"),
    N_ ("The Server does not support Subscription Identifiers."),
    0,
    BIT (SUBACK) | BIT (DISCONNECT) },
  { 0xa2,
    N_ ("Wildcard Subscriptions not supported"),
    N_ ("The Server does not support subscriptions with wildcards."),
    0,
    BIT (SUBACK) | BIT (DISCONNECT) },
};

typedef struct
{
  const char *name;
  const char *meaning;
} ReturnRow;

/* 3.1.1 table 3.1; 3.1 has the same codes. */
static const ReturnRow return_rows[] = {
  { N_ ("Connection Accepted"), N_ ("The Server accepted the connection.") },
  { N_ ("Connection Refused, unacceptable protocol version"),
    N_ ("The Server does not support this version of MQTT.") },
  { N_ ("Connection Refused, identifier rejected"),
    N_ ("The Client Identifier is not allowed by the Server.") },
  { N_ ("Connection Refused, Server unavailable"),
    N_ ("The MQTT service is not available.") },
  { N_ ("Connection Refused, bad user name or password"),
    N_ ("The data in the user name or password is malformed or wrong.") },
  { N_ ("Connection Refused, not authorized"),
    N_ ("The Client is not authorized to connect.") },
};

/* The row of @code for @packet, else the first one of @code. */
static const Row *
find_row (guint8 code, MqttPacketType packet)
{
  const Row *first = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].code != code)
        continue;
      if (((rows[i].by_client | rows[i].by_server) >> packet) & 1u)
        return &rows[i];
      if (first == NULL)
        first = &rows[i];
    }
  return first;
}

const char *
mqtt_reason_code_get_name (guint8 code, MqttPacketType packet)
{
  const Row *row = find_row (code, packet);

  return row != NULL ? row->name : NULL;
}

const char *
mqtt_reason_code_get_meaning (guint8 code, MqttPacketType packet)
{
  const Row *row = find_row (code, packet);

  return row != NULL ? row->meaning : NULL;
}

gboolean
mqtt_reason_code_is_allowed (guint8         code,
                             MqttPacketType packet,
                             MqttRole       sender)
{
  const Row *row = find_row (code, packet);
  guint32    packets;

  if (row == NULL)
    return FALSE;
  packets = sender == MQTT_ROLE_CLIENT ? row->by_client : row->by_server;
  return (packets >> packet) & 1u;
}

/**
 * mqtt_return_code_get_name:
 *
 * Returns: (nullable): name of a Connect Return code of 3.1 and 3.1.1, %NULL
 *   for the reserved values
 */
const char *
mqtt_return_code_get_name (guint8 code)
{
  return code < G_N_ELEMENTS (return_rows) ? return_rows[code].name : NULL;
}

/**
 * mqtt_return_code_get_meaning:
 *
 * Returns: (nullable): one plain English sentence; an id for translation too
 */
const char *
mqtt_return_code_get_meaning (guint8 code)
{
  return code < G_N_ELEMENTS (return_rows) ? return_rows[code].meaning : NULL;
}

guint8
mqtt_return_code_from_reason_code (MqttReasonCode reason)
{
  if (reason < MQTT_REASON_UNSPECIFIED_ERROR)
    return MQTT_RETURN_ACCEPTED;
  if (reason == MQTT_REASON_UNSUPPORTED_PROTOCOL_VERSION)
    return MQTT_RETURN_UNACCEPTABLE_PROTOCOL_VERSION;
  if (reason == MQTT_REASON_CLIENT_IDENTIFIER_NOT_VALID)
    return MQTT_RETURN_IDENTIFIER_REJECTED;
  if (reason == MQTT_REASON_BAD_USER_NAME_OR_PASSWORD ||
      reason == MQTT_REASON_BAD_AUTHENTICATION_METHOD)
    return MQTT_RETURN_BAD_USER_NAME_OR_PASSWORD;
  if (reason == MQTT_REASON_NOT_AUTHORIZED || reason == MQTT_REASON_BANNED)
    return MQTT_RETURN_NOT_AUTHORIZED;
  return MQTT_RETURN_SERVER_UNAVAILABLE;
}

const char *
mqtt_connack_code_get_name (MqttVersion version, guint8 code)
{
  const Row *row;

  if (version != MQTT_VERSION_5_0)
    return mqtt_return_code_get_name (code);
  row = find_row (code, MQTT_PACKET_CONNACK);
  if (row == NULL || (row->by_server & BIT (CONNACK)) == 0)
    return NULL;
  return row->name;
}
