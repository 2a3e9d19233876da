/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-dialect-table.h"

/* For N_(): who shows it translates. */
#include <glib/gi18n-lib.h>

/* The fields' own names stand in src/mqtt, where they are translated: here they
 * are keys. */

#define RENAMED WILLOW_DIALECT_RENAMED
#define CHANGED WILLOW_DIALECT_CHANGED
#define MOVED WILLOW_DIALECT_MOVED
#define APPEARED WILLOW_DIALECT_APPEARED
#define VANISHED WILLOW_DIALECT_VANISHED

#define SAME(name)                                                             \
  {                                                                            \
    name, name, name                                                           \
  }
#define NAMES(for_3_1, for_3_1_1, for_5_0)                                     \
  {                                                                            \
    for_3_1, for_3_1_1, for_5_0                                                \
  }
#define NEW_IN_5(name) NAMES (NULL, NULL, name)
#define NEW_IN_4(name) NAMES (NULL, name, name)
#define GONE_IN_4(name) NAMES (name, NULL, NULL)

#define GROUP(packet, key, parent, names, marks, remark)                       \
  {                                                                            \
    key, parent, packet, TRUE, FALSE, FALSE, -1, names, marks, remark          \
  }
#define FIELD(packet, key, parent, names, marks, remark)                       \
  {                                                                            \
    key, parent, packet, FALSE, FALSE, FALSE, -1, names, marks, remark         \
  }
/* Property Length; the properties come behind it. */
#define LENGTH(packet, key, parent, place)                                     \
  {                                                                            \
    key, parent, packet, FALSE, FALSE, FALSE, place,                           \
        NEW_IN_5 ("Property Length"), APPEARED, ""                             \
  }
#define UNKNOWN(packet, key, parent)                                           \
  {                                                                            \
    key, parent, packet, FALSE, FALSE, TRUE, -1, NEW_IN_5 ("Identifier"),      \
        APPEARED, ""                                                           \
  }
#define WRONG(packet, key, name)                                               \
  {                                                                            \
    key, NULL, packet, FALSE, TRUE, FALSE, -1, SAME (name), 0, ""              \
  }

#define CONNECT MQTT_PACKET_CONNECT
#define CONNACK MQTT_PACKET_CONNACK

/* The same in both packets. */
#define FIXED_HEADER(packet, at)                                               \
  GROUP (packet, at "/fixed", NULL, SAME ("Fixed header"), 0, ""),             \
      FIELD (packet,                                                           \
             at "/first",                                                      \
             at "/fixed",                                                      \
             NAMES ("Message Type and flags",                                  \
                    "Control Packet type and flags",                           \
                    "Control Packet type and flags"),                          \
             RENAMED,                                                          \
             ""),                                                              \
      FIELD (packet,                                                           \
             at "/type",                                                       \
             at "/first",                                                      \
             NAMES ("Message Type",                                            \
                    "MQTT Control Packet type",                                \
                    "MQTT Control Packet type"),                               \
             RENAMED,                                                          \
             N_ ("A message type in 3.1, a packet type since 3.1.1: a "        \
                 "message is now what PUBLISH carries.")),                     \
      FIELD (packet,                                                           \
             at "/dup",                                                        \
             at "/first",                                                      \
             GONE_IN_4 ("DUP flag"),                                           \
             VANISHED,                                                         \
             N_ ("In 3.1 these bits have their names in every packet, used "   \
                 "or not.")),                                                  \
      FIELD (packet,                                                           \
             at "/qos",                                                        \
             at "/first",                                                      \
             GONE_IN_4 ("QoS level"),                                          \
             VANISHED,                                                         \
             ""),                                                              \
      FIELD (packet,                                                           \
             at "/retain",                                                     \
             at "/first",                                                      \
             GONE_IN_4 ("RETAIN"),                                             \
             VANISHED,                                                         \
             ""),                                                              \
      FIELD (packet,                                                           \
             at "/first-reserved",                                             \
             at "/first",                                                      \
             NEW_IN_4 ("Reserved"),                                            \
             APPEARED,                                                         \
             N_ ("The four bits that 3.1 does not use must be 0 since "        \
                 "3.1.1.")),                                                   \
      FIELD (                                                                  \
          packet, at "/length", at "/fixed", SAME ("Remaining Length"), 0, "")

