/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-details-group.h"

#include "app/connection/willow-form-binding.h"
#include "app/library/willow-group-dialog.h"
#include "model/profile/willow-colour.h"

#include <glib/gi18n.h>

struct _WillowDetailsGroup
{
  AdwPreferencesGroup parent_instance;

  WillowProfileStore *store;
  WillowProfile      *profile;
  GBindingGroup      *bindings;
  GSignalGroup       *signals;
  gboolean            setting; /* a choice is ours, not the person's */
  guint               chosen_source;

  AdwComboRow   *group_row;
  AdwComboRow   *colour_row;
  GtkWidget     *mark;
  GtkSwitch     *auto_switch;
  GtkWidget     *notes_view;
  GtkTextBuffer *notes_buffer;
};

G_DEFINE_FINAL_TYPE (WillowDetailsGroup,
                     willow_details_group,
                     ADW_TYPE_PREFERENCES_GROUP)

/* None, the groups that there are, and a new one. */
static void
show_group (WillowDetailsGroup *self)
{
  g_auto (GStrv) groups = NULL;
  g_autofree char *own = NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  if (self->profile == NULL || self->store == NULL)
    return;
  groups = willow_profile_store_dup_groups (self->store);
  g_object_get (self->profile, "group", &own, NULL);
  gtk_string_list_append (names, _ ("None"));
  for (guint i = 0; groups[i] != NULL; i++)
    {
      gtk_string_list_append (names, groups[i]);
      if (g_str_equal (groups[i], own))
        selected = i + 1;
    }
  gtk_string_list_append (names, _ ("New Group…"));
  self->setting = TRUE;
  adw_combo_row_set_model (self->group_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->group_row, selected);
  self->setting = FALSE;
}

static void
take_group (WillowDetailsGroup *self, guint selected)
{
  GListModel      *names = adw_combo_row_get_model (self->group_row);
  guint            n = g_list_model_get_n_items (names);
  g_autofree char *name = NULL;

  if (selected >= n)
    return;
  if (selected == n - 1)
    {
      /* Nothing has changed yet. */
      show_group (self);
      willow_group_dialog_present_new (
          GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
          self->store,
          self->profile);
      return;
    }
  name = g_strdup (selected > 0 ? gtk_string_list_get_string (
                                      GTK_STRING_LIST (names), selected)
                                : "");
  willow_profile_store_move_into (self->store, self->profile, name, NULL);
}

static gboolean
take_group_cb (gpointer user_data)
{
  WillowDetailsGroup *self = user_data;

  self->chosen_source = 0;
  if (self->profile != NULL)
    take_group (self, adw_combo_row_get_selected (self->group_row));
  return G_SOURCE_REMOVE;
}

/* Later: the list is another one then, and the row still looks at this one. */
static void
group_chosen_cb (WillowDetailsGroup *self)
{
  if (self->setting || self->profile == NULL)
    return;
  g_clear_handle_id (&self->chosen_source, g_source_remove);
  self->chosen_source = g_idle_add (take_group_cb, self);
}

static void
show_colour (WillowDetailsGroup *self)
{
  guint colour;

  if (self->profile == NULL)
    return;
  g_object_get (self->profile, "colour", &colour, NULL);
  for (guint i = 0; i < WILLOW_N_COLOURS; i++)
    gtk_widget_remove_css_class (self->mark, willow_colour_names[i]);
  gtk_widget_add_css_class (self->mark, willow_colour_names[colour]);
  self->setting = TRUE;
  adw_combo_row_set_selected (self->colour_row, colour);
  self->setting = FALSE;
}

static void
colour_chosen_cb (WillowDetailsGroup *self)
{
  guint selected = adw_combo_row_get_selected (self->colour_row);

  if (!self->setting && self->profile != NULL && selected < WILLOW_N_COLOURS)
    g_object_set (self->profile, "colour", selected, NULL);
}

static void
willow_details_group_dispose (GObject *object)
{
  WillowDetailsGroup *self = WILLOW_DETAILS_GROUP (object);

  g_clear_handle_id (&self->chosen_source, g_source_remove);
  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  g_clear_object (&self->profile);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (willow_details_group_parent_class)->dispose (object);
}

static void
willow_details_group_class_init (WillowDetailsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_details_group_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-details-group.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowDetailsGroup, group_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowDetailsGroup, colour_row);
  gtk_widget_class_bind_template_child (widget_class, WillowDetailsGroup, mark);
  gtk_widget_class_bind_template_child (
      widget_class, WillowDetailsGroup, auto_switch);
  gtk_widget_class_bind_template_child (
      widget_class, WillowDetailsGroup, notes_view);
  gtk_widget_class_bind_template_child (
      widget_class, WillowDetailsGroup, notes_buffer);
  gtk_widget_class_bind_template_callback (widget_class, group_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, colour_chosen_cb);
}

static void
willow_details_group_init (WillowDetailsGroup *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);

  self->setting = TRUE; /* a template's first choice is nobody's */
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < WILLOW_N_COLOURS; i++)
    gtk_string_list_append (words, willow_colour_get_word (i));
  adw_combo_row_set_model (self->colour_row, G_LIST_MODEL (words));
  self->setting = FALSE;
  self->bindings = g_binding_group_new ();
  willow_form_bind (
      self->bindings, "auto-connect", self->auto_switch, "active");
  willow_form_bind (self->bindings, "notes", self->notes_buffer, "text");
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "notify::group", G_CALLBACK (show_group), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::colour", G_CALLBACK (show_colour), self);
}

void
willow_details_group_set_store (WillowDetailsGroup *self,
                                WillowProfileStore *store)
{
  g_return_if_fail (WILLOW_IS_DETAILS_GROUP (self));

  if (g_set_object (&self->store, store) && store != NULL)
    g_signal_connect_object (store,
                             "items-changed",
                             G_CALLBACK (show_group),
                             self,
                             G_CONNECT_SWAPPED);
}

void
willow_details_group_set_profile (WillowDetailsGroup *self,
                                  WillowProfile      *profile)
{
  g_return_if_fail (WILLOW_IS_DETAILS_GROUP (self));

  g_clear_handle_id (&self->chosen_source, g_source_remove);
  g_set_object (&self->profile, profile);
  g_binding_group_set_source (self->bindings, profile);
  g_signal_group_set_target (self->signals, profile);
  show_group (self);
  show_colour (self);
}

void
willow_details_group_edit (WillowDetailsGroup *self)
{
  g_return_if_fail (WILLOW_IS_DETAILS_GROUP (self));
  gtk_widget_grab_focus (self->notes_view);
}
