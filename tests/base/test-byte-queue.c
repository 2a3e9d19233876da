/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/willow-byte-queue.h"

#include <string.h>

static void
assert_content (const WillowByteQueue *queue, const void *data, gsize len)
{
  gsize         got_len = 99;
  const guint8 *got = willow_byte_queue_peek (queue, &got_len);

  g_assert_cmpmem (got, got_len, data, len);
  g_assert_cmpuint (willow_byte_queue_get_length (queue), ==, len);
}

static void
test_basics (void)
{
  WillowByteQueue queue = { 0 };

  assert_content (&queue, NULL, 0);
  willow_byte_queue_append (&queue, NULL, 0);
  willow_byte_queue_skip (&queue, 0);
  willow_byte_queue_append (&queue, "hello", 5);
  willow_byte_queue_append (&queue, " world", 6);
  assert_content (&queue, "hello world", 11);
  willow_byte_queue_skip (&queue, 6);
  assert_content (&queue, "world", 5);
  willow_byte_queue_skip (&queue, 5);
  assert_content (&queue, NULL, 0);
  willow_byte_queue_append (&queue, "x", 1);
  assert_content (&queue, "x", 1);
  willow_byte_queue_clear (&queue);
  assert_content (&queue, NULL, 0);
  willow_byte_queue_append (&queue, "y", 1);
  assert_content (&queue, "y", 1);
  willow_byte_queue_clear (&queue);
}

/* Against a GByteArray that does the same the slow way. */
static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GByteArray) model = g_byte_array_new ();
  WillowByteQueue queue = { 0 };
  guint8          chunk[3000];

  for (guint i = 0; i < 5000; i++)
    {
      if (g_rand_boolean (random) || model->len == 0)
        {
          gsize len = (gsize)g_rand_int_range (random, 0, sizeof chunk);

          for (gsize n = 0; n < len; n++)
            chunk[n] = (guint8)g_rand_int (random);
          willow_byte_queue_append (&queue, chunk, len);
          g_byte_array_append (model, chunk, (guint)len);
        }
      else
        {
          guint len = (guint)g_rand_int_range (random, 0, (gint)model->len + 1);

          willow_byte_queue_skip (&queue, len);
          g_byte_array_remove_range (model, 0, len);
        }
      assert_content (&queue, model->data, model->len);
    }
  willow_byte_queue_clear (&queue);
}

/* A stream that never runs dry does not grow the memory without end. */
static void
test_steady (void)
{
  WillowByteQueue queue = { 0 };
  guint8          chunk[100] = { 0 };

  willow_byte_queue_append (&queue, chunk, sizeof chunk);
  for (guint i = 0; i < 100000; i++)
    {
      willow_byte_queue_append (&queue, chunk, sizeof chunk);
      willow_byte_queue_skip (&queue, sizeof chunk);
    }
  g_assert_cmpuint (willow_byte_queue_get_length (&queue), ==, sizeof chunk);
  g_assert_cmpuint (queue.allocated, <=, 4096);
  willow_byte_queue_clear (&queue);
}

/* A large packet does not keep its memory once it is gone. */
static void
test_shrinks (void)
{
  WillowByteQueue    queue = { 0 };
  g_autofree guint8 *large = g_malloc0 (10 * 1024 * 1024);

  willow_byte_queue_append (&queue, large, 10 * 1024 * 1024);
  willow_byte_queue_skip (&queue, 10 * 1024 * 1024);
  g_assert_cmpuint (queue.allocated, <=, 64 * 1024);
  willow_byte_queue_clear (&queue);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/byte-queue/basics", test_basics);
  g_test_add_func ("/base/byte-queue/random", test_random);
  g_test_add_func ("/base/byte-queue/steady", test_steady);
  g_test_add_func ("/base/byte-queue/shrinks", test_shrinks);
  return g_test_run ();
}
