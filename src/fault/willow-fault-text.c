/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault/willow-fault-text.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_QUARK (willow - fault - error - quark, willow_fault_error)

#define MAX_TIME_SECONDS 86400.0

/* One of what follows the kind: a KEY or KEY=VALUE. */
typedef struct
{
  const char *start;
  char       *key;
  char       *value; /* (nullable) */
} Word;

static void
word_clear (Word *word)
{
  g_clear_pointer (&word->key, g_free);
  g_clear_pointer (&word->value, g_free);
}

static gboolean
fail (GError **error, WillowFaultError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static gboolean
fail (GError **error, WillowFaultError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  *error =
      g_error_new_valist (WILLOW_FAULT_ERROR, (int)code, format, arguments);
  va_end (arguments);
  return FALSE;
}

static gboolean
fail_value (GError **error, const Word *word)
{
  return fail (error,
               WILLOW_FAULT_ERROR_VALUE,
               _ ("“%s” is no value for %s"),
               word->value != NULL ? word->value : "",
               word->key);
}

/* @at: behind the opening quote; (inout) */
static char *
read_quoted (const char **at, GError **error)
{
  g_autoptr (GString) value = g_string_new (NULL);
  const char *p = *at;

  while (*p != '"' && *p != '\0')
    {
      if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
        p++;
      g_string_append_c (value, *p++);
    }
  if (*p == '\0')
    {
      fail (error, WILLOW_FAULT_ERROR_SYNTAX, _ ("a quoted value has no end"));
      return NULL;
    }
  *at = p + 1;
  return g_string_free (g_steal_pointer (&value), FALSE);
}

static const char *
skip_spaces (const char *at)
{
  while (*at == ' ' || *at == '\t')
    at++;
  return at;
}

/* Returns: %FALSE at the end of the text, and with @error */
static gboolean
next_word (const char **at, Word *word, GError **error)
{
  const char *p = skip_spaces (*at);
  gsize       len;

  word_clear (word);
  word->start = p;
  *at = p;
  if (*p == '\0')
    return FALSE;
  len = strcspn (p, "= \t");
  word->key = g_strndup (p, len);
  p += len;
  if (*p == '=')
    {
      p++;
      if (*p == '"')
        {
          p++;
          word->value = read_quoted (&p, error);
        }
      else
        {
          len = strcspn (p, " \t");
          word->value = g_strndup (p, len);
          p += len;
        }
      if (word->value == NULL)
        return FALSE;
    }
  *at = p;
  return TRUE;
}

static gboolean
read_number (const Word *word,
             guint       minimum,
             guint       maximum,
             guint64    *number,
             GError    **error)
{
  const char *text = word->value != NULL ? word->value : "";
  gboolean    is_hex = g_ascii_strncasecmp (text, "0x", 2) == 0;

  if (g_ascii_string_to_unsigned (is_hex ? text + 2 : text,
                                  is_hex ? 16 : 10,
                                  minimum,
                                  maximum,
                                  number,
                                  NULL))
    return TRUE;
  return fail (error,
               WILLOW_FAULT_ERROR_VALUE,
               _ ("%s is a number from %u to %u"),
               word->key,
               minimum,
               maximum);
}

/* 5s, 1.5s, 500ms; a number alone is seconds */
static gboolean
read_time (const Word *word, guint *time_ms, GError **error)
{
  const char *text = word->value != NULL ? word->value : "";
  char       *end = NULL;
  double      value = g_ascii_strtod (text, &end);

  /* No hexadecimal, no exponent. */
  if (end == text || end != text + strspn (text, "0123456789."))
    return fail_value (error, word);
  if (strcmp (end, "ms") == 0)
    value /= 1000;
  else if (*end != '\0' && strcmp (end, "s") != 0)
    return fail_value (error, word);
  if (!(value >= 0 && value <= MAX_TIME_SECONDS))
    return fail_value (error, word);
  *time_ms = (guint)(value * 1000 + 0.5);
  return TRUE;
}

static gboolean
read_probability (const Word *word, double *probability, GError **error)
{
  const char *text = word->value != NULL ? word->value : "";
  char       *end = NULL;
  double      value = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' ||
      strspn (text, "0123456789.e-") != strlen (text) ||
      !(value >= 0 && value <= 1))
    return fail_value (error, word);
  *probability = value;
  return TRUE;
}

static gboolean
read_packet (const Word *word, MqttPacketType *packet, GError **error)
{
  for (guint type = WILLOW_FAULT_ANY_PACKET; type <= MQTT_PACKET_AUTH; type++)
    if (word->value != NULL &&
        g_ascii_strcasecmp (
            word->value, willow_fault_packet_get_name ((MqttPacketType)type)) ==
            0)
      {
        *packet = (MqttPacketType)type;
        return TRUE;
      }
  return fail_value (error, word);
}

static gboolean
read_direction (const Word           *word,
                WillowFaultDirection *direction,
                GError              **error)
{
  for (guint i = WILLOW_FAULT_BOTH_WAYS; i <= WILLOW_FAULT_TO_SERVER; i++)
    if (g_strcmp0 (word->value,
                   willow_fault_direction_get_name ((WillowFaultDirection)i)) ==
        0)
      {
        *direction = (WillowFaultDirection)i;
        return TRUE;
      }
  return fail_value (error, word);
}

static gboolean
read_text (Word *word, char **text, GError **error)
{
  if (word->value == NULL)
    return fail_value (error, word);
  g_free (*text);
  *text = g_steal_pointer (&word->value);
  return TRUE;
}

