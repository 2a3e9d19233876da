/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/library/willow-sidebar-group-row.h"

#include "app/library/willow-sidebar-drag.h"
#include "app/library/willow-sidebar-menu.h"
#include "app/library/willow-sidebar.h"

#include <glib/gi18n.h>

struct _WillowSidebarGroupRow
{
  GtkListBoxRow parent_instance;

  WillowProfileLibrary *library;
  WillowLibraryRow     *item;

  GtkImage      *fold_icon;
  GtkLabel      *name_label;
  GtkLabel      *count_label;
  GtkMenuButton *menu_button;
  GtkGesture    *fold_gesture;
};

G_DEFINE_FINAL_TYPE (WillowSidebarGroupRow,
                     willow_sidebar_group_row,
                     GTK_TYPE_LIST_BOX_ROW)

static void
update (WillowSidebarGroupRow *self)
{
  gboolean         collapsed = willow_library_row_get_collapsed (self->item);
  guint            n = willow_library_row_get_n_profiles (self->item);
  const char      *name = willow_library_row_get_group (self->item);
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *words =
      g_strdup_printf (ngettext ("%u connection", "%u connections", n), n);
  /* TRANSLATORS: spoken: group NAME */
  g_autofree char *spoken = g_strdup_printf (_ ("Group %s"), name);

  gtk_image_set_from_icon_name (
      self->fold_icon, collapsed ? "pan-end-symbolic" : "pan-down-symbolic");
  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->count_label, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words,
                                  -1);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, !collapsed, -1);
}

void
willow_sidebar_group_row_toggle (WillowSidebarGroupRow *self)
{
  const char *group = willow_library_row_get_group (self->item);

  willow_profile_library_set_collapsed (
      self->library, group, !willow_library_row_get_collapsed (self->item));
}

static void
clicked_cb (WillowSidebarGroupRow *self)
{
  gtk_gesture_set_state (self->fold_gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  willow_sidebar_group_row_toggle (self);
}

static void
menu_cb (WillowSidebarGroupRow *self)
{
  gtk_menu_button_popup (self->menu_button);
}

static void
make_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  WillowSidebarGroupRow *self = user_data;

  willow_sidebar_menu_set_up_group (
      button,
      willow_profile_library_get_store (self->library),
      willow_library_row_get_group (self->item));
}

static void
popup (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (WILLOW_SIDEBAR_GROUP_ROW (widget)->menu_button);
}

static void
fold (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WillowSidebarGroupRow *self = WILLOW_SIDEBAR_GROUP_ROW (widget);

  willow_profile_library_set_collapsed (
      self->library,
      willow_library_row_get_group (self->item),
      g_str_equal (name, "group.fold"));
}

static void
toggle (GtkWidget *widget, const char *name, GVariant *parameter)
{
  willow_sidebar_group_row_toggle (WILLOW_SIDEBAR_GROUP_ROW (widget));
}

static void
move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WillowSidebarGroupRow *self = WILLOW_SIDEBAR_GROUP_ROW (widget);
  WillowSidebar         *sidebar =
      WILLOW_SIDEBAR (gtk_widget_get_ancestor (widget, WILLOW_TYPE_SIDEBAR));
  g_autofree char *group = g_strdup (willow_library_row_get_group (self->item));

  willow_profile_store_step_group (
      willow_profile_library_get_store (self->library),
      group,
      g_str_equal (name, "group.move-up") ? -1 : 1,
      FALSE);
  /* This row is another one now. */
  if (sidebar != NULL)
    willow_sidebar_focus_group (sidebar, group);
}

static void
ask_name (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WillowSidebarGroupRow *self = WILLOW_SIDEBAR_GROUP_ROW (widget);

  gtk_widget_activate_action (widget,
                              "win.rename-group",
                              "s",
                              willow_library_row_get_group (self->item));
}

static void
dissolve (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WillowSidebarGroupRow *self = WILLOW_SIDEBAR_GROUP_ROW (widget);
  g_autofree char *group = g_strdup (willow_library_row_get_group (self->item));

  willow_profile_store_rename_group (
      willow_profile_library_get_store (self->library), group, "");
}

static void
willow_sidebar_group_row_dispose (GObject *object)
{
  WillowSidebarGroupRow *self = WILLOW_SIDEBAR_GROUP_ROW (object);

  g_clear_object (&self->item);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (willow_sidebar_group_row_parent_class)->dispose (object);
}

static void
add_actions (GtkWidgetClass *klass)
{
  static const struct
  {
    const char                 *action;
    GtkWidgetActionActivateFunc run;
    guint                       key;
    GdkModifierType             modifiers;
  } actions[] = {
    { "group.menu", popup, GDK_KEY_Menu, 0 },
    { "group.fold", fold, GDK_KEY_Left, 0 },
    { "group.unfold", fold, GDK_KEY_Right, 0 },
    { "group.toggle", toggle, GDK_KEY_space, 0 },
    { "group.move-up", move, GDK_KEY_Up, GDK_ALT_MASK },
    { "group.move-down", move, GDK_KEY_Down, GDK_ALT_MASK },
    { "group.rename", ask_name, GDK_KEY_F2, 0 },
    { "group.dissolve", dissolve, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_class_install_action (
          klass, actions[i].action, NULL, actions[i].run);
      if (actions[i].key != 0)
        gtk_widget_class_add_binding_action (klass,
                                             actions[i].key,
                                             actions[i].modifiers,
                                             actions[i].action,
                                             NULL);
    }
  gtk_widget_class_add_binding_action (
      klass, GDK_KEY_F10, GDK_SHIFT_MASK, "group.menu", NULL);
}

static void
willow_sidebar_group_row_class_init (WillowSidebarGroupRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_sidebar_group_row_dispose;
  add_actions (widget_class);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/willowmqtt/Willow/ui/willow-sidebar-group-row.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebarGroupRow, fold_icon);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebarGroupRow, name_label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebarGroupRow, count_label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebarGroupRow, menu_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSidebarGroupRow, fold_gesture);
  gtk_widget_class_bind_template_callback (widget_class, menu_cb);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
willow_sidebar_group_row_init (WillowSidebarGroupRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
willow_sidebar_group_row_new (WillowProfileLibrary *library,
                              WillowLibraryRow     *item)
{
  WillowSidebarGroupRow *self =
      g_object_new (WILLOW_TYPE_SIDEBAR_GROUP_ROW, NULL);

  self->library = g_object_ref (library);
  self->item = g_object_ref (item);
  g_signal_connect_object (
      item, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_create_popup_func (
      self->menu_button, make_menu_cb, self, NULL);
  willow_sidebar_drag_add_source (GTK_WIDGET (self), item);
  update (self);
  return GTK_WIDGET (self);
}

const char *
willow_sidebar_group_row_get_group (WillowSidebarGroupRow *self)
{
  g_return_val_if_fail (WILLOW_IS_SIDEBAR_GROUP_ROW (self), NULL);
  return willow_library_row_get_group (self->item);
}
