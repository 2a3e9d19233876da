/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Columns for a list of WillowBrokerClientRow: what matters of who is
 * connected. */
void willow_client_columns_add_for_clients (GtkColumnView *view);
/* The same of what the broker keeps for those who come back. */
void willow_client_columns_add_for_sessions (GtkColumnView *view);

G_END_DECLS
