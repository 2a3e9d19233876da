/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WillowActivityDot:
 *
 * A dot that is lit for a moment. All dots are put out by one timer, which runs
 * only while one is lit: no animation, whatever the rate.
 */
#define WILLOW_TYPE_ACTIVITY_DOT (willow_activity_dot_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowActivityDot, willow_activity_dot, WILLOW, ACTIVITY_DOT, GtkWidget)

GtkWidget *willow_activity_dot_new (void);
void       willow_activity_dot_light (WillowActivityDot *self);
void       willow_activity_dot_clear (WillowActivityDot *self);

G_END_DECLS
