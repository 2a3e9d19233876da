/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A copy of a password, a passphrase or a private key, which is overwritten
 * when the last reference goes. @data: (nullable) when @len is 0 */
GBytes *willow_secret_bytes_new (const void *data, gsize len);
GBytes *willow_secret_bytes_copy (GBytes *bytes);

G_END_DECLS
