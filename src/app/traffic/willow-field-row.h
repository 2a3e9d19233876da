/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/traffic/willow-field-item.h"

G_BEGIN_DECLS

/* A field in a list: the colour of its bytes, its name, its value. */
#define WILLOW_TYPE_FIELD_ROW (willow_field_row_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFieldRow, willow_field_row, WILLOW, FIELD_ROW, AdwBin)

GtkWidget *willow_field_row_new (void);
void       willow_field_row_show (WillowFieldRow  *self,
                                  WillowFieldItem *item,
                                  gboolean         masked);

/* (transfer full): as a screen reader says it: "Byte 10, bit 1, Clean Session,
 * 1" */
char *willow_field_row_dup_spoken (const MqttField *field, gboolean masked);

G_END_DECLS
