/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-describe.h"
#include "mqtt/mqtt-property.h"

/* For N_(): the tables are marked; who shows them translates. */
#include <glib/gi18n.h>

/* A field in the words of 3.1, 3.1.1 and 5.0, in this order. */
#define MQTT_N_DIALECTS 3
#define MQTT_SAME(text)                                                        \
  {                                                                            \
    text, text, text                                                           \
  }

typedef struct
{
  const char *names[MQTT_N_DIALECTS];
  const char *sections[MQTT_N_DIALECTS];
  const char *meaning;
} MqttFieldInfo;

/* Bits of a flag byte; @values by number, %NULL where the number says all. */
typedef struct
{
  guint8        mask;
  MqttFieldInfo info;
  const char   *values[4];
} MqttBitInfo;

typedef enum
{
  MQTT_TEXT,        /* UTF-8, shown escaped */
  MQTT_DATA,        /* size and a preview */
  MQTT_SECRET_TEXT, /* as above, for views to mask */
  MQTT_SECRET_DATA,
} MqttContent;

/**
 * MqttWalk:
 * @limit: declared end of what is being read; may lie behind the end of @frame
 * @packet_end: as the fixed header declares it, 0 while it is unknown
 * @stopped: nothing further can be told apart: all reading fails from then on
 * @full: stopped because of MQTT_DESCRIBE_MAX_FIELDS
 *
 * A bounded reader that writes a field for each thing that it reads.
 */
typedef struct
{
  MqttSlice      frame;
  gsize          position;
  gsize          limit;
  gsize          packet_end;
  MqttVersion    version;
  MqttPacketType type;
  gboolean       stopped;
  gboolean       full;
  GArray        *fields;
  guint          open[8]; /* indices of the parents that are not closed yet */
  guint          n_open;
} MqttWalk;

/* A field of @len bytes at the position, which stays. */
void mqtt_walk_add (MqttWalk *walk, const MqttFieldInfo *info, gsize len);
/* Whether another field may be listed. */
gboolean mqtt_walk_may_add (MqttWalk *walk);
/* Bytes that are really there and belong to what is being read. */
gsize mqtt_walk_get_available (const MqttWalk *walk);
/* (nullable): the bytes of a leaf, whole or not at all */
const guint8 *
mqtt_walk_leaf (MqttWalk *walk, const MqttFieldInfo *info, gsize len);
/* Valid until the next field. */
MqttField *mqtt_walk_get_last (MqttWalk *walk);
MqttField *mqtt_walk_get_parent (MqttWalk *walk);

/* Reading; all are %FALSE once the walk has stopped. */
void     mqtt_walk_open (MqttWalk *walk, const MqttFieldInfo *info);
void     mqtt_walk_close (MqttWalk *walk);
void     mqtt_walk_stop (MqttWalk *walk);
gboolean mqtt_walk_has_more (const MqttWalk *walk);
gboolean
mqtt_walk_byte (MqttWalk *walk, const MqttFieldInfo *info, guint8 *number);
gboolean mqtt_walk_two_bytes (MqttWalk            *walk,
                              const MqttFieldInfo *info,
                              guint16             *number);
gboolean mqtt_walk_four_bytes (MqttWalk            *walk,
                               const MqttFieldInfo *info,
                               guint32             *number);
gboolean
mqtt_walk_variable (MqttWalk *walk, const MqttFieldInfo *info, guint32 *number);
gboolean mqtt_walk_flags (MqttWalk            *walk,
                          const MqttFieldInfo *info,
                          const MqttBitInfo   *bits,
                          guint                n_bits,
                          guint8              *number);

/* A parent with a two-byte length and a value. */
gboolean mqtt_walk_string (MqttWalk            *walk,
                           const MqttFieldInfo *info,
                           MqttContent          content,
                           MqttSlice           *value);

/* The same without the parent, for the parts of a property. */
gboolean mqtt_walk_length_and_value (MqttWalk            *walk,
                                     const MqttFieldInfo *length_info,
                                     const MqttFieldInfo *value_info,
                                     MqttContent          content,
                                     MqttSlice           *value);

/* All that is left up to the limit. */
gboolean
mqtt_walk_rest (MqttWalk *walk, const MqttFieldInfo *info, MqttContent content);

/* Zero where there is no whole Variable Byte Integer; then nothing is read. */
gsize mqtt_walk_peek_variable (const MqttWalk *walk, guint32 *number);

/* The value of the field read last, or of the innermost open parent. */
void mqtt_walk_set_value (MqttWalk *walk, const char *format, ...)
    G_GNUC_PRINTF (2, 3);
void mqtt_walk_set_parent_value (MqttWalk *walk, const char *format, ...)
    G_GNUC_PRINTF (2, 3);
/* The words which that value of the field read last ends with. */
void mqtt_walk_set_words (MqttWalk *walk, const char *words);
/* A value without any other text. */
void mqtt_walk_say (MqttWalk *walk, const char *words);
void mqtt_walk_count_bytes (MqttWalk *walk, gsize n_bytes);
/* The innermost open parent shows what the field read last shows. */
void mqtt_walk_copy_to_parent (MqttWalk *walk);
void mqtt_walk_set_meaning (MqttWalk *walk, const char *meaning);

/* Closes what is open; names what was not read and what is missing. */
void mqtt_walk_finish (MqttWalk *walk);

/* Parts of packets. */
void     mqtt_walk_fixed_header (MqttWalk *walk);
gboolean mqtt_walk_packet_id (MqttWalk *walk);
void     mqtt_walk_properties (MqttWalk *walk, guint place);
void     mqtt_walk_connect (MqttWalk *walk);
void     mqtt_walk_connack (MqttWalk *walk);
void     mqtt_walk_publish (MqttWalk *walk);
void     mqtt_walk_ack (MqttWalk *walk);
void     mqtt_walk_subscribe (MqttWalk *walk);
void     mqtt_walk_suback (MqttWalk *walk);
void     mqtt_walk_reason (MqttWalk *walk);

/* Reason Code of 5.0, with its name and meaning. */
gboolean mqtt_walk_reason_code (MqttWalk *walk, const MqttFieldInfo *info);

/* Text. @max_chars: of output; an ellipsis stands for what is cut. */
void  mqtt_text_append (GString *out, MqttSlice text, guint max_chars);
void  mqtt_text_append_quoted (GString *out, MqttSlice text, guint max_chars);
void  mqtt_text_append_bytes (GString *out, gsize n_bytes);
char *mqtt_text_preview (MqttSlice data);
