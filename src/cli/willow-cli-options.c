/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-options.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define READ_CHUNK_BYTES 65536

void
willow_cli_options_init (WillowCliOptions *options)
{
  *options = (WillowCliOptions){ .keep_alive_seconds = 60,
                                 .session_expiry_seconds = -1,
                                 .connect_timeout_seconds = 10 };
}

void
willow_cli_options_clear (WillowCliOptions *options)
{
  g_free (options->host);
  g_free (options->client_id);
  g_free (options->user_name);
  g_free (options->password);
  g_free (options->auth_method);
  g_free (options->version);
  g_free (options->will_topic);
  g_free (options->will_payload);
  willow_cli_tls_clear (&options->tls);
  willow_cli_route_clear (&options->route);
  willow_cli_websocket_clear (&options->websocket);
}

GOptionGroup *
willow_cli_options_get_group (WillowCliOptions *o)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "host", 'h', 0, G_OPTION_ARG_STRING, &o->host,
      N_ ("Server, where no URL is given"), N_ ("HOST") },
    { "port", 'p', 0, G_OPTION_ARG_INT, &o->port,
      N_ ("Port, together with -h (default 1883; 8883 with a TLS option)"), N_ ("PORT") },
    { "id", 'i', 0, G_OPTION_ARG_STRING, &o->client_id,
      N_ ("Client Identifier (default: a random one)"), N_ ("ID") },
    { "username", 'u', 0, G_OPTION_ARG_STRING, &o->user_name,
      N_ ("User Name"), N_ ("NAME") },
    { "pw", 'P', 0, G_OPTION_ARG_STRING, &o->password,
      N_ ("Password; “-” asks for it, so that it is not seen in the list of processes"), N_ ("PASSWORD") },
    { "auth-method", 0, 0, G_OPTION_ARG_STRING, &o->auth_method,
      N_ ("SCRAM-SHA-256: prove the password instead of sending it (5.0)"), N_ ("METHOD") },
    { "protocol-version", 'V', 0, G_OPTION_ARG_STRING, &o->version,
      N_ ("3.1, 3.1.1 (default) or 5.0"), N_ ("VERSION") },
    { "keepalive", 'k', 0, G_OPTION_ARG_INT, &o->keep_alive_seconds,
      N_ ("Keep Alive (default 60, 0 is off)"), N_ ("SECONDS") },
    { "disable-clean-session", 'c', 0, G_OPTION_ARG_NONE, &o->keep_session,
      N_ ("Go on with a kept session and keep it: Clean Session or Clean Start 0; needs -i"), NULL },
    { "session-expiry-interval", 'x', 0, G_OPTION_ARG_INT64, &o->session_expiry_seconds,
      N_ ("How long the Server keeps the session (5.0)"), N_ ("SECONDS") },
    { "will-topic", 0, 0, G_OPTION_ARG_STRING, &o->will_topic,
      N_ ("Topic of the Will Message"), N_ ("TOPIC") },
    { "will-payload", 0, 0, G_OPTION_ARG_STRING, &o->will_payload,
      N_ ("Payload of the Will Message"), N_ ("TEXT") },
    { "will-qos", 0, 0, G_OPTION_ARG_INT, &o->will_qos,
      N_ ("QoS of the Will Message"), N_ ("QOS") },
    { "will-retain", 0, 0, G_OPTION_ARG_NONE, &o->will_retain,
      N_ ("The Will Message is retained"), NULL },
    { "connect-timeout", 0, 0, G_OPTION_ARG_INT, &o->connect_timeout_seconds,
      N_ ("From name lookup to CONNACK (default 10, 0 is none)"), N_ ("SECONDS") },
    { "packets", 'd', 0, G_OPTION_ARG_NONE, &o->show_packets,
      N_ ("Show every packet, both ways, on standard error"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  GOptionGroup *group = g_option_group_new ("connection",
                                            _ ("Connection options:"),
                                            _ ("Show connection options"),
                                            NULL,
                                            NULL);

  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_group_add_entries (group, entries);
  return group;
}

gboolean
willow_cli_parse_version (const char *text, MqttVersion *version)
{
  static const struct
  {
    const char *text;
    MqttVersion version;
  } names[] = {
    { "3", MQTT_VERSION_3_1 },       { "31", MQTT_VERSION_3_1 },
    { "3.1", MQTT_VERSION_3_1 },     { "mqttv31", MQTT_VERSION_3_1 },
    { "4", MQTT_VERSION_3_1_1 },     { "311", MQTT_VERSION_3_1_1 },
    { "3.1.1", MQTT_VERSION_3_1_1 }, { "mqttv311", MQTT_VERSION_3_1_1 },
    { "5", MQTT_VERSION_5_0 },       { "5.0", MQTT_VERSION_5_0 },
    { "mqttv5", MQTT_VERSION_5_0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i].text))
      {
        *version = names[i].version;
        return TRUE;
      }
  return FALSE;
}

