/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/scripted-peer.h"

#include "lib/packet-builder.h"

#include <sys/socket.h>

#define TIMEOUT_SECONDS 10

struct _ScriptedPeer
{
  GSocket *listener; /* (nullable) */
  GSocket *socket;   /* (nullable) */
};

static GSocket *
new_socket (void)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4,
                                  G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_TCP,
                                  &error);

  g_assert_no_error (error);
  g_socket_set_timeout (socket, TIMEOUT_SECONDS);
  return socket;
}

ScriptedPeer *
scripted_peer_new (void)
{
  ScriptedPeer *peer = g_new0 (ScriptedPeer, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) any =
      g_inet_socket_address_new_from_string ("127.0.0.1", 0);

  peer->listener = new_socket ();
  g_socket_bind (peer->listener, any, FALSE, &error);
  g_assert_no_error (error);
  g_socket_listen (peer->listener, &error);
  g_assert_no_error (error);
  return peer;
}

ScriptedPeer *
scripted_peer_new_client (guint16 port)
{
  ScriptedPeer *peer = g_new0 (ScriptedPeer, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string ("127.0.0.1", port);

  peer->socket = new_socket ();
  g_socket_connect (peer->socket, address, NULL, &error);
  g_assert_no_error (error);
  return peer;
}

void
scripted_peer_free (ScriptedPeer *peer)
{
  g_clear_object (&peer->listener);
  g_clear_object (&peer->socket);
  g_free (peer);
}

guint16
scripted_peer_get_port (ScriptedPeer *peer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address =
      g_socket_get_local_address (peer->listener, &error);

  g_assert_no_error (error);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

void
scripted_peer_accept (ScriptedPeer *peer)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&peer->socket);
  peer->socket = g_socket_accept (peer->listener, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_timeout (peer->socket, TIMEOUT_SECONDS);
}

GByteArray *
scripted_peer_read (ScriptedPeer *peer, gsize len)
{
  g_autoptr (GError) error = NULL;
  GByteArray *bytes = g_byte_array_new ();
  gsize       done = 0;

  g_byte_array_set_size (bytes, (guint)len);
  while (done < len)
    {
      gssize n = g_socket_receive (
          peer->socket, (char *)bytes->data + done, len - done, NULL, &error);

      g_assert_no_error (error);
      if (n == 0)
        g_error ("the end came after %zu bytes of %zu", done, len);
      done += (gsize)n;
    }
  return bytes;
}

void
scripted_peer_expect (ScriptedPeer *peer, const GByteArray *bytes)
{
  g_autoptr (GByteArray) received = scripted_peer_read (peer, bytes->len);

  g_assert_cmpmem (received->data, received->len, bytes->data, bytes->len);
}

void
scripted_peer_expect_hex (ScriptedPeer *peer, const char *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  scripted_peer_expect (peer, bytes);
}

void
scripted_peer_expect_end (ScriptedPeer *peer)
{
  g_autoptr (GError) error = NULL;
  char   byte;
  gssize n = g_socket_receive (peer->socket, &byte, 1, NULL, &error);

  g_assert_no_error (error);
  if (n > 0)
    g_error ("0x%02x came instead of the end", (guint8)byte);
}

void
scripted_peer_expect_reset (ScriptedPeer *peer)
{
  g_autoptr (GError) error = NULL;
  char   byte;
  gssize n = g_socket_receive (peer->socket, &byte, 1, NULL, &error);

  g_assert_cmpint (n, ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
}

void
scripted_peer_send (ScriptedPeer *peer, const GByteArray *bytes)
{
  g_autoptr (GError) error = NULL;
  gsize done = 0;

  while (done < bytes->len)
    {
      gssize n = g_socket_send (peer->socket,
                                (const char *)bytes->data + done,
                                bytes->len - done,
                                NULL,
                                &error);

      g_assert_no_error (error);
      done += (gsize)n;
    }
}

void
scripted_peer_send_hex (ScriptedPeer *peer, const char *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  scripted_peer_send (peer, bytes);
}

void
scripted_peer_close (ScriptedPeer *peer)
{
  g_socket_close (peer->socket, NULL);
}

void
scripted_peer_reset (ScriptedPeer *peer)
{
  const struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  g_assert_cmpint (setsockopt (g_socket_get_fd (peer->socket),
                               SOL_SOCKET,
                               SO_LINGER,
                               &linger,
                               sizeof linger),
                   ==,
                   0);
  g_socket_close (peer->socket, NULL);
}
