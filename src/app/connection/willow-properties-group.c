/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-properties-group.h"

#include "app/connection/willow-form-rows.h"
#include "app/connection/willow-note-list.h"
#include "app/connection/willow-pairs-row.h"

#include <glib/gi18n.h>

#define N_VALUES G_N_ELEMENTS (values)

static const WillowFormValue values[] = {
  { N_ ("Receive Maximum"),
    N_ ("QoS 1 and 2 messages on their way to us"),
    "use-receive-maximum",
    "receive-maximum",
    WILLOW_FORM_NUMBER,
    G_MAXUINT16 },
  { N_ ("Maximum Packet Size"),
    N_ ("Bytes; the broker drops larger messages for us"),
    "use-maximum-packet-size",
    "maximum-packet-size",
    WILLOW_FORM_NUMBER,
    G_MAXUINT32 },
  { N_ ("Topic Alias Maximum"),
    N_ ("Numbers that the broker may use in place of topics"),
    "use-topic-alias-maximum",
    "topic-alias-maximum",
    WILLOW_FORM_NUMBER,
    G_MAXUINT16 },
  { N_ ("Request Response Information"),
    N_ ("Ask where replies to requests belong"),
    "use-request-response-information",
    "request-response-information",
    WILLOW_FORM_BOOLEAN,
    1 },
  { N_ ("Request Problem Information"),
    N_ ("Ask for reasons in words; 0 asks for fewer"),
    "use-request-problem-information",
    "request-problem-information",
    WILLOW_FORM_BOOLEAN,
    1 },
};

struct _WillowPropertiesGroup
{
  AdwPreferencesGroup parent_instance;

  WillowProfile  *profile; /* (nullable) */
  GBindingGroup  *bindings;
  GSignalGroup   *signals;
  GtkWidget      *rows[N_VALUES];
  GtkWidget      *pairs_row;
  WillowNoteList *notes;
};

G_DEFINE_FINAL_TYPE (WillowPropertiesGroup,
                     willow_properties_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
update_version (WillowPropertiesGroup *self)
{
  gboolean is_5;

  if (self->profile == NULL)
    return;
  is_5 = willow_profile_get_version (self->profile) == MQTT_VERSION_5_0;
  for (gsize i = 0; i < N_VALUES; i++)
    willow_form_row_set_version (self->rows[i], is_5);
  willow_form_row_set_version (self->pairs_row, is_5);
}

static void
willow_properties_group_dispose (GObject *object)
{
  WillowPropertiesGroup *self = WILLOW_PROPERTIES_GROUP (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  G_OBJECT_CLASS (willow_properties_group_parent_class)->dispose (object);
}

static void
willow_properties_group_class_init (WillowPropertiesGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_properties_group_dispose;
}

static void
willow_properties_group_init (WillowPropertiesGroup *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  adw_preferences_group_set_title (group, _ ("Properties (MQTT 5.0)"));
  adw_preferences_group_set_description (
      group,
      _ ("What is switched off is not in the packet, which is not the same as "
         "0."));
  self->bindings = g_binding_group_new ();
  for (gsize i = 0; i < N_VALUES; i++)
    {
      self->rows[i] = willow_form_value_row_new (self->bindings, &values[i]);
      adw_preferences_group_add (group, self->rows[i]);
    }
  self->pairs_row = willow_pairs_row_new ();
  gtk_widget_set_name (self->pairs_row, "user-properties");
  adw_preferences_group_add (group, self->pairs_row);
  self->notes = g_object_new (WILLOW_TYPE_NOTE_LIST,
                              "about",
                              "receive-maximum maximum-packet-size "
                              "topic-alias-maximum "
                              "request-response-information "
                              "request-problem-information user-properties",
                              NULL);
  adw_preferences_group_add (group, GTK_WIDGET (self->notes));
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "notify::version", G_CALLBACK (update_version), self);
}

void
willow_properties_group_set_profile (WillowPropertiesGroup *self,
                                     WillowProfile         *profile)
{
  g_return_if_fail (WILLOW_IS_PROPERTIES_GROUP (self));

  g_set_object (&self->profile, profile);
  g_binding_group_set_source (self->bindings, profile);
  g_signal_group_set_target (self->signals, profile);
  willow_pairs_row_set_list (
      WILLOW_PAIRS_ROW (self->pairs_row),
      profile != NULL ? willow_profile_get_user_properties (profile) : NULL);
  willow_note_list_set_profile (self->notes, profile);
  update_version (self);
}
