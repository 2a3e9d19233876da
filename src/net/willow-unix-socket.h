/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Which file a listening Unix socket is, so that only that one is removed. */
typedef struct
{
  char   *path;
  guint64 device;
  guint64 inode;
} WillowUnixSocket;

/* (transfer full) (nullable): bound and listening, as
 * willow_listener_new_unix() says. Only for src/net. */
GSocket *willow_unix_socket_listen (WillowUnixSocket *self,
                                    const char       *path,
                                    guint             mode,
                                    int               backlog,
                                    GError          **error);
/* Removes the file if it is still the same. */
void willow_unix_socket_clear (WillowUnixSocket *self);

G_END_DECLS
