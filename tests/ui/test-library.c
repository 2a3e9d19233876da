/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include "app/library/willow-sidebar-group-row.h"
#include "app/library/willow-sidebar-row.h"
#include "model/profile/willow-colour.h"
#include "model/profile/willow-profile-library.h"

#include <string.h>

static WillowProfileStore *
get_store (UiFixture *fixture)
{
  return willow_workspace_get_profiles (fixture->workspace);
}

static WillowProfile *
add (UiFixture *fixture, const char *name, const char *group)
{
  g_autoptr (WillowProfile) profile = willow_profile_new (name);

  g_object_set (
      profile, "group", group, "host", "127.0.0.1", "client-id", "c", NULL);
  willow_profile_store_add (get_store (fixture), profile);
  return profile;
}

static WillowProfile *
get (UiFixture *fixture, const char *name)
{
  return willow_profile_store_find_name (get_store (fixture), name);
}

static GtkListBox *
get_list (UiFixture *fixture)
{
  /* The first is that of the practice broker. */
  return GTK_LIST_BOX (
      ui_find_nth (ui_find_type (GTK_WIDGET (fixture->window),
                                 g_type_from_name ("WillowSidebar")),
                   GTK_TYPE_LIST_BOX,
                   1));
}

/* "x [A] a1 *a2": the selected one has a star */
static char *
describe (UiFixture *fixture)
{
  GtkListBox    *list = get_list (fixture);
  GtkListBoxRow *row;
  GString       *text = g_string_new (NULL);

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)); i++)
    {
      if (i > 0)
        g_string_append_c (text, ' ');
      if (WILLOW_IS_SIDEBAR_GROUP_ROW (row))
        g_string_append_printf (text,
                                "[%s]",
                                willow_sidebar_group_row_get_group (
                                    WILLOW_SIDEBAR_GROUP_ROW (row)));
      else
        g_string_append_printf (
            text,
            "%s%s",
            gtk_list_box_row_is_selected (row) ? "*" : "",
            willow_profile_get_name (
                willow_sidebar_row_get_profile (WILLOW_SIDEBAR_ROW (row))));
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

static void
fill (UiFixture *fixture)
{
  add (fixture, "x", "");
  add (fixture, "a1", "A");
  add (fixture, "a2", "A");
  add (fixture, "b1", "B");
  willow_window_show_profile (fixture->window, get (fixture, "a1"));
}

static GtkWidget *
get_row (UiFixture *fixture, const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (get_list (fixture), i));
       i++)
    if (WILLOW_IS_SIDEBAR_ROW (row) &&
        g_str_equal (willow_profile_get_name (willow_sidebar_row_get_profile (
                         WILLOW_SIDEBAR_ROW (row))),
                     name))
      return GTK_WIDGET (row);
  return NULL;
}

static GtkWidget *
get_group_row (UiFixture *fixture, const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (get_list (fixture), i));
       i++)
    if (WILLOW_IS_SIDEBAR_GROUP_ROW (row) &&
        g_str_equal (
            willow_sidebar_group_row_get_group (WILLOW_SIDEBAR_GROUP_ROW (row)),
            name))
      return GTK_WIDGET (row);
  return NULL;
}

static WillowProfile *
get_shown (WillowWindow *window)
{
  return willow_conversation_get_profile (
      willow_window_get_conversation (window));
}

static void
test_groups (UiFixture *fixture, gconstpointer data)
{
  fill (fixture);
  assert_seen (fixture, "x [A] *a1 a2 [B] b1");
  willow_sidebar_group_row_toggle (
      WILLOW_SIDEBAR_GROUP_ROW (get_group_row (fixture, "A")));
  assert_seen (fixture, "x [A] [B] b1");
  /* Folded away is still shown. */
  g_assert_true (get_shown (fixture->window) == get (fixture, "a1"));
  gtk_widget_activate_action (
      get_group_row (fixture, "A"), "group.unfold", NULL);
  assert_seen (fixture, "x [A] *a1 a2 [B] b1");
  gtk_widget_activate_action (get_group_row (fixture, "A"), "group.fold", NULL);
  /* Whoever goes there sees it. */
  willow_window_show_profile (fixture->window, get (fixture, "a2"));
  assert_seen (fixture, "x [A] a1 *a2 [B] b1");
}

