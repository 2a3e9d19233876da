/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each kind does with the packet at which it fires. */
#include "fault/willow-fault-engine-private.h"

#include "mqtt/mqtt-reason-code.h"

#include <glib/gi18n.h>
#include <string.h>

#define DUP_BIT 0x08u
#define SESSION_PRESENT_BIT 0x01u
#define FIXED_HEADER_MIN_BYTES 2u

static char *
run_refuse (WillowFaultEngine *engine,
            WillowFaultPacket *packet,
            WillowFault       *fault)
{
  packet->is_dropped = TRUE;
  willow_fault_engine_refuse (engine, fault->code, fault->text);
  return g_strdup_printf (_ ("refused with code 0x%02X"), fault->code);
}

static char *
run_connack_delay (WillowFaultEngine *engine,
                   WillowFaultPacket *packet,
                   WillowFault       *fault)
{
  packet->delay_us += fault->time_ms * (gint64)1000;
  return g_strdup_printf (_ ("CONNACK waits %.3g s"), fault->time_ms / 1000.0);
}

static void
mute (WillowFaultEngine *engine, WillowFaultPacket *packet, WillowFault *fault)
{
  WillowFaultLane *lane = &engine->lanes[packet->direction];

  packet->is_dropped = TRUE;
  if (lane->muted_by == NULL)
    lane->muted_by = willow_fault_ref (fault);
}

static char *
run_no_connack (WillowFaultEngine *engine,
                WillowFaultPacket *packet,
                WillowFault       *fault)
{
  mute (engine, packet, fault);
  return g_strdup (_ ("CONNACK was not sent"));
}

static char *
run_half_connack (WillowFaultEngine *engine,
                  WillowFaultPacket *packet,
                  WillowFault       *fault)
{
  gsize len = MIN (fault->number, packet->bytes->len - 1);

  willow_fault_lane_push_copy (&engine->lanes[packet->direction],
                               (MqttSlice){ packet->bytes->data, len });
  mute (engine, packet, fault);
  return g_strdup_printf (ngettext ("%u byte of CONNACK was sent",
                                    "%u bytes of CONNACK were sent",
                                    (gulong)len),
                          (guint)len);
}

/* 3.1 has a reserved byte there. */
static gboolean
can_session_present (WillowFaultEngine       *engine,
                     const WillowFaultPacket *packet,
                     const WillowFault       *fault)
{
  return packet->packet.connack.code == 0 &&
         engine->version != MQTT_VERSION_3_1 &&
         packet->packet.connack.session_present != (fault->number != 0);
}

static char *
run_session_present (WillowFaultEngine *engine,
                     WillowFaultPacket *packet,
                     WillowFault       *fault)
{
  MqttPacket changed = packet->packet;

  changed.connack.session_present = fault->number != 0;
  willow_fault_packet_replace (engine, packet, &changed);
  return g_strdup_printf (_ ("Session Present is %u instead of %u"),
                          fault->number,
                          1 - fault->number);
}

/* 3.1 cannot say it. */
static gboolean
can_refuse_subscription (WillowFaultEngine       *engine,
                         const WillowFaultPacket *packet,
                         const WillowFault       *fault)
{
  return engine->version != MQTT_VERSION_3_1;
}

static char *
run_refuse_subscription (WillowFaultEngine *engine,
                         WillowFaultPacket *packet,
                         WillowFault       *fault)
{
  guint8 code =
      engine->version == MQTT_VERSION_5_0 ? fault->code : MQTT_SUBACK_3_FAILURE;
  guint n = packet->topics != NULL ? g_strv_length (packet->topics) : 0;
  g_autofree guint8 *codes = g_malloc (n + 1);
  MqttPacket         answer = { .version = engine->version,
                                .type = MQTT_PACKET_SUBACK };

  memset (codes, code, n);
  answer.suback.packet_id = packet->packet.subscribe.packet_id;
  answer.suback.codes = (MqttSlice){ codes, n };
  packet->is_dropped = TRUE;
  willow_fault_engine_send (engine, WILLOW_DIRECTION_TO_CLIENT, &answer);
  return g_strdup_printf (_ ("refused the Subscription with 0x%02X"), code);
}

static char *
run_drop (WillowFaultEngine *engine,
          WillowFaultPacket *packet,
          WillowFault       *fault)
{
  g_autofree char *label = willow_fault_packet_dup_label (packet);

  packet->is_dropped = TRUE;
  return g_strdup_printf (_ ("dropped %s"), label);
}

static gboolean
has_packet_id (WillowFaultEngine       *engine,
               const WillowFaultPacket *packet,
               const WillowFault       *fault)
{
  return willow_fault_packet_find_id (packet) != 0;
}

