/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/window/willow-workspace.h"

G_BEGIN_DECLS

/**
 * WillowConnectPreview:
 *
 * The CONNECT packet that a profile makes, byte by byte, while it is edited:
 * the very bytes that will be sent.
 *
 * Signal "setting-activated" (string): the field that comes from the setting of
 * that name (of WillowProfile) was chosen with Enter or a double click.
 */
#define WILLOW_TYPE_CONNECT_PREVIEW (willow_connect_preview_get_type ())
G_DECLARE_FINAL_TYPE (WillowConnectPreview,
                      willow_connect_preview,
                      WILLOW,
                      CONNECT_PREVIEW,
                      AdwBin)

void willow_connect_preview_set_vault (WillowConnectPreview *self,
                                       WillowPasswordVault  *vault);
/* @conversation: (nullable) */
void willow_connect_preview_set_conversation (WillowConnectPreview *self,
                                              WillowConversation *conversation);

/* Highlights what the setting of that name (of WillowProfile) becomes. Returns:
 * whether it becomes anything. */
gboolean willow_connect_preview_point_at (WillowConnectPreview *self,
                                          const char           *setting);

/* (transfer none) (nullable): what is shown */
GBytes *willow_connect_preview_get_bytes (WillowConnectPreview *self);

G_END_DECLS
