/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-phase.h"

#include <string.h>

/* A phase in a record, "a{sv}"; what is not known is left out:
 *
 *   kind      s   resolve, tcp, proxy, tls, upgrade, accept
 *   outcome   s   running, done, failed
 *   duration  x   microseconds, from 0
 *   subject   s   name, address or target
 *   evidence  s   what came out
 *   sent      ay  raw, credentials masked
 *   received  ay
 *   tls       a{sv}:
 *     version, cipher, alpn, server-name  s
 *     resumed, verified, certificate-asked, certificate-sent  b
 *     authorities  as
 *     verdicts     a(sis)  outcome, OpenSSL's code, sentence; one per rule
 *     chain        a(sssasxxsus)  subject, issuer, common name, names, not
 *                  before, not after, key type, bits, SHA-256
 *
 * A reader takes no other type for any of these, and does not mind more keys.
 */

/* More than what any handshake makes of itself. */
#define TEXT_MAX_BYTES (1024 * 1024)

static const char *const kind_names[] = {
  [WILLOW_PHASE_RESOLVE] = "resolve", [WILLOW_PHASE_TCP] = "tcp",
  [WILLOW_PHASE_PROXY] = "proxy",     [WILLOW_PHASE_TLS] = "tls",
  [WILLOW_PHASE_UPGRADE] = "upgrade", [WILLOW_PHASE_ACCEPT] = "accept",
};

static const char *const outcome_names[] = {
  [WILLOW_PHASE_RUNNING] = "running",
  [WILLOW_PHASE_DONE] = "done",
  [WILLOW_PHASE_FAILED] = "failed",
};

static const char *const verdict_names[] = {
  [WILLOW_TLS_UNKNOWN] = "unknown",
  [WILLOW_TLS_OK] = "ok",
  [WILLOW_TLS_FAILED] = "failed",
};

/* (transfer floating): text from outside need not be UTF-8 */
static GVariant *
text_variant (const char *text)
{
  return g_variant_new_take_string (
      g_utf8_make_valid (text != NULL ? text : "", -1));
}

static void
put_text (GVariantDict *dict, const char *key, const char *text)
{
  if (text != NULL)
    g_variant_dict_insert_value (dict, key, text_variant (text));
}

static void
put_flag (GVariantDict *dict, const char *key, gboolean flag)
{
  g_variant_dict_insert_value (dict, key, g_variant_new_boolean (flag));
}

static void
put_bytes (GVariantDict *dict, const char *key, GBytes *bytes)
{
  if (bytes != NULL)
    g_variant_dict_insert_value (
        dict,
        key,
        g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE,
                                   g_bytes_get_data (bytes, NULL),
                                   g_bytes_get_size (bytes),
                                   1));
}

static GVariant *
texts_variant (char **texts)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("as"));

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    g_variant_builder_add_value (&builder, text_variant (texts[i]));
  return g_variant_builder_end (&builder);
}

static GVariant *
verdicts_variant (const WillowTlsFacts *facts)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sis)"));

  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    g_variant_builder_add (&builder,
                           "(si@s)",
                           verdict_names[facts->verdicts[i].outcome],
                           facts->verdicts[i].code,
                           text_variant (facts->verdicts[i].sentence));
  return g_variant_builder_end (&builder);
}

static GVariant *
chain_variant (const WillowTlsFacts *facts)
{
  GVariantBuilder builder =
      G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sssasxxsus)"));

  for (guint i = 0; i < facts->chain->len; i++)
    {
      const WillowCertificate *one = g_ptr_array_index (facts->chain, i);

      g_variant_builder_add (&builder,
                             "(@s@s@s@asxx@su@s)",
                             text_variant (one->subject),
                             text_variant (one->issuer),
                             text_variant (one->common_name),
                             texts_variant (one->names),
                             one->not_before_s,
                             one->not_after_s,
                             text_variant (one->key_type),
                             one->key_bits,
                             text_variant (one->fingerprint));
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
tls_variant (const WillowTlsFacts *facts)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  put_text (&dict, "version", facts->version);
  put_text (&dict, "cipher", facts->cipher);
  put_text (&dict, "alpn", facts->alpn);
  put_text (&dict, "server-name", facts->server_name);
  put_flag (&dict, "resumed", facts->is_resumed);
  put_flag (&dict, "verified", facts->is_verified);
  put_flag (&dict, "certificate-asked", facts->certificate_asked);
  put_flag (&dict, "certificate-sent", facts->certificate_sent);
  g_variant_dict_insert_value (
      &dict, "authorities", texts_variant (facts->acceptable_authorities));
  g_variant_dict_insert_value (&dict, "verdicts", verdicts_variant (facts));
  g_variant_dict_insert_value (&dict, "chain", chain_variant (facts));
  return g_variant_dict_end (&dict);
}

