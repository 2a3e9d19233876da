/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/test-loop.h"

#include <string.h>
#include <sys/resource.h>

#define N_CLIENTS 200

typedef struct
{
  TestLoop        loop;
  WillowListener *listener;
  GPtrArray      *accepted; /* WillowTransport */
  gboolean        free_on_accept;
} Fixture;

static void
accept_cb (WillowTransport *transport, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->accepted, transport);
  if (fixture->free_on_accept)
    g_clear_pointer (&fixture->listener, willow_listener_free);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_loop_set_up (&fixture->loop);
  fixture->accepted =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_transport_free);
  fixture->listener = willow_listener_new (
      fixture->loop.reactor, "127.0.0.1", 0, accept_cb, fixture, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->accepted);
  g_clear_pointer (&fixture->listener, willow_listener_free);
  test_loop_tear_down (&fixture->loop);
}

static GSocket *
dial (guint16 port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string ("127.0.0.1", port);
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4,
                                  G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_TCP,
                                  &error);

  g_assert_no_error (error);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  return socket;
}

static void
test_accepts_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sockets =
      g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < N_CLIENTS; i++)
    g_ptr_array_add (sockets,
                     dial (willow_listener_get_port (fixture->listener)));
  test_loop_until (&fixture->loop, fixture->accepted->len == N_CLIENTS);
}

static void
test_busy_port (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint16          port = willow_listener_get_port (fixture->listener);
  g_autofree char *port_text = g_strdup_printf ("%u", port);
  WillowListener  *second = willow_listener_new (
      fixture->loop.reactor, "127.0.0.1", port, accept_cb, fixture, &error);

  g_assert_null (second);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_nonnull (strstr (error->message, port_text));
}

/* A port that was just in use is free again at once. */
static void
test_rebind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint16 port = willow_listener_get_port (fixture->listener);
  g_autoptr (GSocket) socket = dial (port);

  test_loop_until (&fixture->loop, fixture->accepted->len == 1);
  g_ptr_array_set_size (fixture->accepted, 0);
  willow_listener_free (fixture->listener);
  fixture->listener = willow_listener_new (
      fixture->loop.reactor, "127.0.0.1", port, accept_cb, fixture, &error);
  g_assert_no_error (error);
}

static void
test_bad_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (willow_listener_new (
      fixture->loop.reactor, "localhost", 0, accept_cb, fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  /* TEST-NET-3 is nobody's own address. */
  g_assert_null (willow_listener_new (
      fixture->loop.reactor, "203.0.113.1", 0, accept_cb, fixture, &error));
  g_assert_nonnull (error);
}

static void
test_free_in_callback (Fixture *fixture, gconstpointer data)
{
  guint16 port = willow_listener_get_port (fixture->listener);
  g_autoptr (GSocket) first = dial (port);
  g_autoptr (GSocket) second = dial (port);

  fixture->free_on_accept = TRUE;
  test_loop_until (&fixture->loop, fixture->listener == NULL);
  g_assert_cmpuint (fixture->accepted->len, ==, 1);
}

/* Out of descriptors: said once, not spinning, and it goes on afterwards. */
static void
test_out_of_descriptors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket) socket =
      dial (willow_listener_get_port (fixture->listener));
  struct rlimit old, none;
  guint         turns = 0;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &old), ==, 0);
  none = old;
  none.rlim_cur = 3;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &none), ==, 0);
  g_test_expect_message (NULL, G_LOG_LEVEL_MESSAGE, "*no new connection*");
  while (g_main_context_iteration (fixture->loop.context, FALSE))
    turns++;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &old), ==, 0);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (turns, <, 5);
  g_assert_cmpuint (fixture->accepted->len, ==, 0);
  test_loop_until (&fixture->loop, fixture->accepted->len == 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add ("/net/listener/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("accepts-many", test_accepts_many);
  ADD ("busy-port", test_busy_port);
  ADD ("rebind", test_rebind);
  ADD ("bad-address", test_bad_address);
  ADD ("free-in-callback", test_free_in_callback);
  ADD ("out-of-descriptors", test_out_of_descriptors);
#undef ADD
  return g_test_run ();
}