/* @is_done: (out): whether it is one of those that all kinds have */
static gboolean
read_common (WillowFault *fault, Word *word, gboolean *is_done, GError **error)
{
  guint64  number = 0;
  gboolean knows_client = !willow_fault_kind_get_info (fault->kind)->is_early;

  *is_done = TRUE;
  if (knows_client && strcmp (word->key, "client") == 0)
    return read_text (word, &fault->client_id, error);
  if (knows_client && strcmp (word->key, "user") == 0)
    return read_text (word, &fault->user_name, error);
  if (knows_client && strcmp (word->key, "topic") == 0)
    return read_text (word, &fault->topic, error);
  if (strcmp (word->key, "probability") == 0)
    return read_probability (word, &fault->probability, error);
  if (strcmp (word->key, "next") == 0 && word->value == NULL)
    fault->times = 1;
  else if (strcmp (word->key, "always") == 0 && word->value == NULL)
    fault->times = 0;
  else if (strcmp (word->key, "times") == 0 &&
           !read_number (word, 1, G_MAXINT, &number, error))
    return FALSE;
  else if (strcmp (word->key, "times") == 0)
    fault->times = (guint)number;
  else if (strcmp (word->key, "skip") == 0 &&
           !read_number (word, 0, G_MAXINT, &number, error))
    return FALSE;
  else if (strcmp (word->key, "skip") == 0)
    fault->skip = (guint)number;
  else
    *is_done = FALSE;
  return TRUE;
}

static gboolean
read_parameter (WillowFault *fault, Word *word, GError **error)
{
  const WillowFaultKindInfo *info = willow_fault_kind_get_info (fault->kind);
  guint64                    number = 0;
  gboolean                   is_done;

  if (!read_common (fault, word, &is_done, error) || is_done)
    return is_done && *error == NULL;
  if (info->has_code && strcmp (word->key, "code") == 0)
    {
      is_done = read_number (word, 0, 255, &number, error);
      fault->code = (guint8)number;
      return is_done;
    }
  if (g_strcmp0 (info->number_name, word->key) == 0)
    {
      is_done = read_number (
          word, info->number_minimum, info->number_maximum, &number, error);
      fault->number = (guint32)number;
      return is_done;
    }
  if (g_strcmp0 (info->text_name, word->key) == 0)
    return read_text (word, &fault->text, error);
  if (info->has_time && strcmp (word->key, "time") == 0)
    return read_time (word, &fault->time_ms, error);
  if (info->has_packet && strcmp (word->key, "packet") == 0)
    return read_packet (word, &fault->packet, error);
  if (info->has_direction && strcmp (word->key, "direction") == 0)
    return read_direction (word, &fault->direction, error);
  return fail (error,
               WILLOW_FAULT_ERROR_UNKNOWN,
               _ ("“%s” is no parameter of %s"),
               word->key,
               info->name);
}

static WillowFault *
parse_words (const char *text, const char **at, GError **error)
{
  g_autoptr (WillowFault) fault = NULL;
  Word        word = { 0 };
  const char *end = text;
  gsize       len;

  *at = skip_spaces (text);
  len = strcspn (*at, " \t");
  if (willow_fault_kind_find (*at, len) == WILLOW_FAULT_N_KINDS)
    {
      word.key = g_strndup (*at, len);
      fail (error,
            WILLOW_FAULT_ERROR_KIND,
            _ ("there is no fault “%s”"),
            word.key);
      word_clear (&word);
      return NULL;
    }
  fault = willow_fault_new (willow_fault_kind_find (*at, len));
  end = *at + len;
  while (*error == NULL && next_word (&end, &word, error))
    {
      *at = word.start;
      read_parameter (fault, &word, error);
    }
  if (*error != NULL && word.start != NULL)
    *at = word.start;
  word_clear (&word);
  return *error == NULL ? g_steal_pointer (&fault) : NULL;
}

/* The first character that is for machines only, or the end. */
static const char *
find_control (const char *text)
{
  while (*text != '\0' && (*text == '\t' || !g_ascii_iscntrl (*text)))
    text++;
  return text;
}

WillowFault *
willow_fault_parse (const char *text, guint *column, GError **error)
{
  GError      *local = NULL;
  const char  *at = text;
  WillowFault *fault = NULL;
  guint        where;

  if (!g_utf8_validate (text, -1, &at))
    {
      fail (&local, WILLOW_FAULT_ERROR_SYNTAX, _ ("this is no UTF-8"));
      where = (guint)g_utf8_strlen (text, at - text) + 1;
      if (column != NULL)
        *column = where;
      g_propagate_prefixed_error (error, local, _ ("column %u: "), where);
      return NULL;
    }
  at = find_control (text);
  if (*at != '\0')
    fail (&local,
          WILLOW_FAULT_ERROR_SYNTAX,
          _ ("a fault has no control characters"));
  else
    fault = parse_words (text, &at, &local);
  if (fault != NULL)
    return fault;
  where = (guint)g_utf8_strlen (text, at - text) + 1;
  if (column != NULL)
    *column = where;
  g_propagate_prefixed_error (
      error, local, _ ("“%s”, column %u: "), text, where);
  return NULL;
}

WillowFaultList *
willow_fault_list_parse (const char *content, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (content, "\n", -1);
  g_autoptr (GPtrArray) faults =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_fault_unref);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char        *line = g_strstrip (lines[i]);
      WillowFault *fault;

      if (line[0] == '\0' || line[0] == '#')
        continue;
      fault = willow_fault_parse (line, NULL, error);
      if (fault == NULL)
        {
          g_prefix_error (error, _ ("line %u: "), i + 1);
          return NULL;
        }
      g_ptr_array_add (faults, fault);
    }
  return willow_fault_list_new (faults);
}
