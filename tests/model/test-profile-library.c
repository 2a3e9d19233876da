/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile-library.h"

#include "model/profile/willow-colour.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char                 *folder;
  char                 *path;
  WillowProfileStore   *store;
  WillowProfileLibrary *library;
} Fixture;

static void
open_store (Fixture *fixture)
{
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);

  fixture->store = willow_profile_store_new (file);
  willow_profile_store_load (fixture->store);
  fixture->library = willow_profile_library_new (fixture->store);
}

static void
close_store (Fixture *fixture)
{
  g_assert_true (willow_profile_store_flush (fixture->store, NULL));
  g_assert_finalize_object (fixture->library);
  g_assert_finalize_object (fixture->store);
}

static void
add (Fixture *fixture, const char *name, const char *group)
{
  g_autoptr (WillowProfile) profile = willow_profile_new (name);

  g_object_set (profile, "group", group, "client-id", "c", NULL);
  willow_profile_store_add (fixture->store, profile);
}

/* Two outside, two in each of two groups, mixed in the file. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("willow-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "profiles.json", NULL);
  open_store (fixture);
  add (fixture, "a1", "A");
  add (fixture, "x", "");
  add (fixture, "b1", "B");
  add (fixture, "a2", "A");
  add (fixture, "y", "");
  add (fixture, "b2", "B");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_store (fixture);
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static WillowProfile *
get (Fixture *fixture, const char *name)
{
  WillowProfile *profile =
      willow_profile_store_find_name (fixture->store, name);

  g_assert_nonnull (profile);
  return profile;
}

/* "x [A:2] a1 a2": what is seen, groups with what they count */
static char *
describe (Fixture *fixture)
{
  GListModel *model = G_LIST_MODEL (fixture->library);
  GString    *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowLibraryRow) row = g_list_model_get_item (model, i);
      WillowProfile *profile = willow_library_row_get_profile (row);

      if (text->len > 0)
        g_string_append_c (text, ' ');
      if (profile != NULL)
        g_string_append (text, willow_profile_get_name (profile));
      else
        g_string_append_printf (text,
                                "[%s:%u%s]",
                                willow_library_row_get_group (row),
                                willow_library_row_get_n_profiles (row),
                                willow_library_row_get_collapsed (row) ? "-"
                                                                       : "");
    }
  return g_string_free (text, FALSE);
}

#define assert_seen(fixture, expected)                                         \
  G_STMT_START                                                                 \
  {                                                                            \
    g_autofree char *seen = describe (fixture);                                \
    g_assert_cmpstr (seen, ==, expected);                                      \
  }                                                                            \
  G_STMT_END

/* The names in the order of the store. */
static char *
list_store (Fixture *fixture)
{
  GListModel *model = G_LIST_MODEL (fixture->store);
  GString    *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfile) profile = g_list_model_get_item (model, i);

      g_string_append_printf (
          text, "%s%s", i > 0 ? " " : "", willow_profile_get_name (profile));
    }
  return g_string_free (text, FALSE);
}

static void
test_groups (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) groups = willow_profile_store_dup_groups (fixture->store);

  assert_seen (fixture, "x y [A:2] a1 a2 [B:2] b1 b2");
  g_assert_cmpuint (g_strv_length (groups), ==, 2);
  g_assert_cmpstr (groups[0], ==, "A");
  g_assert_cmpstr (groups[1], ==, "B");
  g_object_set (get (fixture, "x"), "group", "C", NULL);
  assert_seen (fixture, "y [A:2] a1 a2 [C:1] x [B:2] b1 b2");
  willow_profile_store_remove (fixture->store, get (fixture, "x"));
  assert_seen (fixture, "y [A:2] a1 a2 [B:2] b1 b2");
}

