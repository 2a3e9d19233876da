/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/willow-security-group.h"

#include "app/willow-accessible.h"
#include "app/willow-note-list.h"
#include "app/willow-tls-rows.h"
#include "model/willow-profile-identity.h"

#include <glib/gi18n.h>

/* All authorities of a system are 250 kB. */
#define FILE_MAX_BYTES (4 * 1024 * 1024)

struct _WillowSecurityGroup
{
  AdwPreferencesGroup parent_instance;

  WillowProfile *profile;
  GBindingGroup *bindings;
  GSignalGroup  *signals;      /* of the profile */
  GSignalGroup  *conversation; /* of the conversation */
  GCancellable  *cancellable;  /* reading a file */

  GtkFileChooserNative *chooser; /* (nullable): open */
  GPtrArray            *rows;    /* (nullable): in facts_row; borrowed */

  AdwExpanderRow *tls_row;
  GtkSwitch      *verify_switch;
  AdwActionRow   *authorities_row;
  GtkButton      *remove_button;
  GtkButton      *choose_button;
  AdwEntryRow    *name_row;
  AdwExpanderRow *facts_row;
  WillowNoteList *notes;
};

G_DEFINE_FINAL_TYPE (WillowSecurityGroup,
                     willow_security_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
show_authorities (WillowSecurityGroup *self)
{
  g_autofree char *sentence = NULL;
  g_autofree char *text = NULL;

  if (self->profile == NULL)
    return;
  sentence = willow_profile_describe_authorities (self->profile);
  g_object_get (self->profile, "tls-authorities", &text, NULL);
  adw_action_row_set_subtitle (self->authorities_row, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->remove_button), text[0] != '\0');
}

/* Who left the port where the scheme wants it gets that of the other scheme. */
static void
use_tls_changed_cb (WillowSecurityGroup *self)
{
  gboolean use_tls = FALSE;
  guint    port = 0;
  guint16  usual, other;

  g_object_get (self->profile, "use-tls", &use_tls, "port", &port, NULL);
  usual = willow_scheme_get_default_port (use_tls ? WILLOW_SCHEME_MQTTS
                                                  : WILLOW_SCHEME_MQTT);
  other = willow_scheme_get_default_port (use_tls ? WILLOW_SCHEME_MQTT
                                                  : WILLOW_SCHEME_MQTTS);
  if (port == other)
    g_object_set (self->profile, "port", (guint)usual, NULL);
}

static void
clear_facts (WillowSecurityGroup *self)
{
  for (guint i = 0; self->rows != NULL && i < self->rows->len; i++)
    adw_expander_row_remove (self->facts_row, self->rows->pdata[i]);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
}

static void
show_facts (WillowSecurityGroup *self)
{
  g_autoptr (WillowConversation) conversation =
      g_signal_group_dup_target (self->conversation);
  WillowTlsFacts  *facts = NULL;
  g_autofree char *summary = NULL;

  clear_facts (self);
  if (conversation != NULL)
    facts = willow_client_get_tls_facts (
        willow_conversation_get_client (conversation));
  gtk_widget_set_visible (GTK_WIDGET (self->facts_row), facts != NULL);
  if (facts == NULL)
    return;
  summary = willow_tls_rows_summarize (facts);
  adw_expander_row_set_subtitle (self->facts_row, summary);
  self->rows = willow_tls_rows_new (facts);
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_add_row (self->facts_row, self->rows->pdata[i]);
}

/* What is wrong with the file stays there until another one is chosen. */
static void
import (WillowSecurityGroup *self, const char *data, gsize len)
{
  g_autoptr (GBytes) content = g_bytes_new (data, len);
  g_autoptr (GError) error = NULL;

  if (!willow_profile_import_authorities (self->profile, content, &error))
    adw_action_row_set_subtitle (self->authorities_row, error->message);
}

static gboolean
read_more_cb (const char *data, goffset len, gpointer user_data)
{
  return len < FILE_MAX_BYTES;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowSecurityGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  gsize            len = 0;

  if (g_file_load_partial_contents_finish (
          G_FILE (source), result, &data, &len, NULL, &error))
    {
      if (self->profile != NULL)
        import (self, data, len);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    adw_action_row_set_subtitle (self->authorities_row, error->message);
}

static void
chosen_cb (WillowSecurityGroup *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_file_load_partial_contents_async (
      file, self->cancellable, read_more_cb, loaded_cb, g_object_ref (self));
}

static void
choose_cb (WillowSecurityGroup *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Trusted Authorities"),
                                               GTK_WINDOW (root),
                                               GTK_FILE_CHOOSER_ACTION_OPEN,
                                               _ ("_Open"),
                                               _ ("_Cancel"));
  g_signal_connect_object (self->chooser,
                           "response",
                           G_CALLBACK (chosen_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
remove_cb (WillowSecurityGroup *self)
{
  g_object_set (self->profile,
                "tls-authorities",
                "",
                "tls-trust",
                WILLOW_TRUST_SYSTEM,
                NULL);
}

static void
willow_security_group_dispose (GObject *object)
{
  WillowSecurityGroup *self = WILLOW_SECURITY_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  g_clear_object (&self->conversation);
  g_clear_object (&self->profile);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (willow_security_group_parent_class)->dispose (object);
}

static void
willow_security_group_class_init (WillowSecurityGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_security_group_dispose;
  g_type_ensure (WILLOW_TYPE_NOTE_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-security-group.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowSecurityGroup, tls_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSecurityGroup, verify_switch);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSecurityGroup, authorities_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSecurityGroup, remove_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSecurityGroup, choose_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSecurityGroup, name_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSecurityGroup, facts_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSecurityGroup, notes);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
bind (WillowSecurityGroup *self,
      const char          *property,
      gpointer             widget,
      const char          *of_widget)
{
  g_binding_group_bind (self->bindings,
                        property,
                        widget,
                        of_widget,
                        G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

static void
name_for_accessibility (WillowSecurityGroup *self)
{
  willow_accessible_name_parts (
      GTK_WIDGET (self->tls_row),
      GTK_TYPE_SWITCH,
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->tls_row)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->verify_switch),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Verify the server"),
                                  -1);
}

static void
willow_security_group_init (WillowSecurityGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  name_for_accessibility (self);
  self->bindings = g_binding_group_new ();
  bind (self, "use-tls", self->tls_row, "enable-expansion");
  bind (self, "tls-verify", self->verify_switch, "active");
  bind (self, "tls-verify-name", self->name_row, "text");
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (self->signals,
                                  "notify::tls-authorities",
                                  G_CALLBACK (show_authorities),
                                  self);
  g_signal_group_connect_swapped (
      self->signals, "notify::use-tls", G_CALLBACK (use_tls_changed_cb), self);
  self->conversation = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
      self->conversation, "notify::state", G_CALLBACK (show_facts), self);
}

void
willow_security_group_set_conversation (WillowSecurityGroup *self,
                                        WillowConversation  *conversation)
{
  WillowProfile *profile = NULL;

  g_return_if_fail (WILLOW_IS_SECURITY_GROUP (self));

  if (conversation != NULL)
    profile = willow_conversation_get_profile (conversation);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_set_object (&self->profile, profile);
  g_binding_group_set_source (self->bindings, profile);
  g_signal_group_set_target (self->signals, profile);
  g_signal_group_set_target (self->conversation, conversation);
  willow_note_list_set_profile (self->notes, profile);
  show_authorities (self);
  show_facts (self);
}
