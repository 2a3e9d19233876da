/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile-store.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char  *folder;
  char  *path;
  GFile *file;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_chmod (path, 0700);
  g_remove (path);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("willow-XXXXXX", NULL);
  fixture->path =
      g_build_filename (fixture->folder, "willow", "profiles.json", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_object_unref (fixture->file);
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
}

static char *
read_beside (Fixture *fixture, const char *suffix)
{
  g_autofree char *path = g_strconcat (fixture->path, suffix, NULL);
  char            *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static WillowProfileStore *
load (Fixture *fixture)
{
  WillowProfileStore *store = willow_profile_store_new (fixture->file);

  willow_profile_store_load (store);
  return store;
}

static guint
count (WillowProfileStore *store)
{
  return g_list_model_get_n_items (G_LIST_MODEL (store));
}

static void
flush (WillowProfileStore *store)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (willow_profile_store_flush (store, &error));
  g_assert_no_error (error);
}

static void
assert_says (WillowProfileStore *store, const char *part)
{
  const char *problem = willow_profile_store_get_problem (store);

  g_assert_nonnull (problem);
  if (strstr (problem, part) == NULL)
    g_error ("“%s” is not in “%s”", part, problem);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowProfileStore) store = load (fixture);
  g_autoptr (WillowProfileStore) again = NULL;
  g_autoptr (WillowProfile) profile = willow_profile_new ("Größe 温度");
  g_autofree char *user_name = NULL;
  WillowProfile   *loaded;
  guint            version, expiry;
  GStatBuf         status;
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_null (willow_profile_store_get_problem (store));
  g_assert_cmpuint (count (store), ==, 0);
  g_object_set (profile,
                "user-name",
                " \"quoted\"\n ",
                "version",
                MQTT_VERSION_3_1,
                "session-expiry-seconds",
                G_MAXUINT32,
                NULL);
  willow_profile_add_subscription (profile, "a/#", MQTT_QOS_2);
  willow_profile_store_add (store, profile);
  flush (store);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0700);

  again = load (fixture);
  g_assert_null (willow_profile_store_get_problem (again));
  loaded = willow_profile_store_lookup (again, willow_profile_get_id (profile));
  g_assert_nonnull (loaded);
  g_assert_true (willow_profile_store_find_name (again, "Größe 温度") ==
                 loaded);
  g_object_get (loaded,
                "user-name",
                &user_name,
                "version",
                &version,
                "session-expiry-seconds",
                &expiry,
                NULL);
  g_assert_cmpstr (user_name, ==, " \"quoted\"\n ");
  g_assert_cmpuint (version, ==, 3);
  g_assert_cmpuint (expiry, ==, G_MAXUINT32);
  g_assert_cmpuint (
      g_list_model_get_n_items (willow_profile_get_subscriptions (loaded)),
      ==,
      1);
}

/* A change is written by itself, without flush. */
static void
test_saves_by_itself (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowProfileStore) store = load (fixture);
  g_autoptr (WillowProfile) profile = willow_profile_new ("First");
  char *text = NULL;

  willow_profile_store_add (store, profile);
  g_object_set (profile, "name", "Second", NULL);
  while ((text = read_beside (fixture, "")) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (text, "\"Second\""));
  g_assert_null (strstr (text, "\"First\""));
  g_free (text);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowProfileStore) store = load (fixture);
  g_autoptr (WillowProfile) profile = willow_profile_new ("Test");
  g_autofree char *text = NULL;

  willow_profile_store_add (store, profile);
  willow_profile_store_remove (store, profile);
  willow_profile_store_remove (store, profile);
  g_assert_cmpuint (count (store), ==, 0);
  g_assert_null (
      willow_profile_store_lookup (store, willow_profile_get_id (profile)));
  flush (store);
  text = read_beside (fixture, "");
  g_assert_null (strstr (text, "Test"));
}

