/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* What became of the last attempt to connect, why, who must act and what to
 * try: open after a failure until it is dismissed, one quiet line after
 * success. Out of sight while there is nothing to say. */
#define WILLOW_TYPE_DOCTOR_PANEL (willow_doctor_panel_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowDoctorPanel, willow_doctor_panel, WILLOW, DOCTOR_PANEL, AdwBin)

/* @conversation: (nullable) */
void willow_doctor_panel_set_conversation (WillowDoctorPanel  *self,
                                           WillowConversation *conversation);
/* Opens the stages of what is known. */
void willow_doctor_panel_expand (WillowDoctorPanel *self);

G_END_DECLS
