/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/silent-port.h"
#include "lib/test-loop.h"

#include "net/willow-connector.h"

#include <string.h>

typedef struct
{
  TestLoop         loop;
  WillowListener  *listener;
  guint            n_accepted;
  GString         *phases;
  char            *found; /* evidence of the lookup */
  WillowTransport *transport;
  GError          *error;
  GCancellable    *cancellable;
  gboolean         cancel_at_tcp;
  gboolean         is_done;
} Fixture;

static void
accept_cb (WillowTransport *transport, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_accepted++;
  willow_transport_free (transport);
}

static void
phase_cb (const WillowPhase *phase, gpointer user_data)
{
  static const char *const kinds[] = { "resolve", "tcp", "proxy", "tls", "up" };
  static const char *const outcomes[] = { "…", "+", "-" };
  Fixture                 *fixture = user_data;

  g_assert_nonnull (phase->subject);
  g_assert_cmpint (phase->start_us, >, 0);
  g_assert_true ((phase->duration_us == 0) ==
                 (phase->outcome == WILLOW_PHASE_RUNNING));
  g_string_append_printf (
      fixture->phases, "%s%s ", kinds[phase->kind], outcomes[phase->outcome]);
  if (phase->kind == WILLOW_PHASE_RESOLVE &&
      phase->outcome == WILLOW_PHASE_DONE)
    fixture->found = g_strdup (phase->evidence);
  if (phase->kind == WILLOW_PHASE_TCP && fixture->cancel_at_tcp)
    g_cancellable_cancel (fixture->cancellable);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_loop_set_up (&fixture->loop);
  fixture->phases = g_string_new (NULL);
  fixture->cancellable = g_cancellable_new ();
  fixture->listener = willow_listener_new (
      fixture->loop.reactor, "127.0.0.1", 0, accept_cb, fixture, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->transport, willow_transport_free);
  willow_listener_free (fixture->listener);
  g_string_free (fixture->phases, TRUE);
  g_free (fixture->found);
  g_clear_error (&fixture->error);
  g_object_unref (fixture->cancellable);
  test_loop_tear_down (&fixture->loop);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->transport =
      willow_connector_connect_finish (result, &fixture->error);
  fixture->is_done = TRUE;
}

/* Returns: (transfer full): what is said about the error, if there is one */
static char *
dial (Fixture *fixture, const char *url, gint64 timeout_us)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowEndpoint) endpoint = willow_endpoint_parse (url, &error);

  g_assert_no_error (error);
  willow_connector_connect_async (fixture->loop.reactor,
                                  endpoint,
                                  NULL,
                                  timeout_us,
                                  phase_cb,
                                  fixture,
                                  fixture->cancellable,
                                  connected_cb,
                                  fixture);
  test_loop_until (&fixture->loop, fixture->is_done);
  g_assert_true ((fixture->transport == NULL) == (fixture->error != NULL));
  if (fixture->error == NULL)
    return NULL;
  g_test_message ("%s: %s", url, fixture->error->message);
  return willow_connector_explain (endpoint, fixture->error);
}

static char *
own_url (Fixture *fixture, const char *host)
{
  return g_strdup_printf (
      "mqtt://%s:%u", host, willow_listener_get_port (fixture->listener));
}

static void
test_numeric (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = own_url (fixture, "127.0.0.1");

  g_assert_null (dial (fixture, url, 0));
  g_assert_cmpstr (fixture->phases->str, ==, "tcp… tcp+ ");
  test_loop_until (&fixture->loop, fixture->n_accepted == 1);
}

/* "localhost" may be ::1 first, where nobody listens: then 127.0.0.1 answers.
 */
static void
test_name (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = own_url (fixture, "localhost");

  g_assert_null (dial (fixture, url, 0));
  g_assert_nonnull (strstr (fixture->found, "127.0.0.1"));
  g_assert_true (g_str_has_prefix (fixture->phases->str, "resolve… resolve+ "));
  g_assert_true (g_str_has_suffix (fixture->phases->str, "tcp+ "));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url =
      g_strdup_printf ("mqtt://127.0.0.1:%u", test_loop_find_closed_port ());
  g_autofree char *said = dial (fixture, url, 0);

  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_cmpstr (fixture->phases->str, ==, "tcp… tcp- ");
  g_assert_nonnull (strstr (said, strstr (url, "127")));
}

