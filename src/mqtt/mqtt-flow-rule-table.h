/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-flow-rule.h"

G_BEGIN_DECLS

/* The rows of the table of flow rules: inside mqtt-flow-rule*.c only. */

/* No section: the version does not have the rule. No id: it has no number. */
typedef struct
{
  const char *id;
  const char *section;
} MqttFlowPlace;

typedef struct
{
  MqttReasonCode reason;
  MqttFlowPlace  v3_1;
  MqttFlowPlace  v3_1_1;
  MqttFlowPlace  v5_0;
  const char    *text;
  MqttSeverity   severity;
} MqttFlowRow;

#define MQTT_FLOW_PLACE_NONE                                                   \
  {                                                                            \
    "", ""                                                                     \
  }

#define MQTT_N_OBSERVED_RULES (MQTT_N_FLOW_RULES - MQTT_FLOW_FIRST_OBSERVED)

extern const MqttFlowRow mqtt_observed_rows[MQTT_N_OBSERVED_RULES];

G_END_DECLS
