/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/library/willow-import-finding-row.h"

#include "app/widget/willow-file-choice.h"
#include "base/willow-secret-bytes.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a row waits for, and where the answer goes. */
typedef struct
{
  WillowImportItem *item;
  guint             position;
  GCancellable     *cancellable; /* reading a file */
} Answer;

static void
answer_free (gpointer data, GClosure *closure)
{
  Answer *answer = data;

  g_cancellable_cancel (answer->cancellable);
  g_object_unref (answer->cancellable);
  g_object_unref (answer->item);
  g_free (answer);
}

static Answer *
answer_new (WillowImportItem *item, guint position)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->item = g_object_ref (item);
  answer->position = position;
  answer->cancellable = g_cancellable_new ();
  return answer;
}

static const char *
get_icon_name (const WillowImportFinding *finding)
{
  static const char *const names[] = {
    [WILLOW_IMPORT_UNDERSTOOD] = "object-select-symbolic",
    [WILLOW_IMPORT_NEEDS_FILE] = "document-open-symbolic",
    [WILLOW_IMPORT_NEEDS_SECRET] = "dialog-password-symbolic",
    [WILLOW_IMPORT_DIFFERS] = "dialog-information-symbolic",
    [WILLOW_IMPORT_REFUSED] = "dialog-warning-symbolic",
  };

  return names[finding->settled ? WILLOW_IMPORT_UNDERSTOOD : finding->kind];
}

/* The same as the icon, for whoever does not see it. */
static const char *
get_word (const WillowImportFinding *finding)
{
  if (finding->settled)
    return _ ("Given");
  switch (finding->kind)
    {
    case WILLOW_IMPORT_NEEDS_FILE:
      return _ ("Needs a file");
    case WILLOW_IMPORT_NEEDS_SECRET:
      return _ ("Needs a secret");
    case WILLOW_IMPORT_DIFFERS:
      return _ ("Different");
    case WILLOW_IMPORT_REFUSED:
      return _ ("Left out");
    case WILLOW_IMPORT_UNDERSTOOD:
    default:
      return _ ("Understood");
    }
}

static char *
dup_subtitle (const WillowImportFinding *finding)
{
  if (finding->answer != NULL)
    return g_strdup (finding->answer);
  if (*finding->member == '\0')
    return g_strdup (get_word (finding));
  return g_strdup_printf ("%s · %s", get_word (finding), finding->member);
}

static GtkWidget *
make_icon (const WillowImportFinding *finding)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (get_icon_name (finding));

  if (finding->kind == WILLOW_IMPORT_REFUSED)
    gtk_widget_add_css_class (icon, "warning");
  else if (finding->settled || finding->kind == WILLOW_IMPORT_UNDERSTOOD)
    gtk_widget_add_css_class (icon, "success");
  return icon;
}

/* The item tells when it has the file; then there is another row. */
static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AdwActionRow *row = ADW_ACTION_ROW (source);
  Answer       *answer = user_data;
  g_autoptr (WillowImportItem) item = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = willow_file_choice_open_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  item = g_object_ref (answer->item);
  if (content != NULL)
    willow_import_item_give_file (
        item, answer->position, content, &sentence, &error);
  if (error != NULL)
    adw_action_row_set_subtitle (row, error->message);
}

static void
choose_cb (GtkButton *button, Answer *answer)
{
  const WillowImportFinding *finding =
      willow_import_item_get_finding (answer->item, answer->position);
  GtkWidget *row =
      gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);

  willow_file_choice_open_async (row,
                                 finding->file_name != NULL &&
                                         *finding->file_name != '\0'
                                     ? finding->file_name
                                     : _ ("Choose the File"),
                                 answer->cancellable,
                                 chosen_cb,
                                 answer);
}

static GtkWidget *
make_button (WillowImportItem *item, guint position, const char *text)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Choose…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  g_signal_connect_data (button,
                         "clicked",
                         G_CALLBACK (choose_cb),
                         answer_new (item, position),
                         answer_free,
                         0);
  return button;
}

static GtkWidget *
make_sentence_row (WillowImportItem *item, guint position)
{
  const WillowImportFinding *finding =
      willow_import_item_get_finding (item, position);
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *subtitle = dup_subtitle (finding);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), finding->text);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), make_icon (finding));
  if (finding->kind == WILLOW_IMPORT_NEEDS_FILE && !finding->settled)
    {
      GtkWidget *button = make_button (item, position, finding->text);

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
    }
  return row;
}

static void
apply_cb (GtkWidget *row, Answer *answer)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));
  g_autoptr (WillowImportItem) item = g_object_ref (answer->item);
  g_autoptr (GBytes) secret = willow_secret_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  if (*text == '\0' ||
      willow_import_item_give_secret (item, answer->position, secret, &error))
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), error->message);
  gtk_widget_add_css_class (row, "error");
}

static GtkWidget *
make_entry_row (WillowImportItem *item, guint position)
{
  const WillowImportFinding *finding =
      willow_import_item_get_finding (item, position);
  GtkWidget *row = adw_password_entry_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), finding->text);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  adw_entry_row_add_prefix (ADW_ENTRY_ROW (row), make_icon (finding));
  g_signal_connect_data (row,
                         "apply",
                         G_CALLBACK (apply_cb),
                         answer_new (item, position),
                         answer_free,
                         0);
  return row;
}

GtkWidget *
willow_import_finding_row_new (WillowImportItem *item, guint position)
{
  const WillowImportFinding *finding =
      willow_import_item_get_finding (item, position);

  if (finding->kind == WILLOW_IMPORT_NEEDS_SECRET && !finding->settled &&
      finding->want != WILLOW_IMPORT_WANT_NOTHING)
    return make_entry_row (item, position);
  return make_sentence_row (item, position);
}
