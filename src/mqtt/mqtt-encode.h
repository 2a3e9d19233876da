/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-control-packet.h"

G_BEGIN_DECLS

/* Inside the protocol core: appending the data types of section 1.5. */
void mqtt_encode_u8 (GByteArray *out, guint8 value);
void mqtt_encode_u16 (GByteArray *out, guint16 value);
void mqtt_encode_u32 (GByteArray *out, guint32 value);
/* @value: at most MQTT_VARIABLE_BYTE_INTEGER_MAX */
void mqtt_encode_vbi (GByteArray *out, guint32 value);
/* Without a length in front. */
void mqtt_encode_raw (GByteArray *out, MqttSlice value);
/* Returns %FALSE and appends nothing if @value is over 65,535 bytes. */
gboolean mqtt_encode_binary (GByteArray *out, MqttSlice value);
/* Property Length and properties in 5.0, nothing in 3.x. %FALSE: too long. */
gboolean mqtt_encode_properties (GByteArray    *out,
                                 MqttVersion    version,
                                 MqttProperties properties);

gboolean mqtt_encode_connect_body (const MqttPacket *packet, GByteArray *out);

G_END_DECLS
