/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-server-group.h"

#include "app/widget/willow-choice.h"
#include "app/connection/willow-form-binding.h"
#include "app/connection/willow-note-list.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WillowServerGroup
{
  AdwPreferencesGroup parent_instance;

  WillowProfile       *profile;
  WillowPasswordVault *vault;
  GBindingGroup       *bindings;
  GSignalGroup        *signals;
  gboolean             typing_url; /* the person does: leave the text alone */
  gboolean             setting_url;
  gboolean             setting_scheme;

  AdwEntryRow    *name_row;
  AdwEntryRow    *url_row;
  WillowChoice   *scheme_choice;
  AdwEntryRow    *host_row;
  GtkWidget      *apart_row; /* the host is a URL */
  GtkSpinButton  *port_spin;
  GtkWidget      *path_row;
  WillowChoice   *version_choice;
  GtkSpinButton  *timeout_spin;
  WillowNoteList *notes;
};

G_DEFINE_FINAL_TYPE (WillowServerGroup,
                     willow_server_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
show_url (WillowServerGroup *self)
{
  g_autofree char *url = NULL;

  if (self->typing_url || self->profile == NULL)
    return;
  url = willow_profile_dup_url (self->profile);
  self->setting_url = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->url_row), url);
  self->setting_url = FALSE;
  gtk_widget_remove_css_class (GTK_WIDGET (self->url_row), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->url_row), NULL);
}

static void
show_scheme (WillowServerGroup *self)
{
  guint scheme;

  if (self->profile == NULL)
    return;
  g_object_get (self->profile, "scheme", &scheme, NULL);
  self->setting_scheme = TRUE;
  willow_choice_set_value (self->scheme_choice, scheme);
  self->setting_scheme = FALSE;
  gtk_widget_set_visible (self->path_row,
                          scheme == WILLOW_SCHEME_WS ||
                              scheme == WILLOW_SCHEME_WSS);
}

/* Chosen by hand, so the usual port comes with it. */
static void
scheme_chosen_cb (WillowServerGroup *self)
{
  if (!self->setting_scheme && self->profile != NULL)
    willow_profile_choose_scheme (
        self->profile, willow_choice_get_value (self->scheme_choice));
}

static void
keep_password (WillowServerGroup *self, char *password)
{
  if (password == NULL)
    return;
  g_object_set (self->profile, "use-password", TRUE, NULL);
  if (self->vault != NULL)
    willow_password_vault_set (self->vault, self->profile, password);
  g_free (password);
}

static void
url_changed_cb (WillowServerGroup *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->url_row));
  g_autoptr (GError) error = NULL;
  char *password = NULL;

  if (self->setting_url || self->profile == NULL)
    return;
  self->typing_url = TRUE;
  if (willow_profile_set_url (self->profile, text, &password, &error))
    {
      keep_password (self, password);
      gtk_widget_remove_css_class (GTK_WIDGET (self->url_row), "error");
    }
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->url_row), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->url_row),
                               error != NULL ? error->message : NULL);
  self->typing_url = FALSE;
}

/* What was typed and is no URL gives way to the truth when one leaves. */
static void
url_left_cb (WillowServerGroup *self)
{
  show_url (self);
}

static gboolean
is_url (const char *text)
{
  g_autoptr (WillowProfile) trial = willow_profile_new ("");

  return strstr (text, "://") != NULL &&
         willow_profile_set_url (trial, text, NULL, NULL);
}

/* A URL is no host name and may have a password in it, which would end up in
 * the file: it stays in the row until somebody says what to do with it. */
static gboolean
from_host_row (GBinding     *binding,
               const GValue *from,
               GValue       *to,
               gpointer      user_data)
{
  WillowServerGroup *self = user_data;
  const char        *text = g_value_get_string (from);
  gboolean           url = is_url (text);

  gtk_widget_set_visible (self->apart_row, url);
  g_value_set_string (to, text);
  return !url;
}

static gboolean
to_host_row (GBinding     *binding,
             const GValue *from,
             GValue       *to,
             gpointer      user_data)
{
  WillowServerGroup *self = user_data;

  gtk_widget_set_visible (self->apart_row, FALSE);
  g_value_copy (from, to);
  return TRUE;
}

static void
take_apart_cb (WillowServerGroup *self)
{
  g_autofree char *url =
      g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->host_row)));
  g_autofree char *host = NULL;
  char            *password = NULL;

  if (self->profile == NULL ||
      !willow_profile_set_url (self->profile, url, &password, NULL))
    return;
  keep_password (self, password);
  /* Where it is the same as before, nobody has said so. */
  g_object_get (self->profile, "host", &host, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->host_row), host);
  gtk_widget_grab_focus (GTK_WIDGET (self->host_row));
}

