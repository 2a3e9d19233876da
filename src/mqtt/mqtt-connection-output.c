/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-private.h"

/* An emptied arena above this size is given back, and that of one who has said
 * little until now and may go on so for hours. */
#define ARENA_KEEP_BYTES (64u * 1024u)
#define QUIET_PACKETS 32u

static gsize
arena_length (const MqttOutput *output)
{
  return output->arena != NULL ? output->arena->len - output->arena_start : 0;
}

static guint
n_references (const MqttOutput *output)
{
  return output->references != NULL
             ? output->references->len - output->first_reference
             : 0;
}

static MqttOutputReference *
get_reference (const MqttOutput *output, guint index)
{
  return &g_array_index (
      output->references, MqttOutputReference, output->first_reference + index);
}

void
mqtt_output_clear (MqttOutput *output)
{
  for (guint i = 0; i < n_references (output); i++)
    mqtt_message_unref (get_reference (output, i)->message);
  g_clear_pointer (&output->references, g_array_unref);
  g_clear_pointer (&output->arena, g_byte_array_unref);
  *output = (MqttOutput){ 0 };
}

GByteArray *
mqtt_output_begin (MqttOutput *output)
{
  if (output->arena == NULL)
    output->arena = g_byte_array_new ();
  if (output->arena_start > ARENA_KEEP_BYTES &&
      output->arena_start > output->arena->len / 2)
    {
      g_byte_array_remove_range (output->arena, 0, (guint)output->arena_start);
      output->arena_start = 0;
    }
  return output->arena;
}

void
mqtt_output_account (MqttOutput *output, guint old_len)
{
  output->n_packets++;
  output->length += output->arena->len - old_len;
}

void
mqtt_output_push_payload (MqttOutput *output, MqttMessage *message)
{
  MqttOutputReference reference = { .message = mqtt_message_ref (message) };

  if (output->references == NULL)
    output->references =
        g_array_new (FALSE, FALSE, sizeof (MqttOutputReference));
  if (output->first_reference > 256 &&
      output->first_reference > output->references->len / 2)
    {
      g_array_remove_range (output->references, 0, output->first_reference);
      output->first_reference = 0;
    }
  reference.before = arena_length (output) - output->before_total;
  output->before_total += (guint)reference.before;
  g_array_append_val (output->references, reference);
  output->length += mqtt_message_get_payload (message).len;
}

guint
mqtt_connection_peek_output (MqttConnection *connection,
                             MqttSlice      *slices,
                             guint           max_slices)
{
  const MqttOutput *output = &connection->output;
  const guint8     *bytes;
  gsize             tail = arena_length (output) - output->before_total;
  guint             n = 0;

  if (output->length == 0)
    return 0;
  bytes = output->arena->data + output->arena_start;
  for (guint i = 0; i < n_references (output) && n < max_slices; i++)
    {
      const MqttOutputReference *reference = get_reference (output, i);
      MqttSlice payload = mqtt_message_get_payload (reference->message);

      if (reference->before > 0)
        slices[n++] = (MqttSlice){ bytes, reference->before };
      bytes += reference->before;
      if (n < max_slices)
        slices[n++] = (MqttSlice){ payload.data + reference->offset,
                                   payload.len - reference->offset };
    }
  if (tail > 0 && n < max_slices)
    slices[n++] = (MqttSlice){ bytes, tail };
  return n;
}

/* One step: returns how much of @len it took. */
static gsize
consume_reference (MqttOutput *output, gsize len)
{
  MqttOutputReference *reference = get_reference (output, 0);
  gsize                payload_len =
      mqtt_message_get_payload (reference->message).len - reference->offset;
  gsize taken;

  if (reference->before > 0)
    {
      taken = MIN (len, reference->before);
      reference->before -= taken;
      output->before_total -= (guint)taken;
      output->arena_start += (guint)taken;
      return taken;
    }
  taken = MIN (len, payload_len);
  reference->offset += taken;
  if (taken == payload_len)
    {
      mqtt_message_unref (reference->message);
      output->first_reference++;
    }
  return taken;
}

static void
reset_if_empty (MqttOutput *output)
{
  if (output->length > 0)
    return;
  if (output->arena->len > ARENA_KEEP_BYTES ||
      output->n_packets < QUIET_PACKETS)
    g_clear_pointer (&output->arena, g_byte_array_unref);
  else
    g_byte_array_set_size (output->arena, 0);
  output->arena_start = 0;
  output->first_reference = 0;
  if (output->references != NULL)
    g_array_set_size (output->references, 0);
}

static void
output_consume (MqttOutput *output, gsize len)
{
  gsize left = len;

  while (left > 0 && n_references (output) > 0)
    left -= consume_reference (output, left);
  output->arena_start += (guint)left;
  output->length -= len;
  output->consumed += len;
  reset_if_empty (output);
}

gsize
mqtt_output_move (MqttOutput *to, MqttOutput *from, gsize len)
{
  gsize moved = 0;

  for (gsize left = len, n; left > 0; left -= n)
    {
      const MqttOutputReference *reference =
          n_references (from) > 0 ? get_reference (from, 0) : NULL;

      n = reference != NULL ? reference->before : left;
      if (n > 0)
        {
          g_byte_array_append (mqtt_output_begin (to),
                               from->arena->data + from->arena_start,
                               (guint)MIN (n, left));
          n = MIN (n, left);
          to->length += n;
          moved += n;
        }
      else
        {
          mqtt_output_push_payload (to, reference->message);
          n = mqtt_message_get_payload (reference->message).len;
        }
      output_consume (from, n);
    }
  return moved;
}

void
mqtt_connection_consume_output (MqttConnection *connection,
                                gsize           len,
                                gint64          now_us)
{
  g_return_if_fail (len <= connection->output.length);
  if (len == 0)
    return;
  output_consume (&connection->output, len);
  connection->last_sent_us = now_us;
}

gsize
mqtt_connection_get_output_length (const MqttConnection *connection)
{
  return connection->output.length;
}
