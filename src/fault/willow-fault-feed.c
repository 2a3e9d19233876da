/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From bytes to packets, through the faults, and on. */
#include "fault/willow-fault-engine-private.h"

#include "fault/willow-fault-text.h"
#include "mqtt/mqtt-limits.h"

#define CONNECT_FIRST_BYTE 0x10
#define CONNACK_FIRST_BYTE 0x20
#define AUTH_FIRST_BYTE 0xf0

static void
make_raw (WillowFaultEngine *engine)
{
  for (guint i = 0; i < G_N_ELEMENTS (engine->lanes); i++)
    engine->lanes[i].is_raw = TRUE;
}

/* MQTT begins with CONNECT [MQTT-3.1.0-1] and is answered by CONNACK, or AUTH
 * [MQTT-3.2.0-1]. */
static void
check_beginning (WillowFaultEngine *engine, WillowFaultLane *lane, guint8 first)
{
  lane->is_begun = TRUE;
  if (lane->direction == WILLOW_DIRECTION_TO_SERVER
          ? first != CONNECT_FIRST_BYTE
          : first != CONNACK_FIRST_BYTE && first != AUTH_FIRST_BYTE)
    make_raw (engine);
}

static gboolean
concerns (const WillowFaultPacket *packet, const WillowFault *fault)
{
  const WillowFaultKindInfo *info = willow_fault_kind_get_info (fault->kind);
  const WillowFaultAction   *action = willow_fault_get_action (fault->kind);
  MqttPacketType       type = info->has_packet ? fault->packet : action->packet;
  WillowFaultDirection direction = info->has_direction && !info->is_of_stream
                                       ? fault->direction
                                       : action->direction;

  if (info->is_early || (!packet->is_decoded && !action->takes_malformed))
    return FALSE;
  if (direction != WILLOW_FAULT_BOTH_WAYS &&
      (direction == WILLOW_FAULT_TO_CLIENT) !=
          (packet->direction == WILLOW_DIRECTION_TO_CLIENT))
    return FALSE;
  return type == WILLOW_FAULT_ANY_PACKET ? packet->type != MQTT_PACKET_CONNECT
                                         : packet->type == type;
}

static void
tell (WillowFaultEngine *engine,
      WillowDirection    direction,
      WillowFault       *fault,
      const char        *what)
{
  g_autofree char *text = willow_fault_dup_note (fault, what);

  engine->funcs.fired (direction, fault, text, engine->user_data);
}

static void
apply_faults (WillowFaultEngine *engine, WillowFaultPacket *packet)
{
  g_autoptr (WillowFaultList) list =
      engine->list != NULL ? willow_fault_list_ref (engine->list) : NULL;

  for (guint i = 0; list != NULL && i < list->faults->len; i++)
    {
      WillowFault             *fault = list->faults->pdata[i];
      const WillowFaultAction *action = willow_fault_get_action (fault->kind);
      g_autofree char         *what = NULL;

      if (packet->is_dropped || engine->is_over || engine->is_freed)
        return;
      if (!concerns (packet, fault) ||
          !willow_fault_scope_matches (engine, packet, fault) ||
          (action->matches != NULL &&
           !action->matches (engine, packet, fault)) ||
          !willow_fault_try_fire (fault))
        continue;
      what = action->run (engine, packet, fault);
      tell (engine, packet->direction, fault, what);
    }
}

/* The rest of what run_answer_publish() began. */
static void
answer_pubrel (WillowFaultEngine *engine, WillowFaultPacket *packet)
{
  MqttPacket answer = { .version = engine->version,
                        .type = MQTT_PACKET_PUBCOMP };

  if (packet->type != MQTT_PACKET_PUBREL || !packet->is_decoded ||
      packet->direction != WILLOW_DIRECTION_TO_SERVER ||
      !g_hash_table_remove (engine->answered,
                            GUINT_TO_POINTER (packet->packet.ack.packet_id)))
    return;
  answer.ack.packet_id = packet->packet.ack.packet_id;
  packet->is_dropped = TRUE;
  willow_fault_engine_send (engine, WILLOW_DIRECTION_TO_CLIENT, &answer);
}

static void
emit (WillowFaultEngine *engine, WillowFaultPacket *packet)
{
  WillowFaultLane *lane = &engine->lanes[packet->direction];
  gint64           now_us = g_get_monotonic_time ();
  gint64 due_us = packet->delay_us > 0 ? now_us + packet->delay_us : 0;
  g_autoptr (GBytes) bytes =
      g_bytes_new (packet->bytes->data, packet->bytes->len);

  if (packet->is_dropped)
    return;
  if (packet->is_overtaken)
    {
      lane->overtaken = g_steal_pointer (&bytes);
      lane->overtaken_until_us = now_us + packet->overtaken_us;
      return;
    }
  for (guint i = 0; i <= packet->n_copies; i++)
    willow_fault_lane_push (lane, g_bytes_ref (bytes), due_us);
  if (lane->overtaken != NULL)
    willow_fault_lane_push (lane, g_steal_pointer (&lane->overtaken), 0);
}

