/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Devices whose payloads are not text: Sparkplug B edge nodes and cameras. */

#include "model/fleet/willow-fleet-device.h"

#include <string.h>
#include <zlib.h>

/* Protocol Buffers wire format, as much of it as a Sparkplug B payload needs.
 */

#define WIRE_VARINT 0u
#define WIRE_LENGTH 2u
#define WIRE_FIXED32 5u

static void
put_u8 (GByteArray *out, guint8 byte)
{
  g_byte_array_append (out, &byte, 1);
}

static void
put_varint (GByteArray *out, guint64 value)
{
  while (value > 0x7f)
    {
      put_u8 (out, (guint8)(value | 0x80));
      value >>= 7;
    }
  put_u8 (out, (guint8)value);
}

static void
put_key (GByteArray *out, guint field, guint wire)
{
  put_varint (out, field << 3 | wire);
}

static void
put_string (GByteArray *out, guint field, const char *text)
{
  put_key (out, field, WIRE_LENGTH);
  put_varint (out, strlen (text));
  g_byte_array_append (out, (const guint8 *)text, (guint)strlen (text));
}

/* One metric of data type Float (9). */
static void
put_metric (
    GByteArray *out, const char *name, guint alias, guint64 at_ms, float value)
{
  g_autoptr (GByteArray) metric = g_byte_array_new ();
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT32_TO_LE (bits);
  if (name != NULL)
    put_string (metric, 1, name);
  put_key (metric, 2, WIRE_VARINT);
  put_varint (metric, alias);
  put_key (metric, 3, WIRE_VARINT);
  put_varint (metric, at_ms);
  put_key (metric, 4, WIRE_VARINT);
  put_varint (metric, 9);
  put_key (metric, 12, WIRE_FIXED32);
  g_byte_array_append (metric, (const guint8 *)&bits, sizeof bits);

  put_key (out, 2, WIRE_LENGTH);
  put_varint (out, metric->len);
  g_byte_array_append (out, metric->data, metric->len);
}

static void
sparkplug_init (WillowFleetDevice *device)
{
  device->id = g_strdup_printf ("edge-%u", device->serial);
  device->value = 72.0;
}

static void
sparkplug_step (WillowFleetDevice *device, WillowFleetStep *step)
{
  gboolean birth = device->step == 0;
  guint64  at_ms = G_GUINT64_CONSTANT (1772355600000) + device->step * 1000u;

  g_string_printf (step->topic,
                   "spBv1.0/Plant 1/%s/%s",
                   birth ? "NBIRTH" : "NDATA",
                   device->id);
  put_key (step->payload, 1, WIRE_VARINT);
  put_varint (step->payload, at_ms);
  put_metric (step->payload,
              birth ? "Boiler/Temperature" : NULL,
              1,
              at_ms,
              (float)willow_fleet_device_wander (device, 0.5, 40.0, 95.0));
  put_metric (step->payload,
              birth ? "Boiler/Pressure" : NULL,
              2,
              at_ms,
              (float)(1.0 + device->value / 100.0));
  /* seq counts up to 255 and starts again */
  put_key (step->payload, 3, WIRE_VARINT);
  put_varint (step->payload, device->step & 0xffu);
  step->wait_ms = 800 + willow_fleet_device_random (device, 400);
}

const WillowFleetKind willow_fleet_sparkplug = { sparkplug_init,
                                                 sparkplug_step };

/* Cameras send a picture of about 200 kB: a real PNG, its pixels not compressed
 * so that the size is always the same. */

#define PICTURE_SIDE 256u
#define PICTURE_ROW (1u + PICTURE_SIDE * 3u)
#define PICTURE_BYTES (PICTURE_SIDE * PICTURE_ROW)

static void
put_u32 (GByteArray *out, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (out, (const guint8 *)&big, sizeof big);
}

static void
put_chunk (GByteArray *out, const char *type, const guint8 *data, guint len)
{
  guint start;

  put_u32 (out, len);
  start = out->len;
  g_byte_array_append (out, (const guint8 *)type, 4);
  if (len > 0)
    g_byte_array_append (out, data, len);
  put_u32 (out, (guint32)crc32 (0, out->data + start, out->len - start));
}

/* Evening sky over a meadow, and somebody who walks by. */
static void
paint (WillowFleetDevice *device, guint8 *pixels)
{
  guint walker = device->step * 9 % PICTURE_SIDE;

  for (guint y = 0; y < PICTURE_SIDE; y++)
    {
      guint8 *row = pixels + y * PICTURE_ROW;

      *row++ = 0; /* filter: none */
      for (guint x = 0; x < PICTURE_SIDE; x++, row += 3)
        {
          gboolean sky = y < 150;
          gboolean body = y > 120 && y < 200 && x - walker < 14u;

          row[0] = (guint8)(body ? 40 : sky ? 90 + y / 2 : 60);
          row[1] = (guint8)(body ? 36 : sky ? 110 + y / 3 : 120 - y / 8);
          row[2] = (guint8)(body ? 60 : sky ? 180 - y / 3 : 70);
        }
    }
}

static void
camera_init (WillowFleetDevice *device)
{
  device->id = g_strdup_printf ("camera-%u", device->serial);
}

static void
camera_step (WillowFleetDevice *device, WillowFleetStep *step)
{
  static const guint8 signature[8] = { 0x89, 'P',  'N',  'G',
                                       '\r', '\n', 0x1a, '\n' };
  guint8              header[13] = { 0,
                                     0,
                                     PICTURE_SIDE >> 8,
                                     PICTURE_SIDE & 0xff,
                                     0,
                                     0,
                                     PICTURE_SIDE >> 8,
                                     PICTURE_SIDE & 0xff,
                                     8,
                                     2,
                                     0,
                                     0,
                                     0 };
  g_autofree guint8  *pixels = g_malloc (PICTURE_BYTES);
  uLongf              stored_len = compressBound (PICTURE_BYTES);
  g_autofree guint8  *stored = g_malloc (stored_len);

  g_string_printf (step->topic, "cameras/%s/snapshot", device->id);
  paint (device, pixels);
  compress2 (stored, &stored_len, pixels, PICTURE_BYTES, Z_NO_COMPRESSION);
  g_byte_array_append (step->payload, signature, sizeof signature);
  put_chunk (step->payload, "IHDR", header, sizeof header);
  put_chunk (step->payload, "IDAT", stored, (guint)stored_len);
  put_chunk (step->payload, "IEND", NULL, 0);
  step->retain = TRUE;
  step->wait_ms = 2500 + willow_fleet_device_random (device, 1000);
}

const WillowFleetKind willow_fleet_camera = { camera_init, camera_step };
