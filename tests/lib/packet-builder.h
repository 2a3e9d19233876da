/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Literal MQTT bytes for tests, written without the code under test. Nothing
 * is checked: what the specification forbids can be built as well.
 *
 *   g_autoptr (GByteArray) buf = g_byte_array_new ();
 *   guint packet = pb_begin (buf, 0x32);
 *   pb_str (buf, "a/b");
 *   pb_u16 (buf, 7);
 *   guint properties = pb_begin_length (buf);
 *   pb_u8 (buf, 0x01), pb_u8 (buf, 1);
 *   pb_end_length (buf, properties);
 *   pb_raw (buf, "payload", 7);
 *   pb_end (buf, packet);
 *
 * Several packets may stand in one array. */

/* First byte of the fixed header. Returns the mark for pb_end(). */
guint pb_begin (GByteArray *buf, guint8 first_byte);
/* Puts the Remaining Length in front of what came since pb_begin(). */
void pb_end (GByteArray *buf, guint mark);

/* The same for a Property Length: what comes between is its content. */
guint pb_begin_length (GByteArray *buf);
void  pb_end_length (GByteArray *buf, guint mark);

void pb_u8 (GByteArray *buf, guint8 value);
void pb_u16 (GByteArray *buf, guint16 value);
void pb_u32 (GByteArray *buf, guint32 value);
/* Variable Byte Integer, shortest form. */
void pb_vbi (GByteArray *buf, guint32 value);
/* Two-byte length and the bytes. */
void pb_str (GByteArray *buf, const char *text);
void pb_bin (GByteArray *buf, const void *data, gsize len);
/* The bytes alone. */
void pb_raw (GByteArray *buf, const void *data, gsize len);

/**
 * pb_hex:
 * @hex: hexadecimal digits in pairs; white space is skipped; 'text' stands for
 *   its own bytes; "text" has its two-byte length in front; ( … ) has the
 *   length of what is inside in front, as a Variable Byte Integer:
 *   30 ( "a/b" 'payload' )
 *
 * Returns: (transfer full): the bytes; a wrong @hex aborts the test
 */
GByteArray *pb_hex (const char *hex);

/* A copy of exactly this size on the heap, so that a sanitizer sees reads past
 * its end. (transfer full), g_free() */
guint8 *pb_dup_exact (const GByteArray *buf);

/* Whole packets in their plainest form. @version is 3, 4 or 5; in 5 they have
 * empty properties. */
void pb_connect (GByteArray *buf,
                 guint8      version,
                 const char *client_id,
                 gboolean    clean,
                 guint16     keep_alive_seconds);
void pb_connack (GByteArray *buf,
                 guint8      version,
                 gboolean    session_present,
                 guint8      code);
/* @packet_id is written when @qos is not 0. */
void pb_publish (GByteArray *buf,
                 guint8      version,
                 guint8      qos,
                 gboolean    retain,
                 guint16     packet_id,
                 const char *topic,
                 const void *payload,
                 gsize       payload_len);
/* PUBACK 0x40, PUBREC 0x50, PUBREL 0x62, PUBCOMP 0x70: two bytes long. */
void pb_ack (GByteArray *buf, guint8 first_byte, guint16 packet_id);
void pb_subscribe (GByteArray *buf,
                   guint8      version,
                   guint16     packet_id,
                   const char *filter,
                   guint8      options);
void
pb_suback (GByteArray *buf, guint8 version, guint16 packet_id, guint8 code);
void pb_unsubscribe (GByteArray *buf,
                     guint8      version,
                     guint16     packet_id,
                     const char *filter);
/* @code is written in version 5 only. */
void
pb_unsuback (GByteArray *buf, guint8 version, guint16 packet_id, guint8 code);
/* PINGREQ 0xc0, PINGRESP 0xd0, DISCONNECT 0xe0. */
void pb_empty (GByteArray *buf, guint8 first_byte);
/* Of version 5. */
void pb_disconnect (GByteArray *buf, guint8 code);
void pb_auth (GByteArray *buf, guint8 code, const char *method);

G_END_DECLS