#define DAMAGE(packet, at)                                                     \
  WRONG (packet, at "/undecoded", "Undecoded bytes"),                          \
      WRONG (packet, at "/missing", "Missing bytes"),                          \
      WRONG (packet, at "/further", "Further bytes")

static const WillowDialectEntry entries[] = {
  FIXED_HEADER (CONNECT, "connect"),
  GROUP (CONNECT, "connect/header", NULL, SAME ("Variable header"), 0, ""),
  FIELD (CONNECT,
         "connect/protocol-name",
         "connect/header",
         SAME ("Protocol Name"),
         CHANGED,
         N_ ("MQIsdp in 3.1, MQTT since 3.1.1: by it alone a Server tells 3.1 "
             "from the later versions.")),
  FIELD (CONNECT,
         "connect/protocol-version",
         "connect/header",
         NAMES ("Protocol Version", "Protocol Level", "Protocol Version"),
         RENAMED | CHANGED,
         N_ ("3 is 3.1, 4 is 3.1.1, 5 is 5.0.")),
  FIELD (CONNECT,
         "connect/flags",
         "connect/header",
         SAME ("Connect Flags"),
         0,
         ""),
  FIELD (CONNECT,
         "connect/user-name-flag",
         "connect/flags",
         SAME ("User Name Flag"),
         0,
         ""),
  FIELD (CONNECT,
         "connect/password-flag",
         "connect/flags",
         SAME ("Password Flag"),
         CHANGED,
         N_ ("In 3.x there is no password without a user name; 5.0 allows it, "
             "for tokens.")),
  FIELD (CONNECT,
         "connect/will-retain",
         "connect/flags",
         SAME ("Will Retain"),
         0,
         ""),
  FIELD (
      CONNECT, "connect/will-qos", "connect/flags", SAME ("Will QoS"), 0, ""),
  FIELD (
      CONNECT, "connect/will-flag", "connect/flags", SAME ("Will Flag"), 0, ""),
  FIELD (CONNECT,
         "connect/clean",
         "connect/flags",
         NAMES ("Clean Session", "Clean Session", "Clean Start"),
         RENAMED | CHANGED | MOVED,
         N_ ("Clean Session says two things at once: begin anew, and keep "
             "nothing afterwards. Clean Start says the first only; the second "
             "has moved to the Session Expiry Interval.")),
  FIELD (CONNECT,
         "connect/reserved",
         "connect/flags",
         SAME ("Reserved"),
         CHANGED,
         N_ ("3.1 does not look at it; since 3.1.1 it must be 0, or the Server "
             "closes the connection.")),
  FIELD (CONNECT,
         "connect/keep-alive",
         "connect/header",
         NAMES ("Keep Alive timer", "Keep Alive", "Keep Alive"),
         RENAMED | CHANGED,
         N_ ("In 5.0 the Server may answer with a value of its own, which "
             "counts then (Server Keep Alive).")),
  GROUP (CONNECT,
         "connect/properties",
         "connect/header",
         NEW_IN_5 ("CONNECT Properties"),
         APPEARED,
         N_ ("New in 5.0: settings with a number each, as many as one needs.")),
  LENGTH (CONNECT,
          "connect/property-length",
          "connect/properties",
          MQTT_PACKET_CONNECT),
  UNKNOWN (CONNECT, "connect/unknown-property", "connect/properties"),
  GROUP (CONNECT, "connect/payload", NULL, SAME ("Payload"), 0, ""),
  FIELD (CONNECT,
         "connect/client-id",
         "connect/payload",
         SAME ("Client Identifier"),
         CHANGED,
         N_ ("3.1: 1 to 23 characters. 3.1.1: it may be empty, with Clean "
             "Session 1. 5.0: to an empty one the Server answers with the "
             "identifier that it has assigned.")),
  GROUP (CONNECT,
         "connect/will-properties",
         "connect/payload",
         NEW_IN_5 ("Will Properties"),
         APPEARED,
         N_ ("New in 5.0: a delay, and what a PUBLISH can say about its "
             "message.")),
  LENGTH (CONNECT,
          "connect/will-property-length",
          "connect/will-properties",
          MQTT_PROPERTY_PLACE_WILL),
  UNKNOWN (CONNECT, "connect/unknown-will-property", "connect/will-properties"),
  FIELD (CONNECT,
         "connect/will-topic",
         "connect/payload",
         SAME ("Will Topic"),
         0,
         ""),
  FIELD (CONNECT,
         "connect/will-payload",
         "connect/payload",
         NAMES ("Will Message", "Will Message", "Will Payload"),
         RENAMED | CHANGED,
         N_ ("A text in 3.1, any bytes since 3.1.1.")),
  FIELD (CONNECT,
         "connect/user-name",
         "connect/payload",
         SAME ("User Name"),
         0,
         ""),
  FIELD (CONNECT,
         "connect/password",
         "connect/payload",
         SAME ("Password"),
         CHANGED,
         N_ ("A text in 3.1, any bytes since 3.1.1.")),
  DAMAGE (CONNECT, "connect"),

  FIXED_HEADER (CONNACK, "connack"),
  GROUP (CONNACK, "connack/header", NULL, SAME ("Variable header"), 0, ""),
  FIELD (CONNACK,
         "connack/flags",
         "connack/header",
         NAMES ("Topic Name Compression Response",
                "Connect Acknowledge Flags",
                "Connect Acknowledge Flags"),
         RENAMED | CHANGED,
         N_ ("3.1 does not use this byte; since 3.1.1 it has a flag.")),
  FIELD (CONNACK,
         "connack/reserved",
         "connack/flags",
         NEW_IN_4 ("Reserved"),
         APPEARED,
         ""),
  FIELD (CONNACK,
         "connack/session-present",
         "connack/flags",
         NEW_IN_4 ("Session Present"),
         APPEARED,
         N_ ("New in 3.1.1: before, a Client could not know whether the Server "
             "had kept its Session.")),
  FIELD (CONNACK,
         "connack/code",
         "connack/header",
         NAMES ("Connect Return code",
                "Connect Return code",
                "Connect Reason Code"),
         RENAMED | CHANGED,
         N_ ("A refusal in 3.x is one of the codes 1 to 5, and nothing else. "
             "In 5.0 it is a Reason Code from 0x80 on, and properties may say "
             "more.")),
  GROUP (CONNACK,
         "connack/properties",
         "connack/header",
         NEW_IN_5 ("CONNACK Properties"),
         APPEARED,
         N_ ("New in 5.0: what the Server grants and what it limits; in 3.x a "
             "Client only notices.")),
  LENGTH (CONNACK,
          "connack/property-length",
          "connack/properties",
          MQTT_PACKET_CONNACK),
  UNKNOWN (CONNACK, "connack/unknown-property", "connack/properties"),
  DAMAGE (CONNACK, "connack"),
};

