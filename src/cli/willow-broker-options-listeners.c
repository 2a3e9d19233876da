/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-broker-listener-tls.h"
#include "cli/willow-broker-options.h"

#include <glib/gi18n.h>
#include <string.h>

#define LOOPBACK "127.0.0.1"
#define MQTT_PORT 1883

typedef struct
{
  char       **urls;
  char       **origins;
  char        *bind_address;
  int          port;     /* -1: not said */
  int          tls_port; /* -1: not said */
  char        *identity;
  WillowCliTls tls;
} Listeners;

static void
init (gpointer options)
{
  Listeners *l = options;

  l->port = -1;
  l->tls_port = -1;
}

static void
add_options (gpointer options, GOptionContext *context)
{
  Listeners *l = options;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &l->port,
      N_ ("Port to listen on (default 1883; 0: any free one)"), N_ ("PORT") },
    { "tls-port", 0, 0, G_OPTION_ARG_INT, &l->tls_port,
      N_ ("Port to listen on by TLS (default 8883; 0: any free one); needs --cert"), N_ ("PORT") },
    { "bind", 0, 0, G_OPTION_ARG_STRING, &l->bind_address,
      N_ ("Address to listen on (default 127.0.0.1: this computer only)"), N_ ("ADDRESS") },
    { "listener", 'l', 0, G_OPTION_ARG_STRING_ARRAY, &l->urls,
      N_ ("Listen where URL says: mqtt, mqtts, ws or wss, an address, a port, a path; or unix:PATH; in place of --port, may be repeated"), N_ ("URL") },
    { "origin", 0, 0, G_OPTION_ARG_STRING_ARRAY, &l->origins,
      N_ ("By WebSocket only pages of this origin may connect, such as https://example.com; may be repeated"), N_ ("ORIGIN") },
    { "identity", 0, 0, G_OPTION_ARG_STRING, &l->identity,
      N_ ("By TLS the User Name is that of the client's certificate: “cn”, its common name, or “san”, its first e-mail address, DNS name or URI; nobody without one gets in"), N_ ("cn|san") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_broker_options_add (context, entries);
  g_option_context_add_group (context,
                              willow_cli_tls_get_broker_group (&l->tls));
}

static gboolean
fail_url (const char *url, GError **error)
{
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_ARGUMENT,
               _ ("“%s” is no place to listen at: say mqtt, mqtts, ws or wss, "
                  "a numeric address and a port, as in mqtt://127.0.0.1:1883 "
                  "or ws://[::1]:8083/mqtt; or unix:PATH."),
               url);
  return FALSE;
}

static gboolean
find_scheme (const char *name, WillowScheme *scheme)
{
  for (WillowScheme s = WILLOW_SCHEME_MQTT; s <= WILLOW_SCHEME_WSS; s++)
    if (g_strcmp0 (name, willow_scheme_get_name (s)) == 0)
      {
        *scheme = s;
        return TRUE;
      }
  return FALSE;
}

/* A port of 0 is right here, and a host must be an address: no URL to connect
 * to. */
static gboolean
add_url (WillowBrokerConfig *config, const char *text, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GInetAddress) address = NULL;
  WillowBrokerListenerConfig *listener;
  WillowScheme                scheme;

  if (g_str_has_prefix (text, "unix:") && text[strlen ("unix:")] != '\0')
    {
      listener =
          willow_broker_config_add_listener (config, WILLOW_SCHEME_MQTT, "", 0);
      listener->socket_path =
          g_canonicalize_filename (text + strlen ("unix:"), NULL);
      return TRUE;
    }
  uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || !find_scheme (g_uri_get_scheme (uri), &scheme) ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_host (uri) == NULL)
    return fail_url (text, error);
  address = g_inet_address_new_from_string (g_uri_get_host (uri));
  if (address == NULL)
    return fail_url (text, error);
  listener = willow_broker_config_add_listener (
      config,
      scheme,
      g_uri_get_host (uri),
      g_uri_get_port (uri) >= 0 ? (guint16)g_uri_get_port (uri)
                                : willow_scheme_get_default_port (scheme));
  if (listener->path != NULL && g_uri_get_path (uri)[0] != '\0')
    {
      g_free (listener->path);
      listener->path = g_strdup (g_uri_get_path (uri));
    }
  return TRUE;
}

/* --port, --bind and --tls-port, or the defaults. */
static void
add_plain (const Listeners *l, WillowBrokerConfig *config)
{
  const char *address = l->bind_address != NULL ? l->bind_address : LOOPBACK;

  if (l->urls == NULL || l->port >= 0 || l->bind_address != NULL)
    willow_broker_config_add_listener (config,
                                       WILLOW_SCHEME_MQTT,
                                       address,
                                       l->port >= 0 ? (guint16)l->port
                                                    : MQTT_PORT);
  if (l->tls_port >= 0 || (l->urls == NULL && willow_cli_tls_is_set (&l->tls)))
    willow_broker_config_add_listener (
        config,
        WILLOW_SCHEME_MQTTS,
        address,
        l->tls_port >= 0
            ? (guint16)l->tls_port
            : willow_scheme_get_default_port (WILLOW_SCHEME_MQTTS));
}

static gboolean
needs_tls (const WillowBrokerListenerConfig *listener)
{
  return listener->socket_path == NULL &&
         (listener->scheme == WILLOW_SCHEME_MQTTS ||
          listener->scheme == WILLOW_SCHEME_WSS);
}

