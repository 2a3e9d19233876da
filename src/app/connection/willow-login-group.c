/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-login-group.h"

#include "app/widget/willow-accessible.h"
#include "app/widget/willow-choice.h"
#include "app/connection/willow-form-binding.h"
#include "app/connection/willow-form-rows.h"
#include "app/connection/willow-note-list.h"

#include <glib/gi18n.h>

struct _WillowLoginGroup
{
  AdwPreferencesGroup parent_instance;

  WillowProfile       *profile;
  WillowPasswordVault *vault;
  GBindingGroup       *bindings;
  GSignalGroup        *signals;
  gboolean             setting; /* the text is ours, not typed */

  GtkWidget      *user_row;
  AdwEntryRow    *user_name_row;
  GtkWidget      *password_row;
  GtkWidget      *password_entry_row;
  GtkWidget      *ask_row;
  GtkWidget      *authentication_row;
  WillowChoice   *authentication_choice;
  GtkWidget      *method_row;
  GtkWidget      *data_row;
  WillowNoteList *notes;
};

G_DEFINE_FINAL_TYPE (WillowLoginGroup,
                     willow_login_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
password_changed_cb (WillowLoginGroup *self)
{
  if (self->setting || self->profile == NULL || self->vault == NULL)
    return;
  willow_password_vault_set (
      self->vault,
      self->profile,
      gtk_editable_get_text (GTK_EDITABLE (self->password_entry_row)));
}

static void
show_password (WillowLoginGroup *self)
{
  GBytes          *known;
  g_autofree char *text = NULL;
  gboolean         available = TRUE;

  if (self->profile == NULL || self->vault == NULL)
    return;
  known = willow_password_vault_peek (self->vault, self->profile);
  willow_note_list_set_password (self->notes, known);
  available = willow_password_vault_get_available (self->vault);
  text = known != NULL ? g_strndup (g_bytes_get_data (known, NULL),
                                    g_bytes_get_size (known))
                       : g_strdup ("");
  gtk_widget_set_visible (self->ask_row, !available);
  gtk_widget_set_visible (self->password_entry_row, available);
  if (g_str_equal (
          text,
          gtk_editable_get_text (GTK_EDITABLE (self->password_entry_row))))
    return;
  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->password_entry_row), text);
  self->setting = FALSE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* Success and failure are both said by the vault's "changed". */
  g_autoptr (GBytes) password = willow_password_vault_load_finish (
      WILLOW_PASSWORD_VAULT (source), result, NULL);
}

static void
load_password (WillowLoginGroup *self)
{
  if (self->profile == NULL || self->vault == NULL ||
      !willow_profile_get_use_password (self->profile))
    return;
  willow_password_vault_load_async (
      self->vault, self->profile, loaded_cb, NULL);
}

static void
vault_changed_cb (WillowLoginGroup *self, WillowProfile *profile)
{
  if (profile == self->profile)
    show_password (self);
}

/* It can be switched off in any version, where it stands in the way. */
static void
update_authentication (WillowLoginGroup *self)
{
  guint    authentication;
  gboolean is_5;

  if (self->profile == NULL)
    return;
  g_object_get (self->profile, "authentication", &authentication, NULL);
  is_5 = willow_profile_get_version (self->profile) == MQTT_VERSION_5_0;
  willow_form_row_set_version (self->authentication_row, is_5);
  gtk_widget_set_sensitive (self->authentication_row,
                            is_5 ||
                                authentication != WILLOW_AUTHENTICATION_NONE);
  gtk_widget_set_visible (self->method_row,
                          is_5 && authentication == WILLOW_AUTHENTICATION_OWN);
  gtk_widget_set_visible (self->data_row,
                          is_5 && authentication == WILLOW_AUTHENTICATION_OWN);
}

static void
willow_login_group_dispose (GObject *object)
{
  WillowLoginGroup *self = WILLOW_LOGIN_GROUP (object);

  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  g_clear_object (&self->profile);
  g_clear_object (&self->vault);
  G_OBJECT_CLASS (willow_login_group_parent_class)->dispose (object);
}

