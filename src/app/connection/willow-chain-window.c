/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-chain-window.h"

#include "app/widget/willow-file-choice.h"
#include "app/connection/willow-tls-rows.h"
#include "model/profile/willow-profile-identity.h"

#include <glib/gi18n.h>
#include <string.h>

#define WIDTH 640
#define HEIGHT 560

struct _WillowChainWindow
{
  AdwWindow parent_instance;

  WillowProfile  *profile;
  WillowTlsFacts *facts;

  AdwToastOverlay    *toasts;
  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (WillowChainWindow, willow_chain_window, ADW_TYPE_WINDOW)

static void
say (WillowChainWindow *self, const char *text)
{
  AdwToast        *toast = adw_toast_new ("");
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_set_title (toast, escaped);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* @rows: (transfer full) */
static AdwPreferencesGroup *
add_group (WillowChainWindow *self, const char *title, GPtrArray *rows)
{
  GtkWidget       *group = adw_preferences_group_new ();
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), escaped);
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), rows->pdata[i]);
  g_ptr_array_unref (rows);
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
  return ADW_PREFERENCES_GROUP (group);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowChainWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (willow_file_choice_save_finish (result, &error))
    say (self, _ ("Certificate saved"));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self, error->message);
}

static const WillowCertificate *
get_certificate (WillowChainWindow *self, gpointer button)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (button, "certificate"));

  return self->facts->chain->pdata[i];
}

static void
save_cb (WillowChainWindow *self, GtkButton *button)
{
  g_autofree char *pem =
      willow_certificate_dup_pem (get_certificate (self, button));
  g_autoptr (GBytes) content = g_bytes_new (pem, strlen (pem));

  willow_file_choice_save_async (GTK_WIDGET (self),
                                 _ ("Save Certificate"),
                                 "certificate.pem",
                                 content,
                                 saved_cb,
                                 g_object_ref (self));
}

static void
response_cb (WillowChainWindow *self,
             const char        *response,
             AdwMessageDialog  *dialog)
{
  const WillowCertificate *certificate =
      get_certificate (self, G_OBJECT (dialog));

  if (g_str_equal (response, "pin"))
    willow_profile_pin_certificate (self->profile, certificate);
  else if (g_str_equal (response, "trust"))
    willow_profile_trust_authority (self->profile, certificate);
  else
    return;
  say (self, _ ("Added to the profile, for the next connection"));
}

/* A proposal: the profile changes only where the user agrees. */
static void
propose (WillowChainWindow *self,
         GtkButton         *button,
         const char        *response,
         const char        *heading,
         const char        *body,
         const char        *label)
{
  const WillowCertificate *certificate = get_certificate (self, button);
  GtkWidget *widget = adw_message_dialog_new (GTK_WINDOW (self), heading, NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);

  adw_message_dialog_format_body (dialog,
                                  "%s\n\n%s\n\nSHA-256\n%s",
                                  body,
                                  certificate->subject,
                                  certificate->fingerprint);
  adw_message_dialog_add_responses (
      dialog, "cancel", _ ("_Cancel"), response, label, NULL);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data (G_OBJECT (dialog),
                     "certificate",
                     g_object_get_data (G_OBJECT (button), "certificate"));
  g_signal_connect_object (
      dialog, "response", G_CALLBACK (response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
pin_cb (WillowChainWindow *self, GtkButton *button)
{
  propose (self,
           button,
           "pin",
           _ ("Pin This Certificate?"),
           _ ("From then on only a server with this very certificate is "
              "trusted, whatever its dates, names and chain. Compare the "
              "fingerprint with what the owner of the server tells you by "
              "another way."),
           _ ("_Pin"));
}

static void
trust_cb (WillowChainWindow *self, GtkButton *button)
{
  propose (self,
           button,
           "trust",
           _ ("Trust This Authority?"),
           _ ("From then on every certificate that it signs is trusted in this "
              "profile. Compare the fingerprint with what its owner tells you "
              "by another way."),
           _ ("_Trust"));
}

static void
add_button (WillowChainWindow *self,
            GtkWidget         *box,
            guint              certificate,
            const char        *label,
            GCallback          clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_object_set_data (
      G_OBJECT (button), "certificate", GUINT_TO_POINTER (certificate));
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
}

static void
add_certificate (WillowChainWindow *self, guint i)
{
  const WillowCertificate *certificate = self->facts->chain->pdata[i];
  g_autofree char         *title = g_strdup_printf (
      i == 0 ? _ ("Certificate %u: the server’s own") : _ ("Certificate %u"),
      i + 1);
  AdwPreferencesGroup *group =
      add_group (self, title, willow_tls_rows_new_certificate (certificate));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_set_margin_top (box, 8);
  add_button (self, box, i, _ ("_Save as PEM…"), G_CALLBACK (save_cb));
  if (i == 0)
    add_button (
        self, box, i, _ ("_Pin This Certificate…"), G_CALLBACK (pin_cb));
  if (certificate->is_authority || certificate->is_self_issued)
    add_button (self, box, i, _ ("_Trust This CA…"), G_CALLBACK (trust_cb));
  adw_preferences_group_add (group, box);
}

static void
fill (WillowChainWindow *self)
{
  AdwPreferencesGroup *verdicts = add_group (
      self, _ ("Verdicts"), willow_tls_rows_new_verdicts (self->facts));

  if (!self->facts->is_verified)
    adw_preferences_group_set_description (
        verdicts,
        _ ("The server is not verified: the checks are shown, but they "
           "decide nothing."));
  add_group (
      self, _ ("What Was Agreed On"), willow_tls_rows_new_agreed (self->facts));
  for (guint i = 0; i < self->facts->chain->len; i++)
    add_certificate (self, i);
}

static void
willow_chain_window_dispose (GObject *object)
{
  WillowChainWindow *self = WILLOW_CHAIN_WINDOW (object);

  g_clear_object (&self->profile);
  g_clear_pointer (&self->facts, willow_tls_facts_unref);
  G_OBJECT_CLASS (willow_chain_window_parent_class)->dispose (object);
}

static void
willow_chain_window_class_init (WillowChainWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_chain_window_dispose;
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
willow_chain_window_init (WillowChainWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *toasts = adw_toast_overlay_new ();
  GtkWidget *page = adw_preferences_page_new ();

  self->toasts = ADW_TOAST_OVERLAY (toasts);
  self->page = ADW_PREFERENCES_PAGE (page);
  gtk_widget_set_vexpand (toasts, TRUE);
  adw_toast_overlay_set_child (self->toasts, page);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), toasts);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("What the Server Showed"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
}

WillowChainWindow *
willow_chain_window_present (GtkWidget          *parent,
                             WillowConversation *conversation)
{
  GtkRoot        *root = gtk_widget_get_root (parent);
  WillowTlsFacts *facts = willow_client_get_tls_facts (
      willow_conversation_get_client (conversation));
  WillowChainWindow *self;

  if (facts == NULL)
    return NULL;
  self = g_object_new (WILLOW_TYPE_CHAIN_WINDOW,
                       "transient-for",
                       root,
                       "modal",
                       TRUE,
                       "destroy-with-parent",
                       TRUE,
                       NULL);
  self->profile = g_object_ref (willow_conversation_get_profile (conversation));
  self->facts = willow_tls_facts_ref (facts);
  fill (self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
