/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/window/willow-workspace.h"

G_BEGIN_DECLS

/* The settings of a connection beside the CONNECT packet that they make and the
 * answer to it. */
#define WILLOW_TYPE_CONNECTION_PAGE (willow_connection_page_get_type ())
G_DECLARE_FINAL_TYPE (WillowConnectionPage,
                      willow_connection_page,
                      WILLOW,
                      CONNECTION_PAGE,
                      AdwBin)

void willow_connection_page_set_workspace (WillowConnectionPage *self,
                                           WillowWorkspace      *workspace);
/* @conversation: (nullable) */
void willow_connection_page_set_conversation (WillowConnectionPage *self,
                                              WillowConversation *conversation);
void willow_connection_page_edit_name (WillowConnectionPage *self);
void willow_connection_page_edit_details (WillowConnectionPage *self);
/* Puts the cursor where a subscription is added. */
void willow_connection_page_edit_subscriptions (WillowConnectionPage *self);
/* Focuses the row of that setting (of WillowProfile), if it has one. */
void willow_connection_page_show_setting (WillowConnectionPage *self,
                                          const char           *setting);
/* Opens the stages of the doctor's panel. */
void willow_connection_page_show_diagnosis (WillowConnectionPage *self);

G_END_DECLS
