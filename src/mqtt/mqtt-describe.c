/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe.h"
#include "mqtt/mqtt-describe-fields.h"
#include "mqtt/mqtt-packet.h"

struct _MqttDescription
{
  GArray       *fields; /* of MqttField */
  GArray       *leaves; /* of guint: leaves that have bytes, by offset */
  gboolean      is_violated;
  MqttViolation violation;
};

static void
clear_field (gpointer data)
{
  MqttField *field = data;

  g_free (field->value);
}

static MqttPacketType
get_type (MqttSlice frame)
{
  return frame.len > 0 ? (MqttPacketType)(frame.data[0] >> 4)
                       : MQTT_PACKET_RESERVED;
}

/* The Protocol Version byte of a CONNECT, or 0 if it is not there. */
static guint8
peek_connect_version (MqttSlice frame)
{
  MqttWalk walk = { .frame = frame, .position = 1, .limit = frame.len };
  guint32  remaining;
  gsize    position;
  gsize    name_len;

  if (frame.len < 1)
    return 0;
  position = 1 + mqtt_walk_peek_variable (&walk, &remaining);
  if (position == 1 || frame.len - position < 2)
    return 0;
  name_len = (gsize)frame.data[position] << 8 | frame.data[position + 1];
  position += 2;
  return frame.len - position > name_len ? frame.data[position + name_len] : 0;
}

/* The dialect in which @frame is written. */
static MqttVersion
choose_version (MqttVersion version, MqttSlice frame)
{
  guint8 level = 0;

  if (get_type (frame) == MQTT_PACKET_CONNECT)
    level = peek_connect_version (frame) & 0x7f;
  if (level >= MQTT_VERSION_3_1 && level <= MQTT_VERSION_5_0)
    return (MqttVersion)level;
  return version == MQTT_VERSION_UNKNOWN ? MQTT_VERSION_3_1_1 : version;
}

static void
walk_body (MqttWalk *walk)
{
  switch (walk->type)
    {
    case MQTT_PACKET_CONNECT:
      mqtt_walk_connect (walk);
      return;
    case MQTT_PACKET_CONNACK:
      mqtt_walk_connack (walk);
      return;
    case MQTT_PACKET_PUBLISH:
      mqtt_walk_publish (walk);
      return;
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBREL:
    case MQTT_PACKET_PUBCOMP:
      mqtt_walk_ack (walk);
      return;
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_UNSUBSCRIBE:
      mqtt_walk_subscribe (walk);
      return;
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBACK:
      mqtt_walk_suback (walk);
      return;
    case MQTT_PACKET_DISCONNECT:
    case MQTT_PACKET_AUTH:
      mqtt_walk_reason (walk);
      return;
    case MQTT_PACKET_RESERVED:
    case MQTT_PACKET_PINGREQ:
    case MQTT_PACKET_PINGRESP:
    default:
      return;
    }
}

static void
walk_frame (MqttWalk *walk)
{
  if (walk->frame.len == 0)
    {
      mqtt_walk_open (walk, &mqtt_field_no_packet);
      mqtt_walk_stop (walk);
    }
  else
    mqtt_walk_open (walk, &mqtt_packet_fields[walk->type]);
  mqtt_walk_count_bytes (walk, walk->frame.len);
  if (!walk->stopped)
    mqtt_walk_fixed_header (walk);
  if (!walk->stopped)
    walk_body (walk);
  mqtt_walk_finish (walk);
}

/* A leaf has no child, or bit fields only. */
static gboolean
is_leaf (GArray *fields, guint index)
{
  MqttField *field = &g_array_index (fields, MqttField, index);
  MqttField *next = field + 1;

  if (field->bit_mask != 0)
    return FALSE;
  return index + 1 == fields->len || next->depth <= field->depth ||
         next->bit_mask != 0;
}

