/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-broker-options.h"

#include <glib/gi18n.h>

typedef struct
{
  char *socket_path;
} Unix;

static void
add_options (gpointer options, GOptionContext *context)
{
  Unix *u = options;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "unix", 0, 0, G_OPTION_ARG_FILENAME, &u->socket_path,
      N_ ("Listen on this Unix socket, too: for programs of the same user"), N_ ("PATH") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_broker_options_add (context, entries);
}

static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  Unix                       *u = options;
  WillowBrokerListenerConfig *listener;

  if (u->socket_path == NULL)
    return TRUE;
  listener =
      willow_broker_config_add_listener (config, WILLOW_SCHEME_MQTT, "", 0);
  listener->socket_path = g_canonicalize_filename (u->socket_path, NULL);
  return TRUE;
}

static void
clear (gpointer options)
{
  Unix *u = options;

  g_free (u->socket_path);
}

const WillowBrokerSubject willow_broker_subject_unix = {
  .size = sizeof (Unix),
  .add_options = add_options,
  .configure = configure,
  .clear = clear,
};
