/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/traffic/willow-topic-tree.h"

G_BEGIN_DECLS

/* The topic tree as lines: name, last value, count. At most @max_lines (0:
 * all), each cut at
 * @width characters; says how many are left out. Appended to @out. */
void willow_tree_print (WillowTopicTree *tree,
                        guint            max_lines,
                        guint            width,
                        GString         *out);

G_END_DECLS
