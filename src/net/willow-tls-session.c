/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-session-private.h"

#include "net/willow-tls-verdict.h"

#include <glib/gi18n.h>
#include <openssl/err.h>
#include <string.h>

static gboolean
enforces_key (const WillowTlsSession *self)
{
  return SSL_get_security_level (self->ssl) >= 2;
}

gboolean
willow_tls_session_judge (WillowTlsSession *session, X509_STORE_CTX *store)
{
  return willow_tls_judge (store,
                           session->context->settings,
                           session->context->role == WILLOW_TLS_CLIENT,
                           session->verify_name,
                           enforces_key (session),
                           session->facts);
}

int
willow_tls_session_verify_cb (X509_STORE_CTX *store, void *user_data)
{
  SSL *ssl =
      X509_STORE_CTX_get_ex_data (store, SSL_get_ex_data_X509_STORE_CTX_idx ());
  WillowTlsSession *self = SSL_get_app_data (ssl);

  self->is_rejected = !willow_tls_session_judge (self, store);
  return !self->is_rejected;
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

static void
offer_session (WillowTlsSession *self)
{
  WillowTlsSettings *settings = self->context->settings;
  SSL_SESSION       *session;

  if (settings->resumption == NULL || self->host == NULL ||
      settings->psks->len > 0)
    return;
  session = willow_tls_resumption_take (settings->resumption, self->host);
  if (session != NULL)
    SSL_set_session (self->ssl, session);
  SSL_SESSION_free (session);
}

WillowTlsSession *
willow_tls_session_new (WillowTlsContext *context, const char *host)
{
  WillowTlsSession *self = g_new0 (WillowTlsSession, 1);
  BIO              *bio = willow_tls_bio_new (&self->pipe);

  self->context = willow_tls_context_ref (context);
  self->facts = willow_tls_facts_new (context->settings);
  self->received_alert = -1;
  self->ssl = SSL_new (context->ssl);
  SSL_set_app_data (self->ssl, self);
  SSL_set_msg_callback (self->ssl, willow_tls_session_message_cb);
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
  self->host = g_strdup (host);
  set_server_name (self);
  offer_session (self);
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
  g_free (session->host);
  g_free (session->verify_name);
  g_free (session->psk_identity);
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

int
willow_tls_session_get_received_alert (WillowTlsSession *session)
{
  return session->received_alert;
}

void
willow_tls_session_feed (WillowTlsSession *session, const void *data, gsize len)
{
  gsize n = MIN (len, WILLOW_TLS_FIRST_BYTES - session->n_first);

  if (len == 0)
    return;
  memcpy (session->first + session->n_first, data, n);
  session->n_first += n;
  /* Shared with other threads from the end of the handshake on. */
  if (n > 0 && session->state == WILLOW_TLS_HANDSHAKING)
    {
      memcpy (session->facts->first, session->first, session->n_first);
      session->facts->n_first = session->n_first;
    }
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

/* Returns: -1 */
static gssize
break_off (WillowTlsSession *self, GError **error)
{
  willow_tls_session_take_facts (self);
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
      willow_tls_session_take_facts (session);
      if (!willow_tls_session_judge_resumed (session))
        return break_off (session, error) == 0;
      session->state = WILLOW_TLS_OPEN;
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
