/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "broker/directives/willow-broker-file.h"
#include "cli/willow-broker-options.h"
#include "cli/willow-cli-tls.h"

#include <glib/gi18n.h>
#include <string.h>

#define DEFAULT_NAME "bridge"
#define PASSWORD_VARIABLE "WILLOW_BRIDGE_PASSWORD"

typedef struct
{
  char    *url;
  char   **topics;
  char    *name;
  char    *version;
  char    *client_id;
  char    *user_name;
  char    *password_file;
  char    *ca_file;
  gboolean is_insecure;
  gboolean is_clean;
  gboolean queue_qos_0;
} Bridge;

static void
add_options (gpointer options, GOptionContext *context)
{
  Bridge *b = options;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "bridge", 0, 0, G_OPTION_ARG_STRING, &b->url,
      N_ ("Share topics with the broker at URL: mqtt, mqtts, ws or wss; its password comes from WILLOW_BRIDGE_PASSWORD or --bridge-password-file"), N_ ("URL") },
    { "bridge-topic", 0, 0, G_OPTION_ARG_STRING_ARRAY, &b->topics,
      N_ ("What the bridge shares: “PATTERN [out|in|both [QOS [LOCAL_PREFIX REMOTE_PREFIX]]]”; may be repeated"), N_ ("TOPIC") },
    { "bridge-name", 0, 0, G_OPTION_ARG_STRING, &b->name,
      N_ ("Name of the bridge, for the log and $SYS topics (default: bridge)"), N_ ("NAME") },
    { "bridge-version", 0, 0, G_OPTION_ARG_STRING, &b->version,
      N_ ("Protocol version of the bridge: 3.1, 3.1.1 or 5 (default: 5)"), N_ ("VERSION") },
    { "bridge-id", 0, 0, G_OPTION_ARG_STRING, &b->client_id,
      N_ ("Client Identifier of the bridge at the other broker (default: HOST.NAME)"), N_ ("ID") },
    { "bridge-username", 0, 0, G_OPTION_ARG_STRING, &b->user_name,
      N_ ("User Name of the bridge at the other broker"), N_ ("NAME") },
    { "bridge-password-file", 0, 0, G_OPTION_ARG_FILENAME, &b->password_file,
      N_ ("The first line of FILE is the password of the bridge at the other broker"), N_ ("FILE") },
    { "bridge-cafile", 0, 0, G_OPTION_ARG_FILENAME, &b->ca_file,
      N_ ("Trust these authorities when the bridge connects by TLS"), N_ ("FILE") },
    { "bridge-insecure", 0, 0, G_OPTION_ARG_NONE, &b->is_insecure,
      N_ ("Do not check the other broker's certificate: anybody could be it"), NULL },
    { "bridge-clean", 0, 0, G_OPTION_ARG_NONE, &b->is_clean,
      N_ ("Keep no session at the other broker, and let nothing wait for the connection"), NULL },
    { "bridge-queue-qos0", 0, 0, G_OPTION_ARG_NONE, &b->queue_qos_0,
      N_ ("Let QoS 0 messages wait, too, while there is no connection"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_broker_options_add (context, entries);
}

static gboolean
build_tls (WillowBrokerBridgeConfig *config,
           const WillowCliTls       *tls,
           GError                  **error)
{
  g_autoptr (WillowTlsSettings) settings = willow_cli_tls_build (tls, error);

  if (settings == NULL)
    return FALSE;
  config->connector = willow_connector_settings_new ();
  willow_connector_settings_set_tls (config->connector, settings);
  return TRUE;
}

/* TLS that is described is wanted: mosquitto's address has no scheme. */
static void
use_tls (WillowEndpoint *endpoint)
{
  if (endpoint->scheme == WILLOW_SCHEME_MQTT)
    endpoint->scheme = WILLOW_SCHEME_MQTTS;
  else if (endpoint->scheme == WILLOW_SCHEME_WS)
    endpoint->scheme = WILLOW_SCHEME_WSS;
}

static gboolean
take_bridge (WillowBrokerConfig           *config,
             const WillowBrokerFileBridge *bridge,
             GError                      **error)
{
  const WillowCliTls tls = { .ca_file = bridge->ca_file,
                             .certificate_file = bridge->certificate_file,
                             .key_file = bridge->key_file,
                             .insecure = bridge->is_insecure };

  if (!willow_broker_bridge_config_check (bridge->config, error))
    return FALSE;
  if (willow_cli_tls_is_set (&tls))
    {
      if (!build_tls (bridge->config, &tls, error))
        return FALSE;
      use_tls (bridge->config->endpoint);
    }
  g_ptr_array_add (config->bridges,
                   willow_broker_bridge_config_ref (bridge->config));
  return TRUE;
}

/* What is wrong in a file is told with the bridge's name. */
static gboolean
add_file (const WillowBrokerFile *file,
          WillowBrokerConfig     *config,
          GError                **error)
{
  for (guint i = 0; i < file->bridges->len; i++)
    {
      const WillowBrokerFileBridge *bridge = file->bridges->pdata[i];
      g_autoptr (GError) problem = NULL;

      if (take_bridge (config, bridge, &problem))
        continue;
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_DATA,
                   _ ("The bridge “%s”: %s"),
                   bridge->config->name,
                   problem->message);
      return FALSE;
    }
  return TRUE;
}

