/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/willow-scram-server.h"
#include "broker/guard/willow-broker-addresses.h"
#include "broker/willow-broker-listener.h"
#include "broker/guard/willow-broker-login.h"
#include "broker/route/willow-broker-session.h"
#include "link/willow-link.h"

#include <stdbool.h>

G_BEGIN_DECLS

/* Inside willow-broker-store-hold.c. */
typedef struct _WillowBrokerHold WillowBrokerHold;

/* Inside willow-broker-connection-log.c. */
typedef struct _WillowBrokerLogName WillowBrokerLogName;

/**
 * WillowBrokerConnection:
 *
 * One Network Connection: what its link tells becomes what the broker does. It
 * is with a Session from CONNACK until it ends in whichever way; after that it
 * may live on for a moment to bring its last bytes out.
 */
struct _WillowBrokerConnection
{
  WillowBrokerServer   *server;
  WillowBrokerListener *listener; /* (borrowed): where it came in;
                                      NULL: of a bridge, we made it */
  WillowLink          *link;
  MqttConnection      *mqtt;    /* (borrowed): of the link */
  WillowBrokerSession *session; /* (borrowed) (nullable) */
  MqttSession         *state;   /* (nullable): what @mqtt borrows */
  GList                node;    /* in server->connections */

  guint8 *connect; /* (nullable): until it has a Session; without password */
  struct _WillowFaultEngine *faults; /* (nullable) */

  WillowScramServer *scram;            /* (nullable): an exchange goes on */
  WillowBrokerLogin *login;            /* (nullable): a password is compared */
  GBytes            *waiting_connect;  /* (nullable): CONNECT, for its end */
  char              *proved_user_name; /* (nullable): by SCRAM or certificate */

  WillowBrokerAddress address;
  guint               access_serial;    /* of the rules that @login is about */
  struct _WillowBrokerRefused *refused; /* (nullable): a login, later */

  WillowBrokerLogName *log_name;    /* (nullable) */
  gint64               accepted_us; /* monotonic; 0 without a trace */
  WillowBrokerHold    *hold;        /* (nullable): of the store */

  gsize burst_bytes;  /* of the unsent ones, those that such a burst made */
  bool  is_burst : 1; /* retained messages for a new Subscription */
  bool  is_cut : 1;
  bool  has_certificate_name : 1;
  bool  is_over_rate : 1;   /* only to be told so */
  bool  awaits_store : 1;   /* an answer to what it asked for is held */
  bool  awaits_connack : 1; /* the very first one */
};

/* @transport: (transfer full). Joins the server's list, which owns it. */
WillowBrokerConnection *
willow_broker_connection_new (WillowBrokerServer   *server,
                              WillowBrokerListener *listener,
                              WillowTransport      *transport);

void willow_broker_connection_destroy (WillowBrokerConnection *connection);

/* Sends a PUBLISH, unless the Client reads too slowly (see
 * WillowBrokerConfig.output_limit_bytes). Returns whether it was taken. */
gboolean willow_broker_connection_send (WillowBrokerConnection *connection,
                                        MqttMessage            *message,
                                        const MqttDelivery     *delivery,
                                        gint64                  now_us);

/* Around the retained messages of a SUBSCRIBE: they come all at once, which is
 * not the reader's fault, so they count for no limit. One who has not read an
 * earlier burst gets no second one. */
void willow_broker_connection_begin_burst (WillowBrokerConnection *connection);
void willow_broker_connection_end_burst (WillowBrokerConnection *connection);

/* The Session goes on without this Network Connection, or ends.
 * @clean: DISCONNECT with 0x00 */
void willow_broker_connection_detach (WillowBrokerConnection *connection,
                                      gboolean                clean);

/* Says goodbye with @reason, where the version can, and closes. The Session is
 * detached first. */
void willow_broker_connection_disconnect (WillowBrokerConnection *connection,
                                          MqttReasonCode          reason,
                                          const char             *why);

/* Answers to single packets, each in its own file. */
void
willow_broker_connection_handle_connect (WillowBrokerConnection *connection,
                                         const MqttEvent        *event);
void willow_broker_connection_handle_auth (WillowBrokerConnection *connection,
                                           const MqttReason       *auth);
/* The User Name that a certificate or a pre-shared key (PSK) proves, where the
 * listener takes it from there. Returns: %FALSE if there is none */
gboolean willow_broker_connection_identify (WillowBrokerConnection *connection);
void
willow_broker_connection_handle_publish (WillowBrokerConnection *connection,
                                         const MqttEvent        *event);
void
willow_broker_connection_handle_subscribe (WillowBrokerConnection *connection,
                                           const MqttPacket       *packet);
void
willow_broker_connection_handle_unsubscribe (WillowBrokerConnection *connection,
                                             const MqttPacket       *packet);

/* CONNECT that may come in, as far as authentication goes: CONNACK follows.
 * @extra: properties for CONNACK */
void willow_broker_connection_decide (WillowBrokerConnection *connection,
                                      const MqttConnect      *connect,
                                      MqttProperties          extra);
/* CONNACK that says no, and in 5.0 why. */
void willow_broker_connection_refuse (WillowBrokerConnection *connection,
                                      MqttReasonCode          reason,
                                      const char             *why);

/* Finds out connection->address. */
void willow_broker_connection_ask_address (WillowBrokerConnection *connection);

/* Decides on CONNECT, now or when its password has been compared.
 * @frame: the bytes of @connect */
void willow_broker_connection_authenticate (WillowBrokerConnection *connection,
                                            const MqttConnect      *connect,
                                            MqttSlice               frame);
/* Goes on with the CONNECT that has waited. @extra: properties for CONNACK */
void
willow_broker_connection_resume_connect (WillowBrokerConnection *connection,
                                         MqttProperties          extra);
/* A wrong password: CONNACK follows, later each time. @why: static */
void willow_broker_connection_fail_login (WillowBrokerConnection *connection,
                                          MqttReasonCode          reason,
                                          const char             *why);
void willow_broker_connection_clear_login (WillowBrokerConnection *connection);

/* Whether the Authentication Method of @connect, or none, will do. */
MqttReasonCode
willow_broker_connection_check_method (WillowBrokerConnection *connection,
                                       const MqttConnect      *connect);
gboolean willow_broker_connection_wants_auth (const MqttConnect *connect);
/* Answers the CONNECT of @event with AUTH; it is decided on later. */
void willow_broker_connection_begin_auth (WillowBrokerConnection *connection,
                                          const MqttEvent        *event);
void willow_broker_connection_clear_auth (WillowBrokerConnection *connection);

G_END_DECLS
