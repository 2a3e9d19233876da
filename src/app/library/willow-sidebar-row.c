/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/library/willow-sidebar-row.h"

#include "app/library/willow-sidebar-drag.h"
#include "app/library/willow-sidebar-menu.h"
#include "app/library/willow-sidebar.h"
#include "app/window/willow-state.h"
#include "model/profile/willow-colour.h"
#include "model/profile/willow-profile-library.h"

#include <glib/gi18n.h>

struct _WillowSidebarRow
{
  GtkListBoxRow parent_instance;

  WillowWorkspace *workspace;
  WillowProfile   *profile;
  GSignalGroup    *conversation_signals;

  GtkWidget     *mark;
  GtkImage      *state_icon;
  GtkLabel      *name_label;
  GtkLabel      *url_label;
  GtkMenuButton *menu_button;
};

G_DEFINE_FINAL_TYPE (WillowSidebarRow,
                     willow_sidebar_row,
                     GTK_TYPE_LIST_BOX_ROW)

/* What is done with the profile, and which action of the window does it. */
static const struct
{
  const char *row;
  const char *window;
} orders[] = {
  { "row.connect", "win.connection-connect" },
  { "row.disconnect", "win.connection-disconnect" },
  { "row.new-window", "win.connection-window" },
  { "row.rename", "win.connection-rename" },
  { "row.details", "win.connection-details" },
  { "row.keep", "win.connection-keep" },
  { "row.new-group", "win.connection-new-group" },
  { "row.duplicate", "win.duplicate-connection" },
  { "row.delete", "win.delete-connection" },
};

static void
order (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WillowSidebarRow *self = WILLOW_SIDEBAR_ROW (widget);

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_str_equal (orders[i].row, name))
      gtk_widget_activate_action (
          widget, orders[i].window, "s", willow_profile_get_id (self->profile));
}

static void
move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WillowSidebarRow *self = WILLOW_SIDEBAR_ROW (widget);
  WillowSidebar    *sidebar =
      WILLOW_SIDEBAR (gtk_widget_get_ancestor (widget, WILLOW_TYPE_SIDEBAR));
  g_autoptr (WillowProfile) profile = g_object_ref (self->profile);
  int step = g_str_equal (name, "row.move-up") ? -1 : 1;

  willow_profile_store_step (
      willow_workspace_get_profiles (self->workspace), profile, step, FALSE);
  /* This row is another one now. */
  if (sidebar != NULL)
    willow_sidebar_focus_profile (sidebar, profile);
}

static void
popup (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (WILLOW_SIDEBAR_ROW (widget)->menu_button);
}

static void
menu_cb (WillowSidebarRow *self)
{
  gtk_menu_button_popup (self->menu_button);
}

static void
middle_cb (WillowSidebarRow *self)
{
  order (GTK_WIDGET (self), "row.new-window", NULL);
}

static void
make_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  WillowSidebarRow *self = user_data;

  willow_sidebar_menu_set_up (button, self->workspace, self->profile);
}

static gboolean
is_temporary (WillowSidebarRow *self)
{
  return willow_profile_store_is_temporary (
      willow_workspace_get_profiles (self->workspace), self->profile);
}

static WillowClientState
get_state (WillowSidebarRow *self)
{
  g_autoptr (WillowConversation) conversation =
      g_signal_group_dup_target (self->conversation_signals);

  return conversation != NULL ? willow_conversation_get_state (conversation)
                              : WILLOW_CLIENT_DISCONNECTED;
}

