/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-bio.h"

#include <string.h>

/* BIO_s_mem() moves what is left in it with every write; a queue does not, and
 * it tells the end from "nothing yet" without being told which it is. */

static int
pipe_write (BIO *bio, const char *data, size_t len, size_t *written)
{
  WillowTlsPipe *pipe = BIO_get_data (bio);

  BIO_clear_retry_flags (bio);
  willow_byte_queue_append (&pipe->output, data, len);
  *written = len;
  return 1;
}

static int
pipe_read (BIO *bio, char *buffer, size_t len, size_t *read_bytes)
{
  WillowTlsPipe *pipe = BIO_get_data (bio);
  gsize          available;
  const guint8  *data = willow_byte_queue_peek (&pipe->input, &available);

  BIO_clear_retry_flags (bio);
  *read_bytes = MIN (len, available);
  if (available == 0)
    {
      if (!pipe->input_ended)
        BIO_set_retry_read (bio);
      return 0;
    }
  memcpy (buffer, data, *read_bytes);
  willow_byte_queue_skip (&pipe->input, *read_bytes);
  return 1;
}

static long
pipe_control (BIO *bio, int command, long number, void *pointer)
{
  WillowTlsPipe *pipe = BIO_get_data (bio);

  switch (command)
    {
    case BIO_CTRL_FLUSH:
      return 1;
    case BIO_CTRL_EOF:
      return pipe->input_ended &&
             willow_byte_queue_get_length (&pipe->input) == 0;
    default:
      return 0;
    }
}

static BIO_METHOD *
get_method (void)
{
  static gsize method;

  if (g_once_init_enter (&method))
    {
      BIO_METHOD *made = BIO_meth_new (
          BIO_get_new_index () | BIO_TYPE_SOURCE_SINK, "willow pipe");

      BIO_meth_set_write_ex (made, pipe_write);
      BIO_meth_set_read_ex (made, pipe_read);
      BIO_meth_set_ctrl (made, pipe_control);
      g_once_init_leave (&method, (gsize)made);
    }
  return (BIO_METHOD *)method;
}

BIO *
willow_tls_bio_new (WillowTlsPipe *pipe)
{
  BIO *bio = BIO_new (get_method ());

  BIO_set_data (bio, pipe);
  BIO_set_init (bio, 1);
  return bio;
}
