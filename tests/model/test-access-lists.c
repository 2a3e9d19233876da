/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/practice/willow-rule-list.h"
#include "model/practice/willow-user-list.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *path;
  guint position, removed, added, n_changes;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("willow-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "file", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
changed_cb (GListModel *model,
            guint       position,
            guint       removed,
            guint       added,
            gpointer    user_data)
{
  Fixture *fixture = user_data;

  fixture->position = position;
  fixture->removed = removed;
  fixture->added = added;
  fixture->n_changes++;
}

static void
expect_change (Fixture *fixture, guint position, guint removed, guint added)
{
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  g_assert_cmpuint (fixture->position, ==, position);
  g_assert_cmpuint (fixture->removed, ==, removed);
  g_assert_cmpuint (fixture->added, ==, added);
  fixture->n_changes = 0;
}

static void
store_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static gboolean
set_user (WillowUserList    *list,
          const char        *name,
          const char        *password,
          WillowPasswordKind kind,
          GError           **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  willow_user_list_set_async (list, name, password, kind, store_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return willow_user_list_set_finish (list, result, error);
}

static void
test_users (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowUserList) list = willow_user_list_new ();
  g_autoptr (WillowUserList) again = willow_user_list_new ();
  g_autoptr (WillowBrokerAccess) access = willow_broker_access_new ();
  g_autoptr (WillowUser) user = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GStatBuf         info;

  g_assert_true (willow_user_list_load (list, fixture->path, &error));
  g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), fixture);
  g_assert_true (
      set_user (list, "alice", "secret", WILLOW_PASSWORD_SCRAM, NULL));
  expect_change (fixture, 0, 0, 1);
  g_assert_true (set_user (list, "bob", "x", WILLOW_PASSWORD_PBKDF2, NULL));
  expect_change (fixture, 1, 0, 1);
  g_assert_true (set_user (list, "alice", "new", WILLOW_PASSWORD_SCRYPT, NULL));
  expect_change (fixture, 0, 1, 1);
  willow_user_list_remove (list, 1);
  expect_change (fixture, 1, 1, 0);

  g_assert_true (willow_user_list_save (list, fixture->path, &error));
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_file_get_contents (fixture->path, &text, NULL, NULL);
  g_assert_true (g_str_has_prefix (text, "alice:$scrypt$"));
  g_assert_true (willow_user_list_load (again, fixture->path, &error));
  user = g_list_model_get_item (G_LIST_MODEL (again), 0);
  g_assert_cmpstr (willow_user_get_name (user), ==, "alice");
  g_assert_cmpint (willow_user_get_kind (user), ==, WILLOW_PASSWORD_SCRYPT);
  willow_user_list_fill (again, access);
  g_assert_true (willow_password_verify (
      willow_broker_access_find_user (access, "alice"), "new", 3));
}

static void
test_users_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowUserList) list = willow_user_list_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (set_user (list, "a:b", "x", WILLOW_PASSWORD_PBKDF2, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (set_user (list, "a", "", WILLOW_PASSWORD_PBKDF2, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_true (set_user (list, "a", "b", WILLOW_PASSWORD_PBKDF2, &error));
  g_file_set_contents (fixture->path, "a:b\n\nc\n", -1, NULL);
  g_assert_false (willow_user_list_load (list, fixture->path, &error));
  g_assert_nonnull (strstr (error->message, ":1: "));
  g_assert_nonnull (strstr (error->message, "\n"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
}

static void
add_rule (WillowRuleList *list, const char *user_name, const char *filter)
{
  g_autoptr (WillowRule) rule =
      willow_rule_new (FALSE, user_name, WILLOW_ACCESS_READ, filter, NULL);

  g_assert_nonnull (rule);
  willow_rule_list_add (list, rule);
}

static void
test_rules (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowRuleList) list = willow_rule_list_new ();
  g_autoptr (WillowBrokerAccess) access = willow_broker_access_new ();
  g_autoptr (WillowRule) pattern =
      willow_rule_new (TRUE, NULL, WILLOW_ACCESS_DENY, "%u/x", NULL);
  g_autoptr (WillowRule) item = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *filter = NULL;
  g_autofree char *word = NULL;

  g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), fixture);
  add_rule (list, "u", "a");
  expect_change (fixture, 0, 0, 1);
  add_rule (list, NULL, "b c");
  expect_change (fixture, 1, 0, 1);
  willow_rule_list_change (list, 0, pattern);
  expect_change (fixture, 0, 1, 1);
  g_assert_true (willow_rule_list_save (list, fixture->path, &error));
  g_file_get_contents (fixture->path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, "pattern deny %u/x\ntopic read b c\n");
  willow_rule_list_remove (list, 1);
  expect_change (fixture, 1, 1, 0);
  g_assert_true (willow_rule_list_load (list, fixture->path, &error));
  expect_change (fixture, 0, 1, 2);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_object_get (item, "filter", &filter, "access", &word, NULL);
  g_assert_cmpstr (filter, ==, "%u/x");
  g_assert_cmpstr (word, ==, "deny");
  willow_rule_list_fill (list, access);
  g_assert_cmpuint (willow_broker_access_get_rules (access)->len, ==, 2);
  g_assert_true (willow_broker_access_has_rules (access));
}

static void
test_rules_refused (Fixture *fixture, gconstpointer data)
{
  const char *filters[] = { "", "a#", " a", "a ", "a\nb", "\xff" };
  g_autoptr (WillowRuleList) list = willow_rule_list_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      g_assert_null (willow_rule_new (
          FALSE, NULL, WILLOW_ACCESS_READ, filters[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
    }
  g_assert_null (willow_rule_new (FALSE, "", WILLOW_ACCESS_READ, "a", NULL));
  add_rule (list, NULL, "a");
  g_file_set_contents (fixture->path, "topic a\nnonsense\n", -1, NULL);
  g_assert_false (willow_rule_list_load (list, fixture->path, &error));
  g_assert_nonnull (strstr (error->message, ":2: "));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
}

#define ADD(path, func)                                                        \
  g_test_add ("/access-lists/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("users", test_users);
  ADD ("users-refused", test_users_refused);
  ADD ("rules", test_rules);
  ADD ("rules-refused", test_rules_refused);
  return g_test_run ();
}
