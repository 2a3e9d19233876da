/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/library/willow-import-dialog.h"

#include "app/widget/willow-file-choice.h"
#include "app/library/willow-import-item-row.h"
#include "app/window/willow-notice-bar.h"
#include "base/willow-secret-bytes.h"
#include "model/import/willow-import.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WillowImportDialog
{
  AdwWindow parent_instance;

  WillowWindow    *parent; /* weak */
  WillowWorkspace *workspace;
  GFile           *file;
  WillowImport    *import; /* (nullable) */
  GCancellable    *cancellable;

  GtkStack            *stack;
  WillowNoticeBar     *notice_bar;
  GtkButton           *import_button;
  GtkWidget           *choose_button;
  GtkWidget           *passphrase_row;
  GtkSpinner          *spinner;
  AdwPreferencesGroup *report_group;
};

G_DEFINE_FINAL_TYPE (WillowImportDialog, willow_import_dialog, ADW_TYPE_WINDOW)

static void
show_page (WillowImportDialog *self, const char *name)
{
  gboolean is_report = g_str_equal (name, "report");

  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_spinner_set_spinning (self->spinner, g_str_equal (name, "loading"));
  gtk_widget_set_visible (GTK_WIDGET (self->import_button), is_report);
  if (g_str_equal (name, "passphrase"))
    gtk_widget_grab_focus (self->passphrase_row);
  else if (g_str_equal (name, "start"))
    gtk_widget_grab_focus (self->choose_button);
}

static guint
count_selected (WillowImportDialog *self)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->import));
       i++)
    {
      g_autoptr (WillowImportItem) item =
          g_list_model_get_item (G_LIST_MODEL (self->import), i);

      n += willow_import_item_get_selected (item) ? 1 : 0;
    }
  return n;
}

static void
selected_cb (WillowImportDialog *self)
{
  guint            n = count_selected (self);
  g_autofree char *label = g_strdup_printf (_ ("_Import %u"), n);

  gtk_button_set_label (self->import_button, label);
  gtk_widget_set_sensitive (GTK_WIDGET (self->import_button), n > 0);
}

static void
describe_report (WillowImportDialog *self, guint n)
{
  g_autofree char *name = g_file_get_basename (self->file);
  g_autofree char *text = g_strdup_printf (
      /* TRANSLATORS: "3 connections of MQTTX in “export.json”" */
      ngettext (
          "%u connection of %s in “%s”", "%u connections of %s in “%s”", n),
      n,
      willow_import_get_program (self->import),
      name);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_preferences_group_set_title (self->report_group, escaped);
}

static void
show_report (WillowImportDialog *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->import));

  willow_import_compare (
      self->import,
      G_LIST_MODEL (willow_workspace_get_profiles (self->workspace)));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WillowImportItem) item =
          g_list_model_get_item (G_LIST_MODEL (self->import), i);

      g_signal_connect_object (item,
                               "notify::selected",
                               G_CALLBACK (selected_cb),
                               self,
                               G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->report_group,
                                 willow_import_item_row_new (item));
    }
  describe_report (self, n);
  selected_cb (self);
  show_page (self, "report");
}

static void
show_problem (WillowImportDialog *self, const GError *error)
{
  gboolean wrong = g_error_matches (
      error, WILLOW_IMPORT_ERROR, WILLOW_IMPORT_ERROR_WRONG_PASSPHRASE);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (wrong || g_error_matches (
                   error, WILLOW_IMPORT_ERROR, WILLOW_IMPORT_ERROR_PASSPHRASE))
    {
      willow_notice_bar_set_text (self->notice_bar,
                                  wrong ? error->message : NULL);
      show_page (self, "passphrase");
      return;
    }
  name = g_file_get_basename (self->file);
  /* TRANSLATORS: a file, and what is wrong with it */
  text = g_strdup_printf (_ ("“%s”: %s"), name, error->message);
  willow_notice_bar_set_text (self->notice_bar, text);
  show_page (self, "start");
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  WillowImport *import = willow_import_load_finish (result, &error);

  /* Closed in between. */
  if (self->cancellable == NULL)
    {
      g_clear_object (&import);
      return;
    }
  if (import == NULL)
    {
      show_problem (self, error);
      return;
    }
  g_set_object (&self->import, import);
  g_object_unref (import);
  show_report (self);
}