static void
willow_login_group_class_init (WillowLoginGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_login_group_dispose;
  g_type_ensure (WILLOW_TYPE_CHOICE);
  g_type_ensure (WILLOW_TYPE_NOTE_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-login-group.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowLoginGroup, user_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowLoginGroup, user_name_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowLoginGroup, password_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowLoginGroup, password_entry_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowLoginGroup, ask_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowLoginGroup, authentication_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowLoginGroup, authentication_choice);
  gtk_widget_class_bind_template_child (
      widget_class, WillowLoginGroup, method_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowLoginGroup, data_row);
  gtk_widget_class_bind_template_child (widget_class, WillowLoginGroup, notes);
  gtk_widget_class_bind_template_callback (widget_class, password_changed_cb);
}

static void
bind_settings (WillowLoginGroup *self)
{
  GBindingGroup *bindings = self->bindings = g_binding_group_new ();

  willow_form_add_encoding (
      bindings, self->user_name_row, "user-name-encoding");
  willow_form_add_encoding (
      bindings, ADW_ENTRY_ROW (self->password_entry_row), "password-encoding");
  willow_form_add_encoding (
      bindings, ADW_ENTRY_ROW (self->data_row), "authentication-data-encoding");
  willow_form_bind (
      bindings, "use-user-name", self->user_row, "enable-expansion");
  willow_form_bind (bindings, "user-name", self->user_name_row, "text");
  willow_form_bind (
      bindings, "use-password", self->password_row, "enable-expansion");
  willow_form_bind (
      bindings, "authentication", self->authentication_choice, "value");
  willow_form_bind (
      bindings, "authentication-method", self->method_row, "text");
  willow_form_bind (bindings, "authentication-data", self->data_row, "text");
}

static void
append_methods (WillowChoice *choice)
{
  willow_choice_append (choice,
                        WILLOW_AUTHENTICATION_NONE,
                        _ ("None"),
                        _ ("User name and password are sent as they are"));
  willow_choice_append (choice,
                        WILLOW_AUTHENTICATION_SCRAM_SHA_256,
                        "SCRAM",
                        _ ("SCRAM-SHA-256, with user name and password"));
  willow_choice_append (choice,
                        WILLOW_AUTHENTICATION_OWN,
                        _ ("Custom"),
                        _ ("Method and data as you type them"));
}

static void
willow_login_group_init (WillowLoginGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_accessible_name_parts (
      self->user_row,
      GTK_TYPE_SWITCH,
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->user_row)));
  willow_accessible_name_parts (
      self->password_row,
      GTK_TYPE_SWITCH,
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->password_row)));
  append_methods (self->authentication_choice);
  bind_settings (self);
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "notify::use-password", G_CALLBACK (load_password), self);
  g_signal_group_connect_swapped (self->signals,
                                  "notify::version",
                                  G_CALLBACK (update_authentication),
                                  self);
  g_signal_group_connect_swapped (self->signals,
                                  "notify::authentication",
                                  G_CALLBACK (update_authentication),
                                  self);
}

void
willow_login_group_set_profile (WillowLoginGroup *self, WillowProfile *profile)
{
  g_return_if_fail (WILLOW_IS_LOGIN_GROUP (self));

  g_set_object (&self->profile, profile);
  g_binding_group_set_source (self->bindings, profile);
  g_signal_group_set_target (self->signals, profile);
  willow_note_list_set_profile (self->notes, profile);
  update_authentication (self);
  show_password (self);
  load_password (self);
}

void
willow_login_group_set_vault (WillowLoginGroup    *self,
                              WillowPasswordVault *vault)
{
  g_return_if_fail (WILLOW_IS_LOGIN_GROUP (self));
  g_return_if_fail (self->vault == NULL);

  self->vault = g_object_ref (vault);
  g_signal_connect_object (
      vault, "changed", G_CALLBACK (vault_changed_cb), self, G_CONNECT_SWAPPED);
}
