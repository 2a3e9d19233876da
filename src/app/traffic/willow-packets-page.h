/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/**
 * WillowPacketsPage:
 *
 * Every Control Packet of the connection. Emits "show-item"
 * (WillowTraceItem) when one is selected.
 */
#define WILLOW_TYPE_PACKETS_PAGE (willow_packets_page_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowPacketsPage, willow_packets_page, WILLOW, PACKETS_PAGE, AdwBin)

/* @conversation: (nullable) */
void willow_packets_page_set_conversation (WillowPacketsPage  *self,
                                           WillowConversation *conversation);
/* Selects the record, if it is still there. */
void willow_packets_page_select_serial (WillowPacketsPage *self,
                                        guint64            serial);

G_END_DECLS
