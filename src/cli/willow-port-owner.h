/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * willow_port_owner_describe:
 * @address: numeric, of this computer
 * @port: where a listener could not be opened
 *
 * Returns: (transfer full) (nullable): sentences: which program listens there,
 * as far as /proc tells it to this user, and which port near it is free; %NULL
 * if @port is free
 */
char *willow_port_owner_describe (const char *address, guint16 port);

G_END_DECLS
