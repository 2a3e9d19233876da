/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-findings-private.h"

/* The handshake, AUTH and DISCONNECT. */

static void
add_hint (MqttFindings *findings, MqttFlowRule rule, const guint8 *where)
{
  mqtt_findings_add (
      findings, rule, MQTT_ROLE_CLIENT, where, MQTT_FINDING_NO_SERIAL);
}

static guint
count_characters (MqttSlice text)
{
  guint n = 0;

  for (gsize i = 0; i < text.len; i++)
    n += (text.data[i] & 0xc0) != 0x80;
  return n;
}

static void
check_client_id (MqttFindings *findings, MqttSlice client_id)
{
  const guint8 *where = client_id.data - 2;

  if (findings->version == MQTT_VERSION_3_1)
    {
      if (count_characters (client_id) > MQTT_3_1_CLIENT_ID_MAX_CHARS)
        add_hint (findings, MQTT_FLOW_CLIENT_ID_3_1_LENGTH, where);
    }
  else if (client_id.len > MQTT_3_1_CLIENT_ID_MAX_CHARS) /* [MQTT-3.1.3-5] */
    add_hint (findings, MQTT_FLOW_CLIENT_ID_LENGTH, where);
}

/* What is allowed and often not meant. */
static void
check_choices (MqttFindings *findings, const MqttConnect *connect)
{
  /* Behind the Protocol Name: version, flags, Keep Alive. */
  const guint8 *flags =
      connect->protocol_name.data + connect->protocol_name.len + 1;

  check_client_id (findings, connect->client_id);
  if (connect->keep_alive_seconds == 0)
    add_hint (findings, MQTT_FLOW_KEEP_ALIVE_ZERO, flags + 1);
  if (connect->has_will && connect->will_qos == MQTT_QOS_0)
    add_hint (findings, MQTT_FLOW_WILL_QOS_0, flags);
  if (findings->version == MQTT_VERSION_5_0 && connect->clean_start &&
      findings->session_expiry_seconds > 0)
    add_hint (findings,
              MQTT_FLOW_CLEAN_START_WITH_EXPIRY,
              mqtt_findings_find (connect->properties,
                                  MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL));
}

static void
note_properties (MqttFindings *findings, MqttProperties properties)
{
  MqttSlice method = mqtt_properties_get_value (
      properties, MQTT_PROPERTY_AUTHENTICATION_METHOD);

  mqtt_limits_read (&findings->flows[MQTT_ROLE_CLIENT].limits, properties);
  findings->wants_problem_information =
      mqtt_properties_get_number (
          properties, MQTT_PROPERTY_REQUEST_PROBLEM_INFORMATION, 1) != 0;
  findings->wants_response_information =
      mqtt_properties_get_number (
          properties, MQTT_PROPERTY_REQUEST_RESPONSE_INFORMATION, 0) != 0;
  findings->session_expiry_seconds = mqtt_properties_get_number (
      properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, 0);
  if (!mqtt_slice_is_present (method))
    return;
  findings->authentication_method = g_bytes_new (method.data, method.len);
  findings->auth_turn = MQTT_AUTH_TURN_SERVER;
}

void
mqtt_findings_connect (MqttFindings *findings)
{
  const MqttConnect *connect = &findings->packet.connect;

  findings->is_connect_seen = TRUE;
  findings->connect_serial = findings->serial;
  findings->version = findings->packet.version;
  findings->clean_start = connect->clean_start;
  findings->has_client_id = connect->client_id.len > 0;
  findings->has_will = connect->has_will;
  findings->will_qos = (guint8)connect->will_qos;
  findings->will_retain = connect->will_retain;
  findings->keep_alive_seconds = connect->keep_alive_seconds;
  findings->wants_problem_information = TRUE;
  if (findings->version == MQTT_VERSION_5_0)
    note_properties (findings, connect->properties);
  findings->flows[MQTT_ROLE_CLIENT].may_resume = !connect->clean_start;
  findings->knows_filters = TRUE;
  check_choices (findings, connect);
}

