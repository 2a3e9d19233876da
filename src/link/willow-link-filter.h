/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/willow-link.h"

G_BEGIN_DECLS

/**
 * WillowLinkFilter:
 *
 * Somebody who stands between the MqttConnection of a link and the wire, in
 * both directions: what is read goes to input() instead of the connection, what
 * the connection has to say goes to output() instead of the wire, and what
 * becomes of it comes back by willow_link_filter_receive() and
 * willow_link_filter_send(), at once or later. What is recorded is what was
 * really read and written. Without one a link asks one pointer.
 */
typedef struct
{
  void (*input) (const guint8 *data, gsize len, gpointer user_data);
  void (*output) (const guint8 *data, gsize len, gpointer user_data);
  /* No more input will come. */
  void (*end) (gpointer user_data);
  /* Bytes that it keeps back of the input or of the output, and until when that
   * may last: monotonic time, %G_MAXINT64 for ever. */
  gsize (*get_held) (gboolean of_output, gint64 *until_us, gpointer user_data);
} WillowLinkFilter;

/* @filter: (nullable): none any more. It sees whole packets only if it lets
 * pass what has begun: what mqtt_connection_get_unfinished_input() says of the
 * input, mqtt_connection_get_output_length() bytes of the output. */
void willow_link_set_filter (WillowLink             *link,
                             const WillowLinkFilter *filter,
                             gpointer                user_data);

/* To the connection. May end and free the link, as any event. */
void
willow_link_filter_receive (WillowLink *link, const guint8 *data, gsize len);
/* To the wire. */
void willow_link_filter_send (WillowLink *link, const guint8 *data, gsize len);
/* Ends the Network Connection when what was sent by the filter is written; what
 * the connection still has to say is not. */
void willow_link_filter_close (WillowLink *link, WillowCloseMode mode);

/* Puts a note on record. */
void willow_link_note (WillowLink     *link,
                       WillowDirection direction,
                       const char     *text);

G_END_DECLS
