/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-doctor-verdict.h"

#include <glib/gi18n.h>

typedef struct
{
  guint8            code;
  WillowVerdictInfo info;
} Row;

#define REFUSED(code, name, actor, advice)                                     \
  {                                                                            \
    code,                                                                      \
    {                                                                          \
      "refused-" name, WILLOW_STAGE_CONNACK, WILLOW_ACTOR_##actor, NULL,       \
          advice                                                               \
    }                                                                          \
  }
#define GOODBYE(code, name, actor, advice)                                     \
  {                                                                            \
    code,                                                                      \
    {                                                                          \
      "disconnected-" name, WILLOW_STAGE_OPEN, WILLOW_ACTOR_##actor, NULL,     \
          advice                                                               \
    }                                                                          \
  }

/* clang-format off */

/* 3.1.1 table 3.1. What the same refusal is called in 5.0 has the same name. */
static const Row refusals_3[] = {
  REFUSED (1, "version", YOU,
           N_ ("Use another version of MQTT: most brokers know 3.1.1.")),
  REFUSED (2, "client-id", YOU,
           N_ ("Use another Client Identifier: 1 to 23 letters and digits are always allowed. An empty one needs Clean Session, and not every server takes it. Some brokers want an identifier that they have registered.")),
  REFUSED (3, "unavailable", ADMINISTRATOR,
           N_ ("The broker is there, but its MQTT service is not: it starts, stops or has too many clients. Try again later.")),
  REFUSED (4, "credentials", YOU,
           N_ ("Check user name and password: capital letters, spaces at the end, and whether the password belongs to this broker.")),
  REFUSED (5, "not-authorized", ADMINISTRATOR,
           N_ ("The broker does not allow this client to connect, because of its user name, Client Identifier, address or certificate. Many brokers also answer like this to a wrong or missing password.")),
};

/* 5.0 table 3.1. */
static const Row refusals_5[] = {
  REFUSED (0x80, "unspecified", ADMINISTRATOR,
           N_ ("The server does not say why. Its log does, or whoever runs it.")),
  REFUSED (0x81, "malformed-packet", ADMINISTRATOR,
           N_ ("The server could not read CONNECT. If nothing changed it on the way, compare the packet with what the server allows; its log may name the byte.")),
  REFUSED (0x82, "protocol-error", YOU,
           N_ ("Something in CONNECT is not allowed: a property that appears twice, or a value that is not allowed there. Remove properties and the will one by one.")),
  REFUSED (0x83, "implementation", YOU,
           N_ ("CONNECT is right, but this server does not process it: usually a property, the will, or the Client Identifier. The documentation of the server says what it takes.")),
  REFUSED (0x84, "version", YOU,
           N_ ("Use another version of MQTT: most brokers know 3.1.1.")),
  REFUSED (0x85, "client-id", YOU,
           N_ ("Use another Client Identifier: 1 to 23 letters and digits are always allowed. Some brokers want an identifier that they have registered, or none that is empty.")),
  REFUSED (0x86, "credentials", YOU,
           N_ ("Check user name and password: capital letters, spaces at the end, and whether the password belongs to this broker.")),
  REFUSED (0x87, "not-authorized", ADMINISTRATOR,
           N_ ("The broker does not allow this client to connect, because of its user name, Client Identifier, address or certificate. Many brokers also answer like this to a wrong or missing password.")),
  REFUSED (0x88, "unavailable", ADMINISTRATOR,
           N_ ("The broker is there, but its MQTT service is not: it starts or stops. Try again later.")),
  REFUSED (0x89, "busy", NOBODY,
           N_ ("The server has too much to do. Wait a moment, then try again.")),
  REFUSED (0x8a, "banned", ADMINISTRATOR,
           N_ ("Somebody, or a rule, has banned this client: ask whoever runs the server. Trying again and again makes it worse.")),
  REFUSED (0x8c, "authentication-method", YOU,
           N_ ("The server does not know this Authentication Method. Use another, or user name and password.")),
  REFUSED (0x90, "will-topic", YOU,
           N_ ("The topic of the Will Message is not accepted: use another topic, or no will.")),
  REFUSED (0x95, "packet-too-large", YOU,
           N_ ("CONNECT is larger than the server takes: shorten the payload of the will, the password or the user properties.")),
  REFUSED (0x97, "quota-exceeded", ADMINISTRATOR,
           N_ ("A limit of the server is reached: connections, sessions, or what this user may have. Close other clients, or ask for more.")),
  REFUSED (0x99, "will-payload", YOU,
           N_ ("The payload of the Will Message is not UTF-8, as its Payload Format Indicator says. Change the payload or leave the indicator out.")),
  REFUSED (0x9a, "will-retain", YOU,
           N_ ("The server keeps no retained messages: use a will without Retain.")),
  REFUSED (0x9b, "will-qos", YOU,
           N_ ("The server does not support the QoS of the will: use a lower one.")),
  REFUSED (0x9c, "use-another-server", YOU,
           N_ ("For the time being another server is to be used; where the answer names one, connect there if you trust it.")),
  REFUSED (0x9d, "server-moved", YOU,
           N_ ("The server has moved for good; where the answer names the new place, connect there if you trust it.")),
  REFUSED (0x9f, "connection-rate", NOBODY,
           N_ ("Too many connections came in too short a time. Wait a minute; if something reconnects in a loop, stop it.")),
};

