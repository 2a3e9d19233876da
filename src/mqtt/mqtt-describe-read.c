/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"

/* Characters of a text that a value shows. */
#define VALUE_MAX_CHARS 512u

static gboolean
read_number (MqttWalk            *walk,
             const MqttFieldInfo *info,
             guint                n_bytes,
             guint32             *number)
{
  const guint8 *data = mqtt_walk_leaf (walk, info, n_bytes);

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
  gsize         available = walk->stopped ? 0 : mqtt_walk_get_available (walk);

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

  if (len > 0 && mqtt_walk_leaf (walk, info, len))
    {
      mqtt_walk_set_value (walk, "%u", *number);
      return TRUE;
    }
  /* Four bytes, and the fourth still says that more follow [MQTT-1.5.5-1] */
  if (len == 0 && !walk->stopped && mqtt_walk_get_available (walk) >= 4 &&
      mqtt_walk_leaf (walk, info, 4))
    mqtt_walk_say (walk, N_ ("longer than 4 bytes"));
  mqtt_walk_stop (walk);
  return FALSE;
}

static void
add_bits (MqttWalk *walk, const MqttBitInfo *bits, guint8 byte)
{
  guint       shift = (guint)g_bit_nth_lsf (bits->mask, -1);
  guint       number = (guint)(byte & bits->mask) >> shift;
  const char *words = NULL;

  if (!mqtt_walk_may_add (walk))
    return;
  if (number < G_N_ELEMENTS (bits->values))
    words = bits->values[number];
  mqtt_walk_add (walk, &bits->info, 1);
  mqtt_walk_get_last (walk)->bit_mask = bits->mask;
  mqtt_walk_get_last (walk)->offset = walk->position - 1;
  if (words)
    mqtt_walk_say (walk, words);
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

static void
set_content (MqttWalk *walk, MqttSlice bytes, MqttContent content)
{
  g_autoptr (GString) text = NULL;

  if (content == MQTT_DATA || content == MQTT_SECRET_DATA)
    {
      mqtt_walk_get_last (walk)->value = mqtt_text_preview (bytes);
      mqtt_walk_get_last (walk)->counts_bytes = TRUE;
      return;
    }
  if (bytes.len == 0)
    {
      mqtt_walk_say (walk, N_ ("(empty)"));
      return;
    }
  text = g_string_new (NULL);
  mqtt_text_append (text, bytes, VALUE_MAX_CHARS);
  mqtt_walk_set_value (walk, "%s", text->str);
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

  if (!mqtt_walk_may_add (walk))
    return FALSE;
  /* beyond its packet or its properties: the length is wrong, not the text */
  if (len > walk->limit - walk->position || (!whole && present == 0))
    {
      mqtt_walk_stop (walk);
      return FALSE;
    }
  value->data = mqtt_walk_leaf (walk, info, present);
  value->len = present;
  set_content (walk, *value, content);
  mqtt_walk_get_last (walk)->secret = is_secret (content);
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
    value_info.names[i] = N_ ("Value");
  mqtt_walk_open (walk, info);
  whole = mqtt_walk_length_and_value (walk,
                                      is_data ? &mqtt_field_data_length
                                              : &mqtt_field_text_length,
                                      &value_info,
                                      content,
                                      value);
  if (mqtt_slice_is_present (*value))
    mqtt_walk_copy_to_parent (walk);
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
