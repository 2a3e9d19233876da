/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WillowNoticeBar:
 *
 * A sentence about a problem, above what it is about. Stays until it is
 * dismissed or no longer true.
 *
 * Signals: "dismissed"; "action" when its button is pressed.
 */
#define WILLOW_TYPE_NOTICE_BAR (willow_notice_bar_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowNoticeBar, willow_notice_bar, WILLOW, NOTICE_BAR, AdwBin)

/* @text: (nullable): NULL hides the bar */
void willow_notice_bar_set_text (WillowNoticeBar *self, const char *text);
/* @label: (nullable): of a button with something that one can do about it */
void willow_notice_bar_set_action (WillowNoticeBar *self, const char *label);

G_END_DECLS
