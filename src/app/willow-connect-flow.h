/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/willow-workspace.h"

G_BEGIN_DECLS

/* Connects, with the stored password where the profile has one; asks for it
 * where none is stored, or there is no secret service. */
void willow_connect_flow_start (GtkWindow          *window,
                                WillowWorkspace    *workspace,
                                WillowConversation *conversation);

G_END_DECLS
