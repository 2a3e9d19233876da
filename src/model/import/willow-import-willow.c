/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import-private.h"

#include "base/willow-secret-bytes.h"
#include "model/profile/willow-profile-export-private.h"
#include "model/profile/willow-profile-fields.h"
#include "model/profile/willow-profile-json.h"
#include "model/profile/willow-profile-secrets.h"
#include "model/profile/willow-profile-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Secrets of an encrypted export: the password in Base64, the others in a
 * dictionary of texts. */
static void
take_secrets (WillowImportItem *item, JsonObject *secrets)
{
  WillowProfile *profile = willow_import_item_get_profile (item);
  const char    *password = willow_import_peek_text (secrets, "password");
  JsonNode      *others = json_object_get_member (secrets, "transport");
  gsize          len;

  if (password != NULL && *password != '\0')
    {
      guchar *data = g_base64_decode (password, &len);
      char   *plain = g_strndup ((const char *)data, len);

      willow_import_item_set_password (item, plain);
      explicit_bzero (plain, len);
      explicit_bzero (data, len);
      g_free (plain);
      g_free (data);
    }
  if (others == NULL || !JSON_NODE_HOLDS_OBJECT (others))
    return;
  willow_profile_secrets_from_json (profile, json_node_get_object (others));
}

static void
want (WillowImportItem *item,
      WillowImportWant  what,
      const char       *code,
      const char       *member,
      const char       *text)
{
  willow_import_item_want_secret (item, what, code, member, g_strdup (text));
}

static void
want_of_transport (WillowImportItem *item, const WillowProfileValues *values)
{
  WillowProfile *profile = willow_import_item_get_profile (item);

  if (values->proxy_kind != WILLOW_PROXY_NONE &&
      values->proxy_user_name[0] != '\0' &&
      willow_profile_get_secret (profile, WILLOW_SECRET_PROXY_PASSWORD) == NULL)
    want (item,
          WILLOW_IMPORT_WANT_PROXY_PASSWORD,
          "proxy-password",
          "proxy-user-name",
          _ ("The password of the proxy is not in the file"));
  if (values->tls_use_psk &&
      willow_profile_get_secret (profile, WILLOW_SECRET_TLS_PSK) == NULL)
    want (item,
          WILLOW_IMPORT_WANT_PSK,
          "pre-shared-key",
          "tls-psk-identity",
          _ ("The pre-shared key is not in the file"));
  if (values->tls_certificate[0] != '\0' &&
      willow_profile_get_secret (profile, WILLOW_SECRET_TLS_KEY) == NULL)
    {
      WillowImportFinding *finding = willow_import_item_add (
          item,
          WILLOW_IMPORT_NEEDS_FILE,
          "key-file",
          "tls-certificate",
          g_strdup (_ ("The private key of the own certificate is not in the "
                       "file")));

      finding->want = WILLOW_IMPORT_WANT_KEY;
    }
}

/* Secrets that only the form asks for. */
static void
want_of_headers (WillowImportItem *item)
{
  GListModel *headers =
      willow_profile_get_headers (willow_import_item_get_profile (item));

  for (guint i = 0; i < g_list_model_get_n_items (headers); i++)
    {
      g_autoptr (WillowProfileHeader) header =
          g_list_model_get_item (headers, i);
      g_autofree char *name =
          willow_import_dup_visible (willow_profile_header_get_name (header));

      if (willow_profile_header_is_secret (header) &&
          *willow_profile_header_get_value (header) == '\0')
        willow_import_item_want_secret (
            item,
            WILLOW_IMPORT_WANT_NOTHING,
            "header",
            "headers",
            g_strdup_printf (
                _ ("The value of the header “%s” is not in the file: type it "
                   "into the profile"),
                name));
    }
}

static void
find_missing (WillowImportItem *item)
{
  WillowProfile *profile = willow_import_item_get_profile (item);

  if (willow_profile_get_use_password (profile) &&
      willow_import_item_get_password (item) == NULL)
    want (item,
          WILLOW_IMPORT_WANT_PASSWORD,
          "password",
          "use-password",
          _ ("The password is not in the file"));
  want_of_transport (item, willow_profile_get_values (profile));
  want_of_headers (item);
}

/* What belonged to another computer, or another time. */
static void
make_new (WillowImportItem *item, const char *path)
{
  WillowProfile *profile = willow_import_item_get_profile (item);
  gboolean       connects;

  g_object_get (profile, "auto-connect", &connects, NULL);
  g_object_set (profile, "auto-connect", FALSE, "last-used", "", NULL);
  if (connects)
    willow_import_item_add (
        item,
        WILLOW_IMPORT_DIFFERS,
        "auto-connect-off",
        path,
        g_strdup (_ ("It connected when Willow started; that is switched off "
                     "here")));
}

/* Neither its id, which somebody here may have, nor its secrets become part of
 * the profile's own members. (transfer full) */
static JsonObject *
copy_members (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_str_equal (l->data, "id") && !g_str_equal (l->data, "secrets"))
      json_object_set_member (
          copy, l->data, json_object_dup_member (object, l->data));
  return copy;
}

static void
read_profile (JsonObject *object, const char *path, GListStore *items)
{
  g_autoptr (WillowImportItem) item =
      willow_import_item_new (willow_import_peek_text (object, "name"));
  g_autoptr (JsonObject) members = copy_members (object);
  g_autoptr (GError) error = NULL;
  JsonNode      *secrets = json_object_get_member (object, "secrets");
  WillowProfile *profile = willow_profile_from_json (members, &error);
  gboolean       use_password;

  if (profile == NULL)
    {
      willow_import_item_take_problem (
          item, g_strdup_printf ("%s: %s", path, error->message));
      g_list_store_append (items, item);
      return;
    }
  use_password = willow_profile_get_use_password (profile);
  willow_import_item_take_profile (item, profile);
  willow_import_item_set_origin (
      item, "willow", willow_import_peek_text (object, "id"));
  if (secrets != NULL && JSON_NODE_HOLDS_OBJECT (secrets))
    take_secrets (item, json_node_get_object (secrets));
  g_object_set (profile, "use-password", use_password, NULL);
  make_new (item, path);
  find_missing (item);
  willow_import_item_summarise (item);
  g_list_store_append (items, item);
}

/* Where a Willow wrote it that knows more. */
static void
report_newer (JsonObject *root, GListStore *items)
{
  JsonNode *node = json_object_get_member (root, "version");

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64 ||
      json_node_get_int (node) <= WILLOW_PROFILE_FORMAT_VERSION)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (items)); i++)
    {
      g_autoptr (WillowImportItem) item =
          g_list_model_get_item (G_LIST_MODEL (items), i);

      willow_import_item_add (
          item,
          WILLOW_IMPORT_DIFFERS,
          "newer-version",
          "version",
          g_strdup (_ ("It was written by a newer version: look it through")));
    }
}

void
willow_import_read_willow (JsonNode *root, GListStore *items)
{
  JsonObject *object = json_node_get_object (root);
  JsonArray  *array = json_object_get_array_member (object, "profiles");

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      g_autofree char *path = g_strdup_printf ("profiles[%u]", i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        read_profile (json_node_get_object (node), path, items);
      else
        willow_import_append_unusable (
            items, path, g_strdup (_ ("It is not an object")));
    }
  report_newer (object, items);
}
