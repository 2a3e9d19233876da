/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-session-private.h"

#include "net/willow-tls-verdict.h"

#include <glib/gi18n.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <time.h>

/* Clocks differ. */
#define SKEW_SECONDS 300

int
willow_tls_staple_server_cb (SSL *ssl, void *user_data)
{
  WillowTlsSession *self = SSL_get_app_data (ssl);
  GBytes           *staple = self->context->settings->staple;
  gsize             len;
  const void       *data;

  if (staple == NULL)
    return SSL_TLSEXT_ERR_NOACK;
  data = g_bytes_get_data (staple, &len);
  SSL_set_tlsext_status_ocsp_resp (ssl, OPENSSL_memdup (data, len), (long)len);
  return SSL_TLSEXT_ERR_OK;
}

static gint64
to_seconds (const ASN1_GENERALIZEDTIME *time)
{
  struct tm broken;

  if (time == NULL || ASN1_TIME_to_tm (time, &broken) != 1)
    return 0;
  return (gint64)timegm (&broken);
}

/* (nullable) (transfer full) */
static X509 *
find_issuer (WillowTlsSession *self, X509 *leaf)
{
  STACK_OF (X509) *sent = SSL_get_peer_cert_chain (self->ssl);
  X509_STORE_CTX *store = X509_STORE_CTX_new ();
  X509           *issuer = NULL;

  X509_STORE_CTX_init (
      store, SSL_CTX_get_cert_store (self->context->ssl), leaf, sent);
  if (X509_STORE_CTX_get1_issuer (&issuer, store, leaf) != 1)
    issuer = NULL;
  X509_STORE_CTX_free (store);
  for (int i = 0; issuer == NULL && i < sk_X509_num (sent); i++)
    if (X509_check_issued (sk_X509_value (sent, i), leaf) == X509_V_OK)
      {
        issuer = sk_X509_value (sent, i);
        X509_up_ref (issuer);
      }
  return issuer;
}

/* Whether it is about this certificate, by whatever digest it says so. */
static gboolean
is_about (const OCSP_SINGLERESP *single, X509 *leaf, X509 *issuer)
{
  const OCSP_CERTID *id = OCSP_SINGLERESP_get0_id (single);
  ASN1_OBJECT       *digest = NULL;
  OCSP_CERTID       *own;
  gboolean           same;

  OCSP_id_get0_info (NULL, &digest, NULL, NULL, (OCSP_CERTID *)id);
  own = OCSP_cert_to_id (EVP_get_digestbyobj (digest), leaf, issuer);
  same = own != NULL && OCSP_id_cmp (own, id) == 0;
  OCSP_CERTID_free (own);
  return same;
}

/* Signed by the issuer or somebody whom it authorised. */
static gboolean
is_signed (WillowTlsSession *self, OCSP_BASICRESP *basic, X509 *issuer)
{
  STACK_OF (X509) *known =
      X509_chain_up_ref (SSL_get_peer_cert_chain (self->ssl));
  gboolean ok;

  X509_up_ref (issuer);
  sk_X509_push (known, issuer);
  ok = OCSP_basic_verify (
           basic, known, SSL_CTX_get_cert_store (self->context->ssl), 0) == 1;
  sk_X509_pop_free (known, X509_free);
  return ok;
}

static WillowTlsStapleStatus
read_single (OCSP_SINGLERESP *single, WillowTlsStaple *staple)
{
  ASN1_GENERALIZEDTIME *revoked = NULL, *from = NULL, *to = NULL;
  int status = OCSP_single_get0_status (single, NULL, &revoked, &from, &to);

  staple->this_update_s = to_seconds (from);
  staple->next_update_s = to_seconds (to);
  staple->revoked_s = to_seconds (revoked);
  if (OCSP_check_validity (from, to, SKEW_SECONDS, -1) != 1)
    return WILLOW_TLS_STAPLE_UNUSABLE;
  if (status == V_OCSP_CERTSTATUS_GOOD)
    return WILLOW_TLS_STAPLE_GOOD;
  return status == V_OCSP_CERTSTATUS_REVOKED ? WILLOW_TLS_STAPLE_REVOKED
                                             : WILLOW_TLS_STAPLE_UNKNOWN;
}

static WillowTlsStapleStatus
read_basic (WillowTlsSession *self,
            OCSP_BASICRESP   *basic,
            WillowTlsStaple  *staple)
{
  X509                 *leaf = SSL_get0_peer_certificate (self->ssl);
  X509                 *issuer = find_issuer (self, leaf);
  WillowTlsStapleStatus status = WILLOW_TLS_STAPLE_UNUSABLE;

  if (issuer != NULL && is_signed (self, basic, issuer))
    for (int i = 0; i < OCSP_resp_count (basic); i++)
      {
        OCSP_SINGLERESP *single = OCSP_resp_get0 (basic, i);

        if (is_about (single, leaf, issuer))
          status = read_single (single, staple);
      }
  X509_free (issuer);
  return status;
}

static WillowTlsStapleStatus
read_response (WillowTlsSession *self,
               const guint8     *data,
               long              len,
               WillowTlsStaple  *staple)
{
  OCSP_RESPONSE        *response = d2i_OCSP_RESPONSE (NULL, &data, len);
  OCSP_BASICRESP       *basic = NULL;
  WillowTlsStapleStatus status = WILLOW_TLS_STAPLE_UNUSABLE;

  if (response != NULL &&
      OCSP_response_status (response) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
    basic = OCSP_response_get1_basic (response);
  if (basic != NULL)
    status = read_basic (self, basic, staple);
  OCSP_BASICRESP_free (basic);
  OCSP_RESPONSE_free (response);
  ERR_clear_error ();
  return status;
}

/* The rule is "not revoked, as far as is known". */
static void
set_verdict (WillowTlsFacts *facts)
{
  const WillowTlsStaple *staple = &facts->staple;
  WillowTlsOutcome       outcome = WILLOW_TLS_UNKNOWN;
  g_autofree char       *words = willow_tls_staple_describe (staple);

  if (staple->status == WILLOW_TLS_STAPLE_GOOD)
    outcome = WILLOW_TLS_OK;
  else if (staple->status == WILLOW_TLS_STAPLE_REVOKED)
    outcome = WILLOW_TLS_FAILED;
  willow_tls_set_verdict (
      facts,
      WILLOW_TLS_RULE_REVOKED,
      outcome,
      outcome == WILLOW_TLS_FAILED ? X509_V_ERR_CERT_REVOKED : X509_V_OK,
      g_strdup_printf (_ ("OCSP staple of the server's certificate: %s"),
                       words));
}

int
willow_tls_staple_client_cb (SSL *ssl, void *user_data)
{
  WillowTlsSession *self = SSL_get_app_data (ssl);
  WillowTlsFacts   *facts = self->facts;
  guint8           *data = NULL;
  long              len = SSL_get_tlsext_status_ocsp_resp (ssl, &data);

  if (data == NULL || len <= 0 || SSL_get0_peer_certificate (ssl) == NULL)
    return 1;
  facts->staple.status = read_response (self, data, len, &facts->staple);
  set_verdict (facts);
  self->is_rejected =
      facts->is_verified && facts->staple.status == WILLOW_TLS_STAPLE_REVOKED;
  return !self->is_rejected;
}
