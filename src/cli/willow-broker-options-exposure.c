/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who can reach the broker, and whether that was meant. */
#include "config.h"

#include "cli/willow-broker-options.h"

#include <glib/gi18n.h>

typedef struct
{
  gboolean allow;
} Exposure;

static void
add_options (gpointer options, GOptionContext *context)
{
  Exposure *e = options;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "allow-anonymous-lan", 0, 0, G_OPTION_ARG_NONE, &e->allow,
      N_ ("Other devices may come in without a password, too"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_broker_options_add (context, entries);
}

static gboolean
is_open_to_others (const WillowBrokerListenerConfig *listener)
{
  g_autoptr (GInetAddress) address = NULL;

  if (listener->socket_path != NULL)
    return FALSE;
  address = g_inet_address_new_from_string (listener->address);
  return address == NULL || !g_inet_address_get_is_loopback (address);
}

/* Whether who comes in there has proved who it is. */
static gboolean
is_guarded (const WillowBrokerListenerConfig *listener,
            const WillowBrokerConfig         *config)
{
  return (config->access != NULL &&
          !willow_broker_access_is_open (config->access)) ||
         (listener->tls != NULL &&
          willow_tls_settings_get_require_certificate (listener->tls));
}

static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  const Exposure *e = options;

  config->allow_open_lan =
      e->allow || (file != NULL && file->allow_anonymous == TRUE);
  if (config->allow_open_lan)
    return TRUE;
  for (guint i = 0; i < config->listeners->len; i++)
    {
      const WillowBrokerListenerConfig *listener =
          willow_broker_config_get_listener (config, i);
      g_autofree char *url = NULL;

      if (!is_open_to_others (listener) || is_guarded (listener, config))
        continue;
      url = willow_broker_listener_config_dup_url (listener, listener->port);
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_ARGUMENT,
                   _ ("%s is open to other devices, and nobody would be asked "
                      "for a password. Say who may come in, with users or with "
                      "certificates; or say --allow-anonymous-lan if everybody "
                      "may; or listen on 127.0.0.1."),
                   url);
      return FALSE;
    }
  return TRUE;
}

const WillowBrokerSubject willow_broker_subject_exposure = {
  .size = sizeof (Exposure),
  .add_options = add_options,
  .configure = configure,
};
