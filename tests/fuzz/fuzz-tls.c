/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"
#include "lib/test-pki.h"

#include "net/willow-certificate.h"
#include "net/willow-tls-session.h"

/* A letter, then what comes from outside: C a certificate that was chosen, S
 * what a server sends to a client, anything else what a client sends to a
 * server. */

static WillowTlsContext *client, *server;

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

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) rest = NULL;
  g_autoptr (WillowTlsSession) session = NULL;

  if (client == NULL)
    make_contexts ();
  if (size == 0)
    return 0;
  rest = g_bytes_new (data + 1, size - 1);
  if (data[0] == 'C')
    {
      check_certificate (rest);
      return 0;
    }
  session = data[0] == 'S' ? willow_tls_session_new (client, "localhost")
                           : willow_tls_session_new (server, NULL);
  check_session (session, rest);
  return 0;
}
