/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-diagnosis-private.h"
#include "doctor/willow-doctor-attempt-private.h"

#include "mqtt/mqtt-reason-code.h"
#include "net/willow-proxy-dialogue.h"
#include "net/willow-websocket-error.h"

static WillowVerdict
verdict_of_answer (WillowAnswer answer, WillowVerdict fallback)
{
  switch (answer)
    {
    case WILLOW_ANSWER_TLS:
      return WILLOW_VERDICT_PORT_SPEAKS_TLS;
    case WILLOW_ANSWER_HTTP:
      return WILLOW_VERDICT_PORT_SPEAKS_HTTP;
    case WILLOW_ANSWER_SSH:
      return WILLOW_VERDICT_PORT_SPEAKS_SSH;
    case WILLOW_ANSWER_MAIL_OR_FTP:
      return WILLOW_VERDICT_PORT_SPEAKS_MAIL_OR_FTP;
    case WILLOW_ANSWER_OTHER:
      return WILLOW_VERDICT_PORT_SPEAKS_OTHER;
    case WILLOW_ANSWER_NONE:
    case WILLOW_ANSWER_MQTT:
    case WILLOW_ANSWER_WEBSOCKET:
    default:
      return fallback;
    }
}

/* The way was there, CONNECT was sent, and there was no CONNACK to read. */
static WillowVerdict
judge_without_connack (const WillowDoctorAttempt *attempt)
{
  const WillowEnding *ending = &attempt->ending;
  WillowAnswer        answer =
      willow_doctor_recognise (ending->first, ending->n_first);

  if (willow_doctor_attempt_get_old_code (attempt) >= 0)
    return WILLOW_VERDICT_ANSWERED_IN_3;
  switch (ending->kind)
    {
    case WILLOW_ENDING_DISCONNECT:
      return WILLOW_VERDICT_DISCONNECTED;
    case WILLOW_ENDING_VIOLATION:
      return verdict_of_answer (answer, WILLOW_VERDICT_ANSWER_INVALID);
    case WILLOW_ENDING_TIMEOUT:
      if (answer == WILLOW_ANSWER_NONE)
        return WILLOW_VERDICT_NO_CONNACK;
      return verdict_of_answer (answer, WILLOW_VERDICT_CONNACK_INCOMPLETE);
    case WILLOW_ENDING_CLOSED_BY_US:
      return WILLOW_VERDICT_CANCELLED;
    case WILLOW_ENDING_FIN:
    case WILLOW_ENDING_RESET:
    case WILLOW_ENDING_IO_ERROR:
    case WILLOW_ENDING_REFUSED:
    default:
      if (answer == WILLOW_ANSWER_NONE)
        return WILLOW_VERDICT_CANNOT_TELL;
      return verdict_of_answer (answer, WILLOW_VERDICT_CONNACK_INCOMPLETE);
    }
}

static WillowVerdict
judge_error (const WillowDoctorAttempt *attempt, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return WILLOW_VERDICT_CANCELLED;
  if (error->domain == WILLOW_TLS_ERROR ||
      error->domain == WILLOW_CERTIFICATE_ERROR)
    return willow_doctor_judge_tls (attempt, error);
  if (error->domain == WILLOW_WEBSOCKET_ERROR)
    return willow_doctor_judge_websocket (attempt, error);
  if (error->domain == G_RESOLVER_ERROR || error->domain == G_IO_ERROR ||
      error->domain == WILLOW_PROXY_ERROR)
    return willow_doctor_judge_network (attempt, error);
  /* 3.x has no authentication that a Server could fail in. */
  if (g_error_matches (
          error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_AUTHENTICATION) &&
      willow_client_options_get_version (attempt->options) == MQTT_VERSION_5_0)
    return WILLOW_VERDICT_SERVER_NOT_GENUINE;
  return WILLOW_VERDICT_CONNECT_INVALID;
}

