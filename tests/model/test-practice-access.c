/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/practice/willow-practice-access.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *users;
  char *rules;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("willow-XXXXXX", NULL);
  fixture->users = g_build_filename (fixture->folder, "users", NULL);
  fixture->rules = g_build_filename (fixture->folder, "rules", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *old = g_strconcat (fixture->rules, ".old", NULL);

  g_unlink (fixture->users);
  g_unlink (fixture->rules);
  g_unlink (old);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->users);
  g_free (fixture->rules);
}

static void
count_cb (WillowPracticeAccess *access, guint *n)
{
  (*n)++;
}

static void
hashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;

  g_assert_true (
      willow_user_list_set_finish (WILLOW_USER_LIST (source), result, NULL));
  *done = TRUE;
}

static void
add_user (WillowPracticeAccess *access, const char *name, const char *password)
{
  gboolean done = FALSE;

  willow_user_list_set_async (willow_practice_access_get_users (access),
                              name,
                              password,
                              WILLOW_PASSWORD_PBKDF2,
                              hashed_cb,
                              &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

/* Off: nothing is asked of anybody. */
static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowPracticeAccess) access = willow_practice_access_new ();
  g_autoptr (WillowBrokerAccess) known = NULL;

  g_assert_null (willow_practice_access_dup (access));
  willow_practice_access_set_known_only (access, TRUE);
  known = willow_practice_access_dup (access);
  g_assert_false (willow_broker_access_get_anonymous (known));
  g_assert_true (willow_broker_access_has_users (known));
  g_assert_false (willow_broker_access_has_rules (known));
}

/* Kept for the owner only, and nowhere as plain text. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowPracticeAccess) access = willow_practice_access_new ();
  g_autoptr (WillowPracticeAccess) later = willow_practice_access_new ();
  g_autoptr (WillowRule) rule =
      willow_rule_new (TRUE, NULL, WILLOW_ACCESS_READ, "a/%c", NULL);
  g_autoptr (WillowBrokerAccess) known = NULL;
  g_autofree char *text = NULL;
  guint            n_changes = 0;
  GStatBuf         status;

  willow_practice_access_open (access, fixture->folder);
  g_assert_null (willow_practice_access_get_problem (access));
  g_signal_connect (access, "changed", G_CALLBACK (count_cb), &n_changes);
  add_user (access, "anna", "secret oak");
  willow_rule_list_add (willow_practice_access_get_rules (access), rule);
  g_assert_cmpuint (n_changes, ==, 2);
  g_assert_cmpint (g_stat (fixture->users, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (fixture->rules, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (fixture->users, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "anna:$7$"));
  g_assert_null (strstr (text, "oak"));
  willow_practice_access_open (later, fixture->folder);
  known = willow_practice_access_dup (later);
  g_assert_true (willow_broker_access_get_anonymous (known));
  g_assert_nonnull (willow_broker_access_find_user (known, "anna"));
  g_assert_cmpuint (willow_broker_access_get_rules (known)->len, ==, 1);
}

/* A slip in the file opens nothing and loses nothing. */
static void
test_broken (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "topic raed a\n";
  g_autoptr (WillowPracticeAccess) access = willow_practice_access_new ();
  g_autoptr (WillowBrokerAccess) known = NULL;
  g_autofree char *old = g_strconcat (fixture->rules, ".old", NULL);
  g_autofree char *kept = NULL;

  g_assert_true (g_file_set_contents (fixture->rules, text, -1, NULL));
  willow_practice_access_open (access, fixture->folder);
  g_assert_true (willow_practice_access_is_broken (access));
  g_assert_nonnull (
      strstr (willow_practice_access_get_problem (access), "rules:1:"));
  known = willow_practice_access_dup (access);
  g_assert_true (willow_broker_access_has_rules (known));
  g_assert_cmpuint (willow_broker_access_get_rules (known)->len, ==, 0);
  willow_practice_access_begin_anew (access);
  g_assert_null (willow_practice_access_get_problem (access));
  g_assert_null (willow_practice_access_dup (access));
  g_assert_true (g_file_get_contents (old, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add (name, Fixture, NULL, setup, test, teardown)
  ADD ("/practice-access/open", test_open);
  ADD ("/practice-access/kept", test_kept);
  ADD ("/practice-access/broken", test_broken);
  return g_test_run ();
}