static GBytes *
read_stream (FILE *stream, gsize max_bytes, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (READ_CHUNK_BYTES);
  gsize              len;

  while ((len = fread (chunk, 1, READ_CHUNK_BYTES, stream)) > 0)
    {
      if (bytes->len + len > max_bytes)
        {
          g_set_error (error,
                       G_IO_ERROR,
                       G_IO_ERROR_MESSAGE_TOO_LARGE,
                       _ ("The input is larger than %lu bytes."),
                       (gulong)max_bytes);
          return NULL;
        }
      g_byte_array_append (bytes, chunk, (guint)len);
    }
  if (ferror (stream))
    {
      int saved = errno;

      g_set_error (error,
                   G_IO_ERROR,
                   g_io_error_from_errno (saved),
                   _ ("Cannot read: %s"),
                   g_strerror (saved));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

GBytes *
willow_cli_read_file (const char *path, gsize max_bytes, GError **error)
{
  GBytes *bytes;
  FILE   *stream;

  if (g_str_equal (path, "-"))
    return read_stream (stdin, max_bytes, error);
  stream = fopen (path, "rbe");
  if (stream == NULL)
    {
      int saved = errno;

      g_set_error (error,
                   G_IO_ERROR,
                   g_io_error_from_errno (saved),
                   _ ("Cannot open “%s”: %s"),
                   path,
                   g_strerror (saved));
      return NULL;
    }
  bytes = read_stream (stream, max_bytes, error);
  fclose (stream);
  return bytes;
}

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (
      error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
  return FALSE;
}

static WillowEndpoint *
build_endpoint (const WillowCliOptions *options,
                const char             *url,
                GError                **error)
{
  WillowScheme scheme = willow_cli_tls_is_set (&options->tls)
                            ? WILLOW_SCHEME_MQTTS
                            : WILLOW_SCHEME_MQTT;

  if ((url != NULL) + (options->host != NULL) +
          (options->route.socket_path != NULL) !=
      1)
    {
      fail (error,
            _ ("Say where to connect to: a URL such as mqtt://localhost, a "
               "host with -h, or a socket with --unix."));
      return NULL;
    }
  if (url != NULL)
    return willow_endpoint_parse (url, error);
  if (options->route.socket_path != NULL)
    return willow_cli_route_build_endpoint (&options->route);
  if (options->port < 0 || options->port > 65535)
    {
      fail (error, _ ("A port is a number from 1 to 65535."));
      return NULL;
    }
  return willow_endpoint_new (scheme,
                              options->host,
                              options->port != 0
                                  ? (guint16)options->port
                                  : willow_scheme_get_default_port (scheme),
                              NULL);
}

static gboolean
check_auth_method (const WillowCliOptions *options,
                   MqttVersion             version,
                   GError                **error)
{
  if (options->auth_method == NULL)
    return TRUE;
  if (!g_str_equal (options->auth_method, "SCRAM-SHA-256"))
    return fail (error, _ ("The only --auth-method is SCRAM-SHA-256."));
  if (version != MQTT_VERSION_5_0)
    return fail (error, _ ("Only MQTT 5.0 has --auth-method: add -V 5.0."));
  return TRUE;
}

static gboolean
check_options (const WillowCliOptions *options, GError **error)
{
  if (options->keep_alive_seconds < 0 || options->keep_alive_seconds > 65535)
    return fail (error, _ ("Keep Alive is a number from 0 to 65535."));
  if (options->will_qos < 0 || options->will_qos > 2)
    return fail (error, _ ("QoS is 0, 1 or 2."));
  if (options->will_topic == NULL &&
      (options->will_payload != NULL || options->will_qos != 0 ||
       options->will_retain))
    return fail (error, _ ("A will needs a topic: --will-topic."));
  if (options->session_expiry_seconds > G_MAXUINT32)
    return fail (error, _ ("The Session Expiry Interval is too large."));
  /* A random identifier can never find its session again. */
  if (options->keep_session && options->client_id == NULL)
    return fail (error, _ ("To keep a session, give it a name with -i."));
  return TRUE;
}

/* Where it does not show while it is typed. */
static GBytes *
ask_password (void)
{
  char *typed = getpass (_ ("Password: "));
  gsize len = typed != NULL ? strlen (typed) : 0;

  return g_bytes_new (typed, len);
}

static void
set_credentials (WillowClientOptions    *built,
                 const WillowCliOptions *options,
                 const WillowEndpoint   *endpoint)
{
  const char *user_name =
      options->user_name != NULL ? options->user_name : endpoint->user_name;
  const char *password =
      options->password != NULL ? options->password : endpoint->password;
  g_autoptr (GBytes) secret = NULL;

  willow_client_options_set_user_name (built, user_name);
  if (password == NULL)
    return;
  secret = g_strcmp0 (options->password, "-") == 0
               ? ask_password ()
               : g_bytes_new (password, strlen (password));
  willow_client_options_set_password (built, secret);
}

static void
set_will (WillowClientOptions *built, const WillowCliOptions *options)
{
  const char *text = options->will_payload != NULL ? options->will_payload : "";
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));

  if (options->will_topic != NULL)
    willow_client_options_set_will (built,
                                    options->will_topic,
                                    payload,
                                    (MqttQos)options->will_qos,
                                    options->will_retain);
}

