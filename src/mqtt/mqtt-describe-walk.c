/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"
#include "mqtt/mqtt-limits.h"

/* Characters of a text that a value shows. */
#define VALUE_MAX_CHARS 512u

static guint
get_dialect (MqttVersion version)
{
  switch (version)
    {
    case MQTT_VERSION_3_1:
      return 0;
    case MQTT_VERSION_5_0:
      return 2;
    case MQTT_VERSION_3_1_1:
    case MQTT_VERSION_UNKNOWN:
    default:
      return 1;
    }
}

static MqttField *
get_field (MqttWalk *walk, guint index)
{
  return &g_array_index (walk->fields, MqttField, index);
}

static MqttField *
get_last (MqttWalk *walk)
{
  return get_field (walk, walk->fields->len - 1);
}

static MqttField *
get_parent (MqttWalk *walk)
{
  return get_field (walk, walk->open[walk->n_open - 1]);
}

static void
append_field (MqttWalk *walk, const MqttFieldInfo *info, gsize len)
{
  guint     dialect = get_dialect (walk->version);
  MqttField field = { 0 };

  field.parent = walk->n_open > 0 ? (int)walk->open[walk->n_open - 1] : -1;
  field.depth = walk->n_open;
  field.name = info->names[dialect];
  field.meaning = info->meaning;
  field.section = info->sections[dialect];
  field.offset = walk->position;
  field.len = len;
  g_array_append_val (walk->fields, field);
}

void
mqtt_walk_stop (MqttWalk *walk)
{
  walk->stopped = TRUE;
}

/* Whether another field may be listed. */
static gboolean
may_add (MqttWalk *walk)
{
  if (!walk->stopped && walk->fields->len >= MQTT_DESCRIBE_MAX_FIELDS)
    {
      walk->full = TRUE;
      mqtt_walk_stop (walk);
    }
  return !walk->stopped;
}

/* Bytes that are really there and belong to what is being read. */
static gsize
get_available (const MqttWalk *walk)
{
  return MIN (walk->limit, walk->frame.len) - walk->position;
}

gboolean
mqtt_walk_has_more (const MqttWalk *walk)
{
  return !walk->stopped && walk->position < walk->limit;
}

/* A leaf of @len bytes, whole or not at all. */
static const guint8 *
read_leaf (MqttWalk *walk, const MqttFieldInfo *info, gsize len)
{
  const guint8 *data = walk->frame.data + walk->position;

  if (!may_add (walk))
    return NULL;
  if (get_available (walk) < len)
    {
      mqtt_walk_stop (walk);
      return NULL;
    }
  append_field (walk, info, len);
  walk->position += len;
  return data;
}

void
mqtt_walk_open (MqttWalk *walk, const MqttFieldInfo *info)
{
  if (!may_add (walk))
    return;
  append_field (walk, info, 0);
  g_assert (walk->n_open < G_N_ELEMENTS (walk->open));
  walk->open[walk->n_open++] = walk->fields->len - 1;
}

static void
close_parent (MqttWalk *walk)
{
  MqttField *parent = get_parent (walk);

  parent->len = walk->position - parent->offset;
  walk->n_open--;
}

/* After a stop the finish closes what is open: by then some opened and some
 * did not. */
void
mqtt_walk_close (MqttWalk *walk)
{
  if (!walk->stopped)
    close_parent (walk);
}

static void
set_value (MqttField *field, const char *format, va_list arguments)
{
  g_free (field->value);
  field->value = g_strdup_vprintf (format, arguments);
}

void
mqtt_walk_set_value (MqttWalk *walk, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  set_value (get_last (walk), format, arguments);
  va_end (arguments);
}

void
mqtt_walk_set_parent_value (MqttWalk *walk, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  set_value (get_parent (walk), format, arguments);
  va_end (arguments);
}

void
mqtt_walk_set_meaning (MqttWalk *walk, const char *meaning)
{
  get_last (walk)->meaning = meaning;
}

