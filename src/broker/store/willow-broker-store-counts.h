/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 n_sessions;
  guint64 n_messages; /* that wait for somebody, or are retained */
  guint64 n_retained;
} WillowBrokerStoreCounts;

/**
 * willow_broker_store_count:
 * @path: of a store that no broker has open
 * @counts: (out caller-allocates): all 0 where there is no file
 *
 * Errors: those of opening a store, with a translated sentence.
 */
gboolean willow_broker_store_count (const char              *path,
                                    WillowBrokerStoreCounts *counts,
                                    GError                 **error);

/* Deletes it with all that belongs to it; a file that is no store stays.
 * Errors: as above, and G_IO_ERROR_BUSY while a broker has it. */
gboolean willow_broker_store_delete (const char *path, GError **error);

G_END_DECLS
