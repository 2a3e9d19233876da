/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/library/willow-export-dialog.h"

#include "app/widget/willow-file-choice.h"
#include "app/window/willow-notice-bar.h"
#include "app/library/willow-secret-collector.h"
#include "base/willow-secret-bytes.h"
#include "model/profile/willow-profile-export.h"

#include <glib/gi18n.h>
#include <string.h>

#define FILE_NAME "willow-connections.json"

struct _WillowExportDialog
{
  AdwWindow parent_instance;

  WillowWindow    *parent; /* weak */
  WillowWorkspace *workspace;
  GCancellable    *cancellable;
  GFile           *file;     /* (nullable): where it goes */
  GPtrArray       *profiles; /* (nullable): what goes there */
  GPtrArray       *listed;   /* WillowProfile, each with a check of the same
                                place */
  GPtrArray *checks;         /* widgets below this */
  guint      n_missing;

  WillowNoticeBar     *notice_bar;
  GtkButton           *export_button;
  GtkSpinner          *spinner;
  GtkWidget           *page;
  GtkSwitch           *secrets_switch;
  GtkEditable         *passphrase_row;
  GtkEditable         *again_row;
  AdwPreferencesGroup *list_group;
  GtkCheckButton      *all_check;
};

G_DEFINE_FINAL_TYPE (WillowExportDialog, willow_export_dialog, ADW_TYPE_WINDOW)

/* (transfer full) */
static GPtrArray *
list_chosen (WillowExportDialog *self)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->listed->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      g_ptr_array_add (chosen, g_object_ref (self->listed->pdata[i]));
  return chosen;
}

/* Whether nothing is missing. */
static gboolean
check_passphrase (WillowExportDialog *self)
{
  const char *passphrase = gtk_editable_get_text (self->passphrase_row);
  const char *again = gtk_editable_get_text (self->again_row);
  gboolean    differs = *again != '\0' && !g_str_equal (passphrase, again);

  if (differs)
    gtk_widget_add_css_class (GTK_WIDGET (self->again_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->again_row), "error");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->again_row),
                                 differs ? _ ("The two are different")
                                         : _ ("Passphrase Again"));
  return *passphrase != '\0' && g_str_equal (passphrase, again);
}

static void
update_cb (WillowExportDialog *self)
{
  g_autoptr (GPtrArray) chosen = list_chosen (self);
  g_autofree char *label = g_strdup_printf (_ ("_Export %u…"), chosen->len);
  gboolean         is_good =
      check_passphrase (self) || !gtk_switch_get_active (self->secrets_switch);

  gtk_button_set_label (self->export_button, label);
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button),
                            chosen->len > 0 && is_good && self->file == NULL);
}

static void
all_cb (WillowExportDialog *self)
{
  gboolean active = gtk_check_button_get_active (self->all_check);

  for (guint i = 0; i < self->checks->len; i++)
    gtk_check_button_set_active (self->checks->pdata[i], active);
}

static void
set_busy (WillowExportDialog *self, gboolean busy)
{
  if (!busy)
    {
      g_clear_object (&self->file);
      g_clear_pointer (&self->profiles, g_ptr_array_unref);
    }
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->page, !busy);
  update_cb (self);
}

