/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/practice/willow-user-list.h"

G_BEGIN_DECLS

/* Asks for a name and a password, twice, and puts the user into @users.
 * @name: (nullable): of a user who gets another password
 * @widget: in the window above which it stands */
void willow_user_dialog_present (GtkWidget      *widget,
                                 WillowUserList *users,
                                 const char     *name);

G_END_DECLS
