/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* How the last connections ended, newest first: a sentence each, and all that
 * is known behind it. Out of sight while there is none. */
#define WILLOW_TYPE_ENDINGS_PANEL (willow_endings_panel_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowEndingsPanel, willow_endings_panel, WILLOW, ENDINGS_PANEL, AdwBin)

/* @conversation: (nullable) */
void willow_endings_panel_set_conversation (WillowEndingsPanel *self,
                                            WillowConversation *conversation);

G_END_DECLS
