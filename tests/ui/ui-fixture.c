/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include "app/window/willow-portrait.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 1200
#define HEIGHT 780
/* A long page is to be seen as a whole. */
#define PICTURE_HEIGHT 2000

/* What unfolds has unfolded. */
#define SETTLE_US 800000

void
ui_test_init (int *argc, char ***argv)
{
  if (g_getenv ("DISPLAY") == NULL && g_getenv ("WAYLAND_DISPLAY") == NULL)
    {
      g_print ("1..0 # SKIP there is no display\n");
      exit (77);
    }
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  willow_application_register_resources ();
  gtk_icon_theme_add_resource_path (
      gtk_icon_theme_get_for_display (gdk_display_get_default ()),
      "/io/github/willowmqtt/Willow/icons");
}

void
ui_fixture_start (UiFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->workspace = willow_workspace_new (fixture->profiles, &error);
  g_assert_no_error (error);
  fixture->window = willow_window_new (NULL, fixture->workspace);
  gtk_window_set_default_size (
      GTK_WINDOW (fixture->window),
      WIDTH,
      g_getenv ("WILLOW_PICTURES") != NULL ? PICTURE_HEIGHT : HEIGHT);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
}

void
ui_fixture_stop (UiFixture *fixture)
{
  WillowPracticeBroker *broker =
      willow_workspace_get_broker (fixture->workspace);

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  willow_workspace_shut_down (fixture->workspace);
  ui_until (!willow_practice_broker_get_busy (broker));
  willow_practice_broker_stop (broker);
  ui_until (!willow_practice_broker_get_running (broker) &&
            !willow_practice_broker_get_busy (broker));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_clear_object (&fixture->workspace);
}

void
ui_fixture_set_up (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("willow-ui-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->profiles =
      g_file_new_build_filename (fixture->folder, "profiles.json", NULL);
  ui_fixture_start (fixture);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}

void
ui_fixture_tear_down (UiFixture *fixture, gconstpointer data)
{
  ui_fixture_stop (fixture);
  remove_folder (fixture->folder);
  g_clear_object (&fixture->profiles);
  g_free (fixture->folder);
}

void
ui_fixture_restart (UiFixture *fixture)
{
  ui_fixture_stop (fixture);
  ui_fixture_start (fixture);
}

typedef gboolean (*MatchFunc) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *root, MatchFunc match, gconstpointer data, guint *skip)
{
  if (match (root, data) && (*skip)-- == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, match, data, skip);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_type (GtkWidget *widget, gconstpointer data)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), GPOINTER_TO_SIZE (data));
}

static gboolean
has_name (GtkWidget *widget, gconstpointer data)
{
  return g_str_equal (gtk_widget_get_name (widget), data);
}

static gboolean
has_label (GtkWidget *widget, gconstpointer data)
{
  const char *label = NULL;

  if (GTK_IS_BUTTON (widget))
    label = gtk_button_get_label (GTK_BUTTON (widget));
  if (label != NULL && *label == '_')
    label++;
  return g_strcmp0 (label, data) == 0;
}

static gboolean
has_text (GtkWidget *widget, gconstpointer data)
{
  const char *text = NULL;

  if (GTK_IS_LABEL (widget))
    text = gtk_label_get_text (GTK_LABEL (widget));
  else if (GTK_IS_INSCRIPTION (widget))
    text = gtk_inscription_get_text (GTK_INSCRIPTION (widget));
  return text != NULL && gtk_widget_get_mapped (widget) &&
         strstr (text, data) != NULL;
}

GtkWidget *
ui_find_nth (GtkWidget *root, GType type, guint index)
{
  return find (root, has_type, GSIZE_TO_POINTER (type), &index);
}

GtkWidget *
ui_find_type (GtkWidget *root, GType type)
{
  return ui_find_nth (root, type, 0);
}

GtkWidget *
ui_find_name (GtkWidget *root, const char *name)
{
  guint skip = 0;

  return find (root, has_name, name, &skip);
}

GtkWidget *
ui_find_button (GtkWidget *root, const char *label)
{
  guint skip = 0;

  return find (root, has_label, label, &skip);
}

gboolean
ui_shows_text (GtkWidget *root, const char *text)
{
  guint skip = 0;

  return find (root, has_text, text, &skip) != NULL;
}

void
ui_picture (GtkWindow *window, const char *name)
{
  const char      *folder = g_getenv ("WILLOW_PICTURES");
  g_autofree char *file = NULL;
  gint64           end_us = g_get_monotonic_time () + SETTLE_US;
  g_autoptr (GError) error = NULL;

  if (folder == NULL)
    return;
  while (g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE);
  file = g_strdup_printf ("%s/%s.png", folder, name);
  /* What changes all the time has to be drawn anew now and then. */
  while (!willow_portrait_save (window, file, &error) &&
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    {
      g_clear_error (&error);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_no_error (error);
}

void
ui_click (GtkWidget *button)
{
  g_assert_true (GTK_IS_BUTTON (button));
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

void
ui_activate (UiFixture *fixture, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL);
}

void
ui_activate_target (UiFixture *fixture, const char *action, const char *target)
{
  gtk_widget_activate_action (
      GTK_WIDGET (fixture->window), action, "s", target);
}

const char *
ui_get_content (UiFixture *fixture)
{
  guint      skip = 0;
  GtkWidget *page =
      find (GTK_WIDGET (fixture->window),
            has_type,
            GSIZE_TO_POINTER (g_type_from_name ("WillowWelcomePage")),
            &skip);
  GtkWidget *stack = gtk_widget_get_parent (page);

  return gtk_stack_get_visible_child_name (GTK_STACK (stack));
}