static void
willow_server_group_dispose (GObject *object)
{
  WillowServerGroup *self = WILLOW_SERVER_GROUP (object);

  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  g_clear_object (&self->profile);
  g_clear_object (&self->vault);
  G_OBJECT_CLASS (willow_server_group_parent_class)->dispose (object);
}

static void
willow_server_group_class_init (WillowServerGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_server_group_dispose;
  g_type_ensure (WILLOW_TYPE_CHOICE);
  g_type_ensure (WILLOW_TYPE_NOTE_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-server-group.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowServerGroup, name_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowServerGroup, url_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowServerGroup, host_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowServerGroup, scheme_choice);
  gtk_widget_class_bind_template_child (
      widget_class, WillowServerGroup, path_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowServerGroup, port_spin);
  gtk_widget_class_bind_template_child (
      widget_class, WillowServerGroup, version_choice);
  gtk_widget_class_bind_template_child (
      widget_class, WillowServerGroup, timeout_spin);
  gtk_widget_class_bind_template_child (widget_class, WillowServerGroup, notes);
  gtk_widget_class_bind_template_child (
      widget_class, WillowServerGroup, apart_row);
  gtk_widget_class_bind_template_callback (widget_class, url_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_apart_cb);
}

static void
append_schemes (WillowServerGroup *self)
{
  static const char *const tooltips[] = {
    [WILLOW_SCHEME_MQTT] = N_ ("MQTT over TCP, not encrypted (1883)"),
    [WILLOW_SCHEME_MQTTS] = N_ ("MQTT over TLS, encrypted (8883)"),
    [WILLOW_SCHEME_WS] = N_ ("MQTT over WebSocket, not encrypted (8083)"),
    [WILLOW_SCHEME_WSS] = N_ ("MQTT over WebSocket and TLS (8084)"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (tooltips); i++)
    willow_choice_append (
        self->scheme_choice, i, willow_scheme_get_name (i), _ (tooltips[i]));
  g_signal_connect_object (self->scheme_choice,
                           "notify::value",
                           G_CALLBACK (scheme_chosen_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
watch_profile (WillowServerGroup *self)
{
  static const char *const of_url[] = {
    "notify::host", "notify::port", "notify::path", "notify::scheme"
  };

  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  for (guint i = 0; i < G_N_ELEMENTS (of_url); i++)
    g_signal_group_connect_swapped (
        self->signals, of_url[i], G_CALLBACK (show_url), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::scheme", G_CALLBACK (show_scheme), self);
}

static void
willow_server_group_init (WillowServerGroup *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  willow_choice_append_versions (self->version_choice);
  append_schemes (self);
  self->bindings = g_binding_group_new ();
  willow_form_bind (self->bindings, "name", self->name_row, "text");
  g_binding_group_bind_full (self->bindings,
                             "host",
                             self->host_row,
                             "text",
                             G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL,
                             to_host_row,
                             from_host_row,
                             self,
                             NULL);
  willow_form_bind (self->bindings, "path", self->path_row, "text");
  willow_form_bind (self->bindings, "port", self->port_spin, "value");
  willow_form_bind (self->bindings, "version", self->version_choice, "value");
  willow_form_bind (
      self->bindings, "connect-timeout-seconds", self->timeout_spin, "value");

  watch_profile (self);
  g_signal_connect_object (
      focus, "leave", G_CALLBACK (url_left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->url_row), focus);
}

void
willow_server_group_set_profile (WillowServerGroup *self,
                                 WillowProfile     *profile)
{
  g_return_if_fail (WILLOW_IS_SERVER_GROUP (self));

  g_set_object (&self->profile, profile);
  g_binding_group_set_source (self->bindings, profile);
  g_signal_group_set_target (self->signals, profile);
  willow_note_list_set_profile (self->notes, profile);
  show_scheme (self);
  show_url (self);
}

void
willow_server_group_set_vault (WillowServerGroup   *self,
                               WillowPasswordVault *vault)
{
  g_return_if_fail (WILLOW_IS_SERVER_GROUP (self));
  g_set_object (&self->vault, vault);
}

void
willow_server_group_edit_name (WillowServerGroup *self)
{
  g_return_if_fail (WILLOW_IS_SERVER_GROUP (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  gtk_editable_select_region (GTK_EDITABLE (self->name_row), 0, -1);
}