static char *
run_wrong_packet_id (WillowFaultEngine *engine,
                     WillowFaultPacket *packet,
                     WillowFault       *fault)
{
  g_autofree char *label = willow_fault_packet_dup_label (packet);
  gsize            at = willow_fault_packet_find_id (packet);
  guint8          *data = packet->bytes->data;
  guint            id = (guint)(data[at] << 8 | data[at + 1]) + 1;

  /* 0 is no Packet Identifier [MQTT-2.2.1-3]. */
  if (id > G_MAXUINT16)
    id = 1;
  data[at] = (guint8)(id >> 8);
  data[at + 1] = (guint8)id;
  willow_fault_packet_decode (engine, packet);
  return g_strdup_printf (_ ("%s says Packet Identifier %u"), label, id);
}

static char *
run_duplicate (WillowFaultEngine *engine,
               WillowFaultPacket *packet,
               WillowFault       *fault)
{
  g_autofree char *label = willow_fault_packet_dup_label (packet);

  packet->n_copies++;
  return g_strdup_printf (_ ("sent %s twice"), label);
}

static gboolean
is_acknowledged (WillowFaultEngine       *engine,
                 const WillowFaultPacket *packet,
                 const WillowFault       *fault)
{
  return packet->packet.publish.qos != MQTT_QOS_0;
}

static char *
run_answer_publish (WillowFaultEngine *engine,
                    WillowFaultPacket *packet,
                    WillowFault       *fault)
{
  const MqttPublish *publish = &packet->packet.publish;
  g_autofree char   *label = willow_fault_packet_dup_label (packet);
  MqttPacket         answer = { .version = engine->version };

  answer.type =
      publish->qos == MQTT_QOS_1 ? MQTT_PACKET_PUBACK : MQTT_PACKET_PUBREC;
  answer.ack.packet_id = publish->packet_id;
  if (engine->version == MQTT_VERSION_5_0)
    answer.ack.reason = fault->code;
  /* PUBREL follows where PUBREC is not a refusal (5.0 section 4.3.3). */
  if (publish->qos == MQTT_QOS_2 &&
      answer.ack.reason < MQTT_REASON_UNSPECIFIED_ERROR)
    g_hash_table_add (engine->answered, GUINT_TO_POINTER (publish->packet_id));
  packet->is_dropped = TRUE;
  willow_fault_engine_send (engine, WILLOW_DIRECTION_TO_CLIENT, &answer);
  return g_strdup_printf (_ ("acknowledged %s, and did not deliver it"), label);
}

static char *
run_redeliver (WillowFaultEngine *engine,
               WillowFaultPacket *packet,
               WillowFault       *fault)
{
  g_autofree char *label = willow_fault_packet_dup_label (packet);
  guint8          *again = g_memdup2 (packet->bytes->data, packet->bytes->len);

  again[0] |= DUP_BIT;
  willow_fault_engine_add_event (engine,
                                 fault,
                                 packet->direction,
                                 g_bytes_new_take (again, packet->bytes->len));
  return g_strdup_printf (_ ("delivers %s again, with DUP"), label);
}

static char *
run_delay (WillowFaultEngine *engine,
           WillowFaultPacket *packet,
           WillowFault       *fault)
{
  g_autofree char *label = willow_fault_packet_dup_label (packet);

  packet->delay_us += fault->time_ms * (gint64)1000;
  return g_strdup_printf (
      _ ("%s waits %.3g s"), label, fault->time_ms / 1000.0);
}

static gboolean
can_reorder (WillowFaultEngine       *engine,
             const WillowFaultPacket *packet,
             const WillowFault       *fault)
{
  return engine->lanes[packet->direction].overtaken == NULL &&
         !packet->is_overtaken;
}

static char *
run_reorder (WillowFaultEngine *engine,
             WillowFaultPacket *packet,
             WillowFault       *fault)
{
  g_autofree char *label = willow_fault_packet_dup_label (packet);

  packet->is_overtaken = TRUE;
  packet->overtaken_us = fault->time_ms * (gint64)1000;
  return g_strdup_printf (_ ("%s lets the next packet overtake it"), label);
}

static char *
run_corrupt (WillowFaultEngine *engine,
             WillowFaultPacket *packet,
             WillowFault       *fault)
{
  g_autofree char *label = willow_fault_packet_dup_label (packet);
  guint            len = packet->bytes->len;
  guint at = fault->number == 0 || fault->number > len ? len : fault->number;

  packet->bytes->data[at - 1] ^= 0xff;
  /* What it says now is for the one who reads it. */
  packet->is_decoded = FALSE;
  return g_strdup_printf (_ ("corrupted byte %u of %s"), at, label);
}

#define OF(type) .packet = MQTT_PACKET_##type
#define TO(which) .direction = WILLOW_FAULT_TO_##which

