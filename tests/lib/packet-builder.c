/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/packet-builder.h"

#include <string.h>

static guint
vbi_encode (guint8 *out, guint32 value)
{
  guint n = 0;

  g_assert_cmpuint (value, <=, 268435455u);
  while (value > 127)
    {
      out[n++] = (guint8)(value % 128 + 128);
      value /= 128;
    }
  out[n++] = (guint8)value;
  return n;
}

static void
insert_vbi (GByteArray *buf, guint at, guint32 value)
{
  guint8 encoded[4];
  guint  n = vbi_encode (encoded, value);
  guint  tail = buf->len - at;

  g_byte_array_set_size (buf, buf->len + n);
  memmove (buf->data + at + n, buf->data + at, tail);
  memcpy (buf->data + at, encoded, n);
}

guint
pb_begin (GByteArray *buf, guint8 first_byte)
{
  pb_u8 (buf, first_byte);
  return buf->len;
}

void
pb_end (GByteArray *buf, guint mark)
{
  insert_vbi (buf, mark, buf->len - mark);
}

guint
pb_begin_length (GByteArray *buf)
{
  return buf->len;
}

void
pb_end_length (GByteArray *buf, guint mark)
{
  insert_vbi (buf, mark, buf->len - mark);
}

void
pb_u8 (GByteArray *buf, guint8 value)
{
  g_byte_array_append (buf, &value, 1);
}

void
pb_u16 (GByteArray *buf, guint16 value)
{
  pb_u8 (buf, (guint8)(value >> 8));
  pb_u8 (buf, (guint8)(value & 0xff));
}

void
pb_u32 (GByteArray *buf, guint32 value)
{
  pb_u16 (buf, (guint16)(value >> 16));
  pb_u16 (buf, (guint16)(value & 0xffff));
}

void
pb_vbi (GByteArray *buf, guint32 value)
{
  insert_vbi (buf, buf->len, value);
}

void
pb_str (GByteArray *buf, const char *text)
{
  pb_bin (buf, text, strlen (text));
}

void
pb_bin (GByteArray *buf, const void *data, gsize len)
{
  g_assert_cmpuint (len, <=, 65535u);
  pb_u16 (buf, (guint16)len);
  pb_raw (buf, data, len);
}

void
pb_raw (GByteArray *buf, const void *data, gsize len)
{
  if (len > 0)
    g_byte_array_append (buf, data, (guint)len);
}

#define MAX_DEPTH 8

/* Text between quotes; returns what follows it. */
static const char *
append_quoted (GByteArray *buf, const char *at)
{
  const char *end = strchr (at + 1, at[0]);
  gsize       len;

  g_assert_nonnull (end);
  len = (gsize)(end - at - 1);
  if (at[0] == '"')
    pb_bin (buf, at + 1, len);
  else
    pb_raw (buf, at + 1, len);
  return end + 1;
}

static const char *
append_byte (GByteArray *buf, const char *at)
{
  g_assert_true (g_ascii_isxdigit (at[0]));
  g_assert_true (g_ascii_isxdigit (at[1]));
  pb_u8 (buf,
         (guint8)(g_ascii_xdigit_value (at[0]) * 16 +
                  g_ascii_xdigit_value (at[1])));
  return at + 2;
}

GByteArray *
pb_hex (const char *hex)
{
  GByteArray *buf = g_byte_array_new ();
  guint       marks[MAX_DEPTH];
  guint       depth = 0;

  while (*hex != '\0')
    {
      if (g_ascii_isspace (*hex))
        {
          hex++;
        }
      else if (*hex == '\'' || *hex == '"')
        {
          hex = append_quoted (buf, hex);
        }
      else if (*hex == '(')
        {
          g_assert_cmpuint (depth, <, MAX_DEPTH);
          marks[depth++] = pb_begin_length (buf);
          hex++;
        }
      else if (*hex == ')')
        {
          g_assert_cmpuint (depth, >, 0);
          pb_end_length (buf, marks[--depth]);
          hex++;
        }
      else
        {
          hex = append_byte (buf, hex);
        }
    }
  g_assert_cmpuint (depth, ==, 0);
  return buf;
}

