/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-filter-tree.h"
#include "mqtt/mqtt-findings.h"
#include "mqtt/mqtt-flow-check.h"
#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-packet.h"

G_BEGIN_DECLS

/* Shared by mqtt-findings*.c only. */

typedef enum
{
  MQTT_EXCHANGE_NONE,
  MQTT_EXCHANGE_PUBLISHED, /* PUBACK or PUBREC to come */
  MQTT_EXCHANGE_RECEIVED,  /* PUBREC came */
  MQTT_EXCHANGE_RELEASED,  /* PUBREL sent, PUBCOMP to come */
  MQTT_EXCHANGE_DONE,
  MQTT_EXCHANGE_REFUSED, /* by a PUBREC of 0x80 or above */
  MQTT_EXCHANGE_REQUEST, /* SUBSCRIBE or UNSUBSCRIBE, answer to come */
} MqttExchangeState;

/* What goes on under one Packet Identifier. */
typedef struct
{
  guint64 serial; /* of the packet that began it, or repeated it */
  guint32 digest; /* of topic and payload */
  guint8  state;
  guint8  qos;
  guint8  is_loose; /* something was repeated or astray: answers may be too */
} MqttExchange;

#define MQTT_EXCHANGE_PAGE 256u

/* What one side sends. */
typedef struct
{
  MqttExchange *pages[65536 / MQTT_EXCHANGE_PAGE]; /* (nullable) each */
  gint64        n_unacknowledged; /* below 0: acknowledgements of an earlier
                                     connection add to the quota (4.9) */
  gboolean    may_resume;         /* messages of an earlier connection */
  gboolean    is_gone;            /* has sent DISCONNECT */
  gboolean    is_broken;          /* has sent what cannot be decoded */
  guint64     disconnect_serial;
  GHashTable *aliases; /* (nullable) alias -> GBytes, empty if too much */
  MqttLimits  limits;  /* what it says about itself */
} MqttFlow;

typedef struct
{
  MqttPacketType type;
  guint          n_filters;
  gint64         time_us;
  guint64        serial;
  MqttSlice      filters; /* (owned); absent if too much */
} MqttFindingsRequest;

/* Value of the tree of filters. */
typedef struct
{
  guint8 granted; /* highest QoS ever, or MQTT_QOS_NEVER */
  guint8 asked;   /* highest QoS of what is unanswered */
  guint  n_asked;
} MqttFindingsFilter;

#define MQTT_QOS_NEVER 0xffu

struct _MqttFindings
{
  MqttRole observed_at;
  GArray  *results; /* of MqttFinding */
  guint16  n_by_rule[MQTT_N_FLOW_RULES];
  guint64  n_left_out;

  /* the packet at hand */
  MqttSlice  frame;
  MqttRole   sender;
  gint64     time_us;
  guint64    serial;
  MqttPacket packet;

  /* the handshake */
  MqttVersion  version;
  gboolean     is_connect_seen;
  gboolean     is_connect_broken;
  gboolean     is_connack_seen;
  gboolean     is_refused;
  gboolean     is_ignored;     /* this is nothing that could be judged */
  gboolean     is_client_told; /* the Client has read CONNACK for sure */
  guint64      connect_serial;
  guint64      connack_serial;
  gboolean     clean_start;
  gboolean     has_client_id;
  gboolean     has_will;
  gboolean     will_retain;
  guint8       will_qos;
  gboolean     wants_problem_information;
  gboolean     wants_response_information;
  guint32      session_expiry_seconds;
  GBytes      *authentication_method; /* (nullable) */
  MqttAuthTurn auth_turn;

  MqttFlow        flows[2];      /* by MqttRole of the sender */
  GHashTable     *requests;      /* (nullable) id -> MqttFindingsRequest */
  GHashTable     *identifiers;   /* (nullable) Subscription Identifiers given */
  MqttFilterTree *filters;       /* (nullable) -> MqttFindingsFilter */
  gboolean        knows_filters; /* the tree has all of them */
  gsize           remembered_bytes;
  gsize           remembered_levels;

  /* time */
  guint16 keep_alive_seconds;
  gint64  last_us[2]; /* by sender */
  guint64 last_serial[2];
  guint   n_pings;
  gint64  ping_us;
  guint64 ping_serial;
};

/* mqtt-findings.c: @where points into the frame, or is NULL for its start */
void mqtt_findings_add (MqttFindings *findings,
                        MqttFlowRule  rule,
                        MqttRole      role,
                        const guint8 *where,
                        guint64       related_serial);
void mqtt_findings_add_severe (MqttFindings *findings,
                               MqttFlowRule  rule,
                               MqttSeverity  severity,
                               MqttRole      role,
                               const guint8 *where,
                               guint64       related_serial);
/* Against what CONNACK said: questionable while the Client may not have read
 * it. */
void     mqtt_findings_add_told (MqttFindings *findings,
                                 MqttFlowRule  rule,
                                 const guint8 *where);
MqttRole mqtt_findings_other (MqttRole role);
/* The value of a property in the frame, or NULL. */
const guint8 *mqtt_findings_find (MqttProperties properties, MqttPropertyId id);
/* The first byte behind the fixed header. */
const guint8 *mqtt_findings_body (const MqttFindings *findings);
/* Whether all so far could be decoded, and told apart by its identifier. */
gboolean mqtt_findings_is_legible (const MqttFindings *findings);
gboolean mqtt_findings_remember (MqttFindings *findings, gsize n_bytes);

/* mqtt-findings-order.c: FALSE if the packet is not judged any further */
gboolean mqtt_findings_check_order (MqttFindings  *findings,
                                    MqttPacketType type);

/* mqtt-findings-connect.c */
void mqtt_findings_connect (MqttFindings *findings);
void mqtt_findings_broken_connect (MqttFindings *findings);
void mqtt_findings_connack (MqttFindings *findings);
void mqtt_findings_auth (MqttFindings *findings);
void mqtt_findings_disconnect (MqttFindings *findings);

/* mqtt-findings-publish.c */
MqttExchange *mqtt_findings_get_exchange (MqttFindings *findings,
                                          MqttRole      sender,
                                          guint16       id);
/* No PUBLISH, SUBSCRIBE or UNSUBSCRIBE is under way. */
gboolean mqtt_exchange_is_idle (const MqttExchange *exchange);
/* Whether everything that @sender has in flight began before our eyes. */
gboolean mqtt_findings_is_known (const MqttFindings *findings, MqttRole sender);
void     mqtt_findings_publish (MqttFindings *findings);

/* mqtt-findings-ack.c */
void mqtt_findings_ack (MqttFindings *findings);
void mqtt_findings_pubrel (MqttFindings *findings);

/* mqtt-findings-deliver.c: @topic: with the alias resolved, absent if unknown
 */
gboolean mqtt_findings_resolve (MqttFindings *findings, MqttSlice *topic);
void     mqtt_findings_deliver (MqttFindings *findings, MqttSlice topic);
void     mqtt_findings_forget_filters (MqttFindings *findings);
MqttFindingsFilter *mqtt_findings_get_filter (MqttFindings *findings,
                                              MqttSlice     filter);

/* mqtt-findings-subscribe.c */
void mqtt_findings_subscribe (MqttFindings *findings);
void mqtt_findings_suback (MqttFindings *findings);

/* mqtt-findings-time.c */
void mqtt_findings_count_time (MqttFindings *findings);
void mqtt_findings_ping (MqttFindings *findings);

G_END_DECLS
