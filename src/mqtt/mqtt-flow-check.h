/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-control-packet.h"
#include "mqtt/mqtt-flow-rule.h"

#include <stdbool.h>

G_BEGIN_DECLS

/* Checks of the rules of sequence that need no more than a packet and what was
 * agreed before: for MqttConnection, which takes part, and for MqttFindings,
 * which looks on. */

/* What one side says about itself in CONNECT or CONNACK. */
typedef struct
{
  guint32 maximum_packet_size;
  guint16 receive_maximum;
  guint16 topic_alias_maximum;
  guint8  maximum_qos;
  bool    retain_available;
  bool    wildcard_available;
  bool    shared_available;
  bool    subscription_identifiers_available;
} MqttLimits;

/* What counts where nothing is said. */
void mqtt_limits_init (MqttLimits *limits);
void mqtt_limits_read (MqttLimits *limits, MqttProperties properties);

/**
 * mqtt_limits_check_filters:
 * @packet: SUBSCRIBE or UNSUBSCRIBE
 * @n_filters: (out): how many it has
 * @where: (out) (optional): the byte of @packet where the rule is broken; set
 *   only then
 *
 * Returns: which of @limits the filters go against, or %MQTT_N_FLOW_RULES
 */
MqttFlowRule mqtt_limits_check_filters (const MqttLimits *limits,
                                        const MqttPacket *packet,
                                        guint            *n_filters,
                                        const guint8    **where);

/* Whose AUTH, or CONNACK, comes next. */
typedef enum
{
  MQTT_AUTH_TURN_NOBODY, /* no authentication is under way */
  MQTT_AUTH_TURN_CLIENT,
  MQTT_AUTH_TURN_SERVER,
} MqttAuthTurn;

/* Table 3-11 by role and state: whether @sender may say @reason now. Each
 * answers the other [MQTT-4.12.0-2] [MQTT-4.12.0-3]; only a Client begins again
 * (4.12.1). */
gboolean mqtt_auth_code_is_in_place (MqttAuthTurn turn,
                                     MqttRole     sender,
                                     gboolean     is_connected,
                                     guint8       reason);

/* Whose turn it is after an AUTH. */
MqttAuthTurn mqtt_auth_take_turn (MqttRole sender, guint8 reason);

/**
 * mqtt_packet_find_problem_information:
 * @property: (out): the Reason String or User Property
 *
 * Returns: the properties of @packet if it, not being CONNACK, DISCONNECT or
 *   PUBLISH, has what only a Client that asks for Problem Information gets
 *   [MQTT-3.1.2-29]; absent if it does not
 */
MqttProperties mqtt_packet_find_problem_information (const MqttPacket *packet,
                                                     MqttProperty *property);

G_END_DECLS
