/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* Adds the columns that a list of that kind has to @view: of messages
 * direction, time, topic, payload, QoS, flags and size; of packets direction,
 * time, delta, type, packet identifier, summary and size. */
void willow_trace_columns_add (GtkColumnView *view, WillowTraceListKind kind);
/* @conversation: (nullable): knows the topics that have only an alias */
void willow_trace_columns_set_conversation (GtkColumnView      *view,
                                            WillowConversation *conversation);

G_END_DECLS
