/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"
#include "model/conversation/willow-granted.h"

G_BEGIN_DECLS

/* What the server answered, beside what was asked for: first what differs.
 * Hidden while there is no answer. */
#define WILLOW_TYPE_CONNACK_CARD (willow_connack_card_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowConnackCard, willow_connack_card, WILLOW, CONNACK_CARD, AdwBin)

/* @conversation: (nullable) */
void willow_connack_card_set_conversation (WillowConnackCard  *self,
                                           WillowConversation *conversation);

G_END_DECLS
