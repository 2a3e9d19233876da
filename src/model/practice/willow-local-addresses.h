/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * willow_local_addresses_dup:
 *
 * The addresses of this computer that other devices may reach it at, IPv4
 * first: of interfaces that are up, without loopback and link-local IPv6, which
 * means nothing without a zone.
 *
 * Returns: (transfer full): maybe empty
 */
char **willow_local_addresses_dup (void);

G_END_DECLS
