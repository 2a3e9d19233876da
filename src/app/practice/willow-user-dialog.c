/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-user-dialog.h"

#include "app/window/willow-window.h"
#include "auth/willow-password-file.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  AdwMessageDialog *dialog; /* owns this */
  GtkWindow        *parent; /* weak */
  WillowUserList   *users;
  GtkEditable      *name;
  GtkEditable      *password;
  GtkEditable      *again;
  GtkLabel         *hint;
} Form;

static void
form_free (gpointer data)
{
  Form *form = data;

  g_clear_weak_pointer (&form->parent);
  g_object_unref (form->users);
  g_free (form);
}

/* What is still missing; %NULL: nothing. */
static const char *
find_fault (Form *form)
{
  const char *name = gtk_editable_get_text (form->name);
  const char *password = gtk_editable_get_text (form->password);
  const char *again = gtk_editable_get_text (form->again);

  if (*name != '\0' && !willow_password_file_is_name (name))
    return _ ("The name of a user has no colon and no line break, and does not "
              "begin with #.");
  if (*again != '\0' && !g_str_equal (password, again))
    return _ ("The two passwords are different.");
  return *name == '\0' || *password == '\0' || *again == '\0' ? "" : NULL;
}

static void
update (Form *form)
{
  const char *fault = find_fault (form);

  gtk_label_set_label (form->hint, fault != NULL ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (form->hint),
                          fault != NULL && *fault != '\0');
  adw_message_dialog_set_response_enabled (form->dialog, "set", fault == NULL);
}

static void
hashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) parent = user_data;
  g_autoptr (GError) error = NULL;

  if (!willow_user_list_set_finish (WILLOW_USER_LIST (source), result, &error))
    willow_window_say (WILLOW_WINDOW (parent), error->message);
}

static void
response_cb (Form *form, const char *response)
{
  if (!g_str_equal (response, "set") || form->parent == NULL)
    return;
  willow_user_list_set_async (form->users,
                              gtk_editable_get_text (form->name),
                              gtk_editable_get_text (form->password),
                              WILLOW_PASSWORD_PBKDF2,
                              hashed_cb,
                              g_object_ref (form->parent));
}

static GtkEditable *
add_entry (Form *form, GtkWidget *list, GtkWidget *entry, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (update), form);
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  return GTK_EDITABLE (entry);
}

static GtkWidget *
make_fields (Form *form, const char *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *hint = gtk_label_new (NULL);

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  form->name = add_entry (form, list, adw_entry_row_new (), _ ("User Name"));
  form->password =
      add_entry (form, list, adw_password_entry_row_new (), _ ("Password"));
  form->again = add_entry (
      form, list, adw_password_entry_row_new (), _ ("Password Again"));
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_widget_add_css_class (hint, "error");
  form->hint = GTK_LABEL (hint);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), hint);
  if (name != NULL)
    {
      gtk_editable_set_text (form->name, name);
      gtk_widget_set_visible (GTK_WIDGET (form->name), FALSE);
    }
  return box;
}

void
willow_user_dialog_present (GtkWidget      *widget,
                            WillowUserList *users,
                            const char     *name)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));
  GtkWidget *dialog = adw_message_dialog_new (parent, NULL, NULL);
  Form      *form = g_new0 (Form, 1);

  form->dialog = ADW_MESSAGE_DIALOG (dialog);
  g_set_weak_pointer (&form->parent, parent);
  form->users = g_object_ref (users);
  if (name != NULL)
    adw_message_dialog_format_heading (
        form->dialog, _ ("Another Password for %s"), name);
  else
    adw_message_dialog_set_heading (form->dialog, _ ("Add a User"));
  adw_message_dialog_set_body (
      form->dialog,
      _ ("The password itself is not kept, only a salted hash of it."));
  adw_message_dialog_add_responses (form->dialog,
                                    "cancel",
                                    _ ("_Cancel"),
                                    "set",
                                    name != NULL ? _ ("C_hange") : _ ("_Add"),
                                    NULL);
  adw_message_dialog_set_response_appearance (
      form->dialog, "set", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (form->dialog, "set");
  adw_message_dialog_set_close_response (form->dialog, "cancel");
  adw_message_dialog_set_extra_child (form->dialog, make_fields (form, name));
  g_object_set_data_full (G_OBJECT (dialog), "form", form, form_free);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (response_cb), form);
  update (form);
  gtk_window_present (GTK_WINDOW (dialog));
}
