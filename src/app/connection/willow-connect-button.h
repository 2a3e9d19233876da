/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* Connect, Cancel, or Disconnect with its ways to leave: what the state of the
 * conversation allows. Activates actions of the window. */
#define WILLOW_TYPE_CONNECT_BUTTON (willow_connect_button_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowConnectButton, willow_connect_button, WILLOW, CONNECT_BUTTON, AdwBin)

/* @conversation: (nullable): NULL hides it */
void willow_connect_button_set_conversation (WillowConnectButton *self,
                                             WillowConversation  *conversation);

G_END_DECLS
