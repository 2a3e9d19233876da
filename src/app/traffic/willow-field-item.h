/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "mqtt/mqtt-describe.h"

G_BEGIN_DECLS

/* One field of a described packet, as a row of a list. */
#define WILLOW_TYPE_FIELD_ITEM (willow_field_item_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFieldItem, willow_field_item, WILLOW, FIELD_ITEM, GObject)

/* Lives as long as the item. */
const MqttField *willow_field_item_get_field (WillowFieldItem *self);
guint            willow_field_item_get_index (WillowFieldItem *self);
/* Its colour, or -1 for a field that only groups others. */
int willow_field_item_get_tint (WillowFieldItem *self);

/**
 * WillowFieldList:
 *
 * The fields of a packet below its root, in pre-order: position p is the field
 * with index p + 1. Items are made when they are asked for.
 */
#define WILLOW_TYPE_FIELD_LIST (willow_field_list_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFieldList, willow_field_list, WILLOW, FIELD_LIST, GObject)

WillowFieldList *
willow_field_list_new (GBytes *packet, MqttVersion version, MqttRole sender);
/* @description: (transfer full) */
WillowFieldList *willow_field_list_new_described (GBytes          *bytes,
                                                  MqttDescription *description);
const MqttDescription     *
willow_field_list_get_description (WillowFieldList *self);
int willow_field_list_get_tint (WillowFieldList *self, guint index);
/* Position of the first field of that name, or GTK_INVALID_LIST_POSITION's
 * value, G_MAXUINT. */
guint willow_field_list_find_name (WillowFieldList *self, const char *name);
/* The same for the field of these bytes, or the one that owns the first. */
guint
willow_field_list_find_bytes (WillowFieldList *self, gsize offset, gsize len);
/* The same for the first field that breaks a rule. */
guint    willow_field_list_find_wrong (WillowFieldList *self);
gboolean willow_field_list_has_secrets (WillowFieldList *self);

G_END_DECLS