/* There may be no name server here: both answers are right, a hang is not. */
static void
test_unknown_host (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said =
      dial (fixture, "mqtt://no-such-host.invalid", 10 * G_TIME_SPAN_SECOND);

  g_assert_cmpuint (fixture->error->domain, ==, G_RESOLVER_ERROR);
  g_assert_cmpstr (fixture->phases->str, ==, "resolve… resolve- ");
  g_assert_nonnull (strstr (said, "no-such-host.invalid"));
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = own_url (fixture, data);
  g_autofree char *said = NULL;

  g_cancellable_cancel (fixture->cancellable);
  said = dial (fixture, url, 0);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_while_connecting (Fixture *fixture, gconstpointer data)
{
  SilentPort       port;
  g_autofree char *said = NULL;

  silent_port_open (&port);
  fixture->cancel_at_tcp = TRUE;
  said = dial (fixture, port.url, 0);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (fixture->phases->str, ==, "tcp… tcp- ");
  silent_port_close (&port);
}

static void
test_timeout (Fixture *fixture, gconstpointer data)
{
  SilentPort       port;
  g_autofree char *said = NULL;

  silent_port_open (&port);
  said = dial (fixture, port.url, 50 * 1000);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (said, "does not answer"));
  g_assert_cmpstr (fixture->phases->str, ==, "tcp… tcp- ");
  silent_port_close (&port);
}

static void
test_explain_distinct (void)
{
  static const int codes[] = {
    G_IO_ERROR_CONNECTION_REFUSED,  G_IO_ERROR_TIMED_OUT,
    G_IO_ERROR_NETWORK_UNREACHABLE, G_IO_ERROR_HOST_UNREACHABLE,
    G_IO_ERROR_CANCELLED,           G_IO_ERROR_CONNECTION_CLOSED,
    G_IO_ERROR_PERMISSION_DENIED,   G_IO_ERROR_FAILED,
  };
  g_autoptr (GHashTable) said =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (WillowEndpoint) endpoint =
      willow_endpoint_new (WILLOW_SCHEME_MQTT, "2001:db8::1", 1883, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = g_error_new (G_IO_ERROR, codes[i], "text");
      char *text = willow_connector_explain (endpoint, error);

      g_assert_nonnull (strstr (text, "[2001:db8::1]:1883"));
      g_assert_true (g_hash_table_add (said, text));
    }
  for (int code = G_RESOLVER_ERROR_NOT_FOUND;
       code <= G_RESOLVER_ERROR_TEMPORARY_FAILURE;
       code++)
    {
      g_autoptr (GError) error = g_error_new (G_RESOLVER_ERROR, code, "text");
      char *text = willow_connector_explain (endpoint, error);

      g_assert_true (g_hash_table_add (said, text));
    }
}

/* An empty name is no unknown host: nobody wrote one down. */
static void
test_explain_no_host (void)
{
  g_autoptr (WillowEndpoint) none =
      willow_endpoint_new (WILLOW_SCHEME_MQTT, "", 1883, NULL);
  g_autoptr (GError) error =
      g_error_new (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "text");
  g_autofree char *text = willow_connector_explain (none, error);

  g_assert_null (strstr (text, "unknown"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func, data)                                                  \
  g_test_add ("/net/connector/" name, Fixture, data, set_up, func, tear_down)
  ADD ("numeric", test_numeric, NULL);
  ADD ("name", test_name, NULL);
  ADD ("refused", test_refused, NULL);
  ADD ("unknown-host", test_unknown_host, NULL);
  ADD ("cancelled-before/numeric", test_cancelled_before, "127.0.0.1");
  ADD ("cancelled-before/name", test_cancelled_before, "localhost");
  ADD ("cancelled-while-connecting", test_cancelled_while_connecting, NULL);
  ADD ("timeout", test_timeout, NULL);
#undef ADD
  g_test_add_func ("/net/connector/explain-distinct", test_explain_distinct);
  g_test_add_func ("/net/connector/explain-no-host", test_explain_no_host);
  return g_test_run ();
}
