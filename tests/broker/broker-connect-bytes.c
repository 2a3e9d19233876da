/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker-peer.h"

#include <string.h>

static void
begin_connect (GByteArray *bytes, guint8 version, guint8 flags)
{
  pb_str (bytes, version == 3 ? "MQIsdp" : "MQTT");
  pb_u8 (bytes, version);
  pb_u8 (bytes, flags);
  pb_u16 (bytes, 0);
}

GByteArray *
build_connect_expiry (guint8      version,
                      const char *client_id,
                      gboolean    clean,
                      gint64      expiry_seconds)
{
  GByteArray *bytes = g_byte_array_new ();
  guint       mark = pb_begin (bytes, 0x10);

  begin_connect (bytes, version, clean ? 0x02 : 0x00);
  if (version == 5)
    {
      guint properties = pb_begin_length (bytes);

      if (expiry_seconds >= 0)
        {
          pb_u8 (bytes, 0x11);
          pb_u32 (bytes, (guint32)expiry_seconds);
        }
      pb_end_length (bytes, properties);
    }
  pb_str (bytes, client_id);
  pb_end (bytes, mark);
  return bytes;
}

GByteArray *
build_connect_login (guint8      version,
                     const char *client_id,
                     gboolean    clean,
                     const char *user_name,
                     const char *password)
{
  GByteArray *bytes = g_byte_array_new ();
  guint       mark = pb_begin (bytes, 0x10);

  begin_connect (bytes,
                 version,
                 (clean ? 0x02 : 0) | (user_name != NULL ? 0x80 : 0) |
                     (password != NULL ? 0x40 : 0));
  if (version == 5)
    {
      guint properties = pb_begin_length (bytes);

      if (!clean)
        {
          pb_u8 (bytes, 0x11);
          pb_u32 (bytes, G_MAXUINT32);
        }
      pb_end_length (bytes, properties);
    }
  pb_str (bytes, client_id);
  if (user_name != NULL)
    pb_str (bytes, user_name);
  if (password != NULL)
    pb_str (bytes, password);
  pb_end (bytes, mark);
  return bytes;
}

GByteArray *
build_connect_will (guint8      version,
                    const char *client_id,
                    guint8      will_flags,
                    const char *topic,
                    const char *payload)
{
  GByteArray *bytes = g_byte_array_new ();
  guint       mark = pb_begin (bytes, 0x10);

  begin_connect (bytes, version, 0x06 | will_flags);
  if (version == 5)
    pb_u8 (bytes, 0);
  pb_str (bytes, client_id);
  if (version == 5)
    pb_u8 (bytes, 0);
  pb_str (bytes, topic);
  pb_str (bytes, payload);
  pb_end (bytes, mark);
  return bytes;
}

GByteArray *
build_connect_will_delay (const char *client_id,
                          guint32     expiry_seconds,
                          guint32     delay_seconds,
                          const char *topic,
                          const char *payload)
{
  GByteArray *bytes = g_byte_array_new ();
  guint       mark = pb_begin (bytes, 0x10);

  begin_connect (bytes, 5, 0x04);
  pb_u8 (bytes, 5);
  pb_u8 (bytes, 0x11);
  pb_u32 (bytes, expiry_seconds);
  pb_str (bytes, client_id);
  pb_u8 (bytes, 5);
  pb_u8 (bytes, 0x18);
  pb_u32 (bytes, delay_seconds);
  pb_str (bytes, topic);
  pb_str (bytes, payload);
  pb_end (bytes, mark);
  return bytes;
}
