/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"

#include "broker/directives/willow-broker-file.h"

#include <string.h>

/* The file itself, once more: what is included must not include. */
static GPtrArray *
include_cb (const char *directory, gpointer user_data, GError **error)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (
      (GDestroyNotify)willow_broker_file_part_free);

  g_ptr_array_add (parts, willow_broker_file_part_new (directory, user_data));
  return parts;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) content = g_bytes_new (data, size);
  g_autoptr (WillowBrokerFile) file =
      willow_broker_file_parse ("fuzz", content, include_cb, content);

  for (guint i = 0; i < file->problems->len; i++)
    g_assert_true (g_utf8_validate (file->problems->pdata[i], -1, NULL));
  for (guint i = 0; i < file->listeners->len; i++)
    {
      const WillowBrokerFileListener *listener = file->listeners->pdata[i];

      g_assert_cmpint (listener->port, >=, 0);
      g_assert_cmpint (listener->port, <=, G_MAXUINT16);
      g_assert_cmpint (listener->max_connections, >=, -1);
    }
  g_assert_cmpint (file->max_inflight_messages, <=, G_MAXUINT16);
  g_assert_cmpint (file->max_keep_alive_seconds, <=, G_MAXUINT16);
  return 0;
}
