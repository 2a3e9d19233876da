/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/willow-broker-log-line.h"

#include "mqtt/mqtt-reason-code.h"

#include <json-glib/json-glib.h>

static const char *const level_names[] = {
  "error", "warning", "notice", "info", "debug",
};

const char *
willow_log_level_get_name (WillowLogLevel level)
{
  return level_names[level];
}

gboolean
willow_log_level_parse (const char *name, WillowLogLevel *level)
{
  for (guint i = 0; i < G_N_ELEMENTS (level_names); i++)
    if (g_str_equal (name, level_names[i]))
      {
        *level = i;
        return TRUE;
      }
  return FALSE;
}

static const struct
{
  const char    *name;
  WillowLogLevel level;
} events[] = {
  [WILLOW_BROKER_LOG_OPENED] = { "opened", WILLOW_LOG_DEBUG },
  [WILLOW_BROKER_LOG_CONNECTED] = { "connected", WILLOW_LOG_INFO },
  [WILLOW_BROKER_LOG_REFUSED] = { "refused", WILLOW_LOG_NOTICE },
  [WILLOW_BROKER_LOG_TAKEN_OVER] = { "taken-over", WILLOW_LOG_NOTICE },
  [WILLOW_BROKER_LOG_ENDED] = { "disconnected", WILLOW_LOG_INFO },
  [WILLOW_BROKER_LOG_MESSAGE] = { "message", WILLOW_LOG_NOTICE },
  [WILLOW_BROKER_LOG_WARNING] = { "warning", WILLOW_LOG_WARNING },
};

WillowLogLevel
willow_broker_log_entry_get_level (WillowBrokerLogEvent event)
{
  return events[event].level;
}

static char *
format_time (gint64 wall_us)
{
  g_autoptr (GDateTime) utc =
      g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (utc, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%06dZ", seconds, (int)(wall_us % G_USEC_PER_SEC));
}

/* (transfer full) (nullable) */
static char *
format_address (GSocketAddress *address)
{
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  return g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
}

static const char *
get_cause (const WillowBrokerLogEntry *entry)
{
  switch (entry->ending)
    {
    case WILLOW_ENDING_DISCONNECT:
      return "disconnect";
    case WILLOW_ENDING_FIN:
      return "closed";
    case WILLOW_ENDING_RESET:
      return "reset";
    case WILLOW_ENDING_IO_ERROR:
      return "failed";
    case WILLOW_ENDING_VIOLATION:
      return "violation";
    case WILLOW_ENDING_TIMEOUT:
      return "timeout";
    case WILLOW_ENDING_CLOSED_BY_US:
    case WILLOW_ENDING_REFUSED:
    default:
      return "broker";
    }
}

static const char *
get_reason_name (const WillowBrokerLogEntry *entry)
{
  return mqtt_reason_code_get_name ((guint8)entry->reason,
                                    entry->event == WILLOW_BROKER_LOG_REFUSED
                                        ? MQTT_PACKET_CONNACK
                                        : MQTT_PACKET_DISCONNECT);
}

/* Quoted, for what others chose must not look like a line of ours. */
static void
append_quoted (GString *out, const char *before, const char *text)
{
  g_autofree char *escaped = NULL;

  if (text == NULL)
    return;
  escaped = g_strescape (text, NULL);
  g_string_append_printf (out, "%s\"%s\"", before, escaped);
}

static void
append_reason (GString *out, const WillowBrokerLogEntry *entry)
{
  if (entry->event == WILLOW_BROKER_LOG_ENDED)
    g_string_append_printf (out, ": %s", get_cause (entry));
  if (entry->reason >= 0)
    g_string_append_printf (
        out, ": 0x%02X %s", (guint)entry->reason, get_reason_name (entry));
}

char *
willow_broker_log_entry_to_text (const WillowBrokerLogEntry *entry,
                                 gboolean                    with_time)
{
  GString         *out = g_string_new (NULL);
  g_autofree char *time = format_time (entry->wall_us);
  g_autofree char *address = format_address (entry->client);
  g_autofree char *by = format_address (entry->by);

  if (with_time)
    g_string_append_printf (out, "%s ", time);
  g_string_append (out, level_names[events[entry->event].level]);
  if (entry->event >= WILLOW_BROKER_LOG_MESSAGE)
    {
      g_string_append_printf (out, " %s", entry->text);
      return g_string_free (out, FALSE);
    }
  g_string_append_printf (out, " %s", events[entry->event].name);
  append_quoted (out, " client ", entry->client_id);
  append_quoted (out, " user ", entry->user_name);
  if (address != NULL)
    g_string_append_printf (out, " from %s", address);
  if (by != NULL)
    g_string_append_printf (out, " by %s", by);
  if (entry->listener != NULL)
    g_string_append_printf (out, " at %s", entry->listener);
  if (entry->version != 0)
    g_string_append_printf (
        out, " by MQTT %s", mqtt_version_get_name (entry->version));
  append_reason (out, entry);
  append_quoted (out, ": ", entry->text);
  return g_string_free (out, FALSE);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

static void
add_connection (JsonBuilder *builder, const WillowBrokerLogEntry *entry)
{
  g_autofree char *address = format_address (entry->client);
  g_autofree char *by = format_address (entry->by);

  add_number (builder, "connection", entry->connection);
  add_text (builder, "client_id", entry->client_id);
  add_text (builder, "user_name", entry->user_name);
  add_text (builder, "address", address);
  add_text (builder, "by_address", by);
  add_text (builder, "listener", entry->listener);
  if (entry->version != 0)
    add_text (builder, "version", mqtt_version_get_name (entry->version));
  if (entry->event == WILLOW_BROKER_LOG_ENDED)
    {
      add_text (builder, "cause", get_cause (entry));
      add_text (builder, "by", entry->is_by_broker ? "broker" : "client");
    }
  if (entry->reason >= 0)
    {
      add_number (builder, "reason_code", entry->reason);
      add_text (builder, "reason", get_reason_name (entry));
    }
}

char *
willow_broker_log_entry_to_json (const WillowBrokerLogEntry *entry)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *time = format_time (entry->wall_us);

  json_builder_begin_object (builder);
  add_text (builder, "time", time);
  add_text (builder, "level", level_names[events[entry->event].level]);
  add_text (builder, "event", events[entry->event].name);
  if (entry->event < WILLOW_BROKER_LOG_MESSAGE)
    add_connection (builder, entry);
  add_text (builder, "text", entry->text);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}
