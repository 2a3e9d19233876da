/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-describe.h"

G_BEGIN_DECLS

/* What is around the packets as field trees, so that the views of packets show
 * it. Values are in the user's language; names are translated as those of a
 * packet. */

/**
 * willow_phase_describe:
 * @data: of a WILLOW_RECORD_PHASE, from anywhere
 *
 * The facts of a step of coming up. They have no bytes of their own: nothing of
 * them crossed the wire in this form.
 *
 * Returns: (transfer full):
 */
MqttDescription *willow_phase_describe (MqttSlice data);

/**
 * willow_http_describe:
 * @head: of a WILLOW_RECORD_HTTP, from anywhere
 *
 * Request or status line, header fields, and what is behind. Every byte belongs
 * to exactly one field.
 *
 * Returns: (transfer full):
 */
MqttDescription *willow_http_describe (MqttSlice head);

/* (transfer full): the request or status line, made valid */
char *willow_http_dup_first_line (MqttSlice head);

G_END_DECLS
