/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/library/willow-group-dialog.h"

#include <glib/gi18n.h>

typedef struct
{
  WillowProfileStore *store;
  WillowProfile      *profile; /* (nullable): NULL: a group is renamed */
  char               *group;
  GtkEditable        *entry; /* of the dialog */
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->store);
  g_clear_object (&question->profile);
  g_free (question->group);
  g_free (question);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  g_autofree char *name = g_strdup (gtk_editable_get_text (question->entry));

  if (!g_str_equal (response, "ok") || *g_strstrip (name) == '\0')
    return;
  if (question->profile != NULL)
    willow_profile_store_move_into (
        question->store, question->profile, name, NULL);
  else
    willow_profile_store_rename_group (question->store, question->group, name);
}

static void
changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *name = g_strdup (gtk_editable_get_text (entry));

  adw_message_dialog_set_response_enabled (
      dialog, "ok", *g_strstrip (name) != '\0');
}

static GtkWidget *
make_entry (AdwMessageDialog *dialog, const char *text)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the group"),
                                  -1);
  g_signal_connect_object (
      entry, "changed", G_CALLBACK (changed_cb), dialog, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  changed_cb (GTK_EDITABLE (entry), dialog);
  return entry;
}

/* @question: (transfer full) */
static void
ask (GtkWindow *parent, const char *heading, const char *ok, Question *question)
{
  AdwMessageDialog *dialog =
      ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, NULL));
  GtkWidget *entry;

  adw_message_dialog_add_responses (
      dialog, "cancel", _ ("_Cancel"), "ok", ok, NULL);
  adw_message_dialog_set_response_appearance (
      dialog, "ok", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "ok");
  adw_message_dialog_set_close_response (dialog, "cancel");
  entry = make_entry (dialog, question->group);
  question->entry = GTK_EDITABLE (entry);
  adw_message_dialog_set_extra_child (dialog, entry);
  g_signal_connect_data (
      dialog, "response", G_CALLBACK (response_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

void
willow_group_dialog_present_new (GtkWindow          *parent,
                                 WillowProfileStore *store,
                                 WillowProfile      *profile)
{
  Question *question = g_new0 (Question, 1);

  question->store = g_object_ref (store);
  question->profile = g_object_ref (profile);
  question->group = g_strdup ("");
  ask (parent, _ ("New Group"), _ ("C_reate"), question);
}

void
willow_group_dialog_present_rename (GtkWindow          *parent,
                                    WillowProfileStore *store,
                                    const char         *group)
{
  Question        *question = g_new0 (Question, 1);
  g_autofree char *heading = g_strdup_printf (_ ("Rename “%s”"), group);

  question->store = g_object_ref (store);
  question->group = g_strdup (group);
  ask (parent, heading, _ ("_Rename"), question);
}