static void
say_done (WillowExportDialog *self)
{
  guint            n = self->profiles->len;
  g_autofree char *text = NULL;

  if (self->parent == NULL)
    return;
  if (self->n_missing > 0)
    text = g_strdup_printf (
        ngettext ("%u connection was exported; passwords that are not known "
                  "here: %u",
                  "%u connections were exported; passwords that are not known "
                  "here: %u",
                  n),
        n,
        self->n_missing);
  else
    text = g_strdup_printf (ngettext ("%u connection was exported",
                                      "%u connections were exported",
                                      n),
                            n);
  willow_window_say (self->parent, text);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = willow_profile_export_finish (result, &error);

  if (self->cancellable == NULL) /* closed in between */
    return;
  if (ok)
    {
      say_done (self);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  set_busy (self, FALSE);
  willow_notice_bar_set_text (self->notice_bar, error->message);
}

/* @passwords: (nullable) */
static void
write_file (WillowExportDialog *self, GHashTable *passwords)
{
  const char *text = gtk_editable_get_text (self->passphrase_row);
  g_autoptr (GBytes) passphrase = NULL;

  if (gtk_switch_get_active (self->secrets_switch))
    passphrase = willow_secret_bytes_new (text, strlen (text));
  willow_profile_export_async (self->file,
                               self->profiles,
                               passwords,
                               passphrase,
                               self->cancellable,
                               written_cb,
                               g_object_ref (self));
}

static void
collected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowExportDialog) self = user_data;
  g_autoptr (GHashTable) passwords = NULL;
  guint n_missing;

  passwords = willow_secret_collector_run_finish (result, &n_missing, NULL);
  if (passwords == NULL || self->cancellable == NULL)
    return;
  self->n_missing = n_missing;
  write_file (self, passwords);
}

void
willow_export_dialog_save (WillowExportDialog *self, GFile *file)
{
  g_return_if_fail (WILLOW_IS_EXPORT_DIALOG (self));

  g_set_object (&self->file, file);
  self->profiles = list_chosen (self);
  self->n_missing = 0;
  willow_notice_bar_set_text (self->notice_bar, NULL);
  set_busy (self, TRUE);
  if (gtk_switch_get_active (self->secrets_switch))
    willow_secret_collector_run_async (self->workspace,
                                       self->profiles,
                                       self->cancellable,
                                       collected_cb,
                                       g_object_ref (self));
  else
    write_file (self, NULL);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WillowExportDialog *self = WILLOW_EXPORT_DIALOG (source);
  g_autoptr (GFile) file = willow_file_choice_folder_finish (result, NULL);

  if (file != NULL && self->cancellable != NULL)
    willow_export_dialog_save (self, file);
}

static void
export_cb (WillowExportDialog *self)
{
  willow_file_choice_new_file_async (
      GTK_WIDGET (self), _ ("Export Connections"), FILE_NAME, chosen_cb, NULL);
}

static void
willow_export_dialog_dispose (GObject *object)
{
  WillowExportDialog *self = WILLOW_EXPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  g_clear_pointer (&self->listed, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_weak_pointer (&self->parent);
  G_OBJECT_CLASS (willow_export_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (
      widget_class, WillowExportDialog, notice_bar);
  gtk_widget_class_bind_template_child (
      widget_class, WillowExportDialog, export_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowExportDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, WillowExportDialog, page);
  gtk_widget_class_bind_template_child (
      widget_class, WillowExportDialog, secrets_switch);
  gtk_widget_class_bind_template_child (
      widget_class, WillowExportDialog, passphrase_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowExportDialog, again_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowExportDialog, list_group);
  gtk_widget_class_bind_template_child (
      widget_class, WillowExportDialog, all_check);
}

static void
willow_export_dialog_class_init (WillowExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_export_dialog_dispose;
  g_type_ensure (WILLOW_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-export-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, all_cb);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
willow_export_dialog_init (WillowExportDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->listed = g_ptr_array_new_with_free_func (g_object_unref);
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_profile (WillowExportDialog *self, WillowProfile *profile)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *check = gtk_check_button_new ();
  g_autofree char *url = willow_profile_dup_url (profile);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 willow_profile_get_name (profile));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), url);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->list_group, row);
  g_ptr_array_add (self->listed, g_object_ref (profile));
  g_ptr_array_add (self->checks, check);
  g_signal_connect_object (
      check, "toggled", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
}

WillowExportDialog *
willow_export_dialog_present (WillowWindow *parent, WillowWorkspace *workspace)
{
  WillowExportDialog *self =
      g_object_new (WILLOW_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);
  WillowProfileStore *store = willow_workspace_get_profiles (workspace);

  g_set_weak_pointer (&self->parent, parent);
  self->workspace = g_object_ref (workspace);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (WillowProfile) profile =
          g_list_model_get_item (G_LIST_MODEL (store), i);

      if (!willow_profile_store_is_temporary (store, profile))
        add_profile (self, profile);
    }
  update_cb (self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
