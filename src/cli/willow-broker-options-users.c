/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-broker-options.h"
#include "cli/willow-cli-options.h"

#include <glib/gi18n.h>
#include <string.h>

#define PASSWORD_FILE_MAX_BYTES 4096

typedef struct
{
  char            **scram_user_texts; /* NAME:FILE */
  WillowScramUsers *scram_users;      /* (nullable) */
} Users;

static void
add_options (gpointer options, GOptionContext *context)
{
  Users *users = options;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "scram-user", 0, 0, G_OPTION_ARG_STRING_ARRAY, &users->scram_user_texts,
      N_ ("Let in only these, by MQTT 5.0 and SCRAM-SHA-256; the password is the first line of FILE; may be repeated"), N_ ("NAME:FILE") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_broker_options_add (context, entries);
}

/* The first line of a file: a password on the command line would be in the list
 * of processes. @text: NAME:FILE */
static gboolean
add_scram_user (WillowScramUsers *users, const char *text, GError **error)
{
  const char            *colon = strchr (text, ':');
  WillowScramCredentials credentials;
  g_autofree char       *name = NULL;
  g_autoptr (GBytes) file = NULL;
  const char *password;
  gsize       len;

  if (colon == NULL)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_ARGUMENT,
                   _ ("“%s” is no NAME:FILE."),
                   text);
      return FALSE;
    }
  name = g_strndup (text, (gsize)(colon - text));
  file = willow_cli_read_file (colon + 1, PASSWORD_FILE_MAX_BYTES, error);
  if (file == NULL)
    return FALSE;
  password = g_bytes_get_data (file, &len);
  for (gsize i = 0; i < len; i++)
    if (password[i] == '\n' || password[i] == '\r')
      len = i;
  return willow_scram_credentials_derive (
             &credentials, len > 0 ? password : "", len, NULL, 0, 0, error) &&
         willow_scram_users_add (users, name, &credentials, error);
}

static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  Users *users = options;
  g_autoptr (WillowScramUsers) scram_users = NULL;

  if (users->scram_user_texts == NULL)
    return TRUE;
  scram_users = willow_scram_users_new ();
  for (guint i = 0; users->scram_user_texts[i] != NULL; i++)
    if (!add_scram_user (scram_users, users->scram_user_texts[i], error))
      return FALSE;
  g_clear_pointer (&users->scram_users, willow_scram_users_unref);
  users->scram_users = g_steal_pointer (&scram_users);
  config->scram_users = willow_scram_users_ref (users->scram_users);
  return TRUE;
}

static void
clear (gpointer options)
{
  Users *users = options;

  g_strfreev (users->scram_user_texts);
  g_clear_pointer (&users->scram_users, willow_scram_users_unref);
}

const WillowBrokerSubject willow_broker_subject_users = {
  .size = sizeof (Users),
  .add_options = add_options,
  .configure = configure,
  .clear = clear,
};
