/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/test-pki.h"

#include "model/import/willow-import.h"
#include "model/profile/willow-profile-identity.h"
#include "model/profile/willow-profile-secrets.h"
#include "model/profile/willow-profile-store.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>

/* What happens to profiles between reading them and storing them. */

#define BARE                                                                   \
  "{\"name\":\"Bench\",\"host\":\"h.example.test\",\"port\":1883,"             \
  "\"protocol\":\"mqtt\",\"mqttVersion\":\"3.1.1\",\"id\":\"%s\"}"

static WillowImport *
read_text (const char *text)
{
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (GError) error = NULL;
  WillowImport *import = willow_import_read (stream, NULL, NULL, &error);

  g_assert_no_error (error);
  return import;
}

static WillowImportItem *
peek_item (WillowImport *import, guint position)
{
  g_autoptr (WillowImportItem) item =
      g_list_model_get_item (G_LIST_MODEL (import), position);

  return item; /* the list has it */
}

/* The place of the finding @code. */
static guint
find (WillowImportItem *item, const char *code)
{
  for (guint i = 0; i < willow_import_item_get_n_findings (item); i++)
    if (g_str_equal (willow_import_item_get_finding (item, i)->code, code))
      return i;
  g_error ("no finding %s", code);
}

static gboolean
has (WillowImportItem *item, const char *code)
{
  for (guint i = 0; i < willow_import_item_get_n_findings (item); i++)
    if (g_str_equal (willow_import_item_get_finding (item, i)->code, code))
      return TRUE;
  return FALSE;
}

static char *
dup_text (gpointer object, const char *property)
{
  char *text;

  g_object_get (object, property, &text, NULL);
  return text;
}

static void
assert_text (gpointer object, const char *property, const char *expected)
{
  g_autofree char *text = dup_text (object, property);

  g_assert_cmpstr (text, ==, expected);
}

/* Stores are written when they go. */
static char *folder;

static char *
dup_store_path (void)
{
  return g_build_filename (folder, "profiles.json", NULL);
}

static WillowProfileStore *
make_store (void)
{
  g_autofree char *path = dup_store_path ();
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return willow_profile_store_new (file);
}

static void
add_named (WillowProfileStore *store, const char *name, const char *group)
{
  g_autoptr (WillowProfile) profile = willow_profile_new (name);

  g_object_set (profile, "group", group, NULL);
  willow_profile_store_add (store, profile);
}

static void
test_names_and_group (void)
{
  g_autofree char *text = g_strdup_printf (
      "[" BARE "," BARE "," BARE ",{\"name\":\"Bench 2\",\"host\":\"i\"}]",
      "1",
      "2",
      "3");
  g_autoptr (WillowProfileStore) store = make_store ();
  g_autoptr (WillowImport) import = read_text (text);
  g_autoptr (GPtrArray) ready = NULL;
  const char *names[] = { "Bench 3", "Bench 4", "Bench 2 2" };

  add_named (store, "Bench", "MQTTX import");
  add_named (store, "Bench 2", "");
  willow_import_item_set_selected (peek_item (import, 1), FALSE);
  ready = willow_import_prepare (import, G_LIST_MODEL (store));
  g_assert_cmpuint (ready->len, ==, 3);
  for (guint i = 0; i < ready->len; i++)
    {
      WillowProfile *profile = willow_import_item_get_profile (ready->pdata[i]);

      g_assert_cmpstr (willow_profile_get_name (profile), ==, names[i]);
      assert_text (profile, "group", "MQTTX import 2");
      g_assert_null (
          willow_profile_store_lookup (store, willow_profile_get_id (profile)));
    }
}

static void
test_again (void)
{
  g_autofree char *text = g_strdup_printf ("[" BARE "," BARE "]", "1", "2");
  g_autoptr (WillowProfileStore) store = make_store ();
  g_autoptr (WillowImport) first = read_text (text);
  g_autoptr (WillowImport) second = read_text (text);
  g_autoptr (GPtrArray) ready = NULL;
  WillowProfile *profile;

  willow_import_compare (first, G_LIST_MODEL (store));
  g_assert_true (willow_import_item_get_selected (peek_item (first, 0)));
  willow_import_item_set_selected (peek_item (first, 1), FALSE);
  ready = willow_import_prepare (first, G_LIST_MODEL (store));
  profile = willow_import_item_get_profile (ready->pdata[0]);
  willow_profile_store_add (store, profile);
  g_object_set (profile, "name", "Renamed", "host", "changed", NULL);

  willow_import_compare (second, G_LIST_MODEL (store));
  g_assert_true (has (peek_item (second, 0), "imported-before"));
  g_assert_false (willow_import_item_get_selected (peek_item (second, 0)));
  g_assert_false (has (peek_item (second, 1), "imported-before"));
  g_assert_true (willow_import_item_get_selected (peek_item (second, 1)));
  assert_text (profile, "host", "changed");
}

