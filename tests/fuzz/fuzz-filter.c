/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"

#include "filter/willow-filter.h"

#include <string.h>

/* An expression, after a 0 the bytes that it is asked about: as a packet of
 * both sides and as a text. */
static void
ask (WillowFilter *filter, const guint8 *data, gsize len)
{
  WillowTraceView view = { .connection = 1,
                           .version = MQTT_VERSION_5_0,
                           .wall_us = G_USEC_PER_SEC,
                           .data = { data, len } };

  for (guint i = 0; i < 2; i++)
    {
      view.direction = (WillowDirection)i;
      view.kind = WILLOW_RECORD_PACKET;
      willow_filter_matches_view (filter, &view, "a/b");
      view.kind = WILLOW_RECORD_NOTE;
      willow_filter_matches_view (filter, &view, NULL);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8    *end = size > 0 ? memchr (data, 0, size) : NULL;
  gsize            len = end != NULL ? (gsize)(end - data) : size;
  g_autofree char *text =
      len > 0 ? g_strndup ((const char *)data, len) : g_strdup ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowFilter) filter = NULL;
  guint column = 0;

  filter = willow_filter_parse (text, &column, &error);
  if (filter == NULL)
    {
      g_assert_nonnull (error);
      g_assert_cmpuint (column, >=, 1);
      g_assert_cmpuint (column, <=, strlen (text) + 1);
    }
  else if (end != NULL)
    ask (filter, end + 1, size - len - 1);
  return 0;
}
