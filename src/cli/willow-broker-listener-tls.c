/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listeners of a configuration file: what is in files is read here. */
#include "config.h"

#include "cli/willow-broker-listener-tls.h"

#include <glib/gi18n.h>
#include <string.h>

#define ANY_IPV4 "0.0.0.0"
#define ANY_IPV6 "::"

static gboolean
uses_tls (const WillowBrokerFileListener *l)
{
  return l->certificate_file != NULL || l->key_file != NULL ||
         l->ca_file != NULL || l->tls_version != NULL || l->ciphers != NULL ||
         l->ciphers_1_3 != NULL || l->require_certificate == TRUE;
}

static WillowScheme
get_scheme (const WillowBrokerFileListener *l)
{
  if (l->is_websocket)
    return uses_tls (l) ? WILLOW_SCHEME_WSS : WILLOW_SCHEME_WS;
  return uses_tls (l) ? WILLOW_SCHEME_MQTTS : WILLOW_SCHEME_MQTT;
}

/* All addresses: those of IPv4 come in by IPv6, too, where there is one. */
static const char *
get_any_address (const WillowBrokerFileListener *l)
{
  g_autoptr (GSocketAddress) any =
      g_inet_socket_address_new_from_string (ANY_IPV6, 0);
  g_autoptr (GSocket) socket = NULL;

  if (g_strcmp0 (l->socket_domain, "ipv4") == 0)
    return ANY_IPV4;
  socket = g_socket_new (
      G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  return socket != NULL && g_socket_bind (socket, any, TRUE, NULL) ? ANY_IPV6
                                                                   : ANY_IPV4;
}

/* "tlsv1.2": that one and later ones. (transfer full) (nullable) */
static char *
make_versions (const char *text)
{
  if (text == NULL)
    return NULL;
  if (g_str_has_prefix (text, "tlsv"))
    text += strlen ("tlsv");
  return g_strdup_printf ("%s-1.3", text);
}

/* (transfer full) (nullable) */
static char *
join_ciphers (const WillowBrokerFileListener *l)
{
  if (l->ciphers != NULL && l->ciphers_1_3 != NULL)
    return g_strdup_printf ("%s:%s", l->ciphers_1_3, l->ciphers);
  return g_strdup (l->ciphers != NULL ? l->ciphers : l->ciphers_1_3);
}

static WillowTlsSettings *
build_tls (const WillowBrokerFileListener *l, GError **error)
{
  g_autofree char   *versions = make_versions (l->tls_version);
  g_autofree char   *ciphers = join_ciphers (l);
  const WillowCliTls tls = {
    .ca_file = l->ca_file,
    .certificate_file = l->certificate_file,
    .key_file = l->key_file,
    .versions = versions,
    .ciphers = ciphers,
    .require_certificate = l->require_certificate == TRUE,
  };

  if (l->certificate_file != NULL &&
      (l->require_certificate != TRUE || l->ca_file != NULL))
    return willow_cli_tls_build (&tls, error);
  g_set_error_literal (error,
                       G_IO_ERROR,
                       G_IO_ERROR_INVALID_ARGUMENT,
                       l->certificate_file == NULL
                           ? _ ("To listen by TLS it needs certfile and "
                                "keyfile.")
                           : _ ("To require certificates it needs cafile, "
                                "the authorities that they are of."));
  return NULL;
}

/* The name of a host would be looked up, and none is bound by it. */
static gboolean
check_address (const WillowBrokerFileListener *l, GError **error)
{
  g_autoptr (GInetAddress) address = NULL;

  if (l->address == NULL || g_str_equal (l->address, "localhost"))
    return TRUE;
  address = g_inet_address_new_from_string (l->address);
  if (address != NULL)
    return TRUE;
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_ARGUMENT,
               _ ("“%s” is no numeric address."),
               l->address);
  return FALSE;
}

static void
describe (WillowBrokerListenerConfig     *listener,
          const WillowBrokerFileListener *l)
{
  if (l->socket_path != NULL)
    listener->socket_path = g_canonicalize_filename (l->socket_path, NULL);
  if (l->use_identity == TRUE)
    listener->identity = WILLOW_IDENTITY_CN;
  if (l->max_connections > 0)
    listener->max_connections = (guint)l->max_connections;
  if (l->websocket_path != NULL)
    {
      g_free (listener->path);
      listener->path = g_strdup (l->websocket_path);
    }
  if (l->origins != NULL)
    listener->origins = g_strsplit (l->origins, " ", -1);
}

static gboolean
add_listener (const WillowBrokerFileListener *l,
              WillowBrokerConfig             *config,
              GError                        **error)
{
  g_autoptr (WillowTlsSettings) tls = NULL;
  WillowBrokerListenerConfig *listener;
  const char                 *address = l->address;

  if (!check_address (l, error))
    return FALSE;
  if (uses_tls (l))
    {
      tls = build_tls (l, error);
      if (tls == NULL)
        return FALSE;
    }
  if (l->socket_path != NULL)
    address = "";
  else if (address == NULL)
    address = get_any_address (l);
  else if (g_str_equal (address, "localhost"))
    address = "127.0.0.1";
  listener = willow_broker_config_add_listener (
      config, get_scheme (l), address, (guint16)l->port);
  describe (listener, l);
  if (tls != NULL)
    willow_broker_listener_config_set_tls (listener, tls);
  return TRUE;
}

gboolean
willow_broker_listener_add_files (const WillowBrokerFile *file,
                                  WillowBrokerConfig     *config,
                                  GError                **error)
{
  g_autoptr (GString) problems = g_string_new (NULL);

  for (guint i = 0; i < file->listeners->len; i++)
    {
      const WillowBrokerFileListener *l = file->listeners->pdata[i];
      g_autoptr (GError) local = NULL;

      if (add_listener (l, config, &local))
        continue;
      if (problems->len > 0)
        g_string_append_c (problems, '\n');
      /* Translators: of a listener in a file; its line, what is wrong. */
      g_string_append_printf (
          problems, _ ("listener of line %u: %s"), l->line, local->message);
    }
  if (problems->len == 0)
    return TRUE;
  g_set_error_literal (
      error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, problems->str);
  return FALSE;
}
