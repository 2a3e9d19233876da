/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-reconnect-group.h"

#include "app/widget/willow-accessible.h"
#include "app/widget/willow-choice.h"
#include "app/connection/willow-form-binding.h"

#include <glib/gi18n.h>

struct _WillowReconnectGroup
{
  AdwPreferencesGroup parent_instance;

  GBindingGroup *bindings;

  WillowChoice   *subscribe_choice;
  AdwExpanderRow *again_row;
  GtkSpinButton  *delay_spin;
  GtkSpinButton  *maximum_spin;
  GtkSpinButton  *jitter_spin;
  GtkSwitch      *stop_switch;
};

G_DEFINE_FINAL_TYPE (WillowReconnectGroup,
                     willow_reconnect_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
willow_reconnect_group_dispose (GObject *object)
{
  WillowReconnectGroup *self = WILLOW_RECONNECT_GROUP (object);

  g_clear_object (&self->bindings);
  G_OBJECT_CLASS (willow_reconnect_group_parent_class)->dispose (object);
}

static void
willow_reconnect_group_class_init (WillowReconnectGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_reconnect_group_dispose;
  g_type_ensure (WILLOW_TYPE_CHOICE);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/willowmqtt/Willow/ui/willow-reconnect-group.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowReconnectGroup, subscribe_choice);
  gtk_widget_class_bind_template_child (
      widget_class, WillowReconnectGroup, again_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowReconnectGroup, delay_spin);
  gtk_widget_class_bind_template_child (
      widget_class, WillowReconnectGroup, maximum_spin);
  gtk_widget_class_bind_template_child (
      widget_class, WillowReconnectGroup, jitter_spin);
  gtk_widget_class_bind_template_child (
      widget_class, WillowReconnectGroup, stop_switch);
}

static gboolean
to_seconds (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_double (to, g_value_get_uint (from) / 1000.0);
  return TRUE;
}

static gboolean
from_seconds (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_uint (to, (guint)(g_value_get_double (from) * 1000.0 + 0.5));
  return TRUE;
}

static void
bind_seconds (WillowReconnectGroup *self,
              const char           *property,
              GtkSpinButton        *spin)
{
  g_binding_group_bind_full (self->bindings,
                             property,
                             spin,
                             "value",
                             G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL,
                             to_seconds,
                             from_seconds,
                             NULL,
                             NULL);
}

static void
append_choices (WillowChoice *choice)
{
  willow_choice_append (choice,
                        WILLOW_RESUBSCRIBE_ALWAYS,
                        _ ("Always"),
                        _ ("After every CONNACK, also the first"));
  willow_choice_append (choice,
                        WILLOW_RESUBSCRIBE_IF_ABSENT,
                        _ ("If Absent"),
                        _ ("Only if Session Present is 0: a Session that goes "
                           "on still has its subscriptions"));
  willow_choice_append (choice,
                        WILLOW_RESUBSCRIBE_NEVER,
                        _ ("Never"),
                        _ ("Only what is subscribed by hand"));
}

static void
willow_reconnect_group_init (WillowReconnectGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  append_choices (self->subscribe_choice);
  willow_accessible_name_parts (
      GTK_WIDGET (self->again_row),
      GTK_TYPE_SWITCH,
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->again_row)));
  self->bindings = g_binding_group_new ();
  willow_form_bind (
      self->bindings, "resubscribe", self->subscribe_choice, "value");
  willow_form_bind (
      self->bindings, "reconnect", self->again_row, "enable-expansion");
  bind_seconds (self, "reconnect-delay-ms", self->delay_spin);
  bind_seconds (self, "reconnect-maximum-ms", self->maximum_spin);
  willow_form_bind (
      self->bindings, "reconnect-jitter-percent", self->jitter_spin, "value");
  willow_form_bind (
      self->bindings, "reconnect-stop-on-refusal", self->stop_switch, "active");
}

void
willow_reconnect_group_set_profile (WillowReconnectGroup *self,
                                    WillowProfile        *profile)
{
  g_return_if_fail (WILLOW_IS_RECONNECT_GROUP (self));

  g_binding_group_set_source (self->bindings, profile);
}