static gboolean
read_number (MqttWalk            *walk,
             const MqttFieldInfo *info,
             guint                n_bytes,
             guint32             *number)
{
  const guint8 *data = read_leaf (walk, info, n_bytes);

  if (!data)
    return FALSE;
  *number = 0;
  for (guint i = 0; i < n_bytes; i++)
    *number = *number << 8 | data[i];
  mqtt_walk_set_value (walk, "%u", *number);
  return TRUE;
}

gboolean
mqtt_walk_byte (MqttWalk *walk, const MqttFieldInfo *info, guint8 *number)
{
  guint32 wide;

  if (!read_number (walk, info, 1, &wide))
    return FALSE;
  *number = (guint8)wide;
  return TRUE;
}

gboolean
mqtt_walk_two_bytes (MqttWalk *walk, const MqttFieldInfo *info, guint16 *number)
{
  guint32 wide;

  if (!read_number (walk, info, 2, &wide))
    return FALSE;
  *number = (guint16)wide;
  return TRUE;
}

gboolean
mqtt_walk_four_bytes (MqttWalk            *walk,
                      const MqttFieldInfo *info,
                      guint32             *number)
{
  return read_number (walk, info, 4, number);
}

gsize
mqtt_walk_peek_variable (const MqttWalk *walk, guint32 *number)
{
  const guint8 *data = walk->frame.data + walk->position;
  gsize         available = walk->stopped ? 0 : get_available (walk);

  *number = 0;
  for (guint i = 0; i < MIN (available, 4); i++)
    {
      *number |= (guint32)(data[i] & 0x7f) << 7 * i;
      if (!(data[i] & 0x80))
        return i + 1;
    }
  return 0;
}

gboolean
mqtt_walk_variable (MqttWalk *walk, const MqttFieldInfo *info, guint32 *number)
{
  gsize len = mqtt_walk_peek_variable (walk, number);

  if (len > 0 && read_leaf (walk, info, len))
    {
      mqtt_walk_set_value (walk, "%u", *number);
      return TRUE;
    }
  /* Four bytes, and the fourth still says that more follow [MQTT-1.5.5-1] */
  if (len == 0 && !walk->stopped && get_available (walk) >= 4 &&
      read_leaf (walk, info, 4))
    mqtt_walk_set_value (walk, "longer than 4 bytes");
  mqtt_walk_stop (walk);
  return FALSE;
}

static void
add_bits (MqttWalk *walk, const MqttBitInfo *bits, guint8 byte)
{
  guint       shift = (guint)g_bit_nth_lsf (bits->mask, -1);
  guint       number = (guint)(byte & bits->mask) >> shift;
  const char *words = NULL;

  if (!may_add (walk))
    return;
  if (number < G_N_ELEMENTS (bits->values))
    words = bits->values[number];
  append_field (walk, &bits->info, 1);
  get_last (walk)->bit_mask = bits->mask;
  get_last (walk)->offset = walk->position - 1;
  if (words)
    mqtt_walk_set_value (walk, "%s", words);
  else
    mqtt_walk_set_value (walk, "%u", number);
}

gboolean
mqtt_walk_flags (MqttWalk            *walk,
                 const MqttFieldInfo *info,
                 const MqttBitInfo   *bits,
                 guint                n_bits,
                 guint8              *number)
{
  if (!mqtt_walk_byte (walk, info, number))
    return FALSE;
  mqtt_walk_set_value (walk, "0x%02x", *number);
  walk->open[walk->n_open++] = walk->fields->len - 1;
  for (guint i = 0; i < n_bits; i++)
    add_bits (walk, &bits[i], *number);
  walk->n_open--;
  return !walk->stopped;
}

static gboolean
is_secret (MqttContent content)
{
  return content == MQTT_SECRET_TEXT || content == MQTT_SECRET_DATA;
}

static char *
dup_content (MqttSlice bytes, MqttContent content)
{
  GString *text;

  if (content == MQTT_DATA || content == MQTT_SECRET_DATA)
    return mqtt_text_preview (bytes);
  if (bytes.len == 0)
    return g_strdup ("(empty)");
  text = g_string_new (NULL);
  mqtt_text_append (text, bytes, VALUE_MAX_CHARS);
  return g_string_free (text, FALSE);
}

