/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqttPacketIdSet:
 *
 * A set of Packet Identifiers, 1 to 65,535. Takes memory for the parts that
 * hold something, 9 KiB at most. Embedded by value; zero-initialised is empty.
 */
typedef struct
{
  /*< private >*/
  guint64 **pages;
  guint     count;
} MqttPacketIdSet;

void mqtt_packet_id_set_clear (MqttPacketIdSet *set);

/* Returns whether @id was not in the set. */
gboolean mqtt_packet_id_set_add (MqttPacketIdSet *set, guint16 id);

/* Returns whether @id was in the set. */
gboolean mqtt_packet_id_set_remove (MqttPacketIdSet *set, guint16 id);
gboolean mqtt_packet_id_set_contains (const MqttPacketIdSet *set, guint16 id);
guint    mqtt_packet_id_set_get_count (const MqttPacketIdSet *set);

/**
 * mqtt_packet_id_set_next:
 * @after: 0 to begin
 *
 * Returns: the smallest identifier above @after that is in the set, 0 if there
 *   is none
 */
guint16 mqtt_packet_id_set_next (const MqttPacketIdSet *set, guint16 after);

/**
 * mqtt_packet_id_set_find_free:
 * @after: where to begin; the search goes round
 *
 * Returns: the next identifier behind @after that is not in the set, 0 if all
 *   are [MQTT-2.2.1-3]
 */
guint16 mqtt_packet_id_set_find_free (const MqttPacketIdSet *set,
                                      guint16                after);

G_END_DECLS
