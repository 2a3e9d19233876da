/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/conversation/willow-ending-text.h"

G_BEGIN_DECLS

/**
 * WillowEndingItem:
 *
 * An ending in a list: its record, its sentence, and what the series of them
 * shows. Immutable.
 */
#define WILLOW_TYPE_ENDING_ITEM (willow_ending_item_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowEndingItem, willow_ending_item, WILLOW, ENDING_ITEM, GObject)

/* @sentence: (transfer full)
 * @takeover: (transfer full) (nullable): what shows that another client uses
 *   the Client Identifier */
WillowEndingItem *willow_ending_item_new (WillowEndingRecord *record,
                                          char               *sentence,
                                          char               *takeover);

WillowEndingRecord *willow_ending_item_get_record (WillowEndingItem *self);
const char         *willow_ending_item_get_sentence (WillowEndingItem *self);
/* (nullable) */
const char *willow_ending_item_get_takeover (WillowEndingItem *self);
/* "18:04:05 · 30.1 s". (transfer full) */
char *willow_ending_item_dup_when (WillowEndingItem *self);
/* All of it as lines, for the clipboard. (transfer full) */
char *willow_ending_item_dup_text (WillowEndingItem *self);

G_END_DECLS
