/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-colour.h"
#include "model/import/willow-import.h"
#include "model/profile/willow-profile-fields.h"
#include "model/profile/willow-profile-secrets.h"

#include <string.h>

/* Each file of tests/model/import has a description of what is to come out of
 * it beside it, NAME.expected, written by hand. Of profiles it lists what is
 * not as in a new one. */

static const char *const error_names[] = {
  [WILLOW_IMPORT_ERROR_UNKNOWN] = "unknown",
  [WILLOW_IMPORT_ERROR_UNSUPPORTED] = "unsupported",
  [WILLOW_IMPORT_ERROR_DAMAGED] = "damaged",
  [WILLOW_IMPORT_ERROR_TOO_LARGE] = "too-large",
  [WILLOW_IMPORT_ERROR_EMPTY] = "empty",
  [WILLOW_IMPORT_ERROR_PASSPHRASE] = "passphrase",
  [WILLOW_IMPORT_ERROR_WRONG_PASSPHRASE] = "wrong-passphrase",
};

static char *
dup_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "model", "import", name, NULL);
}

static WillowImport *
load (const char *name, GError **error)
{
  g_autofree char *path = dup_path (name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);

  g_assert_nonnull (stream);
  return willow_import_read (G_INPUT_STREAM (stream), NULL, NULL, error);
}

static char *
describe_text (const char *name, const char *text)
{
  guint n_lines = 0;

  for (const char *at = text; *at != '\0'; at++)
    n_lines += *at == '\n';
  if (n_lines > 0) /* certificates */
    return g_strdup_printf ("  %s: %u lines\n", name, n_lines);
  return g_strdup_printf ("  %s=%s\n", name, text);
}

/* (nullable): @field where it is not as in a new profile. */
static char *
describe_field (const WillowProfileField  *field,
                const WillowProfileValues *values)
{
  guint number;

  if (field->kind == WILLOW_FIELD_STRING)
    {
      const char *text = *WILLOW_FIELD_POINTER (values, field, char *);

      return g_str_equal (text, field->text)
                 ? NULL
                 : describe_text (field->name, text);
    }
  number = *WILLOW_FIELD_POINTER (values, field, guint);
  if (number == field->fallback)
    return NULL;
  if (field->kind == WILLOW_FIELD_CHOICE)
    return g_strdup_printf ("  %s=%s\n", field->name, field->names[number]);
  return g_strdup_printf ("  %s=%u\n", field->name, number);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
append_sorted (GString *out, GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    g_string_append (out, lines->pdata[i]);
}

/* By their names, so that the order of the table is not part of it. */
static void
describe_fields (GString *out, WillowImportItem *item)
{
  WillowProfile             *profile = willow_import_item_get_profile (item);
  guint                      n_fields;
  const WillowProfileField  *fields = willow_profile_get_fields (&n_fields);
  const WillowProfileValues *values = willow_profile_get_values (profile);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *automatic =
      g_strdup_printf ("willow-%.8s", willow_profile_get_id (profile));

  g_assert_cmpstr (values->name, ==, willow_import_item_get_name (item));
  for (guint i = 0; i < n_fields; i++)
    {
      char *line = describe_field (&fields[i], values);

      if (g_str_equal (fields[i].name, "name"))
        g_clear_pointer (&line, g_free);
      else if (g_str_equal (fields[i].name, "client-id") &&
               g_str_equal (values->client_id, automatic))
        {
          g_free (line);
          line = g_strdup ("  client-id automatic\n");
        }
      if (line != NULL)
        g_ptr_array_add (lines, line);
    }
  append_sorted (out, lines);
}

static void
describe_pairs (GString *out, const char *what, GListModel *model)
{
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) pair = g_list_model_get_item (model, i);
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      g_object_get (pair, "name", &name, "value", &value, NULL);
      g_string_append_printf (out, "  %s %s=%s\n", what, name, value);
    }
}

static void
describe_subscription (GString *out, GObject *subscription)
{
  g_autofree char *filter = NULL;
  g_autofree char *name = NULL;
  gboolean         enabled, no_local, as_published;
  guint            qos, handling, identifier, colour;

  g_object_get (subscription,
                "filter",
                &filter,
                "qos",
                &qos,
                "enabled",
                &enabled,
                "no-local",
                &no_local,
                "retain-as-published",
                &as_published,
                "retain-handling",
                &handling,
                "identifier",
                &identifier,
                "colour",
                &colour,
                "name",
                &name,
                NULL);
  g_string_append_printf (out, "  subscription “%s” qos=%u", filter, qos);
  g_string_append (out, enabled ? "" : " off");
  g_string_append (out, no_local ? " no-local" : "");
  g_string_append (out, as_published ? " retain-as-published" : "");
  if (handling != 0)
    g_string_append_printf (out, " retain-handling=%u", handling);
  if (identifier != 0)
    g_string_append_printf (out, " identifier=%u", identifier);
  if (colour != WILLOW_COLOUR_NONE)
    g_string_append_printf (out, " %s", willow_colour_names[colour]);
  if (*name != '\0')
    g_string_append_printf (out, " name=%s", name);
  g_string_append_c (out, '\n');
}

