/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import-item-private.h"

#include "base/willow-secret-bytes.h"
#include "model/profile/willow-profile-identity.h"
#include "model/profile/willow-profile-secrets.h"

#include <glib/gi18n-lib.h>

/* @file_name is a path on another computer, perhaps: its last part tells
 * enough. */
static const char *
get_last_part (const char *file_name)
{
  const char *part = file_name;

  for (const char *at = file_name; *at != '\0'; at++)
    if (*at == '/' || *at == '\\')
      part = at + 1;
  return part;
}

static char *
describe_want (WillowImportWant want, const char *name)
{
  if (want == WILLOW_IMPORT_WANT_AUTHORITIES)
    return g_strdup_printf (
        _ ("The certificates that are trusted were in the file “%s”"), name);
  if (want == WILLOW_IMPORT_WANT_KEY)
    return g_strdup_printf (_ ("The private key was in the file “%s”"), name);
  return g_strdup_printf (_ ("The own certificate was in the file “%s”"), name);
}

static const char *
get_file_code (WillowImportWant want)
{
  if (want == WILLOW_IMPORT_WANT_AUTHORITIES)
    return "authorities-file";
  return want == WILLOW_IMPORT_WANT_KEY ? "key-file" : "certificate-file";
}

void
willow_import_item_want_file (WillowImportItem *self,
                              WillowImportWant  want,
                              const char       *member,
                              const char       *file_name)
{
  const char          *part = get_last_part (file_name);
  g_autofree char     *visible = willow_import_dup_visible (part);
  WillowImportFinding *finding =
      willow_import_item_add (self,
                              WILLOW_IMPORT_NEEDS_FILE,
                              get_file_code (want),
                              member,
                              describe_want (want, visible));

  finding->want = want;
  finding->file_name = g_strdup (part);
}

void
willow_import_item_want_secret (WillowImportItem *self,
                                WillowImportWant  want,
                                const char       *code,
                                const char       *member,
                                char             *text)
{
  WillowImportFinding *finding = willow_import_item_add (
      self, WILLOW_IMPORT_NEEDS_SECRET, code, member, text);

  finding->want = want;
}

static WillowImportFinding *
find_wanting (WillowImportItem *self, guint position, WillowImportKind kind)
{
  WillowImportFinding *finding;

  g_return_val_if_fail (position < self->findings->len, NULL);
  finding = self->findings->pdata[position];
  g_return_val_if_fail (finding->kind == kind, NULL);
  return finding;
}

static void
settle (WillowImportItem *self, WillowImportFinding *finding)
{
  finding->settled = TRUE;
  willow_import_item_changed (self);
}

/* It is kept until somebody knows its passphrase. */
static void
keep_locked (WillowImportItem *self, GBytes *content, const char *member)
{
  g_clear_pointer (&self->locked, g_bytes_unref);
  self->locked = willow_secret_bytes_copy (content);
  for (guint i = 0; i < self->findings->len; i++)
    {
      WillowImportFinding *finding = self->findings->pdata[i];

      if (finding->want == WILLOW_IMPORT_WANT_PASSPHRASE)
        {
          finding->settled = FALSE;
          return;
        }
    }
  willow_import_item_want_secret (self,
                                  WILLOW_IMPORT_WANT_PASSPHRASE,
                                  "passphrase",
                                  member,
                                  g_strdup (_ ("The private key is encrypted: "
                                               "its passphrase is needed")));
}

gboolean
willow_import_item_give_content (WillowImportItem *self,
                                 WillowImportWant  want,
                                 const char       *member,
                                 GBytes           *content,
                                 GBytes           *passphrase,
                                 char            **sentence,
                                 GError          **error)
{
  g_autoptr (GError) cause = NULL;

  *sentence = NULL;
  if (want == WILLOW_IMPORT_WANT_AUTHORITIES)
    {
      if (!willow_profile_import_authorities (self->profile, content, error))
        return FALSE;
      *sentence = willow_profile_describe_authorities (self->profile);
      return TRUE;
    }
  if (willow_profile_import_identity (
          self->profile, content, passphrase, sentence, &cause))
    return TRUE;
  if (passphrase == NULL &&
      g_error_matches (
          cause, WILLOW_CERTIFICATE_ERROR, WILLOW_CERTIFICATE_ERROR_PASSPHRASE))
    {
      keep_locked (self, content, member);
      *sentence = g_strdup (cause->message);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

gboolean
willow_import_item_give_file (WillowImportItem *self,
                              guint             position,
                              GBytes           *content,
                              char            **sentence,
                              GError          **error)
{
  WillowImportFinding *finding =
      find_wanting (self, position, WILLOW_IMPORT_NEEDS_FILE);
  g_autofree char *member = g_strdup (finding->member);

  if (!willow_import_item_give_content (
          self, finding->want, member, content, NULL, sentence, error))
    return FALSE;
  g_free (finding->answer);
  finding->answer = g_strdup (*sentence);
  settle (self, finding);
  return TRUE;
}

static gboolean
unlock (WillowImportItem *self, GBytes *passphrase, GError **error)
{
  g_autofree char *sentence = NULL;

  if (self->locked == NULL)
    {
      willow_profile_set_secret (
          self->profile, WILLOW_SECRET_TLS_PASSPHRASE, passphrase);
      return TRUE;
    }
  if (!willow_profile_import_identity (
          self->profile, self->locked, passphrase, &sentence, error))
    return FALSE;
  g_clear_pointer (&self->locked, g_bytes_unref);
  return TRUE;
}

static gboolean
take_secret (WillowImportItem *self,
             WillowImportWant  want,
             GBytes           *secret,
             GError          **error)
{
  switch (want)
    {
    case WILLOW_IMPORT_WANT_PASSPHRASE:
      return unlock (self, secret, error);
    case WILLOW_IMPORT_WANT_PROXY_PASSWORD:
      willow_profile_set_secret (
          self->profile, WILLOW_SECRET_PROXY_PASSWORD, secret);
      return TRUE;
    case WILLOW_IMPORT_WANT_PSK:
      willow_profile_set_secret (self->profile, WILLOW_SECRET_TLS_PSK, secret);
      return TRUE;
    case WILLOW_IMPORT_WANT_PASSWORD:
      g_clear_pointer (&self->password, g_bytes_unref);
      self->password = willow_secret_bytes_copy (secret);
      g_object_set (self->profile, "use-password", TRUE, NULL);
      return TRUE;
    case WILLOW_IMPORT_WANT_NOTHING:
    case WILLOW_IMPORT_WANT_AUTHORITIES:
    case WILLOW_IMPORT_WANT_CERTIFICATE:
    case WILLOW_IMPORT_WANT_KEY:
    default:
      g_return_val_if_reached (FALSE);
    }
}

gboolean
willow_import_item_give_secret (WillowImportItem *self,
                                guint             position,
                                GBytes           *secret,
                                GError          **error)
{
  WillowImportFinding *finding =
      find_wanting (self, position, WILLOW_IMPORT_NEEDS_SECRET);

  if (!take_secret (self, finding->want, secret, error))
    return FALSE;
  settle (self, finding);
  return TRUE;
}
