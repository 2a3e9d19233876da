/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-secret-store.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#define ATTRIBUTE "profile"

G_DEFINE_QUARK (willow - secret - error - quark, willow_secret_error)

static const SecretSchema schema = {
  "io.github.willowmqtt.Willow.Profile",
  SECRET_SCHEMA_NONE,
  { { ATTRIBUTE, SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static gboolean
is_locked (const GError *error)
{
  /* Where nobody can answer the service's prompt, gnome-keyring speaks of a
   * collection that it does not show. */
  return g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
         g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD);
}

static gboolean
is_no_service (const GError *error)
{
  static const int io_codes[] = {
    G_IO_ERROR_NOT_FOUND,          G_IO_ERROR_NOT_CONNECTED,
    G_IO_ERROR_CONNECTION_REFUSED, G_IO_ERROR_CLOSED,
    G_IO_ERROR_INVALID_ARGUMENT,   G_IO_ERROR_NOT_SUPPORTED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (io_codes); i++)
    if (g_error_matches (error, G_IO_ERROR, io_codes[i]))
      return TRUE;
  /* The bus, or its launcher, as a whole. */
  return error->domain == G_DBUS_ERROR || error->domain == G_SPAWN_ERROR;
}

static void
set_sentence (GError **error, WillowSecretError code, const char *sentence)
{
  g_set_error_literal (error, WILLOW_SECRET_ERROR, (int)code, sentence);
}

/* @cause: (transfer full) */
static void
propagate_explained (GError **error, GError *cause)
{
  g_autoptr (GError) owned = cause;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (is_locked (cause))
    set_sentence (error,
                  WILLOW_SECRET_ERROR_LOCKED,
                  _ ("The place for passwords is locked. The password is "
                     "asked for at each connect."));
  else if (is_no_service (cause))
    set_sentence (error,
                  WILLOW_SECRET_ERROR_NO_SERVICE,
                  _ ("There is no service that keeps passwords. The password "
                     "is asked for at each connect."));
  else
    g_set_error (error,
                 WILLOW_SECRET_ERROR,
                 WILLOW_SECRET_ERROR_FAILED,
                 _ ("The service that keeps passwords failed: %s"),
                 cause->message);
}

static void
take_error (GTask *task, GError *cause)
{
  GError *error = NULL;

  propagate_explained (&error, cause);
  g_task_return_error (task, error);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    take_error (task, error);
}

/**
 * willow_secret_store_save_async:
 * @profile_name: for people who look into the keyring
 */
void
willow_secret_store_save_async (const char         *profile_id,
                                const char         *profile_name,
                                const char         *password,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  /* TRANSLATORS: the name of a connection profile, as the keyring shows it */
  g_autofree char *label =
      g_strdup_printf (_ ("Willow: password for %s"), profile_name);

  g_task_set_source_tag (task, willow_secret_store_save_async);
  secret_password_store (&schema,
                         SECRET_COLLECTION_DEFAULT,
                         label,
                         password,
                         cancellable,
                         stored_cb,
                         task,
                         ATTRIBUTE,
                         profile_id,
                         NULL);
}

gboolean
willow_secret_store_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char   *password = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    take_error (task, error);
  else
    g_task_return_pointer (
        task, password, (GDestroyNotify)secret_password_free);
}

void
willow_secret_store_load_async (const char         *profile_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, willow_secret_store_load_async);
  secret_password_lookup (
      &schema, cancellable, loaded_cb, task, ATTRIBUTE, profile_id, NULL);
}

char *
willow_secret_store_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  /* FALSE without error: there was none. */
  secret_password_clear_finish (result, &error);
  if (error != NULL)
    take_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* That none is stored is no error. */
void
willow_secret_store_clear_async (const char         *profile_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, willow_secret_store_clear_async);
  secret_password_clear (
      &schema, cancellable, cleared_cb, task, ATTRIBUTE, profile_id, NULL);
}

gboolean
willow_secret_store_clear_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* @password: (nullable): wiped before it is freed */
void
willow_secret_store_free_password (char *password)
{
  secret_password_free (password);
}
