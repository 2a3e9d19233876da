/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/library/willow-sidebar.h"

#include "app/library/willow-sidebar-drag.h"
#include "app/library/willow-sidebar-group-row.h"
#include "app/library/willow-sidebar-row.h"
#include "app/window/willow-state.h"

#include <glib/gi18n.h>

struct _WillowSidebar
{
  AdwBin parent_instance;

  WillowWorkspace      *workspace;
  WillowProfileLibrary *library;
  WillowProfile        *marked;  /* (nullable) */
  gboolean              marking; /* a selection is ours, not the person's */

  GtkListBoxRow  *broker_row;
  GtkImage       *broker_icon;
  GtkLabel       *broker_label;
  GtkSearchBar   *search_bar;
  GtkSearchEntry *search_entry;
  GtkListBox     *list;
  GtkLabel       *placeholder;
};

G_DEFINE_FINAL_TYPE (WillowSidebar, willow_sidebar, ADW_TYPE_BIN)

enum
{
  BROKER_SELECTED,
  PROFILE_SELECTED,
  PROFILE_ACTIVATED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* The list itself would select the row as soon as the focus comes by, and turn
 * the page of whoever only wants to get past it. */
static void
show_broker_selected (WillowSidebar *self, gboolean is_selected)
{
  GtkWidget *row = GTK_WIDGET (self->broker_row);

  if (is_selected)
    gtk_widget_set_state_flags (row, GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (row, GTK_STATE_FLAG_SELECTED);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, is_selected, -1);
}

static void
broker_activated_cb (WillowSidebar *self)
{
  willow_sidebar_mark_broker (self);
  g_signal_emit (self, signals[BROKER_SELECTED], 0);
}

static void
profile_selected_cb (WillowSidebar *self, GtkListBoxRow *row)
{
  WillowProfile *profile;

  if (row == NULL || self->marking)
    return;
  profile = willow_sidebar_row_get_profile (WILLOW_SIDEBAR_ROW (row));
  g_set_object (&self->marked, profile);
  willow_sidebar_mark_profile (self, profile);
  g_signal_emit (self, signals[PROFILE_SELECTED], 0, profile);
}

static void
row_activated_cb (WillowSidebar *self, GtkListBoxRow *row)
{
  if (WILLOW_IS_SIDEBAR_GROUP_ROW (row))
    willow_sidebar_group_row_toggle (WILLOW_SIDEBAR_GROUP_ROW (row));
  else
    g_signal_emit (self,
                   signals[PROFILE_ACTIVATED],
                   0,
                   willow_sidebar_row_get_profile (WILLOW_SIDEBAR_ROW (row)));
}

static GtkListBoxRow *
find_row (WillowSidebar *self, WillowProfile *profile)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    if (WILLOW_IS_SIDEBAR_ROW (row) &&
        willow_sidebar_row_get_profile (WILLOW_SIDEBAR_ROW (row)) == profile)
      return row;
  return NULL;
}

static void
mark_row (WillowSidebar *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (self->marked != NULL && row != NULL &&
      willow_sidebar_row_get_profile (WILLOW_SIDEBAR_ROW (row)) == self->marked)
    return;
  row = self->marked != NULL ? find_row (self, self->marked) : NULL;
  self->marking = TRUE;
  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
  else
    gtk_list_box_unselect_all (self->list);
  self->marking = FALSE;
}

/* Rows that are made anew have lost their mark. */
static void
rows_changed_cb (WillowSidebar *self)
{
  gboolean searching =
      *willow_profile_library_get_search (self->library) != '\0';

  mark_row (self);
  gtk_label_set_label (self->placeholder,
                       searching ? _ ("No connection matches")
                                 : _ ("No connections yet"));
}

