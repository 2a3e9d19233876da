/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"
#include "mqtt/mqtt-limits.h"

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

MqttField *
mqtt_walk_get_last (MqttWalk *walk)
{
  return get_field (walk, walk->fields->len - 1);
}

MqttField *
mqtt_walk_get_parent (MqttWalk *walk)
{
  return get_field (walk, walk->open[walk->n_open - 1]);
}

void
mqtt_walk_add (MqttWalk *walk, const MqttFieldInfo *info, gsize len)
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

gboolean
mqtt_walk_may_add (MqttWalk *walk)
{
  if (!walk->stopped && walk->fields->len >= MQTT_DESCRIBE_MAX_FIELDS)
    {
      walk->full = TRUE;
      mqtt_walk_stop (walk);
    }
  return !walk->stopped;
}

gsize
mqtt_walk_get_available (const MqttWalk *walk)
{
  return MIN (walk->limit, walk->frame.len) - walk->position;
}

gboolean
mqtt_walk_has_more (const MqttWalk *walk)
{
  return !walk->stopped && walk->position < walk->limit;
}

const guint8 *
mqtt_walk_leaf (MqttWalk *walk, const MqttFieldInfo *info, gsize len)
{
  const guint8 *data = walk->frame.data + walk->position;

  if (!mqtt_walk_may_add (walk))
    return NULL;
  if (mqtt_walk_get_available (walk) < len)
    {
      mqtt_walk_stop (walk);
      return NULL;
    }
  mqtt_walk_add (walk, info, len);
  walk->position += len;
  return data;
}

void
mqtt_walk_open (MqttWalk *walk, const MqttFieldInfo *info)
{
  if (!mqtt_walk_may_add (walk))
    return;
  mqtt_walk_add (walk, info, 0);
  g_assert (walk->n_open < G_N_ELEMENTS (walk->open));
  walk->open[walk->n_open++] = walk->fields->len - 1;
}

static void
close_parent (MqttWalk *walk)
{
  MqttField *parent = mqtt_walk_get_parent (walk);

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

static void set_value (MqttField *field, const char *format, va_list arguments)
    G_GNUC_PRINTF (2, 0);

static void
set_value (MqttField *field, const char *format, va_list arguments)
{
  g_free (field->value);
  field->value = g_strdup_vprintf (format, arguments);
  field->value_words = NULL;
  field->counts_bytes = FALSE;
}

void
mqtt_walk_set_value (MqttWalk *walk, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  set_value (mqtt_walk_get_last (walk), format, arguments);
  va_end (arguments);
}

void
mqtt_walk_set_parent_value (MqttWalk *walk, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  set_value (mqtt_walk_get_parent (walk), format, arguments);
  va_end (arguments);
}

void
mqtt_walk_set_words (MqttWalk *walk, const char *words)
{
  mqtt_walk_get_last (walk)->value_words = words;
}

void
mqtt_walk_say (MqttWalk *walk, const char *words)
{
  mqtt_walk_set_value (walk, "%s", words);
  mqtt_walk_set_words (walk, words);
}

void
mqtt_walk_count_bytes (MqttWalk *walk, gsize n_bytes)
{
  g_autoptr (GString) text = g_string_new (NULL);

  mqtt_text_append_bytes (text, n_bytes);
  mqtt_walk_set_value (walk, "%s", text->str);
  mqtt_walk_get_last (walk)->counts_bytes = TRUE;
}

void
mqtt_walk_copy_to_parent (MqttWalk *walk)
{
  const MqttField *field = mqtt_walk_get_last (walk);
  MqttField       *parent = mqtt_walk_get_parent (walk);

  mqtt_walk_set_parent_value (walk, "%s", field->value);
  parent->value_words = field->value_words;
  parent->counts_bytes = field->counts_bytes;
  parent->secret = field->secret;
}

void
mqtt_walk_set_meaning (MqttWalk *walk, const char *meaning)
{
  mqtt_walk_get_last (walk)->meaning = meaning;
}

/* The undecoded part of these may hold a password or authentication data. */
static gboolean
may_hold_secrets (MqttPacketType type)
{
  return type == MQTT_PACKET_CONNECT || type == MQTT_PACKET_CONNACK ||
         type == MQTT_PACKET_AUTH;
}

static void
add_missing (MqttWalk *walk)
{
  mqtt_walk_add (walk, &mqtt_field_missing, 0);
  if (walk->packet_end > 0)
    mqtt_walk_count_bytes (walk, walk->packet_end - walk->frame.len);
  else
    mqtt_walk_say (walk, N_ ("at least 1 byte"));
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
      mqtt_walk_add (
          walk, walk->full ? &mqtt_field_further : &mqtt_field_undecoded, left);
      mqtt_walk_get_last (walk)->secret = may_hold_secrets (walk->type);
      mqtt_walk_count_bytes (walk, left);
      walk->position = walk->frame.len;
    }
  if (header_cut || walk->packet_end > walk->frame.len)
    add_missing (walk);
  close_parent (walk);
}
