/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* What a TLS handshake showed, also one that failed: a verdict per rule, what
 * was agreed on, each certificate as it was presented, and what one can make of
 * it in the profile. */
#define WILLOW_TYPE_CHAIN_WINDOW (willow_chain_window_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowChainWindow, willow_chain_window, WILLOW, CHAIN_WINDOW, AdwWindow)

/* Above the window of @parent. Nothing where no handshake was begun.
 * Returns: (transfer none) (nullable): */
WillowChainWindow *
willow_chain_window_present (GtkWidget          *parent,
                             WillowConversation *conversation);

G_END_DECLS
