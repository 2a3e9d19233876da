/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-session-private.h"

#include <glib/gi18n.h>

/* The words of RFC 8446 section 6.2 and RFC 5246 section 7.2, for people. */
const char *
willow_tls_alert_get_words (int alert)
{
  switch (alert)
    {
    case SSL_AD_UNEXPECTED_MESSAGE:
      return _ ("a message came out of turn");
    case SSL_AD_BAD_RECORD_MAC:
      return _ ("a record was changed on the way");
    case SSL_AD_RECORD_OVERFLOW:
      return _ ("a record was too long");
    case SSL_AD_HANDSHAKE_FAILURE:
      return _ ("there is no set of parameters that both accept, such as a "
                "cipher");
    case SSL_AD_BAD_CERTIFICATE:
      return _ ("our certificate is damaged or was not accepted");
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
      return _ ("our certificate is of a kind that is not accepted");
    case SSL_AD_CERTIFICATE_REVOKED:
      return _ ("our certificate was revoked");
    case SSL_AD_CERTIFICATE_EXPIRED:
      return _ ("our certificate has expired");
    case SSL_AD_CERTIFICATE_UNKNOWN:
      return _ ("our certificate was not accepted");
    case SSL_AD_ILLEGAL_PARAMETER:
      return _ ("a value in the handshake is not allowed");
    case SSL_AD_UNKNOWN_CA:
      return _ ("the authority that issued our certificate is not trusted "
                "there");
    case SSL_AD_ACCESS_DENIED:
      return _ ("our certificate is right, but gives no access");
    case SSL_AD_DECODE_ERROR:
      return _ ("a message could not be read");
    case SSL_AD_DECRYPT_ERROR:
      return _ ("a signature or a check sum is wrong");
    case SSL_AD_INSUFFICIENT_SECURITY:
      return _ ("only stronger ciphers are accepted");
    case SSL_AD_INTERNAL_ERROR:
      return _ ("something failed inside the peer");
    case SSL_AD_MISSING_EXTENSION:
      return _ ("an extension is missing");
    case SSL_AD_UNRECOGNIZED_NAME:
      return _ ("it knows no server of the name that was asked for (SNI)");
    case SSL_AD_UNKNOWN_PSK_IDENTITY:
      return _ ("it does not know our key (PSK)");
    case SSL_AD_NO_APPLICATION_PROTOCOL:
      return _ ("it knows none of the protocols that were offered (ALPN)");
    default:
      return _ ("it does not say more");
    }
}

char *
willow_tls_alert_describe (int alert)
{
  if (alert < 0)
    return NULL;
  return g_strdup_printf ("%s (%d)", SSL_alert_desc_string_long (alert), alert);
}