static const WillowFaultAction actions[WILLOW_FAULT_N_KINDS] = {
  [WILLOW_FAULT_REFUSE] = { NULL, run_refuse, OF (CONNECT), TO (SERVER) },
  [WILLOW_FAULT_CONNACK_DELAY] = { NULL,
                                   run_connack_delay,
                                   OF (CONNACK),
                                   TO (CLIENT) },
  [WILLOW_FAULT_NO_CONNACK] = { NULL,
                                run_no_connack,
                                OF (CONNACK),
                                TO (CLIENT) },
  [WILLOW_FAULT_HALF_CONNACK] = { NULL,
                                  run_half_connack,
                                  OF (CONNACK),
                                  TO (CLIENT) },
  [WILLOW_FAULT_KEEP_ALIVE] = { willow_fault_can_agree,
                                willow_fault_agree,
                                OF (CONNECT),
                                TO (SERVER) },
  [WILLOW_FAULT_IGNORE_KEEP_ALIVE] = { willow_fault_can_agree,
                                       willow_fault_agree,
                                       OF (CONNECT),
                                       TO (SERVER) },
  [WILLOW_FAULT_ASSIGN_CLIENT_ID] = { willow_fault_can_agree,
                                      willow_fault_agree,
                                      OF (CONNECT),
                                      TO (SERVER) },
  [WILLOW_FAULT_MAX_QOS] = { willow_fault_can_agree,
                             willow_fault_agree,
                             OF (CONNECT),
                             TO (SERVER) },
  [WILLOW_FAULT_NO_RETAIN] = { willow_fault_can_agree,
                               willow_fault_agree,
                               OF (CONNECT),
                               TO (SERVER) },
  [WILLOW_FAULT_RECEIVE_MAXIMUM] = { willow_fault_can_agree,
                                     willow_fault_agree,
                                     OF (CONNECT),
                                     TO (SERVER) },
  [WILLOW_FAULT_MAX_PACKET_SIZE] = { willow_fault_can_agree,
                                     willow_fault_agree,
                                     OF (CONNECT),
                                     TO (SERVER) },
  [WILLOW_FAULT_SESSION_PRESENT] = { can_session_present,
                                     run_session_present,
                                     OF (CONNACK),
                                     TO (CLIENT) },
  [WILLOW_FAULT_REFUSE_SUBSCRIPTION] = { can_refuse_subscription,
                                         run_refuse_subscription,
                                         OF (SUBSCRIBE),
                                         TO (SERVER) },
  [WILLOW_FAULT_DROP] = { NULL, run_drop, .takes_malformed = TRUE },
  [WILLOW_FAULT_WRONG_PACKET_ID] = { has_packet_id, run_wrong_packet_id },
  [WILLOW_FAULT_DUPLICATE] = { NULL, run_duplicate, .takes_malformed = TRUE },
  [WILLOW_FAULT_ANSWER_PUBLISH] = { is_acknowledged,
                                    run_answer_publish,
                                    OF (PUBLISH),
                                    TO (SERVER) },
  [WILLOW_FAULT_REDELIVER] = { is_acknowledged, run_redeliver, OF (PUBLISH) },
  [WILLOW_FAULT_DELAY] = { NULL, run_delay, .takes_malformed = TRUE },
  [WILLOW_FAULT_REORDER] = { can_reorder,
                             run_reorder,
                             .takes_malformed = TRUE },
  [WILLOW_FAULT_CORRUPT] = { NULL, run_corrupt, .takes_malformed = TRUE },
  [WILLOW_FAULT_DISCONNECT] = { NULL, willow_fault_run_ending },
  [WILLOW_FAULT_CLOSE] = { NULL,
                           willow_fault_run_ending,
                           .takes_malformed = TRUE },
  [WILLOW_FAULT_RESET] = { NULL,
                           willow_fault_run_ending,
                           .takes_malformed = TRUE },
  [WILLOW_FAULT_STALL] = { willow_fault_can_stream,
                           willow_fault_run_stream,
                           .takes_malformed = TRUE },
  [WILLOW_FAULT_THROTTLE] = { willow_fault_can_stream,
                              willow_fault_run_stream,
                              .takes_malformed = TRUE },
  [WILLOW_FAULT_BAD_LENGTH] = { willow_fault_can_stream,
                                willow_fault_run_stream,
                                .takes_malformed = TRUE },
  [WILLOW_FAULT_UNKNOWN_PACKET] = { willow_fault_can_stream,
                                    willow_fault_run_stream,
                                    .takes_malformed = TRUE },
};

const WillowFaultAction *
willow_fault_get_action (WillowFaultKind kind)
{
  return &actions[kind];
}
