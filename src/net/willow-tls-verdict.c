/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-verdict.h"

#include "net/willow-certificate-private.h"

#include <glib/gi18n.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <string.h>

/* 112 bits: RSA 2048, elliptic curves of 224. Debian's default, too. */
#define AUTH_LEVEL 2

/* What X509_verify_cert() complained about, the first of each rule. */
typedef struct
{
  int   codes[WILLOW_TLS_N_RULES];
  X509 *certificates[WILLOW_TLS_N_RULES];
} Complaints;

static WillowTlsRule
rule_of (int code)
{
  switch (code)
    {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD:
    case X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD:
      return WILLOW_TLS_RULE_DATE;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return WILLOW_TLS_RULE_NAME;
    case X509_V_ERR_INVALID_PURPOSE:
      return WILLOW_TLS_RULE_PURPOSE;
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return WILLOW_TLS_RULE_KEY;
    case X509_V_ERR_CERT_REVOKED:
      return WILLOW_TLS_RULE_REVOKED;
    default:
      return WILLOW_TLS_RULE_CHAIN;
    }
}

/* Says "go on" to everything, to hear the next complaint. */
static int
complain_cb (int ok, X509_STORE_CTX *store)
{
  Complaints   *complaints = X509_STORE_CTX_get_app_data (store);
  int           code = X509_STORE_CTX_get_error (store);
  WillowTlsRule rule;

  if (ok)
    return 1;
  rule = rule_of (code);
  if (complaints->codes[rule] != 0)
    return 1;
  complaints->codes[rule] = code;
  complaints->certificates[rule] = X509_STORE_CTX_get_current_cert (store);
  return 1;
}

void
willow_tls_set_verdict (WillowTlsFacts  *facts,
                        WillowTlsRule    rule,
                        WillowTlsOutcome outcome,
                        int              code,
                        char            *sentence)
{
  WillowTlsVerdict *verdict = &facts->verdicts[rule];

  g_free (verdict->sentence);
  *verdict = (WillowTlsVerdict){ outcome, code, sentence };
}

static void
judge_complaint (WillowTlsFacts *facts,
                 WillowTlsRule   rule,
                 int             code,
                 X509           *x509)
{
  g_autoptr (WillowCertificate) certificate = willow_certificate_new (x509);

  willow_tls_set_verdict (facts,
                          rule,
                          WILLOW_TLS_FAILED,
                          code,
                          willow_tls_verdict_tell (rule, code, certificate));
}

static char *
list_names (const WillowCertificate *certificate)
{
  if (certificate->names[0] != NULL)
    return g_strjoinv (", ", certificate->names);
  return g_strdup_printf (
      "CN=%s",
      certificate->common_name != NULL ? certificate->common_name : "");
}

static void
judge_name (WillowTlsFacts *facts, X509 *leaf, const char *name)
{
  const WillowCertificate *certificate;
  gboolean                 is_address, ok;
  g_autofree char         *names = NULL;

  if (name == NULL || leaf == NULL)
    {
      willow_tls_set_verdict (facts,
                              WILLOW_TLS_RULE_NAME,
                              WILLOW_TLS_UNKNOWN,
                              0,
                              g_strdup (_ ("No name was asked for")));
      return;
    }
  certificate = facts->chain->pdata[0];
  names = list_names (certificate);
  is_address = g_hostname_is_ip_address (name);
  ok = is_address ? X509_check_ip_asc (leaf, name, 0) == 1
                  : X509_check_host (leaf, name, 0, 0, NULL) == 1;
  if (ok)
    willow_tls_set_verdict (
        facts,
        WILLOW_TLS_RULE_NAME,
        WILLOW_TLS_OK,
        0,
        g_strdup_printf (_ ("The certificate stands for “%s”"), name));
  else
    willow_tls_set_verdict (
        facts,
        WILLOW_TLS_RULE_NAME,
        WILLOW_TLS_FAILED,
        is_address ? X509_V_ERR_IP_ADDRESS_MISMATCH
                   : X509_V_ERR_HOSTNAME_MISMATCH,
        g_strdup_printf (
            _ ("The certificate does not stand for “%s”, but for: %s"),
            name,
            names));
}

