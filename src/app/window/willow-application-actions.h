/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window/willow-application.h"

G_BEGIN_DECLS

/* app.* actions and all keyboard shortcuts. */
void willow_application_add_actions (WillowApplication *self);

G_END_DECLS
