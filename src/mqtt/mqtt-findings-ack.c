/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-findings-private.h"

/* PUBACK, PUBREC, PUBREL and PUBCOMP. */

static void
complete (MqttFindings     *findings,
          MqttRole          publisher,
          MqttExchange     *exchange,
          MqttExchangeState state)
{
  findings->flows[publisher].n_unacknowledged--;
  exchange->state = (guint8)state;
}

/* An answer that nothing waits for. */
static void
stray (MqttFindings *findings, MqttRole publisher, MqttExchange *exchange)
{
  gboolean is_judged =
      mqtt_findings_is_known (findings, publisher) && !exchange->is_loose;

  /* Of an earlier connection: it adds to the quota (4.9). */
  if (exchange->state == MQTT_EXCHANGE_NONE)
    findings->flows[publisher].n_unacknowledged--;
  exchange->is_loose = TRUE; /* what it provokes is nobody else's fault */
  if (!is_judged)
    return;
  /* [MQTT-2.2.1-5] */
  mqtt_findings_add (findings,
                     MQTT_FLOW_ACK_WITHOUT_PUBLISH,
                     findings->sender,
                     mqtt_findings_body (findings),
                     exchange->state == MQTT_EXCHANGE_NONE
                         ? MQTT_FINDING_NO_SERIAL
                         : exchange->serial);
}

/* PUBACK, or PUBREC, of a PUBLISH that waits for one. */
static void
receive_first (MqttFindings *findings,
               MqttRole      publisher,
               MqttExchange *exchange)
{
  gboolean is_puback = findings->packet.type == MQTT_PACKET_PUBACK;
  guint8   reason = findings->packet.ack.reason;

  if (is_puback != (exchange->qos == MQTT_QOS_1) && !exchange->is_loose)
    mqtt_findings_add (findings, /* [MQTT-3.3.4-1] */
                       MQTT_FLOW_ACK_OF_OTHER_QOS,
                       findings->sender,
                       NULL,
                       exchange->serial);
  if (is_puback)
    complete (findings, publisher, exchange, MQTT_EXCHANGE_DONE);
  else if (reason >= 0x80) /* [MQTT-4.4.0-2] */
    complete (findings, publisher, exchange, MQTT_EXCHANGE_REFUSED);
  else
    exchange->state = MQTT_EXCHANGE_RECEIVED;
}

static void
receive_pubcomp (MqttFindings *findings,
                 MqttRole      publisher,
                 MqttExchange *exchange)
{
  if (exchange->state == MQTT_EXCHANGE_RELEASED)
    complete (findings, publisher, exchange, MQTT_EXCHANGE_DONE);
  else if (mqtt_exchange_is_idle (exchange) ||
           exchange->state == MQTT_EXCHANGE_REQUEST)
    stray (findings, publisher, exchange);
  else
    {
      if (!exchange->is_loose) /* [MQTT-4.3.3-11] */
        mqtt_findings_add (findings,
                           MQTT_FLOW_PUBCOMP_BEFORE_PUBREL,
                           findings->sender,
                           NULL,
                           exchange->serial);
      complete (findings, publisher, exchange, MQTT_EXCHANGE_DONE);
      exchange->is_loose = TRUE;
    }
}

void
mqtt_findings_ack (MqttFindings *findings)
{
  MqttRole      publisher = mqtt_findings_other (findings->sender);
  MqttExchange *exchange = mqtt_findings_get_exchange (
      findings, publisher, findings->packet.ack.packet_id);

  /* It has read what the Server sent behind CONNACK. */
  if (findings->sender == MQTT_ROLE_CLIENT &&
      exchange->state != MQTT_EXCHANGE_NONE)
    findings->is_client_told = TRUE;
  if (findings->packet.type == MQTT_PACKET_PUBCOMP)
    receive_pubcomp (findings, publisher, exchange);
  else if (exchange->state == MQTT_EXCHANGE_PUBLISHED)
    receive_first (findings, publisher, exchange);
  else
    stray (findings, publisher, exchange);
}

/* A PUBREL of an earlier connection begins in the middle. */
static void
release_unseen (MqttFindings *findings, MqttExchange *exchange)
{
  *exchange = (MqttExchange){
    .serial = findings->serial,
    .state = MQTT_EXCHANGE_RELEASED,
    .qos = MQTT_QOS_2,
    .is_loose = TRUE,
  };
}

void
mqtt_findings_pubrel (MqttFindings *findings)
{
  MqttExchange *exchange = mqtt_findings_get_exchange (
      findings, findings->sender, findings->packet.ack.packet_id);
  gboolean is_new = exchange->state == MQTT_EXCHANGE_NONE;
  gboolean is_over =
      exchange->state == MQTT_EXCHANGE_DONE && exchange->qos == MQTT_QOS_2;

  if (exchange->state == MQTT_EXCHANGE_RECEIVED)
    exchange->state = MQTT_EXCHANGE_RELEASED;
  else if (is_new && !mqtt_findings_is_known (findings, findings->sender))
    release_unseen (findings, exchange);
  else if (exchange->state == MQTT_EXCHANGE_RELEASED || is_over ||
           exchange->is_loose)
    exchange->is_loose = TRUE; /* it will be answered once more */
  else
    {
      if (mqtt_findings_is_known (findings,
                                  findings->sender)) /* [MQTT-4.3.3-4] */
        mqtt_findings_add (findings,
                           MQTT_FLOW_PUBREL_WITHOUT_PUBREC,
                           findings->sender,
                           NULL,
                           is_new ? MQTT_FINDING_NO_SERIAL : exchange->serial);
      exchange->is_loose = TRUE;
    }
}