/* All that the row shows, for whoever does not see it. */
static void
describe (WillowSidebarRow *self, const char *url, WillowColour colour)
{
  g_autofree char *text = g_strdup_printf (
      "%s, %s%s%s%s%s",
      willow_state_get_word (get_state (self)),
      url,
      colour != WILLOW_COLOUR_NONE ? ", " : "",
      colour != WILLOW_COLOUR_NONE ? willow_colour_get_word (colour) : "",
      is_temporary (self) ? ", " : "",
      is_temporary (self) ? _ ("not kept") : "");

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
update_mark (WillowSidebarRow *self, WillowColour colour)
{
  const char *word = willow_colour_get_word (colour);

  for (guint i = 0; i < WILLOW_N_COLOURS; i++)
    gtk_widget_remove_css_class (self->mark, willow_colour_names[i]);
  gtk_widget_add_css_class (self->mark, willow_colour_names[colour]);
  gtk_widget_set_tooltip_text (self->mark,
                               colour != WILLOW_COLOUR_NONE ? word : NULL);
}

static void
update_texts (WillowSidebarRow *self)
{
  g_autofree char *url = willow_profile_dup_url (self->profile);
  g_autofree char *notes = NULL;
  const char      *name = willow_profile_get_name (self->profile);
  guint            colour;

  g_object_get (self->profile, "colour", &colour, "notes", &notes, NULL);
  if (*name == '\0')
    name = _ ("Without a name");
  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->url_label, url);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label),
                               *notes != '\0' ? notes : NULL);
  update_mark (self, colour);
  describe (self, url, colour);
}

static void
update_state (WillowSidebarRow *self)
{
  WillowClientState state = get_state (self);
  const char       *word = willow_state_get_word (state);

  gtk_image_set_from_icon_name (self->state_icon,
                                willow_state_get_icon_name (state));
  willow_state_apply_style (GTK_WIDGET (self->state_icon), state);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state_icon), word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->state_icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  word,
                                  -1);
  update_texts (self);
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
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (willow_sidebar_row_parent_class)->dispose (object);
}

static void
bind_keys (GtkWidgetClass *klass)
{
  static const struct
  {
    guint           key;
    GdkModifierType modifiers;
    const char     *action;
  } keys[] = {
    { GDK_KEY_Up, GDK_ALT_MASK, "row.move-up" },
    { GDK_KEY_Down, GDK_ALT_MASK, "row.move-down" },
    { GDK_KEY_F2, 0, "row.rename" },
    { GDK_KEY_Return, GDK_SHIFT_MASK, "row.new-window" },
    { GDK_KEY_Menu, 0, "row.menu" },
    { GDK_KEY_F10, GDK_SHIFT_MASK, "row.menu" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (
        klass, keys[i].key, keys[i].modifiers, keys[i].action, NULL);
}

static void
willow_sidebar_row_class_init (WillowSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_sidebar_row_dispose;
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    gtk_widget_class_install_action (widget_class, orders[i].row, NULL, order);
  gtk_widget_class_install_action (widget_class, "row.move-up", NULL, move);
  gtk_widget_class_install_action (widget_class, "row.move-down", NULL, move);
  gtk_widget_class_install_action (widget_class, "row.menu", NULL, popup);
  bind_keys (widget_class);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WillowSidebarRow, mark);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebarRow, state_icon);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebarRow, name_label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebarRow, url_label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebarRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, menu_cb);
  gtk_widget_class_bind_template_callback (widget_class, middle_cb);
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

GtkWidget *
willow_sidebar_row_new (WillowWorkspace *workspace, WillowLibraryRow *item)
{
  WillowSidebarRow *self = g_object_new (WILLOW_TYPE_SIDEBAR_ROW, NULL);
  WillowProfile    *profile = willow_library_row_get_profile (item);

  self->workspace = g_object_ref (workspace);
  self->profile = g_object_ref (profile);
  if (is_temporary (self))
    gtk_widget_add_css_class (GTK_WIDGET (self->name_label), "not-kept");
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
  gtk_menu_button_set_create_popup_func (
      self->menu_button, make_menu_cb, self, NULL);
  willow_sidebar_drag_add_source (GTK_WIDGET (self), item);
  update_state (self);
  return GTK_WIDGET (self);
}

WillowProfile *
willow_sidebar_row_get_profile (WillowSidebarRow *self)
{
  g_return_val_if_fail (WILLOW_IS_SIDEBAR_ROW (self), NULL);
  return self->profile;
}