guint8 *
pb_dup_exact (const GByteArray *buf)
{
  guint8 *copy = g_malloc (MAX (buf->len, 1u));

  if (buf->len > 0)
    memcpy (copy, buf->data, buf->len);
  return copy;
}

static void
no_properties (GByteArray *buf, guint8 version)
{
  if (version == 5)
    pb_u8 (buf, 0);
}

void
pb_connect (GByteArray *buf,
            guint8      version,
            const char *client_id,
            gboolean    clean,
            guint16     keep_alive_seconds)
{
  guint mark = pb_begin (buf, 0x10);

  pb_str (buf, version == 3 ? "MQIsdp" : "MQTT");
  pb_u8 (buf, version);
  pb_u8 (buf, clean ? 0x02 : 0x00);
  pb_u16 (buf, keep_alive_seconds);
  no_properties (buf, version);
  pb_str (buf, client_id);
  pb_end (buf, mark);
}

void
pb_connack (GByteArray *buf,
            guint8      version,
            gboolean    session_present,
            guint8      code)
{
  guint mark = pb_begin (buf, 0x20);

  pb_u8 (buf, session_present ? 1 : 0);
  pb_u8 (buf, code);
  no_properties (buf, version);
  pb_end (buf, mark);
}

void
pb_publish (GByteArray *buf,
            guint8      version,
            guint8      qos,
            gboolean    retain,
            guint16     packet_id,
            const char *topic,
            const void *payload,
            gsize       payload_len)
{
  guint mark = pb_begin (buf, (guint8)(0x30 | (qos << 1) | (retain ? 1 : 0)));

  pb_str (buf, topic);
  if (qos > 0)
    pb_u16 (buf, packet_id);
  no_properties (buf, version);
  pb_raw (buf, payload, payload_len);
  pb_end (buf, mark);
}

void
pb_ack (GByteArray *buf, guint8 first_byte, guint16 packet_id)
{
  guint mark = pb_begin (buf, first_byte);

  pb_u16 (buf, packet_id);
  pb_end (buf, mark);
}

void
pb_subscribe (GByteArray *buf,
              guint8      version,
              guint16     packet_id,
              const char *filter,
              guint8      options)
{
  guint mark = pb_begin (buf, 0x82);

  pb_u16 (buf, packet_id);
  no_properties (buf, version);
  pb_str (buf, filter);
  pb_u8 (buf, options);
  pb_end (buf, mark);
}

void
pb_suback (GByteArray *buf, guint8 version, guint16 packet_id, guint8 code)
{
  guint mark = pb_begin (buf, 0x90);

  pb_u16 (buf, packet_id);
  no_properties (buf, version);
  pb_u8 (buf, code);
  pb_end (buf, mark);
}

void
pb_unsubscribe (GByteArray *buf,
                guint8      version,
                guint16     packet_id,
                const char *filter)
{
  guint mark = pb_begin (buf, 0xa2);

  pb_u16 (buf, packet_id);
  no_properties (buf, version);
  pb_str (buf, filter);
  pb_end (buf, mark);
}

void
pb_unsuback (GByteArray *buf, guint8 version, guint16 packet_id, guint8 code)
{
  guint mark = pb_begin (buf, 0xb0);

  pb_u16 (buf, packet_id);
  no_properties (buf, version);
  if (version == 5)
    pb_u8 (buf, code);
  pb_end (buf, mark);
}

void
pb_empty (GByteArray *buf, guint8 first_byte)
{
  pb_end (buf, pb_begin (buf, first_byte));
}

void
pb_disconnect (GByteArray *buf, guint8 code)
{
  guint mark = pb_begin (buf, 0xe0);

  pb_u8 (buf, code);
  pb_end (buf, mark);
}

void
pb_auth (GByteArray *buf, guint8 code, const char *method)
{
  guint mark = pb_begin (buf, 0xf0);
  guint properties;

  pb_u8 (buf, code);
  properties = pb_begin_length (buf);
  pb_u8 (buf, 0x15); /* Authentication Method */
  pb_str (buf, method);
  pb_end_length (buf, properties);
  pb_end (buf, mark);
}
