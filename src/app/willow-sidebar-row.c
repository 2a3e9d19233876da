/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/willow-sidebar-row.h"

#include "app/willow-state.h"

#include <glib/gi18n.h>

struct _WillowSidebarRow
{
  GtkListBoxRow parent_instance;

  WillowProfile *profile;
  GSignalGroup  *conversation_signals;

  GtkImage      *state_icon;
  GtkLabel      *name_label;
  GtkLabel      *url_label;
  GtkMenuButton *menu_button;
};

G_DEFINE_FINAL_TYPE (WillowSidebarRow,
                     willow_sidebar_row,
                     GTK_TYPE_LIST_BOX_ROW)

static void
menu_cb (WillowSidebarRow *self)
{
  gtk_menu_button_popup (self->menu_button);
}

static void
update_state (WillowSidebarRow *self)
{
  g_autoptr (WillowConversation) conversation =
      g_signal_group_dup_target (self->conversation_signals);
  WillowClientState state = WILLOW_CLIENT_DISCONNECTED;
  const char       *word;

  if (conversation != NULL)
    state = willow_conversation_get_state (conversation);
  word = willow_state_get_word (state);
  gtk_image_set_from_icon_name (self->state_icon,
                                willow_state_get_icon_name (state));
  willow_state_apply_style (GTK_WIDGET (self->state_icon), state);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state_icon), word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->state_icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  word,
                                  -1);
}

static void
update_texts (WillowSidebarRow *self)
{
  g_autofree char *url = willow_profile_dup_url (self->profile);
  const char      *name = willow_profile_get_name (self->profile);

  gtk_label_set_label (self->name_label,
                       *name != '\0' ? name : _ ("Without a name"));
  gtk_label_set_label (self->url_label, url);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
conversation_added_cb (WillowSidebarRow *self, WillowConversation *conversation)
{
  if (willow_conversation_get_profile (conversation) != self->profile)
    return;
  g_signal_group_set_target (self->conversation_signals, conversation);
  update_state (self);
}

static void
willow_sidebar_row_dispose (GObject *object)
{
  WillowSidebarRow *self = WILLOW_SIDEBAR_ROW (object);

  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->profile);
  G_OBJECT_CLASS (willow_sidebar_row_parent_class)->dispose (object);
}

static void
willow_sidebar_row_class_init (WillowSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_sidebar_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-sidebar-row.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebarRow, state_icon);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebarRow, name_label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebarRow, url_label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebarRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, menu_cb);
}

static void
willow_sidebar_row_init (WillowSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->conversation_signals = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals,
                                  "notify::state",
                                  G_CALLBACK (update_state),
                                  self);
}

static void
append_item (GMenu         *menu,
             const char    *label,
             const char    *action,
             WillowProfile *profile)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (
      item, action, "s", willow_profile_get_id (profile));
  g_menu_append_item (menu, item);
}

static GMenuModel *
make_menu (WillowProfile *profile)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  append_item (menu, _ ("_Duplicate"), "win.duplicate-connection", profile);
  append_item (last, _ ("D_elete…"), "win.delete-connection", profile);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

GtkWidget *
willow_sidebar_row_new (WillowWorkspace *workspace, WillowProfile *profile)
{
  WillowSidebarRow *self = g_object_new (WILLOW_TYPE_SIDEBAR_ROW, NULL);
  g_autoptr (GMenuModel) menu = make_menu (profile);

  self->profile = g_object_ref (profile);
  g_signal_connect_object (
      profile, "changed", G_CALLBACK (update_texts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace,
                           "conversation-added",
                           G_CALLBACK (conversation_added_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_group_set_target (
      self->conversation_signals,
      willow_workspace_find_conversation (workspace, profile));
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  update_texts (self);
  update_state (self);
  return GTK_WIDGET (self);
}

WillowProfile *
willow_sidebar_row_get_profile (WillowSidebarRow *self)
{
  g_return_val_if_fail (WILLOW_IS_SIDEBAR_ROW (self), NULL);
  return self->profile;
}