/* Whatever is called a password, none is in the file. */
static void
test_no_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowProfileStore) store = load (fixture);
  g_autoptr (WillowProfile) profile = willow_profile_new ("Test");
  g_autoptr (GError) error = NULL;
  g_autofree char *password = NULL;
  g_autofree char *text = NULL;

  g_assert_true (willow_profile_set_url (
      profile, "mqtt://anna:hunter2@broker.test:1884", &password, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, "hunter2");
  willow_profile_store_add (store, profile);
  flush (store);
  text = read_beside (fixture, "");
  g_assert_nonnull (strstr (text, "anna"));
  g_assert_null (strstr (text, "hunter2"));
}

static void
test_unknown_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowProfileStore) store = NULL;
  g_autofree char *text = NULL;
  g_autoptr (WillowProfile) profile = NULL;

  write_file (fixture,
              "{\"version\":1,\"colour\":\"green\",\"profiles\":[{\"id\":\"x\","
              "\"name\":\"old\",\"proxy\":{\"host\":\"p\"},\"subscriptions\":"
              "[{\"filter\":\"a\",\"note\":\"kept\"}]}]}");
  store = load (fixture);
  g_assert_null (willow_profile_store_get_problem (store));
  profile = g_list_model_get_item (G_LIST_MODEL (store), 0);
  g_object_set (profile, "name", "new", NULL);
  flush (store);
  text = read_beside (fixture, "");
  g_assert_nonnull (strstr (text, "\"colour\" : \"green\""));
  g_assert_nonnull (strstr (text, "\"proxy\""));
  g_assert_nonnull (strstr (text, "\"note\" : \"kept\""));
  g_assert_nonnull (strstr (text, "\"name\" : \"new\""));
  g_assert_null (strstr (text, "\"old\""));
}

/* A subscription with all its options comes back as it was; one of a file that
 * knows none of them has those of its time. */
static void
test_subscription_options (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowProfileStore) store = load (fixture);
  g_autoptr (WillowProfile) profile = willow_profile_new ("p");
  g_autoptr (WillowProfileStore) again = NULL;
  g_autoptr (WillowProfile) loaded = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_auto (GStrv) before_parts = NULL;
  g_auto (GStrv) after_parts = NULL;

  g_object_set (willow_profile_add_subscription (profile, "a/#", MQTT_QOS_2),
                "no-local",
                TRUE,
                "retain-as-published",
                TRUE,
                "retain-handling",
                2u,
                "identifier",
                268435455u,
                "colour",
                2u,
                "name",
                "Everything",
                NULL);
  willow_profile_store_add (store, profile);
  flush (store);
  before = read_beside (fixture, "");
  g_assert_nonnull (strstr (before, "\"no-local\" : true"));
  g_assert_nonnull (strstr (before, "\"retain-handling\" : 2"));
  g_assert_nonnull (strstr (before, "\"identifier\" : 268435455"));
  g_assert_nonnull (strstr (before, "\"colour\" : \"green\""));
  g_assert_nonnull (strstr (before, "\"name\" : \"Everything\""));
  again = load (fixture);
  g_assert_null (willow_profile_store_get_problem (again));
  loaded = g_list_model_get_item (G_LIST_MODEL (again), 0);
  g_object_set (loaded, "host", "h", NULL);
  flush (again);
  after = read_beside (fixture, "");
  before_parts = g_strsplit (before, "\"subscriptions\"", 2);
  after_parts = g_strsplit (after, "\"subscriptions\"", 2);
  g_assert_cmpstr (after_parts[1], ==, before_parts[1]);
}

static void
test_old_subscription (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowProfileStore) store = NULL;
  g_autoptr (WillowProfile) profile = NULL;
  g_autoptr (GBytes) filters = NULL;

  write_file (fixture,
              "{\"version\":1,\"profiles\":[{\"id\":\"x\",\"name\":\"old\","
              "\"subscriptions\":[{\"filter\":\"a\",\"qos\":1}]}]}");
  store = load (fixture);
  g_assert_null (willow_profile_store_get_problem (store));
  profile = g_list_model_get_item (G_LIST_MODEL (store), 0);
  filters = willow_profile_build_filters (profile);
  g_assert_cmpmem (g_bytes_get_data (filters, NULL),
                   g_bytes_get_size (filters),
                   "\0\1a\1",
                   4);
}

