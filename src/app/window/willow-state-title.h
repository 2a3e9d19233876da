/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"
#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/**
 * WillowStateTitle:
 *
 * The permanent state in the header bar: whose connection, in which state, and
 * one sentence about it.
 */
#define WILLOW_TYPE_STATE_TITLE (willow_state_title_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowStateTitle, willow_state_title, WILLOW, STATE_TITLE, AdwBin)

void willow_state_title_show_conversation (WillowStateTitle   *self,
                                           WillowConversation *conversation);
void willow_state_title_show_broker (WillowStateTitle     *self,
                                     WillowPracticeBroker *broker);
void willow_state_title_show_nothing (WillowStateTitle *self);

G_END_DECLS