static void
handle_packet (WillowFaultEngine *engine,
               WillowFaultLane   *lane,
               MqttSlice          frame)
{
  WillowFaultPacket packet = { .direction = lane->direction,
                               .type = (MqttPacketType)(frame.data[0] >> 4) };

  if (engine->is_over)
    return;
  packet.bytes = g_byte_array_sized_new ((guint)frame.len);
  g_byte_array_append (packet.bytes, frame.data, (guint)frame.len);
  willow_fault_packet_decode (engine, &packet);
  willow_fault_scope_learn (engine, &packet);
  answer_pubrel (engine, &packet);
  if (!packet.is_dropped)
    willow_fault_agreement_apply (engine, &packet);
  apply_faults (engine, &packet);
  emit (engine, &packet);
  willow_fault_engine_run (engine);
  if (!engine->is_freed && packet.after != NULL)
    {
      for (GSList *l = packet.after; l != NULL; l = l->next)
        willow_fault_connection_apply (engine, l->data);
      willow_fault_engine_run (engine);
    }
  g_slist_free (packet.after);
  g_byte_array_unref (packet.bytes);
  g_strfreev (packet.topics);
}

/* Whether @header says how long its packet is; then @rest_bytes come behind
 * it. */
static gboolean
measure (const GByteArray *header, gsize *rest_bytes)
{
  guint len = header->len;

  if (len < 2 || (header->data[len - 1] & 0x80) != 0)
    return FALSE;
  *rest_bytes = 0;
  for (guint i = len - 1; i > 0; i--)
    *rest_bytes = *rest_bytes * 128 + (header->data[i] & 0x7fu);
  return TRUE;
}

/* Takes bytes until it is known how long the packet is that had begun before.
 * Returns how many. */
static gsize
read_begun (WillowFaultLane *lane, const guint8 *data, gsize len)
{
  gsize taken = 0;

  while (lane->begun != NULL && taken < len)
    {
      g_byte_array_append (lane->begun, data + taken++, 1);
      if (measure (lane->begun, &lane->skip) ||
          lane->begun->len >= MQTT_FIXED_HEADER_MAX_BYTES)
        g_clear_pointer (&lane->begun, g_byte_array_unref);
    }
  return taken;
}

void
willow_fault_engine_skip (WillowFaultEngine *engine,
                          WillowDirection    direction,
                          MqttSlice          begun,
                          gsize              n_more)
{
  WillowFaultLane *lane = &engine->lanes[direction];

  lane->is_begun = TRUE;
  lane->skip = n_more;
  if (begun.len == 0)
    return;
  lane->begun = g_byte_array_new ();
  for (gsize i = read_begun (lane, begun.data, begun.len); i < begun.len; i++)
    lane->skip--;
}

/* What is let through as it is: the rest of a packet that began before. Returns
 * how much that was. */
static gsize
pass_rest (WillowFaultLane *lane, const guint8 *data, gsize len)
{
  gsize n = read_begun (lane, data, len);
  gsize more = MIN (lane->skip, len - n);

  lane->skip -= more;
  willow_fault_lane_push_copy (lane, (MqttSlice){ data, n + more });
  return n + more;
}

static void
feed_packets (WillowFaultEngine *engine,
              WillowFaultLane   *lane,
              const guint8      *data,
              gsize              len)
{
  MqttFramerResult result;
  MqttSlice        frame;
  MqttViolation    violation;

  if (!lane->is_begun)
    check_beginning (engine, lane, data[0]);
  if (lane->is_raw)
    {
      willow_fault_lane_push_copy (lane, (MqttSlice){ data, len });
      return;
    }
  mqtt_framer_feed (&lane->framer, data, len);
  while (!engine->is_freed &&
         (result = mqtt_framer_next (&lane->framer, &frame, &violation)) !=
             MQTT_FRAMER_NEED_MORE)
    {
      if (result == MQTT_FRAMER_PACKET)
        {
          handle_packet (engine, lane, frame);
          continue;
        }
      willow_fault_lane_push_copy (lane, mqtt_framer_get_rest (&lane->framer));
      lane->is_raw = TRUE;
      return;
    }
}

void
willow_fault_engine_feed (WillowFaultEngine *engine,
                          WillowDirection    direction,
                          const guint8      *data,
                          gsize              len)
{
  WillowFaultLane *lane = &engine->lanes[direction];
  gsize            n;

  willow_fault_engine_enter (engine);
  if (engine->is_over)
    len = 0;
  n = pass_rest (lane, data, len);
  if (n < len)
    feed_packets (engine, lane, data + n, len - n);
  willow_fault_engine_run (engine);
  willow_fault_engine_leave (engine);
}
