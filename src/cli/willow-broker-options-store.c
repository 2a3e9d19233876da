/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "broker/directives/willow-broker-file.h"
#include "cli/willow-broker-options.h"

#include <glib/gi18n.h>

/* Of `persistence true` without persistence_file. */
#define DEFAULT_NAME "willow-store.db"

typedef struct
{
  char *path;
} Store;

static void
add_options (gpointer options, GOptionContext *context)
{
  Store *store = options;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &store->path,
      N_ ("Keep sessions, their messages and retained messages in FILE (default: in memory)"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_broker_options_add (context, entries);
}

static char *
get_path (const WillowBrokerFile *file)
{
  const char *name = file->persistence_file;
  const char *folder = file->persistence_location;

  if (name == NULL)
    name = DEFAULT_NAME;
  return folder != NULL ? g_build_filename (folder, name, NULL)
                        : g_strdup (name);
}

static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  const Store *store = options;

  if (store->path != NULL)
    config->store_path = g_strdup (store->path);
  else if (file != NULL && file->persistence == 1)
    config->store_path = get_path (file);
  return TRUE;
}

static void
clear (gpointer options)
{
  g_free (((Store *)options)->path);
}

const WillowBrokerSubject willow_broker_subject_store = {
  .size = sizeof (Store),
  .add_options = add_options,
  .configure = configure,
  .clear = clear,
};
