/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/willow-will-group.h"

#include "app/willow-accessible.h"
#include "app/willow-choice.h"
#include "app/willow-note-list.h"

#include <glib/gi18n.h>

struct _WillowWillGroup
{
  AdwPreferencesGroup parent_instance;

  GBindingGroup *bindings;

  AdwExpanderRow *will_row;
  AdwEntryRow    *topic_row;
  AdwEntryRow    *payload_row;
  WillowChoice   *qos_choice;
  GtkSwitch      *retain_switch;
  WillowNoteList *notes;
};

G_DEFINE_FINAL_TYPE (WillowWillGroup,
                     willow_will_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
willow_will_group_dispose (GObject *object)
{
  WillowWillGroup *self = WILLOW_WILL_GROUP (object);

  g_clear_object (&self->bindings);
  G_OBJECT_CLASS (willow_will_group_parent_class)->dispose (object);
}

static void
willow_will_group_class_init (WillowWillGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_will_group_dispose;
  g_type_ensure (WILLOW_TYPE_CHOICE);
  g_type_ensure (WILLOW_TYPE_NOTE_LIST);
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
  gtk_widget_class_bind_template_child (widget_class, WillowWillGroup, notes);
}

static void
bind (WillowWillGroup *self,
      const char      *property,
      gpointer         widget,
      const char      *of_widget)
{
  g_binding_group_bind (self->bindings,
                        property,
                        widget,
                        of_widget,
                        G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
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
  self->bindings = g_binding_group_new ();
  bind (self, "use-will", self->will_row, "enable-expansion");
  bind (self, "will-topic", self->topic_row, "text");
  bind (self, "will-payload", self->payload_row, "text");
  bind (self, "will-qos", self->qos_choice, "value");
  bind (self, "will-retain", self->retain_switch, "active");
}

void
willow_will_group_set_profile (WillowWillGroup *self, WillowProfile *profile)
{
  g_return_if_fail (WILLOW_IS_WILL_GROUP (self));

  g_binding_group_set_source (self->bindings, profile);
  willow_note_list_set_profile (self->notes, profile);
}
