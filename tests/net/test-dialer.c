/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-dialer.h"

#include "lib/silent-port.h"
#include "lib/test-loop.h"

#include <string.h>

typedef struct
{
  TestLoop        loop;
  WillowListener *listener;
  GPtrArray      *addresses;
  WillowDialer   *dialer;
  GString        *phases;
  GError         *error;
  guint16         port; /* of the address that answered */
  gboolean        is_done;
} Fixture;

static void
accept_cb (WillowTransport *transport, gpointer user_data)
{
  willow_transport_free (transport);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_loop_set_up (&fixture->loop);
  fixture->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->phases = g_string_new (NULL);
  fixture->listener = willow_listener_new (
      fixture->loop.reactor, "127.0.0.1", 0, accept_cb, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->addresses);
  g_string_free (fixture->phases, TRUE);
  g_clear_error (&fixture->error);
  willow_listener_free (fixture->listener);
  test_loop_tear_down (&fixture->loop);
}

static void
phase_cb (const WillowPhase *phase, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (phase->outcome == WILLOW_PHASE_RUNNING)
    g_string_append_printf (fixture->phases, "%s ", phase->subject);
  else
    g_string_append (fixture->phases,
                     phase->outcome == WILLOW_PHASE_DONE ? "+ " : "- ");
}

static void
dialled_cb (GSocket *socket, const GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GSocketAddress) remote = NULL;

  g_assert_true ((socket == NULL) == (error != NULL));
  if (socket != NULL)
    {
      remote = g_socket_get_remote_address (socket, NULL);
      fixture->port =
          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (remote));
    }
  else
    fixture->error = g_error_copy (error);
  fixture->is_done = TRUE;
  willow_dialer_free (g_steal_pointer (&fixture->dialer), NULL);
}

static void
add_address (Fixture *fixture, const char *host, guint16 port)
{
  g_ptr_array_add (fixture->addresses,
                   g_inet_socket_address_new_from_string (host, port));
}

static void
dial (Fixture *fixture)
{
  fixture->dialer = willow_dialer_new (fixture->loop.reactor,
                                       fixture->addresses,
                                       phase_cb,
                                       fixture,
                                       dialled_cb,
                                       fixture);
  g_assert_false (fixture->is_done);
  test_loop_until (&fixture->loop, fixture->is_done);
}

static guint
count (const GString *text, char wanted)
{
  guint n = 0;

  for (gsize i = 0; i < text->len; i++)
    n += text->str[i] == wanted ? 1 : 0;
  return n;
}

static void
test_next_after_refusal (Fixture *fixture, gconstpointer data)
{
  guint16 port = willow_listener_get_port (fixture->listener);

  add_address (fixture, "127.0.0.1", test_loop_find_closed_port ());
  add_address (fixture, "127.0.0.1", test_loop_find_closed_port ());
  add_address (fixture, "127.0.0.1", port);
  dial (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->port, ==, port);
  g_assert_cmpuint (count (fixture->phases, '-'), ==, 2);
  g_assert_cmpuint (count (fixture->phases, '+'), ==, 1);
}

/* A silent address holds the next one up for a quarter of a second only. */
static void
test_next_after_silence (Fixture *fixture, gconstpointer data)
{
  SilentPort  silent;
  guint16     port = willow_listener_get_port (fixture->listener);
  const char *colon;

  silent_port_open (&silent);
  colon = strrchr (silent.url, ':');
  add_address (
      fixture, "127.0.0.1", (guint16)g_ascii_strtoull (colon + 1, NULL, 10));
  add_address (fixture, "127.0.0.1", port);
  dial (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->port, ==, port);
  /* Both are accounted for: one answered, one was given up. */
  g_assert_cmpuint (count (fixture->phases, '+'), ==, 1);
  g_assert_cmpuint (count (fixture->phases, '-'), ==, 1);
  silent_port_close (&silent);
}

/* The families alternate, whatever the resolver's order within them. */
static void
test_families_alternate (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *order = NULL;
  GString         *subjects = g_string_new (NULL);
  guint16          port = test_loop_find_closed_port ();

  add_address (fixture, "::1", port);
  add_address (fixture, "::1", port);
  add_address (fixture, "127.0.0.1", port);
  add_address (fixture, "127.0.0.1", port);
  dial (fixture);
  words = g_strsplit (fixture->phases->str, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (strlen (words[i]) > 1)
      g_string_append_c (subjects, words[i][0] == '[' ? '6' : '4');
  order = g_string_free (subjects, FALSE);
  g_assert_cmpstr (order, ==, "6464");
  /* Without IPv6 here, the refusal by IPv4 still tells more. */
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add ("/net/dialer/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("next-after-refusal", test_next_after_refusal);
  ADD ("next-after-silence", test_next_after_silence);
  ADD ("families-alternate", test_families_alternate);
#undef ADD
  return g_test_run ();
}
