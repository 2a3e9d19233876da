/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/bridge/willow-broker-bridge-config.h"

#include <glib/gi18n.h>
#include <stdarg.h>
#include <string.h>

#define DEFAULT_KEEP_ALIVE_SECONDS 60
#define DEFAULT_RESTART_BASE_MS 1000
#define DEFAULT_RESTART_CAP_MS 60000

static void
topic_free (gpointer data)
{
  WillowBridgeTopic *topic = data;

  g_free (topic->pattern);
  g_free (topic->local_prefix);
  g_free (topic->remote_prefix);
  g_free (topic);
}

WillowBrokerBridgeConfig *
willow_broker_bridge_config_new (const char *name)
{
  WillowBrokerBridgeConfig *config = g_new0 (WillowBrokerBridgeConfig, 1);

  g_atomic_ref_count_init (&config->ref_count);
  config->name = g_strdup (name);
  config->version = MQTT_VERSION_5_0;
  config->keep_alive_seconds = DEFAULT_KEEP_ALIVE_SECONDS;
  config->try_private = TRUE;
  config->restart_base_ms = DEFAULT_RESTART_BASE_MS;
  config->restart_cap_ms = DEFAULT_RESTART_CAP_MS;
  config->notifications = TRUE;
  config->topics = g_ptr_array_new_with_free_func (topic_free);
  return config;
}

WillowBrokerBridgeConfig *
willow_broker_bridge_config_ref (WillowBrokerBridgeConfig *config)
{
  g_atomic_ref_count_inc (&config->ref_count);
  return config;
}

void
willow_broker_bridge_config_unref (WillowBrokerBridgeConfig *config)
{
  if (!g_atomic_ref_count_dec (&config->ref_count))
    return;
  g_free (config->name);
  g_clear_pointer (&config->endpoint, willow_endpoint_free);
  g_clear_pointer (&config->connector, willow_connector_settings_unref);
  g_free (config->client_id);
  g_free (config->user_name);
  g_clear_pointer (&config->password, g_bytes_unref);
  g_ptr_array_unref (config->topics);
  g_free (config);
}

static gboolean G_GNUC_PRINTF (2, 3)
    fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (
        G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, arguments);
  va_end (arguments);
  return FALSE;
}

gboolean
willow_broker_bridge_config_check (const WillowBrokerBridgeConfig *config,
                                   GError                        **error)
{
  if (config->name[0] == '\0' || strpbrk (config->name, "+#/ ") != NULL)
    return fail (error, _ ("“%s” is no name for a bridge."), config->name);
  if (config->endpoint == NULL)
    return fail (error,
                 _ ("The bridge “%s” does not say where the other broker is."),
                 config->name);
  if (config->topics->len == 0)
    return fail (error,
                 _ ("The bridge “%s” has no topic that it shares."),
                 config->name);
  return TRUE;
}