static void
search_changed_cb (WillowSidebar *self)
{
  willow_profile_library_set_search (
      self->library, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
focus_row (WillowSidebar *self, GtkListBoxRow *row)
{
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

/* The first that is found; Enter once more connects it. */
static void
search_activated_cb (WillowSidebar *self)
{
  GtkListBoxRow *row;

  search_changed_cb (self); /* who types fast is ahead of the entry */
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    if (WILLOW_IS_SIDEBAR_ROW (row))
      {
        gtk_list_box_select_row (self->list, row);
        focus_row (self, row);
        return;
      }
}

/* Back to the list, whole again. */
static void
search_stopped_cb (WillowSidebar *self)
{
  willow_profile_library_set_search (self->library, "");
  if (self->marked != NULL)
    focus_row (self, find_row (self, self->marked));
}

/* Typing in the list is searching. */
static gboolean
key_pressed_cb (WillowSidebar         *self,
                guint                  key,
                guint                  code,
                GdkModifierType        modifiers,
                GtkEventControllerKey *controller)
{
  gunichar c = gdk_keyval_to_unicode (key);

  if ((modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 ||
      !g_unichar_isgraph (c))
    return GDK_EVENT_PROPAGATE;
  willow_sidebar_search (self);
  return gtk_event_controller_key_forward (controller,
                                           GTK_WIDGET (self->search_entry));
}

static void
update_broker (WillowSidebar *self)
{
  WillowPracticeBroker *broker = willow_workspace_get_broker (self->workspace);
  gboolean              running = willow_practice_broker_get_running (broker);
  g_autofree char      *text = NULL;
  WillowClientState     state =
      running ? WILLOW_CLIENT_CONNECTED : WILLOW_CLIENT_DISCONNECTED;

  if (running)
    text = g_strdup_printf (_ ("Running on port %u"),
                            willow_practice_broker_get_bound_port (broker));
  willow_state_apply_style (GTK_WIDGET (self->broker_icon), state);
  gtk_label_set_label (self->broker_label, running ? text : _ ("Stopped"));
}

static void
willow_sidebar_dispose (GObject *object)
{
  WillowSidebar *self = WILLOW_SIDEBAR (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->library);
  g_clear_object (&self->marked);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (willow_sidebar_parent_class)->dispose (object);
}

static guint
add_profile_signal (const char *name)
{
  return g_signal_new (name,
                       WILLOW_TYPE_SIDEBAR,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       1,
                       WILLOW_TYPE_PROFILE);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowSidebar, broker_row);
  gtk_widget_class_bind_template_child (klass, WillowSidebar, broker_icon);
  gtk_widget_class_bind_template_child (klass, WillowSidebar, broker_label);
  gtk_widget_class_bind_template_child (klass, WillowSidebar, search_bar);
  gtk_widget_class_bind_template_child (klass, WillowSidebar, search_entry);
  gtk_widget_class_bind_template_child (klass, WillowSidebar, list);
  gtk_widget_class_bind_template_child (klass, WillowSidebar, placeholder);
  gtk_widget_class_bind_template_callback (klass, broker_activated_cb);
  gtk_widget_class_bind_template_callback (klass, profile_selected_cb);
  gtk_widget_class_bind_template_callback (klass, row_activated_cb);
  gtk_widget_class_bind_template_callback (klass, search_changed_cb);
  gtk_widget_class_bind_template_callback (klass, search_activated_cb);
  gtk_widget_class_bind_template_callback (klass, search_stopped_cb);
  gtk_widget_class_bind_template_callback (klass, key_pressed_cb);
}

static void
willow_sidebar_class_init (WillowSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_sidebar_dispose;
  signals[BROKER_SELECTED] = g_signal_new ("broker-selected",
                                           WILLOW_TYPE_SIDEBAR,
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           0);
  signals[PROFILE_SELECTED] = add_profile_signal ("profile-selected");
  signals[PROFILE_ACTIVATED] = add_profile_signal ("profile-activated");

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-sidebar.ui");
  bind_children (widget_class);
}

static void
willow_sidebar_init (WillowSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar,
                                GTK_EDITABLE (self->search_entry));
}

static GtkWidget *
make_row_cb (gpointer item, gpointer user_data)
{
  WillowSidebar *self = user_data;

  if (willow_library_row_get_profile (item) == NULL)
    return willow_sidebar_group_row_new (self->library, item);
  return willow_sidebar_row_new (self->workspace, item);
}

static void
make_library (WillowSidebar *self, GSettings *settings)
{
  self->library = willow_profile_library_new (
      willow_workspace_get_profiles (self->workspace));
  if (settings != NULL)
    g_settings_bind (settings,
                     "collapsed-groups",
                     self->library,
                     "collapsed-groups",
                     G_SETTINGS_BIND_DEFAULT);
  gtk_list_box_bind_model (
      self->list, G_LIST_MODEL (self->library), make_row_cb, self, NULL);
  /* After the list has its rows. */
  g_signal_connect_object (self->library,
                           "items-changed",
                           G_CALLBACK (rows_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  willow_sidebar_drag_add_target (self->list, self->library);
}

void
willow_sidebar_set_workspace (WillowSidebar   *self,
                              WillowWorkspace *workspace,
                              GSettings       *settings)
{
  g_return_if_fail (WILLOW_IS_SIDEBAR (self));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  make_library (self, settings);
  g_signal_connect_object (willow_workspace_get_broker (workspace),
                           "notify::running",
                           G_CALLBACK (update_broker),
                           self,
                           G_CONNECT_SWAPPED);
  update_broker (self);
}

void
willow_sidebar_mark_broker (WillowSidebar *self)
{
  g_return_if_fail (WILLOW_IS_SIDEBAR (self));

  g_clear_object (&self->marked);
  mark_row (self);
  show_broker_selected (self, TRUE);
}

/* Neither folded away nor filtered out. */
static void
reveal (WillowSidebar *self, WillowProfile *profile)
{
  g_autofree char *group = NULL;

  g_object_get (profile, "group", &group, NULL);
  willow_profile_library_set_collapsed (self->library, group, FALSE);
  if (find_row (self, profile) == NULL)
    gtk_search_bar_set_search_mode (self->search_bar, FALSE);
}

void
willow_sidebar_mark_profile (WillowSidebar *self, WillowProfile *profile)
{
  g_return_if_fail (WILLOW_IS_SIDEBAR (self));

  show_broker_selected (self, FALSE);
  if (g_set_object (&self->marked, profile) && profile != NULL)
    reveal (self, profile);
  mark_row (self);
}

void
willow_sidebar_focus_profile (WillowSidebar *self, WillowProfile *profile)
{
  g_return_if_fail (WILLOW_IS_SIDEBAR (self));
  focus_row (self, find_row (self, profile));
}

void
willow_sidebar_focus_group (WillowSidebar *self, const char *group)
{
  GtkListBoxRow *row;

  g_return_if_fail (WILLOW_IS_SIDEBAR (self));

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    if (WILLOW_IS_SIDEBAR_GROUP_ROW (row) &&
        g_str_equal (
            willow_sidebar_group_row_get_group (WILLOW_SIDEBAR_GROUP_ROW (row)),
            group))
      {
        focus_row (self, row);
        return;
      }
}

void
willow_sidebar_search (WillowSidebar *self)
{
  g_return_if_fail (WILLOW_IS_SIDEBAR (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}
