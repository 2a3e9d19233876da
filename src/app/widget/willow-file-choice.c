/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widget/willow-file-choice.h"

#include "model/profile/willow-file-content.h"

#include <glib/gi18n.h>

/* The task holds the dialog, and the dialog's answer ends the task. */
typedef struct
{
  GtkFileChooserNative *chooser;
  GBytes               *content; /* (nullable): to be saved */
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_clear_object (&choice->chooser);
  g_clear_pointer (&choice->content, g_bytes_unref);
  g_free (choice);
}

static GtkFileChooserNative *
make_chooser (GtkWidget *widget, const char *title, GtkFileChooserAction action)
{
  GtkRoot              *root = gtk_widget_get_root (widget);
  gboolean              is_save = action == GTK_FILE_CHOOSER_ACTION_SAVE;
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (title,
                                   GTK_WINDOW (root),
                                   action,
                                   is_save ? _ ("_Save") : _ ("_Open"),
                                   _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  return chooser;
}

/* (transfer full) (nullable): ends the task where nothing was chosen */
static GFile *
take_answer (GTask *task, int response)
{
  Choice *choice = g_task_get_task_data (task);

  if (response == GTK_RESPONSE_ACCEPT)
    {
      GFile *file =
          gtk_file_chooser_get_file (GTK_FILE_CHOOSER (choice->chooser));

      if (file != NULL)
        return file;
    }
  g_task_return_new_error (
      task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Nothing was chosen"));
  return NULL;
}

static GTask *
start (GtkWidget           *widget,
       const char          *title,
       GtkFileChooserAction action,
       GCancellable        *cancellable,
       GCallback            answered,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  GTask  *task = g_task_new (widget, cancellable, callback, user_data);
  Choice *choice = g_new0 (Choice, 1);

  choice->chooser = make_chooser (widget, title, action);
  g_task_set_task_data (task, choice, choice_free);
  g_signal_connect (choice->chooser, "response", answered, task);
  return task;
}

static void
show (GTask *task)
{
  Choice *choice = g_task_get_task_data (task);

  gtk_native_dialog_show (GTK_NATIVE_DIALOG (choice->chooser));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *content = willow_file_content_load_finish (result, &error);

  if (content != NULL)
    g_task_return_pointer (task, content, (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
open_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GFile) file = take_answer (task, response);

  if (file != NULL)
    willow_file_content_load_async (
        file, g_task_get_cancellable (task), loaded_cb, g_object_ref (task));
}

void
willow_file_choice_open_async (GtkWidget          *widget,
                               const char         *title,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  show (start (widget,
               title,
               GTK_FILE_CHOOSER_ACTION_OPEN,
               cancellable,
               G_CALLBACK (open_cb),
               callback,
               user_data));
}

GBytes *
willow_file_choice_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
save_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Choice *choice = g_task_get_task_data (task);
  g_autoptr (GFile) file = take_answer (task, response);

  if (file != NULL)
    g_file_replace_contents_bytes_async (file,
                                         choice->content,
                                         NULL,
                                         FALSE,
                                         G_FILE_CREATE_NONE,
                                         NULL,
                                         saved_cb,
                                         g_object_ref (task));
}

void
willow_file_choice_save_async (GtkWidget          *widget,
                               const char         *title,
                               const char         *name,
                               GBytes             *content,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask  *task = start (widget,
                       title,
                       GTK_FILE_CHOOSER_ACTION_SAVE,
                       NULL,
                       G_CALLBACK (save_cb),
                       callback,
                       user_data);
  Choice *choice = g_task_get_task_data (task);

  choice->content = g_bytes_ref (content);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (choice->chooser), name);
  show (task);
}

gboolean
willow_file_choice_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
folder_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GFile *file = take_answer (task, response);

  if (file != NULL)
    g_task_return_pointer (task, file, g_object_unref);
}

void
willow_file_choice_folder_async (GtkWidget          *widget,
                                 const char         *title,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  show (start (widget,
               title,
               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
               NULL,
               G_CALLBACK (folder_cb),
               callback,
               user_data));
}

void
willow_file_choice_file_async (GtkWidget          *widget,
                               const char         *title,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  show (start (widget,
               title,
               GTK_FILE_CHOOSER_ACTION_OPEN,
               NULL,
               G_CALLBACK (folder_cb),
               callback,
               user_data));
}

void
willow_file_choice_new_file_async (GtkWidget          *widget,
                                   const char         *title,
                                   const char         *name,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  GTask  *task = start (widget,
                       title,
                       GTK_FILE_CHOOSER_ACTION_SAVE,
                       NULL,
                       G_CALLBACK (folder_cb),
                       callback,
                       user_data);
  Choice *choice = g_task_get_task_data (task);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (choice->chooser), name);
  show (task);
}

GFile *
willow_file_choice_folder_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
