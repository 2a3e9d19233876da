/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-identity-row.h"

#include "app/widget/willow-file-choice.h"
#include "app/connection/willow-form-binding.h"
#include "base/willow-secret-bytes.h"
#include "model/profile/willow-profile-identity.h"
#include "model/profile/willow-profile-secrets.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WillowIdentityRow
{
  AdwExpanderRow parent_instance;

  WillowProfile      *profile;
  WillowSecretKeeper *keeper;
  GSignalGroup       *signals;
  GCancellable       *cancellable; /* reading a file */
  char               *said;        /* about what was chosen last */

  GBytes      *waiting; /* (nullable): needs a passphrase */
  GtkEditable *entry;   /* of the dialog that asks for it */

  AdwActionRow *content_row;
  GtkButton    *remove_button;
  GtkButton    *choose_button;
  AdwActionRow *kept_row;
};

G_DEFINE_FINAL_TYPE (WillowIdentityRow,
                     willow_identity_row,
                     ADW_TYPE_EXPANDER_ROW)

static void
show_kept (WillowIdentityRow *self)
{
  gboolean available =
      self->keeper == NULL || willow_secret_keeper_get_available (self->keeper);

  adw_action_row_set_subtitle (
      self->kept_row,
      available
          ? _ ("In the secret service of this computer; the certificate is in "
               "the profile")
          : _ ("No secret service answers: the key is known until Willow is "
               "closed, and then chosen anew"));
}

static void
update (WillowIdentityRow *self)
{
  g_autofree char    *sentence = NULL;
  WillowIdentityState state;

  if (self->profile == NULL)
    return;
  state = willow_profile_check_identity (self->profile, &sentence);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), sentence);
  adw_action_row_set_subtitle (
      self->content_row,
      self->said != NULL ? self->said
                         : _ ("PEM, DER, PKCS#8 or PKCS#12, in one file or one "
                              "after the other"));
  gtk_widget_set_visible (GTK_WIDGET (self->remove_button),
                          state != WILLOW_OWN_NONE);
  gtk_widget_set_visible (
      GTK_WIDGET (self->kept_row),
      willow_profile_get_secret (self->profile, WILLOW_SECRET_TLS_KEY) != NULL);
  show_kept (self);
}

/* @said: (transfer full) (nullable) */
static void
take_said (WillowIdentityRow *self, char *said)
{
  g_free (self->said);
  self->said = said;
  update (self);
}

static void ask (WillowIdentityRow *self, const char *why);

static gboolean
needs_passphrase (const GError *error)
{
  return g_error_matches (error,
                          WILLOW_CERTIFICATE_ERROR,
                          WILLOW_CERTIFICATE_ERROR_PASSPHRASE) ||
         g_error_matches (error,
                          WILLOW_CERTIFICATE_ERROR,
                          WILLOW_CERTIFICATE_ERROR_WRONG_PASSPHRASE);
}

/* @passphrase: (nullable) */
static void
import (WillowIdentityRow *self, GBytes *content, GBytes *passphrase)
{
  g_autoptr (GError) error = NULL;
  char *sentence = NULL;

  if (willow_profile_import_identity (
          self->profile, content, passphrase, &sentence, &error))
    {
      take_said (self, sentence);
      return;
    }
  take_said (self, g_strdup (error->message));
  if (needs_passphrase (error))
    {
      self->waiting = g_bytes_ref (content);
      ask (self, error->message);
    }
}

static void
response_cb (WillowIdentityRow *self,
             const char        *response,
             AdwMessageDialog  *dialog)
{
  g_autoptr (GBytes) content = g_steal_pointer (&self->waiting);
  const char *text = gtk_editable_get_text (self->entry);
  g_autoptr (GBytes) passphrase = willow_secret_bytes_new (text, strlen (text));

  /* GTK 4.8's password entry still looks at itself if it loses the focus by
   * being destroyed. */
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  self->entry = NULL;
  if (g_str_equal (response, "open") && content != NULL &&
      self->profile != NULL)
    import (self, content, passphrase);
}

static GtkWidget *
make_entry (void)
{
  GtkWidget *entry = gtk_password_entry_new ();

  gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (entry), TRUE);
  g_object_set (entry, "activates-default", TRUE, NULL);
  willow_form_name (entry, _ ("Passphrase"));
  return entry;
}

static void
ask (WillowIdentityRow *self, const char *why)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *widget = adw_message_dialog_new (
      GTK_WINDOW (root), _ ("Passphrase of the key"), why);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);
  GtkWidget        *entry = make_entry ();

  self->entry = GTK_EDITABLE (entry);
  adw_message_dialog_set_extra_child (dialog, entry);
  adw_message_dialog_add_responses (
      dialog, "cancel", _ ("_Cancel"), "open", _ ("_Unlock"), NULL);
  adw_message_dialog_set_response_appearance (
      dialog, "open", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "open");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (
      dialog, "response", G_CALLBACK (response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WillowIdentityRow *self = WILLOW_IDENTITY_ROW (source);
  g_autoptr (WillowProfile) profile = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = willow_file_choice_open_finish (result, &error);

  if (profile != self->profile)
    return;
  if (content != NULL)
    willow_identity_row_take (self, content);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    take_said (self, g_strdup (error->message));
}

static void
choose_cb (WillowIdentityRow *self)
{
  willow_file_choice_open_async (GTK_WIDGET (self),
                                 _ ("Client Certificate or Key"),
                                 self->cancellable,
                                 chosen_cb,
                                 g_object_ref (self->profile));
}

static void
remove_cb (WillowIdentityRow *self)
{
  willow_profile_remove_identity (self->profile);
  take_said (self, NULL);
}

static void
willow_identity_row_dispose (GObject *object)
{
  WillowIdentityRow *self = WILLOW_IDENTITY_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->signals);
  g_clear_object (&self->profile);
  g_clear_object (&self->keeper);
  g_clear_pointer (&self->waiting, g_bytes_unref);
  g_clear_pointer (&self->said, g_free);
  G_OBJECT_CLASS (willow_identity_row_parent_class)->dispose (object);
}

static void
willow_identity_row_class_init (WillowIdentityRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_identity_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-identity-row.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowIdentityRow, content_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowIdentityRow, remove_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowIdentityRow, choose_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowIdentityRow, kept_row);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
willow_identity_row_init (WillowIdentityRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "notify::tls-certificate", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (
      self->signals, "secrets-changed", G_CALLBACK (update), self);
}

void
willow_identity_row_set_profile (WillowIdentityRow *self,
                                 WillowProfile     *profile)
{
  g_return_if_fail (WILLOW_IS_IDENTITY_ROW (self));

  g_set_object (&self->profile, profile);
  g_signal_group_set_target (self->signals, profile);
  take_said (self, NULL);
}

void
willow_identity_row_set_keeper (WillowIdentityRow  *self,
                                WillowSecretKeeper *keeper)
{
  g_return_if_fail (WILLOW_IS_IDENTITY_ROW (self));
  g_return_if_fail (self->keeper == NULL);

  self->keeper = g_object_ref (keeper);
  g_signal_connect_object (keeper,
                           "notify::available",
                           G_CALLBACK (show_kept),
                           self,
                           G_CONNECT_SWAPPED);
}

void
willow_identity_row_take (WillowIdentityRow *self, GBytes *content)
{
  g_return_if_fail (WILLOW_IS_IDENTITY_ROW (self));

  if (self->profile != NULL)
    import (self, content, NULL);
}