/* Without authorities nobody can show a certificate that is worth anything. */
static gboolean
parse_identity (const Listeners *l, WillowIdentity *identity, GError **error)
{
  *identity = WILLOW_IDENTITY_NONE;
  if (l->identity == NULL)
    return TRUE;
  if (g_str_equal (l->identity, "cn"))
    *identity = WILLOW_IDENTITY_CN;
  else if (g_str_equal (l->identity, "san"))
    *identity = WILLOW_IDENTITY_SAN;
  else
    return willow_broker_options_fail (error,
                                       _ ("--identity takes “cn” or “san”."));
  return l->tls.ca_file != NULL || l->tls.psk_list_file != NULL ||
         willow_broker_options_fail (
             error,
             _ ("--identity needs --cafile, the authorities of the clients, or "
                "--psk-list."));
}

static gboolean
set_tls (const Listeners *l, WillowBrokerConfig *config, GError **error)
{
  g_autoptr (WillowTlsSettings) settings = NULL;
  WillowIdentity identity;

  if (!parse_identity (l, &identity, error))
    return FALSE;
  for (guint i = 0; i < config->listeners->len; i++)
    {
      WillowBrokerListenerConfig *listener =
          willow_broker_config_get_listener (config, i);

      if (!needs_tls (listener))
        continue;
      if (l->tls.certificate_file == NULL && l->tls.psk_list_file == NULL)
        return willow_broker_options_fail (
            error,
            _ ("To listen by TLS, say the certificate with --cert "
               "and its key with --key."));
      if (settings == NULL)
        settings = willow_cli_tls_build (&l->tls, error);
      if (settings == NULL)
        return FALSE;
      willow_broker_listener_config_set_tls (listener, settings);
      listener->identity = identity;
    }
  return settings != NULL || !willow_cli_tls_is_set (&l->tls) ||
         willow_broker_options_fail (
             error,
             _ ("Options of TLS make no sense without TLS: say --tls-port or "
                "a --listener with mqtts or wss."));
}

static void
set_origins (const Listeners *l, WillowBrokerConfig *config)
{
  for (guint i = 0; l->origins != NULL && i < config->listeners->len; i++)
    {
      WillowBrokerListenerConfig *listener =
          willow_broker_config_get_listener (config, i);

      g_strfreev (listener->origins);
      listener->origins = g_strdupv (l->origins);
    }
}

/* Whether the command line names places to listen at. */
static gboolean
is_set (const Listeners *l)
{
  return l->urls != NULL || l->port >= 0 || l->tls_port >= 0 ||
         l->bind_address != NULL || willow_cli_tls_is_set (&l->tls);
}

static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  const Listeners *l = options;

  if (l->port < -1 || l->port > 65535 || l->tls_port < -1 ||
      l->tls_port > 65535)
    return willow_broker_options_fail (
        error, _ ("A port is a number from 0 to 65535."));
  /* That of a configuration which says nothing. */
  g_ptr_array_remove_index (config->listeners, 0);
  if (file != NULL && file->listeners->len > 0 && !is_set (l))
    return willow_broker_listener_add_files (file, config, error);
  add_plain (l, config);
  for (guint i = 0; l->urls != NULL && l->urls[i] != NULL; i++)
    if (!add_url (config, l->urls[i], error))
      return FALSE;
  set_origins (l, config);
  return set_tls (l, config, error);
}

static gboolean
is_same_place (const WillowBrokerListenerConfig *running,
               const WillowBrokerListenerConfig *wanted)
{
  return running->scheme == wanted->scheme &&
         g_strcmp0 (running->socket_path, wanted->socket_path) == 0 &&
         g_strcmp0 (running->address, wanted->address) == 0 &&
         g_strcmp0 (running->path, wanted->path) == 0 &&
         (wanted->port == 0 || running->port == wanted->port);
}

static gboolean
are_same_places (GPtrArray *running, const WillowBrokerConfig *config)
{
  if (running == NULL || running->len != config->listeners->len)
    return FALSE;
  for (guint i = 0; i < running->len; i++)
    if (!is_same_place (running->pdata[i],
                        willow_broker_config_get_listener (config, i)))
      return FALSE;
  return TRUE;
}

/* Certificates only: other places to listen at need a start. */
static gboolean
reload (gpointer                  options,
        WillowBroker             *broker,
        const WillowBrokerConfig *config,
        GError                  **error)
{
  GPtrArray *running = willow_broker_get_listeners (broker);

  if (!are_same_places (running, config))
    return willow_broker_options_fail (
        error, "other listeners need a new start of the broker");
  for (guint i = 0; i < running->len; i++)
    {
      const WillowBrokerListenerConfig *listener =
          willow_broker_config_get_listener (config, i);

      if (listener->tls != NULL &&
          !willow_broker_set_tls (broker, i, listener->tls, error))
        return FALSE;
    }
  return TRUE;
}

static void
clear (gpointer options)
{
  Listeners *l = options;

  g_strfreev (l->urls);
  g_strfreev (l->origins);
  g_free (l->bind_address);
  g_free (l->identity);
  willow_cli_tls_clear (&l->tls);
}

const WillowBrokerSubject willow_broker_subject_listeners = {
  .size = sizeof (Listeners),
  .init = init,
  .add_options = add_options,
  .configure = configure,
  .reload = reload,
  .clear = clear,
};
