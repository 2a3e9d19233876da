/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/import/willow-import.h"
#include "model/profile/willow-profile-export.h"
#include "model/profile/willow-profile-fields.h"
#include "model/profile/willow-profile-json.h"
#include "model/profile/willow-profile-secrets.h"

#include <glib/gstdio.h>
#include <string.h>

#define PASSPHRASE "correct horse"
#define PASSWORD "mqtt-password-7"
#define KEY "-----BEGIN PRIVATE KEY-----\nkey-7\n-----END PRIVATE KEY-----\n"

static GBytes *
make_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* Another value than the one of a new profile. */
static void
change (WillowProfile *profile, const WillowProfileField *field)
{
  guint number;

  switch (field->kind)
    {
    case WILLOW_FIELD_STRING:
      {
        g_autofree char *text = g_strdup_printf ("\"%s\"\n连接", field->name);

        g_object_set (profile, field->name, text, NULL);
        return;
      }
    case WILLOW_FIELD_BOOLEAN:
      g_object_set (profile, field->name, field->fallback == 0, NULL);
      return;
    case WILLOW_FIELD_UINT:
      g_object_set (profile,
                    field->name,
                    field->fallback == field->maximum ? field->minimum
                                                      : field->maximum,
                    NULL);
      return;
    case WILLOW_FIELD_CHOICE:
    default:
      for (number = field->maximum;
           number == field->fallback || field->names[number] == NULL;
           number--)
        ;
      g_object_set (profile, field->name, number, NULL);
    }
}

static void
add_secrets (WillowProfile *profile)
{
  static const char *const names[] = { WILLOW_SECRET_PROXY_PASSWORD,
                                       WILLOW_SECRET_TLS_KEY,
                                       WILLOW_SECRET_TLS_PASSPHRASE,
                                       WILLOW_SECRET_TLS_PSK };
  g_autoptr (GBytes) key = make_bytes (KEY);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    willow_profile_set_secret (profile, names[i], key);
  g_object_set (profile, "authentication-data", "auth-data-7", NULL);
  willow_profile_add_header (profile, "Authorization", "Bearer header-7");
}

/* With nothing as it is in a new one. (transfer full) */
static WillowProfile *
make_full (void)
{
  WillowProfile             *profile = willow_profile_new ("Full");
  guint                      n_fields;
  const WillowProfileField  *fields = willow_profile_get_fields (&n_fields);
  WillowProfileSubscription *subscription;

  for (guint i = 0; i < n_fields; i++)
    change (profile, &fields[i]);
  subscription = willow_profile_add_subscription (profile, " a/# ", MQTT_QOS_2);
  g_object_set (subscription,
                "enabled",
                FALSE,
                "no-local",
                TRUE,
                "retain-as-published",
                TRUE,
                "retain-handling",
                2u,
                "identifier",
                7u,
                "colour",
                3u,
                "name",
                "n",
                NULL);
  willow_profile_add_user_property (profile, "k", "v");
  willow_profile_add_user_property (profile, "k", "w");
  willow_profile_add_will_user_property (profile, "", "x");
  willow_profile_add_header (profile, "X-Site", "7");
  add_secrets (profile);
  return profile;
}

/* The members in the file, but for those that an import changes on purpose. */
static char *
print (WillowProfile *profile)
{
  static const char *const changed[] = {
    "id", "last-used", "auto-connect", "imported-from"
  };
  g_autoptr (JsonNode) node = willow_profile_to_json (profile);
  g_autofree char *text = json_to_string (node, TRUE);
  g_autoptr (JsonNode) copy = json_from_string (text, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (changed); i++)
    json_object_remove_member (json_node_get_object (copy), changed[i]);
  return json_to_string (copy, TRUE);
}

typedef struct
{
  WillowProfile *profile;
  GPtrArray     *profiles;
  GHashTable    *passwords;
  GBytes        *passphrase;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->profile = make_full ();
  fixture->profiles = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (fixture->profiles, g_object_ref (fixture->profile));
  g_ptr_array_add (fixture->profiles, willow_profile_new ("Plain"));
  fixture->passwords =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_bytes_unref);
  g_hash_table_insert (
      fixture->passwords, fixture->profile, make_bytes (PASSWORD));
  fixture->passphrase = make_bytes (PASSPHRASE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->profile);
  g_ptr_array_unref (fixture->profiles);
  g_hash_table_unref (fixture->passwords);
  g_bytes_unref (fixture->passphrase);
}

static GBytes *
build (Fixture *fixture, GBytes *passphrase)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = willow_profile_export_build (
      fixture->profiles, fixture->passwords, passphrase, &error);

  g_assert_no_error (error);
  return bytes;
}

static WillowImport *
read_back (GBytes *bytes, GBytes *passphrase, GError **error)
{
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_bytes (bytes);

  return willow_import_read (stream, passphrase, NULL, error);
}

static gboolean
contains (GBytes *bytes, const char *text)
{
  gsize       len;
  const char *data = g_bytes_get_data (bytes, &len);

  return g_strstr_len (data, (gssize)len, text) != NULL;
}

static const char *const secrets[] = {
  PASSWORD, "key-7", "auth-data-7", "header-7", "PRIVATE KEY",
};

