/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directives of mosquitto.conf about bridges. */
#include "broker/directives/willow-broker-file-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* What mosquitto does where the file says nothing. */
#define DEFAULT_VERSION MQTT_VERSION_3_1_1
#define DEFAULT_RESTART_BASE_MS 5000
#define DEFAULT_RESTART_CAP_MS 30000

#define SECONDS_MAX 86400

static void
do_connection (WillowBrokerFileParser *parser,
               const char             *name,
               const char             *value)
{
  WillowBrokerFileBridge *bridge = g_new0 (WillowBrokerFileBridge, 1);

  if (value[0] == '\0' || strpbrk (value, "+#/ \t") != NULL)
    willow_broker_file_complain (parser, _ ("“%s” needs a name."), name);
  for (guint i = 0; i < parser->file->bridges->len; i++)
    {
      const WillowBrokerFileBridge *other = parser->file->bridges->pdata[i];

      if (g_str_equal (other->config->name, value))
        willow_broker_file_complain (
            parser, _ ("There are two bridges “%s”."), value);
    }
  bridge->line = parser->line;
  bridge->config = willow_broker_bridge_config_new (value);
  bridge->config->version = DEFAULT_VERSION;
  bridge->config->restart_base_ms = DEFAULT_RESTART_BASE_MS;
  bridge->config->restart_cap_ms = DEFAULT_RESTART_CAP_MS;
  g_ptr_array_add (parser->file->bridges, bridge);
  parser->bridge = bridge;
}

static void
set_text (WillowBrokerFileParser *parser,
          const char             *name,
          const char             *value,
          char                  **field)
{
  if (value[0] == '\0')
    willow_broker_file_complain (parser, _ ("“%s” has no value."), name);
  g_free (*field);
  *field = g_strdup (value);
}

static void
do_address (WillowBrokerFileParser *parser, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;
  WillowEndpoint *endpoint = willow_endpoint_parse (value, &error);

  if (endpoint == NULL)
    {
      willow_broker_file_complain (parser, "%s", error->message);
      return;
    }
  g_clear_pointer (&parser->bridge->config->endpoint, willow_endpoint_free);
  parser->bridge->config->endpoint = endpoint;
}

static void
do_topic (WillowBrokerFileParser *parser, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;

  if (!willow_broker_bridge_config_add_line (
          parser->bridge->config, value, &error))
    willow_broker_file_complain (parser, "%s", error->message);
}

static void
do_password (WillowBrokerFileParser *parser,
             const char             *name,
             const char             *value)
{
  g_clear_pointer (&parser->bridge->config->password, g_bytes_unref);
  parser->bridge->config->password = g_bytes_new (value, strlen (value));
}

