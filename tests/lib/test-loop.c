/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/test-loop.h"

#define PAIR_CAPACITY_BYTES 65536

void
test_loop_set_up (TestLoop *loop)
{
  g_autoptr (GError) error = NULL;

  loop->context = g_main_context_new ();
  g_main_context_push_thread_default (loop->context);
  loop->reactor = willow_reactor_new (loop->context, &error);
  g_assert_no_error (error);
}

void
test_loop_tear_down (TestLoop *loop)
{
  test_loop_settle (loop);
  willow_reactor_free (loop->reactor);
  g_main_context_pop_thread_default (loop->context);
  g_main_context_unref (loop->context);
}

void
test_loop_settle (TestLoop *loop)
{
  while (g_main_context_iteration (loop->context, FALSE))
    ;
}

static void
accept_cb (WillowTransport *transport, gpointer user_data)
{
  WillowTransport **accepted = user_data;

  g_assert_null (*accepted);
  *accepted = transport;
}

static void
connect_loopback (TestLoop *loop, WillowTransport **a, WillowTransport **b)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowListener) listener = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;

  *b = NULL;
  listener =
      willow_listener_new (loop->reactor, "127.0.0.1", 0, accept_cb, b, &error);
  g_assert_no_error (error);
  address = g_inet_socket_address_new_from_string (
      "127.0.0.1", willow_listener_get_port (listener));
  socket = g_socket_new (G_SOCKET_FAMILY_IPV4,
                         G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_TCP,
                         &error);
  g_assert_no_error (error);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  *a = willow_transport_new_socket (loop->reactor, socket);
  test_loop_until (loop, *b != NULL);
}

void
test_loop_connect (TestLoop         *loop,
                   TestStreamKind    kind,
                   WillowTransport **a,
                   WillowTransport **b)
{
  if (kind == TEST_STREAM_MEMORY)
    willow_transport_new_pair (loop->context, PAIR_CAPACITY_BYTES, a, b);
  else
    connect_loopback (loop, a, b);
}

guint16
test_loop_find_closed_port (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) any = NULL, bound = NULL;
  g_autoptr (GSocket) socket = NULL;

  any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  socket = g_socket_new (G_SOCKET_FAMILY_IPV4,
                         G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_TCP,
                         &error);
  g_assert_no_error (error);
  g_socket_bind (socket, any, FALSE, &error);
  g_assert_no_error (error);
  bound = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}
