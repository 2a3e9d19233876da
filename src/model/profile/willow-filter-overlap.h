/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-topic.h"

G_BEGIN_DECLS

/**
 * willow_filter_dup_common_topic:
 *
 * Both valid. Shared filters count by their inner filter.
 *
 * Returns: (transfer full) (nullable): a Topic Name that both match; %NULL if
 *   there is none
 */
char *willow_filter_dup_common_topic (const char *a, const char *b);

G_END_DECLS
