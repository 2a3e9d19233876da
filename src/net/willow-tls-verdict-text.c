/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-verdict.h"

#include <glib/gi18n.h>
#include <openssl/x509_vfy.h>

static char *
tell_chain (int code, const WillowCertificate *certificate)
{
  switch (code)
    {
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return g_strdup (_ ("The certificate is signed by itself and is not "
                          "among those that are trusted"));
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return g_strdup_printf (
          _ ("The chain ends at the authority “%s”, which is not trusted"),
          certificate->subject);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return g_strdup_printf (
          _ ("“%s” was issued by “%s”, which was neither sent along (a missing "
             "intermediate certificate) nor is it trusted"),
          certificate->subject,
          certificate->issuer);
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return g_strdup_printf (
          _ ("The signature of “%s” is wrong: changed, or made by another "
             "authority of the same name"),
          certificate->subject);
    case X509_V_ERR_INVALID_CA:
      return g_strdup_printf (
          _ ("“%s” signed a certificate and is no authority (CA)"),
          certificate->subject);
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
      return g_strdup_printf (
          _ ("The chain is longer than “%s” allows (path length)"),
          certificate->subject);
    default:
      return g_strdup_printf (_ ("The chain is not valid at “%s”: %s"),
                              certificate->subject,
                              X509_verify_cert_error_string (code));
    }
}

static char *
tell_date (int code, const WillowCertificate *certificate)
{
  gboolean         is_over = code == X509_V_ERR_CERT_HAS_EXPIRED;
  g_autofree char *time = willow_certificate_format_time (
      is_over ? certificate->not_after_s : certificate->not_before_s);

  return g_strdup_printf (
      is_over ? _ ("“%s” has expired on %s")
              : _ ("“%s” is not valid before %s; is the clock of this computer "
                   "right?"),
      certificate->subject,
      time);
}

static char *
tell_other (WillowTlsRule rule, int code, const WillowCertificate *certificate)
{
  if (rule == WILLOW_TLS_RULE_PURPOSE)
    return g_strdup_printf (
        _ ("“%s” may not be used for this: its purposes (key usage) say "
           "something else"),
        certificate->subject);
  if (code == X509_V_ERR_CA_MD_TOO_WEAK)
    return g_strdup_printf (_ ("“%s” is signed by a method that is broken: %s"),
                            certificate->subject,
                            certificate->signature_algorithm);
  return g_strdup_printf (
      _ ("The key of “%s” is too small to be safe: %s with %u bits"),
      certificate->subject,
      certificate->key_type,
      certificate->key_bits);
}

char *
willow_tls_verdict_tell (WillowTlsRule            rule,
                         int                      code,
                         const WillowCertificate *certificate)
{
  if (rule == WILLOW_TLS_RULE_CHAIN)
    return tell_chain (code, certificate);
  if (rule == WILLOW_TLS_RULE_DATE)
    return tell_date (code, certificate);
  return tell_other (rule, code, certificate);
}
