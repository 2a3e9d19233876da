/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/directives/willow-broker-file.h"

#include "broker/directives/willow-broker-file-private.h"

#include <glib/gi18n.h>
#include <stdarg.h>
#include <string.h>

/* Enough to mend a file; one that is no configuration would have thousands. */
#define MAX_PROBLEMS 50u
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define DEFAULT_PORT 1883

static void
listener_free (gpointer data)
{
  WillowBrokerFileListener *listener = data;

  g_free (listener->address);
  g_free (listener->socket_path);
  g_free (listener->socket_domain);
  g_free (listener->websocket_path);
  g_free (listener->origins);
  g_free (listener->ca_file);
  g_free (listener->certificate_file);
  g_free (listener->key_file);
  g_free (listener->tls_version);
  g_free (listener->ciphers);
  g_free (listener->ciphers_1_3);
  g_free (listener);
}

static void
bridge_free (gpointer data)
{
  WillowBrokerFileBridge *bridge = data;

  willow_broker_bridge_config_unref (bridge->config);
  g_free (bridge->ca_file);
  g_free (bridge->certificate_file);
  g_free (bridge->key_file);
  g_free (bridge);
}

static WillowBrokerFile *
file_new (void)
{
  WillowBrokerFile *file = g_new0 (WillowBrokerFile, 1);

  file->listeners = g_ptr_array_new_with_free_func (listener_free);
  file->bridges = g_ptr_array_new_with_free_func (bridge_free);
  file->problems = g_ptr_array_new_with_free_func (g_free);
  file->allow_anonymous = WILLOW_BROKER_FILE_UNSET;
  file->persistence = WILLOW_BROKER_FILE_UNSET;
  file->max_inflight_messages = WILLOW_BROKER_FILE_UNSET;
  file->max_queued_messages = WILLOW_BROKER_FILE_UNSET;
  file->max_queued_bytes = WILLOW_BROKER_FILE_UNSET;
  file->max_packet_size = WILLOW_BROKER_FILE_UNSET;
  file->allow_duplicate_messages = WILLOW_BROKER_FILE_UNSET;
  file->message_size_limit = WILLOW_BROKER_FILE_UNSET;
  file->max_keep_alive_seconds = WILLOW_BROKER_FILE_UNSET;
  file->max_topic_alias = WILLOW_BROKER_FILE_UNSET;
  file->log_timestamp = WILLOW_BROKER_FILE_UNSET;
  file->log_connections = WILLOW_BROKER_FILE_UNSET;
  return file;
}

void
willow_broker_file_free (WillowBrokerFile *file)
{
  g_ptr_array_unref (file->listeners);
  g_ptr_array_unref (file->bridges);
  g_ptr_array_unref (file->problems);
  g_free (file->password_file);
  g_free (file->acl_file);
  g_free (file->persistence_location);
  g_free (file->persistence_file);
  g_free (file->log_file);
  g_free (file->pid_file);
  g_free (file);
}

WillowBrokerFilePart *
willow_broker_file_part_new (const char *name, GBytes *content)
{
  WillowBrokerFilePart *part = g_new0 (WillowBrokerFilePart, 1);

  part->name = g_strdup (name);
  part->content = g_bytes_ref (content);
  return part;
}

void
willow_broker_file_part_free (WillowBrokerFilePart *part)
{
  g_free (part->name);
  g_bytes_unref (part->content);
  g_free (part);
}

void
willow_broker_file_complain (WillowBrokerFileParser *parser,
                             const char             *format,
                             ...)
{
  g_autofree char *sentence = NULL;
  va_list          arguments;

  if (parser->n_problems++ >= MAX_PROBLEMS)
    return;
  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (
      parser->file->problems,
      /* Translators: file, line, what is wrong there. */
      g_strdup_printf (
          _ ("%s, line %u: %s"), parser->name, parser->line, sentence));
}

