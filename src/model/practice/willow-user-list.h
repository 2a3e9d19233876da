/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/guard/willow-broker-access.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define WILLOW_TYPE_USER (willow_user_get_type ())
G_DECLARE_FINAL_TYPE (WillowUser, willow_user, WILLOW, USER, GObject)

/**
 * WillowUser:
 *
 * Somebody who may come into the practice broker. Immutable; there is a hash of
 * the password in it and nothing else of it. Property "name".
 */
const char        *willow_user_get_name (WillowUser *self);
WillowPasswordKind willow_user_get_kind (WillowUser *self);

#define WILLOW_TYPE_USER_LIST (willow_user_list_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowUserList, willow_user_list, WILLOW, USER_LIST, GObject)

/**
 * WillowUserList:
 *
 * GListModel of WillowUser, in the order of a password file. Main thread.
 */
WillowUserList *willow_user_list_new (void);

/**
 * willow_user_list_load:
 * @path: a password file; one that is not there is an empty one
 *
 * Replaces all. Returns: %FALSE with one line for each mistake, and the list as
 * it was
 */
gboolean
willow_user_list_load (WillowUserList *self, const char *path, GError **error);
/* For the owner only (0600), in place of the old one or not at all. Comments of
 * a file that was made by hand are lost. */
gboolean
willow_user_list_save (WillowUserList *self, const char *path, GError **error);

/**
 * willow_user_list_set_async:
 * @name: see willow_password_file_is_name()
 * @password: hashed at once, on a thread of the pool; no copy of it is kept
 *
 * Adds somebody, or gives another password. Errors: G_IO_ERROR_INVALID_ARGUMENT
 * for a name or a password that is none, and those of willow_password_new().
 */
void     willow_user_list_set_async (WillowUserList     *self,
                                     const char         *name,
                                     const char         *password,
                                     WillowPasswordKind  kind,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean willow_user_list_set_finish (WillowUserList *self,
                                      GAsyncResult   *result,
                                      GError        **error);
void     willow_user_list_remove (WillowUserList *self, guint position);

/* Puts all of them into @access. */
void willow_user_list_fill (WillowUserList *self, WillowBrokerAccess *access);

G_END_DECLS
