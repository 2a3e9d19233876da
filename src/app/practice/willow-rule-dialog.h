/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/practice/willow-rule-list.h"

G_BEGIN_DECLS

/* Asks for a rule, and adds it to @rules.
 * @rule: (nullable): the one that it becomes instead, at @position
 * @widget: in the window above which it stands */
void willow_rule_dialog_present (GtkWidget      *widget,
                                 WillowRuleList *rules,
                                 WillowRule     *rule,
                                 guint           position);
/* (transfer none): "Read", "Publish" … */
const char *willow_rule_dialog_tell_access (WillowAccess access);

G_END_DECLS
