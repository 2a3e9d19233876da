/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-session-group.h"

#include "app/widget/willow-accessible.h"
#include "app/connection/willow-form-rows.h"
#include "app/connection/willow-note-list.h"

#include <glib/gi18n.h>

#define NEVER_SECONDS 0xffffffffu

struct _WillowSessionGroup
{
  AdwPreferencesGroup parent_instance;

  WillowProfile *profile;
  GBindingGroup *bindings;
  GSignalGroup  *signals;

  AdwEntryRow     *client_id_row;
  AdwActionRow    *clean_row;
  GtkSwitch       *clean_switch;
  AdwExpanderRow  *expiry_row;
  GtkToggleButton *never_button;
  GtkSpinButton   *expiry_spin;
  GtkSpinButton   *keep_alive_spin;
  WillowNoteList  *notes;
};

G_DEFINE_FINAL_TYPE (WillowSessionGroup,
                     willow_session_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
generate_cb (WillowSessionGroup *self)
{
  /* 15 characters: every server must take up to 23 [MQTT-3.1.3-5]. */
  g_autofree char *id = g_strdup_printf ("willow-%08x", g_random_int ());

  if (self->profile == NULL)
    return;
  g_object_set (self->profile, "client-id-encoding", WILLOW_TEXT_PLAIN, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->client_id_row), id);
}

/* The words of the version: Clean Session in 3.x, Clean Start in 5.0. */
static void
update_version (WillowSessionGroup *self)
{
  gboolean is_5;

  if (self->profile == NULL)
    return;
  is_5 = willow_profile_get_version (self->profile) == MQTT_VERSION_5_0;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->clean_row),
                                 is_5 ? _ ("Clean Start")
                                      : _ ("Clean Session"));
  adw_action_row_set_subtitle (
      self->clean_row,
      is_5 ? _ ("The broker throws away what it kept for this client")
           : _ ("The broker keeps nothing, before and after"));
  willow_form_row_set_version (GTK_WIDGET (self->expiry_row), is_5);
}

static gboolean
to_never (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_boolean (to, g_value_get_uint (from) == NEVER_SECONDS);
  return TRUE;
}

static gboolean
from_never (GBinding     *binding,
            const GValue *from,
            GValue       *to,
            gpointer      user_data)
{
  g_value_set_uint (to, g_value_get_boolean (from) ? NEVER_SECONDS : 0);
  return TRUE;
}

static void
willow_session_group_dispose (GObject *object)
{
  WillowSessionGroup *self = WILLOW_SESSION_GROUP (object);

  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  g_clear_object (&self->profile);
  G_OBJECT_CLASS (willow_session_group_parent_class)->dispose (object);
}

static void
willow_session_group_class_init (WillowSessionGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_session_group_dispose;
  g_type_ensure (WILLOW_TYPE_NOTE_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-session-group.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowSessionGroup, client_id_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSessionGroup, clean_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSessionGroup, clean_switch);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSessionGroup, expiry_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSessionGroup, never_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSessionGroup, expiry_spin);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSessionGroup, keep_alive_spin);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSessionGroup, notes);
  gtk_widget_class_bind_template_callback (widget_class, generate_cb);
}

static void
bind (WillowSessionGroup *self,
      const char         *property,
      gpointer            widget,
      const char         *of_widget)
{
  g_binding_group_bind (self->bindings,
                        property,
                        widget,
                        of_widget,
                        G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

static void
willow_session_group_init (WillowSessionGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_accessible_name_parts (
      GTK_WIDGET (self->expiry_row),
      GTK_TYPE_SWITCH,
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->expiry_row)));
  self->bindings = g_binding_group_new ();
  willow_form_add_encoding (
      self->bindings, self->client_id_row, "client-id-encoding");
  bind (self, "client-id", self->client_id_row, "text");
  bind (self, "clean-start", self->clean_switch, "active");
  bind (self, "use-session-expiry", self->expiry_row, "enable-expansion");
  bind (self, "session-expiry-seconds", self->expiry_spin, "value");
  bind (self, "keep-alive-seconds", self->keep_alive_spin, "value");
  g_binding_group_bind_full (self->bindings,
                             "session-expiry-seconds",
                             self->never_button,
                             "active",
                             G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL,
                             to_never,
                             from_never,
                             NULL,
                             NULL);
  g_object_bind_property (self->never_button,
                          "active",
                          self->expiry_spin,
                          "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);

  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "notify::version", G_CALLBACK (update_version), self);
}

void
willow_session_group_set_profile (WillowSessionGroup *self,
                                  WillowProfile      *profile)
{
  g_return_if_fail (WILLOW_IS_SESSION_GROUP (self));

  g_set_object (&self->profile, profile);
  g_binding_group_set_source (self->bindings, profile);
  g_signal_group_set_target (self->signals, profile);
  willow_note_list_set_profile (self->notes, profile);
  update_version (self);
  /* What is sent is seen. */
  adw_expander_row_set_expanded (
      self->expiry_row,
      adw_expander_row_get_enable_expansion (self->expiry_row));
}