static void
index_leaves (MqttDescription *description)
{
  GArray *fields = description->fields;

  for (guint i = 0; i < fields->len; i++)
    if (g_array_index (fields, MqttField, i).len > 0 && is_leaf (fields, i))
      g_array_append_val (description->leaves, i);
}

static MqttField *
find_field_at (MqttDescription *description, gsize offset)
{
  int index = mqtt_description_find_byte (description, offset);
  int last = (int)description->fields->len - 1;

  /* Something that should be there and is not shows after the end. */
  if (index < 0)
    index = last;
  while (g_array_index (description->fields, MqttField, index).bit_mask != 0)
    index--;
  return &g_array_index (description->fields, MqttField, index);
}

static void
mark (MqttDescription *description, const MqttViolation *violation)
{
  MqttField *field = find_field_at (description, violation->offset);

  field->violation = violation->text;
  field->violation_id = violation->id[0] != '\0' ? violation->id : NULL;
  description->violation = *violation;
  description->is_violated = TRUE;
}

/* The verdict is that of the decoder, so that views and connections agree. */
static void
judge (MqttDescription *description,
       MqttVersion      version,
       MqttRole         sender,
       MqttSlice        frame)
{
  MqttPacket    packet;
  MqttViolation violation;

  if (!mqtt_packet_decode (&packet, version, sender, frame, &violation))
    mark (description, &violation);
}

MqttDescription *
mqtt_description_new (void)
{
  MqttDescription *description = g_new0 (MqttDescription, 1);

  description->fields = g_array_sized_new (FALSE, TRUE, sizeof (MqttField), 32);
  g_array_set_clear_func (description->fields, clear_field);
  description->leaves = g_array_sized_new (FALSE, FALSE, sizeof (guint), 32);
  return description;
}

void
mqtt_description_append (MqttDescription *description, const MqttField *field)
{
  GArray *leaves = description->leaves;
  guint   index = description->fields->len;

  g_array_append_val (description->fields, *field);
  /* A parent was a leaf before it had a child. */
  if (field->bit_mask == 0 && leaves->len > 0 &&
      (int)g_array_index (leaves, guint, leaves->len - 1) == field->parent)
    g_array_set_size (leaves, leaves->len - 1);
  if (field->len > 0 && field->bit_mask == 0)
    g_array_append_val (leaves, index);
}

MqttDescription *
mqtt_describe (MqttVersion version, MqttRole sender, MqttSlice frame)
{
  MqttDescription *description = mqtt_description_new ();
  MqttWalk         walk = { 0 };

  walk.frame = frame;
  walk.type = get_type (frame);
  walk.version = choose_version (version, frame);
  walk.fields = description->fields;
  walk_frame (&walk);
  index_leaves (description);
  judge (description, version, sender, frame);
  return description;
}

void
mqtt_description_free (MqttDescription *description)
{
  if (!description)
    return;
  g_array_unref (description->fields);
  g_array_unref (description->leaves);
  g_free (description);
}

guint
mqtt_description_get_n_fields (const MqttDescription *description)
{
  return description->fields->len;
}

const MqttField *
mqtt_description_get_field (const MqttDescription *description, guint index)
{
  g_return_val_if_fail (index < description->fields->len, NULL);
  return &g_array_index (description->fields, MqttField, index);
}

int
mqtt_description_find_byte (const MqttDescription *description, gsize offset)
{
  guint low = 0;
  guint high = description->leaves->len;

  while (low < high)
    {
      guint      middle = low + (high - low) / 2;
      guint      index = g_array_index (description->leaves, guint, middle);
      MqttField *field = &g_array_index (description->fields, MqttField, index);

      if (offset < field->offset)
        high = middle;
      else if (offset - field->offset >= field->len)
        low = middle + 1;
      else
        return (int)index;
    }
  return -1;
}

gboolean
mqtt_description_get_violation (const MqttDescription *description,
                                MqttViolation         *violation)
{
  if (description->is_violated && violation)
    *violation = description->violation;
  return description->is_violated;
}
