/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-transport-class.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* What is read away before closing: see discard_input(). */
#define DISCARD_MAX_BYTES (1024 * 1024)

typedef struct
{
  WillowTransport parent;
  WillowReactor  *reactor;
  WillowWatch    *watch; /* NULL once closed */
  int             fd;    /* -1 once closed */
  GSocket        *owner; /* (nullable): of the descriptor */
  union
  {
    struct sockaddr     any;
    struct sockaddr_in  ip4;
    struct sockaddr_in6 ip6;
  } remote; /* kept: getpeername() fails once the peer has reset */
} SocketTransport;

static void
ready_cb (GIOCondition condition, gpointer user_data)
{
  WillowTransport *transport = user_data;

  if (transport->func != NULL)
    transport->func (transport, condition, transport->user_data);
}

static void
socket_set_condition (WillowTransport *transport, GIOCondition condition)
{
  SocketTransport *self = (SocketTransport *)transport;

  if (self->watch != NULL)
    willow_watch_set_condition (self->watch, condition);
}

/* Straight system calls: they tell EPIPE from ECONNRESET, which GIO has one
 * code for, and cost no GError where there is none. */
static gssize
set_error (GError **error, int code)
{
  g_set_error_literal (error,
                       G_IO_ERROR,
                       code == EPIPE ? (int)G_IO_ERROR_CLOSED
                                     : (int)g_io_error_from_errno (code),
                       g_strerror (code));
  return -1;
}

static gssize
socket_read (WillowTransport *transport,
             void            *buffer,
             gsize            len,
             GError         **error)
{
  SocketTransport *self = (SocketTransport *)transport;
  gssize           n;

  do
    n = recv (self->fd, buffer, len, 0);
  while (n < 0 && errno == EINTR);
  if (n >= 0)
    return n;
  /* The end of the stream had come; what we wrote after it was answered by
   * RST. */
  return errno == EPIPE ? 0 : set_error (error, errno);
}

G_STATIC_ASSERT (sizeof (GOutputVector) == sizeof (struct iovec));
G_STATIC_ASSERT (offsetof (GOutputVector, buffer) ==
                 offsetof (struct iovec, iov_base));
G_STATIC_ASSERT (offsetof (GOutputVector, size) ==
                 offsetof (struct iovec, iov_len));

static gssize
socket_writev (WillowTransport     *transport,
               const GOutputVector *vectors,
               guint                n_vectors,
               GError             **error)
{
  SocketTransport *self = (SocketTransport *)transport;
  struct msghdr    message = {
       .msg_iov = (struct iovec *)vectors,
       .msg_iovlen = n_vectors,
  };
  gssize n;

  do
    n = sendmsg (self->fd, &message, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  return n >= 0 ? n : set_error (error, errno);
}

/* Linux answers a close() with unread input by RST, and that RST can overtake
 * what we sent last: a DISCONNECT, the CONNACK that says why. */
static void
discard_input (SocketTransport *self)
{
  gsize   len;
  guint8 *buffer = willow_reactor_get_read_buffer (self->reactor, &len);
  gsize   sum = 0;
  gssize  n;

  do
    {
      n = recv (self->fd, buffer, len, 0);
      sum += n > 0 ? (gsize)n : 0;
    }
  while (n > 0 && sum < DISCARD_MAX_BYTES);
}

static void
reset_on_close (int fd)
{
  const struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

static void
socket_close (WillowTransport *transport, WillowCloseMode mode)
{
  SocketTransport *self = (SocketTransport *)transport;

  if (self->watch == NULL)
    return;
  g_clear_pointer (&self->watch, willow_watch_remove);
  if (mode == WILLOW_CLOSE_RESET)
    reset_on_close (self->fd);
  else if (shutdown (self->fd, SHUT_WR) == 0)
    discard_input (self);
  if (self->owner != NULL)
    g_socket_close (self->owner, NULL);
  else
    close (self->fd);
  self->fd = -1;
}

static void
socket_free (WillowTransport *transport)
{
  SocketTransport *self = (SocketTransport *)transport;

  socket_close (transport, WILLOW_CLOSE_GRACEFUL);
  g_clear_object (&self->owner);
  g_free (self);
}

static GSocketAddress *
socket_dup_address (WillowTransport *transport, gboolean is_remote)
{
  SocketTransport        *self = (SocketTransport *)transport;
  struct sockaddr_storage address = { 0 };
  socklen_t               len = sizeof address;

  if (is_remote && self->remote.any.sa_family != AF_UNSPEC)
    return g_socket_address_new_from_native (&self->remote,
                                             sizeof self->remote);
  if (self->fd < 0 ||
      (is_remote ? getpeername (self->fd, (struct sockaddr *)&address, &len)
                 : getsockname (self->fd, (struct sockaddr *)&address, &len)))
    return NULL;
  return g_socket_address_new_from_native (&address, len);
}

static const WillowTransportClass socket_class = {
  .free = socket_free,
  .set_condition = socket_set_condition,
  .read = socket_read,
  .writev = socket_writev,
  .close = socket_close,
  .dup_address = socket_dup_address,
};

/* Other families have longer addresses, and are not asked for later. */
static void
keep_remote (SocketTransport *self)
{
  socklen_t len = sizeof self->remote;

  if (getpeername (self->fd, &self->remote.any, &len) != 0 ||
      len > sizeof self->remote)
    self->remote.any.sa_family = AF_UNSPEC;
}

/**
 * willow_transport_new_fd:
 *
 * Returns: (transfer full):
 */
WillowTransport *
willow_transport_new_fd (WillowReactor *reactor, int fd)
{
  SocketTransport *self = g_new0 (SocketTransport, 1);
  const int        one = 1;

  self->parent.klass = &socket_class;
  self->reactor = reactor;
  self->fd = fd;
  keep_remote (self);
  /* Fails where it has no meaning (a Unix socket), and that is right. */
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  self->watch = willow_reactor_add (reactor, fd, 0, ready_cb, self);
  return &self->parent;
}

/**
 * willow_transport_new_socket:
 *
 * Returns: (transfer full):
 */
WillowTransport *
willow_transport_new_socket (WillowReactor *reactor, GSocket *socket)
{
  WillowTransport *transport;

  g_socket_set_blocking (socket, FALSE);
  transport = willow_transport_new_fd (reactor, g_socket_get_fd (socket));
  ((SocketTransport *)transport)->owner = g_object_ref (socket);
  return transport;
}
