/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import-text.h"

#include "model/import/willow-import.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CHUNK_BYTES (64 * 1024)

static gboolean
starts_with (const char *data, gsize len, const char *prefix, gsize prefix_len)
{
  return len >= prefix_len && memcmp (data, prefix, prefix_len) == 0;
}

#define STARTS_WITH(data, len, prefix)                                         \
  starts_with ((data), (len), (prefix), sizeof (prefix) - 1)

static gboolean
refuse (GError **error, WillowImportError code, const char *sentence)
{
  g_set_error_literal (error, WILLOW_IMPORT_ERROR, (int)code, sentence);
  return FALSE;
}

static gboolean
refuse_database (GError **error)
{
  return refuse (
      error,
      WILLOW_IMPORT_ERROR_UNSUPPORTED,
      _ ("This is a database. In MQTTX choose Settings, Data Backup, and the "
         "format JSON, and open the file that comes out."));
}

static gboolean
refuse_sheet (GError **error)
{
  return refuse (error,
                 WILLOW_IMPORT_ERROR_UNSUPPORTED,
                 _ ("MQTTX leaves the connections out of CSV and Excel files, "
                    "only messages are in them. Export again with the format "
                    "JSON."));
}

static gboolean
refuse_other_text (GError **error, const char *name)
{
  g_set_error (error,
               WILLOW_IMPORT_ERROR,
               WILLOW_IMPORT_ERROR_UNSUPPORTED,
               _ ("This is a %s file: Willow reads JSON. Export again from "
                  "MQTTX with that format."),
               name);
  return FALSE;
}

/* Something else than JSON that has lines. */
static gboolean
refuse_text (const char *data, gsize len, GError **error)
{
  g_autofree char *text = g_strndup (data, len);
  const char      *end = strchr (text, '\n');
  const char      *comma = strchr (text, ',');

  if (STARTS_WITH (data, len, "- ") || STARTS_WITH (data, len, "---") ||
      strstr (text, "clientId:") != NULL || strstr (text, "host:") != NULL)
    return refuse_other_text (error, "YAML");
  if (comma != NULL && end != NULL && comma < end)
    return refuse_sheet (error);
  return refuse (error,
                 WILLOW_IMPORT_ERROR_UNKNOWN,
                 _ ("This is no file of connections that Willow knows"));
}

/* Whether it may be JSON, by its beginning. */
static gboolean
check_start (const char *data, gsize len, GError **error)
{
  while (len > 0 && g_ascii_isspace (*data))
    {
      data++;
      len--;
    }
  if (len == 0)
    return refuse (
        error, WILLOW_IMPORT_ERROR_EMPTY, _ ("There is nothing in it"));
  if (*data == '{' || *data == '[')
    return TRUE;
  if (STARTS_WITH (data, len, "SQLite format 3"))
    return refuse_database (error);
  if (STARTS_WITH (data, len, "PK\003\004") ||
      STARTS_WITH (data, len, "\320\317\021\340"))
    return refuse_sheet (error);
  if (*data == '<')
    return refuse_other_text (error, "XML");
  if (memchr (data, '\0', len) != NULL)
    return refuse (error,
                   WILLOW_IMPORT_ERROR_UNKNOWN,
                   _ ("This is no file of connections that Willow knows"));
  return refuse_text (data, len, error);
}

/* As Windows' editors and shells write it. (transfer full) */
static GInputStream *
decode_utf16 (GInputStream *stream, const char *from, GError **error)
{
  g_autoptr (GCharsetConverter) converter =
      g_charset_converter_new ("UTF-8", from, error);

  if (converter == NULL)
    return NULL;
  return g_converter_input_stream_new (stream, G_CONVERTER (converter));
}

/* By its byte order mark, which is taken away. (transfer full) */
static GInputStream *
decode (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  GBufferedInputStream *buffered = G_BUFFERED_INPUT_STREAM (stream);
  const char           *data;
  gsize                 len;

  while (g_buffered_input_stream_get_available (buffered) < 3)
    {
      gssize n =
          g_buffered_input_stream_fill (buffered, -1, cancellable, error);

      if (n < 0)
        return NULL;
      if (n == 0)
        break;
    }
  data = g_buffered_input_stream_peek_buffer (buffered, &len);
  if (STARTS_WITH (data, len, "\357\273\277"))
    {
      g_input_stream_skip (stream, 3, NULL, NULL);
      return g_object_ref (stream);
    }
  if (!STARTS_WITH (data, len, "\377\376") &&
      !STARTS_WITH (data, len, "\376\377"))
    return g_object_ref (stream);
  len = data[0] == '\377' ? 1 : 0;
  g_input_stream_skip (stream, 2, NULL, NULL);
  return decode_utf16 (stream, len > 0 ? "UTF-16LE" : "UTF-16BE", error);
}

static gboolean
feed_all (WillowImportSieve *sieve,
          GInputStream      *stream,
          GCancellable      *cancellable,
          GError           **error)
{
  g_autofree char *chunk = g_malloc (CHUNK_BYTES);
  gboolean         first = TRUE;
  gboolean         ok;
  gsize            len;

  do
    {
      ok = g_input_stream_read_all (
          stream, chunk, CHUNK_BYTES, &len, cancellable, error);
      if (ok && first)
        ok = check_start (chunk, len, error);
      first = FALSE;
      ok = ok && willow_import_sieve_feed (sieve, chunk, len, error);
      explicit_bzero (chunk, len);
    }
  while (ok && len == CHUNK_BYTES);
  return ok;
}

/* UTF-16 that is cut off, or none. */
static void
explain_encoding (GError **error)
{
  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) &&
      !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return;
  g_clear_error (error);
  refuse (
      error, WILLOW_IMPORT_ERROR_DAMAGED, _ ("It is neither UTF-8 nor UTF-16"));
}

JsonNode *
willow_import_parse_stream (GInputStream *stream,
                            GCancellable *cancellable,
                            GError      **error)
{
  g_autoptr (WillowImportSieve) sieve = willow_import_sieve_new ();
  g_autoptr (GInputStream) buffered = g_buffered_input_stream_new (stream);
  g_autoptr (GInputStream) decoded = decode (buffered, cancellable, error);
  g_autoptr (GError) cause = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (buffered),
                                               FALSE);
  if (decoded == NULL)
    return NULL;
  if (!feed_all (sieve, decoded, cancellable, &cause))
    {
      explain_encoding (&cause);
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  return willow_import_sieve_parse (sieve, error);
}
