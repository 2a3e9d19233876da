/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-session-private.h"

#include "net/willow-certificate-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define HANDSHAKE_CERTIFICATE 11

static char *
describe_authority (const X509_NAME *name)
{
  BIO  *bio = BIO_new (BIO_s_mem ());
  char *data, *text;
  long  len;

  X509_NAME_print_ex (
      bio, name, 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
  len = BIO_get_mem_data (bio, &data);
  text = g_utf8_make_valid (data != NULL ? data : "", MAX (len, 0));
  BIO_free (bio);
  return text;
}

/* The server asks for a certificate. */
int
willow_tls_session_certificate_cb (SSL *ssl, void *user_data)
{
  WillowTlsSession *self = SSL_get_app_data (ssl);
  const STACK_OF (X509_NAME) *names = SSL_get0_peer_CA_list (ssl);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  for (int i = 0; i < sk_X509_NAME_num (names); i++)
    g_ptr_array_add (texts, describe_authority (sk_X509_NAME_value (names, i)));
  g_ptr_array_add (texts, NULL);
  g_strfreev (self->facts->acceptable_authorities);
  self->facts->acceptable_authorities =
      (char **)g_ptr_array_free (g_steal_pointer (&texts), FALSE);
  self->facts->certificate_asked = TRUE;
  return 1;
}

/* Whether the list in a Certificate message has anything in it: RFC 5246
 * section 7.4.2; 1.3 puts a context before it, RFC 8446 section 4.4.2. */
static gboolean
has_certificate (int version, const guint8 *data, size_t len)
{
  size_t at = 4;

  if (version == TLS1_3_VERSION && len > at)
    at += 1 + (size_t)data[at];
  return len >= at + 3 && (data[at] | data[at + 1] | data[at + 2]) != 0;
}

void
willow_tls_session_message_cb (int         is_written,
                               int         version,
                               int         content_type,
                               const void *buffer,
                               size_t      len,
                               SSL        *ssl,
                               void       *user_data)
{
  WillowTlsSession *self = user_data;
  const guint8     *data = buffer;

  if (content_type == SSL3_RT_ALERT && !is_written && len == 2)
    self->received_alert = data[1];
  /* After the handshake the facts may be known to other threads. */
  if (self->state != WILLOW_TLS_HANDSHAKING || len < 2)
    return;
  if (content_type == SSL3_RT_ALERT && is_written)
    self->facts->alert_sent = data[1];
  else if (content_type == SSL3_RT_ALERT)
    self->facts->alert_received = data[1];
  else if (content_type == SSL3_RT_HANDSHAKE && is_written &&
           data[0] == HANDSHAKE_CERTIFICATE)
    self->facts->certificate_sent = has_certificate (version, data, len);
}

WillowTlsFacts *
willow_tls_facts_new (const WillowTlsSettings *settings)
{
  WillowTlsFacts *facts = g_new0 (WillowTlsFacts, 1);

  g_atomic_ref_count_init (&facts->ref_count);
  facts->chain =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_certificate_unref);
  facts->is_verified = settings->verify;
  facts->alert_received = facts->alert_sent = -1;
  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    facts->verdicts[i].sentence =
        g_strdup (_ ("There was no certificate to look at"));
  return facts;
}

static void
tell_all (WillowTlsFacts *facts, WillowTlsOutcome outcome, const char *sentence)
{
  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    {
      WillowTlsVerdict *verdict = &facts->verdicts[i];

      g_free (verdict->sentence);
      *verdict = (WillowTlsVerdict){ outcome, 0, g_strdup (sentence) };
    }
}

static void
tell_psk (WillowTlsSession *self)
{
  self->facts->psk_identity = g_strdup (self->psk_identity);
  tell_all (self->facts,
            WILLOW_TLS_UNKNOWN,
            _ ("There was no certificate: both sides know the same key (PSK)"));
}

void
willow_tls_session_take_facts (WillowTlsSession *self)
{
  WillowTlsFacts *facts = self->facts;
  const guint8   *alpn;
  unsigned int    len = 0;

  if (SSL_get_current_cipher (self->ssl) == NULL || facts->version != NULL)
    return;
  facts->version = g_strdup (SSL_get_version (self->ssl));
  facts->cipher = g_strdup (SSL_get_cipher_name (self->ssl));
  SSL_get0_alpn_selected (self->ssl, &alpn, &len);
  if (len > 0)
    facts->alpn = g_utf8_make_valid ((const char *)alpn, len);
  if (willow_tls_psk_is_used (self))
    tell_psk (self);
  else
    facts->is_resumed = SSL_session_reused (self->ssl) == 1;
}

/* A ticket holds the certificate of the client, but not what stood above it. */
static gboolean
remember_client (WillowTlsSession *self, X509 *leaf)
{
  WillowTlsFacts *facts = self->facts;
  gboolean        ok = SSL_get_verify_result (self->ssl) == X509_V_OK;

  g_ptr_array_add (facts->chain, willow_certificate_new (leaf));
  tell_all (facts,
            ok && facts->is_verified ? WILLOW_TLS_OK : WILLOW_TLS_UNKNOWN,
            _ ("Looked at when the session began that is resumed here"));
  return TRUE;
}

gboolean
willow_tls_session_judge_resumed (WillowTlsSession *session)
{
  X509           *leaf = SSL_get0_peer_certificate (session->ssl);
  X509_STORE_CTX *store;

  if (!session->facts->is_resumed || leaf == NULL)
    return TRUE;
  if (session->context->role == WILLOW_TLS_SERVER)
    return remember_client (session, leaf);
  store = X509_STORE_CTX_new ();
  X509_STORE_CTX_init (store,
                       SSL_CTX_get_cert_store (session->context->ssl),
                       leaf,
                       SSL_get_peer_cert_chain (session->ssl));
  session->is_rejected = !willow_tls_session_judge (session, store);
  X509_STORE_CTX_free (store);
  return !session->is_rejected;
}

int
willow_tls_session_ticket_cb (SSL *ssl, SSL_SESSION *session)
{
  WillowTlsSession *self = SSL_get_app_data (ssl);

  WillowTlsResumption *resumption = self->context->settings->resumption;

  /* A copy: see willow_tls_resumption_take(). */
  if (resumption != NULL && self->host != NULL && self->psk_identity == NULL)
    willow_tls_resumption_keep (
        resumption, self->host, SSL_SESSION_dup (session));
  return 0;
}

void
willow_tls_session_key_log_cb (const SSL *ssl, const char *line)
{
  WillowTlsSession        *self = SSL_get_app_data (ssl);
  const WillowTlsSettings *settings = self->context->settings;

  settings->key_log (line, settings->key_log_data);
}
