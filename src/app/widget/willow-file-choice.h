/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * willow_file_choice_open_async:
 * @widget: in the window above which the dialog stands
 * @cancellable: (nullable): also closes the dialog
 *
 * Lets the user choose a file, through the portal where there is one, and reads
 * it (see willow-file-content.h).
 */
void willow_file_choice_open_async (GtkWidget          *widget,
                                    const char         *title,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
/* (transfer full) (nullable): %G_IO_ERROR_CANCELLED where nothing was chosen */
GBytes *willow_file_choice_open_finish (GAsyncResult *result, GError **error);

/* Lets the user choose where @content goes, and writes it. A file that exists
 * is replaced when the dialog was told so. */
void     willow_file_choice_save_async (GtkWidget          *widget,
                                        const char         *title,
                                        const char         *name,
                                        GBytes             *content,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean willow_file_choice_save_finish (GAsyncResult *result, GError **error);

/* A folder. */
void willow_file_choice_folder_async (GtkWidget          *widget,
                                      const char         *title,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
/* The same for a file, and for one that may not exist yet; both end with
 * willow_file_choice_folder_finish(). */
void   willow_file_choice_file_async (GtkWidget          *widget,
                                      const char         *title,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
void   willow_file_choice_new_file_async (GtkWidget          *widget,
                                          const char         *title,
                                          const char         *name,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
GFile *willow_file_choice_folder_finish (GAsyncResult *result, GError **error);

G_END_DECLS
