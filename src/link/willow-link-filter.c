/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/willow-link-filter.h"

#include "link/willow-link-private.h"

/* Kept back and unwritten bytes above which the connection keeps its output to
 * itself, so that its owner sees that the peer is slow. */
#define MAX_AHEAD_BYTES (256 * 1024)

#define MAX_SLICES 64

void
willow_link_set_filter (WillowLink             *link,
                        const WillowLinkFilter *filter,
                        gpointer                user_data)
{
  if (link->filtering == NULL && filter == NULL)
    return;
  if (link->filtering == NULL)
    link->filtering = g_new0 (WillowLinkFiltering, 1);
  link->filtering->filter = filter;
  link->filtering->user_data = user_data;
  if (!link->is_closed)
    willow_task_queue (&link->turn);
}

void
willow_link_filtering_free (WillowLinkFiltering *filtering)
{
  willow_byte_queue_clear (&filtering->wire);
  g_free (filtering);
}

gsize
willow_link_get_held (WillowLink *link, gboolean of_output, gint64 *until_us)
{
  const WillowLinkFiltering *filtering = link->filtering;
  gint64                     never = 0;

  if (until_us == NULL)
    until_us = &never;
  *until_us = 0;
  if (filtering == NULL || filtering->filter == NULL)
    return 0;
  return filtering->filter->get_held (
      of_output, until_us, filtering->user_data);
}

gsize
willow_link_get_unwritten (WillowLink *link)
{
  gsize n = mqtt_connection_get_output_length (link->connection);

  if (link->filtering == NULL)
    return n;
  if (link->filtering->is_closing)
    n = 0;
  return n + willow_byte_queue_get_length (&link->filtering->wire) +
         willow_link_get_held (link, TRUE, NULL);
}

void
willow_link_filter_receive (WillowLink *link, const guint8 *data, gsize len)
{
  willow_link_enter (link);
  if (!link->is_closed)
    {
      mqtt_connection_feed (link->connection, data, len, link->now_us);
      willow_link_pump_events (link);
    }
  if (!link->is_closed && !link->is_freed && link->filtering != NULL &&
      link->filtering->has_end)
    willow_link_check_end (link);
  if (!link->is_freed)
    willow_task_queue (&link->turn);
  willow_link_leave (link);
}

void
willow_link_filter_send (WillowLink *link, const guint8 *data, gsize len)
{
  if (link->is_closed || link->filtering == NULL)
    return;
  willow_byte_queue_append (&link->filtering->wire, data, len);
  willow_task_queue (&link->turn);
}

void
willow_link_filter_close (WillowLink *link, WillowCloseMode mode)
{
  if (link->is_closed || link->filtering == NULL)
    return;
  link->filtering->is_closing = TRUE;
  link->filtering->close_mode = mode;
  willow_link_give_up_at (link, g_get_monotonic_time () + WILLOW_LINK_FLUSH_US);
  willow_task_queue (&link->turn);
}

void
willow_link_note (WillowLink *link, WillowDirection direction, const char *text)
{
  willow_link_enter (link);
  willow_link_note_text (link, direction, g_strdup (text));
  willow_link_leave (link);
}

static GBytes *
take_output (WillowLink *link)
{
  GByteArray *bytes = g_byte_array_new ();
  MqttSlice   slices[MAX_SLICES];
  guint       n;

  n = mqtt_connection_peek_output (link->connection, slices, MAX_SLICES);
  for (guint i = 0; i < n; i++)
    g_byte_array_append (bytes, slices[i].data, (guint)slices[i].len);
  mqtt_connection_consume_output (link->connection, bytes->len, link->now_us);
  return g_byte_array_free_to_bytes (bytes);
}

/* What the connection has to say goes through the filter. As a copy: the filter
 * may let go what it kept of the input, which makes more output. */
static void
pull_output (WillowLink *link)
{
  WillowLinkFiltering *filtering = link->filtering;

  while (!link->is_closed && !link->is_freed && !filtering->is_closing &&
         mqtt_connection_get_output_length (link->connection) > 0 &&
         willow_byte_queue_get_length (&filtering->wire) +
                 willow_link_get_held (link, TRUE, NULL) <
             MAX_AHEAD_BYTES)
    {
      g_autoptr (GBytes) bytes = take_output (link);
      gsize         len;
      const guint8 *data = g_bytes_get_data (bytes, &len);

      if (filtering->filter != NULL)
        filtering->filter->output (data, len, filtering->user_data);
      else
        willow_byte_queue_append (&filtering->wire, data, len);
    }
}

static gsize
write_wire (WillowLink *link)
{
  WillowByteQueue *wire = &link->filtering->wire;
  gsize            len;
  const guint8    *data = willow_byte_queue_peek (wire, &len);
  GOutputVector    vector = { data, len };
  g_autoptr (GError) error = NULL;
  gssize n;

  n = willow_transport_writev (link->transport, &vector, 1, &error);
  if (n < 0)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        link->write_error = g_steal_pointer (&error);
      return 0;
    }
  willow_link_tap_sent (link, data, (gsize)n);
  willow_byte_queue_skip (wire, (gsize)n);
  link->bytes_written += (gsize)n;
  if (willow_link_trace_is_full (link))
    willow_link_wait_for_room (link);
  return (gsize)n;
}

gboolean
willow_link_write_filtered (WillowLink *link)
{
  WillowLinkFiltering *filtering = link->filtering;
  gsize                n = 1;

  pull_output (link);
  while (n > 0 && !link->is_closed && link->write_error == NULL &&
         !willow_link_is_held (link) &&
         willow_byte_queue_get_length (&filtering->wire) > 0)
    n = write_wire (link);
  if (link->is_closed)
    return TRUE;
  link->wants_out = link->write_error == NULL &&
                    willow_byte_queue_get_length (&filtering->wire) > 0;
  if (filtering->is_closing && !link->wants_out)
    {
      willow_link_set_ending (link, WILLOW_ENDING_CLOSED_BY_US, NULL);
      willow_link_shut (link, filtering->close_mode);
    }
  else if (filtering->filter == NULL && !link->wants_out &&
           mqtt_connection_get_output_length (link->connection) == 0)
    g_clear_pointer (&link->filtering, willow_link_filtering_free);
  return link->write_error != NULL || willow_link_get_unwritten (link) == 0;
}
