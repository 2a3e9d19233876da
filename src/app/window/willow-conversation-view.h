/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/window/willow-workspace.h"

G_BEGIN_DECLS

/**
 * WillowConversationView:
 *
 * The pages of one connection, the inspector at their right and the publish bar
 * below them.
 *
 * Properties (notify): "page" (string): "connection", "messages", "topics",
 * "packets".
 */
#define WILLOW_TYPE_CONVERSATION_VIEW (willow_conversation_view_get_type ())
G_DECLARE_FINAL_TYPE (WillowConversationView,
                      willow_conversation_view,
                      WILLOW,
                      CONVERSATION_VIEW,
                      AdwBin)

void willow_conversation_view_set_workspace (WillowConversationView *self,
                                             WillowWorkspace        *workspace);
/* @conversation: (nullable) */
void
willow_conversation_view_set_conversation (WillowConversationView *self,
                                           WillowConversation *conversation);
/* (transfer none) (nullable) */
WillowConversation *
willow_conversation_view_get_conversation (WillowConversationView *self);

const char *willow_conversation_view_get_page (WillowConversationView *self);
void        willow_conversation_view_set_page (WillowConversationView *self,
                                               const char             *page);

/* The inspector is shown beside the pages that have something to inspect. */
void willow_conversation_view_set_inspector_shown (WillowConversationView *self,
                                                   gboolean shown);
GtkPaned *willow_conversation_view_get_paned (WillowConversationView *self);

/* Where F6 goes: the pages, the inspector, the publish bar; NULL at the end */
GtkWidget *willow_conversation_view_get_zone (WillowConversationView *self,
                                              guint                   index);
void       willow_conversation_view_publish (WillowConversationView *self);
/* Puts the cursor into the filter, on a page that has one. */
void willow_conversation_view_filter (WillowConversationView *self);
/* Puts the cursor into the name of the profile. */
void willow_conversation_view_edit_name (WillowConversationView *self);
/* Into its notes. */
void willow_conversation_view_edit_details (WillowConversationView *self);
/* Into the row of that setting (of WillowProfile). */
void willow_conversation_view_show_setting (WillowConversationView *self,
                                            const char             *setting);
/* Opens what the doctor says. */
void willow_conversation_view_show_diagnosis (WillowConversationView *self);

G_END_DECLS
