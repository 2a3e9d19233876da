/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-proxy-group.h"

#include "app/widget/willow-accessible.h"
#include "app/widget/willow-choice.h"
#include "app/connection/willow-form-binding.h"
#include "app/connection/willow-note-list.h"
#include "base/willow-secret-bytes.h"
#include "model/profile/willow-profile-secrets.h"
#include "net/willow-connector-settings.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WillowProxyGroup
{
  AdwPreferencesGroup parent_instance;

  WillowProfile *profile;
  GBindingGroup *bindings;
  GSignalGroup  *signals;
  gboolean       setting;

  AdwExpanderRow *proxy_row;
  WillowChoice   *kind_choice;
  AdwEntryRow    *host_row;
  GtkSpinButton  *port_spin;
  AdwEntryRow    *user_name_row;
  GtkWidget      *password_row;
  WillowNoteList *notes;
};

G_DEFINE_FINAL_TYPE (WillowProxyGroup,
                     willow_proxy_group,
                     ADW_TYPE_PREFERENCES_GROUP)

/* An empty one is none. */
static void
password_changed_cb (WillowProxyGroup *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->password_row));
  g_autoptr (GBytes) bytes = willow_secret_bytes_new (text, strlen (text));

  if (!self->setting && self->profile != NULL)
    willow_profile_set_secret (self->profile,
                               WILLOW_SECRET_PROXY_PASSWORD,
                               *text != '\0' ? bytes : NULL);
}

static void
show_password (WillowProxyGroup *self)
{
  GBytes          *known = self->profile != NULL
                               ? willow_profile_get_secret (self->profile,
                                                   WILLOW_SECRET_PROXY_PASSWORD)
                               : NULL;
  g_autofree char *text = NULL;

  text = known != NULL ? g_strndup (g_bytes_get_data (known, NULL),
                                    g_bytes_get_size (known))
                       : g_strdup ("");
  self->setting = TRUE;
  if (!g_str_equal (text,
                    gtk_editable_get_text (GTK_EDITABLE (self->password_row))))
    gtk_editable_set_text (GTK_EDITABLE (self->password_row), text);
  self->setting = FALSE;
  explicit_bzero (text, strlen (text));
}

static guint
get_kind (WillowProxyGroup *self)
{
  guint kind = WILLOW_PROXY_NONE;

  if (self->profile != NULL)
    g_object_get (self->profile, "proxy-kind", &kind, NULL);
  return kind;
}

static void
show_kind (WillowProxyGroup *self)
{
  guint            kind = get_kind (self);
  g_autofree char *host = NULL;
  g_autofree char *summary = NULL;
  guint            port = 0;

  if (self->profile == NULL)
    return;
  g_object_get (self->profile, "proxy-host", &host, "proxy-port", &port, NULL);
  if (kind == WILLOW_PROXY_NONE)
    summary = g_strdup (_ ("Off: straight to the broker"));
  else
    summary = g_strdup_printf (
        "%s %s:%u", kind == WILLOW_PROXY_HTTP ? "HTTP" : "SOCKS5", host, port);
  self->setting = TRUE;
  adw_expander_row_set_enable_expansion (self->proxy_row,
                                         kind != WILLOW_PROXY_NONE);
  if (kind != WILLOW_PROXY_NONE)
    willow_choice_set_value (self->kind_choice, kind);
  self->setting = FALSE;
  adw_expander_row_set_subtitle (self->proxy_row, summary);
}

static void
enabled_cb (WillowProxyGroup *self)
{
  gboolean on = adw_expander_row_get_enable_expansion (self->proxy_row);

  if (self->setting || self->profile == NULL)
    return;
  g_object_set (self->profile,
                "proxy-kind",
                on ? willow_choice_get_value (self->kind_choice)
                   : (guint)WILLOW_PROXY_NONE,
                NULL);
}

static void
kind_chosen_cb (WillowProxyGroup *self)
{
  if (!self->setting && get_kind (self) != WILLOW_PROXY_NONE)
    g_object_set (self->profile,
                  "proxy-kind",
                  willow_choice_get_value (self->kind_choice),
                  NULL);
}

static void
append_kinds (WillowProxyGroup *self)
{
  willow_choice_append (self->kind_choice,
                        WILLOW_PROXY_HTTP,
                        "HTTP",
                        _ ("HTTP CONNECT, as browsers use it"));
  willow_choice_append (self->kind_choice,
                        WILLOW_PROXY_SOCKS5,
                        "SOCKS5",
                        _ ("SOCKS version 5; the proxy resolves the name"));
  willow_choice_set_value (self->kind_choice, WILLOW_PROXY_HTTP);
  g_signal_connect_object (self->kind_choice,
                           "notify::value",
                           G_CALLBACK (kind_chosen_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
willow_proxy_group_dispose (GObject *object)
{
  WillowProxyGroup *self = WILLOW_PROXY_GROUP (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  G_OBJECT_CLASS (willow_proxy_group_parent_class)->dispose (object);
}

static void
willow_proxy_group_class_init (WillowProxyGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_proxy_group_dispose;
  g_type_ensure (WILLOW_TYPE_CHOICE);
  g_type_ensure (WILLOW_TYPE_NOTE_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-proxy-group.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowProxyGroup, proxy_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowProxyGroup, kind_choice);
  gtk_widget_class_bind_template_child (
      widget_class, WillowProxyGroup, host_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowProxyGroup, port_spin);
  gtk_widget_class_bind_template_child (
      widget_class, WillowProxyGroup, user_name_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowProxyGroup, password_row);
  gtk_widget_class_bind_template_child (widget_class, WillowProxyGroup, notes);
  gtk_widget_class_bind_template_callback (widget_class, enabled_cb);
  gtk_widget_class_bind_template_callback (widget_class, password_changed_cb);
}

static void
willow_proxy_group_init (WillowProxyGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_accessible_name_parts (GTK_WIDGET (self->proxy_row),
                                GTK_TYPE_SWITCH,
                                _ ("Connect through a proxy"));
  willow_form_name (self->port_spin, _ ("Port of the proxy"));
  append_kinds (self);
  self->bindings = g_binding_group_new ();
  willow_form_bind (self->bindings, "proxy-host", self->host_row, "text");
  willow_form_bind (self->bindings, "proxy-port", self->port_spin, "value");
  willow_form_bind (
      self->bindings, "proxy-user-name", self->user_name_row, "text");
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "notify::proxy-kind", G_CALLBACK (show_kind), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::proxy-host", G_CALLBACK (show_kind), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::proxy-port", G_CALLBACK (show_kind), self);
  g_signal_group_connect_swapped (
      self->signals, "secrets-changed", G_CALLBACK (show_password), self);
}

void
willow_proxy_group_set_profile (WillowProxyGroup *self, WillowProfile *profile)
{
  g_return_if_fail (WILLOW_IS_PROXY_GROUP (self));

  g_set_object (&self->profile, profile);
  g_binding_group_set_source (self->bindings, profile);
  g_signal_group_set_target (self->signals, profile);
  willow_note_list_set_profile (self->notes, profile);
  show_kind (self);
  show_password (self);
}