void
mqtt_findings_broken_connect (MqttFindings *findings)
{
  findings->is_connect_seen = TRUE;
  findings->is_connect_broken = TRUE;
  findings->connect_serial = findings->serial;
  findings->version = findings->packet.version;
  findings->wants_problem_information = TRUE;
  findings->wants_response_information = TRUE;
  findings->has_client_id = TRUE;
  findings->flows[MQTT_ROLE_CLIENT].limits.topic_alias_maximum = G_MAXUINT16;
  findings->is_ignored = findings->version == MQTT_VERSION_UNKNOWN;
}

static void
add_of_server (MqttFindings *findings, MqttFlowRule rule, const guint8 *where)
{
  mqtt_findings_add (
      findings, rule, MQTT_ROLE_SERVER, where, findings->connect_serial);
}

static gboolean
is_method (const MqttFindings *findings, MqttProperties properties)
{
  MqttSlice method = mqtt_properties_get_value (
      properties, MQTT_PROPERTY_AUTHENTICATION_METHOD);

  if (findings->authentication_method == NULL)
    return !mqtt_slice_is_present (method);
  return mqtt_slice_is_present (method) &&
         mqtt_slice_equal (
             method, mqtt_slice_from_bytes (findings->authentication_method));
}

/* What the Server gives against what the Client asked for. */
static void
check_connack_properties (MqttFindings *findings, MqttProperties properties)
{
  const guint8 *response =
      mqtt_findings_find (properties, MQTT_PROPERTY_RESPONSE_INFORMATION);
  const guint8 *assigned =
      mqtt_findings_find (properties, MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER);

  /* [MQTT-3.1.2-28] */
  if (response != NULL && !findings->wants_response_information)
    add_of_server (findings, MQTT_FLOW_RESPONSE_INFORMATION, response);
  /* [MQTT-3.2.2-16] */
  if (assigned == NULL && !findings->has_client_id)
    add_of_server (findings, MQTT_FLOW_ASSIGNED_ID_MISSING, NULL);
  if (assigned != NULL && findings->has_client_id &&
      !findings->is_connect_broken)
    add_of_server (findings, MQTT_FLOW_ASSIGNED_ID_UNASKED, assigned);
  /* [MQTT-4.12.0-5] [MQTT-4.12.0-6] */
  if (!findings->is_connect_broken && !is_method (findings, properties))
    add_of_server (
        findings,
        findings->authentication_method != NULL ? MQTT_FLOW_AUTH_OTHER_METHOD
                                                : MQTT_FLOW_AUTH_WITHOUT_METHOD,
        mqtt_findings_find (properties, MQTT_PROPERTY_AUTHENTICATION_METHOD));
}

/* [MQTT-3.2.2-12] [MQTT-3.2.2-13] */
static void
check_will (MqttFindings *findings, MqttProperties properties)
{
  const MqttLimits *limits = &findings->flows[MQTT_ROLE_SERVER].limits;

  if (!findings->has_will)
    return;
  if (findings->will_qos > limits->maximum_qos)
    add_of_server (findings,
                   MQTT_FLOW_WILL_QOS_ACCEPTED,
                   mqtt_findings_find (properties, MQTT_PROPERTY_MAXIMUM_QOS));
  if (findings->will_retain && !limits->retain_available)
    add_of_server (
        findings,
        MQTT_FLOW_WILL_RETAIN_ACCEPTED,
        mqtt_findings_find (properties, MQTT_PROPERTY_RETAIN_AVAILABLE));
}

/* Whether the Server goes on with state that we have not seen. 3.1 does not
 * say. */
static gboolean
server_may_resume (const MqttFindings *findings)
{
  if (findings->version == MQTT_VERSION_3_1)
    return !findings->clean_start;
  return findings->packet.connack.session_present;
}

static void
accept (MqttFindings *findings, const MqttConnack *connack)
{
  if (findings->is_connect_broken) /* [MQTT-3.1.4-1] */
    add_of_server (findings, MQTT_FLOW_BROKEN_CONNECT_ACCEPTED, NULL);
  /* [MQTT-3.2.2-2], 3.1.1: [MQTT-3.2.2-1] */
  if (connack->session_present && findings->clean_start)
    add_of_server (
        findings, MQTT_FLOW_SESSION_PRESENT, mqtt_findings_body (findings));
  if (findings->version == MQTT_VERSION_5_0)
    {
      mqtt_limits_read (&findings->flows[MQTT_ROLE_SERVER].limits,
                        connack->properties);
      check_connack_properties (findings, connack->properties);
      check_will (findings, connack->properties);
      findings->keep_alive_seconds =
          (guint16)mqtt_properties_get_number (connack->properties,
                                               MQTT_PROPERTY_SERVER_KEEP_ALIVE,
                                               findings->keep_alive_seconds);
    }
  findings->flows[MQTT_ROLE_SERVER].may_resume = server_may_resume (findings);
  if (findings->flows[MQTT_ROLE_SERVER].may_resume)
    mqtt_findings_forget_filters (findings);
}

