/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-security-group.h"

#include "app/widget/willow-file-choice.h"
#include "app/connection/willow-form-binding.h"
#include "app/connection/willow-identity-row.h"
#include "app/connection/willow-note-list.h"
#include "app/connection/willow-psk-row.h"
#include "app/connection/willow-tls-details-row.h"
#include "app/connection/willow-tls-rows.h"
#include "app/connection/willow-trust-row.h"
#include "model/profile/willow-key-log.h"

#include <glib/gi18n.h>

struct _WillowSecurityGroup
{
  AdwPreferencesGroup parent_instance;

  WillowProfile      *profile;
  WillowSecretKeeper *keeper;
  GBindingGroup      *bindings;
  GSignalGroup       *signals;      /* of the profile */
  GSignalGroup       *conversation; /* of the conversation */

  GtkWidget           *plain_row;
  GtkWidget           *encrypt_button;
  GtkWidget           *verify_row;
  GtkSwitch           *verify_switch;
  WillowTrustRow      *trust_row;
  WillowIdentityRow   *identity_row;
  WillowTlsDetailsRow *details_row;
  WillowPskRow        *psk_row;
  AdwActionRow        *key_log_row;
  GtkButton           *key_log_button;
  AdwActionRow        *facts_row;
  GtkImage            *facts_icon;
  WillowNoteList      *notes;
};

G_DEFINE_FINAL_TYPE (WillowSecurityGroup,
                     willow_security_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
secrets_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* The rows hear of them from the profile, and from the keeper that there are
   * none. */
  willow_secret_keeper_load_finish (WILLOW_SECRET_KEEPER (source), result);
}

static void
load_secrets (WillowSecurityGroup *self)
{
  if (self->keeper != NULL && self->profile != NULL)
    willow_secret_keeper_load_async (
        self->keeper, self->profile, secrets_loaded_cb, NULL);
}

/* No setting: until it is stopped, or Willow is closed. */
static void
show_key_log (WillowSecurityGroup *self)
{
  const char      *path = willow_profile_get_key_log (self->profile);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (path != NULL)
    {
      name = g_filename_display_name (path);
      text = g_strdup_printf (
          _ ("On, until Willow is closed: %s. Whoever has this file can read "
             "everything"),
          name);
    }
  gtk_button_set_label (self->key_log_button,
                        path != NULL ? _ ("Stop") : _ ("Choose File…"));
  willow_form_name (self->key_log_button,
                    path != NULL ? _ ("Stop logging the TLS keys")
                                 : _ ("Choose a file for the TLS keys"));
  adw_action_row_set_subtitle (
      self->key_log_row,
      path != NULL ? text
                   : _ ("Off. For Wireshark; not stored in the profile"));
}

static void
show_rows (WillowSecurityGroup *self)
{
  gboolean use_tls = FALSE;

  if (self->profile == NULL)
    return;
  g_object_get (self->profile, "use-tls", &use_tls, NULL);
  gtk_widget_set_visible (self->plain_row, !use_tls);
  gtk_widget_set_visible (self->verify_row, use_tls);
  gtk_widget_set_visible (GTK_WIDGET (self->trust_row), use_tls);
  gtk_widget_set_visible (GTK_WIDGET (self->identity_row), use_tls);
  gtk_widget_set_visible (GTK_WIDGET (self->details_row), use_tls);
  gtk_widget_set_visible (GTK_WIDGET (self->psk_row), use_tls);
  gtk_widget_set_visible (GTK_WIDGET (self->key_log_row), use_tls);
  show_key_log (self);
}

static void
key_log_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WillowSecurityGroup *self = WILLOW_SECURITY_GROUP (source);
  g_autoptr (WillowProfile) profile = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = willow_file_choice_folder_finish (result, &error);

  if (file == NULL || profile != self->profile)
    return;
  if (willow_profile_set_key_log (profile, g_file_peek_path (file), &error))
    show_key_log (self);
  else
    adw_action_row_set_subtitle (self->key_log_row, error->message);
}

static void
key_log_cb (WillowSecurityGroup *self)
{
  if (willow_profile_get_key_log (self->profile) == NULL)
    {
      willow_file_choice_new_file_async (GTK_WIDGET (self),
                                         _ ("File for the TLS Keys"),
                                         "tls-keys.txt",
                                         key_log_chosen_cb,
                                         g_object_ref (self->profile));
      return;
    }
  willow_profile_set_key_log (self->profile, NULL, NULL);
  show_key_log (self);
}

static void
encrypt_cb (WillowSecurityGroup *self)
{
  guint scheme;

  g_object_get (self->profile, "scheme", &scheme, NULL);
  willow_profile_choose_scheme (
      self->profile,
      scheme == WILLOW_SCHEME_WS ? WILLOW_SCHEME_WSS : WILLOW_SCHEME_MQTTS);
}

