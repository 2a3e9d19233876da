/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "filter/willow-filter-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static gboolean
fail_value (GError **error, const char *text, const char *wanted)
{
  return willow_filter_fail (error,
                             WILLOW_FILTER_ERROR_VALUE,
                             _ ("“%s” does not fit here: %s."),
                             text,
                             wanted);
}

static gboolean
take_hex (WillowFilterNode *node, const char *digits, GError **error)
{
  GByteArray *bytes = g_byte_array_new ();
  int         high = -1;

  for (const char *p = digits; *p != '\0'; p++)
    {
      int    digit = g_ascii_xdigit_value (*p);
      guint8 byte;

      if (digit < 0)
        {
          high = 0;
          break;
        }
      byte = (guint8)(high * 16 + digit);
      if (high >= 0)
        g_byte_array_append (bytes, &byte, 1);
      high = high >= 0 ? -1 : digit;
    }
  node->bytes = g_byte_array_free_to_bytes (bytes);
  if (high < 0 && g_bytes_get_size (node->bytes) > 0)
    return TRUE;
  return fail_value (error, digits, _ ("hexadecimal digits come in pairs"));
}

/* Smart case: who types a capital letter means it. */
static gboolean
has_capital (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_isupper (*text))
      return TRUE;
  return FALSE;
}

static gboolean
take_text (WillowFilterNode        *node,
           const WillowFilterToken *token,
           GError                 **error)
{
  if (token->kind == WILLOW_TOKEN_WORD &&
      g_ascii_strncasecmp (token->text, "hex:", 4) == 0)
    return take_hex (node, token->text + 4, error);
  node->bytes = g_bytes_new (token->text, strlen (token->text));
  node->fold_case =
      node->compare == WILLOW_COMPARE_CONTAINS && !has_capital (token->text);
  return TRUE;
}

static gboolean
take_regex (WillowFilterNode        *node,
            const WillowFilterToken *token,
            GError                 **error)
{
  g_autoptr (GError) local = NULL;

  node->compare = WILLOW_COMPARE_REGEX;
  node->regex =
      g_regex_new (token->text,
                   G_REGEX_OPTIMIZE | G_REGEX_RAW |
                       (has_capital (token->text) ? 0 : G_REGEX_CASELESS),
                   0,
                   &local);
  if (node->regex != NULL)
    return TRUE;
  return willow_filter_fail (error,
                             WILLOW_FILTER_ERROR_VALUE,
                             _ ("This is not a regular expression: %s"),
                             local->message);
}

/* A number with an optional unit of bytes. */
static gboolean
take_number (WillowFilterNode *node, const char *text, GError **error)
{
  static const struct
  {
    const char *unit;
    double      factor;
  } units[] = {
    { "", 1 },
    { "b", 1 },
    { "k", 1024 },
    { "kb", 1024 },
    { "kib", 1024 },
    { "m", 1024 * 1024 },
    { "mb", 1024 * 1024 },
    { "mib", 1024 * 1024 },
  };
  gboolean is_size =
      node->field == WILLOW_FIELD_SIZE || node->field == WILLOW_FIELD_LENGTH;
  char *end = NULL;

  if (g_ascii_strncasecmp (text, "0x", 2) == 0)
    node->number = (double)g_ascii_strtoull (text + 2, &end, 16);
  else
    node->number = g_ascii_strtod (text, &end);
  node->has_number = end != text && isfinite (node->number);
  for (guint i = 0; node->has_number && i < G_N_ELEMENTS (units); i++)
    if ((i == 0 || is_size) && g_ascii_strcasecmp (end, units[i].unit) == 0)
      {
        node->number *= units[i].factor;
        return TRUE;
      }
  return fail_value (error,
                     text,
                     is_size ? _ ("a number of bytes, such as 200 or 64k")
                             : _ ("a number"));
}

static gboolean
take_type (WillowFilterNode *node, const char *text, GError **error)
{
  static const char *const others[] = {
    [WILLOW_RECORD_FRAGMENT] = "fragment",
    [WILLOW_RECORD_NOTE] = "note",
    [WILLOW_RECORD_PHASE] = "step",
    [WILLOW_RECORD_HTTP] = "http",
  };

  for (guint type = MQTT_PACKET_CONNECT; type <= MQTT_PACKET_AUTH; type++)
    if (g_ascii_strcasecmp (mqtt_packet_type_get_name ((MqttPacketType)type),
                            text) == 0)
      {
        node->number = type;
        return TRUE;
      }
  for (guint kind = WILLOW_RECORD_FRAGMENT; kind < G_N_ELEMENTS (others);
       kind++)
    if (g_ascii_strcasecmp (others[kind], text) == 0)
      {
        node->number = -(double)kind;
        return TRUE;
      }
  return fail_value (
      error,
      text,
      _ ("connect, connack, publish … auth, fragment, note, step or http"));
}

static gboolean
take_direction (WillowFilterNode *node, const char *text, GError **error)
{
  if (g_ascii_strcasecmp (text, "in") == 0 ||
      g_ascii_strcasecmp (text, "to-client") == 0)
    node->number = WILLOW_DIRECTION_TO_CLIENT;
  else if (g_ascii_strcasecmp (text, "out") == 0 ||
           g_ascii_strcasecmp (text, "to-server") == 0)
    node->number = WILLOW_DIRECTION_TO_SERVER;
  else
    return fail_value (error, text, _ ("in or out"));
  return TRUE;
}

