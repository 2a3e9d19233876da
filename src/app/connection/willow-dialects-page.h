/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/window/willow-workspace.h"

G_BEGIN_DECLS

/**
 * WillowDialectsPage:
 *
 * The profile as 3.1, 3.1.1 and 5.0: what would be sent, field beside field,
 * and what was answered once the person has run it. Sends nothing by itself.
 */
#define WILLOW_TYPE_DIALECTS_PAGE (willow_dialects_page_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowDialectsPage, willow_dialects_page, WILLOW, DIALECTS_PAGE, AdwBin)

void willow_dialects_page_set_workspace (WillowDialectsPage *self,
                                         WillowWorkspace    *workspace);
/* @conversation: (nullable) */
void willow_dialects_page_set_conversation (WillowDialectsPage *self,
                                            WillowConversation *conversation);

G_END_DECLS