GVariant *
willow_phase_to_variant (const WillowPhase *phase)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  put_text (&dict, "kind", kind_names[phase->kind]);
  put_text (&dict, "outcome", outcome_names[phase->outcome]);
  put_text (&dict, "subject", phase->subject != NULL ? phase->subject : "");
  put_text (&dict, "evidence", phase->evidence);
  if (phase->outcome != WILLOW_PHASE_RUNNING)
    g_variant_dict_insert_value (
        &dict, "duration", g_variant_new_int64 (MAX (phase->duration_us, 0)));
  put_bytes (&dict, "sent", phase->sent);
  put_bytes (&dict, "received", phase->received);
  if (phase->tls != NULL)
    g_variant_dict_insert_value (&dict, "tls", tls_variant (phase->tls));
  return g_variant_dict_end (&dict);
}

/* (transfer full) (nullable) */
static char *
get_text (GVariant *from, const char *key)
{
  char *text = NULL;

  g_variant_lookup (from, key, "s", &text);
  return text;
}

static gboolean
get_flag (GVariant *from, const char *key)
{
  gboolean flag = FALSE;

  g_variant_lookup (from, key, "b", &flag);
  return flag;
}

/* (transfer full) (nullable) */
static GBytes *
get_bytes (GVariant *from, const char *key)
{
  g_autoptr (GVariant) value =
      g_variant_lookup_value (from, key, G_VARIANT_TYPE_BYTESTRING);

  return value != NULL ? g_variant_get_data_as_bytes (value) : NULL;
}

static gboolean
find_name (const char        *name,
           const char *const *names,
           guint              n_names,
           guint             *number)
{
  for (guint i = 0; name != NULL && i < n_names; i++)
    if (strcmp (names[i], name) == 0)
      {
        *number = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
find_key_name (GVariant          *from,
               const char        *key,
               const char *const *names,
               guint              n_names,
               guint             *number)
{
  g_autofree char *name = get_text (from, key);

  return find_name (name, names, n_names, number);
}

/* A verdict that is not there is unknown. */
static void
read_verdicts (GVariant *from, WillowTlsFacts *facts)
{
  g_autoptr (GVariant) list =
      g_variant_lookup_value (from, "verdicts", G_VARIANT_TYPE ("a(sis)"));
  gsize n = list != NULL ? g_variant_n_children (list) : 0;

  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    {
      WillowTlsVerdict *verdict = &facts->verdicts[i];
      const char       *name = NULL, *sentence = "";
      g_autoptr (GVariant) child = NULL;
      guint outcome = WILLOW_TLS_UNKNOWN;

      if (i < n)
        {
          child = g_variant_get_child_value (list, i);
          g_variant_get (child, "(&si&s)", &name, &verdict->code, &sentence);
          find_name (
              name, verdict_names, G_N_ELEMENTS (verdict_names), &outcome);
        }
      verdict->outcome = (WillowTlsOutcome)outcome;
      verdict->sentence = g_strdup (sentence);
    }
}

static WillowCertificate *
read_certificate (GVariant *from)
{
  WillowCertificate *one = g_new0 (WillowCertificate, 1);

  g_atomic_ref_count_init (&one->ref_count);
  g_variant_get (from,
                 "(sss^asxxsus)",
                 &one->subject,
                 &one->issuer,
                 &one->common_name,
                 &one->names,
                 &one->not_before_s,
                 &one->not_after_s,
                 &one->key_type,
                 &one->key_bits,
                 &one->fingerprint);
  one->signature_algorithm = g_strdup ("");
  one->is_self_issued = g_str_equal (one->subject, one->issuer);
  one->der = g_bytes_new (NULL, 0);
  return one;
}

static void
read_chain (GVariant *from, WillowTlsFacts *facts)
{
  g_autoptr (GVariant) list =
      g_variant_lookup_value (from, "chain", G_VARIANT_TYPE ("a(sssasxxsus)"));
  gsize n = list != NULL ? g_variant_n_children (list) : 0;

  facts->chain =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_certificate_unref);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (list, i);

      g_ptr_array_add (facts->chain, read_certificate (child));
    }
}

