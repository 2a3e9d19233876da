/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS beside plain TCP, over loopback with both ends on one thread: bytes per
 * second in one direction, and the time of a handshake. */
#include "lib/test-loop.h"
#include "lib/test-pki.h"

#include "net/willow-tls-transport.h"

#define BULK_BYTES ((gsize)256 * 1024 * 1024)
#define SMALL_BYTES ((gsize)64 * 1024 * 1024)
#define VECTORS 64
#define HANDSHAKES 200

typedef struct
{
  TestLoop          loop;
  WillowTlsContext *client; /* NULL: plain */
  WillowTlsContext *server;
  WillowTransport  *a;
  WillowTransport  *b;
  guint             n_open;

  gsize  vector_bytes;
  gsize  to_send;
  gsize  sent;
  gsize  received;
  guint8 data[65536];
} Bench;

static void
opened_cb (WillowTransport *transport, const GError *error, gpointer user_data)
{
  Bench *bench = user_data;

  g_assert_no_error (error);
  bench->n_open++;
}

static void
open_pair (Bench *bench)
{
  test_loop_connect (&bench->loop, TEST_STREAM_LOOPBACK, &bench->a, &bench->b);
  if (bench->client == NULL)
    return;
  bench->n_open = 0;
  bench->a = willow_transport_new_tls (bench->loop.reactor,
                                       bench->a,
                                       bench->client,
                                       "localhost",
                                       opened_cb,
                                       bench);
  bench->b = willow_transport_new_tls (
      bench->loop.reactor, bench->b, bench->server, NULL, opened_cb, bench);
  test_loop_until (&bench->loop, bench->n_open == 2);
}

static void
close_pair (Bench *bench)
{
  g_clear_pointer (&bench->a, willow_transport_free);
  g_clear_pointer (&bench->b, willow_transport_free);
}

static void
write_cb (WillowTransport *transport,
          GIOCondition     condition,
          gpointer         user_data)
{
  Bench        *bench = user_data;
  GOutputVector vectors[VECTORS];
  gsize         rest = bench->to_send - bench->sent;
  guint         n = 0;
  gssize        taken;

  for (gsize left = rest; n < VECTORS && left > 0; n++)
    {
      vectors[n].buffer = bench->data;
      vectors[n].size = MIN (bench->vector_bytes, left);
      left -= vectors[n].size;
    }
  if (n == 0)
    {
      willow_transport_set_condition (transport, 0);
      return;
    }
  taken = willow_transport_writev (transport, vectors, n, NULL);
  if (taken > 0)
    bench->sent += (gsize)taken;
}

static void
read_cb (WillowTransport *transport, GIOCondition condition, gpointer user_data)
{
  Bench  *bench = user_data;
  gsize   len;
  guint8 *buffer = willow_reactor_get_read_buffer (bench->loop.reactor, &len);
  gssize  n = willow_transport_read (transport, buffer, len, NULL);

  if (n > 0)
    bench->received += (gsize)n;
}

/* Returns: bytes per second */
static double
measure (Bench *bench, gsize vector_bytes, gsize bytes)
{
  gint64 start_us;

  open_pair (bench);
  bench->vector_bytes = vector_bytes;
  bench->to_send = bytes;
  bench->sent = bench->received = 0;
  willow_transport_set_func (bench->a, write_cb, bench);
  willow_transport_set_func (bench->b, read_cb, bench);
  start_us = g_get_monotonic_time ();
  willow_transport_set_condition (bench->b, G_IO_IN);
  willow_transport_set_condition (bench->a, G_IO_OUT);
  test_loop_until (&bench->loop, bench->received == bytes);
  start_us = g_get_monotonic_time () - start_us;
  close_pair (bench);
  return (double)bytes * G_USEC_PER_SEC / (double)MAX (1, start_us);
}

static void
compare (Bench *plain, Bench *tls, gsize vector_bytes, gsize bytes)
{
  double first = measure (plain, vector_bytes, bytes);
  double second = measure (tls, vector_bytes, bytes);

  g_print ("%6zu-byte slices: plain %5.0f MB/s, TLS %5.0f MB/s, ratio %.2f\n",
           vector_bytes,
           first / 1e6,
           second / 1e6,
           second / first);
}

static void
measure_handshakes (Bench *tls)
{
  gint64 start_us = g_get_monotonic_time ();

  for (guint i = 0; i < HANDSHAKES; i++)
    {
      open_pair (tls);
      close_pair (tls);
    }
  start_us = g_get_monotonic_time () - start_us;
  g_print ("handshake, both ends, P-256: %.2f ms\n",
           (double)start_us / 1000 / HANDSHAKES);
}

static void
make_contexts (Bench *bench)
{
  const TestCertificate spec = { .name = "localhost",
                                 .alternatives = "DNS:localhost" };
  g_autoptr (TestIdentity) identity = test_pki_issue (NULL, &spec);
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (identity);
  g_autoptr (GBytes) key = test_pki_dup_key (identity, NULL);
  g_autoptr (WillowTlsSettings) client = willow_tls_settings_new ();
  g_autoptr (WillowTlsSettings) server = willow_tls_settings_new ();
  g_autoptr (GError) error = NULL;

  willow_tls_settings_add_authorities (client, certificate);
  willow_tls_settings_set_certificate (server, certificate, key, NULL);
  bench->client = willow_tls_context_new (WILLOW_TLS_CLIENT, client, &error);
  g_assert_no_error (error);
  bench->server = willow_tls_context_new (WILLOW_TLS_SERVER, server, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  Bench *plain = g_new0 (Bench, 1);
  Bench *tls = g_new0 (Bench, 1);

  test_loop_set_up (&plain->loop);
  tls->loop = plain->loop;
  make_contexts (tls);
  compare (plain, tls, 65536, BULK_BYTES);
  compare (plain, tls, 4096, BULK_BYTES);
  compare (plain, tls, 64, SMALL_BYTES);
  measure_handshakes (tls);
  test_loop_tear_down (&plain->loop);
  willow_tls_context_unref (tls->client);
  willow_tls_context_unref (tls->server);
  g_free (plain);
  g_free (tls);
  return 0;
}