/* A profile's own file, read beside the profile. */
static void
test_again_own (void)
{
  g_autoptr (WillowProfileStore) store = make_store ();
  g_autofree char *text = NULL;
  g_autoptr (WillowImport) import = NULL;
  g_autoptr (WillowProfile) profile = willow_profile_new ("Own");

  willow_profile_store_add (store, profile);
  text = g_strdup_printf ("{\"version\":1,\"profiles\":[{\"id\":\"%s\","
                          "\"name\":\"Own\",\"host\":\"h\"}]}",
                          willow_profile_get_id (profile));
  import = read_text (text);
  willow_import_compare (import, G_LIST_MODEL (store));
  g_assert_true (has (peek_item (import, 0), "imported-before"));
  g_assert_cmpstr (willow_profile_get_id (
                       willow_import_item_get_profile (peek_item (import, 0))),
                   !=,
                   willow_profile_get_id (profile));
}

static void
test_nothing_to_tick (void)
{
  g_autoptr (WillowImport) import = read_text ("[{\"name\":\"No host\"}]");
  WillowImportItem *item = peek_item (import, 0);

  willow_import_item_set_selected (item, TRUE);
  g_assert_false (willow_import_item_get_selected (item));
  g_assert_null (willow_import_item_get_profile (item));
  g_assert_nonnull (willow_import_item_get_problem (item));
}

#define MUTUAL                                                                 \
  "[{\"name\":\"Mutual\",\"host\":\"h\",\"port\":8883,\"protocol\":\"mqtts\"," \
  "\"mqttVersion\":\"5.0\",\"ssl\":true,\"certType\":\"self\","                \
  "\"ca\":\"C:\\\\certs\\\\ca.pem\",\"cert\":\"/a/b.pem\",\"key\":\"b.key\"}]"

static void
give (WillowImportItem *item, const char *code, GBytes *content)
{
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (willow_import_item_give_file (
      item, find (item, code), content, &sentence, &error));
  g_assert_no_error (error);
  g_assert_nonnull (sentence);
}

static void
refuse (WillowImportItem *item, const char *code, const char *text)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (willow_import_item_give_file (
      item, find (item, code), content, &sentence, &error));
  g_assert_cmpuint (error->domain, ==, WILLOW_CERTIFICATE_ERROR);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_give_files (void)
{
  const TestCertificate spec = { .name = "Device", .purpose = "clientAuth" };
  g_autoptr (TestIdentity) identity = test_pki_issue (NULL, &spec);
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (identity);
  g_autoptr (GBytes) key = test_pki_dup_key (identity, NULL);
  g_autoptr (WillowImport) import = read_text (MUTUAL);
  WillowImportItem *item = peek_item (import, 0);
  WillowProfile    *profile = willow_import_item_get_profile (item);
  guint             n_changes = 0;

  g_signal_connect_swapped (item, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_cmpuint (
      willow_import_item_count (item, WILLOW_IMPORT_NEEDS_FILE), ==, 3);
  g_assert_cmpstr (
      willow_import_item_get_finding (item, find (item, "authorities-file"))
          ->file_name,
      ==,
      "ca.pem");
  refuse (item, "authorities-file", "no certificate");
  g_assert_cmpuint (
      willow_import_item_count (item, WILLOW_IMPORT_NEEDS_FILE), ==, 3);
  give (item, "authorities-file", certificate);
  give (item, "certificate-file", certificate);
  give (item, "key-file", key);
  g_assert_cmpuint (
      willow_import_item_count (item, WILLOW_IMPORT_NEEDS_FILE), ==, 0);
  g_assert_cmpuint (n_changes, ==, 3);
  g_assert_cmpint (
      willow_profile_check_identity (profile, NULL), ==, WILLOW_OWN_READY);
  g_assert_nonnull (willow_profile_get_secret (profile, WILLOW_SECRET_TLS_KEY));
}

static WillowImport *
load_file (const char *name)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "model", "import", name, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return read_text (text);
}

