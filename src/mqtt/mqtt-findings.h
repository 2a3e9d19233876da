/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-flow-rule.h"
#include "mqtt/mqtt-types.h"
#include "mqtt/mqtt-violation.h"

G_BEGIN_DECLS

/**
 * MqttFindings:
 *
 * Looks on at one Network Connection, both directions, from its first packet,
 * and lists what either side does wrong, what is questionable and what is worth
 * a hint. What one packet alone shows comes from mqtt_packet_decode(), what the
 * sequence shows from the table of flow rules.
 *
 * What a side cannot have known yet, because its packets and those of the peer
 * crossed, is not held against it. After a packet that cannot be decoded less
 * is judged, so that one fault does not make ten findings. Memory is bounded
 * by MQTT_FINDINGS_* of mqtt-limits.h. Knows nothing of earlier connections of
 * the Session.
 */
typedef struct _MqttFindings MqttFindings;

#define MQTT_FINDING_NO_SERIAL G_MAXUINT64

/**
 * MqttFinding:
 * @severity: how bad it is
 * @role: who did it
 * @violation: rule, sentence and the byte within packet @serial; the reason is
 *   0x00 where it is no violation
 * @serial: the packet in which it shows
 * @related_serial: an earlier packet that belongs to it, or
 *   %MQTT_FINDING_NO_SERIAL
 */
typedef struct
{
  MqttSeverity  severity;
  MqttRole      role;
  MqttViolation violation;
  guint64       serial;
  guint64       related_serial;
} MqttFinding;

typedef enum
{
  MQTT_FINDINGS_END_OPEN, /* the recording ends, the connection goes on */
  MQTT_FINDINGS_END_BY_CLIENT,
  MQTT_FINDINGS_END_BY_SERVER,
  MQTT_FINDINGS_END_LOST, /* or unknown who closed */
} MqttFindingsEnd;

/**
 * mqtt_findings_new:
 * @observed_at: whose end of the connection the packets are recorded at: the
 *   other end knows less than the record shows
 *
 * Returns: (transfer full):
 */
MqttFindings *mqtt_findings_new (MqttRole observed_at);
void          mqtt_findings_free (MqttFindings *findings);

/**
 * mqtt_findings_feed:
 * @sender: who sent it
 * @frame: one whole Control Packet; or bytes that never became one, at the end
 * @time_us: when it crossed the wire, never before that of the packet before it
 * @serial: names the packet in the findings
 *
 * Takes the next packet of the conversation, in the order of recording.
 */
void mqtt_findings_feed (MqttFindings *findings,
                         MqttRole      sender,
                         MqttSlice     frame,
                         gint64        time_us,
                         guint64       serial);

/* Judges what is missing. Nothing may be fed afterwards. */
void
mqtt_findings_end (MqttFindings *findings, MqttFindingsEnd how, gint64 time_us);

/**
 * mqtt_findings_get:
 * @n_findings: (out): how many
 *
 * Returns: (transfer none) (array length=n_findings): all findings so far, in
 *   the order in which they showed; valid until the next call that may add one
 */
const MqttFinding *mqtt_findings_get (const MqttFindings *findings,
                                      guint              *n_findings);

/* Findings that were counted only, because there were too many. */
guint64 mqtt_findings_get_n_left_out (const MqttFindings *findings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqttFindings, mqtt_findings_free)

G_END_DECLS
