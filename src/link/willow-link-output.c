/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/willow-link-private.h"

/* Of one gathered write; Linux takes up to 1,024. */
#define MAX_SLICES 256

/* What one connection may write in a turn before the others get theirs. */
#define TURN_MAX_BYTES (4 * 1024 * 1024)

/* Puts on record what really went out, which may end in the middle of a
 * slice. */
static void
tap (WillowLink *link, const MqttSlice *slices, gsize len)
{
  for (guint i = 0; len > 0; i++)
    {
      gsize n = MIN (slices[i].len, len);

      willow_link_tap_sent (link, slices[i].data, n);
      len -= n;
    }
}

/* Returns: bytes written, 0 if nothing could be */
static gsize
write_some (WillowLink *link)
{
  MqttSlice     slices[MAX_SLICES];
  GOutputVector vectors[MAX_SLICES];
  g_autoptr (GError) error = NULL;
  guint  n = mqtt_connection_peek_output (link->connection, slices, MAX_SLICES);
  gssize written;

  for (guint i = 0; i < n; i++)
    vectors[i] = (GOutputVector){ slices[i].data, slices[i].len };
  written = willow_transport_writev (link->transport, vectors, n, &error);
  if (written >= 0)
    {
      if (link->taps != NULL)
        tap (link, slices, (gsize)written);
      mqtt_connection_consume_output (
          link->connection, (gsize)written, link->now_us);
      link->bytes_written += (gsize)written;
      return (gsize)written;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return 0;
  /* What the peer said before it went, perhaps why, can still be read: the end
   * of the input ends the link. */
  link->write_error = g_steal_pointer (&error);
  return 0;
}

gboolean
willow_link_write (WillowLink *link)
{
  gsize sum = 0, n = 1;

  if (G_UNLIKELY (link->filtering != NULL))
    return willow_link_write_filtered (link);
  while (n > 0 && sum < TURN_MAX_BYTES && link->write_error == NULL &&
         !link->is_closed &&
         mqtt_connection_get_output_length (link->connection) > 0)
    {
      n = write_some (link);
      sum += n;
      if (willow_link_trace_is_full (link))
        willow_link_wait_for_room (link);
      if (willow_link_is_held (link))
        break;
    }
  link->wants_out = !link->is_closed && link->write_error == NULL &&
                    mqtt_connection_get_output_length (link->connection) > 0;
  return !link->wants_out;
}
