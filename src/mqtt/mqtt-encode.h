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
/* Room for @len bytes at the end of @out, to be written with mqtt_put_*(): one
 * growth for many fields. */
guint8 *mqtt_encode_extend (GByteArray *out, gsize len);
/* Each returns where the next byte goes. */
guint8 *mqtt_put_u16 (guint8 *at, guint16 value);
guint8 *mqtt_put_vbi (guint8 *at, guint32 value);
guint8 *mqtt_put_raw (guint8 *at, MqttSlice value);
/* With its length in front; at most 65,535 bytes. */
guint8 *mqtt_put_binary (guint8 *at, MqttSlice value);
/* Bytes of a Variable Byte Integer. */
gsize mqtt_vbi_size (gsize value);

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
