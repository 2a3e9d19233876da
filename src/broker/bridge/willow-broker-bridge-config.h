/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "mqtt/mqtt-types.h"
#include "net/willow-connector-settings.h"
#include "net/willow-endpoint.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_BRIDGE_OUT = 1 << 0, /* to the other broker */
  WILLOW_BRIDGE_IN = 1 << 1,  /* from it */
  WILLOW_BRIDGE_BOTH = WILLOW_BRIDGE_OUT | WILLOW_BRIDGE_IN,
} WillowBridgeDirection;

/**
 * WillowBridgeTopic:
 * @pattern: Topic Filter without the prefixes; "" with both prefixes is one
 *   Topic Name that has another name there
 * @qos: at most
 * @local_prefix: (not nullable), perhaps empty: what @pattern begins with here
 * @remote_prefix: the same, at the other broker
 */
typedef struct
{
  char                 *pattern;
  WillowBridgeDirection direction;
  MqttQos               qos;
  char                 *local_prefix;
  char                 *remote_prefix;
} WillowBridgeTopic;

/**
 * WillowBrokerBridgeConfig:
 *
 * A bridge: where the other broker is, as whom we come there, and what is
 * shared with it. To be changed until a WillowBrokerConfig is given to a
 * broker; atomically reference counted.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  char                    *name; /* for log and $SYS topics */
  WillowEndpoint          *endpoint;
  WillowConnectorSettings *connector; /* (nullable): the defaults */

  MqttVersion version;            /* 5.0 */
  char       *client_id;          /* (nullable): HOST.NAME */
  char       *user_name;          /* (nullable) */
  GBytes     *password;           /* (nullable) */
  guint16     keep_alive_seconds; /* 60 */
  gboolean    clean_start; /* FALSE; with it nothing waits for the connection */
  gboolean    try_private; /* 3.x: ask the other one to treat us as a bridge */

  guint    restart_base_ms; /* 1,000; doubled at each failure … */
  guint    restart_cap_ms;  /* … up to this: 60,000; shortened at random */
  guint    queue_messages;  /* 0: as those of the broker's sessions */
  gboolean queue_qos_0; /* keep QoS 0 messages while there is no connection */

  gboolean notifications;   /* $SYS/broker/connection/NAME/state: 1 or 0 */
  gboolean notifies_remote; /* at the other broker too */

  GPtrArray *topics; /* (element-type WillowBridgeTopic) */
} WillowBrokerBridgeConfig;

WillowBrokerBridgeConfig *willow_broker_bridge_config_new (const char *name);
WillowBrokerBridgeConfig      *
willow_broker_bridge_config_ref (WillowBrokerBridgeConfig *config);
void willow_broker_bridge_config_unref (WillowBrokerBridgeConfig *config);

/* Errors are sentences: a filter or a prefix that is not valid. */
gboolean
willow_broker_bridge_config_add_topic (WillowBrokerBridgeConfig *config,
                                       const WillowBridgeTopic  *topic,
                                       GError                  **error);

/**
 * willow_broker_bridge_config_add_line:
 * @line: PATTERN [out|in|both [QOS [LOCAL_PREFIX REMOTE_PREFIX]]], with "" for
 *   an empty one
 *
 * As the directive "topic" of mosquitto.conf.
 */
gboolean willow_broker_bridge_config_add_line (WillowBrokerBridgeConfig *config,
                                               const char               *line,
                                               GError                  **error);

/* What is missing to start it. */
gboolean
willow_broker_bridge_config_check (const WillowBrokerBridgeConfig *config,
                                   GError                        **error);

/* Topic Filter here, and there. (transfer full) */
char *willow_bridge_topic_dup_local (const WillowBridgeTopic *topic);
char *willow_bridge_topic_dup_remote (const WillowBridgeTopic *topic);

/**
 * willow_broker_bridge_config_map:
 * @direction: OUT: @name is one of ours; IN: one of theirs
 * @found: (out) (optional): the first of the topics that says so
 *
 * Returns: (transfer full) (nullable): the name on the other side; %NULL: it is
 *   not shared
 */
char *willow_broker_bridge_config_map (const WillowBrokerBridgeConfig *config,
                                       WillowBridgeDirection     direction,
                                       MqttSlice                 name,
                                       const WillowBridgeTopic **found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowBrokerBridgeConfig,
                               willow_broker_bridge_config_unref)

G_END_DECLS