/* A leaf of what is there of @len bytes; stops if that is not all. */
static gboolean
read_content (MqttWalk            *walk,
              const MqttFieldInfo *info,
              gsize                len,
              MqttContent          content,
              MqttSlice           *value)
{
  gsize    present = MIN (len, walk->frame.len - walk->position);
  gboolean whole = present == len;

  if (!may_add (walk))
    return FALSE;
  /* beyond its packet or its properties: the length is wrong, not the text */
  if (len > walk->limit - walk->position || (!whole && present == 0))
    {
      mqtt_walk_stop (walk);
      return FALSE;
    }
  value->data = read_leaf (walk, info, present);
  value->len = present;
  get_last (walk)->value = dup_content (*value, content);
  get_last (walk)->secret = is_secret (content);
  if (!whole)
    mqtt_walk_stop (walk);
  return whole;
}

gboolean
mqtt_walk_length_and_value (MqttWalk            *walk,
                            const MqttFieldInfo *length_info,
                            const MqttFieldInfo *value_info,
                            MqttContent          content,
                            MqttSlice           *value)
{
  guint16 len;

  *value = MQTT_SLICE_NONE;
  return mqtt_walk_two_bytes (walk, length_info, &len) &&
         read_content (walk, value_info, len, content, value);
}

gboolean
mqtt_walk_string (MqttWalk            *walk,
                  const MqttFieldInfo *info,
                  MqttContent          content,
                  MqttSlice           *value)
{
  gboolean      is_data = content == MQTT_DATA || content == MQTT_SECRET_DATA;
  MqttFieldInfo value_info = *info;
  gboolean      whole;

  if (walk->stopped)
    return FALSE;
  for (guint i = 0; i < MQTT_N_DIALECTS; i++)
    value_info.names[i] = "Value";
  mqtt_walk_open (walk, info);
  whole = mqtt_walk_length_and_value (walk,
                                      is_data ? &mqtt_field_data_length
                                              : &mqtt_field_text_length,
                                      &value_info,
                                      content,
                                      value);
  if (mqtt_slice_is_present (*value))
    {
      mqtt_walk_set_parent_value (walk, "%s", get_last (walk)->value);
      get_parent (walk)->secret = is_secret (content);
    }
  mqtt_walk_close (walk);
  return whole;
}

gboolean
mqtt_walk_rest (MqttWalk *walk, const MqttFieldInfo *info, MqttContent content)
{
  MqttSlice value;

  return !walk->stopped &&
         read_content (
             walk, info, walk->limit - walk->position, content, &value);
}

/* The undecoded part of these may hold a password or authentication data. */
static gboolean
may_hold_secrets (MqttPacketType type)
{
  return type == MQTT_PACKET_CONNECT || type == MQTT_PACKET_CONNACK ||
         type == MQTT_PACKET_AUTH;
}

static void
set_byte_count (MqttWalk *walk, const char *before, gsize n_bytes)
{
  g_autoptr (GString) text = g_string_new (before);

  mqtt_text_append_bytes (text, n_bytes);
  mqtt_walk_set_value (walk, "%s", text->str);
}

static void
add_missing (MqttWalk *walk)
{
  gboolean known = walk->packet_end > 0;

  append_field (walk, &mqtt_field_missing, 0);
  set_byte_count (walk,
                  known ? "" : "at least ",
                  known ? walk->packet_end - walk->frame.len : 1);
}

void
mqtt_walk_finish (MqttWalk *walk)
{
  gsize    left = walk->frame.len - walk->position;
  gboolean header_cut;

  while (walk->n_open > 1)
    close_parent (walk);
  header_cut =
      walk->packet_end == 0 && walk->frame.len < MQTT_FIXED_HEADER_MAX_BYTES;
  if (left > 0)
    {
      append_field (
          walk, walk->full ? &mqtt_field_further : &mqtt_field_undecoded, left);
      get_last (walk)->secret = may_hold_secrets (walk->type);
      set_byte_count (walk, "", left);
      walk->position = walk->frame.len;
    }
  if (header_cut || walk->packet_end > walk->frame.len)
    add_missing (walk);
  close_parent (walk);
}