static gboolean
set_version (const Bridge *b, WillowBrokerBridgeConfig *config, GError **error)
{
  if (b->version == NULL || g_str_equal (b->version, "5") ||
      g_str_equal (b->version, "5.0"))
    config->version = MQTT_VERSION_5_0;
  else if (g_str_equal (b->version, "3.1.1"))
    config->version = MQTT_VERSION_3_1_1;
  else if (g_str_equal (b->version, "3.1"))
    config->version = MQTT_VERSION_3_1;
  else
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_ARGUMENT,
                   _ ("“%s” is no MQTT version: 3.1, 3.1.1 or 5."),
                   b->version);
      return FALSE;
    }
  return TRUE;
}

static gboolean
set_endpoint (const Bridge *b, WillowBrokerBridgeConfig *config, GError **error)
{
  config->endpoint = willow_endpoint_parse (b->url, error);
  if (config->endpoint == NULL)
    return FALSE;
  if (config->endpoint->password != NULL)
    return willow_broker_options_fail (
        error,
        _ ("A password in a URL can be read by everybody on this computer: use "
           "WILLOW_BRIDGE_PASSWORD or --bridge-password-file."));
  config->user_name = g_strdup (
      b->user_name != NULL ? b->user_name : config->endpoint->user_name);
  return TRUE;
}

static gboolean
set_password (const Bridge *b, WillowBrokerBridgeConfig *config, GError **error)
{
  if (b->password_file == NULL && g_getenv (PASSWORD_VARIABLE) == NULL)
    return TRUE;
  config->password =
      willow_cli_tls_get_secret (b->password_file, PASSWORD_VARIABLE, error);
  return config->password != NULL;
}

static gboolean
set_topics (const Bridge *b, WillowBrokerBridgeConfig *config, GError **error)
{
  for (guint i = 0; b->topics != NULL && b->topics[i] != NULL; i++)
    if (!willow_broker_bridge_config_add_line (config, b->topics[i], error))
      return FALSE;
  return willow_broker_bridge_config_check (config, error);
}

static gboolean
add_own (const Bridge *b, WillowBrokerConfig *config, GError **error)
{
  const WillowCliTls tls = { .ca_file = b->ca_file,
                             .insecure = b->is_insecure };
  g_autoptr (WillowBrokerBridgeConfig) bridge =
      willow_broker_bridge_config_new (b->name != NULL ? b->name
                                                       : DEFAULT_NAME);

  if (!set_version (b, bridge, error) || !set_endpoint (b, bridge, error) ||
      !set_password (b, bridge, error) || !set_topics (b, bridge, error) ||
      !build_tls (bridge, &tls, error))
    return FALSE;
  bridge->client_id = g_strdup (b->client_id);
  bridge->clean_start = b->is_clean;
  bridge->queue_qos_0 = b->queue_qos_0;
  g_ptr_array_add (config->bridges, g_steal_pointer (&bridge));
  return TRUE;
}

static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  const Bridge *b = options;

  if (b->url == NULL && b->topics != NULL)
    return willow_broker_options_fail (
        error, _ ("These options are about a bridge: they need --bridge."));
  if (file != NULL && !add_file (file, config, error))
    return FALSE;
  return b->url == NULL || add_own (b, config, error);
}

static void
clear (gpointer options)
{
  Bridge *b = options;

  g_free (b->url);
  g_strfreev (b->topics);
  g_free (b->name);
  g_free (b->version);
  g_free (b->client_id);
  g_free (b->user_name);
  g_free (b->password_file);
  g_free (b->ca_file);
}

const WillowBrokerSubject willow_broker_subject_bridge = {
  .size = sizeof (Bridge),
  .add_options = add_options,
  .configure = configure,
  .clear = clear,
};