static void
do_version (WillowBrokerFileParser *parser, const char *name, const char *value)
{
  static const struct
  {
    const char *name;
    MqttVersion version;
  } versions[] = {
    { "mqttv31", MQTT_VERSION_3_1 },
    { "mqttv311", MQTT_VERSION_3_1_1 },
    { "mqttv50", MQTT_VERSION_5_0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    if (g_str_equal (value, versions[i].name))
      {
        parser->bridge->config->version = versions[i].version;
        return;
      }
  willow_broker_file_complain (
      parser,
      _ ("“%s” is mqttv31, mqttv311 or mqttv50, and not “%s”."),
      name,
      value);
}

static void
do_keep_alive (WillowBrokerFileParser *parser,
               const char             *name,
               const char             *value)
{
  gint64 seconds = 0;

  if (willow_broker_file_parse_number (
          parser, name, value, 5, G_MAXUINT16, &seconds))
    parser->bridge->config->keep_alive_seconds = (guint16)seconds;
}

/* BASE CAP, or one for all times. */
static void
do_restart (WillowBrokerFileParser *parser, const char *name, const char *value)
{
  g_auto (GStrv) words = g_strsplit_set (value, " \t", -1);
  guint  n = g_strv_length (words);
  gint64 base = 0;
  gint64 cap = 0;

  if (n < 1 || n > 2 ||
      !g_ascii_string_to_signed (words[0], 10, 1, SECONDS_MAX, &base, NULL) ||
      !g_ascii_string_to_signed (
          words[n - 1], 10, base, SECONDS_MAX, &cap, NULL))
    {
      willow_broker_file_complain (
          parser,
          _ ("“%s” is one or two numbers of seconds, and not “%s”."),
          name,
          value);
      return;
    }
  parser->bridge->config->restart_base_ms = (guint)base * 1000;
  parser->bridge->config->restart_cap_ms = (guint)cap * 1000;
}

static void
do_start_type (WillowBrokerFileParser *parser,
               const char             *name,
               const char             *value)
{
  if (!g_str_equal (value, "automatic"))
    willow_broker_file_complain (
        parser,
        _ ("“%s %s” is not supported; it is always %s."),
        name,
        value,
        "automatic");
}

/* Of the bridge itself, and of its file. */
static gboolean
do_text (WillowBrokerFileParser *parser, const char *name, const char *value)
{
  WillowBrokerFileBridge *bridge = parser->bridge;
  const struct
  {
    const char *name;
    char      **field;
  } texts[] = {
    { "bridge_cafile", &bridge->ca_file },
    { "bridge_certfile", &bridge->certificate_file },
    { "bridge_keyfile", &bridge->key_file },
    { "remote_clientid", &bridge->config->client_id },
    { "remote_username", &bridge->config->user_name },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (name, texts[i].name))
      {
        set_text (parser, name, value, texts[i].field);
        return TRUE;
      }
  return FALSE;
}

static gboolean
do_switch (WillowBrokerFileParser *parser, const char *name, const char *value)
{
  WillowBrokerBridgeConfig *config = parser->bridge->config;
  gint64                    is_local_only = !config->notifies_remote;
  gint64                    is_on = 0;
  const struct
  {
    const char *name;
    gboolean   *field;
  } switches[] = {
    { "bridge_insecure", &parser->bridge->is_insecure },
    { "cleansession", &config->clean_start },
    { "notifications", &config->notifications },
    { "try_private", &config->try_private },
  };

  if (g_str_equal (name, "notifications_local_only"))
    {
      willow_broker_file_parse_boolean (parser, name, value, &is_local_only);
      config->notifies_remote = !is_local_only;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    if (g_str_equal (name, switches[i].name))
      {
        if (willow_broker_file_parse_boolean (parser, name, value, &is_on))
          *switches[i].field = is_on != 0;
        return TRUE;
      }
  return FALSE;
}

static const struct
{
  const char               *name;
  WillowBrokerDirectiveFunc func; /* (nullable): do_text() or do_switch() */
} directives[] = {
  { "address", do_address },       { "bridge_cafile", NULL },
  { "bridge_certfile", NULL },     { "bridge_insecure", NULL },
  { "bridge_keyfile", NULL },      { "bridge_protocol_version", do_version },
  { "cleansession", NULL },        { "keepalive_interval", do_keep_alive },
  { "notifications", NULL },       { "notifications_local_only", NULL },
  { "remote_clientid", NULL },     { "remote_password", do_password },
  { "remote_username", NULL },     { "restart_timeout", do_restart },
  { "start_type", do_start_type }, { "topic", do_topic },
  { "try_private", NULL },
};

gboolean
willow_broker_file_do_bridge (WillowBrokerFileParser *parser,
                              const char             *name,
                              const char             *value)
{
  if (g_str_equal (name, "connection"))
    {
      do_connection (parser, name, value);
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (directives); i++)
    {
      if (!g_str_equal (name, directives[i].name))
        continue;
      if (parser->bridge == NULL)
        willow_broker_file_complain (
            parser,
            _ ("“%s” stands before the “connection” that it is about."),
            name);
      else if (directives[i].func != NULL)
        directives[i].func (parser, name, value);
      else if (!do_text (parser, name, value))
        do_switch (parser, name, value);
      return TRUE;
    }
  return FALSE;
}
