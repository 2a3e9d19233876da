/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/willow-conversation.h"

G_BEGIN_DECLS

/* @problem: (transfer full) (nullable) */
void willow_conversation_take_problem (WillowConversation *self, char *problem);

/* Connected. Subscribes only what the profile lists and enables, by default
 * nothing, and says what the server refuses. */
void willow_conversation_subscribe (WillowConversation *self);

G_END_DECLS