static gboolean
give_secret (WillowImportItem *item, const char *code, const char *text)
{
  g_autoptr (GBytes) secret = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  gboolean ok =
      willow_import_item_give_secret (item, find (item, code), secret, &error);

  g_assert_true (ok == (error == NULL));
  return ok;
}

/* Its passphrase in the file is wrong. */
static void
test_locked_pkcs12 (void)
{
  g_autoptr (WillowImport) import = load_file ("analyzer-locked.mqttbroker");
  WillowImportItem *item = peek_item (import, 0);
  WillowProfile    *profile = willow_import_item_get_profile (item);

  assert_text (profile, "tls-certificate", "");
  g_assert_false (give_secret (item, "passphrase", "still wrong"));
  g_assert_cmpuint (
      willow_import_item_count (item, WILLOW_IMPORT_NEEDS_SECRET), ==, 1);
  g_assert_true (give_secret (item, "passphrase", "open-sesame"));
  g_assert_cmpuint (
      willow_import_item_count (item, WILLOW_IMPORT_NEEDS_SECRET), ==, 0);
  g_assert_cmpint (
      willow_profile_check_identity (profile, NULL), ==, WILLOW_OWN_READY);
}

static void
test_locked_key (void)
{
  g_autoptr (WillowImport) import = load_file ("explorer-kinds.json");
  WillowImportItem *item = peek_item (import, 3);
  WillowProfile    *profile = willow_import_item_get_profile (item);

  g_assert_cmpint (
      willow_profile_check_identity (profile, NULL), ==, WILLOW_OWN_NO_KEY);
  g_assert_true (give_secret (item, "passphrase", "open-sesame"));
  g_assert_cmpint (
      willow_profile_check_identity (profile, NULL), ==, WILLOW_OWN_READY);
}

static void
test_give_password (void)
{
  g_autoptr (WillowImport) import = load_file ("analyzer-missing.mqttbroker");
  WillowImportItem *item = peek_item (import, 0);
  GBytes           *password;

  g_assert_null (willow_import_item_get_password (item));
  g_assert_true (give_secret (item, "password", "typed in"));
  password = willow_import_item_get_password (item);
  g_assert_cmpmem (g_bytes_get_data (password, NULL),
                   g_bytes_get_size (password),
                   "typed in",
                   8);
}

/* What was in the file in plain text is in none of ours. */
static void
test_no_secret_in_file (void)
{
  g_autoptr (WillowProfileStore) store = make_store ();
  g_autofree char *path = dup_store_path ();
  const char      *names[] = { "mqttx-greenhouse.json",
                               "mqttx-five.json",
                               "explorer-kinds.json",
                               "analyzer-full.mqttbroker",
                               "willow-profiles.json" };
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (WillowImport) import = load_file (names[i]);
      g_autoptr (GPtrArray) ready =
          willow_import_prepare (import, G_LIST_MODEL (store));

      for (guint j = 0; j < ready->len; j++)
        willow_profile_store_add (
            store, willow_import_item_get_profile (ready->pdata[j]));
    }
  g_assert_true (willow_profile_store_flush (store, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "Greenhouse mTLS"));
  g_assert_null (strstr (text, "not-a-real-secret"));
  g_assert_null (strstr (text, "open-sesame"));
  g_assert_null (strstr (text, "PRIVATE KEY"));
  g_assert_null (strstr (text, "AP8Q"));
}

/* A file that is made while it is read: a connection with messages without
 * end, far more than there is memory for. */
#define MESSAGE                                                                \
  "    { \"createAt\": \"2026-03-01 09:00:00:000\", \"out\": false,\n"         \
  "      \"topic\": \"a/b\", \"payload\": \"]} \\\" [[{ 0123456789\" },\n"

typedef struct
{
  GInputStream parent_instance;
  guint64      n_left;
  guint        part;
  gsize        at;
} MessageStream;

typedef GInputStreamClass MessageStreamClass;

static GType message_stream_get_type (void);
G_DEFINE_TYPE (MessageStream, message_stream, G_TYPE_INPUT_STREAM)

static const char *const message_parts[] = {
  "[ { \"host\": \"h\", \"port\": 1, \"messages\": [\n",
  MESSAGE,
  "    {} ],\n  \"protocol\": \"mqtt\", \"mqttVersion\": \"3.1.1\" } ]\n",
};

