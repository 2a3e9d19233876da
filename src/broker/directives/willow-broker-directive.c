/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directives of mosquitto.conf that do something here. */
#include "broker/directives/willow-broker-file-private.h"

#include <glib/gi18n.h>
#include <string.h>

typedef enum
{
  OF_FILE,
  OF_LISTENER,
} Owner;

static gpointer
get_field (WillowBrokerFileParser *parser, Owner owner, gsize offset)
{
  gpointer object = owner == OF_FILE
                        ? (gpointer)parser->file
                        : willow_broker_file_need_listener (parser);

  return G_STRUCT_MEMBER_P (object, offset);
}

gboolean
willow_broker_file_parse_boolean (WillowBrokerFileParser *parser,
                                  const char             *name,
                                  const char             *value,
                                  gint64                 *result)
{
  if (g_ascii_strcasecmp (value, "true") == 0 || g_str_equal (value, "1"))
    *result = TRUE;
  else if (g_ascii_strcasecmp (value, "false") == 0 || g_str_equal (value, "0"))
    *result = FALSE;
  else
    {
      willow_broker_file_complain (
          parser, _ ("“%s” is true or false, and not “%s”."), name, value);
      return FALSE;
    }
  return TRUE;
}

gboolean
willow_broker_file_parse_number (WillowBrokerFileParser *parser,
                                 const char             *name,
                                 const char             *value,
                                 gint64                  minimum,
                                 gint64                  maximum,
                                 gint64                 *result)
{
  g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, minimum);
  g_autofree char *to = g_strdup_printf ("%" G_GINT64_FORMAT, maximum);

  if (g_ascii_string_to_signed (value, 10, minimum, maximum, result, NULL))
    return TRUE;
  willow_broker_file_complain (
      parser,
      _ ("“%s” is a number from %s to %s, and not “%s”."),
      name,
      from,
      to,
      value);
  return FALSE;
}

static void
do_listener (WillowBrokerFileParser *parser,
             const char             *name,
             const char             *value)
{
  g_auto (GStrv) words = g_strsplit_set (value, " \t", 2);
  const char               *where = words[0] != NULL ? words[1] : NULL;
  WillowBrokerFileListener *listener = willow_broker_file_add_listener (parser);

  if (!willow_broker_file_parse_number (parser,
                                        name,
                                        words[0] != NULL ? words[0] : "",
                                        0,
                                        G_MAXUINT16,
                                        &listener->port))
    return;
  if (where != NULL)
    where = g_strchug (words[1]);
  if (listener->port == 0 && where != NULL && strchr (where, '/') != NULL)
    listener->socket_path = g_strdup (where);
  else
    listener->address = g_strdup (where);
}

static void
do_protocol (WillowBrokerFileParser *parser,
             const char             *name,
             const char             *value)
{
  WillowBrokerFileListener *listener =
      willow_broker_file_need_listener (parser);

  if (g_str_equal (value, "mqtt") || g_str_equal (value, "websockets"))
    listener->is_websocket = g_str_equal (value, "websockets");
  else
    willow_broker_file_complain (
        parser, _ ("“%s” is mqtt or websockets, and not “%s”."), name, value);
}

static void
do_domain (WillowBrokerFileParser *parser, const char *name, const char *value)
{
  WillowBrokerFileListener *listener =
      willow_broker_file_need_listener (parser);

  if (!g_str_equal (value, "ipv4") && !g_str_equal (value, "ipv6"))
    willow_broker_file_complain (
        parser, _ ("“%s” is ipv4 or ipv6, and not “%s”."), name, value);
  else
    {
      g_free (listener->socket_domain);
      listener->socket_domain = g_strdup (value);
    }
}

