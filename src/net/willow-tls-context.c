/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-context-private.h"

#include "net/willow-certificate-private.h"
#include "net/willow-tls-facts.h"

#include <glib/gi18n.h>
#include <openssl/err.h>
#include <string.h>

static gboolean fail (GError **error, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (
        WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_SETTINGS, format, arguments);
  va_end (arguments);
  ERR_clear_error ();
  return FALSE;
}

static const char *
get_reason (void)
{
  const char *reason = ERR_reason_error_string (ERR_peek_last_error ());

  return reason != NULL ? reason : "?";
}

static int
to_openssl (WillowTlsVersion version, int fallback)
{
  static const int versions[] = {
    0, TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION
  };

  return version == WILLOW_TLS_VERSION_DEFAULT ? fallback : versions[version];
}

static gboolean
set_versions (WillowTlsContext *self, GError **error)
{
  const WillowTlsSettings *settings = self->settings;
  int maximum = to_openssl (settings->maximum, TLS1_3_VERSION);
  int minimum = to_openssl (settings->minimum, MIN (TLS1_2_VERSION, maximum));

  if (minimum > maximum)
    return fail (error,
                 _ ("The lowest TLS version is higher than the highest"));
  /* What these versions sign with is not allowed any higher. */
  if (minimum < TLS1_2_VERSION || settings->allow_weak)
    SSL_CTX_set_security_level (self->ssl, 0);
  SSL_CTX_set_min_proto_version (self->ssl, minimum);
  SSL_CTX_set_max_proto_version (self->ssl, maximum);
  return TRUE;
}

static gboolean
set_ciphers (WillowTlsContext *self, GError **error)
{
  g_autoptr (GString) suites = g_string_new (NULL);
  g_autoptr (GString) list = g_string_new (NULL);
  g_auto (GStrv) names = NULL;

  if (self->settings->ciphers == NULL)
    return TRUE;
  names = g_strsplit (self->settings->ciphers, ":", -1);
  for (guint i = 0; names[i] != NULL; i++)
    {
      GString *target = g_str_has_prefix (names[i], "TLS_") ? suites : list;

      g_string_append_printf (
          target, "%s%s", target->len > 0 ? ":" : "", names[i]);
    }
  if ((list->len > 0 && SSL_CTX_set_cipher_list (self->ssl, list->str) != 1) ||
      (suites->len > 0 &&
       SSL_CTX_set_ciphersuites (self->ssl, suites->str) != 1))
    return fail (error,
                 _ ("“%s” names no cipher that OpenSSL knows"),
                 self->settings->ciphers);
  return TRUE;
}

static gboolean
add_authorities (WillowTlsContext *self, GBytes *content, GError **error)
{
  X509_STORE    *store = SSL_CTX_get_cert_store (self->ssl);
  WillowMaterial material;
  gboolean       ok = TRUE;

  willow_material_read (&material, content, NULL);
  if (material.certificates->len == 0)
    ok = fail (error,
               _ ("Trusted authorities: %s"),
               material.error != NULL ? material.error->message
                                      : _ ("there is no certificate in it"));
  for (guint i = 0; i < material.certificates->len; i++)
    {
      X509 *x509 = material.certificates->pdata[i];

      X509_STORE_add_cert (store, x509);
      if (self->role == WILLOW_TLS_SERVER)
        SSL_CTX_add_client_CA (self->ssl, x509);
    }
  willow_material_clear (&material);
  return ok;
}

static gboolean
set_trust (WillowTlsContext *self, GError **error)
{
  const WillowTlsSettings *settings = self->settings;

  if (self->role == WILLOW_TLS_CLIENT && settings->system_trust)
    SSL_CTX_set_default_verify_paths (self->ssl);
  for (guint i = 0; i < settings->authorities->len; i++)
    if (!add_authorities (self, settings->authorities->pdata[i], error))
      return FALSE;
  if (self->role == WILLOW_TLS_SERVER && settings->require_certificate &&
      settings->authorities->len == 0)
    return fail (error,
                 _ ("Client certificates can only be required together with "
                    "the authorities that issue them"));
  ERR_clear_error ();
  return TRUE;
}

static int
get_verify_mode (const WillowTlsContext *self)
{
  if (self->role == WILLOW_TLS_CLIENT)
    return SSL_VERIFY_PEER;
  if (self->settings->authorities->len == 0)
    return SSL_VERIFY_NONE;
  return self->settings->require_certificate
             ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
             : SSL_VERIFY_PEER;
}

static gboolean
use_certificate (WillowTlsContext *self,
                 WillowMaterial   *material,
                 GError          **error)
{
  if (SSL_CTX_use_certificate (self->ssl, material->certificates->pdata[0]) !=
          1 ||
      SSL_CTX_use_PrivateKey (self->ssl, material->key) != 1)
    return fail (
        error, _ ("The own certificate cannot be used: %s"), get_reason ());
  for (guint i = 1; i < material->certificates->len; i++)
    if (SSL_CTX_add1_chain_cert (self->ssl, material->certificates->pdata[i]) !=
        1)
      return fail (error,
                   _ ("The chain of the own certificate cannot be used: %s"),
                   get_reason ());
  return TRUE;
}

static gboolean
set_certificate (WillowTlsContext *self, GError **error)
{
  const WillowTlsSettings *settings = self->settings;
  WillowMaterial           material;
  gboolean                 ok;

  if (settings->certificate == NULL)
    return self->role == WILLOW_TLS_CLIENT || settings->psks->len > 0 ||
           fail (error, _ ("A TLS server needs a certificate and its key"));
  ok = willow_material_read_pair (&material,
                                  settings->certificate,
                                  settings->key,
                                  settings->passphrase,
                                  error) &&
       use_certificate (self, &material, error);
  willow_material_clear (&material);
  return ok;
}