static void
test_move (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *focus;

  fill (fixture);
  gtk_widget_grab_focus (get_row (fixture, "a1"));
  gtk_widget_activate_action (
      gtk_window_get_focus (GTK_WINDOW (fixture->window)),
      "row.move-down",
      NULL);
  assert_seen (fixture, "x [A] a2 *a1 [B] b1");
  /* The keyboard stays with it, so that it can go on. */
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (focus == get_row (fixture, "a1"));
  gtk_widget_activate_action (focus, "row.move-down", NULL);
  assert_seen (fixture, "x [A] a2 [B] *a1 b1");
  gtk_widget_activate_action (
      get_group_row (fixture, "B"), "group.move-up", NULL);
  assert_seen (fixture, "x [B] *a1 b1 [A] a2");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) ==
                 get_group_row (fixture, "B"));
  ui_fixture_restart (fixture);
  assert_seen (fixture, "*x [B] a1 b1 [A] a2");
}

static GtkEventController *
find_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller =
          g_list_model_get_item (controllers, i);

      if (g_type_is_a (G_OBJECT_TYPE (controller), type))
        return controller;
    }
  return NULL;
}

/* What the pointer does at the end of dragging: @part of the height of @onto */
static void
drop (UiFixture *fixture, GtkWidget *dragged, GtkWidget *onto, double part)
{
  GtkListBox         *list = get_list (fixture);
  GtkEventController *source = find_controller (dragged, GTK_TYPE_DRAG_SOURCE);
  GtkEventController *target =
      find_controller (GTK_WIDGET (list), GTK_TYPE_DROP_TARGET);
  g_autoptr (GdkContentProvider) content = NULL;
  g_auto (GValue) value = G_VALUE_INIT;
  graphene_rect_t bounds;
  gboolean        taken = FALSE;

  g_signal_emit_by_name (source, "prepare", 1.0, 1.0, &content);
  g_value_init (&value, WILLOW_TYPE_LIBRARY_ROW);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  ui_until (gtk_widget_get_height (onto) > 0);
  g_assert_true (gtk_widget_compute_bounds (onto, GTK_WIDGET (list), &bounds));
  g_signal_emit_by_name (target,
                         "drop",
                         &value,
                         20.0,
                         bounds.origin.y + bounds.size.height * part,
                         &taken);
  g_assert_true (taken);
}

static void
test_drag (UiFixture *fixture, gconstpointer data)
{
  fill (fixture);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  drop (fixture, get_row (fixture, "a2"), get_row (fixture, "a1"), 0.2);
  assert_seen (fixture, "x [A] a2 *a1 [B] b1");
  drop (fixture, get_row (fixture, "x"), get_row (fixture, "a2"), 0.8);
  assert_seen (fixture, "[A] a2 x *a1 [B] b1");
  /* Just below its head is the beginning of a group. */
  drop (fixture, get_row (fixture, "a1"), get_group_row (fixture, "B"), 0.6);
  assert_seen (fixture, "[A] a2 x [B] *a1 b1");
  drop (fixture, get_group_row (fixture, "B"), get_row (fixture, "a2"), 0.1);
  assert_seen (fixture, "[B] *a1 b1 [A] a2 x");
  drop (fixture, get_row (fixture, "b1"), get_row (fixture, "b1"), 0.9);
  assert_seen (fixture, "[B] *a1 b1 [A] a2 x");
}

static void
test_search (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *entry, *focus;

  fill (fixture);
  g_object_set (get (fixture, "b1"), "notes", "the Press", NULL);
  ui_activate (fixture, "win.search-connections");
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  entry = gtk_widget_get_ancestor (focus, GTK_TYPE_SEARCH_ENTRY);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "press");
  ui_until (get_row (fixture, "x") == NULL);
  assert_seen (fixture, "[B] b1");
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (get_shown (fixture->window) == get (fixture, "b1"));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) ==
                 get_row (fixture, "b1"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "nothing like it");
  ui_until (
      ui_shows_text (GTK_WIDGET (get_list (fixture)), "No connection matches"));
  g_signal_emit_by_name (entry, "stop-search");
  ui_until (get_row (fixture, "x") != NULL);
  assert_seen (fixture, "x [A] a1 a2 [B] *b1");
}

static void
test_menu (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *row, *button;

  fill (fixture);
  row = get_row (fixture, "x");
  gtk_widget_activate_action (row, "row.menu", NULL);
  button = ui_find_type (row, GTK_TYPE_MENU_BUTTON);
  gtk_widget_activate_action (button, "profile.colour", "u", 5);
  gtk_widget_activate_action (button, "profile.group", "s", "B");
  assert_seen (fixture, "[A] *a1 a2 [B] b1 x");
  button = ui_find_type (get_row (fixture, "x"), GTK_TYPE_MENU_BUTTON);
  g_assert_true (gtk_widget_has_css_class (
      gtk_widget_get_first_child (gtk_list_box_row_get_child (
          GTK_LIST_BOX_ROW (get_row (fixture, "x")))),
      "red"));
}

