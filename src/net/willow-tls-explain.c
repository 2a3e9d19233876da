/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-session-private.h"

#include "net/willow-tls-verdict.h"

#include <glib/gi18n.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <string.h>

static GError *new_error (WillowTlsError code, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

static GError *
new_error (WillowTlsError code, const char *format, ...)
{
  va_list arguments;
  GError *error;

  va_start (arguments, format);
  error = g_error_new_valist (WILLOW_TLS_ERROR, (int)code, format, arguments);
  va_end (arguments);
  return error;
}

static const char *
get_peer (const WillowTlsSession *self)
{
  return self->context->role == WILLOW_TLS_CLIENT ? _ ("The server")
                                                  : _ ("The client");
}

static gboolean
begins (const WillowTlsSession *self, const char *text)
{
  gsize len = strlen (text);

  return self->n_first >= len && memcmp (self->first, text, len) == 0;
}

/* A record of TLS begins with its type, 20 to 24, and 3.x. RFC 8446 section
 * 5.1. */
static gboolean
is_tls (const WillowTlsSession *self)
{
  return self->first[0] >= 20 && self->first[0] <= 24 &&
         (self->n_first < 2 || self->first[1] == 3);
}

/* (nullable): what answered instead of TLS */
static const char *
recognise_protocol (const WillowTlsSession *self)
{
  guint8 first = self->first[0];

  if (begins (self, "HTTP/") || begins (self, "GET ") ||
      begins (self, "POST ") || begins (self, "<!") || begins (self, "<htm"))
    return "HTTP";
  if (begins (self, "SSH-"))
    return "SSH";
  if (begins (self, "220"))
    return "SMTP/FTP";
  if (begins (self, "* OK"))
    return "IMAP";
  if (begins (self, "AMQP"))
    return "AMQP";
  /* CONNACK or DISCONNECT from a server, CONNECT from a client; lengths that
   * such packets have. */
  if (self->n_first >= 2 && (first == 0x20 || first == 0xe0 || first == 0x10))
    return "MQTT";
  return NULL;
}

static GError *
explain_not_tls (const WillowTlsSession *self)
{
  const char      *protocol = recognise_protocol (self);
  g_autofree char *text = NULL;

  if (g_strcmp0 (protocol, "MQTT") == 0)
    return new_error (WILLOW_TLS_ERROR_NOT_TLS,
                      _ ("%s speaks no TLS on this port, but plain MQTT: it "
                         "belongs to mqtt://"),
                      get_peer (self));
  if (protocol != NULL)
    return new_error (WILLOW_TLS_ERROR_NOT_TLS,
                      _ ("%s speaks no TLS on this port, but %s"),
                      get_peer (self),
                      protocol);
  text = g_strndup ((const char *)self->first, self->n_first);
  for (char *c = text; *c != '\0'; c++)
    if (!g_ascii_isprint (*c))
      *c = '.';
  return new_error (WILLOW_TLS_ERROR_NOT_TLS,
                    _ ("%s speaks no TLS on this port; what came begins with "
                       "“%s”"),
                    get_peer (self),
                    text);
}

/* A client that offered a pre-shared key, and what servers say to a wrong one:
 * TLS 1.2 finds it by the first encrypted record, 1.3 by the binder. */
static gboolean
is_key_refused (const WillowTlsSession *self)
{
  if (self->psk_identity == NULL || self->state != WILLOW_TLS_HANDSHAKING)
    return FALSE;
  switch (self->received_alert)
    {
    case SSL_AD_UNKNOWN_PSK_IDENTITY:
    case SSL_AD_HANDSHAKE_FAILURE:
    case SSL_AD_BAD_RECORD_MAC:
    case SSL_AD_DECRYPT_ERROR:
    case SSL_AD_ILLEGAL_PARAMETER:
      return TRUE;
    default:
      return FALSE;
    }
}

static GError *
explain_refused_key (const WillowTlsSession *self)
{
  int      alert = self->received_alert;
  gboolean is_unknown =
      alert == SSL_AD_UNKNOWN_PSK_IDENTITY || alert == SSL_AD_HANDSHAKE_FAILURE;

  return new_error (
      WILLOW_TLS_ERROR_PSK,
      is_unknown
          ? _ ("%s knows no pre-shared key (PSK) of the name “%s” (TLS alert "
               "%d)")
          : _ ("%s has another pre-shared key (PSK) under the name “%s” (TLS "
               "alert %d)"),
      get_peer (self),
      self->psk_identity,
      alert);
}

static gboolean
misses_certificate (const WillowTlsSession *self)
{
  return self->received_alert == SSL_AD_CERTIFICATE_REQUIRED ||
         (self->received_alert == SSL_AD_HANDSHAKE_FAILURE &&
          self->facts->certificate_asked && !self->facts->certificate_sent);
}

/* What the alerts of RFC 8446 section 6.2 say about a certificate. */
static gboolean
is_about_certificate (int alert)
{
  switch (alert)
    {
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_ACCESS_DENIED:
      return TRUE;
    default:
      return FALSE;
    }
}

static GError *
explain_alert (const WillowTlsSession *self)
{
  int alert = self->received_alert;

  if (self->context->role == WILLOW_TLS_CLIENT && is_key_refused (self))
    return explain_refused_key (self);
  if (misses_certificate (self))
    return new_error (WILLOW_TLS_ERROR_CERTIFICATE_REQUIRED,
                      _ ("%s requires a client certificate, and none was sent "
                         "(TLS alert %d)"),
                      get_peer (self),
                      alert);
  if (alert == SSL_AD_PROTOCOL_VERSION)
    return new_error (WILLOW_TLS_ERROR_VERSION,
                      _ ("%s does not speak any of the TLS versions that were "
                         "offered (TLS alert %d)"),
                      get_peer (self),
                      alert);
  return new_error (self->facts->certificate_sent &&
                            is_about_certificate (alert)
                        ? WILLOW_TLS_ERROR_CERTIFICATE_REFUSED
                        : WILLOW_TLS_ERROR_ALERT,
                    _ ("%s ended it with the TLS alert “%s” (%d): %s"),
                    get_peer (self),
                    SSL_alert_desc_string_long (alert),
                    alert,
                    willow_tls_alert_get_words (alert));
}

static GError *
explain_end (const WillowTlsSession *self)
{
  if (self->state == WILLOW_TLS_OPEN)
    return new_error (WILLOW_TLS_ERROR_TRUNCATED,
                      _ ("%s closed the connection without a word, not even "
                         "TLS close_notify"),
                      get_peer (self));
  if (self->n_first == 0)
    return new_error (WILLOW_TLS_ERROR_NOT_TLS,
                      _ ("%s closed the connection on the first TLS message "
                         "without an answer: probably this port speaks no "
                         "TLS, but plain MQTT"),
                      get_peer (self));
  return new_error (WILLOW_TLS_ERROR_CLOSED,
                    _ ("%s closed the connection in the middle of the TLS "
                       "handshake without a word"),
                    get_peer (self));
}

/* (nullable): which version the first message of the server, ServerHello, says:
 * RFC 5246 section 7.4.1.3 */
static const char *
get_offered_version (const WillowTlsSession *self)
{
  static const char *const names[] = {
    "SSL 3", "TLS 1.0", "TLS 1.1", "TLS 1.2"
  };
  guint8 minor = self->first[10];

  if (self->context->role != WILLOW_TLS_CLIENT || self->n_first < 11 ||
      self->first[0] != SSL3_RT_HANDSHAKE ||
      self->first[5] != SSL3_MT_SERVER_HELLO || self->first[9] != 3)
    return NULL;
  return minor < G_N_ELEMENTS (names) ? names[minor] : NULL;
}

static gboolean
is_version_reason (int reason)
{
  return reason == SSL_R_UNSUPPORTED_PROTOCOL ||
         reason == SSL_R_WRONG_SSL_VERSION || reason == SSL_R_VERSION_TOO_LOW ||
         reason == SSL_R_VERSION_TOO_HIGH ||
         reason == SSL_R_NO_PROTOCOLS_AVAILABLE ||
         reason == SSL_R_INAPPROPRIATE_FALLBACK;
}

static GError *
explain_library (const WillowTlsSession *self)
{
  unsigned long code = ERR_peek_error ();
  int           reason = ERR_GET_REASON (code);
  const char   *text = ERR_reason_error_string (code);

  if (is_version_reason (reason) && get_offered_version (self) != NULL)
    return new_error (WILLOW_TLS_ERROR_VERSION,
                      _ ("The server speaks %s at most, and that is not "
                         "allowed here"),
                      get_offered_version (self));
  if (is_version_reason (reason))
    return new_error (WILLOW_TLS_ERROR_VERSION,
                      _ ("%s speaks no TLS version that is allowed here"),
                      get_peer (self));
  if (reason == SSL_R_BINDER_DOES_NOT_VERIFY ||
      (self->psk_identity != NULL &&
       (reason == SSL_R_DIGEST_CHECK_FAILED ||
        reason == SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC)))
    return new_error (
        WILLOW_TLS_ERROR_PSK,
        _ ("%s has another pre-shared key (PSK) under the name “%s”"),
        get_peer (self),
        self->psk_identity);
  if (reason == SSL_R_PSK_IDENTITY_NOT_FOUND)
    return new_error (
        WILLOW_TLS_ERROR_PSK,
        _ ("%s names a pre-shared key (PSK) that is not known here"),
        get_peer (self));
  if (reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE)
    return new_error (WILLOW_TLS_ERROR_CERTIFICATE_REQUIRED,
                      _ ("%s sent no certificate, and one is required"),
                      get_peer (self));
  if (reason == SSL_R_NO_SHARED_CIPHER)
    return new_error (WILLOW_TLS_ERROR_PROTOCOL,
                      _ ("%s offers no cipher that is allowed here"),
                      get_peer (self));
  return new_error (WILLOW_TLS_ERROR_PROTOCOL,
                    _ ("What came breaks TLS: %s"),
                    text != NULL ? text : _ ("unknown reason"));
}

GError *
willow_tls_session_explain (WillowTlsSession *session)
{
  GError *error = NULL;

  if (session->is_rejected)
    error = willow_tls_verdict_error (
        session->facts, SSL_get_security_level (session->ssl) >= 2);
  if (error == NULL && session->received_alert > 0 &&
      session->received_alert != SSL_AD_USER_CANCELLED)
    error = explain_alert (session);
  if (error == NULL && session->state == WILLOW_TLS_HANDSHAKING &&
      session->n_first > 0 && !is_tls (session))
    error = explain_not_tls (session);
  if (error == NULL && session->pipe.input_ended &&
      willow_byte_queue_get_length (&session->pipe.input) == 0)
    error = explain_end (session);
  if (error == NULL)
    error = explain_library (session);
  ERR_clear_error ();
  return error;
}

GError *
willow_tls_session_explain_break (WillowTlsSession *session,
                                  const GError     *error)
{
  if (session->state != WILLOW_TLS_HANDSHAKING ||
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    return g_error_copy (error);
  if (session->n_first == 0)
    return new_error (WILLOW_TLS_ERROR_NOT_TLS,
                      _ ("%s reset the connection on the first TLS message: "
                         "probably this port speaks no TLS, but plain MQTT"),
                      get_peer (session));
  return new_error (WILLOW_TLS_ERROR_CLOSED,
                    _ ("%s reset the connection in the middle of the TLS "
                       "handshake"),
                    get_peer (session));
}