static void
describe_lists (GString *out, WillowProfile *profile)
{
  GListModel *model = willow_profile_get_subscriptions (profile);

  describe_pairs (
      out, "user-property", willow_profile_get_user_properties (profile));
  describe_pairs (out,
                  "will-user-property",
                  willow_profile_get_will_user_properties (profile));
  describe_pairs (out, "header", willow_profile_get_headers (profile));
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) subscription = g_list_model_get_item (model, i);

      describe_subscription (out, subscription);
    }
}

static void
describe_secrets (GString *out, WillowImportItem *item)
{
  static const char *const names[] = { WILLOW_SECRET_PROXY_PASSWORD,
                                       WILLOW_SECRET_TLS_KEY,
                                       WILLOW_SECRET_TLS_PASSPHRASE,
                                       WILLOW_SECRET_TLS_PSK };
  WillowProfile           *profile = willow_import_item_get_profile (item);
  GBytes                  *password = willow_import_item_get_password (item);
  g_autofree char         *data = NULL;

  if (password != NULL)
    g_string_append_printf (out,
                            "  secret password=%.*s\n",
                            (int)g_bytes_get_size (password),
                            (const char *)g_bytes_get_data (password, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (willow_profile_get_secret (profile, names[i]) != NULL)
      g_string_append_printf (out, "  secret %s\n", names[i]);
  g_object_get (profile, "authentication-data", &data, NULL);
  if (*data != '\0')
    g_string_append_printf (out, "  secret authentication-data=%s\n", data);
}

/* (transfer full) */
static char *
describe_finding (const WillowImportFinding *finding)
{
  g_assert_true (g_utf8_validate (finding->text, -1, NULL));
  g_assert_cmpuint (strlen (finding->text), >, 3);
  return g_strdup_printf ("  %s: %s%s%s%s%s\n",
                          willow_import_kind_get_name (finding->kind),
                          finding->code,
                          *finding->member != '\0' ? " at " : "",
                          finding->member,
                          finding->file_name != NULL ? " file " : "",
                          finding->file_name != NULL ? finding->file_name : "");
}

static void
describe_findings (GString *out, WillowImportItem *item)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < willow_import_item_get_n_findings (item); i++)
    {
      const WillowImportFinding *finding =
          willow_import_item_get_finding (item, i);

      if (finding->kind != WILLOW_IMPORT_UNDERSTOOD)
        g_ptr_array_add (lines, describe_finding (finding));
    }
  append_sorted (out, lines);
}

static void
describe_item (GString *out, WillowImportItem *item)
{
  g_string_append_printf (out,
                          "\n[%c] %s\n",
                          willow_import_item_get_selected (item) ? 'x' : ' ',
                          willow_import_item_get_name (item));
  if (willow_import_item_get_problem (item) != NULL)
    g_string_append_printf (
        out, "  unusable: %s\n", willow_import_item_get_problem (item));
  if (willow_import_item_get_profile (item) == NULL)
    return;
  describe_fields (out, item);
  describe_lists (out, willow_import_item_get_profile (item));
  describe_secrets (out, item);
  describe_findings (out, item);
}

/* The sentences of json-glib are those of its version. */
static void
describe_error (GString *out, const GError *error)
{
  const char *colon = strchr (error->message, ':');

  g_assert_cmpuint (error->domain, ==, WILLOW_IMPORT_ERROR);
  g_string_append (out, error_names[error->code]);
  if (g_str_has_prefix (error->message, "line ") && colon != NULL)
    g_string_append_printf (
        out, ", %.*s", (int)(colon - error->message), error->message);
  g_string_append_c (out, '\n');
}

static void
test_file (gconstpointer data)
{
  const char      *name = data;
  g_autofree char *expected_name = g_strconcat (name, ".expected", NULL);
  g_autofree char *expected_path = dup_path (expected_name);
  g_autofree char *expected = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowImport) import = load (name, &error);

  if (import == NULL)
    describe_error (out, error);
  else
    g_string_append_printf (out, "%s\n", willow_import_get_program (import));
  for (guint i = 0;
       import != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (import));
       i++)
    {
      g_autoptr (WillowImportItem) item =
          g_list_model_get_item (G_LIST_MODEL (import), i);

      describe_item (out, item);
    }
  g_assert_null (strstr (out->str, "leak-me-not"));
  g_assert_true (g_file_get_contents (expected_path, &expected, NULL, NULL));
  g_assert_cmpstr (out->str, ==, expected);
}

static void
add_files (void)
{
  g_autofree char *folder =
      g_test_build_filename (G_TEST_DIST, "model", "import", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *test = g_strdup_printf ("/import/file/%s", name);

      if (!g_str_has_suffix (name, ".expected"))
        g_test_add_data_func_full (test, g_strdup (name), test_file, g_free);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_files ();
  return g_test_run ();
}
