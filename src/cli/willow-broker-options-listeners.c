/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-broker-options.h"
#include "cli/willow-cli-tls.h"

#include <glib/gi18n.h>
#include <stdio.h>

typedef struct
{
  char        *bind_address;
  int          port;
  int          tls_port; /* -1: not said */
  WillowCliTls tls;
} Listeners;

static void
init (gpointer options)
{
  Listeners *l = options;

  l->port = 1883;
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
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_broker_options_add (context, entries);
  g_option_context_add_group (context,
                              willow_cli_tls_get_broker_group (&l->tls));
}

static gboolean
configure_tls (Listeners *l, WillowBrokerConfig *config, GError **error)
{
  WillowBrokerListenerConfig *listener;
  g_autoptr (WillowTlsSettings) settings = NULL;

  if (!willow_cli_tls_is_set (&l->tls) && l->tls_port < 0)
    return TRUE;
  if (l->tls.certificate_file == NULL && l->tls.psk_list_file == NULL)
    return willow_broker_options_fail (
        error,
        _ ("To listen by TLS, say the certificate with --cert "
           "and its key with --key."));
  settings = willow_cli_tls_build (&l->tls, error);
  if (settings == NULL)
    return FALSE;
  listener = willow_broker_config_add_listener (
      config,
      WILLOW_SCHEME_MQTTS,
      willow_broker_config_get_listener (config, 0)->address,
      l->tls_port >= 0 ? (guint16)l->tls_port
                       : willow_scheme_get_default_port (WILLOW_SCHEME_MQTTS));
  willow_broker_listener_config_set_tls (listener, settings);
  return TRUE;
}

static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  Listeners                  *l = options;
  WillowBrokerListenerConfig *listener =
      willow_broker_config_get_listener (config, 0);

  if (l->port < 0 || l->port > 65535 || l->tls_port > 65535)
    return willow_broker_options_fail (
        error, _ ("A port is a number from 0 to 65535."));
  if (l->bind_address != NULL)
    {
      g_free (listener->address);
      listener->address = g_strdup (l->bind_address);
    }
  listener->port = (guint16)l->port;
  return configure_tls (l, config, error);
}

static gboolean
started (gpointer options, WillowBroker *broker, GError **error)
{
  g_auto (GStrv) urls = willow_broker_dup_urls (broker);

  /* What scripts wait for; not translated. */
  for (guint i = 0; urls[i] != NULL; i++)
    g_print ("listening on %s\n", urls[i]);
  fflush (stdout);
  return TRUE;
}

static void
clear (gpointer options)
{
  Listeners *l = options;

  g_free (l->bind_address);
  willow_cli_tls_clear (&l->tls);
}

const WillowBrokerSubject willow_broker_subject_listeners = {
  .size = sizeof (Listeners),
  .init = init,
  .add_options = add_options,
  .configure = configure,
  .started = started,
  .clear = clear,
};
