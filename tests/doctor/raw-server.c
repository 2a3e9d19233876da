/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raw-server.h"

#include "lib/packet-builder.h"

#include <string.h>
#include <sys/socket.h>

#define MAX_THREADS 32
/* Of a packet that begins with CONNECT of "MQTT": where the level is. */
#define LEVEL_OFFSET 8

struct _RawServer
{
  GSocketService  *service;
  const RawScript *script;
  guint16          port;
  gint             n_connections; /* atomic */
};

static GBytes *
parse (const char *text)
{
  g_autoptr (GByteArray) bytes = NULL;

  if (!g_str_has_prefix (text, "hex:"))
    return g_bytes_new (text, strlen (text));
  bytes = pb_hex (text + strlen ("hex:"));
  return g_bytes_new (bytes->data, bytes->len);
}

static void
say (GSocket *socket, const char *text)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize       len;
  const char *data;

  if (text == NULL)
    return;
  bytes = parse (text);
  data = g_bytes_get_data (bytes, &len);
  g_socket_send (socket, data, len, NULL, NULL);
}

static void
end (GSocket *socket, RawEnd how)
{
  const struct linger linger = { .l_onoff = 1, .l_linger = 0 };
  char                rest[512];

  if (how == RAW_HOLD)
    while (g_socket_receive (socket, rest, sizeof rest, NULL, NULL) > 0)
      ;
  if (how == RAW_RESET)
    setsockopt (g_socket_get_fd (socket),
                SOL_SOCKET,
                SO_LINGER,
                &linger,
                sizeof linger);
  g_socket_close (socket, NULL);
}

static gboolean
is_connect (const char *data, gssize len)
{
  return len > LEVEL_OFFSET && data[0] == 0x10 &&
         memcmp (data + 4, "MQTT", 4) == 0;
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection      *connection,
        GObject                *source,
        gpointer                user_data)
{
  const RawScript *script = ((RawServer *)user_data)->script;
  GSocket         *socket = g_socket_connection_get_socket (connection);
  char             data[4096];
  gssize           len;

  g_atomic_int_inc (&((RawServer *)user_data)->n_connections);
  say (socket, script->greeting);
  if (script->greeting != NULL)
    {
      end (socket, script->end);
      return TRUE;
    }
  len = g_socket_receive (socket, data, sizeof data, NULL, NULL);
  if (script->mqtt_only && !is_connect (data, len))
    end (socket, RAW_CLOSE);
  else if (script->answer_4 != NULL && is_connect (data, len) &&
           data[LEVEL_OFFSET] == 4)
    {
      say (socket, script->answer_4);
      end (socket, RAW_HOLD);
    }
  else
    {
      say (socket, script->answer);
      end (socket, script->end);
    }
  return TRUE;
}

RawServer *
raw_server_new (const RawScript *script)
{
  RawServer *self = g_new0 (RawServer, 1);
  g_autoptr (GSocketAddress) any =
      g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->script = script;
  self->service = g_threaded_socket_service_new (MAX_THREADS);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service),
                                 any,
                                 G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP,
                                 NULL,
                                 &bound,
                                 &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);
  return self;
}

guint16
raw_server_get_port (RawServer *server)
{
  return server->port;
}

guint
raw_server_get_n_connections (RawServer *server)
{
  return (guint)g_atomic_int_get (&server->n_connections);
}

void
raw_server_free (RawServer *server)
{
  g_socket_service_stop (server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  g_object_unref (server->service);
  g_free (server);
}
