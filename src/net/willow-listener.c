/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* accept4() */
#include "net/willow-listener.h"

#include "net/willow-unix-socket.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <sys/socket.h>

/* Connections taken in one turn, so that those that exist get their share. */
#define ACCEPTS_PER_TURN 64

/* A burst of 5,000 clients that come back at once must not see refusals. */
#define BACKLOG 4096

/* Without descriptors the socket stays ready for ever: look again after this
 * long instead of spinning. */
#define PAUSE_US (100 * 1000)

struct _WillowListener
{
  GSocket         *socket;
  WillowWatch     *watch;
  WillowTimer      pause;
  guint16          port;
  WillowUnixSocket file; /* without a path: none */
  WillowAcceptFunc func;
  gpointer         user_data;
  WillowReactor   *reactor;
  gboolean         is_paused;
  gboolean        *freed; /* set when freed from within the accept loop */
};

static gboolean
resume_cb (gpointer user_data)
{
  WillowListener *self = user_data;

  willow_watch_set_condition (self->watch, G_IO_IN);
  return G_SOURCE_REMOVE;
}

/* Said once per shortage. */
static void
pause_accepting (WillowListener *self, const char *why)
{
  if (!self->is_paused && self->file.path != NULL)
    g_message (
        "%s: no new connection can be accepted: %s", self->file.path, why);
  else if (!self->is_paused)
    g_message (
        "Port %u: no new connection can be accepted: %s", self->port, why);
  self->is_paused = TRUE;
  willow_watch_set_condition (self->watch, 0);
  willow_timer_set (&self->pause, g_get_monotonic_time () + PAUSE_US);
}

/* Returns: whether there may be more to accept */
static gboolean
accept_one (WillowListener *self)
{
  int fd = accept4 (
      g_socket_get_fd (self->socket), NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

  if (fd >= 0)
    {
      self->is_paused = FALSE;
      self->func (willow_transport_new_fd (self->reactor, fd), self->user_data);
      return TRUE;
    }
  if (errno == EAGAIN)
    return FALSE;
  /* The peer gave up while it waited, or what it sent was bad: on to the next
   * one; see accept(2). */
  if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO ||
      errno == ECONNRESET)
    return TRUE;
  pause_accepting (self, g_strerror (errno));
  return FALSE;
}

static void
ready_cb (GIOCondition condition, gpointer user_data)
{
  WillowListener *self = user_data;
  gboolean        freed = FALSE;
  gboolean        more = TRUE;

  self->freed = &freed;
  for (guint n = ACCEPTS_PER_TURN; n > 0 && more; n--)
    {
      more = accept_one (self);
      if (freed)
        return;
    }
  self->freed = NULL;
}

static GSocket *
bind_and_listen (GSocketAddress *address, GError **error)
{
  g_autoptr (GSocket) socket =
      g_socket_new (g_socket_address_get_family (address),
                    G_SOCKET_TYPE_STREAM,
                    G_SOCKET_PROTOCOL_TCP,
                    error);

  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, address, TRUE, error) ||
      !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static GSocket *
open_socket (const char *address, guint16 port, GError **error)
{
  g_autoptr (GSocketAddress) socket_address =
      g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GError) local = NULL;
  GSocket *socket;

  if (socket_address == NULL)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_ARGUMENT,
                   _ ("“%s” is not an IP address to listen on"),
                   address);
      return NULL;
    }
  socket = bind_and_listen (socket_address, &local);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_ADDRESS_IN_USE,
                 _ ("Port %u on %s is already in use by another program"),
                 port,
                 address);
  else if (local != NULL)
    g_set_error (error,
                 G_IO_ERROR,
                 local->code,
                 _ ("Cannot listen on port %u of %s: %s"),
                 port,
                 address,
                 local->message);
  return socket;
}

static guint16
find_port (GSocket *socket)
{
  g_autoptr (GSocketAddress) address =
      g_socket_get_local_address (socket, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

/* @socket: (transfer full): listening */
static WillowListener *
listener_new (WillowReactor   *reactor,
              GSocket         *socket,
              WillowAcceptFunc func,
              gpointer         user_data)
{
  WillowListener *self = g_new0 (WillowListener, 1);

  self->socket = socket;
  self->func = func;
  self->user_data = user_data;
  self->reactor = reactor;
  willow_timer_init (&self->pause, reactor, resume_cb, self);
  self->watch = willow_reactor_add (
      reactor, g_socket_get_fd (socket), G_IO_IN, ready_cb, self);
  return self;
}

WillowListener *
willow_listener_new (WillowReactor   *reactor,
                     const char      *address,
                     guint16          port,
                     WillowAcceptFunc func,
                     gpointer         user_data,
                     GError         **error)
{
  WillowListener *self;
  GSocket        *socket = open_socket (address, port, error);

  if (socket == NULL)
    return NULL;
  self = listener_new (reactor, socket, func, user_data);
  self->port = find_port (socket);
  return self;
}

WillowListener *
willow_listener_new_unix (WillowReactor   *reactor,
                          const char      *path,
                          guint            mode,
                          WillowAcceptFunc func,
                          gpointer         user_data,
                          GError         **error)
{
  WillowUnixSocket file = { 0 };
  WillowListener  *self;
  GSocket         *socket =
      willow_unix_socket_listen (&file, path, mode, BACKLOG, error);

  if (socket == NULL)
    return NULL;
  self = listener_new (reactor, socket, func, user_data);
  self->file = file;
  return self;
}

/**
 * willow_listener_free:
 *
 * Stops listening; the connections stay. May be called from the accept
 * function.
 */
void
willow_listener_free (WillowListener *listener)
{
  if (listener->freed != NULL)
    *listener->freed = TRUE;
  willow_timer_clear (&listener->pause);
  willow_watch_remove (listener->watch);
  willow_unix_socket_clear (&listener->file);
  g_socket_close (listener->socket, NULL);
  g_object_unref (listener->socket);
  g_free (listener);
}

guint16
willow_listener_get_port (WillowListener *listener)
{
  return listener->port;
}

const char *
willow_listener_get_path (WillowListener *listener)
{
  return listener->file.path;
}
