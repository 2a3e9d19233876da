/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Inside src/model: from a file of any size to a JSON tree of bounded size. */

/* More than any person's connections with their certificates. */
#define WILLOW_IMPORT_MAX_BYTES ((gsize)16 * 1024 * 1024)
#define WILLOW_IMPORT_MAX_VALUES 500000u

/**
 * WillowImportSieve:
 *
 * Passes JSON on, piece by piece, but for the lists "messages" of MQTTX's
 * connections: of them only the number of their elements stays, as [NUMBER].
 */
typedef struct _WillowImportSieve WillowImportSieve;

WillowImportSieve *willow_import_sieve_new (void);
void               willow_import_sieve_free (WillowImportSieve *self);
/* @error: (out): WILLOW_IMPORT_ERROR: what json-glib must not get to see */
gboolean willow_import_sieve_feed (WillowImportSieve *self,
                                   const char        *data,
                                   gsize              len,
                                   GError           **error);
/* (transfer full) (nullable): the tree; @error: (out): WILLOW_IMPORT_ERROR with
 * the line in the file. The text is overwritten. */
JsonNode *willow_import_sieve_parse (WillowImportSieve *self, GError **error);

/* Reads all of @stream, whatever its encoding (-stream.c). @error: (out) as
 * willow_import_read() */
JsonNode *willow_import_parse_stream (GInputStream *stream,
                                      GCancellable *cancellable,
                                      GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowImportSieve, willow_import_sieve_free)

G_END_DECLS