static void
test_collapse (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "B", "elsewhere", NULL };
  g_auto (GStrv) kept = NULL;

  willow_profile_library_set_collapsed (fixture->library, "A", TRUE);
  assert_seen (fixture, "x y [A:2-] [B:2] b1 b2");
  /* What is looked for is not hidden. */
  willow_profile_library_set_search (fixture->library, "1");
  assert_seen (fixture, "[A:1] a1 [B:1] b1");
  willow_profile_library_set_search (fixture->library, "");
  assert_seen (fixture, "x y [A:2-] [B:2] b1 b2");
  g_object_get (fixture->library, "collapsed-groups", &kept, NULL);
  g_assert_cmpuint (g_strv_length (kept), ==, 1);
  g_assert_cmpstr (kept[0], ==, "A");
  g_object_set (fixture->library, "collapsed-groups", names, NULL);
  assert_seen (fixture, "x y [A:2] a1 a2 [B:2-]");
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  WillowProfileLibrary *library = fixture->library;

  g_object_set (get (fixture, "x"), "name", "Gewächshaus 温室", NULL);
  g_object_set (get (fixture, "b1"), "host", "Broker.example.ORG", NULL);
  g_object_set (get (fixture, "b2"), "notes", "ask\nJanet", NULL);
  g_object_set (get (fixture, "y"), "client-id", "pump-17", NULL);
  willow_profile_library_set_search (library, "GEWÄCHS 温");
  assert_seen (fixture, "Gewächshaus 温室");
  willow_profile_library_set_search (library, "broker.EXAMPLE");
  assert_seen (fixture, "[B:1] b1");
  willow_profile_library_set_search (library, "janet ask");
  assert_seen (fixture, "[B:1] b2");
  willow_profile_library_set_search (library, "pump");
  assert_seen (fixture, "y");
  willow_profile_library_set_search (library, "nowhere");
  assert_seen (fixture, "");
  /* It is looked at anew when something changes. */
  g_object_set (get (fixture, "a2"), "notes", "somewhere, nowhere", NULL);
  assert_seen (fixture, "[A:1] a2");
  willow_profile_library_set_search (library, "  ");
  assert_seen (fixture, "Gewächshaus 温室 y [A:2] a1 a2 [B:2] b1 b2");
}

static void
test_move_into (Fixture *fixture, gconstpointer data)
{
  WillowProfileStore *store = fixture->store;

  /* The first of a group leaves it; the group stays where it is. */
  willow_profile_store_move_into (
      store, get (fixture, "a1"), "B", get (fixture, "b2"));
  assert_seen (fixture, "x y [A:1] a2 [B:3] b1 a1 b2");
  willow_profile_store_move_into (store, get (fixture, "b2"), "", NULL);
  assert_seen (fixture, "x y b2 [A:1] a2 [B:2] b1 a1");
  willow_profile_store_move_into (
      store, get (fixture, "y"), "", get (fixture, "x"));
  assert_seen (fixture, "y x b2 [A:1] a2 [B:2] b1 a1");
  willow_profile_store_move_into (store, get (fixture, "x"), "New", NULL);
  assert_seen (fixture, "y b2 [A:1] a2 [B:2] b1 a1 [New:1] x");
  /* Before itself is where it is. */
  willow_profile_store_move_into (
      store, get (fixture, "a2"), "A", get (fixture, "a2"));
  assert_seen (fixture, "y b2 [A:1] a2 [B:2] b1 a1 [New:1] x");
}

static void
test_step (Fixture *fixture, gconstpointer data)
{
  WillowProfileStore *store = fixture->store;
  WillowProfile      *x = get (fixture, "x");

  g_assert_false (willow_profile_store_step (store, x, -1, FALSE));
  g_assert_true (willow_profile_store_step (store, x, 1, TRUE));
  assert_seen (fixture, "x y [A:2] a1 a2 [B:2] b1 b2");
  g_assert_true (willow_profile_store_step (store, x, 1, FALSE));
  assert_seen (fixture, "y x [A:2] a1 a2 [B:2] b1 b2");
  g_assert_true (willow_profile_store_step (store, x, 1, FALSE));
  assert_seen (fixture, "y [A:3] x a1 a2 [B:2] b1 b2");
  for (guint i = 0; i < 5; i++)
    g_assert_true (willow_profile_store_step (store, x, 1, FALSE));
  assert_seen (fixture, "y [A:2] a1 a2 [B:3] b1 b2 x");
  g_assert_false (willow_profile_store_step (store, x, 1, TRUE));
  for (guint i = 0; i < 7; i++)
    g_assert_true (willow_profile_store_step (store, x, -1, FALSE));
  assert_seen (fixture, "x y [A:2] a1 a2 [B:2] b1 b2");
}