static const struct
{
  MqttPropertyId id;
  int            properties;
  guint          marks;
  const char    *remark;
} remarks[] = {
  { MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL,
    MQTT_PACKET_CONNECT,
    APPEARED | MOVED,
    N_ ("The half of Clean Session that says how long the Session is kept. "
        "Without it the Session ends with the connection.") },
  { MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER,
    MQTT_PACKET_CONNACK,
    APPEARED,
    N_ ("3.1.1 lets a Server make up an identifier, too, but it cannot tell "
        "it.") },
  { MQTT_PROPERTY_SERVER_KEEP_ALIVE,
    MQTT_PACKET_CONNACK,
    APPEARED,
    N_ ("In 3.x only the Client decides about Keep Alive.") },
  { MQTT_PROPERTY_REASON_STRING,
    MQTT_PACKET_CONNACK,
    APPEARED,
    N_ ("In 3.x a refusal has no words.") },
  { MQTT_PROPERTY_SERVER_REFERENCE,
    MQTT_PACKET_CONNACK,
    APPEARED,
    N_ ("In 3.x a Server cannot send a Client elsewhere.") },
  { MQTT_PROPERTY_AUTHENTICATION_METHOD,
    MQTT_PACKET_CONNECT,
    APPEARED,
    N_ ("3.x knows only user name and password, in one step.") },
};

const WillowDialectEntry *
willow_dialect_table_get (guint *n_entries)
{
  *n_entries = G_N_ELEMENTS (entries);
  return entries;
}

void
willow_dialect_table_remark (MqttPropertyId      id,
                             int                 properties,
                             WillowDialectPlace *place)
{
  for (guint i = 0; i < G_N_ELEMENTS (remarks); i++)
    if (remarks[i].id == id && remarks[i].properties == properties)
      {
        place->marks = remarks[i].marks;
        place->remark = remarks[i].remark;
      }
}
