/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-leave-dialog.h"

#include "app/widget/willow-accessible.h"
#include "app/widget/willow-choice.h"
#include "app/connection/willow-form-binding.h"
#include "model/conversation/willow-leaving.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  AdwMessageDialog   *dialog; /* owns this */
  WillowConversation *conversation;
  WillowChoice       *reason;
  AdwExpanderRow     *expiry_row;
  GtkSpinButton      *expiry;
  GtkEditable        *reason_string;
  GtkEditable        *name;
  GtkEditable        *value;
  GtkLabel           *hint;
} Form;

static void
form_free (gpointer data)
{
  Form *form = data;

  g_object_unref (form->conversation);
  g_free (form);
}

static WillowLeaving
get_leaving (Form *form)
{
  return (WillowLeaving){
    .with_will = willow_choice_get_value (form->reason) != 0,
    .has_expiry = adw_expander_row_get_enable_expansion (form->expiry_row),
    .expiry_seconds = (guint32)gtk_spin_button_get_value (form->expiry),
    .reason_string = gtk_editable_get_text (form->reason_string),
    .name = gtk_editable_get_text (form->name),
    .value = gtk_editable_get_text (form->value),
  };
}

/* In practice mode what is wrong is sent all the same. */
static void
update (Form *form)
{
  const WillowLeaving leaving = get_leaving (form);
  gboolean            is_illegal =
      willow_leaving_is_illegal (&leaving, form->conversation);
  gboolean practice;

  g_object_get (willow_conversation_get_profile (form->conversation),
                "practice",
                &practice,
                NULL);
  gtk_widget_set_visible (GTK_WIDGET (form->hint), is_illegal);
  adw_message_dialog_set_response_enabled (
      form->dialog, "leave", !is_illegal || practice);
}

static void
response_cb (Form *form, const char *response)
{
  const WillowLeaving leaving = get_leaving (form);

  if (g_str_equal (response, "leave"))
    willow_leaving_send (&leaving, form->conversation);
}

static GtkEditable *
add_entry (GtkWidget *list, const char *title)
{
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  return GTK_EDITABLE (entry);
}

static void
add_reason (Form *form, GtkWidget *list)
{
  GtkWidget *row = adw_action_row_new ();

  form->reason = WILLOW_CHOICE (willow_choice_new ());
  willow_choice_append (
      form->reason, 0, "0x00", _ ("Normal disconnection: deletes the will"));
  willow_choice_append (
      form->reason, 1, "0x04", _ ("The Will Message is to be published"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Reason Code"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (form->reason));
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
add_expiry (Form *form, GtkWidget *list)
{
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *line = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (0, G_MAXUINT32, 1);

  form->expiry_row = ADW_EXPANDER_ROW (row);
  form->expiry = GTK_SPIN_BUTTON (spin);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 _ ("Session Expiry Interval"));
  adw_expander_row_set_subtitle (form->expiry_row,
                                 _ ("In place of that of CONNECT"));
  adw_expander_row_set_show_enable_switch (form->expiry_row, TRUE);
  adw_expander_row_set_enable_expansion (form->expiry_row, FALSE);
  willow_accessible_name_parts (
      row, GTK_TYPE_SWITCH, _ ("Session Expiry Interval"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line), _ ("Seconds"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (line),
                               _ ("4294967295: the Session never expires"));
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  willow_form_name (spin, _ ("Session Expiry Interval in seconds"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (line), spin);
  adw_expander_row_add_row (form->expiry_row, line);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  g_signal_connect_swapped (
      row, "notify::enable-expansion", G_CALLBACK (update), form);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (update), form);
}

static GtkWidget *
make_fields (Form *form)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *hint = gtk_label_new (
      _ ("CONNECT had no Session Expiry Interval, or 0: another one here is a "
         "Protocol Error (5.0 section 3.14.2.2.2)."));

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  form->hint = GTK_LABEL (hint);
  gtk_label_set_wrap (form->hint, TRUE);
  gtk_widget_add_css_class (hint, "error");
  add_reason (form, list);
  add_expiry (form, list);
  form->reason_string = add_entry (list, _ ("Reason String"));
  form->name = add_entry (list, _ ("Name of a User Property"));
  form->value = add_entry (list, _ ("Value of the User Property"));
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), hint);
  return box;
}

void
willow_leave_dialog_present (GtkWindow          *parent,
                             WillowConversation *conversation)
{
  GtkWidget *dialog =
      adw_message_dialog_new (parent, _ ("Disconnect With…"), NULL);
  Form *form = g_new0 (Form, 1);

  form->dialog = ADW_MESSAGE_DIALOG (dialog);
  form->conversation = g_object_ref (conversation);
  adw_message_dialog_set_body (
      form->dialog,
      _ ("What the DISCONNECT packet says. Empty fields are "
         "left out."));
  adw_message_dialog_add_responses (
      form->dialog, "cancel", _ ("_Cancel"), "leave", _ ("_Disconnect"), NULL);
  adw_message_dialog_set_response_appearance (
      form->dialog, "leave", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (form->dialog, "leave");
  adw_message_dialog_set_close_response (form->dialog, "cancel");
  adw_message_dialog_set_extra_child (form->dialog, make_fields (form));
  g_object_set_data_full (G_OBJECT (dialog), "form", form, form_free);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (response_cb), form);
  update (form);
  gtk_window_present (GTK_WINDOW (dialog));
}
