/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/connection/willow-psk-row.h"

#include "app/widget/willow-accessible.h"
#include "app/connection/willow-form-binding.h"
#include "base/willow-secret-bytes.h"
#include "model/profile/willow-profile-secrets.h"
#include <string.h>

struct _WillowPskRow
{
  AdwExpanderRow parent_instance;

  WillowProfile *profile;
  GBindingGroup *bindings;
  GSignalGroup  *signals;
  gboolean       setting;

  AdwEntryRow *identity_row;
  GtkWidget   *key_row;
};

G_DEFINE_FINAL_TYPE (WillowPskRow, willow_psk_row, ADW_TYPE_EXPANDER_ROW)

/* An empty one is none. */
static void
key_changed_cb (WillowPskRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->key_row));
  g_autoptr (GBytes) bytes = willow_secret_bytes_new (text, strlen (text));

  if (!self->setting && self->profile != NULL)
    willow_profile_set_secret (
        self->profile, WILLOW_SECRET_TLS_PSK, *text != '\0' ? bytes : NULL);
}

static void
show_key (WillowPskRow *self)
{
  GBytes *known =
      self->profile != NULL
          ? willow_profile_get_secret (self->profile, WILLOW_SECRET_TLS_PSK)
          : NULL;
  g_autofree char *text = NULL;

  text = known != NULL ? g_strndup (g_bytes_get_data (known, NULL),
                                    g_bytes_get_size (known))
                       : g_strdup ("");
  self->setting = TRUE;
  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (self->key_row))))
    gtk_editable_set_text (GTK_EDITABLE (self->key_row), text);
  self->setting = FALSE;
  explicit_bzero (text, strlen (text));
}

static void
willow_psk_row_dispose (GObject *object)
{
  WillowPskRow *self = WILLOW_PSK_ROW (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  G_OBJECT_CLASS (willow_psk_row_parent_class)->dispose (object);
}

static void
willow_psk_row_class_init (WillowPskRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_psk_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-psk-row.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowPskRow, identity_row);
  gtk_widget_class_bind_template_child (widget_class, WillowPskRow, key_row);
  gtk_widget_class_bind_template_callback (widget_class, key_changed_cb);
}

static void
willow_psk_row_init (WillowPskRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_accessible_name_parts (
      GTK_WIDGET (self),
      GTK_TYPE_SWITCH,
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));
  self->bindings = g_binding_group_new ();
  willow_form_bind (self->bindings, "tls-use-psk", self, "enable-expansion");
  willow_form_bind (
      self->bindings, "tls-psk-identity", self->identity_row, "text");
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "secrets-changed", G_CALLBACK (show_key), self);
}

void
willow_psk_row_set_profile (WillowPskRow *self, WillowProfile *profile)
{
  g_return_if_fail (WILLOW_IS_PSK_ROW (self));

  g_set_object (&self->profile, profile);
  g_binding_group_set_source (self->bindings, profile);
  g_signal_group_set_target (self->signals, profile);
  show_key (self);
}