static void
set_properties (WillowClientOptions *built, const WillowCliOptions *options)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();

  if (options->session_expiry_seconds >= 0)
    mqtt_properties_append_number (properties,
                                   MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL,
                                   (guint32)options->session_expiry_seconds);
  willow_client_options_set_properties (
      built, mqtt_properties_from_array (properties));
}

static gboolean
set_tls (WillowConnectorSettings *connector,
         const WillowCliOptions  *options,
         const WillowEndpoint    *endpoint,
         GError                 **error)
{
  g_autoptr (WillowTlsSettings) tls = NULL;

  if (endpoint->scheme != WILLOW_SCHEME_MQTTS &&
      endpoint->scheme != WILLOW_SCHEME_WSS)
    return !willow_cli_tls_is_set (&options->tls) ||
           fail (error,
                 _ ("Options of TLS make no sense without TLS: say mqtts://… "
                    "or wss://…"));
  tls = willow_cli_tls_build (&options->tls, error);
  if (tls == NULL)
    return FALSE;
  willow_connector_settings_set_tls (connector, tls);
  return TRUE;
}

static gboolean
set_websocket (WillowConnectorSettings *connector,
               const WillowCliOptions  *options,
               const WillowEndpoint    *endpoint,
               GError                 **error)
{
  if (endpoint->scheme != WILLOW_SCHEME_WS &&
      endpoint->scheme != WILLOW_SCHEME_WSS)
    return !willow_cli_websocket_is_set (&options->websocket) ||
           fail (error,
                 _ ("Options of WebSocket make no sense without it: say ws://… "
                    "or wss://…"));
  return willow_cli_websocket_apply (&options->websocket, connector, error);
}

static gboolean
set_connector (WillowClientOptions    *built,
               const WillowCliOptions *options,
               const WillowEndpoint   *endpoint,
               GError                **error)
{
  g_autoptr (WillowConnectorSettings) connector =
      willow_connector_settings_new ();

  if (!set_tls (connector, options, endpoint, error) ||
      !willow_cli_route_set_proxy (&options->route, connector, error) ||
      !set_websocket (connector, options, endpoint, error))
    return FALSE;
  willow_client_options_set_connector (built, connector);
  return TRUE;
}

WillowClientOptions *
willow_cli_options_build (const WillowCliOptions *options,
                          const char             *url,
                          GError                **error)
{
  g_autoptr (WillowEndpoint) endpoint = NULL;
  g_autoptr (WillowClientOptions) built = NULL;
  g_autofree char *random_id = NULL;
  MqttVersion      version = MQTT_VERSION_3_1_1;

  if (options->version != NULL &&
      !willow_cli_parse_version (options->version, &version))
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_ARGUMENT,
                   _ ("“%s” is no version: 3.1, 3.1.1 or 5.0."),
                   options->version);
      return NULL;
    }
  endpoint = build_endpoint (options, url, error);
  if (endpoint == NULL || !check_options (options, error) ||
      !check_auth_method (options, version, error))
    return NULL;

  built = willow_client_options_new ();
  if (!set_connector (built, options, endpoint, error))
    return NULL;
  random_id = g_strdup_printf ("willow-%08x", g_random_int ());
  willow_client_options_set_endpoint (built, endpoint);
  willow_client_options_set_version (built, version);
  willow_client_options_set_client_id (
      built, options->client_id != NULL ? options->client_id : random_id);
  willow_client_options_set_clean_start (built, !options->keep_session);
  willow_client_options_set_keep_alive_seconds (
      built, (guint16)options->keep_alive_seconds);
  willow_client_options_set_connect_timeout_ms (
      built, (guint)MAX (options->connect_timeout_seconds, 0) * 1000);
  set_credentials (built, options, endpoint);
  willow_client_options_set_authentication_method (built, options->auth_method);
  set_will (built, options);
  set_properties (built, options);
  return g_steal_pointer (&built);
}