static void
check_broken (Fixture *fixture, const char *text, const char *reason)
{
  g_autoptr (WillowProfileStore) store = NULL;

  write_file (fixture, text);
  store = load (fixture);
  g_assert_cmpuint (count (store), ==, 0);
  assert_says (store, "profiles.json");
  assert_says (store, reason);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* Kept under a name that was free, and said; the line too. */
static void
test_broken (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *third = NULL;
  g_autoptr (WillowProfileStore) store = NULL;
  g_autoptr (GString) deep = g_string_new (NULL);

  check_broken (fixture, "{\n\n  \"profiles\": [ oops ] }", "line 3");
  check_broken (fixture, "[]", "profiles.json.broken-2");
  check_broken (fixture, "", "profiles.json.broken-3");
  check_broken (fixture, "{\"version\": 1}", "“profiles”");
  check_broken (fixture, "{\"profiles\": {}}", "“profiles”");
  check_broken (fixture, "\xff\xfe{}", "broken-6");
  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "{\"a\":");
  check_broken (fixture, deep->str, "broken-7");
  check_broken (fixture,
                "{\"profiles\":[{\"name\":\"\\ud800x\"}]}",
                "an escape that is no character");
  first = read_beside (fixture, ".broken-1");
  third = read_beside (fixture, ".broken-3");
  g_assert_cmpstr (first, ==, "{\n\n  \"profiles\": [ oops ] }");
  g_assert_cmpstr (third, ==, "");

  /* And the store works. */
  store = load (fixture);
  g_assert_null (willow_profile_store_get_problem (store));
}

static void
check_one_bad (Fixture *fixture, const char *member, const char *reason)
{
  g_autoptr (WillowProfileStore) store = NULL;
  g_autofree char *text = g_strdup_printf (
      "{\"version\":1,\"profiles\":[{\"id\":\"1\",\"name\":\"good\"},"
      "{\"id\":\"2\",\"name\":\"bad\",%s},{\"id\":\"3\",\"name\":\"too\"}]}",
      member);
  g_autofree char *aside = NULL;
  g_autofree char *saved = NULL;

  write_file (fixture, text);
  store = load (fixture);
  g_assert_cmpuint (count (store), ==, 2);
  g_assert_nonnull (willow_profile_store_find_name (store, "good"));
  g_assert_nonnull (willow_profile_store_find_name (store, "too"));
  assert_says (store, "number 2");
  assert_says (store, reason);
  assert_says (store, "profiles.json.broken-1");
  aside = read_beside (fixture, ".broken-1");
  g_assert_cmpstr (aside, ==, text);
  flush (store);
  saved = read_beside (fixture, "");
  g_assert_null (strstr (saved, "\"bad\""));
  g_assert_nonnull (strstr (saved, "\"good\""));
  willow_profile_store_dismiss_problem (store);
  g_assert_null (willow_profile_store_get_problem (store));
  remove_tree (fixture->folder);
}

