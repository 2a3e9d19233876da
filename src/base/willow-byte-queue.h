/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WillowByteQueue:
 *
 * Bytes in at the end, out at the front, without moving what is in between more
 * than amortised once. Embedded by value; zero-initialised is empty.
 */
typedef struct
{
  /*< private >*/
  guint8 *data;
  gsize   start;
  gsize   end;
  gsize   allocated;
} WillowByteQueue;

void
willow_byte_queue_append (WillowByteQueue *queue, const void *data, gsize len);

/**
 * willow_byte_queue_peek:
 * @len: (out): number of bytes waiting
 *
 * Returns: (transfer none): the waiting bytes, valid until the next call that
 *   changes the queue
 */
const guint8 *willow_byte_queue_peek (const WillowByteQueue *queue, gsize *len);
gsize         willow_byte_queue_get_length (const WillowByteQueue *queue);
void          willow_byte_queue_skip (WillowByteQueue *queue, gsize len);
void          willow_byte_queue_clear (WillowByteQueue *queue);

G_END_DECLS
