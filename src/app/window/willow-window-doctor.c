/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-window-private.h"

#include "app/connection/willow-connect-flow.h"

#include <glib/gi18n.h>
#include <string.h>

/* What is known of a connection that is there needs no second one. */
static void
diagnose (WillowWindow *self, WillowDoctorFlags flags)
{
  WillowConversation *conversation = willow_window_get_conversation (self);

  if (conversation == NULL)
    return;
  willow_conversation_view_set_page (self->view, "connection");
  if (willow_conversation_get_state (conversation) == WILLOW_CLIENT_CONNECTED)
    willow_conversation_view_show_diagnosis (self->view);
  else
    willow_connect_flow_diagnose (
        GTK_WINDOW (self), self->workspace, conversation, flags);
}

static void
diagnose_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  diagnose (user_data, WILLOW_DOCTOR_DEFAULT);
}

/* Only when one asks: it connects in the other versions too. */
static void
diagnose_versions_cb (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  diagnose (user_data, WILLOW_DOCTOR_TRY_VERSIONS);
}

/* The password that lets the original in, not stored for the copy. */
static void
copy_password (WillowWindow *self, WillowProfile *copy, WillowProfile *original)
{
  WillowPasswordVault *vault = willow_workspace_get_vault (self->workspace);
  GBytes              *password = willow_password_vault_peek (vault, original);

  willow_password_vault_hold (vault, copy);
  if (password != NULL)
    {
      gsize            len;
      const char      *data = g_bytes_get_data (password, &len);
      g_autofree char *text = g_strndup (data, len);

      willow_password_vault_set (vault, copy, text);
      explicit_bzero (text, len);
    }
}

static WillowProfile *
make_copy (WillowWindow          *self,
           WillowProfile         *original,
           const WillowDoctorFix *fix)
{
  g_autofree char *wanted =
      g_strdup_printf (_ ("%s (try)"), willow_profile_get_name (original));
  g_autofree char *name =
      willow_workspace_dup_free_name (self->workspace, wanted);
  WillowProfile *copy = willow_profile_duplicate (original, name);

  willow_profile_apply_changes (copy, fix->changes);
  copy_password (self, copy, original);
  willow_window_mark_trial (copy);
  willow_profile_store_add_temporary (
      willow_workspace_get_profiles (self->workspace), copy);
  return copy;
}

static void
try_fix_cb (GSimpleAction *action, GVariant *place, gpointer user_data)
{
  WillowWindow       *self = user_data;
  WillowConversation *conversation = willow_window_get_conversation (self);
  WillowDiagnosis    *diagnosis;
  GPtrArray          *fixes;
  g_autoptr (WillowProfile) copy = NULL;

  if (conversation == NULL)
    return;
  diagnosis = willow_diagnoser_get_diagnosis (
      willow_conversation_get_diagnoser (conversation));
  if (diagnosis == NULL)
    return;
  fixes = willow_diagnosis_get_fixes (diagnosis);
  if (g_variant_get_uint32 (place) >= fixes->len)
    return;
  copy = make_copy (self,
                    willow_conversation_get_profile (conversation),
                    fixes->pdata[g_variant_get_uint32 (place)]);
  willow_window_show_profile (self, copy);
  willow_connect_flow_start (
      GTK_WINDOW (self),
      self->workspace,
      willow_workspace_get_conversation (self->workspace, copy));
}

void
willow_window_add_doctor_actions (WillowWindow *self)
{
  static const GActionEntry entries[] = {
    { "diagnose", diagnose_cb },
    { "diagnose-versions", diagnose_versions_cb },
    { "try-fix", try_fix_cb, "u" },
  };

  g_action_map_add_action_entries (
      G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