/* 5.0 table 3.10, of those that a Server sends. */
static const Row goodbyes[] = {
  GOODBYE (0x00, "normal", ADMINISTRATOR,
           N_ ("The server ended the connection as planned and gives no reason: its log does.")),
  GOODBYE (0x80, "unspecified", ADMINISTRATOR,
           N_ ("The server does not say why it ended the connection. Its log does.")),
  GOODBYE (0x81, "malformed-packet", ADMINISTRATOR,
           N_ ("The server could not read the last packet that was sent to it; the Packets page shows it.")),
  GOODBYE (0x82, "protocol-error", ADMINISTRATOR,
           N_ ("The last packet was not allowed at that point; the Packets page shows it.")),
  GOODBYE (0x83, "implementation", ADMINISTRATOR,
           N_ ("The packet is right, but this server does not process it; its documentation says what it takes.")),
  GOODBYE (0x87, "not-authorized", ADMINISTRATOR,
           N_ ("The client did something it is not allowed to do, or its rights were taken away meanwhile. Ask whoever runs the server.")),
  GOODBYE (0x89, "busy", NOBODY,
           N_ ("The server cannot go on with this client now. Wait a moment, then connect again.")),
  GOODBYE (0x8b, "shutting-down", NOBODY,
           N_ ("The server stops. Connect again when it is back.")),
  GOODBYE (0x8c, "authentication-method", YOU,
           N_ ("The Authentication Method is not the one of this connection, or is not supported: use another.")),
  GOODBYE (0x8d, "keep-alive", NETWORK,
           N_ ("Nothing from here reached the server for one and a half times the Keep Alive: look at the network, or use a longer Keep Alive.")),
  GOODBYE (0x8e, "session-taken-over", YOU,
           N_ ("Another client connected with the same Client Identifier. Each client needs its own.")),
  GOODBYE (0x8f, "topic-filter", YOU,
           N_ ("A Topic Filter is not accepted here: subscribe to another.")),
  GOODBYE (0x90, "topic-name", YOU,
           N_ ("A Topic Name is not accepted here: publish to another.")),
  GOODBYE (0x93, "receive-maximum", ADMINISTRATOR,
           N_ ("More messages were under way than the server allows at once: send more slowly.")),
  GOODBYE (0x94, "topic-alias", ADMINISTRATOR,
           N_ ("A Topic Alias was 0 or above what the server allows: use none.")),
  GOODBYE (0x95, "packet-too-large", YOU,
           N_ ("A packet was larger than the server takes: send less in one message.")),
  GOODBYE (0x96, "message-rate", YOU,
           N_ ("Messages came faster than the server allows: send more slowly.")),
  GOODBYE (0x97, "quota-exceeded", ADMINISTRATOR,
           N_ ("A limit of the server was exceeded: ask which one, and for more.")),
  GOODBYE (0x98, "administrative", ADMINISTRATOR,
           N_ ("Somebody who runs the server closed this connection: ask why.")),
  GOODBYE (0x99, "payload-format", YOU,
           N_ ("A payload was not UTF-8, as its Payload Format Indicator says.")),
  GOODBYE (0x9a, "retain", YOU,
           N_ ("The server keeps no retained messages: publish without Retain.")),
  GOODBYE (0x9b, "qos", YOU,
           N_ ("The server does not support this QoS: use a lower one.")),
  GOODBYE (0x9c, "use-another-server", YOU,
           N_ ("Another server is to be used for the time being; where it is named, connect there if you trust it.")),
  GOODBYE (0x9d, "server-moved", YOU,
           N_ ("The server has moved for good; where the new place is named, connect there if you trust it.")),
  GOODBYE (0x9e, "shared-subscriptions", YOU,
           N_ ("This server has no Shared Subscriptions: subscribe without $share.")),
  GOODBYE (0x9f, "connection-rate", NOBODY,
           N_ ("Too many connections came in too short a time. Wait a minute before the next.")),
  GOODBYE (0xa0, "maximum-connect-time", NOBODY,
           N_ ("The server limits how long a client may stay connected. Connect again.")),
  GOODBYE (0xa1, "subscription-identifiers", YOU,
           N_ ("This server has no Subscription Identifiers: subscribe without one.")),
  GOODBYE (0xa2, "wildcards", YOU,
           N_ ("This server has no wildcards in subscriptions: subscribe to each topic.")),
};

static const WillowVerdictInfo undefined_refusal = {
  "refused-undefined", WILLOW_STAGE_CONNACK, WILLOW_ACTOR_ADMINISTRATOR, NULL,
  N_ ("The code has no meaning in this version of MQTT; only the log of the server can tell.")
};
static const WillowVerdictInfo undefined_goodbye = {
  "disconnected-undefined", WILLOW_STAGE_OPEN, WILLOW_ACTOR_ADMINISTRATOR, NULL,
  N_ ("The code has no meaning for DISCONNECT; only the log of the server can tell.")
};
/* clang-format on */

static const WillowVerdictInfo *
find (const Row               *rows,
      guint                    n_rows,
      guint8                   code,
      const WillowVerdictInfo *fallback)
{
  for (guint i = 0; i < n_rows; i++)
    if (rows[i].code == code)
      return &rows[i].info;
  return fallback;
}

const WillowVerdictInfo *
willow_verdict_get_refusal (gboolean is_5_0, guint8 code)
{
  if (is_5_0)
    return find (
        refusals_5, G_N_ELEMENTS (refusals_5), code, &undefined_refusal);
  return find (refusals_3, G_N_ELEMENTS (refusals_3), code, &undefined_refusal);
}

const WillowVerdictInfo *
willow_verdict_get_goodbye (guint8 code)
{
  return find (goodbyes, G_N_ELEMENTS (goodbyes), code, &undefined_goodbye);
}
