/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* Asks what DISCONNECT of 5.0 is to say, and leaves with it. */
void willow_leave_dialog_present (GtkWindow          *parent,
                                  WillowConversation *conversation);

G_END_DECLS
