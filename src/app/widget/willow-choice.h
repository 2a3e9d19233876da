/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WillowChoice:
 *
 * A few values side by side, one of them chosen: linked toggle buttons.
 *
 * Properties (notify): "value" (uint, read-write).
 */
#define WILLOW_TYPE_CHOICE (willow_choice_get_type ())
G_DECLARE_FINAL_TYPE (WillowChoice, willow_choice, WILLOW, CHOICE, AdwBin)

GtkWidget *willow_choice_new (void);
void       willow_choice_append (WillowChoice *self,
                                 guint         value,
                                 const char   *label,
                                 const char   *tooltip);
/* 0, 1 and 2, with what each promises */
void willow_choice_append_qos (WillowChoice *self);
/* 3.1, 3.1.1 and 5.0, with the values of MqttVersion */
void  willow_choice_append_versions (WillowChoice *self);
guint willow_choice_get_value (WillowChoice *self);
void  willow_choice_set_value (WillowChoice *self, guint value);

G_END_DECLS
