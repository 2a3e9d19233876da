/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The rows of tests/conformance/@name without its header line; each row a
 * #GStrv of its columns. (transfer container) */
GPtrArray *conformance_table_load (const char *name, guint n_columns);

/* MqttPacketType value of "CONNECT" … "AUTH", 0 for "WILL". */
guint conformance_packet_number (const char *name);

G_END_DECLS
