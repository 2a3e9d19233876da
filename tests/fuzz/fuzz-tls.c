/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"
#include "lib/test-pki.h"

#include "net/willow-certificate.h"
#include "net/willow-tls-session.h"

/* A letter, then what comes from outside: C a certificate that was chosen, X a
 * pre-shared key (PSK), S what a server sends to a client, Q the same to one
 * with a pre-shared key, P what a client sends to a server with such a key,
 * anything else what it sends to a server with a certificate. */

static WillowTlsContext *client, *server, *client_of_key, *server_of_key;

static void
make_contexts_of_key (void)
{
  g_autoptr (WillowTlsSettings) settings = willow_tls_settings_new ();
  g_autoptr (GBytes) key = g_bytes_new_static ("0123456789abcdef", 16);

  willow_tls_settings_add_psk (settings, "lamp", key);
  server_of_key = willow_tls_context_new (WILLOW_TLS_SERVER, settings, NULL);
  client_of_key = willow_tls_context_new (WILLOW_TLS_CLIENT, settings, NULL);
  g_assert_true (client_of_key != NULL && server_of_key != NULL);
}

static void
make_contexts (void)
{
  const TestCertificate spec = { .name = "localhost" };
  g_autoptr (TestIdentity) identity = test_pki_issue (NULL, &spec);
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (identity);
  g_autoptr (GBytes) key = test_pki_dup_key (identity, NULL);
  g_autoptr (WillowTlsSettings) settings = willow_tls_settings_new ();

  willow_tls_settings_set_certificate (settings, certificate, key, NULL);
  server = willow_tls_context_new (WILLOW_TLS_SERVER, settings, NULL);
  client = willow_tls_context_new (WILLOW_TLS_CLIENT, settings, NULL);
  g_assert_true (client != NULL && server != NULL);
}

static void
check_certificate (GBytes *content)
{
  g_autoptr (GBytes) passphrase = g_bytes_new_static ("tree", 4);
  g_autoptr (WillowCertificateInspection) found =
      willow_certificate_inspect (content, passphrase);

  g_assert_true (g_utf8_validate (found->sentence, -1, NULL));
  g_assert_true (found->sentence[0] != '\0');
  for (guint i = 0; i < found->certificates->len; i++)
    {
      const WillowCertificate *certificate = found->certificates->pdata[i];

      g_assert_true (g_utf8_validate (certificate->subject, -1, NULL));
      g_assert_cmpuint (g_bytes_get_size (certificate->der), >, 0);
    }
}

/* Nothing of what anybody can make up ends in an open connection. */
static void
check_session (WillowTlsSession *session, GBytes *input)
{
  g_autoptr (GError) error = NULL;
  gsize       len;
  const void *data = g_bytes_get_data (input, &len);

  willow_tls_session_handshake (session, NULL);
  willow_tls_session_feed (session, data, len);
  willow_tls_session_feed_end (session);
  g_assert_false (willow_tls_session_handshake (session, &error));
  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpint (
      willow_tls_session_get_state (session), ==, WILLOW_TLS_BROKEN);
}

static void
check_key (GBytes *hex)
{
  g_autoptr (GBytes) key = willow_tls_psk_parse (hex);

  if (key != NULL)
    g_assert_cmpuint (
        g_bytes_get_size (key) - 1, <, g_bytes_get_size (hex) / 2);
}

static WillowTlsSession *
new_session (guint8 kind)
{
  switch (kind)
    {
    case 'S':
      return willow_tls_session_new (client, "localhost");
    case 'Q':
      return willow_tls_session_new (client_of_key, "localhost");
    case 'P':
      return willow_tls_session_new (server_of_key, NULL);
    default:
      return willow_tls_session_new (server, NULL);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) rest = NULL;
  g_autoptr (WillowTlsSession) session = NULL;

  if (client == NULL)
    {
      make_contexts ();
      make_contexts_of_key ();
    }
  if (size == 0)
    return 0;
  rest = g_bytes_new (data + 1, size - 1);
  if (data[0] == 'C')
    {
      check_certificate (rest);
      return 0;
    }
  if (data[0] == 'X')
    {
      check_key (rest);
      return 0;
    }
  session = new_session (data[0]);
  check_session (session, rest);
  return 0;
}
