/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/window/willow-workspace.h"

G_BEGIN_DECLS

/* What to do first. Sends nothing: it opens a profile that is ready. */
#define WILLOW_TYPE_WELCOME_PAGE (willow_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowWelcomePage, willow_welcome_page, WILLOW, WELCOME_PAGE, AdwBin)

void willow_welcome_page_set_workspace (WillowWelcomePage *self,
                                        WillowWorkspace   *workspace);

G_END_DECLS
