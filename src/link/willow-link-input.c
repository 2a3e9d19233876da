/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/willow-link-private.h"

/* The peer is gone, and what was read before has been dealt with.
 * @error: (transfer full) (nullable): NULL for FIN */
static void
end_of_input (WillowLink *link, GError *error)
{
  if (error == NULL &&
      !g_error_matches (link->write_error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    error = g_steal_pointer (&link->write_error);
  if (error != NULL)
    willow_link_set_ending (link, WILLOW_ENDING_IO_ERROR, error);
  else
    {
      willow_link_set_ending (link,
                              mqtt_connection_is_finished (link->connection)
                                  ? WILLOW_ENDING_CLOSED_BY_US
                                  : WILLOW_ENDING_FIN,
                              NULL);
      if (!link->is_silent)
        willow_link_write (link);
    }
  willow_link_shut (link, WILLOW_CLOSE_GRACEFUL);
}

static void
keep_first (WillowLink *link, const guint8 *data, gsize len)
{
  while (len > 0 && link->n_first < WILLOW_ENDING_FIRST_BYTES)
    {
      link->first[link->n_first++] = *data++;
      len--;
    }
}

static void
take_input (WillowLink *link, const guint8 *data, gsize len)
{
  WillowLinkFiltering *filtering = link->filtering;

  if (G_UNLIKELY (filtering != NULL && filtering->is_closing))
    return;
  if (G_UNLIKELY (filtering != NULL && filtering->filter != NULL))
    {
      filtering->filter->input (data, len, filtering->user_data);
      return;
    }
  mqtt_connection_feed (link->connection, data, len, link->now_us);
  willow_link_pump_events (link);
}

/* FIN comes behind what the filter keeps back. */
static void
wait_for_filter (WillowLink *link)
{
  WillowLinkFiltering *filtering = link->filtering;

  filtering->has_end = TRUE;
  if (filtering->filter != NULL)
    filtering->filter->end (filtering->user_data);
  if (!link->is_closed && !link->is_freed)
    willow_link_check_end (link);
}

static void
read_input (WillowLink *link)
{
  gsize   size;
  guint8 *buffer = willow_reactor_get_read_buffer (link->reactor, &size);
  g_autoptr (GError) error = NULL;
  gssize n = willow_transport_read (link->transport, buffer, size, &error);

  if (n > 0)
    {
      keep_first (link, buffer, (gsize)n);
      link->bytes_read += (gsize)n;
      if (link->taps != NULL)
        willow_link_tap_feed (&link->taps->received,
                              &link->taps->recorder,
                              buffer,
                              (gsize)n,
                              link->now_us);
      take_input (link, buffer, (gsize)n);
      if (willow_link_trace_is_full (link) && !link->is_closed &&
          !link->is_freed)
        willow_link_wait_for_room (link);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      if (error == NULL && link->filtering != NULL)
        wait_for_filter (link);
      else
        end_of_input (link, g_steal_pointer (&error));
    }
}

void
willow_link_check_end (WillowLink *link)
{
  gint64 until_us;

  if (willow_link_get_held (link, FALSE, &until_us) == 0 ||
      until_us == G_MAXINT64)
    end_of_input (link, NULL);
}

/* Gone silent: only how it ends is of interest. */
static void
read_ending (WillowLink *link)
{
  gsize   size;
  guint8 *buffer = willow_reactor_get_read_buffer (link->reactor, &size);
  g_autoptr (GError) error = NULL;
  gssize n;

  do
    n = willow_transport_read (link->transport, buffer, size, &error);
  while (n > 0);
  if (n == 0 || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    end_of_input (link, g_steal_pointer (&error));
}

void
willow_link_ready_cb (WillowTransport *transport,
                      GIOCondition     condition,
                      gpointer         user_data)
{
  WillowLink *link = user_data;

  willow_link_enter (link);
  if (link->is_silent)
    read_ending (link);
  else if ((condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0)
    read_input (link);
  if (!link->is_freed)
    willow_task_queue (&link->turn);
  willow_link_leave (link);
}
