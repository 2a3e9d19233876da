/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "load-client.h"

#include "lib/packet-builder.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define IN_SIZE (256 * 1024)

int
load_socket (guint16 port, gboolean is_blocking)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  int one = 1;
  int fd =
      socket (AF_INET,
              SOCK_STREAM | SOCK_CLOEXEC | (is_blocking ? 0 : SOCK_NONBLOCK),
              0);

  if (fd < 0)
    g_error ("socket: %s", g_strerror (errno));
  if (connect (fd, (struct sockaddr *)&address, sizeof address) != 0 &&
      errno != EINPROGRESS)
    {
      close (fd);
      return -1;
    }
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

static void
write_blocking (int fd, const GByteArray *bytes)
{
  for (gsize done = 0; done < bytes->len;)
    {
      gssize n = write (fd, bytes->data + done, bytes->len - done);

      if (n < 0)
        g_error ("write: %s", g_strerror (errno));
      done += (gsize)n;
    }
}

static void
read_blocking (int fd, guint8 *data, gsize len)
{
  while (len > 0)
    {
      gssize n = read (fd, data, len);

      if (n <= 0)
        g_error ("the broker has closed");
      data += n;
      len -= (gsize)n;
    }
}

void
load_client_init (LoadClient            *client,
                  guint16                port,
                  const char            *id,
                  gboolean               clean,
                  const LoadClientFuncs *funcs,
                  gpointer               data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 connack[4];

  *client = (LoadClient){ .funcs = funcs, .data = data };
  client->in_size = IN_SIZE;
  client->in = g_malloc (client->in_size);
  client->out = g_byte_array_new ();
  client->fd = load_socket (port, TRUE);
  g_assert_cmpint (client->fd, >=, 0);
  pb_connect (bytes, 4, id, clean, 0);
  write_blocking (client->fd, bytes);
  read_blocking (client->fd, connack, sizeof connack);
  g_assert_cmpuint (connack[0], ==, 0x20);
  g_assert_cmpuint (connack[3], ==, 0);
  fcntl (client->fd, F_SETFL, O_NONBLOCK);
}

void
load_client_clear (LoadClient *client)
{
  close (client->fd);
  g_free (client->in);
  g_byte_array_unref (client->out);
}

void
load_client_subscribe (LoadClient *client, const char *filter, guint8 qos)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 suback[5];

  pb_subscribe (bytes, 4, 1, filter, qos);
  fcntl (client->fd, F_SETFL, 0);
  write_blocking (client->fd, bytes);
  read_blocking (client->fd, suback, sizeof suback);
  fcntl (client->fd, F_SETFL, O_NONBLOCK);
  g_assert_cmpuint (suback[0], ==, 0x90);
  g_assert_cmpuint (suback[4], ==, qos);
}

guint16
load_client_next_packet_id (LoadClient *client)
{
  if (++client->packet_id == 0)
    client->packet_id = 1;
  return client->packet_id;
}

static guint16
get_u16 (const guint8 *at)
{
  return (guint16)(at[0] << 8 | at[1]);
}

static void
answer (LoadClient *client, guint8 first_byte, guint16 packet_id)
{
  if (!client->is_mute)
    pb_ack (client->out, first_byte, packet_id);
}

static void
handle_publish (LoadClient *client, guint8 first, const guint8 *body, gsize len)
{
  guint8 qos = (first >> 1) & 3;
  gsize  at = 2 + (gsize)get_u16 (body);

  if (qos > 0)
    {
      answer (client, qos == 1 ? 0x40 : 0x50, get_u16 (body + at));
      at += 2;
    }
  client->funcs->message (client, body + at, len - at, (first & 8) != 0);
}

static void
handle_packet (LoadClient *client, guint8 first, const guint8 *body, gsize len)
{
  switch (first >> 4)
    {
    case 3:
      handle_publish (client, first, body, len);
      break;
    case 5: /* PUBREC */
      answer (client, 0x62, get_u16 (body));
      break;
    case 6: /* PUBREL */
      answer (client, 0x70, get_u16 (body));
      break;
    case 4:
    case 7:
      client->funcs->acknowledged (client);
      break;
    default:
      client->funcs->other (client, first);
      break;
    }
}

/* Returns: bytes of the packet at @data, 0 if it is not whole */
static gsize
frame (const guint8 *data, gsize len, gsize *header)
{
  gsize remaining = 0;

  for (gsize i = 1; i < len && i < 5; i++)
    {
      remaining |= (gsize)(data[i] & 0x7f) << (7 * (i - 1));
      if (data[i] & 0x80)
        continue;
      *header = i + 1;
      return len >= *header + remaining ? *header + remaining : 0;
    }
  return 0;
}

gboolean
load_client_read (LoadClient *client)
{
  gssize n = recv (client->fd,
                   client->in + client->in_len,
                   client->in_size - client->in_len,
                   MSG_DONTWAIT);
  gsize  at = 0, len, header;

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return FALSE;
  if (n <= 0)
    g_error ("the broker has closed");
  client->in_len += (gsize)n;
  while ((len = frame (client->in + at, client->in_len - at, &header)) > 0)
    {
      handle_packet (
          client, client->in[at], client->in + at + header, len - header);
      at += len;
    }
  client->in_len -= at;
  memmove (client->in, client->in + at, client->in_len);
  g_assert_cmpuint (client->in_len, <, client->in_size);
  load_client_flush (client);
  return TRUE;
}

void
load_client_read_all (LoadClient *client)
{
  while (load_client_read (client))
    ;
}

gsize
load_client_get_backlog (const LoadClient *client)
{
  return client->out->len - client->out_done;
}

gboolean
load_client_flush (LoadClient *client)
{
  while (load_client_get_backlog (client) > 0)
    {
      gssize n = write (client->fd,
                        client->out->data + client->out_done,
                        load_client_get_backlog (client));

      if (n < 0 && errno == EAGAIN)
        return FALSE;
      if (n < 0)
        g_error ("write: %s", g_strerror (errno));
      client->out_done += (gsize)n;
    }
  g_byte_array_set_size (client->out, 0);
  client->out_done = 0;
  return TRUE;
}

void
load_client_write (LoadClient *client, const guint8 *data, gsize len)
{
  gssize n = 0;

  if (load_client_get_backlog (client) == 0)
    n = write (client->fd, data, len);
  if (n < 0 && errno != EAGAIN)
    g_error ("write: %s", g_strerror (errno));
  n = MAX (n, 0);
  g_byte_array_append (client->out, data + n, (guint)(len - (gsize)n));
}
