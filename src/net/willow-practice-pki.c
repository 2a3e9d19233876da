/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-practice-pki.h"

#include "base/willow-secret-bytes.h"
#include "net/willow-certificate-private.h"
#include "net/willow-practice-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define COMMON_NAME_MAX 64 /* RFC 5280, appendix A: ub-common-name */

struct _WillowPracticePki
{
  gint64               now_s;
  WillowPracticeIssued root;
  GBytes              *authority;
  GBytes              *authority_key;
};

WillowPracticePki *
willow_practice_pki_new (gint64 now_s)
{
  WillowPracticePki *self = g_new0 (WillowPracticePki, 1);

  self->now_s = now_s;
  self->root =
      willow_practice_issue_authority (NULL, now_s, "Willow practice CA");
  self->authority = willow_practice_dup_certificate (self->root.x509);
  self->authority_key = willow_practice_dup_key (self->root.key);
  return self;
}

WillowPracticePki *
willow_practice_pki_open (GBytes  *authority,
                          GBytes  *key,
                          gint64   now_s,
                          GError **error)
{
  g_autoptr (WillowPracticePki) self = g_new0 (WillowPracticePki, 1);
  WillowMaterial material;
  gboolean       ok;

  self->now_s = now_s;
  self->authority = g_bytes_ref (authority);
  self->authority_key = willow_secret_bytes_copy (key);
  ok = willow_material_read_pair (&material, authority, key, NULL, error);
  if (ok)
    {
      self->root.x509 = g_ptr_array_steal_index (material.certificates, 0);
      self->root.key = g_steal_pointer (&material.key);
    }
  willow_material_clear (&material);
  return ok ? g_steal_pointer (&self) : NULL;
}

void
willow_practice_pki_free (WillowPracticePki *pki)
{
  willow_practice_issued_clear (&pki->root);
  g_bytes_unref (pki->authority);
  g_bytes_unref (pki->authority_key);
  g_free (pki);
}

GBytes *
willow_practice_pki_get_authority (WillowPracticePki *pki)
{
  return pki->authority;
}

GBytes *
willow_practice_pki_get_authority_key (WillowPracticePki *pki)
{
  return pki->authority_key;
}

static void
add_name (GENERAL_NAMES *names, int type, const char *text)
{
  GENERAL_NAME *name = a2i_GENERAL_NAME (NULL, NULL, NULL, type, text, 0);

  sk_GENERAL_NAME_push (names, name);
}

static gboolean
is_host_name (const char *name)
{
  gsize len = strlen (name);

  return len > 0 && len <= 253 &&
         strspn (name,
                 "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                 "0123456789-_.*") == len;
}

static gboolean
add_host (GENERAL_NAMES *names, const char *host, GError **error)
{
  g_autofree char *ascii = NULL;

  if (g_hostname_is_ip_address (host) && strchr (host, '%') == NULL)
    {
      add_name (names, GEN_IPADD, host);
      return TRUE;
    }
  ascii = g_hostname_to_ascii (host);
  if (ascii != NULL && is_host_name (ascii))
    {
      add_name (names, GEN_DNS, ascii);
      return TRUE;
    }
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_ARGUMENT,
               _ ("“%s” is neither a host name nor an address"),
               host);
  return FALSE;
}

static void
free_names (GENERAL_NAMES *names)
{
  GENERAL_NAMES_free (names);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GENERAL_NAMES, free_names)

/* Dates are what the flaw says, inside those of the authority. */
static void
set_dates (WillowPracticeSpec *spec, WillowPracticeFlaw flaw)
{
  spec->from_days = -1;
  spec->to_days = 365;
  if (flaw == WILLOW_PRACTICE_EXPIRED)
    {
      spec->from_days = -30;
      spec->to_days = -2;
    }
  else if (flaw == WILLOW_PRACTICE_NOT_YET_VALID)
    spec->from_days = 2;
}