void
mqtt_findings_connack (MqttFindings *findings)
{
  const MqttConnack *connack = &findings->packet.connack;

  findings->is_connack_seen = TRUE;
  findings->connack_serial = findings->serial;
  findings->is_client_told = findings->observed_at == MQTT_ROLE_CLIENT;
  /* From here on silence counts, as in MqttConnection. */
  findings->last_us[MQTT_ROLE_CLIENT] = findings->time_us;
  findings->is_refused = connack->code != 0;
  findings->auth_turn = MQTT_AUTH_TURN_NOBODY;
  if (!findings->is_refused)
    accept (findings, connack);
}

void
mqtt_findings_auth (MqttFindings *findings)
{
  const MqttReason *auth = &findings->packet.reason;
  MqttFlowRule      rule = MQTT_N_FLOW_RULES;
  const guint8     *where = NULL;

  if (!mqtt_findings_is_legible (findings))
    return;
  if (findings->authentication_method == NULL) /* [MQTT-4.12.0-7] */
    rule = MQTT_FLOW_AUTH_WITHOUT_METHOD;
  else if (!is_method (findings, auth->properties)) /* [MQTT-4.12.0-5] */
    {
      rule = MQTT_FLOW_AUTH_OTHER_METHOD;
      where = mqtt_findings_find (auth->properties,
                                  MQTT_PROPERTY_AUTHENTICATION_METHOD);
    }
  else if (!mqtt_auth_code_is_in_place (findings->auth_turn,
                                        findings->sender,
                                        findings->is_connack_seen,
                                        auth->reason))
    {
      rule = MQTT_FLOW_AUTH_CODE;
      where = mqtt_findings_body (findings);
    }
  findings->auth_turn = mqtt_auth_take_turn (findings->sender, auth->reason);
  if (rule != MQTT_N_FLOW_RULES)
    mqtt_findings_add (
        findings, rule, findings->sender, where, findings->connect_serial);
}

/* The Server gave up on a Client that was not silent for so long. At either end
 * the silence seems longer than it was for the Server, never shorter. */
static void
check_keep_alive_timeout (MqttFindings *findings)
{
  gint64 silence_us = findings->time_us - findings->last_us[MQTT_ROLE_CLIENT];
  gint64 keep_alive_us = (gint64)findings->keep_alive_seconds * G_USEC_PER_SEC;

  /* [MQTT-3.1.2-22] */
  if (keep_alive_us == 0 || silence_us < keep_alive_us + keep_alive_us / 2)
    mqtt_findings_add (findings,
                       MQTT_FLOW_KEEP_ALIVE_CUT_EARLY,
                       MQTT_ROLE_SERVER,
                       mqtt_findings_body (findings),
                       findings->last_serial[MQTT_ROLE_CLIENT]);
}

void
mqtt_findings_disconnect (MqttFindings *findings)
{
  const MqttReason *disconnect = &findings->packet.reason;
  MqttFlow         *flow = &findings->flows[findings->sender];

  flow->is_gone = TRUE;
  flow->disconnect_serial = findings->serial;
  if (findings->sender == MQTT_ROLE_SERVER)
    {
      if (disconnect->reason == MQTT_REASON_KEEP_ALIVE_TIMEOUT &&
          !findings->is_connect_broken)
        check_keep_alive_timeout (findings);
      return;
    }
  if (findings->session_expiry_seconds == 0 && !findings->is_connect_broken &&
      mqtt_properties_get_number (disconnect->properties,
                                  MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL,
                                  0) != 0)
    mqtt_findings_add (
        findings,
        MQTT_FLOW_SESSION_EXPIRY,
        MQTT_ROLE_CLIENT,
        mqtt_findings_find (disconnect->properties,
                            MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL),
        findings->connect_serial);
}
