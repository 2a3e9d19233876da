/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"
#include "mqtt/mqtt-violation.h"

G_BEGIN_DECLS

/**
 * MqttField:
 * @parent: index of the parent field, -1 for the root
 * @depth: 0 for the root
 * @name: static English name of the specification, such as "Connect Flags"
 * @offset: first byte, from the start of the packet
 * @len: bytes
 * @bit_mask: 0 for whole bytes; otherwise the bits of the one byte at @offset
 *   that the field occupies (children of a flag byte)
 * @value: (nullable) (owned by the tree): value as text, English, e.g. "60 s",
 * "1", "MQTT"
 * @value_words: (nullable): static words that @value ends with, translatable,
 * such as "at least once"; all other text in it is the packet's
 * @counts_bytes: @value begins with a number of bytes: "12 bytes"
 * @meaning: (nullable): static one-line English explanation, translatable
 * @section: (nullable): static section number of the specification of the
 *   packet's version
 * @violation: (nullable): static sentence if this field breaks a rule
 * @violation_id: (nullable): its normative id
 * @secret: the value is a password or authentication data: views mask it
 *
 * Leaves without bit mask partition the packet: every byte belongs to exactly
 * one of them. Bit fields are children of the leaf that owns their byte.
 */
typedef struct
{
  int         parent;
  guint       depth;
  const char *name;
  gsize       offset;
  gsize       len;
  guint8      bit_mask;
  char       *value;
  const char *value_words;
  gboolean    counts_bytes;
  const char *meaning;
  const char *section;
  const char *violation;
  const char *violation_id;
  gboolean    secret;
} MqttField;

/**
 * MqttDescription:
 *
 * Field tree of one packet in pre-order, up to the point of failure; what comes
 * after a failure is one field "Undecoded bytes".
 */
typedef struct _MqttDescription MqttDescription;

/**
 * mqtt_describe:
 * @version: of the connection; %MQTT_VERSION_UNKNOWN for a CONNECT that tells,
 * and taken as 3.1.1 for other packets
 * @sender: who sent it
 * @frame: a packet, also an incomplete or malformed one
 *
 * Returns: (transfer full): never %NULL
 */
MqttDescription      *
mqtt_describe (MqttVersion version, MqttRole sender, MqttSlice frame);
void mqtt_description_free (MqttDescription *description);

/* An empty one, for what is around the packets and is shown by the same views.
 * (transfer full) */
MqttDescription *mqtt_description_new (void);
/* @field: of which the value is taken over; in pre-order, the root first */
void mqtt_description_append (MqttDescription *description,
                              const MqttField *field);

guint mqtt_description_get_n_fields (const MqttDescription *description);
const MqttField *mqtt_description_get_field (const MqttDescription *description,
                                             guint                  index);

/* Index of the leaf that owns byte @offset, or -1. */
int mqtt_description_find_byte (const MqttDescription *description,
                                gsize                  offset);

/* The first violation, or %FALSE if the packet is right. */
gboolean mqtt_description_get_violation (const MqttDescription *description,
                                         MqttViolation         *violation);

/**
 * mqtt_summarize:
 *
 * One line for a packet list, English: 'PUBLISH "a/b" QoS 1, id 7, 12 bytes'.
 * The password never appears. @summary is appended to.
 */
void mqtt_summarize (MqttVersion version,
                     MqttRole    sender,
                     MqttSlice   frame,
                     GString    *summary);

/**
 * MqttTranslate:
 *
 * Returns: (transfer none): @text, one of our own, in another language
 */
typedef const char *(*MqttTranslate) (const char *text);

/**
 * mqtt_summarize_translated:
 *
 * The same in the language of @translate; what the packet says stays.
 */
void mqtt_summarize_translated (MqttVersion   version,
                                MqttRole      sender,
                                MqttSlice     frame,
                                MqttTranslate translate,
                                GString      *summary);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqttDescription, mqtt_description_free)

G_END_DECLS
