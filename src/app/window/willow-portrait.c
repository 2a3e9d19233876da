/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-portrait.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#define LOOK_EVERY_MS 100
#define QUIET_MS 1200
#define ENOUGH_MESSAGES 80
#define POSE_FROM_END 4 /* rows; is still in sight a moment later */
#define POSE_IN_TREE 3
#define PATIENCE_MS 12000

struct _WillowPortrait
{
  WillowWindow *window; /* (nullable): weak */
  char         *file;
  char         *page;
  gboolean      waits_for_traffic;
  gboolean      posed;
  gint64        started_us;
  gint64        enough_us; /* when there was enough to show, or 0 */
  guint         source;
};

WillowPortrait *
willow_portrait_new (WillowWindow *window, const char *file)
{
  WillowPortrait *self = g_new0 (WillowPortrait, 1);

  g_set_weak_pointer (&self->window, window);
  self->file = g_strdup (file);
  return self;
}

void
willow_portrait_free (WillowPortrait *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_weak_pointer (&self->window);
  g_free (self->file);
  g_free (self->page);
  g_free (self);
}

void
willow_portrait_set_page (WillowPortrait *self, const char *page)
{
  g_free (self->page);
  self->page = g_strdup (page);
}

void
willow_portrait_wait_for_traffic (WillowPortrait *self)
{
  self->waits_for_traffic = TRUE;
}

static GdkTexture *
draw (GtkWindow *window)
{
  g_autoptr (GdkPaintable) paintable =
      gtk_widget_paintable_new (GTK_WIDGET (window));
  int          width = gdk_paintable_get_intrinsic_width (paintable);
  int          height = gdk_paintable_get_intrinsic_height (paintable);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return NULL;
  return gsk_renderer_render_texture (
      gtk_native_get_renderer (GTK_NATIVE (window)),
      node,
      &GRAPHENE_RECT_INIT (0, 0, width, height));
}

gboolean
willow_portrait_save (GtkWindow *window, const char *file, GError **error)
{
  g_autoptr (GdkTexture) texture = draw (window);

  if (texture != NULL && gdk_texture_save_to_png (texture, file))
    return TRUE;
  g_set_error (error,
               G_IO_ERROR,
               texture == NULL ? G_IO_ERROR_BUSY : G_IO_ERROR_FAILED,
               _ ("%s was not written"),
               file);
  return FALSE;
}

/* Whether what the window is to show is there. */
static gboolean
has_enough (WillowPortrait *self, gint64 waited_us)
{
  WillowConversation *conversation =
      willow_window_get_conversation (self->window);
  guint64 n_messages = 0;

  if (waited_us > PATIENCE_MS * 1000)
    return TRUE;
  if (!self->waits_for_traffic)
    return TRUE;
  if (conversation != NULL)
    g_object_get (conversation, "n-messages", &n_messages, NULL);
  return n_messages >= ENOUGH_MESSAGES;
}

static GtkWidget *
find_table (GtkWidget *root)
{
  if (GTK_IS_COLUMN_VIEW (root) && gtk_widget_get_mapped (root))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_table (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* A table with something selected shows what the details are good for. */
static void
pose (WillowPortrait *self)
{
  GtkWidget         *table = find_table (GTK_WIDGET (self->window));
  GtkSelectionModel *rows;
  guint              n_rows;

  if (table == NULL)
    return;
  rows = gtk_column_view_get_model (GTK_COLUMN_VIEW (table));
  n_rows = rows != NULL ? g_list_model_get_n_items (G_LIST_MODEL (rows)) : 0;
  if (n_rows > POSE_FROM_END && g_strcmp0 (self->page, "topics") == 0)
    gtk_selection_model_select_item (rows, POSE_IN_TREE, TRUE);
  else if (n_rows > POSE_FROM_END)
    gtk_selection_model_select_item (rows, n_rows - POSE_FROM_END, TRUE);
}

/* Returns: FALSE where another try is worth it */
static gboolean
finish (WillowPortrait *self, gint64 waited_us)
{
  g_autoptr (GError) error = NULL;
  GtkApplication *application =
      gtk_window_get_application (GTK_WINDOW (self->window));

  if (willow_portrait_save (GTK_WINDOW (self->window), self->file, &error))
    {
      g_application_quit (G_APPLICATION (application));
      return TRUE;
    }
  /* a frame is due, and until it is drawn there is nothing */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY) &&
      waited_us < PATIENCE_MS * 1000)
    return FALSE;
  g_printerr ("willow: %s\n", error->message);
  willow_application_fail (WILLOW_APPLICATION (application));
  return TRUE;
}

static gboolean
look_cb (gpointer user_data)
{
  WillowPortrait *self = user_data;
  gint64          now_us = g_get_monotonic_time ();

  if (self->window == NULL)
    {
      self->source = 0;
      return G_SOURCE_REMOVE;
    }
  if (self->enough_us == 0 && has_enough (self, now_us - self->started_us))
    {
      self->enough_us = now_us;
      if (self->page != NULL)
        willow_window_show_page (self->window, self->page);
    }
  if (!self->posed && self->enough_us != 0 &&
      now_us - self->enough_us > QUIET_MS * 1000 / 2)
    {
      self->posed = TRUE;
      pose (self);
    }
  if (self->enough_us == 0 || now_us - self->enough_us < QUIET_MS * 1000 ||
      !finish (self, now_us - self->enough_us))
    return G_SOURCE_CONTINUE;
  self->source = 0;
  return G_SOURCE_REMOVE;
}

void
willow_portrait_start (WillowPortrait *self)
{
  self->started_us = g_get_monotonic_time ();
  self->source = g_timeout_add (LOOK_EVERY_MS, look_cb, self);
}