static WillowVerdict
judge_lost (const WillowDoctorAttempt *attempt)
{
  switch (attempt->ending.kind)
    {
    case WILLOW_ENDING_DISCONNECT:
      return WILLOW_VERDICT_DISCONNECTED;
    case WILLOW_ENDING_VIOLATION:
      return WILLOW_VERDICT_ANSWER_INVALID;
    case WILLOW_ENDING_TIMEOUT:
      return WILLOW_VERDICT_SERVER_SILENT;
    case WILLOW_ENDING_CLOSED_BY_US:
    case WILLOW_ENDING_FIN:
    case WILLOW_ENDING_RESET:
    case WILLOW_ENDING_IO_ERROR:
    case WILLOW_ENDING_REFUSED:
    default:
      return WILLOW_VERDICT_CLOSED_AFTER_CONNACK;
    }
}

static gboolean
has_refused_filter (const WillowDoctorAttempt *attempt)
{
  gsize         len = 0;
  const guint8 *codes =
      attempt->codes != NULL ? g_bytes_get_data (attempt->codes, &len) : NULL;

  for (gsize i = 0; i < len; i++)
    if (codes[i] >= MQTT_SUBACK_3_FAILURE)
      return TRUE;
  return FALSE;
}

static WillowVerdict
decide (const WillowDoctorAttempt *attempt)
{
  if (attempt->was_connected && attempt->state == WILLOW_CLIENT_LOST)
    return judge_lost (attempt);
  if (attempt->has_left && attempt->expects_suback && attempt->codes == NULL)
    return WILLOW_VERDICT_NO_SUBACK;
  if (attempt->was_connected)
    return has_refused_filter (attempt) ? WILLOW_VERDICT_SUBSCRIPTION_REFUSED
                                        : WILLOW_VERDICT_HEALTHY;
  if (!attempt->has_ending)
    return WILLOW_VERDICT_CANCELLED;
  if (attempt->ending.kind == WILLOW_ENDING_REFUSED)
    return WILLOW_VERDICT_REFUSED;
  if (attempt->error != NULL && attempt->ending.kind == WILLOW_ENDING_IO_ERROR)
    return judge_error (attempt, attempt->error);
  return judge_without_connack (attempt);
}

/* TLS or a WebSocket that was asked for was there. */
static gboolean
is_way_open (const WillowDoctorAttempt *attempt)
{
  const WillowPhase *tls =
      willow_doctor_attempt_find (attempt, WILLOW_PHASE_TLS);
  const WillowPhase *upgrade =
      willow_doctor_attempt_find (attempt, WILLOW_PHASE_UPGRADE);
  const WillowPhase *last = upgrade != NULL ? upgrade : tls;

  return last != NULL && last->outcome == WILLOW_PHASE_DONE;
}

/* By what was found by trying, where the attempt itself does not tell. */
static WillowVerdict
refine (const WillowDoctorAttempt *attempt,
        WillowVerdict              verdict,
        GPtrArray                 *tries)
{
  gboolean is_open = verdict == WILLOW_VERDICT_CANNOT_TELL ||
                     verdict == WILLOW_VERDICT_NO_CONNACK ||
                     verdict == WILLOW_VERDICT_TLS_SILENT ||
                     verdict == WILLOW_VERDICT_WEBSOCKET_SILENT;
  const WillowEndpoint *own =
      willow_client_options_get_endpoint (attempt->options);
  gboolean has_tls = FALSE, has_mqtt = FALSE, has_websocket = FALSE;
  gboolean has_http = FALSE;

  for (guint i = 0; i < tries->len; i++)
    {
      const WillowDoctorTry *try = tries->pdata[i];
      WillowAnswer answer = willow_doctor_attempt_recognise (try->attempt);

      if (try->is_own && try->attempt->was_connected)
        return WILLOW_VERDICT_OTHER_VERSION_WORKS;
      if (try->is_own || try->endpoint->port != own->port)
        continue;
      has_tls |= (try->endpoint->scheme == WILLOW_SCHEME_MQTTS ||
                  try->endpoint->scheme == WILLOW_SCHEME_WSS) &&
                 willow_doctor_try_has_tls (try);
      has_mqtt |= try->endpoint->scheme == WILLOW_SCHEME_MQTT &&
                  answer == WILLOW_ANSWER_MQTT;
      has_websocket |= try->endpoint->scheme == WILLOW_SCHEME_WS &&
                       willow_doctor_try_has_websocket (try);
      has_http |= try->endpoint->scheme == WILLOW_SCHEME_WS &&
                  answer == WILLOW_ANSWER_HTTP;
    }
  if ((is_open || verdict == WILLOW_VERDICT_PORT_SPEAKS_HTTP) &&
      has_websocket && own->scheme == WILLOW_SCHEME_MQTT)
    return WILLOW_VERDICT_PORT_SPEAKS_WEBSOCKET;
  /* Where others are answered in plain MQTT, or the way was there already, it
   * is not the protocol. */
  if (!is_open || is_way_open (attempt) ||
      (has_mqtt && own->scheme == WILLOW_SCHEME_MQTT))
    return verdict;
  if (has_mqtt && own->scheme != WILLOW_SCHEME_MQTT)
    return WILLOW_VERDICT_PORT_SPEAKS_MQTT;
  if (has_tls &&
      (own->scheme == WILLOW_SCHEME_MQTT || own->scheme == WILLOW_SCHEME_WS))
    return WILLOW_VERDICT_PORT_SPEAKS_TLS;
  if (has_http && own->scheme != WILLOW_SCHEME_WS)
    return WILLOW_VERDICT_PORT_SPEAKS_HTTP;
  return verdict;
}