static void
load (WillowImportDialog *self, GBytes *passphrase)
{
  willow_notice_bar_set_text (self->notice_bar, NULL);
  show_page (self, "loading");
  willow_import_load_async (self->file,
                            passphrase,
                            self->cancellable,
                            loaded_cb,
                            g_object_ref (self));
}

void
willow_import_dialog_open (WillowImportDialog *self, GFile *file)
{
  g_return_if_fail (WILLOW_IS_IMPORT_DIALOG (self));

  g_set_object (&self->file, file);
  load (self, NULL);
}

static void
unlock_cb (WillowImportDialog *self)
{
  const char *text =
      gtk_editable_get_text (GTK_EDITABLE (self->passphrase_row));
  g_autoptr (GBytes) passphrase = willow_secret_bytes_new (text, strlen (text));

  if (*text != '\0')
    load (self, passphrase);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WillowImportDialog *self = WILLOW_IMPORT_DIALOG (source);
  g_autoptr (GFile) file = willow_file_choice_folder_finish (result, NULL);

  if (file != NULL && self->cancellable != NULL)
    willow_import_dialog_open (self, file);
}

static void
choose_cb (WillowImportDialog *self)
{
  willow_file_choice_file_async (
      GTK_WIDGET (self), _ ("Import Connections"), chosen_cb, NULL);
}

/* The password of MQTT goes the way of one that was typed in; the others are
 * with the profile already. */
static void
store (WillowImportDialog *self, WillowImportItem *item)
{
  WillowProfile *profile = willow_import_item_get_profile (item);
  GBytes        *password = willow_import_item_get_password (item);
  gsize          len;
  const char    *data;
  char          *text;

  willow_profile_store_add (willow_workspace_get_profiles (self->workspace),
                            profile);
  if (password == NULL)
    return;
  data = g_bytes_get_data (password, &len);
  text = g_strndup (data, len);
  willow_password_vault_set (
      willow_workspace_get_vault (self->workspace), profile, text);
  explicit_bzero (text, len);
  g_free (text);
}

static void
say_imported (WillowImportDialog *self, GPtrArray *items)
{
  WillowProfile   *first = willow_import_item_get_profile (items->pdata[0]);
  g_autofree char *group = NULL;
  g_autofree char *text = NULL;

  if (self->parent == NULL)
    return;
  g_object_get (first, "group", &group, NULL);
  text = g_strdup_printf (
      ngettext ("%u connection was imported; it is in the group “%s”",
                "%u connections were imported; they are in the group “%s”",
                items->len),
      items->len,
      group);
  willow_window_show_profile (self->parent, first);
  willow_window_say (self->parent, text);
}

static void
import_cb (WillowImportDialog *self)
{
  g_autoptr (GPtrArray) items = willow_import_prepare (
      self->import,
      G_LIST_MODEL (willow_workspace_get_profiles (self->workspace)));

  if (items->len == 0)
    return;
  for (guint i = 0; i < items->len; i++)
    store (self, items->pdata[i]);
  say_imported (self, items);
  gtk_window_close (GTK_WINDOW (self));
}

static void
willow_import_dialog_dispose (GObject *object)
{
  WillowImportDialog *self = WILLOW_IMPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);
  g_clear_object (&self->import);
  g_clear_object (&self->workspace);
  g_clear_weak_pointer (&self->parent);
  G_OBJECT_CLASS (willow_import_dialog_parent_class)->dispose (object);
}

static void
willow_import_dialog_class_init (WillowImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_import_dialog_dispose;
  g_type_ensure (WILLOW_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-import-dialog.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowImportDialog, stack);
  gtk_widget_class_bind_template_child (
      widget_class, WillowImportDialog, notice_bar);
  gtk_widget_class_bind_template_child (
      widget_class, WillowImportDialog, import_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowImportDialog, choose_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowImportDialog, passphrase_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowImportDialog, spinner);
  gtk_widget_class_bind_template_child (
      widget_class, WillowImportDialog, report_group);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, unlock_cb);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
willow_import_dialog_init (WillowImportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

WillowImportDialog *
willow_import_dialog_present (WillowWindow    *parent,
                              WillowWorkspace *workspace,
                              GFile           *file)
{
  WillowImportDialog *self =
      g_object_new (WILLOW_TYPE_IMPORT_DIALOG, "transient-for", parent, NULL);

  g_set_weak_pointer (&self->parent, parent);
  self->workspace = g_object_ref (workspace);
  gtk_window_present (GTK_WINDOW (self));
  if (file != NULL)
    willow_import_dialog_open (self, file);
  return self;
}
