/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-access-files.h"

#include "app/widget/willow-file-choice.h"
#include "app/window/willow-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PROBLEMS_MAX_HEIGHT 300

typedef struct
{
  GtkWidget            *widget; /* weak */
  WillowPracticeAccess *access;
  gboolean              is_rules;
} Order;

static Order *
order_new (GtkWidget *widget, WillowPracticeAccess *access, gboolean is_rules)
{
  Order *order = g_new0 (Order, 1);

  g_set_weak_pointer (&order->widget, widget);
  order->access = g_object_ref (access);
  order->is_rules = is_rules;
  return order;
}

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_weak_pointer (&order->widget);
  g_object_unref (order->access);
  g_free (order);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Order, order_free)

static void
say (GtkWidget *widget, const char *text)
{
  GtkWidget *window = widget != NULL
                          ? gtk_widget_get_ancestor (widget, WILLOW_TYPE_WINDOW)
                          : NULL;

  if (window != NULL)
    willow_window_say (WILLOW_WINDOW (window), text);
}

/* A list by somebody else can have many. */
static void
show_problems (GtkWidget *widget, const char *problems)
{
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                              _ ("The File Was Not Loaded"),
                              _ ("Nothing was loaded from it."));
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *label = gtk_label_new (problems);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (
      GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled),
                                              PROBLEMS_MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), label);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), scrolled);
  adw_message_dialog_add_response (
      ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
willow_access_files_take (GtkWidget            *widget,
                          WillowPracticeAccess *access,
                          gboolean              is_rules,
                          GFile                *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    g_set_error_literal (&error,
                         G_IO_ERROR,
                         G_IO_ERROR_NOT_SUPPORTED,
                         _ ("The file is not on this computer."));
  else if (is_rules)
    willow_rule_list_load (
        willow_practice_access_get_rules (access), path, &error);
  else
    willow_user_list_load (
        willow_practice_access_get_users (access), path, &error);
  if (error != NULL && gtk_widget_get_root (widget) != NULL)
    show_problems (widget, error->message);
  return error == NULL;
}

static void
load_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Order) order = user_data;
  g_autoptr (GFile) file = willow_file_choice_folder_finish (result, NULL);

  if (file != NULL && order->widget != NULL &&
      willow_access_files_take (
          order->widget, order->access, order->is_rules, file))
    say (order->widget, _ ("Loaded"));
}

/* Takes @order. */
static void
choose (Order *order)
{
  willow_file_choice_file_async (order->widget,
                                 order->is_rules ? _ ("Load Rules")
                                                 : _ ("Load Users"),
                                 load_chosen_cb,
                                 order);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (Order) order = g_object_steal_data (G_OBJECT (dialog), "order");

  if (g_str_equal (response, "load") && order->widget != NULL)
    choose (g_steal_pointer (&order));
}

static void
load (Order *order, GListModel *list)
{
  AdwMessageDialog *dialog;

  if (g_list_model_get_n_items (list) == 0)
    {
      choose (order);
      return;
    }
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (order->widget)),
      order->is_rules ? _ ("Replace All Rules?") : _ ("Replace All Users?"),
      _ ("The content of the file replaces the list.")));
  adw_message_dialog_add_responses (
      dialog, "cancel", _ ("_Cancel"), "load", _ ("_Load…"), NULL);
  adw_message_dialog_set_response_appearance (
      dialog, "load", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "order", order, order_free);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
willow_access_files_load_users (GtkWidget *widget, WillowPracticeAccess *access)
{
  load (order_new (widget, access, FALSE),
        G_LIST_MODEL (willow_practice_access_get_users (access)));
}

void
willow_access_files_load_rules (GtkWidget *widget, WillowPracticeAccess *access)
{
  load (order_new (widget, access, TRUE),
        G_LIST_MODEL (willow_practice_access_get_rules (access)));
}

static void
save_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Order) order = user_data;
  g_autoptr (GFile) file = willow_file_choice_folder_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GError) error = NULL;

  if (file == NULL)
    return;
  if (path == NULL)
    g_set_error_literal (&error,
                         G_IO_ERROR,
                         G_IO_ERROR_NOT_SUPPORTED,
                         _ ("The file is not on this computer."));
  else if (order->is_rules)
    willow_rule_list_save (
        willow_practice_access_get_rules (order->access), path, &error);
  else
    willow_user_list_save (
        willow_practice_access_get_users (order->access), path, &error);
  say (order->widget, error != NULL ? error->message : _ ("Saved"));
}

void
willow_access_files_save_users (GtkWidget *widget, WillowPracticeAccess *access)
{
  willow_file_choice_new_file_async (widget,
                                     _ ("Save Users"),
                                     "password_file",
                                     save_chosen_cb,
                                     order_new (widget, access, FALSE));
}

void
willow_access_files_save_rules (GtkWidget *widget, WillowPracticeAccess *access)
{
  willow_file_choice_new_file_async (widget,
                                     _ ("Save Rules"),
                                     "acl_file",
                                     save_chosen_cb,
                                     order_new (widget, access, TRUE));
}
