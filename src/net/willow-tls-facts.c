/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-facts.h"

#include <glib/gi18n.h>

GQuark
willow_tls_error_quark (void)
{
  return g_quark_from_static_string ("willow-tls-error-quark");
}

WillowTlsFacts *
willow_tls_facts_ref (WillowTlsFacts *facts)
{
  g_atomic_ref_count_inc (&facts->ref_count);
  return facts;
}

void
willow_tls_facts_unref (WillowTlsFacts *facts)
{
  if (!g_atomic_ref_count_dec (&facts->ref_count))
    return;
  g_free (facts->version);
  g_free (facts->cipher);
  g_free (facts->alpn);
  g_free (facts->server_name);
  g_ptr_array_unref (facts->chain);
  g_strfreev (facts->acceptable_authorities);
  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    g_free (facts->verdicts[i].sentence);
  g_free (facts);
}

const char *
willow_tls_rule_get_name (WillowTlsRule rule)
{
  switch (rule)
    {
    case WILLOW_TLS_RULE_CHAIN:
      return _ ("Trusted chain");
    case WILLOW_TLS_RULE_DATE:
      return _ ("Valid now");
    case WILLOW_TLS_RULE_NAME:
      return _ ("Name");
    case WILLOW_TLS_RULE_PURPOSE:
      return _ ("Purpose");
    case WILLOW_TLS_RULE_KEY:
      return _ ("Key size");
    case WILLOW_TLS_N_RULES:
    default:
      return NULL;
    }
}

char *
willow_tls_facts_describe (const WillowTlsFacts *facts)
{
  GString *text = g_string_new (facts->version);

  if (facts->cipher != NULL)
    g_string_append_printf (text, ", %s", facts->cipher);
  if (facts->alpn != NULL)
    g_string_append_printf (text, _ (", ALPN %s"), facts->alpn);
  if (facts->is_resumed)
    g_string_append (text, _ (", session resumed"));
  if (facts->chain->len > 0)
    {
      const WillowCertificate *first = facts->chain->pdata[0];

      g_string_append_printf (text, _ (", certificate of %s"), first->subject);
    }
  if (facts->certificate_sent)
    g_string_append (text, _ (", own certificate sent"));
  else if (facts->certificate_asked)
    g_string_append (text, _ (", own certificate asked for, none sent"));
  if (!facts->is_verified)
    g_string_append (text, _ (", NOT verified"));
  return g_string_free (text, FALSE);
}
