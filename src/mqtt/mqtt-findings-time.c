/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-findings-private.h"

/* Keep Alive, PINGREQ, and what is missing when all is over. */

/* How long an answer may take before its absence is worth a word. */
#define ANSWER_US (10 * G_USEC_PER_SEC)

/* Servers look at their clocks now and then only: mosquitto each 5 seconds. */
#define ENFORCE_SLACK_US (10 * G_USEC_PER_SEC)

static gint64
keep_alive_us (const MqttFindings *findings)
{
  return (gint64)findings->keep_alive_seconds * G_USEC_PER_SEC;
}

/* @severity: of too long a silence */
static void
check_silence (MqttFindings *findings, gint64 time_us, MqttSeverity severity)
{
  gint64  period_us = keep_alive_us (findings);
  gint64  silence_us = time_us - findings->last_us[MQTT_ROLE_CLIENT];
  guint64 last_serial = findings->last_serial[MQTT_ROLE_CLIENT];

  if (!findings->is_connack_seen || findings->is_refused || period_us == 0 ||
      findings->is_connect_broken || findings->flows[MQTT_ROLE_CLIENT].is_gone)
    return;
  if (silence_us > period_us + period_us / 2) /* [MQTT-3.1.2-20] */
    mqtt_findings_add_severe (findings,
                              MQTT_FLOW_KEEP_ALIVE_EXCEEDED,
                              severity,
                              MQTT_ROLE_CLIENT,
                              NULL,
                              last_serial);
  if (silence_us > 2 * period_us + ENFORCE_SLACK_US) /* [MQTT-3.1.2-22] */
    mqtt_findings_add (findings,
                       MQTT_FLOW_KEEP_ALIVE_NOT_ENFORCED,
                       MQTT_ROLE_SERVER,
                       NULL,
                       last_serial);
}

void
mqtt_findings_count_time (MqttFindings *findings)
{
  if (findings->sender == MQTT_ROLE_CLIENT)
    check_silence (findings, findings->time_us, MQTT_SEVERITY_VIOLATION);
}

void
mqtt_findings_ping (MqttFindings *findings)
{
  if (findings->packet.type == MQTT_PACKET_PINGREQ)
    {
      if (findings->n_pings++ == 0)
        {
          findings->ping_us = findings->time_us;
          findings->ping_serial = findings->serial;
        }
      return;
    }
  if (findings->n_pings > 0)
    findings->n_pings--;
  else if (!findings->flows[MQTT_ROLE_CLIENT].is_broken)
    mqtt_findings_add (findings,
                       MQTT_FLOW_PINGRESP_UNASKED,
                       MQTT_ROLE_SERVER,
                       NULL,
                       MQTT_FINDING_NO_SERIAL);
}

/* Wrong for sure if the Server went on sending other things; else the network
 * may have failed. */
static void
check_answer (MqttFindings *findings,
              MqttFlowRule  rule,
              gint64        asked_us,
              guint64       serial,
              gint64        end_us)
{
  gint64 last_us = findings->last_us[MQTT_ROLE_SERVER];

  if (findings->flows[MQTT_ROLE_SERVER].is_broken ||
      findings->flows[MQTT_ROLE_SERVER].is_gone ||
      end_us - asked_us < ANSWER_US)
    return;
  findings->serial = serial;
  mqtt_findings_add_severe (findings,
                            rule,
                            last_us - asked_us >= ANSWER_US
                                ? MQTT_SEVERITY_VIOLATION
                                : MQTT_SEVERITY_QUESTIONABLE,
                            MQTT_ROLE_SERVER,
                            NULL,
                            MQTT_FINDING_NO_SERIAL);
}

static void
check_requests (MqttFindings *findings, gint64 end_us)
{
  GHashTableIter iter;
  gpointer       value;

  if (findings->requests == NULL)
    return;
  g_hash_table_iter_init (&iter, findings->requests);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const MqttFindingsRequest *request = value;

      check_answer (findings,
                    request->type == MQTT_PACKET_SUBSCRIBE
                        ? MQTT_FLOW_SUBSCRIBE_UNANSWERED
                        : MQTT_FLOW_UNSUBSCRIBE_UNANSWERED,
                    request->time_us,
                    request->serial,
                    end_us);
    }
}

void
mqtt_findings_end (MqttFindings *findings, MqttFindingsEnd how, gint64 time_us)
{
  guint64 last_serial = findings->serial;

  if (findings->is_ignored || !findings->is_connect_seen)
    return;
  findings->frame = MQTT_SLICE_NONE;
  /* Far from the Client the network may have swallowed its packets. */
  check_silence (findings,
                 time_us,
                 findings->observed_at == MQTT_ROLE_CLIENT
                     ? MQTT_SEVERITY_VIOLATION
                     : MQTT_SEVERITY_QUESTIONABLE);
  if (how == MQTT_FINDINGS_END_BY_CLIENT && findings->is_connack_seen &&
      !findings->is_refused && !findings->flows[MQTT_ROLE_CLIENT].is_gone &&
      !findings->flows[MQTT_ROLE_SERVER].is_gone)
    mqtt_findings_add (findings,
                       MQTT_FLOW_ENDED_WITHOUT_DISCONNECT,
                       MQTT_ROLE_CLIENT,
                       NULL,
                       findings->last_serial[MQTT_ROLE_CLIENT]);
  if (findings->n_pings > 0)
    check_answer (findings,
                  MQTT_FLOW_PINGREQ_UNANSWERED,
                  findings->ping_us,
                  findings->ping_serial,
                  time_us);
  check_requests (findings, time_us);
  findings->serial = last_serial;
}