static const WillowVerdictInfo *
find_info (const WillowDoctorAttempt *attempt, WillowVerdict verdict, int *code)
{
  gboolean is_5_0 =
      willow_client_options_get_version (attempt->options) == MQTT_VERSION_5_0;

  *code = -1;
  if (verdict == WILLOW_VERDICT_ANSWERED_IN_3)
    *code = willow_doctor_attempt_get_old_code (attempt);
  if (verdict == WILLOW_VERDICT_REFUSED)
    {
      *code = attempt->ending.code;
      return willow_verdict_get_refusal (is_5_0, attempt->ending.code);
    }
  if (verdict == WILLOW_VERDICT_DISCONNECTED)
    {
      *code = attempt->ending.code;
      return willow_verdict_get_goodbye (attempt->ending.code);
    }
  return willow_verdict_get_info (verdict);
}

/* Of what is not said by the phases: the one that is shown as failed. */
static WillowStageKind
find_failed_stage (WillowDiagnosis *self, const WillowVerdictInfo *info)
{
  for (guint i = 0; i < self->stages->len; i++)
    {
      const WillowDoctorStage *stage = self->stages->pdata[i];

      if (stage->outcome == WILLOW_STAGE_FAILED)
        return stage->kind;
    }
  return info->stage;
}

static void
mark_failed (WillowDiagnosis *self)
{
  WillowDoctorStage *stage;

  if (self->verdict == WILLOW_VERDICT_HEALTHY)
    return;
  stage = willow_diagnosis_find_stage (self, (WillowStageKind)self->stage);
  if (stage == NULL)
    stage = willow_diagnosis_find_stage (self, WILLOW_STAGE_CONNACK);
  if (stage->outcome == WILLOW_STAGE_FAILED)
    return;
  stage->outcome = WILLOW_STAGE_FAILED;
  g_free (stage->summary);
  stage->summary = g_strdup (self->sentence);
}

WillowDiagnosis *
willow_doctor_judge_with (const WillowDoctorAttempt *attempt, GPtrArray *tries)
{
  WillowDiagnosis         *self = willow_diagnosis_new ();
  const WillowVerdictInfo *info;

  self->url = willow_endpoint_to_string (
      willow_client_options_get_endpoint (attempt->options));
  self->version = mqtt_version_get_name (
      willow_client_options_get_version (attempt->options));
  self->verdict = decide (attempt);
  if (tries != NULL)
    self->verdict = refine (attempt, self->verdict, tries);
  info = find_info (attempt, self->verdict, &self->code);
  self->name = info->name;
  self->actor = info->actor;
  willow_doctor_fill_stages (self, attempt);
  self->stage = find_failed_stage (self, info);
  willow_doctor_set_texts (self, attempt, info, tries);
  mark_failed (self);
  if (tries != NULL)
    willow_doctor_add_probes (self, tries);
  willow_doctor_add_fixes (self, attempt, tries);
  return self;
}

WillowDiagnosis *
willow_doctor_judge (const WillowDoctorAttempt *attempt)
{
  return willow_doctor_judge_with (attempt, NULL);
}
