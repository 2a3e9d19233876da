/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile-export-private.h"

#include "auth/willow-sealed-text.h"
#include "base/willow-secret-bytes.h"
#include "model/import/willow-import.h"
#include "model/profile/willow-profile-secrets.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CIPHER "aes-256-gcm"
#define KEY_DERIVATION "scrypt"

static void
set_base64 (JsonObject *object, const char *member, const void *data, gsize len)
{
  g_autofree char *text = g_base64_encode (data, len);

  json_object_set_string_member (object, member, text);
}

JsonObject *
willow_profile_seal (GBytes *text, GBytes *passphrase)
{
  g_autoptr (WillowSealedText) sealed =
      willow_sealed_text_new (text, passphrase);
  JsonObject *object;
  gsize       len;
  const void *data;

  if (sealed == NULL)
    return NULL;
  object = json_object_new ();
  data = g_bytes_get_data (sealed->data, &len);
  json_object_set_string_member (object, "cipher", CIPHER);
  json_object_set_string_member (object, "kdf", KEY_DERIVATION);
  json_object_set_int_member (object, "n", (gint64)sealed->n);
  json_object_set_int_member (object, "r", sealed->r);
  json_object_set_int_member (object, "p", sealed->p);
  set_base64 (object, "salt", sealed->salt, sizeof sealed->salt);
  set_base64 (object, "nonce", sealed->nonce, sizeof sealed->nonce);
  set_base64 (object, "data", data, len);
  return object;
}

/* (nullable) */
static const char *
get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static gboolean
get_number (JsonObject *object, const char *member, gint64 *number)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *number = json_node_get_int (node);
  return *number > 0 && *number <= G_MAXINT32;
}

/* Exactly @len bytes. */
static gboolean
get_bytes (JsonObject *object, const char *member, guint8 *bytes, gsize len)
{
  const char        *text = get_text (object, member);
  g_autofree guchar *data = NULL;
  gsize              n = 0;

  if (text != NULL && *text != '\0')
    data = g_base64_decode (text, &n);
  if (n != len)
    return FALSE;
  memcpy (bytes, data, len);
  return TRUE;
}

/* Returns: whether it is one that can be opened */
static gboolean
load (WillowSealedText *sealed, JsonObject *object)
{
  const char *data = get_text (object, "data");
  gint64      n, r, p;
  guchar     *bytes;
  gsize       len;

  if (g_strcmp0 (get_text (object, "cipher"), CIPHER) != 0 ||
      g_strcmp0 (get_text (object, "kdf"), KEY_DERIVATION) != 0 ||
      data == NULL || *data == '\0' || !get_number (object, "n", &n) ||
      !get_number (object, "r", &r) || !get_number (object, "p", &p) ||
      !get_bytes (object, "salt", sealed->salt, sizeof sealed->salt) ||
      !get_bytes (object, "nonce", sealed->nonce, sizeof sealed->nonce))
    return FALSE;
  sealed->n = (guint64)n;
  sealed->r = (guint)r;
  sealed->p = (guint)p;
  bytes = g_base64_decode (data, &len);
  sealed->data = g_bytes_new_take (bytes, len);
  return willow_sealed_text_is_sane (sealed);
}

static GBytes *
fail (WillowImportError code, const char *sentence, GError **error)
{
  g_set_error_literal (error, WILLOW_IMPORT_ERROR, (int)code, sentence);
  return NULL;
}

GBytes *
willow_profile_unseal (JsonObject *object, GBytes *passphrase, GError **error)
{
  g_autoptr (WillowSealedText) sealed = g_new0 (WillowSealedText, 1);
  GBytes *text;

  if (!load (sealed, object))
    return fail (WILLOW_IMPORT_ERROR_DAMAGED,
                 _ ("It is encrypted in a way that this Willow does not know, "
                    "or damaged"),
                 error);
  if (passphrase == NULL)
    return fail (WILLOW_IMPORT_ERROR_PASSPHRASE,
                 _ ("It is encrypted: its passphrase is needed"),
                 error);
  text = willow_sealed_text_open (sealed, passphrase);
  if (text == NULL)
    return fail (WILLOW_IMPORT_ERROR_WRONG_PASSPHRASE,
                 _ ("This is not its passphrase, or the file was changed since "
                    "it was written"),
                 error);
  return text;
}

JsonObject *
willow_profile_secrets_to_json (WillowProfile *profile)
{
  g_autoptr (GBytes) text = willow_profile_dup_secrets (profile);
  g_autoptr (GVariant) all = NULL;
  JsonObject  *object;
  const char  *start;
  gsize        len;
  GVariantIter iter;
  const char  *name;
  GVariant    *value;

  if (text == NULL)
    return NULL;
  start = g_bytes_get_data (text, &len);
  all =
      g_variant_parse (G_VARIANT_TYPE_VARDICT, start, start + len, NULL, NULL);
  g_return_val_if_fail (all != NULL, NULL);
  object = json_object_new ();
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    json_object_set_string_member (
        object, name, g_variant_get_string (value, NULL));
  return object;
}

void
willow_profile_secrets_from_json (WillowProfile *profile, JsonObject *object)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) all = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    if (get_text (object, l->data) != NULL)
      g_variant_dict_insert (&dict, l->data, "s", get_text (object, l->data));
  all = g_variant_ref_sink (g_variant_dict_end (&dict));
  text = g_variant_print (all, FALSE);
  bytes = willow_secret_bytes_new (text, strlen (text));
  explicit_bzero (text, strlen (text));
  willow_profile_load_secrets (profile, bytes);
}