static void
do_log_dest (WillowBrokerFileParser *parser,
             const char             *name,
             const char             *value)
{
  WillowBrokerFile *file = parser->file;

  if (g_str_equal (value, "stdout"))
    file->log_to_stdout = TRUE;
  else if (g_str_equal (value, "stderr"))
    file->log_to_stderr = TRUE;
  else if (g_str_equal (value, "none"))
    file->log_to_nothing = TRUE;
  else if (g_str_has_prefix (value, "file ") && file->log_file == NULL)
    file->log_file = g_strstrip (g_strdup (value + strlen ("file ")));
  else
    willow_broker_file_complain (
        parser,
        _ ("“%s” is stdout, stderr, none or one file, and not “%s”."),
        name,
        value);
}

static void
do_log_type (WillowBrokerFileParser *parser,
             const char             *name,
             const char             *value)
{
  static const struct
  {
    const char *name;
    guint       types;
  } types[] = {
    { "error", WILLOW_BROKER_FILE_LOG_ERROR },
    { "warning", WILLOW_BROKER_FILE_LOG_WARNING },
    { "notice", WILLOW_BROKER_FILE_LOG_NOTICE },
    { "information", WILLOW_BROKER_FILE_LOG_INFO },
    { "debug", WILLOW_BROKER_FILE_LOG_DEBUG },
    { "subscribe", WILLOW_BROKER_FILE_LOG_DEBUG },
    { "unsubscribe", WILLOW_BROKER_FILE_LOG_DEBUG },
    { "websockets", WILLOW_BROKER_FILE_LOG_DEBUG },
    { "all", 0x1f },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (value, types[i].name))
      {
        parser->file->log_types |= types[i].types;
        return;
      }
  if (g_str_equal (value, "none"))
    parser->file->log_to_nothing = TRUE;
  else
    willow_broker_file_complain (
        parser,
        _ ("“%s” is error, warning, notice, information, debug, subscribe, "
           "unsubscribe, websockets, none or all, and not “%s”."),
        name,
        value);
}

typedef enum
{
  TEXT,
  BOOLEAN,
  NUMBER,
} Kind;

#define FILE_FIELD(field) OF_FILE, G_STRUCT_OFFSET (WillowBrokerFile, field)
#define LISTENER_FIELD(field)                                                  \
  OF_LISTENER, G_STRUCT_OFFSET (WillowBrokerFileListener, field)

