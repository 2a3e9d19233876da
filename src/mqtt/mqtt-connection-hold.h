/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-connection.h"
#include "mqtt/mqtt-journal.h"

G_BEGIN_DECLS

/* A Server that keeps Sessions on a disk promises something with an
 * acknowledgement: that it knows of it after a power cut. So while it is
 * "holding", packets with a promise wait until the owner says that it is kept:
 * PUBACK, PUBREC, PUBCOMP, SUBACK and UNSUBACK; PUBREL and PUBLISH of QoS 2,
 * for the step after them needs to know that they were sent; CONNACK and SUBACK
 * with all that comes behind them. Everything else goes out at once. */

/**
 * mqtt_connection_set_journal:
 * @journal: (nullable): hears when something is held; outlives the connection
 */
void mqtt_connection_set_journal (MqttConnection *connection,
                                  MqttJournal    *journal,
                                  gpointer        owner);

/* For the packets that are submitted, or provoked by the peer, from now on.
 * What is an acknowledgement never overtakes one that is held. */
void mqtt_connection_set_holding (MqttConnection *connection, gboolean holding);

gboolean mqtt_connection_has_held (const MqttConnection *connection);
gsize    mqtt_connection_get_held_length (const MqttConnection *connection);

/* How far it has come with holding: for mqtt_connection_release_held(). */
guint64 mqtt_connection_get_held_mark (const MqttConnection *connection);
/* What was held up to @mark goes out. */
void mqtt_connection_release_held (MqttConnection *connection, guint64 mark);
/* Nothing of it goes out: the promises cannot be kept. The connection is about
 * to be closed. */
void mqtt_connection_drop_held (MqttConnection *connection);

G_END_DECLS
