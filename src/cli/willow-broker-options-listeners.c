/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-broker-options.h"
#include "cli/willow-cli-tls.h"

#include <glib/gi18n.h>
#include <stdio.h>

typedef struct
{
  char              *bind_address;
  int                port;
  int                tls_port; /* -1: not said */
  WillowCliTls       tls;
  WillowTlsSettings *settings; /* (nullable) */
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
  WillowTlsSettings *settings;

  if (!willow_cli_tls_is_set (&l->tls) && l->tls_port < 0)
    return TRUE;
  if (l->tls.certificate_file == NULL)
    return willow_broker_options_fail (
        error,
        _ ("To listen by TLS, say the certificate with --cert "
           "and its key with --key."));
  settings = willow_cli_tls_build (&l->tls, error);
  if (settings == NULL)
    return FALSE;
  g_clear_pointer (&l->settings, willow_tls_settings_unref);
  l->settings = settings;
  config->tls = settings;
  if (l->tls_port >= 0)
    config->tls_port = (guint16)l->tls_port;
  return TRUE;
}

static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  Listeners *l = options;

  if (l->port < 0 || l->port > 65535 || l->tls_port > 65535)
    return willow_broker_options_fail (
        error, _ ("A port is a number from 0 to 65535."));
  if (l->bind_address != NULL)
    config->bind_address = l->bind_address;
  config->port = (guint16)l->port;
  return configure_tls (l, config, error);
}

static gboolean
started (gpointer options, WillowBroker *broker, GError **error)
{
  g_autofree char *url = willow_broker_dup_url (broker);
  g_autofree char *tls_url = willow_broker_dup_tls_url (broker);

  /* What scripts wait for; not translated. */
  g_print ("listening on %s\n", url);
  if (tls_url != NULL)
    g_print ("listening on %s\n", tls_url);
  fflush (stdout);
  return TRUE;
}

static void
clear (gpointer options)
{
  Listeners *l = options;

  g_free (l->bind_address);
  willow_cli_tls_clear (&l->tls);
  g_clear_pointer (&l->settings, willow_tls_settings_unref);
}

const WillowBrokerSubject willow_broker_subject_listeners = {
  .size = sizeof (Listeners),
  .init = init,
  .add_options = add_options,
  .configure = configure,
  .started = started,
  .clear = clear,
};