static void
test_groups_as_a_whole (Fixture *fixture, gconstpointer data)
{
  WillowProfileStore *store = fixture->store;

  g_assert_false (willow_profile_store_step_group (store, "A", -1, FALSE));
  g_assert_true (willow_profile_store_step_group (store, "A", 1, TRUE));
  g_assert_true (willow_profile_store_step_group (store, "A", 1, FALSE));
  assert_seen (fixture, "x y [B:2] b1 b2 [A:2] a1 a2");
  willow_profile_store_move_group (store, "A", "B");
  assert_seen (fixture, "x y [A:2] a1 a2 [B:2] b1 b2");
  willow_profile_store_move_group (store, "A", NULL);
  assert_seen (fixture, "x y [B:2] b1 b2 [A:2] a1 a2");
  willow_profile_store_move_group (store, "A", "A");
  assert_seen (fixture, "x y [B:2] b1 b2 [A:2] a1 a2");
  willow_profile_store_rename_group (store, "B", "Plant");
  assert_seen (fixture, "x y [Plant:2] b1 b2 [A:2] a1 a2");
  willow_profile_store_rename_group (store, "A", "Plant");
  assert_seen (fixture, "x y [Plant:4] b1 b2 a1 a2");
  willow_profile_store_rename_group (store, "Plant", "");
  assert_seen (fixture, "x y b1 b2 a1 a2");
}

/* The list says only what has changed. */
static void
changed_cb (guint *n_changed, guint position, guint removed, guint added)
{
  *n_changed += removed + added;
}

static void
test_changes_are_small (Fixture *fixture, gconstpointer data)
{
  guint n_changed = 0;

  g_signal_connect_swapped (
      fixture->library, "items-changed", G_CALLBACK (changed_cb), &n_changed);
  g_object_set (get (fixture, "x"), "notes", "not looked for", NULL);
  g_assert_cmpuint (n_changed, ==, 0);
  willow_profile_library_set_collapsed (fixture->library, "B", TRUE);
  g_assert_cmpuint (n_changed, ==, 2);
  /* x, y, a1, B, b1: one goes at each of three places, two stay between. */
  n_changed = 0;
  willow_profile_library_set_collapsed (fixture->library, "B", FALSE);
  willow_profile_library_set_search (fixture->library, "2");
  g_assert_cmpuint (n_changed, ==, 2 + 4);
  g_signal_handlers_disconnect_by_data (fixture->library, &n_changed);
}

/* Whatever is done, what the list says of its changes is what it has. */
static void
follow_cb (GPtrArray  *mirror,
           guint       position,
           guint       removed,
           guint       added,
           GListModel *model)
{
  if (removed > 0)
    g_ptr_array_remove_range (mirror, position, removed);
  for (guint i = position; i < position + added; i++)
    g_ptr_array_insert (mirror, (int)i, g_list_model_get_item (model, i));
  g_assert_cmpuint (mirror->len, ==, g_list_model_get_n_items (model));
  for (guint i = 0; i < mirror->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      g_assert_true (item == g_ptr_array_index (mirror, i));
    }
}