static void
judge_pin (WillowTlsFacts *facts, const WillowTlsSettings *settings)
{
  const WillowCertificate *leaf = facts->chain->pdata[0];
  g_auto (GStrv) parts = g_strsplit (leaf->fingerprint, ":", -1);
  g_autofree char *upper = g_strjoinv (NULL, parts);
  g_autofree char *digits = g_ascii_strdown (upper, -1);

  if (g_ptr_array_find_with_equal_func (
          settings->pins, digits, g_str_equal, NULL))
    {
      static const WillowTlsRule replaced[] = { WILLOW_TLS_RULE_CHAIN,
                                                WILLOW_TLS_RULE_NAME,
                                                WILLOW_TLS_RULE_PURPOSE };

      for (guint i = 0; i < G_N_ELEMENTS (replaced); i++)
        willow_tls_set_verdict (
            facts,
            replaced[i],
            WILLOW_TLS_OK,
            0,
            g_strdup (_ ("It is the very certificate that was "
                         "pinned")));
      return;
    }
  willow_tls_set_verdict (
      facts,
      WILLOW_TLS_RULE_CHAIN,
      WILLOW_TLS_FAILED,
      X509_V_ERR_CERT_UNTRUSTED,
      g_strdup_printf (_ ("It is another certificate than the pinned "
                          "one; its fingerprint is %s"),
                       leaf->fingerprint));
}