/* (transfer full) (nullable) */
static WillowTlsFacts *
read_tls (GVariant *phase)
{
  g_autoptr (GVariant) from =
      g_variant_lookup_value (phase, "tls", G_VARIANT_TYPE_VARDICT);
  WillowTlsFacts *facts;

  if (from == NULL)
    return NULL;
  facts = g_new0 (WillowTlsFacts, 1);
  g_atomic_ref_count_init (&facts->ref_count);
  facts->version = get_text (from, "version");
  facts->cipher = get_text (from, "cipher");
  facts->alpn = get_text (from, "alpn");
  facts->server_name = get_text (from, "server-name");
  facts->is_resumed = get_flag (from, "resumed");
  facts->is_verified = get_flag (from, "verified");
  facts->certificate_asked = get_flag (from, "certificate-asked");
  facts->certificate_sent = get_flag (from, "certificate-sent");
  if (!g_variant_lookup (
          from, "authorities", "^as", &facts->acceptable_authorities))
    facts->acceptable_authorities = g_new0 (char *, 1);
  read_verdicts (from, facts);
  read_chain (from, facts);
  return facts;
}

WillowPhase *
willow_phase_from_variant (GVariant *variant)
{
  WillowPhase     *phase;
  guint            kind, outcome;
  gint64           duration_us = 0;
  g_autofree char *subject = NULL;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT) ||
      !find_key_name (
          variant, "kind", kind_names, G_N_ELEMENTS (kind_names), &kind) ||
      !find_key_name (variant,
                      "outcome",
                      outcome_names,
                      G_N_ELEMENTS (outcome_names),
                      &outcome))
    return NULL;
  subject = get_text (variant, "subject");
  g_variant_lookup (variant, "duration", "x", &duration_us);
  if (subject == NULL || duration_us < 0)
    return NULL;
  phase = g_new0 (WillowPhase, 1);
  phase->kind = (WillowPhaseKind)kind;
  phase->outcome = (WillowPhaseOutcome)outcome;
  phase->duration_us = duration_us;
  phase->subject = g_steal_pointer (&subject);
  phase->evidence = get_text (variant, "evidence");
  phase->sent = get_bytes (variant, "sent");
  phase->received = get_bytes (variant, "received");
  phase->tls = read_tls (variant);
  return phase;
}

char *
willow_phase_to_text (const WillowPhase *phase)
{
  g_autoptr (GVariant) variant =
      g_variant_ref_sink (willow_phase_to_variant (phase));

  return g_variant_print (variant, TRUE);
}

WillowPhase *
willow_phase_from_text (const char *text, gsize len)
{
  g_autoptr (GVariant) variant = NULL;

  /* The parser wants UTF-8 without a zero in it. */
  if (len > TEXT_MAX_BYTES || !g_utf8_validate_len (text, len, NULL))
    return NULL;
  variant =
      g_variant_parse (G_VARIANT_TYPE_VARDICT, text, text + len, NULL, NULL);
  return variant != NULL ? willow_phase_from_variant (variant) : NULL;
}

void
willow_phase_free (WillowPhase *phase)
{
  g_free ((char *)phase->subject);
  g_free ((char *)phase->evidence);
  g_clear_pointer (&phase->tls, willow_tls_facts_unref);
  g_clear_pointer (&phase->sent, g_bytes_unref);
  g_clear_pointer (&phase->received, g_bytes_unref);
  g_free (phase);
}
