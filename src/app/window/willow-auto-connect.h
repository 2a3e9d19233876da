/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window/willow-window.h"

G_BEGIN_DECLS

/* Connects the profiles that are to be connected when the program starts, one
 * after the other, and says so in @window; what fails is said there too. */
typedef struct _WillowAutoConnect WillowAutoConnect;

/* (transfer full): for willow_auto_connect_stop() */
WillowAutoConnect *willow_auto_connect_start (WillowWorkspace *workspace,
                                              WillowWindow    *window);
/* What is connected stays so. */
void willow_auto_connect_stop (WillowAutoConnect *self);

G_END_DECLS
