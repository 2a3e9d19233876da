/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * willow_practice_broker_tell_not_started:
 * @error: why it did not start
 * @free_port: (out): where @port is taken, one above it that is not; else 0
 *
 * Inside src/model. Returns: (transfer full): a translated sentence
 */
char *willow_practice_broker_tell_not_started (const char   *address,
                                               guint         port,
                                               const GError *error,
                                               guint        *free_port);

gboolean willow_practice_broker_is_port_free (const char *address,
                                              guint16     port);

G_END_DECLS
