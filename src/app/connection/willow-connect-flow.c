/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-connect-flow.h"

#include "model/profile/willow-profile-secrets.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  GtkWindow          *window; /* (nullable): weak */
  WillowWorkspace    *workspace;
  WillowConversation *conversation;
  GtkEditable        *entry; /* of the dialog */
  GDestroyNotify      done;  /* (nullable) */
  gpointer            user_data;
  gboolean            diagnoses;
  WillowDoctorFlags   flags; /* of the diagnosis */
} Flow;

static void
flow_free (Flow *flow)
{
  if (flow->done != NULL)
    flow->done (flow->user_data);
  g_clear_weak_pointer (&flow->window);
  g_clear_object (&flow->workspace);
  g_clear_object (&flow->conversation);
  g_free (flow);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Flow, flow_free)

static void
connect_now (Flow *flow, GBytes *password)
{
  WillowProfile *profile = willow_conversation_get_profile (flow->conversation);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *text = g_date_time_format_iso8601 (now);

  if (flow->diagnoses)
    {
      willow_diagnoser_run (
          willow_conversation_get_diagnoser (flow->conversation),
          password,
          flow->flags);
      return;
    }
  g_object_set (profile, "last-used", text, NULL);
  willow_conversation_connect (flow->conversation, password);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (Flow) flow = user_data;
  g_autoptr (GBytes) password = NULL;
  const char *text;

  /* GTK 4.8's password entry still looks at itself if it loses the focus by
   * being destroyed. */
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  if (!g_str_equal (response, "connect"))
    return;
  text = gtk_editable_get_text (flow->entry);
  password = g_bytes_new (text, strlen (text));
  connect_now (flow, password);
}

static GtkWidget *
make_entry (void)
{
  GtkWidget *entry = gtk_password_entry_new ();

  gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (entry), TRUE);
  g_object_set (entry, "activates-default", TRUE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Password"),
                                  -1);
  return entry;
}

static void
ask (Flow *flow, const char *why)
{
  WillowProfile *profile = willow_conversation_get_profile (flow->conversation);
  GtkWidget     *widget = adw_message_dialog_new (flow->window, NULL, why);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);
  GtkWidget        *entry = make_entry ();

  flow->entry = GTK_EDITABLE (entry);
  adw_message_dialog_format_heading (
      dialog, _ ("Password for “%s”"), willow_profile_get_name (profile));
  adw_message_dialog_set_extra_child (dialog, entry);
  adw_message_dialog_add_responses (
      dialog, "cancel", _ ("_Cancel"), "connect", _ ("C_onnect"), NULL);
  adw_message_dialog_set_response_appearance (
      dialog, "connect", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "connect");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), flow);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Flow) flow = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) password = willow_password_vault_load_finish (
      WILLOW_PASSWORD_VAULT (source), result, &error);

  if (password != NULL)
    connect_now (flow, password);
  else if (flow->window != NULL && error != NULL)
    ask (g_steal_pointer (&flow),
         _ ("No secret service answers on this computer, so the password "
            "cannot be kept. It is used for this connection and then "
            "forgotten."));
  else if (flow->window != NULL)
    ask (g_steal_pointer (&flow),
         _ ("No password is stored for this connection. It is used this once; "
            "to keep it, type it on the Connection page."));
}

static void
go_on (Flow *flow)
{
  WillowProfile *profile = willow_conversation_get_profile (flow->conversation);

  if (willow_profile_get_use_password (profile))
    {
      willow_password_vault_load_async (
          willow_workspace_get_vault (flow->workspace),
          profile,
          loaded_cb,
          flow);
      return;
    }
  connect_now (flow, NULL);
  flow_free (flow);
}

/* Where they could not be asked for, the handshake tells what is missing. */
static void
secrets_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  willow_secret_keeper_load_finish (WILLOW_SECRET_KEEPER (source), result);
  go_on (user_data);
}

static void
start (GtkWindow          *window,
       WillowWorkspace    *workspace,
       WillowConversation *conversation,
       Flow               *flow)
{
  WillowProfile *profile = willow_conversation_get_profile (conversation);

  g_set_weak_pointer (&flow->window, window);
  flow->workspace = g_object_ref (workspace);
  flow->conversation = g_object_ref (conversation);
  if (willow_profile_needs_secrets (profile))
    willow_secret_keeper_load_async (willow_workspace_get_keeper (workspace),
                                     profile,
                                     secrets_loaded_cb,
                                     flow);
  else
    go_on (flow);
}

void
willow_connect_flow_start (GtkWindow          *window,
                           WillowWorkspace    *workspace,
                           WillowConversation *conversation)
{
  willow_connect_flow_start_then (window, workspace, conversation, NULL, NULL);
}

void
willow_connect_flow_start_then (GtkWindow          *window,
                                WillowWorkspace    *workspace,
                                WillowConversation *conversation,
                                GDestroyNotify      done,
                                gpointer            user_data)
{
  WillowProfile    *profile = willow_conversation_get_profile (conversation);
  WillowProfileNote obstacle;
  Flow             *flow;

  /* Nobody is asked for a password that is not going to be sent. */
  if (willow_profile_find_obstacle (profile, NULL, &obstacle))
    {
      willow_conversation_connect (conversation, NULL);
      if (done != NULL)
        done (user_data);
      return;
    }
  flow = g_new0 (Flow, 1);
  flow->done = done;
  flow->user_data = user_data;
  start (window, workspace, conversation, flow);
}

void
willow_connect_flow_diagnose (GtkWindow          *window,
                              WillowWorkspace    *workspace,
                              WillowConversation *conversation,
                              WillowDoctorFlags   flags)
{
  WillowProfile    *profile = willow_conversation_get_profile (conversation);
  WillowProfileNote obstacle;
  Flow             *flow;

  if (willow_profile_find_obstacle (profile, NULL, &obstacle))
    {
      willow_diagnoser_run (
          willow_conversation_get_diagnoser (conversation), NULL, flags);
      return;
    }
  flow = g_new0 (Flow, 1);
  flow->diagnoses = TRUE;
  flow->flags = flags;
  start (window, workspace, conversation, flow);
}
