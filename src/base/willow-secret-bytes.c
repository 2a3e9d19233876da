/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/willow-secret-bytes.h"

#include <string.h>

typedef struct
{
  gsize  len;
  guint8 data[];
} Secret;

static void
secret_free (gpointer data)
{
  Secret *secret = data;

  explicit_bzero (secret->data, secret->len);
  g_free (secret);
}

/**
 * willow_secret_bytes_new:
 *
 * Returns: (transfer full):
 */
GBytes *
willow_secret_bytes_new (const void *data, gsize len)
{
  Secret *secret = g_malloc (sizeof (Secret) + len);

  secret->len = len;
  if (len > 0)
    memcpy (secret->data, data, len);
  return g_bytes_new_with_free_func (secret->data, len, secret_free, secret);
}

/**
 * willow_secret_bytes_copy:
 *
 * Returns: (transfer full):
 */
GBytes *
willow_secret_bytes_copy (GBytes *bytes)
{
  gsize       len;
  const void *data = g_bytes_get_data (bytes, &len);

  return willow_secret_bytes_new (data, len);
}
