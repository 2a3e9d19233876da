/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import-private.h"

#include "base/willow-secret-bytes.h"
#include "model/profile/willow-profile-identity.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
is_base64 (const char *text)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz"
                                 "0123456789+/= \t\r\n";

  return *text != '\0' && text[strspn (text, alphabet)] == '\0';
}

/* (transfer full) (nullable): may be a private key */
static GBytes *
decode (const char *base64)
{
  gsize   len;
  guchar *data;
  GBytes *bytes;

  if (!is_base64 (base64))
    return NULL;
  data = g_base64_decode (base64, &len);
  bytes = len > 0 ? willow_secret_bytes_new (data, len) : NULL;
  explicit_bzero (data, len);
  g_free (data);
  return bytes;
}

static const char *
get_code (WillowImportWant want)
{
  if (want == WILLOW_IMPORT_WANT_AUTHORITIES)
    return "authorities-unreadable";
  return want == WILLOW_IMPORT_WANT_KEY ? "key-unreadable"
                                        : "certificate-unreadable";
}

/* What is in the file is of no use: it may be chosen. */
static void
report_unreadable (WillowImportItem *self,
                   WillowImportWant  want,
                   const char       *member,
                   const char       *reason)
{
  WillowImportFinding *finding = willow_import_item_add (
      self,
      WILLOW_IMPORT_NEEDS_FILE,
      get_code (want),
      member,
      want == WILLOW_IMPORT_WANT_AUTHORITIES
          ? g_strdup_printf (_ ("The certificates that are trusted cannot be "
                                "read. %s"),
                             reason)
      : want == WILLOW_IMPORT_WANT_KEY
          ? g_strdup_printf (_ ("The private key cannot be read. %s"), reason)
          : g_strdup_printf (_ ("The own certificate cannot be read. %s"),
                             reason));

  finding->want = want;
}

void
willow_import_item_take_base64 (WillowImportItem *self,
                                WillowImportWant  want,
                                const char       *member,
                                const char       *base64,
                                const char       *passphrase)
{
  g_autoptr (GBytes) content = decode (base64);
  g_autoptr (GBytes) secret = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (content == NULL)
    {
      report_unreadable (self, want, member, _ ("It is not Base64."));
      return;
    }
  if (passphrase != NULL && *passphrase != '\0')
    secret = willow_secret_bytes_new (passphrase, strlen (passphrase));
  if (willow_import_item_give_content (
          self, want, member, content, secret, &sentence, &error))
    return;
  /* A wrong one is none: somebody may know better. */
  if (g_error_matches (error,
                       WILLOW_CERTIFICATE_ERROR,
                       WILLOW_CERTIFICATE_ERROR_WRONG_PASSPHRASE) &&
      willow_import_item_give_content (
          self, want, member, content, NULL, &sentence, NULL))
    return;
  report_unreadable (self, want, member, error->message);
}
