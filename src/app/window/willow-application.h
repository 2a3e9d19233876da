/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/window/willow-workspace.h"

G_BEGIN_DECLS

#define WILLOW_TYPE_APPLICATION (willow_application_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowApplication, willow_application, WILLOW, APPLICATION, AdwApplication)

WillowApplication *willow_application_new (void);

/* Quits; the process then ends with 1. */
void willow_application_fail (WillowApplication *self);
int  willow_application_get_exit_status (WillowApplication *self);

/* (transfer none) (nullable): before startup */
WillowWorkspace *willow_application_get_workspace (WillowApplication *self);
/* (transfer none) (nullable): NULL where the schema is not installed */
GSettings *willow_application_get_settings (WillowApplication *self);

/* Makes the widgets' types and resources known; for tests, which have windows
 * without this application. Once is enough. */
void willow_application_register_resources (void);

G_END_DECLS