static gssize
message_stream_read (GInputStream *stream,
                     void         *buffer,
                     gsize         count,
                     GCancellable *cancellable,
                     GError      **error)
{
  MessageStream *self = (MessageStream *)stream;
  gsize          n = 0;

  while (n < count && self->part < G_N_ELEMENTS (message_parts))
    {
      const char *part = message_parts[self->part];
      gsize       n_now = MIN (strlen (part) - self->at, count - n);

      memcpy ((char *)buffer + n, part + self->at, n_now);
      n += n_now;
      self->at += n_now;
      if (part[self->at] != '\0')
        break;
      self->at = 0;
      if (self->part != 1 || --self->n_left == 0)
        self->part++;
    }
  return (gssize)n;
}

static void
message_stream_class_init (MessageStreamClass *klass)
{
  klass->read_fn = message_stream_read;
}

static void
message_stream_init (MessageStream *self)
{
}

static glong
get_peak_kib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

static void
test_huge (void)
{
  const guint64    n_bytes = (guint64)200 * 1024 * 1024;
  const guint64    n_messages = n_bytes / strlen (MESSAGE);
  MessageStream   *stream = g_object_new (message_stream_get_type (), NULL);
  g_autofree char *number =
      g_strdup_printf ("%" G_GUINT64_FORMAT, n_messages + 1);
  glong before_kib = get_peak_kib ();
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowImport) import = NULL;
  WillowImportItem *item;
  const char       *text;

  stream->n_left = n_messages;
  import = willow_import_read (G_INPUT_STREAM (stream), NULL, NULL, &error);
  g_assert_no_error (error);
  item = peek_item (import, 0);
  text = willow_import_item_get_finding (item, find (item, "messages-left-out"))
             ->text;
  g_assert_true (g_str_has_prefix (text, number));
  g_test_message ("%ld KiB more at the peak", get_peak_kib () - before_kib);
  g_assert_cmpint (get_peak_kib () - before_kib, <, 16 * 1024);
  g_object_unref (stream);
}

/* What is not messages is bounded, too. */
static void
assert_too_large (GString *text)
{
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (text->str, (gssize)text->len, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (willow_import_read (stream, NULL, NULL, &error));
  g_assert_error (error, WILLOW_IMPORT_ERROR, WILLOW_IMPORT_ERROR_TOO_LARGE);
  g_string_free (text, TRUE);
}

static void
test_too_large (void)
{
  GString *values = g_string_new ("[0");
  GString *text = g_string_new ("[{\"host\":\"");
  GString *many = g_string_new ("[{\"host\":\"h\"}");

  for (guint i = 0; i < 600000; i++)
    g_string_append (values, ",0");
  assert_too_large (values);
  for (guint i = 0; i < 17 * 1024; i++)
    g_string_append_printf (text, "%01024d", 0);
  assert_too_large (text);
  for (guint i = 0; i < 2001; i++)
    g_string_append (many, ",{\"host\":\"h\"}");
  g_string_append_c (many, ']');
  assert_too_large (many);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static void
test_missing_file (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/file.json");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  willow_import_load_async (file, NULL, NULL, loaded_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (willow_import_load_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_cancel (void)
{
  g_autofree char *path = g_test_build_filename (
      G_TEST_DIST, "model", "import", "mqttx-bare.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  willow_import_load_async (file, NULL, cancellable, loaded_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (willow_import_load_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  int              result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("willow-import-XXXXXX", NULL);
  g_test_add_func ("/import/names-and-group", test_names_and_group);
  g_test_add_func ("/import/again", test_again);
  g_test_add_func ("/import/again-own", test_again_own);
  g_test_add_func ("/import/nothing-to-tick", test_nothing_to_tick);
  g_test_add_func ("/import/give-files", test_give_files);
  g_test_add_func ("/import/locked-pkcs12", test_locked_pkcs12);
  g_test_add_func ("/import/locked-key", test_locked_key);
  g_test_add_func ("/import/give-password", test_give_password);
  g_test_add_func ("/import/no-secret-in-file", test_no_secret_in_file);
  g_test_add_func ("/import/huge", test_huge);
  g_test_add_func ("/import/too-large", test_too_large);
  g_test_add_func ("/import/missing-file", test_missing_file);
  g_test_add_func ("/import/cancel", test_cancel);
  result = g_test_run ();
  path = dup_store_path ();
  g_remove (path);
  g_rmdir (folder);
  g_free (folder);
  return result;
}