/* Nothing in common is no reason to refuse: brokers speak one protocol. */
static int
select_alpn_cb (SSL           *ssl,
                const guint8 **out,
                guint8        *out_len,
                const guint8  *in,
                unsigned int   in_len,
                void          *user_data)
{
  const GByteArray *own = user_data;
  guint8           *selected;

  if (SSL_select_next_proto (
          &selected, out_len, own->data, own->len, in, in_len) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *out = selected;
  return SSL_TLSEXT_ERR_OK;
}

static gboolean
set_alpn (WillowTlsContext *self, GError **error)
{
  char **protocols = self->settings->alpn;

  for (guint i = 0; protocols != NULL && protocols[i] != NULL; i++)
    {
      gsize  len = strlen (protocols[i]);
      guint8 byte = (guint8)len;

      if (len == 0 || len > 255)
        return fail (error,
                     _ ("A name for ALPN has 1 to 255 bytes: “%s”"),
                     protocols[i]);
      g_byte_array_append (self->alpn, &byte, 1);
      g_byte_array_append (
          self->alpn, (const guint8 *)protocols[i], (guint)len);
    }
  if (self->alpn->len == 0)
    return TRUE;
  if (self->role == WILLOW_TLS_SERVER)
    SSL_CTX_set_alpn_select_cb (self->ssl, select_alpn_cb, self->alpn);
  else
    SSL_CTX_set_alpn_protos (self->ssl, self->alpn->data, self->alpn->len);
  return TRUE;
}

/* Whether the server's certificate was revoked is always asked: it costs an
 * extension, and most servers have no answer. */
static void
set_client_behaviour (WillowTlsContext *self)
{
  SSL_CTX_set_session_cache_mode (self->ssl,
                                  self->settings->resumption != NULL
                                      ? SSL_SESS_CACHE_CLIENT |
                                            SSL_SESS_CACHE_NO_INTERNAL
                                      : SSL_SESS_CACHE_OFF);
  SSL_CTX_sess_set_new_cb (self->ssl, willow_tls_session_ticket_cb);
  SSL_CTX_set_cert_cb (self->ssl, willow_tls_session_certificate_cb, NULL);
  SSL_CTX_set_tlsext_status_type (self->ssl, TLSEXT_STATUSTYPE_ocsp);
  SSL_CTX_set_tlsext_status_cb (self->ssl, willow_tls_staple_client_cb);
  if (self->settings->psks->len > 0)
    SSL_CTX_set_psk_client_callback (self->ssl, willow_tls_psk_client_cb);
}

static void
set_server_behaviour (WillowTlsContext *self)
{
  static const guint8 id[] = "willow";

  SSL_CTX_set_session_id_context (self->ssl, id, sizeof id - 1);
  SSL_CTX_set_tlsext_status_cb (self->ssl, willow_tls_staple_server_cb);
  if (self->settings->psks->len == 0)
    return;
  SSL_CTX_set_psk_server_callback (self->ssl, willow_tls_psk_server_cb);
  /* A ticket would not say whose key it began with. */
  SSL_CTX_set_options (self->ssl, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets (self->ssl, 0);
  SSL_CTX_set_session_cache_mode (self->ssl, SSL_SESS_CACHE_OFF);
}

static void
set_behaviour (WillowTlsContext *self)
{
  SSL_CTX_set_mode (self->ssl,
                    SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_NO_AUTO_CHAIN |
                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                        SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options (self->ssl, SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_verify (self->ssl, get_verify_mode (self), NULL);
  SSL_CTX_set_cert_verify_callback (
      self->ssl, willow_tls_session_verify_cb, NULL);
  if (self->settings->key_log != NULL)
    SSL_CTX_set_keylog_callback (self->ssl, willow_tls_session_key_log_cb);
  if (self->role == WILLOW_TLS_CLIENT)
    set_client_behaviour (self);
  else
    set_server_behaviour (self);
}

WillowTlsContext *
willow_tls_context_new (WillowTlsRole      role,
                        WillowTlsSettings *settings,
                        GError           **error)
{
  WillowTlsContext *self = g_new0 (WillowTlsContext, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->role = role;
  self->settings = willow_tls_settings_ref (settings);
  self->alpn = g_byte_array_new ();
  self->ssl = SSL_CTX_new (role == WILLOW_TLS_CLIENT ? TLS_client_method ()
                                                     : TLS_server_method ());
  /* Ciphers before certificates: they can set the security level. */
  if (set_versions (self, error) && set_ciphers (self, error) &&
      set_trust (self, error) && set_certificate (self, error) &&
      set_alpn (self, error))
    set_behaviour (self);
  else
    g_clear_pointer (&self, willow_tls_context_unref);
  return self;
}

WillowTlsContext *
willow_tls_context_ref (WillowTlsContext *context)
{
  g_atomic_ref_count_inc (&context->ref_count);
  return context;
}

void
willow_tls_context_unref (WillowTlsContext *context)
{
  if (!g_atomic_ref_count_dec (&context->ref_count))
    return;
  SSL_CTX_free (context->ssl);
  willow_tls_settings_unref (context->settings);
  g_byte_array_unref (context->alpn);
  g_free (context);
}

WillowTlsSettings *
willow_tls_context_get_settings (WillowTlsContext *context)
{
  return context->settings;
}
