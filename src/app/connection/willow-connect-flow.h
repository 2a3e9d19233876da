/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/window/willow-workspace.h"

G_BEGIN_DECLS

/* Connects, with the stored password where the profile has one; asks for it
 * where none is stored, or there is no secret service. */
void willow_connect_flow_start (GtkWindow          *window,
                                WillowWorkspace    *workspace,
                                WillowConversation *conversation);
/* The same; @done: (scope async): when it connects, or will not. */
void willow_connect_flow_start_then (GtkWindow          *window,
                                     WillowWorkspace    *workspace,
                                     WillowConversation *conversation,
                                     GDestroyNotify      done,
                                     gpointer            user_data);

/* The same, to find out what is wrong: the connection is left at once. */
void willow_connect_flow_diagnose (GtkWindow          *window,
                                   WillowWorkspace    *workspace,
                                   WillowConversation *conversation,
                                   WillowDoctorFlags   flags);

G_END_DECLS
