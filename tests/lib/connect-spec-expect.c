/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/connect-spec.h"
#include "lib/packet-builder.h"

/* The bytes, by the specifications alone. */

static void
write_text (GByteArray *out, const SpecText *text)
{
  pb_bin (out, text->bytes->data, text->bytes->len);
}

static void
write_number (GByteArray *out, guint8 id, guint width, const SpecNumber *number)
{
  if (!number->use)
    return;
  pb_u8 (out, id);
  if (width == 1)
    pb_u8 (out, (guint8)number->value);
  else if (width == 2)
    pb_u16 (out, (guint16)number->value);
  else
    pb_u32 (out, number->value);
}

static void
write_value (GByteArray *out, guint8 id, const SpecText *text)
{
  pb_u8 (out, id);
  write_text (out, text);
}

static void
write_pairs (GByteArray *out, const ConnectSpec *spec, guint n_pairs)
{
  for (guint i = 0; i < n_pairs; i++)
    {
      pb_u8 (out, 0x26);
      pb_str (out, spec->pairs[i][0]);
      pb_str (out, spec->pairs[i][1]);
    }
}

/* 5.0 section 3.1.2.11 */
static void
write_properties (GByteArray *out, const ConnectSpec *spec)
{
  guint mark = pb_begin_length (out);

  write_number (out, 0x11, 4, &spec->numbers[0]);
  write_number (out, 0x21, 2, &spec->numbers[1]);
  write_number (out, 0x27, 4, &spec->numbers[2]);
  write_number (out, 0x22, 2, &spec->numbers[3]);
  write_number (out, 0x19, 1, &spec->numbers[4]);
  write_number (out, 0x17, 1, &spec->numbers[5]);
  write_pairs (out, spec, spec->n_pairs);
  if (spec->authentication == WILLOW_AUTHENTICATION_OWN)
    {
      write_value (out, 0x15, &spec->method);
      /* An empty text is no data. */
      if (*spec->data.text != '\0')
        write_value (out, 0x16, &spec->data);
    }
  if (spec->practice)
    pb_raw (out, spec->extra.bytes->data, spec->extra.bytes->len);
  pb_end_length (out, mark);
}

/* 5.0 section 3.1.3.2 */
static void
write_will_properties (GByteArray *out, const ConnectSpec *spec)
{
  guint mark = pb_begin_length (out);

  write_number (out, 0x18, 4, &spec->will_numbers[0]);
  write_number (out, 0x01, 1, &spec->will_numbers[1]);
  write_number (out, 0x02, 4, &spec->will_numbers[2]);
  if (spec->use_content_type)
    write_value (out, 0x03, &spec->content_type);
  if (spec->use_response_topic)
    write_value (out, 0x08, &spec->response_topic);
  if (spec->use_correlation_data)
    write_value (out, 0x09, &spec->correlation_data);
  write_pairs (out, spec, spec->n_will_pairs);
  if (spec->practice)
    pb_raw (out, spec->extra_will.bytes->data, spec->extra_will.bytes->len);
  pb_end_length (out, mark);
}

static guint8
make_flags (const ConnectSpec *spec)
{
  if (spec->practice && spec->connect_flags.use)
    return (guint8)spec->connect_flags.value;
  return (guint8)((spec->use_user_name ? 0x80 : 0) |
                  (spec->use_password ? 0x40 : 0) |
                  (spec->use_will && spec->will_retain ? 0x20 : 0) |
                  (spec->use_will ? spec->will_qos << 3 | 0x04 : 0) |
                  (spec->clean ? 0x02 : 0));
}

static void
write_protocol (GByteArray *out, const ConnectSpec *spec)
{
  if (spec->practice && spec->use_protocol_name)
    write_text (out, &spec->protocol_name);
  else
    pb_str (out, spec->version == 3 ? "MQIsdp" : "MQTT");
  pb_u8 (out,
         (guint8)(spec->practice && spec->protocol_level.use
                      ? spec->protocol_level.value
                      : spec->version));
}

GByteArray *
connect_spec_expect (const ConnectSpec *spec)
{
  GByteArray *out;
  guint       mark;

  if (spec->authentication == WILLOW_AUTHENTICATION_SCRAM_SHA_256)
    return NULL;
  out = g_byte_array_new ();
  mark = pb_begin (out, 0x10);
  write_protocol (out, spec);
  pb_u8 (out, make_flags (spec));
  pb_u16 (out, (guint16)spec->keep_alive);
  if (spec->version == 5)
    write_properties (out, spec);
  write_text (out, &spec->client_id);
  if (spec->use_will && spec->version == 5)
    write_will_properties (out, spec);
  if (spec->use_will)
    write_text (out, &spec->will_topic);
  if (spec->use_will)
    write_text (out, &spec->will_payload);
  if (spec->use_user_name)
    write_text (out, &spec->user_name);
  if (spec->use_password)
    write_text (out, &spec->password);
  pb_end (out, mark);
  return out;
}
