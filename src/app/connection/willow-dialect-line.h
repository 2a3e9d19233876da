/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-dialects.h"

G_BEGIN_DECLS

/**
 * WillowDialectLine:
 *
 * One field in the three versions: its name and what has become of it, then
 * value, bytes and section of each.
 */
#define WILLOW_TYPE_DIALECT_LINE (willow_dialect_line_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowDialectLine, willow_dialect_line, WILLOW, DIALECT_LINE, GtkListBoxRow)

/* Copies what it needs of @row. */
GtkWidget *willow_dialect_line_new (const WillowDialectRow *row);
/* Where a packet begins. */
GtkWidget *willow_dialect_line_new_packet (MqttPacketType packet);

G_END_DECLS