/* -1 is “no limit” for connections, as it is for those who wrote the format. */
static const struct
{
  const char *name;
  Kind        kind;
  Owner       owner;
  gsize       offset;
  gint64      minimum;
  gint64      maximum;
} simple_directives[] = {
  /* clang-format off */
  { "acl_file", TEXT, FILE_FIELD (acl_file), 0, 0 },
  { "allow_anonymous", BOOLEAN, FILE_FIELD (allow_anonymous), 0, 0 },
  { "allow_duplicate_messages", BOOLEAN, FILE_FIELD (allow_duplicate_messages), 0, 0 },
  { "bind_address", TEXT, LISTENER_FIELD (address), 0, 0 },
  { "cafile", TEXT, LISTENER_FIELD (ca_file), 0, 0 },
  { "certfile", TEXT, LISTENER_FIELD (certificate_file), 0, 0 },
  { "ciphers", TEXT, LISTENER_FIELD (ciphers), 0, 0 },
  { "ciphers_tls1.3", TEXT, LISTENER_FIELD (ciphers_1_3), 0, 0 },
  { "connection_messages", BOOLEAN, FILE_FIELD (log_connections), 0, 0 },
  { "keyfile", TEXT, LISTENER_FIELD (key_file), 0, 0 },
  { "log_timestamp", BOOLEAN, FILE_FIELD (log_timestamp), 0, 0 },
  { "max_connections", NUMBER, LISTENER_FIELD (max_connections), -1, G_MAXINT32 },
  { "max_inflight_messages", NUMBER, FILE_FIELD (max_inflight_messages), 0, G_MAXUINT16 },
  { "max_keepalive", NUMBER, FILE_FIELD (max_keep_alive_seconds), 0, G_MAXUINT16 },
  { "max_packet_size", NUMBER, FILE_FIELD (max_packet_size), 20, 268435460 },
  { "max_queued_bytes", NUMBER, FILE_FIELD (max_queued_bytes), 0, G_MAXINT64 },
  { "max_queued_messages", NUMBER, FILE_FIELD (max_queued_messages), 0, G_MAXUINT32 },
  { "max_topic_alias", NUMBER, FILE_FIELD (max_topic_alias), 0, G_MAXUINT16 },
  { "message_size_limit", NUMBER, FILE_FIELD (message_size_limit), 0, 268435455 },
  { "password_file", TEXT, FILE_FIELD (password_file), 0, 0 },
  { "persistence", BOOLEAN, FILE_FIELD (persistence), 0, 0 },
  { "persistence_file", TEXT, FILE_FIELD (persistence_file), 0, 0 },
  { "persistence_location", TEXT, FILE_FIELD (persistence_location), 0, 0 },
  { "pid_file", TEXT, FILE_FIELD (pid_file), 0, 0 },
  { "port", NUMBER, LISTENER_FIELD (port), 0, G_MAXUINT16 },
  { "require_certificate", BOOLEAN, LISTENER_FIELD (require_certificate), 0, 0 },
  { "tls_version", TEXT, LISTENER_FIELD (tls_version), 0, 0 },
  { "use_identity_as_username", BOOLEAN, LISTENER_FIELD (use_identity), 0, 0 },
  { "use_subject_as_username", BOOLEAN, LISTENER_FIELD (use_subject), 0, 0 },
  { "websockets_origin", TEXT, LISTENER_FIELD (origins), 0, 0 },
  { "websockets_path", TEXT, LISTENER_FIELD (websocket_path), 0, 0 },
  /* clang-format on */
};

static const struct
{
  const char               *name;
  WillowBrokerDirectiveFunc func;
} other_directives[] = {
  { "include_dir", willow_broker_file_include },
  { "listener", do_listener },
  { "log_dest", do_log_dest },
  { "log_type", do_log_type },
  { "protocol", do_protocol },
  { "socket_domain", do_domain },
};

static void
set_text (WillowBrokerFileParser *parser,
          const char             *name,
          const char             *value,
          char                  **field)
{
  if (value[0] == '\0')
    willow_broker_file_complain (parser, _ ("“%s” has no value."), name);
  else if (*field != NULL)
    willow_broker_file_complain (parser, _ ("“%s” appears twice."), name);
  else
    *field = g_strdup (value);
}

static gboolean
do_simple (WillowBrokerFileParser *parser, const char *name, const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (simple_directives); i++)
    {
      gpointer field;

      if (!g_str_equal (name, simple_directives[i].name))
        continue;
      field = get_field (
          parser, simple_directives[i].owner, simple_directives[i].offset);
      if (simple_directives[i].kind == TEXT)
        set_text (parser, name, value, field);
      else if (simple_directives[i].kind == BOOLEAN)
        willow_broker_file_parse_boolean (parser, name, value, field);
      else
        willow_broker_file_parse_number (parser,
                                         name,
                                         value,
                                         simple_directives[i].minimum,
                                         simple_directives[i].maximum,
                                         field);
      return TRUE;
    }
  return FALSE;
}

void
willow_broker_file_do_directive (WillowBrokerFileParser *parser,
                                 const char             *name,
                                 const char             *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (other_directives); i++)
    if (g_str_equal (name, other_directives[i].name))
      {
        other_directives[i].func (parser, name, value);
        return;
      }
  if (!willow_broker_file_do_bridge (parser, name, value) &&
      !willow_broker_file_refuse (parser, name) &&
      !do_simple (parser, name, value) &&
      !willow_broker_file_do_fixed (parser, name, value))
    willow_broker_file_complain (
        parser, _ ("There is no directive “%s”."), name);
}
