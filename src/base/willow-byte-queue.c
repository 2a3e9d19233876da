/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/willow-byte-queue.h"

#include <string.h>

#define MINIMUM_ALLOCATION_BYTES 256u

/* An emptied queue keeps at most this much, so that one large packet does not
 * hold its memory for the life of a connection. */
#define KEPT_ALLOCATION_BYTES (64u * 1024u)

static void
make_room (WillowByteQueue *queue, gsize len)
{
  gsize waiting = queue->end - queue->start;
  gsize wanted;

  g_assert (len <= G_MAXSIZE / 2 - waiting);
  /* Moving costs what waits; the free front is at least as large, so each
   * byte moves once on average. */
  if (queue->start >= waiting && waiting + len <= queue->allocated)
    {
      if (waiting > 0)
        memcpy (queue->data, queue->data + queue->start, waiting);
      queue->start = 0;
      queue->end = waiting;
      return;
    }
  wanted = MAX (queue->allocated, MINIMUM_ALLOCATION_BYTES);
  while (wanted < waiting + len)
    wanted *= 2;
  if (queue->start > 0)
    {
      guint8 *data = g_malloc (wanted);

      if (waiting > 0)
        memcpy (data, queue->data + queue->start, waiting);
      g_free (queue->data);
      queue->data = data;
      queue->start = 0;
      queue->end = waiting;
    }
  else
    {
      queue->data = g_realloc (queue->data, wanted);
    }
  queue->allocated = wanted;
}

/**
 * willow_byte_queue_append:
 * @data: (nullable): copied; %NULL only when @len is 0
 * @len: bytes
 */
void
willow_byte_queue_append (WillowByteQueue *queue, const void *data, gsize len)
{
  if (len == 0)
    return;
  if (len > queue->allocated - queue->end)
    make_room (queue, len);
  memcpy (queue->data + queue->end, data, len);
  queue->end += len;
}

const guint8 *
willow_byte_queue_peek (const WillowByteQueue *queue, gsize *len)
{
  *len = queue->end - queue->start;
  return queue->data != NULL ? queue->data + queue->start : NULL;
}

/**
 * willow_byte_queue_get_length:
 *
 * Returns: bytes waiting
 */
gsize
willow_byte_queue_get_length (const WillowByteQueue *queue)
{
  return queue->end - queue->start;
}

/**
 * willow_byte_queue_skip:
 * @len: bytes to drop from the front, at most those that wait
 */
void
willow_byte_queue_skip (WillowByteQueue *queue, gsize len)
{
  g_assert (len <= queue->end - queue->start);
  queue->start += len;
  if (queue->start < queue->end)
    return;
  queue->start = queue->end = 0;
  if (queue->allocated > KEPT_ALLOCATION_BYTES)
    willow_byte_queue_clear (queue);
}

/**
 * willow_byte_queue_clear:
 *
 * Drops everything and the memory; the queue can be used again.
 */
void
willow_byte_queue_clear (WillowByteQueue *queue)
{
  g_clear_pointer (&queue->data, g_free);
  queue->start = queue->end = queue->allocated = 0;
}