static GtkWindow *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }
  return NULL;
}

static void
answer (const char *text, const char *response)
{
  GtkWindow *dialog = find_dialog ();

  g_assert_nonnull (dialog);
  if (text != NULL)
    gtk_editable_set_text (
        GTK_EDITABLE (ui_find_type (GTK_WIDGET (dialog), GTK_TYPE_ENTRY)),
        text);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (dialog);
}

static void
test_group_names (UiFixture *fixture, gconstpointer data)
{
  fill (fixture);
  gtk_widget_activate_action (get_row (fixture, "x"), "row.new-group", NULL);
  answer ("Plant", "ok");
  assert_seen (fixture, "[A] *a1 a2 [B] b1 [Plant] x");
  gtk_widget_activate_action (
      get_group_row (fixture, "A"), "group.rename", NULL);
  answer ("Office", "ok");
  assert_seen (fixture, "[Office] *a1 a2 [B] b1 [Plant] x");
  gtk_widget_activate_action (
      get_group_row (fixture, "B"), "group.rename", NULL);
  answer ("Never", "cancel");
  gtk_widget_activate_action (
      get_group_row (fixture, "Office"), "group.dissolve", NULL);
  assert_seen (fixture, "*a1 a2 [B] b1 [Plant] x");
}

static gboolean
is_in (WillowProfile *profile, const char *group)
{
  g_autofree char *its = NULL;

  g_object_get (profile, "group", &its, NULL);
  return g_str_equal (its, group);
}

static void
test_details (UiFixture *fixture, gconstpointer data)
{
  GtkWidget       *group, *colour;
  GtkTextView     *notes;
  WillowProfile   *a1;
  g_autofree char *text = NULL;
  guint            value;

  fill (fixture);
  a1 = get (fixture, "a1");
  group = ui_find_name (GTK_WIDGET (fixture->window), "group");
  colour = ui_find_name (GTK_WIDGET (fixture->window), "colour");
  gtk_widget_activate_action (get_row (fixture, "a1"), "row.details", NULL);
  notes = GTK_TEXT_VIEW (gtk_window_get_focus (GTK_WINDOW (fixture->window)));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (notes), "two\nlines", -1);
  g_object_get (a1, "notes", &text, NULL);
  g_assert_cmpstr (text, ==, "two\nlines");
  adw_combo_row_set_selected (ADW_COMBO_ROW (colour), WILLOW_COLOUR_GREEN);
  g_object_get (a1, "colour", &value, NULL);
  g_assert_cmpuint (value, ==, WILLOW_COLOUR_GREEN);
  /* None, A, B, New Group… */
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (group)), ==, 1);
  adw_combo_row_set_selected (ADW_COMBO_ROW (group), 2);
  ui_until (is_in (a1, "B"));
  assert_seen (fixture, "x [A] a2 [B] b1 *a1");
  adw_combo_row_set_selected (ADW_COMBO_ROW (group), 3);
  ui_until (find_dialog () != NULL);
  answer ("C", "ok");
  assert_seen (fixture, "x [A] a2 [B] b1 [C] *a1");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (group)), ==, 3);
  ui_picture (GTK_WINDOW (fixture->window), "library-details");
  /* Looking at another one changes neither. */
  willow_window_show_profile (fixture->window, get (fixture, "x"));
  assert_seen (fixture, "*x [A] a2 [B] b1 [C] a1");
  g_object_get (get (fixture, "x"), "colour", &value, NULL);
  g_assert_cmpuint (value, ==, WILLOW_COLOUR_NONE);
}

static void
test_duplicate_is_beside (UiFixture *fixture, gconstpointer data)
{
  fill (fixture);
  gtk_widget_activate_action (get_row (fixture, "a1"), "row.duplicate", NULL);
  assert_seen (fixture, "x [A] a1 *a1 2 a2 [B] b1");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (UiFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/ui/library/groups", test_groups },
    { "/ui/library/move", test_move },
    { "/ui/library/drag", test_drag },
    { "/ui/library/search", test_search },
    { "/ui/library/menu", test_menu },
    { "/ui/library/group-names", test_group_names },
    { "/ui/library/details", test_details },
    { "/ui/library/duplicate-is-beside", test_duplicate_is_beside },
  };

  ui_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path,
                UiFixture,
                NULL,
                ui_fixture_set_up,
                tests[i].run,
                ui_fixture_tear_down);
  return g_test_run ();
}
