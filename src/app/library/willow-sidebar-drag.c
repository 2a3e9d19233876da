/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/library/willow-sidebar-drag.h"

#define ABOVE "drop-above"
#define BELOW "drop-below"

#define EDGE 28
#define SCROLL_STEP 14

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, gpointer item)
{
  GtkWidget *row =
      gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (row);

  gtk_drag_source_set_icon (source, picture, (int)x, (int)y);
  return gdk_content_provider_new_typed (WILLOW_TYPE_LIBRARY_ROW, item);
}

void
willow_sidebar_drag_add_source (GtkWidget *row, WillowLibraryRow *item)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), item, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
}

/* Where something would go: beside a row of the list. */
typedef struct
{
  GtkListBoxRow    *row;
  WillowLibraryRow *item; /* (transfer full) */
  gboolean          below;
} Place;

static void
place_clear (Place *place)
{
  g_clear_object (&place->item);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static GtkListBoxRow *
get_last_row (GtkListBox *list, guint n)
{
  return n > 0 ? gtk_list_box_get_row_at_index (list, (int)n - 1) : NULL;
}

static gboolean
find_place (GtkListBox           *list,
            WillowProfileLibrary *library,
            double                y,
            Place                *place)
{
  guint           n = g_list_model_get_n_items (G_LIST_MODEL (library));
  graphene_rect_t bounds;

  place->row = gtk_list_box_get_row_at_y (list, (int)y);
  if (place->row == NULL)
    place->row = get_last_row (list, n);
  if (place->row == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (place->row),
                                                        GTK_WIDGET (list),
                                                        &bounds))
    return FALSE;
  place->below = y > bounds.origin.y + bounds.size.height / 2;
  place->item = g_list_model_get_item (
      G_LIST_MODEL (library), (guint)gtk_list_box_row_get_index (place->row));
  return place->item != NULL;
}

/* (transfer full): "" where it is in none */
static char *
dup_group (WillowLibraryRow *item)
{
  WillowProfile *profile = willow_library_row_get_profile (item);
  char          *group = NULL;

  if (profile == NULL)
    return g_strdup (willow_library_row_get_group (item));
  g_object_get (profile, "group", &group, NULL);
  return group;
}

/* (transfer full) (nullable): the profile below that row, in the same group */
static WillowProfile *
dup_next (WillowProfileLibrary *library, const Place *place)
{
  guint index = (guint)gtk_list_box_row_get_index (place->row) + 1;
  g_autoptr (WillowLibraryRow) next =
      g_list_model_get_item (G_LIST_MODEL (library), index);
  WillowProfile *profile =
      next != NULL ? willow_library_row_get_profile (next) : NULL;
  g_autofree char *group = profile != NULL ? dup_group (next) : NULL;
  g_autofree char *here = dup_group (place->item);

  return g_strcmp0 (group, here) == 0 ? g_object_ref (profile) : NULL;
}

static void
drop_profile (WillowProfileLibrary *library,
              WillowProfile        *profile,
              const Place          *place)
{
  WillowProfile   *beside = willow_library_row_get_profile (place->item);
  g_autofree char *group = dup_group (place->item);
  g_autoptr (WillowProfile) before = NULL;

  if (beside != NULL && !place->below)
    before = g_object_ref (beside);
  else if (!willow_library_row_get_collapsed (place->item))
    before = dup_next (library, place);
  if (beside == profile || before == profile)
    {
      g_autofree char *own = NULL;

      /* It is there already. */
      g_object_get (profile, "group", &own, NULL);
      if (g_str_equal (own, group))
        return;
    }
  willow_profile_store_move_into (
      willow_profile_library_get_store (library), profile, group, before);
}

static void
drop_group (WillowProfileLibrary *library,
            const char           *group,
            const Place          *place)
{
  WillowProfileStore *store = willow_profile_library_get_store (library);
  g_autofree char    *beside = dup_group (place->item);
  g_auto (GStrv) groups = willow_profile_store_dup_groups (store);
  const char *before = groups[0];

  for (guint i = 0; groups[i] != NULL; i++)
    if (g_str_equal (groups[i], beside))
      before = place->below ? groups[i + 1] : groups[i];
  willow_profile_store_move_group (store, group, before);
}

static void
unmark (GtkWidget *list)
{
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      gtk_widget_remove_css_class (row, ABOVE);
      gtk_widget_remove_css_class (row, BELOW);
    }
}

static GtkWidget *
get_list (GtkDropTarget *target)
{
  return gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         gpointer       library)
{
  GtkWidget        *list = get_list (target);
  WillowLibraryRow *item = g_value_get_object (value);
  g_auto (Place) place = { 0 };

  unmark (list);
  if (!find_place (GTK_LIST_BOX (list), library, y, &place))
    return FALSE;
  if (willow_library_row_get_profile (item) != NULL)
    drop_profile (library, willow_library_row_get_profile (item), &place);
  else
    drop_group (library, willow_library_row_get_group (item), &place);
  return TRUE;
}

/* Near the edge of what is in sight there is more to see. */
static void
scroll (GtkWidget *list, double y)
{
  GtkWidget *window = gtk_widget_get_ancestor (list, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment;
  double         top;

  if (window == NULL)
    return;
  adjustment =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window));
  top = gtk_adjustment_get_value (adjustment);
  if (y < top + EDGE)
    gtk_adjustment_set_value (adjustment, top - SCROLL_STEP);
  else if (y > top + gtk_adjustment_get_page_size (adjustment) - EDGE)
    gtk_adjustment_set_value (adjustment, top + SCROLL_STEP);
}

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, gpointer library)
{
  GtkWidget *list = get_list (target);
  g_auto (Place) place = { 0 };

  unmark (list);
  scroll (list, y);
  if (!find_place (GTK_LIST_BOX (list), library, y, &place))
    return 0;
  gtk_widget_add_css_class (GTK_WIDGET (place.row),
                            place.below ? BELOW : ABOVE);
  return GDK_ACTION_MOVE;
}

static void
leave_cb (GtkDropTarget *target)
{
  unmark (get_list (target));
}

void
willow_sidebar_drag_add_target (GtkListBox *list, WillowProfileLibrary *library)
{
  GtkDropTarget *target =
      gtk_drop_target_new (WILLOW_TYPE_LIBRARY_ROW, GDK_ACTION_MOVE);

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), library, 0);
  g_signal_connect_object (
      target, "motion", G_CALLBACK (motion_cb), library, 0);
  g_signal_connect (target, "leave", G_CALLBACK (leave_cb), NULL);
  gtk_widget_add_controller (GTK_WIDGET (list), GTK_EVENT_CONTROLLER (target));
}
