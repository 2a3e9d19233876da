/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker-config.h"

#include "mqtt/mqtt-limits.h"

/* 100 camera pictures of 160 kB, and at most 64 MiB before a reader is cut. */
#define DEFAULT_OUTPUT_LIMIT_BYTES (16u * 1024u * 1024u)

/* Retained messages stay until somebody removes them. */
#define DEFAULT_RETAINED_LIMIT_BYTES (256u * 1024u * 1024u)

/**
 * willow_broker_config_init:
 * @config: (out caller-allocates): set to the defaults
 */
void
willow_broker_config_init (WillowBrokerConfig *config)
{
  *config = (WillowBrokerConfig){
    .bind_address = "127.0.0.1",
    .port = 1883,
    .tls_port = 8883,
    .maximum_packet_size = MQTT_DEFAULT_MAXIMUM_PACKET_SIZE,
    .receive_maximum = 65535,
    .topic_alias_maximum = 10,
    .connect_timeout_ms = 10000,
    .max_connections = 10000,
    .session_queue_messages = MQTT_DEFAULT_SESSION_QUEUE_MESSAGES,
    .session_queue_bytes = MQTT_DEFAULT_SESSION_QUEUE_BYTES,
    .output_limit_bytes = DEFAULT_OUTPUT_LIMIT_BYTES,
    .retained_limit_bytes = DEFAULT_RETAINED_LIMIT_BYTES,
  };
}
