/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

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
