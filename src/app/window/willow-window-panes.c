/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/willow-window-private.h"

#define SIDEBAR_BELOW 860
#define INSPECTOR_BELOW 1000
#define INSPECTOR_WIDTH 360
#define INSPECTOR_MINIMUM 160
#define CONTENT_MINIMUM 360
#define SIDEBAR_WIDTH 230

static void
apply_sidebar (WillowWindow *self, gboolean shown)
{
  gtk_widget_set_visible (GTK_WIDGET (self->sidebar), shown);
}

static void
apply_inspector (WillowWindow *self, gboolean shown)
{
  willow_conversation_view_set_inspector_shown (self->view, shown);
}

static void
toggle (WillowWindow  *self,
        WillowPane    *pane,
        GSimpleAction *action,
        GVariant      *value)
{
  g_autofree char *key = NULL;

  g_simple_action_set_state (action, value);
  if (pane->narrow)
    return; /* for now only: the wish is about a window with room */
  pane->wanted = g_variant_get_boolean (value);
  if (self->settings == NULL)
    return;
  key = g_strconcat (pane->action, "-visible", NULL);
  g_settings_set_boolean (self->settings, key, pane->wanted);
}

static void
sidebar_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WillowWindow *self = user_data;

  toggle (self, &self->sidebar_pane, action, value);
  apply_sidebar (self, g_variant_get_boolean (value));
}

static void
inspector_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WillowWindow *self = user_data;

  toggle (self, &self->inspector_pane, action, value);
  apply_inspector (self, g_variant_get_boolean (value));
}

void
willow_window_add_pane_actions (WillowWindow *self)
{
  static const GActionEntry entries[] = {
    { "sidebar", NULL, NULL, "true", sidebar_cb },
    { "inspector", NULL, NULL, "true", inspector_cb },
  };

  self->sidebar_pane = (WillowPane){ "sidebar", SIDEBAR_BELOW, TRUE, FALSE };
  self->inspector_pane =
      (WillowPane){ "inspector", INSPECTOR_BELOW, TRUE, FALSE };
  g_action_map_add_action_entries (
      G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

static void
show_pane (WillowWindow *self, const char *action, gboolean shown)
{
  g_action_group_change_action_state (
      G_ACTION_GROUP (self), action, g_variant_new_boolean (shown));
}

static void
fit (WillowWindow *self, WillowPane *pane, int width)
{
  gboolean narrow = width < pane->below;

  if (narrow == pane->narrow)
    return;
  /* In this order, so that giving way is not taken for a wish. */
  if (narrow)
    {
      pane->narrow = TRUE;
      show_pane (self, pane->action, FALSE);
    }
  else
    {
      show_pane (self, pane->action, pane->wanted);
      pane->narrow = FALSE;
    }
}

static int
get_wanted_inspector_width (WillowWindow *self)
{
  return self->settings != NULL
             ? g_settings_get_int (self->settings, "inspector-width")
             : INSPECTOR_WIDTH;
}

static void
inspector_moved_cb (WillowWindow *self)
{
  GtkPaned  *paned = willow_conversation_view_get_paned (self->view);
  GtkWidget *inspector = gtk_paned_get_end_child (paned);
  int        width = gtk_widget_get_width (GTK_WIDGET (paned)) -
              gtk_paned_get_position (paned);

  if (self->settings == NULL || !self->inspector_placed ||
      !gtk_widget_get_mapped (inspector) || width < INSPECTOR_MINIMUM ||
      width == g_settings_get_int (self->settings, "inspector-width"))
    return;
  g_settings_set_int (self->settings, "inspector-width", width);
}

/* Once, when the real width is known: the inspector gets what it had. */
static void
place_inspector (WillowWindow *self, int width)
{
  gboolean shown = gtk_widget_get_visible (GTK_WIDGET (self->sidebar));
  int      room = width - (shown ? gtk_paned_get_position (self->paned) : 0);

  self->inspector_placed = TRUE;
  gtk_paned_set_position (
      willow_conversation_view_get_paned (self->view),
      MAX (CONTENT_MINIMUM, room - get_wanted_inspector_width (self)));
}

void
willow_window_fit_panes (WillowWindow *self, int width)
{
  fit (self, &self->sidebar_pane, width);
  fit (self, &self->inspector_pane, width);
  if (!self->inspector_placed && gtk_widget_get_realized (GTK_WIDGET (self)))
    place_inspector (self, width);
}

void
willow_window_restore_panes (WillowWindow *self)
{
  GtkPaned *inner = willow_conversation_view_get_paned (self->view);
  int       width, height;

  gtk_paned_set_position (self->paned, SIDEBAR_WIDTH);
  if (self->settings != NULL)
    {
      show_pane (self,
                 "sidebar",
                 g_settings_get_boolean (self->settings, "sidebar-visible"));
      show_pane (self,
                 "inspector",
                 g_settings_get_boolean (self->settings, "inspector-visible"));
      g_settings_bind (self->settings,
                       "sidebar-width",
                       self->paned,
                       "position",
                       G_SETTINGS_BIND_DEFAULT);
    }
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_signal_connect_object (inner,
                           "notify::position",
                           G_CALLBACK (inspector_moved_cb),
                           self,
                           G_CONNECT_SWAPPED);
  willow_window_fit_panes (self, width);
}

/* The sidebar, or what the content has at @index; NULL at the end */
static GtkWidget *
get_zone (WillowWindow *self, guint index)
{
  const char *shown = gtk_stack_get_visible_child_name (self->content);

  if (index == 0)
    return GTK_WIDGET (self->sidebar);
  if (g_str_equal (shown, "conversation"))
    return willow_conversation_view_get_zone (self->view, index - 1);
  return index == 1 ? gtk_stack_get_visible_child (self->content) : NULL;
}

static guint
find_zone (WillowWindow *self, guint n_zones)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  for (guint i = 0; focus != NULL && i < n_zones; i++)
    {
      GtkWidget *zone = get_zone (self, i);

      if (focus == zone || gtk_widget_is_ancestor (focus, zone))
        return i;
    }
  return n_zones - 1;
}

void
willow_window_next_zone (WillowWindow *self, gboolean backwards)
{
  guint n_zones = 0, at;

  while (get_zone (self, n_zones) != NULL)
    n_zones++;
  at = find_zone (self, n_zones);
  for (guint tries = 0; tries < n_zones; tries++)
    {
      GtkWidget *zone;

      at = (at + (backwards ? n_zones - 1 : 1)) % n_zones;
      zone = get_zone (self, at);
      if (!gtk_widget_get_mapped (zone))
        continue;
      gtk_window_set_focus (GTK_WINDOW (self), NULL);
      if (gtk_widget_child_focus (zone, GTK_DIR_TAB_FORWARD))
        return;
    }
}
