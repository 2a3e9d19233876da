/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WILLOW_SECRET_ERROR (willow_secret_error_quark ())
GQuark willow_secret_error_quark (void);
/* Their messages are translated sentences. Cancelling is G_IO_ERROR_CANCELLED.
 */
typedef enum
{
  WILLOW_SECRET_ERROR_NO_SERVICE, /* none runs, or it cannot be reached */
  WILLOW_SECRET_ERROR_LOCKED,     /* and was not unlocked */
  WILLOW_SECRET_ERROR_FAILED,     /* anything else */
} WillowSecretError;

/**
 * Secrets by libsecret (secret service, or the portal in a sandbox). Nothing is
 * ever written elsewhere. An error means that there is no service, or that it
 * is locked: the user is told and asked at each connect.
 */
void     willow_secret_store_save_async (const char         *profile_id,
                                         const char         *profile_name,
                                         const char         *password,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean willow_secret_store_save_finish (GAsyncResult *result, GError **error);
void     willow_secret_store_load_async (const char         *profile_id,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
/* (transfer full) (nullable): NULL without error: none is stored. Free with
 * secret_password_free(). */
char    *willow_secret_store_load_finish (GAsyncResult *result, GError **error);
void     willow_secret_store_clear_async (const char         *profile_id,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean willow_secret_store_clear_finish (GAsyncResult *result,
                                           GError      **error);
void     willow_secret_store_free_password (char *password);

G_END_DECLS