static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = build (fixture, NULL);
  g_autofree char *base64 =
      g_base64_encode ((const guchar *)PASSWORD, strlen (PASSWORD));

  g_assert_true (contains (bytes, "\"Plain\""));
  g_assert_true (contains (bytes, "X-Site"));
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_false (contains (bytes, secrets[i]));
  g_assert_false (contains (bytes, base64));
  g_assert_false (contains (bytes, "\"secrets\""));
}

static void
assert_same (Fixture *fixture, WillowImportItem *item)
{
  g_autofree char *expected = print (fixture->profile);
  g_autofree char *got = print (willow_import_item_get_profile (item));

  g_assert_cmpstr (got, ==, expected);
}

static void
test_plain_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = build (fixture, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowImport) import = read_back (bytes, NULL, &error);
  g_autoptr (WillowImportItem) item = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (import)), ==, 2);
  item = g_list_model_get_item (G_LIST_MODEL (import), 0);
  assert_same (fixture, item);
  g_assert_cmpuint (
      willow_import_item_count (item, WILLOW_IMPORT_NEEDS_SECRET), >, 0);
}

static void
assert_secrets (Fixture *fixture, WillowImportItem *item)
{
  WillowProfile *profile = willow_import_item_get_profile (item);
  GBytes        *password = willow_import_item_get_password (item);
  g_autoptr (GBytes) expected = willow_profile_dup_secrets (fixture->profile);
  g_autoptr (GBytes) got = willow_profile_dup_secrets (profile);
  g_autofree char *auth_data = NULL;

  g_assert_cmpmem (g_bytes_get_data (password, NULL),
                   g_bytes_get_size (password),
                   PASSWORD,
                   strlen (PASSWORD));
  g_assert_true (contains (got, "key-7"));
  g_assert_true (contains (got, "header-7"));
  g_assert_cmpuint (g_bytes_get_size (got), ==, g_bytes_get_size (expected));
  g_object_get (profile, "authentication-data", &auth_data, NULL);
  g_assert_cmpstr (auth_data, ==, "auth-data-7");
  g_assert_cmpuint (
      willow_import_item_count (item, WILLOW_IMPORT_NEEDS_SECRET), ==, 0);
}

static void
test_sealed_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = build (fixture, fixture->passphrase);
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowImport) import = NULL;
  g_autoptr (WillowImportItem) item = NULL;
  g_autofree char *printed = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_false (contains (bytes, secrets[i]));
  g_assert_false (contains (bytes, "Plain"));
  import = read_back (bytes, fixture->passphrase, &error);
  g_assert_no_error (error);
  item = g_list_model_get_item (G_LIST_MODEL (import), 0);
  assert_same (fixture, item);
  assert_secrets (fixture, item);
  /* None of them is part of what the profile's file will be. */
  printed = print (willow_import_item_get_profile (item));
  g_assert_null (strstr (printed, "secrets"));
  g_assert_null (strstr (printed, "key-7"));
}

static void
test_passphrase (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = build (fixture, fixture->passphrase);
  g_autoptr (GBytes) wrong = make_bytes ("wrong");
  g_autoptr (GError) error = NULL;

  g_assert_null (read_back (bytes, NULL, &error));
  g_assert_error (error, WILLOW_IMPORT_ERROR, WILLOW_IMPORT_ERROR_PASSPHRASE);
  g_clear_error (&error);
  g_assert_null (read_back (bytes, wrong, &error));
  g_assert_error (
      error, WILLOW_IMPORT_ERROR, WILLOW_IMPORT_ERROR_WRONG_PASSPHRASE);
}

/* What was exported is not changed by it. */
static void
test_profile_stays (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = print (fixture->profile);
  g_autoptr (GBytes) bytes = build (fixture, fixture->passphrase);
  g_autofree char *after = print (fixture->profile);

  g_assert_cmpstr (after, ==, before);
  g_assert_null (strstr (after, "secrets"));
  g_assert_cmpuint (
      willow_profile_export_count_secrets (fixture->profile, TRUE), ==, 7);
  g_assert_cmpuint (
      willow_profile_export_count_secrets (fixture->profiles->pdata[1], FALSE),
      ==,
      0);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static gboolean
write_file (Fixture *fixture, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  willow_profile_export_async (file,
                               fixture->profiles,
                               fixture->passwords,
                               NULL,
                               NULL,
                               written_cb,
                               &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return willow_profile_export_finish (result, error);
}

static void
test_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("willow-export-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "out.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) expected = build (fixture, NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf info;
  gsize    len;

  g_assert_true (write_file (fixture, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, &len, NULL));
  g_assert_cmpmem (text,
                   len,
                   g_bytes_get_data (expected, NULL),
                   g_bytes_get_size (expected));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0077, ==, 0);
  g_remove (path);
  g_rmdir (folder);
  g_assert_false (write_file (fixture, "/nonexistent/a/b.json", &error));
  g_assert_nonnull (error);
}

#define ADD(name, function)                                                    \
  g_test_add (                                                                 \
      "/profile-export/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("left-out", test_left_out);
  ADD ("plain-comes-back", test_plain_comes_back);
  ADD ("sealed-comes-back", test_sealed_comes_back);
  ADD ("passphrase", test_passphrase);
  ADD ("profile-stays", test_profile_stays);
  ADD ("file", test_file);
  return g_test_run ();
}
