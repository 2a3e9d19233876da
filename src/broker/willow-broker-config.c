/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker-config.h"

#include "mqtt/mqtt-limits.h"

/* 100 camera pictures of 160 kB, and at most 64 MiB before a reader is cut. */
#define DEFAULT_OUTPUT_LIMIT_BYTES (16u * 1024u * 1024u)

/* Retained messages stay until somebody removes them. */
#define DEFAULT_RETAINED_LIMIT_BYTES (256u * 1024u * 1024u)

/* A level of an empty topic costs some 200 bytes that the limit above does not
 * see. */
#define DEFAULT_MAX_RETAINED 1000000u

/* Of all Sessions together: one Client can have many of them. */
#define DEFAULT_SUBSCRIPTION_LIMIT_BYTES (1024u * 1024u * 1024u)
#define DEFAULT_QUEUE_LIMIT_BYTES (2048u * (gsize)(1024u * 1024u))

/* One Client cannot fill the memory with Topic Filters. */
#define DEFAULT_MAX_SUBSCRIPTIONS 100000u

/* A third of a millisecond for each message, about. */
#define DEFAULT_MAX_OVERLAP 1000u

/* Four of the largest packets, or a 25 kB piece of each connection. */
#define DEFAULT_INPUT_LIMIT_BYTES (256u * 1024u * 1024u)

static GPtrArray *
new_listeners (void)
{
  return g_ptr_array_new_with_free_func (
      (GDestroyNotify)willow_broker_listener_config_free);
}

static GPtrArray *
new_bridges (void)
{
  return g_ptr_array_new_with_free_func (
      (GDestroyNotify)willow_broker_bridge_config_unref);
}

static gpointer
ref_bridge (gconstpointer bridge, gpointer data)
{
  return willow_broker_bridge_config_ref ((WillowBrokerBridgeConfig *)bridge);
}

/**
 * willow_broker_config_init:
 * @config: (out caller-allocates): set to the defaults
 */
void
willow_broker_config_init (WillowBrokerConfig *config)
{
  *config = (WillowBrokerConfig){
    .listeners = new_listeners (),
    .maximum_packet_size = MQTT_DEFAULT_MAXIMUM_PACKET_SIZE,
    .receive_maximum = 65535,
    .topic_alias_maximum = 10,
    .connect_timeout_ms = 10000,
    .max_connections = 10000,
    .session_queue_messages = MQTT_DEFAULT_SESSION_QUEUE_MESSAGES,
    .session_queue_bytes = MQTT_DEFAULT_SESSION_QUEUE_BYTES,
    .output_limit_bytes = DEFAULT_OUTPUT_LIMIT_BYTES,
    .retained_limit_bytes = DEFAULT_RETAINED_LIMIT_BYTES,
    .max_retained_messages = DEFAULT_MAX_RETAINED,
    .max_subscriptions = DEFAULT_MAX_SUBSCRIPTIONS,
    .max_overlap = DEFAULT_MAX_OVERLAP,
    .input_limit_bytes = DEFAULT_INPUT_LIMIT_BYTES,
    .subscription_limit_bytes = DEFAULT_SUBSCRIPTION_LIMIT_BYTES,
    .queue_limit_bytes = DEFAULT_QUEUE_LIMIT_BYTES,
    .max_topic_levels = MQTT_TOPIC_MAX_LEVELS,
    .max_topic_bytes = MQTT_STRING_MAX_BYTES,
    .max_will_bytes = MQTT_STRING_MAX_BYTES,
    .free_login_failures = 10,
  };
  config->bridges = new_bridges ();
  willow_broker_config_add_listener (
      config, WILLOW_SCHEME_MQTT, "127.0.0.1", 1883);
}

static gpointer
copy_listener (gconstpointer listener, gpointer data)
{
  return willow_broker_listener_config_copy (listener);
}

void
willow_broker_config_copy (WillowBrokerConfig       *copy,
                           const WillowBrokerConfig *config)
{
  *copy = *config;
  copy->listeners =
      g_ptr_array_copy (config->listeners, (GCopyFunc)copy_listener, NULL);
  copy->store_path = g_strdup (config->store_path);
  copy->response_prefix = g_strdup (config->response_prefix);
  if (copy->access != NULL)
    willow_broker_access_ref (copy->access);
  copy->bridges =
      g_ptr_array_copy (config->bridges, (GCopyFunc)ref_bridge, NULL);
  if (copy->clock != NULL)
    willow_clock_ref (copy->clock);
  if (copy->trace != NULL)
    willow_trace_queue_ref (copy->trace);
  if (copy->log != NULL)
    willow_broker_log_ref (copy->log);
  if (copy->faults != NULL)
    willow_fault_list_ref (copy->faults);
  if (copy->fault_notes != NULL)
    willow_trace_queue_ref (copy->fault_notes);
}

void
willow_broker_config_clear (WillowBrokerConfig *config)
{
  g_clear_pointer (&config->listeners, g_ptr_array_unref);
  g_clear_pointer (&config->store_path, g_free);
  g_clear_pointer (&config->response_prefix, g_free);
  g_clear_pointer (&config->access, willow_broker_access_unref);
  g_clear_pointer (&config->bridges, g_ptr_array_unref);
  g_clear_pointer (&config->clock, willow_clock_unref);
  g_clear_pointer (&config->trace, willow_trace_queue_unref);
  g_clear_pointer (&config->log, willow_broker_log_unref);
  g_clear_pointer (&config->faults, willow_fault_list_unref);
  g_clear_pointer (&config->fault_notes, willow_trace_queue_unref);
}

WillowBrokerListenerConfig *
willow_broker_config_add_listener (WillowBrokerConfig *config,
                                   WillowScheme        scheme,
                                   const char         *address,
                                   guint16             port)
{
  WillowBrokerListenerConfig *listener =
      willow_broker_listener_config_new (scheme, address, port);

  g_ptr_array_add (config->listeners, listener);
  return listener;
}

WillowBrokerListenerConfig *
willow_broker_config_get_listener (const WillowBrokerConfig *config, guint i)
{
  return g_ptr_array_index (config->listeners, i);
}
