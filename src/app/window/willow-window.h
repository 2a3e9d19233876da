/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/window/willow-application.h"

G_BEGIN_DECLS

/* The main window: header bar, sidebar, and what is selected there. */
#define WILLOW_TYPE_WINDOW (willow_window_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowWindow, willow_window, WILLOW, WINDOW, AdwApplicationWindow)

/* @application: (nullable): in tests */
WillowWindow *willow_window_new (WillowApplication *application,
                                 WillowWorkspace   *workspace);

/* @profile: (nullable): NULL shows the welcome page */
void willow_window_show_profile (WillowWindow *self, WillowProfile *profile);
void willow_window_show_broker (WillowWindow *self);

/* "welcome", "broker", or a page of the selected connection */
gboolean willow_window_is_page (const char *page);
void     willow_window_show_page (WillowWindow *self, const char *page);

/* Makes a profile, shows it, and puts the cursor into its name. */
void willow_window_add_profile (WillowWindow  *self,
                                WillowProfile *profile,
                                gboolean       edit_name);

/* Shows it and connects it, with its password. */
void willow_window_connect_profile (WillowWindow *self, WillowProfile *profile);
/* Another window that shows @profile. @profile: (nullable). (transfer none) */
WillowWindow *willow_window_open_another (WillowWindow  *self,
                                          WillowProfile *profile);

/* (transfer none) (nullable): that of the selected profile */
WillowConversation *willow_window_get_conversation (WillowWindow *self);
WillowWorkspace    *willow_window_get_workspace (WillowWindow *self);

/* A small, passing remark. */
void willow_window_say (WillowWindow *self, const char *text);
/* One about @profile, which leads there and stays until it is dismissed. */
void willow_window_say_about (WillowWindow  *self,
                              WillowProfile *profile,
                              const char    *text);

G_END_DECLS