static WillowPracticeIdentity *
issue_leaf (WillowPracticePki  *pki,
            WillowPracticeSpec *spec,
            WillowPracticeFlaw  flaw)
{
  WillowPracticeIdentity     *identity = g_new0 (WillowPracticeIdentity, 1);
  const WillowPracticeIssued *issuer = &pki->root;
  WillowPracticeIssued        other = { NULL, NULL }, leaf;

  set_dates (spec, flaw);
  spec->is_weak = flaw == WILLOW_PRACTICE_WEAK_KEY;
  if (flaw == WILLOW_PRACTICE_UNKNOWN_AUTHORITY)
    other = willow_practice_issue_authority (
        NULL, pki->now_s, "Willow unknown practice CA");
  else if (flaw == WILLOW_PRACTICE_MISSING_INTERMEDIATE)
    other = willow_practice_issue_authority (
        &pki->root, pki->now_s, "Willow practice intermediate CA");
  if (other.x509 != NULL)
    issuer = &other;
  if (flaw == WILLOW_PRACTICE_SELF_SIGNED)
    issuer = NULL;
  leaf = willow_practice_issue (issuer, pki->now_s, spec);
  identity->certificate = willow_practice_dup_certificate (leaf.x509);
  identity->key = willow_practice_dup_key (leaf.key);
  willow_practice_issued_clear (&leaf);
  willow_practice_issued_clear (&other);
  return identity;
}

WillowPracticeIdentity *
willow_practice_pki_issue_server (WillowPracticePki *pki,
                                  const char *const *names,
                                  WillowPracticeFlaw flaw,
                                  GError           **error)
{
  static const char *const wrong[] = { "wrong-name.invalid", NULL };
  g_autoptr (GENERAL_NAMES) list = sk_GENERAL_NAME_new_null ();
  WillowPracticeSpec spec = { .purpose = "serverAuth", .names = list };

  g_return_val_if_fail (names != NULL && names[0] != NULL, NULL);
  if (flaw == WILLOW_PRACTICE_WRONG_NAME)
    names = wrong;
  if (flaw == WILLOW_PRACTICE_WRONG_PURPOSE)
    spec.purpose = "clientAuth";
  for (guint i = 0; names[i] != NULL; i++)
    if (!add_host (list, names[i], error))
      return NULL;
  /* A longer one is fine as an alternative name only. */
  spec.common_name =
      g_utf8_strlen (names[0], -1) <= COMMON_NAME_MAX ? names[0] : "Server";
  return issue_leaf (pki, &spec, flaw);
}

static gboolean
is_ascii (const char *text)
{
  return g_str_is_ascii (text) && strchr (text, ' ') == NULL;
}

WillowPracticeIdentity *
willow_practice_pki_issue_client (WillowPracticePki *pki,
                                  const char        *common_name,
                                  WillowPracticeFlaw flaw,
                                  GError           **error)
{
  g_autoptr (GENERAL_NAMES) list = sk_GENERAL_NAME_new_null ();
  WillowPracticeSpec spec = { .purpose = "clientAuth", .names = list };

  g_return_val_if_fail (willow_practice_flaw_suits_clients (flaw), NULL);
  if (!g_utf8_validate (common_name, -1, NULL) || common_name[0] == '\0' ||
      g_utf8_strlen (common_name, -1) > COMMON_NAME_MAX)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_ARGUMENT,
                   _ ("The name of a client has 1 to %d characters"),
                   COMMON_NAME_MAX);
      return NULL;
    }
  if (strchr (common_name, '@') != NULL && is_ascii (common_name))
    add_name (list, GEN_EMAIL, common_name);
  else if (is_host_name (common_name))
    add_name (list, GEN_DNS, common_name);
  spec.common_name = common_name;
  if (flaw == WILLOW_PRACTICE_WRONG_PURPOSE)
    spec.purpose = "serverAuth";
  return issue_leaf (pki, &spec, flaw);
}

void
willow_practice_identity_free (WillowPracticeIdentity *identity)
{
  g_bytes_unref (identity->certificate);
  g_bytes_unref (identity->key);
  g_free (identity);
}
