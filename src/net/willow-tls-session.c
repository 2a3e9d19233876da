/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-session-private.h"

#include "net/willow-tls-verdict.h"

#include <glib/gi18n.h>
#include <openssl/err.h>
#include <string.h>

#define HANDSHAKE_CERTIFICATE 11

static gboolean
enforces_key (const WillowTlsSession *self)
{
  return SSL_get_security_level (self->ssl) >= 2;
}

int
willow_tls_session_verify_cb (X509_STORE_CTX *store, void *user_data)
{
  SSL *ssl =
      X509_STORE_CTX_get_ex_data (store, SSL_get_ex_data_X509_STORE_CTX_idx ());
  WillowTlsSession *self = SSL_get_app_data (ssl);

  self->is_rejected =
      !willow_tls_judge (store,
                         self->context->settings,
                         self->context->role == WILLOW_TLS_CLIENT,
                         self->verify_name,
                         enforces_key (self),
                         self->facts);
  return !self->is_rejected;
}

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

static void
message_cb (int         is_written,
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
  else if (self->state == WILLOW_TLS_HANDSHAKING &&
           content_type == SSL3_RT_HANDSHAKE && is_written && len > 0 &&
           data[0] == HANDSHAKE_CERTIFICATE)
    self->facts->certificate_sent = has_certificate (version, data, len);
}

static WillowTlsFacts *
new_facts (const WillowTlsSettings *settings)
{
  WillowTlsFacts *facts = g_new0 (WillowTlsFacts, 1);

  g_atomic_ref_count_init (&facts->ref_count);
  facts->chain =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_certificate_unref);
  facts->is_verified = settings->verify;
  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    facts->verdicts[i].sentence =
        g_strdup (_ ("There was no certificate to look at"));
  return facts;
}

/* The zone of an address is of this computer only. */
static char *
dup_name (const char *name)
{
  const char *zone = name != NULL ? strchr (name, '%') : NULL;

  return zone != NULL ? g_strndup (name, (gsize)(zone - name))
                      : g_strdup (name);
}

/* RFC 6066 section 3: no addresses. */
static void
set_server_name (WillowTlsSession *self)
{
  const char *name = self->context->settings->sni;

  if (name == NULL && self->verify_name != NULL &&
      !g_hostname_is_ip_address (self->verify_name))
    name = self->verify_name;
  if (name == NULL || name[0] == '\0')
    return;
  SSL_set_tlsext_host_name (self->ssl, name);
  self->facts->server_name = g_strdup (name);
}

WillowTlsSession *
willow_tls_session_new (WillowTlsContext *context, const char *host)
{
  WillowTlsSession *self = g_new0 (WillowTlsSession, 1);
  BIO              *bio = willow_tls_bio_new (&self->pipe);

  self->context = willow_tls_context_ref (context);
  self->facts = new_facts (context->settings);
  self->received_alert = -1;
  self->ssl = SSL_new (context->ssl);
  SSL_set_app_data (self->ssl, self);
  SSL_set_msg_callback (self->ssl, message_cb);
  SSL_set_msg_callback_arg (self->ssl, self);
  SSL_set_bio (self->ssl, bio, bio);
  if (context->role == WILLOW_TLS_SERVER)
    {
      SSL_set_accept_state (self->ssl);
      return self;
    }
  SSL_set_connect_state (self->ssl);
  self->verify_name = dup_name (context->settings->verify_name != NULL
                                    ? context->settings->verify_name
                                    : host);
  set_server_name (self);
  return self;
}

void
willow_tls_session_free (WillowTlsSession *session)
{
  SSL_free (session->ssl);
  willow_byte_queue_clear (&session->pipe.input);
  willow_byte_queue_clear (&session->pipe.output);
  willow_tls_facts_unref (session->facts);
  willow_tls_context_unref (session->context);
  g_free (session->verify_name);
  g_free (session);
}

WillowTlsState
willow_tls_session_get_state (WillowTlsSession *session)
{
  return session->state;
}

WillowTlsFacts *
willow_tls_session_get_facts (WillowTlsSession *session)
{
  return session->facts;
}

void
willow_tls_session_feed (WillowTlsSession *session, const void *data, gsize len)
{
  gsize n = MIN (len, WILLOW_TLS_FIRST_BYTES - session->n_first);

  if (len == 0)
    return;
  memcpy (session->first + session->n_first, data, n);
  session->n_first += n;
  willow_byte_queue_append (&session->pipe.input, data, len);
}

void
willow_tls_session_feed_end (WillowTlsSession *session)
{
  session->pipe.input_ended = TRUE;
}

const guint8 *
willow_tls_session_peek_output (WillowTlsSession *session, gsize *len)
{
  return willow_byte_queue_peek (&session->pipe.output, len);
}

void
willow_tls_session_skip_output (WillowTlsSession *session, gsize len)
{
  willow_byte_queue_skip (&session->pipe.output, len);
}

static void
take_facts (WillowTlsSession *self)
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
  facts->is_resumed = SSL_session_reused (self->ssl) == 1;
}

/* Returns: -1 */
static gssize
break_off (WillowTlsSession *self, GError **error)
{
  take_facts (self);
  g_propagate_error (error, willow_tls_session_explain (self));
  self->state = WILLOW_TLS_BROKEN;
  return -1;
}

static gssize
set_broken (GError **error)
{
  g_set_error_literal (
      error, G_IO_ERROR, G_IO_ERROR_CLOSED, _ ("The TLS connection is over"));
  return -1;
}

gboolean
willow_tls_session_handshake (WillowTlsSession *session, GError **error)
{
  int result;

  if (session->state == WILLOW_TLS_OPEN)
    return TRUE;
  if (session->state == WILLOW_TLS_BROKEN)
    return set_broken (error) == 0;
  ERR_clear_error ();
  result = SSL_do_handshake (session->ssl);
  if (result == 1)
    {
      session->state = WILLOW_TLS_OPEN;
      take_facts (session);
      return TRUE;
    }
  if (SSL_get_error (session->ssl, result) == SSL_ERROR_WANT_READ)
    return TRUE;
  return break_off (session, error) == 0;
}

gssize
willow_tls_session_read (WillowTlsSession *session,
                         void             *buffer,
                         gsize             len,
                         GError          **error)
{
  size_t n = 0;
  int    result;

  if (session->state == WILLOW_TLS_BROKEN)
    return set_broken (error);
  if (!willow_tls_session_handshake (session, error))
    return -1;
  if (session->state == WILLOW_TLS_OPEN)
    {
      ERR_clear_error ();
      result = SSL_read_ex (session->ssl, buffer, len, &n);
      if (result == 1)
        return (gssize)n;
      result = SSL_get_error (session->ssl, result);
      if (result == SSL_ERROR_ZERO_RETURN)
        return 0;
      if (result != SSL_ERROR_WANT_READ)
        return break_off (session, error);
    }
  g_set_error_literal (
      error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "Would block");
  return -1;
}

gssize
willow_tls_session_write (WillowTlsSession *session,
                          const void       *data,
                          gsize             len,
                          GError          **error)
{
  size_t n = 0;

  if (session->state == WILLOW_TLS_BROKEN)
    return set_broken (error);
  ERR_clear_error ();
  if (SSL_write_ex (session->ssl, data, len, &n) == 1)
    return (gssize)n;
  return break_off (session, error);
}

void
willow_tls_session_close (WillowTlsSession *session)
{
  if (session->state != WILLOW_TLS_OPEN)
    return;
  ERR_clear_error ();
  SSL_shutdown (session->ssl);
  ERR_clear_error ();
}