WillowBrokerFileListener *
willow_broker_file_add_listener (WillowBrokerFileParser *parser)
{
  WillowBrokerFileListener *listener = g_new0 (WillowBrokerFileListener, 1);

  listener->line = parser->line;
  listener->port = DEFAULT_PORT;
  listener->require_certificate = WILLOW_BROKER_FILE_UNSET;
  listener->use_identity = WILLOW_BROKER_FILE_UNSET;
  listener->use_subject = WILLOW_BROKER_FILE_UNSET;
  listener->max_connections = WILLOW_BROKER_FILE_UNSET;
  g_ptr_array_add (parser->file->listeners, listener);
  parser->listener = listener;
  return listener;
}

WillowBrokerFileListener *
willow_broker_file_need_listener (WillowBrokerFileParser *parser)
{
  return parser->listener != NULL ? parser->listener
                                  : willow_broker_file_add_listener (parser);
}

static void
parse_line (WillowBrokerFileParser *parser, char *line)
{
  char *value;

  g_strstrip (line);
  if (line[0] == '\0' || line[0] == '#')
    return;
  value = strpbrk (line, " \t");
  if (value != NULL)
    *value++ = '\0';
  willow_broker_file_do_directive (
      parser, line, value != NULL ? g_strchug (value) : "");
}

static void
parse_content (WillowBrokerFileParser *parser, const char *text, gsize len)
{
  const char *end = text + len;

  if (g_str_has_prefix (text, BYTE_ORDER_MARK))
    text += strlen (BYTE_ORDER_MARK);
  parser->line = 0;
  while (text < end)
    {
      const char *line_end = memchr (text, '\n', (gsize)(end - text));
      gsize line_len = (gsize)((line_end != NULL ? line_end : end) - text);
      g_autofree char *line = g_strndup (text, line_len);

      parser->line++;
      if (!g_utf8_validate_len (text, line_len, NULL))
        willow_broker_file_complain (parser, _ ("This is not text in UTF-8."));
      else
        parse_line (parser, line);
      text += line_len + 1;
    }
}

static void
parse_bytes (WillowBrokerFileParser *parser, GBytes *content)
{
  gsize            len;
  const char      *data = g_bytes_get_data (content, &len);
  g_autofree char *text = g_malloc0 (len + 1);

  if (len > 0)
    memcpy (text, data, len);
  parse_content (parser, text, len);
}

static void
parse_parts (WillowBrokerFileParser *parser, GPtrArray *parts)
{
  const char *name = parser->name;
  guint       line = parser->line;

  parser->is_included = TRUE;
  for (guint i = 0; i < parts->len; i++)
    {
      const WillowBrokerFilePart *part = g_ptr_array_index (parts, i);

      parser->name = part->name;
      parse_bytes (parser, part->content);
    }
  parser->is_included = FALSE;
  parser->name = name;
  parser->line = line;
}

void
willow_broker_file_include (WillowBrokerFileParser *parser,
                            const char             *name,
                            const char             *value)
{
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (GError) error = NULL;

  if (parser->is_included)
    willow_broker_file_complain (
        parser, _ ("A file that is included cannot include others."));
  else if (parser->include == NULL)
    willow_broker_file_complain (parser, _ ("“%s” cannot be used here."), name);
  else if ((parts = parser->include (value, parser->user_data, &error)) == NULL)
    willow_broker_file_complain (parser, "%s", error->message);
  else
    parse_parts (parser, parts);
}

WillowBrokerFile *
willow_broker_file_parse (const char                 *name,
                          GBytes                     *content,
                          WillowBrokerFileIncludeFunc include,
                          gpointer                    user_data)
{
  WillowBrokerFileParser parser = {
    .file = file_new (),
    .include = include,
    .user_data = user_data,
    .name = name,
  };

  parse_bytes (&parser, content);
  if (parser.n_problems > MAX_PROBLEMS)
    g_ptr_array_add (
        parser.file->problems,
        g_strdup_printf (_ ("and %u more"), parser.n_problems - MAX_PROBLEMS));
  return parser.file;
}