static void
test_changes_are_true (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "x", "a1", "a2", "b1", "b2", "y" };
  static const char *const searches[] = { "", "1", "a", "b2", "nothing" };
  static const char *const groups[] = { "", "A", "B", "C" };
  GListModel              *model = G_LIST_MODEL (fixture->library);
  g_autoptr (GPtrArray) mirror =
      g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (mirror, g_list_model_get_item (model, i));
  g_signal_connect_swapped (
      model, "items-changed", G_CALLBACK (follow_cb), mirror);
  for (guint round = 0; round < 500; round++)
    {
      const char *name = names[g_test_rand_int_range (0, 6)];
      const char *group = groups[g_test_rand_int_range (0, 4)];
      const char *search = searches[g_test_rand_int_range (0, 5)];

      switch (g_test_rand_int_range (0, 4))
        {
        case 0:
          willow_profile_store_move_into (
              fixture->store, get (fixture, name), group, NULL);
          break;
        case 1:
          willow_profile_store_step (
              fixture->store, get (fixture, name), round % 2 ? 1 : -1, FALSE);
          break;
        case 2:
          willow_profile_library_set_search (fixture->library, search);
          break;
        default:
          willow_profile_library_set_collapsed (
              fixture->library, group, round % 2);
        }
    }
  g_signal_handlers_disconnect_by_data (model, mirror);
}

static void
test_persistence (Fixture *fixture, gconstpointer data)
{
  g_autofree char *order = NULL;
  g_autofree char *notes = NULL;
  g_autofree char *last_used = NULL;
  guint            colour;
  gboolean         auto_connect;

  willow_profile_store_move (fixture->store, get (fixture, "b2"), 0);
  willow_profile_store_move (fixture->store, get (fixture, "a1"), 99);
  g_object_set (get (fixture, "x"),
                "colour",
                WILLOW_COLOUR_PURPLE,
                "notes",
                "  two\nlines ",
                "auto-connect",
                TRUE,
                "last-used",
                "2026-11-20T18:00:00Z",
                NULL);
  close_store (fixture);
  open_store (fixture);
  order = list_store (fixture);
  g_assert_cmpstr (order, ==, "b2 x b1 a2 y a1");
  g_object_get (get (fixture, "x"),
                "colour",
                &colour,
                "notes",
                &notes,
                "auto-connect",
                &auto_connect,
                "last-used",
                &last_used,
                NULL);
  g_assert_cmpuint (colour, ==, WILLOW_COLOUR_PURPLE);
  g_assert_cmpstr (notes, ==, "  two\nlines ");
  g_assert_true (auto_connect);
  g_assert_cmpstr (last_used, ==, "2026-11-20T18:00:00Z");
}

/* A file of an earlier version, and one of a later one. */
static void
test_unknown_keys (Fixture *fixture, gconstpointer data)
{
  static const char text[] =
      "{\"version\": 1, \"shelf\": [1, 2], \"profiles\": [\n"
      "{\"id\": \"one\", \"name\": \"one\", \"colour\": \"red\",\n"
      " \"smell\": {\"of\": \"roses\"}},\n"
      "{\"id\": \"two\", \"name\": \"two\"}]}";
  g_autofree char *saved = NULL;
  g_autofree char *group = NULL;
  guint            colour;

  close_store (fixture);
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  open_store (fixture);
  g_object_get (get (fixture, "two"), "colour", &colour, "group", &group, NULL);
  g_assert_cmpuint (colour, ==, WILLOW_COLOUR_NONE);
  g_assert_cmpstr (group, ==, "");
  g_object_get (get (fixture, "one"), "colour", &colour, NULL);
  g_assert_cmpuint (colour, ==, WILLOW_COLOUR_RED);
  willow_profile_store_move_into (
      fixture->store, get (fixture, "one"), "Garden", NULL);
  g_assert_true (willow_profile_store_flush (fixture->store, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &saved, NULL, NULL));
  g_assert_nonnull (strstr (saved, "roses"));
  g_assert_nonnull (strstr (saved, "shelf"));
  g_assert_nonnull (strstr (saved, "\"group\" : \"Garden\""));
  g_assert_nonnull (strstr (saved, "\"colour\" : \"red\""));
}

static void
test_temporary (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowProfile) guest = willow_profile_new ("guest");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  willow_profile_store_add_temporary (fixture->store, guest);
  g_assert_true (willow_profile_store_is_temporary (fixture->store, guest));
  assert_seen (fixture, "x y guest [A:2] a1 a2 [B:2] b1 b2");
  g_object_set (guest, "host", "elsewhere.example", NULL);
  g_object_set (get (fixture, "x"), "host", "here.example", NULL);
  g_assert_true (willow_profile_store_flush (fixture->store, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &before, NULL, NULL));
  g_assert_nonnull (strstr (before, "here.example"));
  g_assert_null (strstr (before, "elsewhere.example"));

  willow_profile_store_keep (fixture->store, guest);
  g_assert_false (willow_profile_store_is_temporary (fixture->store, guest));
  g_assert_true (willow_profile_store_flush (fixture->store, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &after, NULL, NULL));
  g_assert_nonnull (strstr (after, "elsewhere.example"));
}

