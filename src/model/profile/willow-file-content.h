/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * willow_file_content_load_async:
 *
 * Reads a file that somebody chose as a certificate or a key. What cannot be
 * one has a sentence of its own, translated: a folder, a file that is far too
 * large (it is not read), an empty one, one that may not be read.
 */
void willow_file_content_load_async (GFile              *file,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
/* (transfer full) (nullable): overwritten with its last reference: it may be a
 * key */
GBytes *willow_file_content_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