/* (transfer full) (nullable) */
static WillowTlsFacts *
dup_facts (WillowSecurityGroup *self)
{
  g_autoptr (WillowConversation) conversation =
      g_signal_group_dup_target (self->conversation);
  WillowTlsFacts *facts = NULL;

  if (conversation != NULL)
    facts = willow_client_get_tls_facts (
        willow_conversation_get_client (conversation));
  return facts != NULL ? willow_tls_facts_ref (facts) : NULL;
}

static void
show_facts (WillowSecurityGroup *self)
{
  g_autoptr (WillowTlsFacts) facts = dup_facts (self);
  g_autofree char *summary = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->facts_row), facts != NULL);
  if (facts == NULL)
    return;
  summary = willow_tls_rows_summarize (facts);
  adw_action_row_set_subtitle (self->facts_row, summary);
  gtk_image_set_from_icon_name (self->facts_icon,
                                willow_tls_rows_get_icon_name (facts));
}

static void
show_chain_cb (WillowSecurityGroup *self)
{
  gtk_widget_activate_action (
      GTK_WIDGET (self), "conversation.show-chain", NULL);
}

static void
willow_security_group_dispose (GObject *object)
{
  WillowSecurityGroup *self = WILLOW_SECURITY_GROUP (object);

  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  g_clear_object (&self->conversation);
  g_clear_object (&self->profile);
  g_clear_object (&self->keeper);
  G_OBJECT_CLASS (willow_security_group_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowSecurityGroup, plain_row);
  gtk_widget_class_bind_template_child (
      klass, WillowSecurityGroup, encrypt_button);
  gtk_widget_class_bind_template_child (klass, WillowSecurityGroup, verify_row);
  gtk_widget_class_bind_template_child (
      klass, WillowSecurityGroup, verify_switch);
  gtk_widget_class_bind_template_child (klass, WillowSecurityGroup, trust_row);
  gtk_widget_class_bind_template_child (
      klass, WillowSecurityGroup, identity_row);
  gtk_widget_class_bind_template_child (
      klass, WillowSecurityGroup, details_row);
  gtk_widget_class_bind_template_child (klass, WillowSecurityGroup, psk_row);
  gtk_widget_class_bind_template_child (
      klass, WillowSecurityGroup, key_log_row);
  gtk_widget_class_bind_template_child (
      klass, WillowSecurityGroup, key_log_button);
  gtk_widget_class_bind_template_child (klass, WillowSecurityGroup, facts_row);
  gtk_widget_class_bind_template_child (klass, WillowSecurityGroup, facts_icon);
  gtk_widget_class_bind_template_child (klass, WillowSecurityGroup, notes);
}

static void
willow_security_group_class_init (WillowSecurityGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_security_group_dispose;
  g_type_ensure (WILLOW_TYPE_NOTE_LIST);
  g_type_ensure (WILLOW_TYPE_TRUST_ROW);
  g_type_ensure (WILLOW_TYPE_IDENTITY_ROW);
  g_type_ensure (WILLOW_TYPE_TLS_DETAILS_ROW);
  g_type_ensure (WILLOW_TYPE_PSK_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-security-group.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, encrypt_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_chain_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_log_cb);
}

static void
willow_security_group_init (WillowSecurityGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_form_name (self->verify_switch, _ ("Verify the server"));
  self->bindings = g_binding_group_new ();
  willow_form_bind (
      self->bindings, "tls-verify", self->verify_switch, "active");
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "notify::use-tls", G_CALLBACK (show_rows), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::use-tls", G_CALLBACK (load_secrets), self);
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
  g_set_object (&self->profile, profile);
  g_binding_group_set_source (self->bindings, profile);
  g_signal_group_set_target (self->signals, profile);
  g_signal_group_set_target (self->conversation, conversation);
  willow_trust_row_set_profile (self->trust_row, profile);
  willow_identity_row_set_profile (self->identity_row, profile);
  willow_tls_details_row_set_profile (self->details_row, profile);
  willow_psk_row_set_profile (self->psk_row, profile);
  willow_note_list_set_profile (self->notes, profile);
  show_rows (self);
  show_facts (self);
  load_secrets (self);
}

void
willow_security_group_set_keeper (WillowSecurityGroup *self,
                                  WillowSecretKeeper  *keeper)
{
  g_return_if_fail (WILLOW_IS_SECURITY_GROUP (self));

  g_set_object (&self->keeper, keeper);
  willow_identity_row_set_keeper (self->identity_row, keeper);
}