static void
test_recent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) recent = NULL;
  g_autoptr (GPtrArray) last = NULL;

  recent = willow_profile_store_list_recent (fixture->store, 5);
  g_assert_cmpuint (recent->len, ==, 0);
  g_clear_pointer (&recent, g_ptr_array_unref);
  g_object_set (get (fixture, "b1"), "last-used", "2026-11-20T18:00:00Z", NULL);
  g_object_set (get (fixture, "x"), "last-used", "2026-11-20T18:00:01Z", NULL);
  g_object_set (
      get (fixture, "a2"), "last-used", "2026-11-20T18:00:00.5Z", NULL);
  g_object_set (get (fixture, "y"), "last-used", "yesterday", NULL);
  recent = willow_profile_store_list_recent (fixture->store, 5);
  g_assert_cmpuint (recent->len, ==, 3);
  g_assert_true (recent->pdata[0] == get (fixture, "x"));
  g_assert_true (recent->pdata[1] == get (fixture, "a2"));
  g_assert_true (recent->pdata[2] == get (fixture, "b1"));
  last = willow_profile_store_list_recent (fixture->store, 1);
  g_assert_cmpuint (last->len, ==, 1);
}

/* A copy neither connects by itself nor was ever used. */
static void
test_duplicate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowProfile) copy = NULL;
  g_autofree char *group = NULL;
  g_autofree char *last_used = NULL;
  gboolean         auto_connect;

  g_object_set (get (fixture, "a1"),
                "auto-connect",
                TRUE,
                "last-used",
                "2026-11-20T18:00:00Z",
                NULL);
  copy = willow_profile_duplicate (get (fixture, "a1"), "copy");
  g_object_get (copy,
                "group",
                &group,
                "auto-connect",
                &auto_connect,
                "last-used",
                &last_used,
                NULL);
  g_assert_cmpstr (group, ==, "A");
  g_assert_false (auto_connect);
  g_assert_cmpstr (last_used, ==, "");
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  WillowProfileStore *store = fixture->store;

  add (fixture, "x", "B");
  g_assert_cmpuint (willow_profile_store_count_name (store, "x"), ==, 2);
  g_assert_cmpuint (willow_profile_store_count_name (store, "y"), ==, 1);
  g_assert_cmpuint (willow_profile_store_count_name (store, "X"), ==, 0);
}

static void
test_colours (void)
{
  for (guint i = 0; i < WILLOW_N_COLOURS; i++)
    {
      g_assert_nonnull (willow_colour_names[i]);
      g_assert_cmpstr (willow_colour_get_word (i), !=, "");
    }
  g_assert_cmpstr (willow_colour_names[WILLOW_COLOUR_BROWN], ==, "brown");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/model/profile-library/groups", test_groups },
    { "/model/profile-library/collapse", test_collapse },
    { "/model/profile-library/search", test_search },
    { "/model/profile-library/move-into", test_move_into },
    { "/model/profile-library/step", test_step },
    { "/model/profile-library/groups-as-a-whole", test_groups_as_a_whole },
    { "/model/profile-library/changes-are-small", test_changes_are_small },
    { "/model/profile-library/changes-are-true", test_changes_are_true },
    { "/model/profile-library/persistence", test_persistence },
    { "/model/profile-library/unknown-keys", test_unknown_keys },
    { "/model/profile-library/temporary", test_temporary },
    { "/model/profile-library/recent", test_recent },
    { "/model/profile-library/duplicate", test_duplicate },
    { "/model/profile-library/names", test_names },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  g_test_add_func ("/model/profile-library/colours", test_colours);
  return g_test_run ();
}
