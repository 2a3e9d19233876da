/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/willow-password-file.h"
#include "broker/directives/willow-broker-file.h"
#include "cli/willow-broker-options.h"
#include "cli/willow-cli-options.h"

#include <glib/gi18n.h>
#include <string.h>

#define PASSWORD_FILE_MAX_BYTES 4096

typedef struct
{
  char   **scram_user_texts; /* NAME:FILE */
  char    *password_file;
  char    *acl_file;
  gboolean no_anonymous;
  gboolean anonymous;
} Users;

static void
add_options (gpointer options, GOptionContext *context)
{
  Users *users = options;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &users->password_file,
      N_ ("Users and their hashed passwords, as of “willow-cli passwd” or mosquitto_passwd; read again on SIGHUP"), N_ ("FILE") },
    { "acl-file", 0, 0, G_OPTION_ARG_FILENAME, &users->acl_file,
      N_ ("Who may read and write which topics, in the form of mosquitto's acl_file; read again on SIGHUP"), N_ ("FILE") },
    { "no-anonymous", 0, 0, G_OPTION_ARG_NONE, &users->no_anonymous,
      N_ ("Let in nobody without a user name and a password"), NULL },
    { "anonymous", 0, 0, G_OPTION_ARG_NONE, &users->anonymous,
      N_ ("Beside the users of --password-file let in those without a name, too"), NULL },
    { "scram-user", 0, 0, G_OPTION_ARG_STRING_ARRAY, &users->scram_user_texts,
      N_ ("Let in this user by SCRAM-SHA-256 (MQTT 5.0) or by password, and nobody without one; the password is the first line of FILE; may be repeated"), N_ ("NAME:FILE") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_broker_options_add (context, entries);
}

/* The first line of a file: a password on the command line would be in the list
 * of processes. @text: NAME:FILE */
static gboolean
add_scram_user (WillowBrokerAccess *access, const char *text, GError **error)
{
  const char      *colon = strchr (text, ':');
  g_autofree char *name = NULL;
  g_autoptr (WillowPassword) kept = NULL;
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
  if (!willow_password_file_is_name (name))
    return willow_broker_options_fail (error, _ ("A user needs a name."));
  file = willow_cli_read_file (colon + 1, PASSWORD_FILE_MAX_BYTES, error);
  if (file == NULL)
    return FALSE;
  password = g_bytes_get_data (file, &len);
  for (gsize i = 0; i < len; i++)
    if (password[i] == '\n' || password[i] == '\r')
      len = i;
  kept = willow_password_new (
      WILLOW_PASSWORD_SCRAM, len > 0 ? password : "", len, 0, error);
  if (kept == NULL)
    return FALSE;
  willow_broker_access_add_user (access, name, kept);
  return TRUE;
}

/* Where there is a list of users, nobody comes in without unless somebody says
 * so. */
static gboolean
allows_anonymous (const Users            *users,
                  const WillowBrokerFile *file,
                  const char             *password_file)
{
  if (users->no_anonymous)
    return FALSE;
  if (users->anonymous)
    return TRUE;
  if (file != NULL && file->allow_anonymous != WILLOW_BROKER_FILE_UNSET)
    return file->allow_anonymous != 0;
  return password_file == NULL && users->scram_user_texts == NULL;
}

static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  const Users *users = options;
  g_autoptr (WillowBrokerAccess) access = NULL;
  const char *password_file = users->password_file;
  const char *acl_file = users->acl_file;
  gboolean    anonymous;

  if (password_file == NULL && file != NULL)
    password_file = file->password_file;
  if (acl_file == NULL && file != NULL)
    acl_file = file->acl_file;
  anonymous = allows_anonymous (users, file, password_file);
  if (anonymous && password_file == NULL && acl_file == NULL &&
      users->scram_user_texts == NULL)
    return TRUE;
  access =
      willow_broker_access_load (password_file, acl_file, anonymous, error);
  if (access == NULL)
    return FALSE;
  for (guint i = 0;
       users->scram_user_texts != NULL && users->scram_user_texts[i] != NULL;
       i++)
    if (!add_scram_user (access, users->scram_user_texts[i], error))
      return FALSE;
  config->access = g_steal_pointer (&access);
  return TRUE;
}

static gboolean
reload (gpointer                  options,
        WillowBroker             *broker,
        const WillowBrokerConfig *config,
        GError                  **error)
{
  willow_broker_set_access (broker, config->access);
  return TRUE;
}

static void
clear (gpointer options)
{
  Users *users = options;

  g_strfreev (users->scram_user_texts);
  g_free (users->password_file);
  g_free (users->acl_file);
}

const WillowBrokerSubject willow_broker_subject_users = {
  .size = sizeof (Users),
  .add_options = add_options,
  .configure = configure,
  .reload = reload,
  .clear = clear,
};
