/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-practice-group.h"

#include "app/widget/willow-accessible.h"
#include "app/connection/willow-flags-row.h"
#include "app/connection/willow-form-binding.h"
#include "app/connection/willow-form-rows.h"
#include "app/connection/willow-note-list.h"

#include <glib/gi18n.h>

static const WillowFormValue level = {
  N_ ("Protocol Version"), N_ ("3, 4 and 5 are those that exist"),
  "use-protocol-level",    "protocol-level",
  WILLOW_FORM_NUMBER,      G_MAXUINT8,
};

struct _WillowPracticeGroup
{
  AdwPreferencesGroup parent_instance;

  WillowProfile  *profile; /* (nullable) */
  GBindingGroup  *bindings;
  GSignalGroup   *signals;
  GtkWidget      *practice_row;
  GtkWidget      *flags_row;
  GtkWidget      *extra_row;
  GtkWidget      *extra_will_row;
  WillowNoteList *notes;
};

G_DEFINE_FINAL_TYPE (WillowPracticeGroup,
                     willow_practice_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
update (WillowPracticeGroup *self)
{
  gboolean is_5, use_will;

  if (self->profile == NULL)
    return;
  is_5 = willow_profile_get_version (self->profile) == MQTT_VERSION_5_0;
  g_object_get (self->profile, "use-will", &use_will, NULL);
  gtk_widget_set_visible (self->extra_row, is_5);
  gtk_widget_set_visible (self->extra_will_row, is_5 && use_will);
}

static void
willow_practice_group_dispose (GObject *object)
{
  WillowPracticeGroup *self = WILLOW_PRACTICE_GROUP (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  G_OBJECT_CLASS (willow_practice_group_parent_class)->dispose (object);
}

static void
willow_practice_group_class_init (WillowPracticeGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_practice_group_dispose;
}

static GtkWidget *
add (WillowPracticeGroup *self, GtkWidget *row)
{
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self->practice_row), row);
  return row;
}

/* The switch in front of the bits. */
static void
add_flags (WillowPracticeGroup *self)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *on = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 _ ("Connect Flags by hand"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _ ("The payload does not follow them"));
  gtk_widget_set_valign (on, GTK_ALIGN_CENTER);
  willow_form_name (on, _ ("Connect Flags by hand"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), on);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), on);
  gtk_widget_set_name (row, "use-connect-flags");
  add (self, row);
  self->flags_row = add (self, willow_flags_row_new ());
  gtk_widget_set_name (self->flags_row, "connect-flags");
  willow_form_bind (self->bindings, "use-connect-flags", on, "active");
  willow_form_bind (self->bindings, "connect-flags", self->flags_row, "value");
  g_object_bind_property (
      on, "active", self->flags_row, "visible", G_BINDING_SYNC_CREATE);
}

static void
add_rows (WillowPracticeGroup *self)
{
  add (self,
       willow_form_text_row_new (self->bindings,
                                 _ ("Protocol Name"),
                                 "use-protocol-name",
                                 "protocol-name",
                                 NULL));
  add (self, willow_form_value_row_new (self->bindings, &level));
  add_flags (self);
  self->extra_row =
      add (self,
           willow_form_text_row_new (self->bindings,
                                     _ ("More bytes of properties, in hex"),
                                     NULL,
                                     "extra-properties",
                                     NULL));
  self->extra_will_row = add (
      self,
      willow_form_text_row_new (self->bindings,
                                _ ("More bytes of will properties, in hex"),
                                NULL,
                                "extra-will-properties",
                                NULL));
}

static void
add_practice (WillowPracticeGroup *self)
{
  AdwExpanderRow *row;

  self->practice_row = adw_expander_row_new ();
  row = ADW_EXPANDER_ROW (self->practice_row);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 _ ("Practice Mode"));
  adw_expander_row_set_subtitle (
      row, _ ("Send what breaks a rule, to see the answer"));
  adw_expander_row_set_show_enable_switch (row, TRUE);
  gtk_widget_set_name (self->practice_row, "practice");
  willow_accessible_name_parts (
      self->practice_row, GTK_TYPE_SWITCH, _ ("Practice Mode"));
  willow_form_bind (
      self->bindings, "practice", self->practice_row, "enable-expansion");
}

static void
willow_practice_group_init (WillowPracticeGroup *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  self->bindings = g_binding_group_new ();
  add_practice (self);
  add_rows (self);
  adw_preferences_group_add (group, self->practice_row);
  self->notes = g_object_new (WILLOW_TYPE_NOTE_LIST,
                              "about",
                              "practice protocol-name protocol-level "
                              "connect-flags extra-properties "
                              "extra-will-properties",
                              NULL);
  adw_preferences_group_add (group, GTK_WIDGET (self->notes));
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "notify::version", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::use-will", G_CALLBACK (update), self);
}

void
willow_practice_group_set_profile (WillowPracticeGroup *self,
                                   WillowProfile       *profile)
{
  g_return_if_fail (WILLOW_IS_PRACTICE_GROUP (self));

  g_set_object (&self->profile, profile);
  g_binding_group_set_source (self->bindings, profile);
  g_signal_group_set_target (self->signals, profile);
  willow_note_list_set_profile (self->notes, profile);
  update (self);
}
