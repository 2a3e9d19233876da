/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-will-group.h"

#include "app/widget/willow-accessible.h"
#include "app/widget/willow-choice.h"
#include "app/connection/willow-form-binding.h"
#include "app/connection/willow-form-rows.h"
#include "app/connection/willow-note-list.h"
#include "app/connection/willow-pairs-row.h"
#include "app/connection/willow-will-properties.h"

#include <glib/gi18n.h>

struct _WillowWillGroup
{
  AdwPreferencesGroup parent_instance;

  WillowProfile *profile; /* (nullable) */
  GBindingGroup *bindings;
  GSignalGroup  *signals;

  AdwExpanderRow *will_row;
  AdwEntryRow    *topic_row;
  AdwEntryRow    *payload_row;
  WillowChoice   *qos_choice;
  GtkSwitch      *retain_switch;
  GtkWidget      *properties_row;
  GtkWidget      *pairs_row;
  WillowNoteList *notes;
};

G_DEFINE_FINAL_TYPE (WillowWillGroup,
                     willow_will_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
willow_will_group_dispose (GObject *object)
{
  WillowWillGroup *self = WILLOW_WILL_GROUP (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  G_OBJECT_CLASS (willow_will_group_parent_class)->dispose (object);
}

static void
willow_will_group_class_init (WillowWillGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_will_group_dispose;
  g_type_ensure (WILLOW_TYPE_CHOICE);
  g_type_ensure (WILLOW_TYPE_NOTE_LIST);
  g_type_ensure (WILLOW_TYPE_PAIRS_ROW);
  g_type_ensure (WILLOW_TYPE_WILL_PROPERTIES);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-will-group.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowWillGroup, will_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWillGroup, topic_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWillGroup, payload_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWillGroup, qos_choice);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWillGroup, retain_switch);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWillGroup, properties_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWillGroup, pairs_row);
  gtk_widget_class_bind_template_child (widget_class, WillowWillGroup, notes);
}

static void
bind_settings (WillowWillGroup *self)
{
  GBindingGroup *bindings = self->bindings = g_binding_group_new ();

  willow_form_add_encoding (bindings, self->topic_row, "will-topic-encoding");
  willow_form_add_encoding (
      bindings, self->payload_row, "will-payload-encoding");
  willow_form_bind (bindings, "use-will", self->will_row, "enable-expansion");
  willow_form_bind (bindings, "will-topic", self->topic_row, "text");
  willow_form_bind (bindings, "will-payload", self->payload_row, "text");
  willow_form_bind (bindings, "will-qos", self->qos_choice, "value");
  willow_form_bind (bindings, "will-retain", self->retain_switch, "active");
}

/* Without a will there is nothing that they could belong to. */
static void
update (WillowWillGroup *self)
{
  gboolean use_will, is_5;

  if (self->profile == NULL)
    return;
  g_object_get (self->profile, "use-will", &use_will, NULL);
  is_5 = willow_profile_get_version (self->profile) == MQTT_VERSION_5_0;
  gtk_widget_set_visible (self->properties_row, use_will);
  gtk_widget_set_visible (self->pairs_row, use_will);
  willow_form_row_set_version (self->properties_row, is_5);
  willow_form_row_set_version (self->pairs_row, is_5);
}

static void
willow_will_group_init (WillowWillGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_accessible_name_parts (
      GTK_WIDGET (self->will_row),
      GTK_TYPE_SWITCH,
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->will_row)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->retain_switch),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Will Retain"),
                                  -1);
  willow_choice_append_qos (self->qos_choice);
  bind_settings (self);
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "notify::version", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::use-will", G_CALLBACK (update), self);
}

void
willow_will_group_set_profile (WillowWillGroup *self, WillowProfile *profile)
{
  g_return_if_fail (WILLOW_IS_WILL_GROUP (self));

  g_set_object (&self->profile, profile);
  g_binding_group_set_source (self->bindings, profile);
  g_signal_group_set_target (self->signals, profile);
  willow_will_properties_set_profile (
      WILLOW_WILL_PROPERTIES (self->properties_row), profile);
  willow_pairs_row_set_list (
      WILLOW_PAIRS_ROW (self->pairs_row),
      profile != NULL ? willow_profile_get_will_user_properties (profile)
                      : NULL);
  update (self);
  willow_note_list_set_profile (self->notes, profile);
}
