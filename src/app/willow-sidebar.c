/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/willow-sidebar.h"

#include "app/willow-sidebar-row.h"
#include "app/willow-state.h"

#include <glib/gi18n.h>

struct _WillowSidebar
{
  AdwBin parent_instance;

  WillowWorkspace *workspace;
  gboolean         marking; /* a selection is ours, not the person's */

  GtkListBox    *broker_list;
  GtkListBoxRow *broker_row;
  GtkImage      *broker_icon;
  GtkLabel      *broker_label;
  GtkListBox    *list;
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

static void
broker_selected_cb (WillowSidebar *self, GtkListBoxRow *row)
{
  if (row == NULL || self->marking)
    return;
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
  willow_sidebar_mark_profile (self, profile);
  g_signal_emit (self, signals[PROFILE_SELECTED], 0, profile);
}

static void
profile_activated_cb (WillowSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self,
                 signals[PROFILE_ACTIVATED],
                 0,
                 willow_sidebar_row_get_profile (WILLOW_SIDEBAR_ROW (row)));
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
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebar, broker_list);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebar, broker_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebar, broker_icon);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebar, broker_label);
  gtk_widget_class_bind_template_child (widget_class, WillowSidebar, list);
  gtk_widget_class_bind_template_callback (widget_class, broker_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, profile_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, profile_activated_cb);
}

static void
willow_sidebar_init (WillowSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkWidget *
make_row_cb (gpointer item, gpointer user_data)
{
  WillowSidebar *self = user_data;

  return willow_sidebar_row_new (self->workspace, item);
}

void
willow_sidebar_set_workspace (WillowSidebar *self, WillowWorkspace *workspace)
{
  WillowPracticeBroker *broker = willow_workspace_get_broker (workspace);

  g_return_if_fail (WILLOW_IS_SIDEBAR (self));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  gtk_list_box_bind_model (
      self->list,
      G_LIST_MODEL (willow_workspace_get_profiles (workspace)),
      make_row_cb,
      self,
      NULL);
  g_signal_connect_object (broker,
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

  self->marking = TRUE;
  gtk_list_box_unselect_all (self->list);
  gtk_list_box_select_row (self->broker_list, self->broker_row);
  self->marking = FALSE;
}

static GtkListBoxRow *
find_row (WillowSidebar *self, WillowProfile *profile)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    if (willow_sidebar_row_get_profile (WILLOW_SIDEBAR_ROW (row)) == profile)
      return row;
  return NULL;
}

void
willow_sidebar_mark_profile (WillowSidebar *self, WillowProfile *profile)
{
  g_return_if_fail (WILLOW_IS_SIDEBAR (self));

  self->marking = TRUE;
  gtk_list_box_unselect_all (self->broker_list);
  if (profile != NULL)
    gtk_list_box_select_row (self->list, find_row (self, profile));
  else
    gtk_list_box_unselect_all (self->list);
  self->marking = FALSE;
}
