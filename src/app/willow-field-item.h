/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "mqtt/mqtt-describe.h"

G_BEGIN_DECLS

/* One field of a described packet, as a row of a list. */
#define WILLOW_TYPE_FIELD_ITEM (willow_field_item_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFieldItem, willow_field_item, WILLOW, FIELD_ITEM, GObject)

/* @tint: its colour, or -1 for a field that only groups others */
WillowFieldItem *
willow_field_item_new (const MqttField *field, guint index, int tint);

/* A copy that lives as long as the item. @value is never %NULL. */
const MqttField *willow_field_item_get_field (WillowFieldItem *self);
guint            willow_field_item_get_index (WillowFieldItem *self);
int              willow_field_item_get_tint (WillowFieldItem *self);

G_END_DECLS
