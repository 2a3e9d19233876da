/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Inside src/model: the file of the profile store, without what is in it. */

/**
 * willow_profile_file_parse:
 *
 * Returns: (transfer full) (nullable): the root object; %NULL with a translated
 *   @error that names the line
 */
JsonObject *
willow_profile_file_parse (const char *text, gsize len, GError **error);

/**
 * willow_profile_file_keep_aside:
 * @move: rather than copy
 *
 * Gives the file, or a copy of it, a name that nothing has yet:
 * profiles.json.broken-1, -2 …
 *
 * Returns: (transfer full) (nullable): that name, without folder
 */
char *
willow_profile_file_keep_aside (GFile *file, gboolean move, GError **error);

/**
 * WillowProfileWriter:
 *
 * Writes a file as a whole, from any thread: what is there is the old text or
 * the new one, never a part. Older texts do not overwrite newer ones.
 * Atomically reference counted.
 */
typedef struct _WillowProfileWriter WillowProfileWriter;

WillowProfileWriter *willow_profile_writer_new (GFile *file);
WillowProfileWriter *willow_profile_writer_ref (WillowProfileWriter *writer);
void                 willow_profile_writer_unref (WillowProfileWriter *writer);

/* @generation: rises with each text */
gboolean willow_profile_writer_write (WillowProfileWriter *writer,
                                      guint64              generation,
                                      const char          *text,
                                      GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowProfileWriter, willow_profile_writer_unref)

G_END_DECLS