static gboolean
take_boolean (WillowFilterNode *node, const char *text, GError **error)
{
  static const char *const yes[] = { "true", "yes", "1", NULL };
  static const char *const no[] = { "false", "no", "0", NULL };
  g_autofree char         *word = g_ascii_strdown (text, -1);

  if (!g_strv_contains (yes, word) && !g_strv_contains (no, word))
    return fail_value (error, text, _ ("yes or no"));
  node->number = g_strv_contains (yes, word);
  return TRUE;
}

static gboolean
take_time (WillowFilterNode *node, const char *text, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) now = g_date_time_new_now (zone);
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *today = NULL;
  const char      *whole = text;

  node->time_of_day = strpbrk (text, "Tt-") == NULL;
  if (node->time_of_day)
    {
      gboolean has_seconds = strchr (text, ':') != strrchr (text, ':');

      today = g_strdup_printf ("1970-01-01T%s%s%s",
                               strchr (text, ':') == text + 1 ? "0" : "",
                               text,
                               has_seconds ? "" : ":00");
      whole = today;
      g_clear_pointer (&zone, g_time_zone_unref);
      zone = g_time_zone_new_utc ();
    }
  date = g_date_time_new_from_iso8601 (whole, zone);
  if (date == NULL)
    return fail_value (error,
                       text,
                       _ ("a time such as 14:05, 14:05:30.250 or "
                          "2026-11-20T14:05:30"));
  node->time_us = g_date_time_to_unix (date) * G_USEC_PER_SEC +
                  g_date_time_get_microsecond (date);
  node->zone_us = g_date_time_get_utc_offset (now);
  return TRUE;
}

static gboolean
is_text_field (WillowFilterField field)
{
  return field == WILLOW_FIELD_ANYWHERE || field == WILLOW_FIELD_TOPIC ||
         field == WILLOW_FIELD_PAYLOAD || field == WILLOW_FIELD_JSON;
}

static gboolean
is_order (WillowFilterCompare compare)
{
  return compare == WILLOW_COMPARE_LESS || compare == WILLOW_COMPARE_AT_MOST ||
         compare == WILLOW_COMPARE_MORE || compare == WILLOW_COMPARE_AT_LEAST;
}

static gboolean
check_comparison (const WillowFilterNode  *node,
                  const WillowFilterToken *token,
                  GError                 **error)
{
  gboolean is_text = is_text_field (node->field);
  gboolean named = node->field == WILLOW_FIELD_TYPE ||
                   node->field == WILLOW_FIELD_DIRECTION ||
                   node->field == WILLOW_FIELD_RETAINED ||
                   node->field == WILLOW_FIELD_DUP;

  if (!is_text && (node->compare == WILLOW_COMPARE_CONTAINS ||
                   node->compare == WILLOW_COMPARE_REGEX))
    return willow_filter_fail (error,
                               WILLOW_FILTER_ERROR_VALUE,
                               _ ("Only texts can contain something or match "
                                  "a regular expression."));
  if (is_order (node->compare) &&
      (named || (is_text && node->field != WILLOW_FIELD_JSON)))
    return willow_filter_fail (error,
                               WILLOW_FILTER_ERROR_VALUE,
                               _ ("There is no order here: = and != compare."));
  if (token->kind == WILLOW_TOKEN_REGEX && !is_text)
    return fail_value (error, token->text, _ ("a value"));
  return TRUE;
}

/* A value of JSON is a number, true, false, null or a text: what it looks like,
 * and what it is where it is in quotes. */
static gboolean
take_json (WillowFilterNode        *node,
           const WillowFilterToken *token,
           GError                 **error)
{
  char *end = NULL;

  if (token->kind == WILLOW_TOKEN_WORD && *token->text != '\0')
    {
      node->number = g_ascii_strtod (token->text, &end);
      node->has_number = *end == '\0' && isfinite (node->number);
    }
  if (is_order (node->compare) && !node->has_number)
    return fail_value (error, token->text, _ ("a number"));
  return take_text (node, token, error);
}

gboolean
willow_filter_take_value (WillowFilterNode        *node,
                          const WillowFilterToken *token,
                          GError                 **error)
{
  if (!check_comparison (node, token, error))
    return FALSE;
  if (node->compare == WILLOW_COMPARE_REGEX ||
      token->kind == WILLOW_TOKEN_REGEX)
    return take_regex (node, token, error);
  switch (node->field)
    {
    case WILLOW_FIELD_ANYWHERE:
    case WILLOW_FIELD_TOPIC:
    case WILLOW_FIELD_PAYLOAD:
      return take_text (node, token, error);
    case WILLOW_FIELD_JSON:
      return take_json (node, token, error);
    case WILLOW_FIELD_TYPE:
      return take_type (node, token->text, error);
    case WILLOW_FIELD_DIRECTION:
      return take_direction (node, token->text, error);
    case WILLOW_FIELD_RETAINED:
    case WILLOW_FIELD_DUP:
      return take_boolean (node, token->text, error);
    case WILLOW_FIELD_TIME:
      return take_time (node, token->text, error);
    case WILLOW_FIELD_QOS:
    case WILLOW_FIELD_SIZE:
    case WILLOW_FIELD_LENGTH:
    case WILLOW_FIELD_ID:
    case WILLOW_FIELD_CODE:
    case WILLOW_FIELD_CONNECTION:
    default:
      return take_number (node, token->text, error);
    }
}
