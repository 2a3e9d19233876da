/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/practice/willow-practice-access.h"

G_BEGIN_DECLS

/* All let the user choose a file, and say what is wrong with it, line by line.
 * @widget: in the window that asks. What is loaded replaces the list; where
 * that loses something they ask before. */
void willow_access_files_load_users (GtkWidget            *widget,
                                     WillowPracticeAccess *access);
void willow_access_files_load_rules (GtkWidget            *widget,
                                     WillowPracticeAccess *access);
void willow_access_files_save_users (GtkWidget            *widget,
                                     WillowPracticeAccess *access);
void willow_access_files_save_rules (GtkWidget            *widget,
                                     WillowPracticeAccess *access);
/* After the choice: %FALSE and a dialog where the file has mistakes. */
gboolean willow_access_files_take (GtkWidget            *widget,
                                   WillowPracticeAccess *access,
                                   gboolean              is_rules,
                                   GFile                *file);

G_END_DECLS
