/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-granted.h"

G_BEGIN_DECLS

/**
 * WillowGrantedLine:
 *
 * One row of asked and granted: name, both values, what it means. Activating it
 * is "conversation.show-connack", where CONNACK has bytes of it; one that
 * CONNACK has no bytes of cannot be activated.
 */
#define WILLOW_TYPE_GRANTED_LINE (willow_granted_line_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowGrantedLine, willow_granted_line, WILLOW, GRANTED_LINE, GtkListBoxRow)

/* Copies what it needs of @row. */
GtkWidget *willow_granted_line_new (const WillowGrantedRow *row);

/* The row over them all, which says what the two values are. */
GtkWidget *willow_granted_line_new_heading (void);

G_END_DECLS
