/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault/willow-fault-text.h"

#include <glib/gi18n.h>
#include <string.h>

const char *
willow_fault_packet_get_name (MqttPacketType packet)
{
  return packet == WILLOW_FAULT_ANY_PACKET ? "any"
                                           : mqtt_packet_type_get_name (packet);
}

const char *
willow_fault_direction_get_name (WillowFaultDirection direction)
{
  switch (direction)
    {
    case WILLOW_FAULT_TO_CLIENT:
      return "to-client";
    case WILLOW_FAULT_TO_SERVER:
      return "to-server";
    case WILLOW_FAULT_BOTH_WAYS:
    default:
      return "both";
    }
}

static void
append_text (GString *out, const char *key, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (out, " %s=", key);
  if (value[0] != '"' && strpbrk (value, " \t") == NULL)
    {
      g_string_append (out, value);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static void
append_parameters (GString                   *out,
                   const WillowFault         *fault,
                   const WillowFaultKindInfo *info)
{
  if (info->has_code)
    g_string_append_printf (
        out, fault->code < 0x80 ? " code=%u" : " code=0x%02x", fault->code);
  if (info->number_name != NULL)
    g_string_append_printf (out, " %s=%u", info->number_name, fault->number);
  if (info->has_time && fault->time_ms % 1000 == 0 &&
      fault->time_ms != info->time_ms)
    g_string_append_printf (out, " time=%us", fault->time_ms / 1000);
  else if (info->has_time && fault->time_ms != info->time_ms)
    g_string_append_printf (out, " time=%ums", fault->time_ms);
  if (info->has_packet && fault->packet != info->packet)
    g_string_append_printf (
        out, " packet=%s", willow_fault_packet_get_name (fault->packet));
  if (info->has_direction && fault->direction != info->direction)
    g_string_append_printf (out,
                            " direction=%s",
                            willow_fault_direction_get_name (fault->direction));
  if (info->text_name != NULL && g_strcmp0 (fault->text, info->text) != 0)
    append_text (out, info->text_name, fault->text);
}

char *
willow_fault_to_string (const WillowFault *fault)
{
  const WillowFaultKindInfo *info = willow_fault_kind_get_info (fault->kind);
  GString                   *out = g_string_new (info->name);
  char                       number[G_ASCII_DTOSTR_BUF_SIZE];

  append_parameters (out, fault, info);
  append_text (out, "client", fault->client_id);
  append_text (out, "user", fault->user_name);
  append_text (out, "topic", fault->topic);
  if (fault->skip > 0)
    g_string_append_printf (out, " skip=%u", fault->skip);
  if (fault->times == 1)
    g_string_append (out, " next");
  else if (fault->times > 1)
    g_string_append_printf (out, " times=%u", fault->times);
  if (fault->probability < 1)
    g_string_append_printf (
        out,
        " probability=%s",
        g_ascii_dtostr (number, sizeof number, fault->probability));
  return g_string_free (out, FALSE);
}

char *
willow_fault_dup_note (const WillowFault *fault, const char *deed)
{
  guint n = willow_fault_get_n_fired (fault);

  if (fault->times > 0)
    return g_strdup_printf (_ ("Fault: %s (%u of %u)"), deed, n, fault->times);
  return g_strdup_printf (_ ("Fault: %s (%u)"), deed, n);
}