static void
test_one_bad (Fixture *fixture, gconstpointer data)
{
  check_one_bad (fixture, "\"port\":0", "“port” is not a number from 1 to");
  check_one_bad (fixture, "\"port\":65536", "“port”");
  check_one_bad (fixture, "\"port\":\"1883\"", "“port”");
  check_one_bad (fixture, "\"port\":{}", "“port”");
  check_one_bad (fixture, "\"port\":null", "“port”");
  check_one_bad (fixture, "\"version\":\"4\"", "“version”");
  check_one_bad (fixture, "\"version\":5", "“version”");
  check_one_bad (fixture, "\"host\":[]", "“host” is not a text");
  check_one_bad (fixture, "\"clean-start\":1", "“clean-start”");
  check_one_bad (fixture, "\"subscriptions\":{}", "“subscriptions”");
  check_one_bad (fixture, "\"subscriptions\":[7]", "“filter”");
  check_one_bad (
      fixture, "\"subscriptions\":[{\"filter\":\"a\",\"qos\":3}]", "“qos”");
  check_one_bad (fixture,
                 "\"subscriptions\":[{\"filter\":\"a\",\"colour\":\"pink\"}]",
                 "“colour”");
  check_one_bad (fixture,
                 "\"subscriptions\":[{\"filter\":\"a\",\"identifier\":-1}]",
                 "“identifier”");
  check_one_bad (fixture, "\"id\":\"1\"", "“id”");
  check_one_bad (fixture, "\"id\":5", "“id”");
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  const char *text = "{\"version\":2,\"profiles\":[{\"id\":\"1\",\"name\":"
                     "\"known\"},{\"id\":\"2\",\"port\":\"auto\"}]}";
  g_autoptr (WillowProfileStore) store = NULL;
  g_autoptr (WillowProfile) profile = willow_profile_new ("Mine");
  g_autofree char *after = NULL;
  g_autofree char *aside = NULL;

  write_file (fixture, text);
  store = load (fixture);
  g_assert_cmpuint (count (store), ==, 1);
  assert_says (store, "newer");
  willow_profile_store_add (store, profile);
  flush (store);
  after = read_beside (fixture, "");
  g_assert_cmpstr (after, ==, text);
  aside = read_beside (fixture, ".broken-1");
  g_assert_null (aside);
}

/* A file where the folder should be: nothing can be written there, whoever
 * asks. */
static void
test_unwritable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (WillowProfileStore) store = NULL;
  g_autoptr (WillowProfile) profile = willow_profile_new ("Kept");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  store = load (fixture);
  g_assert_null (willow_profile_store_get_problem (store));
  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  willow_profile_store_add (store, profile);
  g_assert_false (willow_profile_store_flush (store, &error));
  g_assert_nonnull (error);
  assert_says (store, "could not be saved");
  g_assert_true (willow_profile_store_find_name (store, "Kept") == profile);
  /* Later it works, and nothing was lost. */
  g_assert_cmpint (g_remove (folder), ==, 0);
  flush (store);
  text = read_beside (fixture, "");
  g_assert_nonnull (strstr (text, "Kept"));
}

/* A folder in place of the file can be neither read nor replaced. */
static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowProfileStore) store = NULL;

  g_mkdir_with_parents (fixture->path, 0700);
  store = load (fixture);
  assert_says (store, "cannot be read");
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_DIR));
}

static void
test_follows_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *target =
      g_build_filename (fixture->folder, "elsewhere.json", NULL);
  g_autoptr (WillowProfileStore) store = NULL;
  g_autoptr (WillowProfile) profile = willow_profile_new ("Linked");
  g_autofree char *text = NULL;

  write_file (fixture, "");
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  g_assert_true (g_file_set_contents (target, "{\"profiles\":[]}", -1, NULL));
  g_assert_cmpint (symlink (target, fixture->path), ==, 0);
  store = load (fixture);
  willow_profile_store_add (store, profile);
  flush (store);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_get_contents (target, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "Linked"));
}

#define ADD(name, func)                                                        \
  g_test_add (                                                                 \
      "/model/profile-store/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("saves-by-itself", test_saves_by_itself);
  ADD ("remove", test_remove);
  ADD ("no-password", test_no_password);
  ADD ("unknown-keys", test_unknown_keys);
  ADD ("subscription-options", test_subscription_options);
  ADD ("old-subscription", test_old_subscription);
  ADD ("broken", test_broken);
  ADD ("one-bad", test_one_bad);
  ADD ("newer", test_newer);
  ADD ("unwritable", test_unwritable);
  ADD ("unreadable", test_unreadable);
  ADD ("follows-link", test_follows_link);
  return g_test_run ();
}
