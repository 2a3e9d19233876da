/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* @problem: (transfer full) (nullable) */
void willow_conversation_take_problem (WillowConversation *self, char *problem);

/* @text: (transfer full): what the lists show now */
void willow_conversation_take_filter (WillowConversation *self, char *text);

G_END_DECLS