static void
set_good (WillowTlsFacts *facts)
{
  static const struct
  {
    WillowTlsRule rule;
    const char   *sentence;
  } good[] = {
    { WILLOW_TLS_RULE_CHAIN,
      N_ ("The chain leads to an authority that is trusted") },
    { WILLOW_TLS_RULE_DATE,
      N_ ("Every certificate of the chain is valid now") },
    { WILLOW_TLS_RULE_PURPOSE, N_ ("It may be used for this") },
    { WILLOW_TLS_RULE_KEY, N_ ("Keys and signatures are strong enough") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    willow_tls_set_verdict (
        facts, good[i].rule, WILLOW_TLS_OK, 0, g_strdup (_ (good[i].sentence)));
}

static void
keep_chain (WillowTlsFacts *facts, X509_STORE_CTX *store)
{
  STACK_OF (X509) *presented = X509_STORE_CTX_get0_untrusted (store);

  g_ptr_array_set_size (facts->chain, 0);
  for (int i = 0; i < sk_X509_num (presented); i++)
    g_ptr_array_add (facts->chain,
                     willow_certificate_new (sk_X509_value (presented, i)));
  if (facts->chain->len == 0)
    g_ptr_array_add (facts->chain,
                     willow_certificate_new (X509_STORE_CTX_get0_cert (store)));
}

static gboolean
is_enforced (WillowTlsRule rule, gboolean enforce_key)
{
  return rule != WILLOW_TLS_RULE_KEY || enforce_key;
}

/* One pass over the chain of @judged. @purpose: (nullable): "ssl_server" …
 * @complaints: (nullable): to hear all of them; else the first ends it
 * Returns: 0, or the error at which OpenSSL's own verification ended */
static int
verify (X509_STORE_CTX *judged,
        const char     *purpose,
        int             auth_level,
        unsigned long   flags,
        Complaints     *complaints)
{
  X509_STORE_CTX *store = X509_STORE_CTX_new ();
  int             code;

  X509_STORE_CTX_init (store,
                       X509_STORE_CTX_get0_store (judged),
                       X509_STORE_CTX_get0_cert (judged),
                       X509_STORE_CTX_get0_untrusted (judged));
  if (purpose != NULL)
    X509_STORE_CTX_set_default (store, purpose);
  X509_STORE_CTX_set_flags (store, flags);
  X509_VERIFY_PARAM_set_auth_level (X509_STORE_CTX_get0_param (store),
                                    auth_level);
  if (complaints != NULL)
    {
      X509_STORE_CTX_set_app_data (store, complaints);
      X509_STORE_CTX_set_verify_cb (store, complain_cb);
    }
  code = X509_V_OK;
  if (X509_verify_cert (store) != 1)
    {
      code = X509_STORE_CTX_get_error (store);
      code = code != X509_V_OK ? code : X509_V_ERR_UNSPECIFIED;
    }
  X509_STORE_CTX_free (store);
  return code;
}

static guint
count_failures (const WillowTlsFacts *facts, gboolean enforce_key, int *code)
{
  guint n = 0;

  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    if (facts->verdicts[i].outcome == WILLOW_TLS_FAILED &&
        is_enforced (i, enforce_key) && n++ == 0)
      *code = facts->verdicts[i].code;
  return n;
}

/* Two passes hear complaints: one about the chain alone, because OpenSSL gives
 * up on it early when something else is wrong, and one about the rest. The
 * third is OpenSSL's own judgement: what it refuses is never let through. */
static void
judge_chain (X509_STORE_CTX *store, gboolean is_client, WillowTlsFacts *facts)
{
  const char *purpose = is_client ? "ssl_server" : "ssl_client";
  Complaints  chain = { 0 }, rest = { 0 };
  X509       *leaf = X509_STORE_CTX_get0_cert (store);
  int         code;

  verify (store, NULL, 0, X509_V_FLAG_NO_CHECK_TIME, &chain);
  verify (store, purpose, AUTH_LEVEL, 0, &rest);
  rest.codes[WILLOW_TLS_RULE_CHAIN] = chain.codes[WILLOW_TLS_RULE_CHAIN];
  rest.certificates[WILLOW_TLS_RULE_CHAIN] =
      chain.certificates[WILLOW_TLS_RULE_CHAIN];
  set_good (facts);
  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    if (rest.codes[i] != 0)
      judge_complaint (facts,
                       i,
                       rest.codes[i],
                       rest.certificates[i] != NULL ? rest.certificates[i]
                                                    : leaf);
  code = verify (store, purpose, AUTH_LEVEL, 0, NULL);
  if (code != X509_V_OK && count_failures (facts, TRUE, &(int){ 0 }) == 0)
    judge_complaint (facts, rule_of (code), code, leaf);
}

gboolean
willow_tls_judge (X509_STORE_CTX          *store,
                  const WillowTlsSettings *settings,
                  gboolean                 is_client,
                  const char              *name,
                  gboolean                 enforce_key,
                  WillowTlsFacts          *facts)
{
  int code = X509_V_OK;

  keep_chain (facts, store);
  judge_chain (store, is_client, facts);
  willow_tls_set_verdict (
      facts,
      WILLOW_TLS_RULE_REVOKED,
      WILLOW_TLS_UNKNOWN,
      0,
      g_strdup (is_client
                    ? _ ("The server sent no OCSP staple, and nobody else "
                         "was asked")
                    : _ ("Not checked")));
  judge_name (facts, X509_STORE_CTX_get0_cert (store), name);
  if (settings->pins->len > 0)
    judge_pin (facts, settings);
  if (count_failures (facts, enforce_key, &code) == 0 || !facts->is_verified)
    code = X509_V_OK;
  X509_STORE_CTX_set_error (store, code);
  return code == X509_V_OK;
}

static WillowTlsError
error_of (WillowTlsRule rule, int code)
{
  static const WillowTlsError errors[WILLOW_TLS_N_RULES] = {
    [WILLOW_TLS_RULE_CHAIN] = WILLOW_TLS_ERROR_UNTRUSTED,
    [WILLOW_TLS_RULE_DATE] = WILLOW_TLS_ERROR_EXPIRED,
    [WILLOW_TLS_RULE_NAME] = WILLOW_TLS_ERROR_NAME,
    [WILLOW_TLS_RULE_PURPOSE] = WILLOW_TLS_ERROR_PURPOSE,
    [WILLOW_TLS_RULE_KEY] = WILLOW_TLS_ERROR_WEAK,
    [WILLOW_TLS_RULE_REVOKED] = WILLOW_TLS_ERROR_REVOKED,
  };

  return code == X509_V_ERR_CERT_NOT_YET_VALID ? WILLOW_TLS_ERROR_NOT_YET_VALID
                                               : errors[rule];
}

GError *
willow_tls_verdict_error (const WillowTlsFacts *facts, gboolean enforce_key)
{
  g_autoptr (GString) text = g_string_new (NULL);
  WillowTlsError code = WILLOW_TLS_ERROR_UNTRUSTED;

  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    {
      const WillowTlsVerdict *verdict = &facts->verdicts[i];

      if (verdict->outcome != WILLOW_TLS_FAILED ||
          !is_enforced (i, enforce_key))
        continue;
      if (text->len == 0)
        code = error_of (i, verdict->code);
      g_string_append_printf (
          text, "%s%s", text->len > 0 ? "; " : "", verdict->sentence);
    }
  if (text->len == 0)
    return NULL;
  return g_error_new_literal (WILLOW_TLS_ERROR, (int)code, text->str);
}
