/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-facts.h"

#include <glib/gi18n.h>
#include <string.h>

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
  g_free (facts->psk_identity);
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
    case WILLOW_TLS_RULE_REVOKED:
      return _ ("Not revoked");
    case WILLOW_TLS_N_RULES:
    default:
      return NULL;
    }
}

/* Everything that is looked at in a client's certificate. */
static gboolean
is_proved (const WillowTlsFacts *facts)
{
  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    if (facts->verdicts[i].outcome == WILLOW_TLS_FAILED &&
        i != WILLOW_TLS_RULE_KEY)
      return FALSE;
  return facts->is_verified && facts->version != NULL &&
         facts->chain->len > 0 &&
         facts->verdicts[WILLOW_TLS_RULE_CHAIN].outcome == WILLOW_TLS_OK;
}

char *
willow_tls_facts_dup_identity (const WillowTlsFacts *facts,
                               WillowTlsIdentity     kind)
{
  static const char *const prefixes[] = { "email:", "DNS:", "URI:" };
  const WillowCertificate *leaf;

  if (facts->psk_identity != NULL)
    return g_strdup (facts->psk_identity);
  if (!is_proved (facts))
    return NULL;
  leaf = facts->chain->pdata[0];
  if (kind == WILLOW_TLS_IDENTITY_COMMON_NAME)
    return g_strdup (leaf->common_name);
  for (char **name = leaf->names; *name != NULL; name++)
    for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
      if (g_str_has_prefix (*name, prefixes[i]))
        return g_strdup (*name + strlen (prefixes[i]));
  return NULL;
}

char *
willow_tls_staple_describe (const WillowTlsStaple *staple)
{
  g_autofree char *from =
      willow_certificate_format_time (staple->this_update_s);
  g_autofree char *to = willow_certificate_format_time (staple->next_update_s);
  g_autofree char *revoked = willow_certificate_format_time (staple->revoked_s);

  switch (staple->status)
    {
    case WILLOW_TLS_STAPLE_GOOD:
      if (staple->next_update_s == 0)
        return g_strdup_printf (_ ("good on %s"), from);
      return g_strdup_printf (_ ("good from %s to %s"), from, to);
    case WILLOW_TLS_STAPLE_REVOKED:
      return g_strdup_printf (_ ("revoked on %s"), revoked);
    case WILLOW_TLS_STAPLE_UNKNOWN:
      return g_strdup (_ ("unknown to its authority"));
    case WILLOW_TLS_STAPLE_UNUSABLE:
      return g_strdup (_ ("sent, but of no use"));
    case WILLOW_TLS_STAPLE_NONE:
    default:
      return g_strdup (_ ("none"));
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
  if (facts->psk_identity != NULL)
    g_string_append_printf (
        text, _ (", pre-shared key “%s” (PSK)"), facts->psk_identity);
  if (facts->is_resumed)
    g_string_append (text, _ (", session resumed"));
  if (facts->chain->len > 0)
    {
      const WillowCertificate *first = facts->chain->pdata[0];

      g_string_append_printf (text, _ (", certificate of %s"), first->subject);
    }
  if (facts->staple.status != WILLOW_TLS_STAPLE_NONE)
    {
      g_autofree char *staple = willow_tls_staple_describe (&facts->staple);

      g_string_append_printf (text, _ (", OCSP staple: %s"), staple);
    }
  if (facts->certificate_sent)
    g_string_append (text, _ (", own certificate sent"));
  else if (facts->certificate_asked)
    g_string_append (text, _ (", own certificate asked for, none sent"));
  if (!facts->is_verified)
    g_string_append (text, _ (", NOT verified"));
  return g_string_free (text, FALSE);
}
