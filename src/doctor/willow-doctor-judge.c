/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-diagnosis-private.h"
#include "doctor/willow-doctor-attempt-private.h"

#include "mqtt/mqtt-packet.h"
#include "mqtt/mqtt-reason-code.h"
#include "net/willow-proxy-dialogue.h"
#include "net/willow-websocket-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of what a stranger says, in a sentence. */
#define QUOTE_MAX_BYTES 8u

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
  if (!is_open)
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

/* (transfer full): "a/#: Not authorized (0x87), …" */
static char *
tell_refused_filters (const WillowDoctorAttempt *attempt)
{
  GString      *text = g_string_new (NULL);
  gsize         len;
  const guint8 *codes = g_bytes_get_data (attempt->codes, &len);

  for (gsize i = 0; i < len && attempt->filters[i] != NULL; i++)
    {
      const char *name =
          mqtt_reason_code_get_name (codes[i], MQTT_PACKET_SUBACK);

      if (codes[i] < MQTT_SUBACK_3_FAILURE)
        continue;
      g_string_append_printf (text,
                              "%s%s: %s (0x%02x)",
                              text->len > 0 ? ", " : "",
                              attempt->filters[i],
                              name != NULL ? _ (name) : "",
                              codes[i]);
    }
  return g_string_free (text, FALSE);
}

/* (transfer full): of another version that works */
static char *
tell_found (GPtrArray *tries)
{
  for (guint i = 0; tries != NULL && i < tries->len; i++)
    {
      const WillowDoctorTry *try = tries->pdata[i];

      if (try->is_own && try->attempt->was_connected)
        return g_strdup (mqtt_version_get_name (try->version));
    }
  return NULL;
}

static char *
fill (const WillowDoctorAttempt *attempt, GPtrArray *tries, const char *text)
{
  const WillowEndpoint *endpoint =
      willow_client_options_get_endpoint (attempt->options);
  MqttVersion version = willow_client_options_get_version (attempt->options);
  gboolean    is_tls = endpoint->scheme == WILLOW_SCHEME_MQTTS ||
                    endpoint->scheme == WILLOW_SCHEME_WSS;
  gsize            len;
  const guint8    *data = willow_doctor_attempt_peek (attempt, &len);
  g_autofree char *place = willow_endpoint_dup_place (endpoint);
  g_autofree char *bytes =
      willow_doctor_format_bytes (data, MIN (len, QUOTE_MAX_BYTES));
  g_autofree char *found = tell_found (tries);
  g_autofree char *detail =
      attempt->codes != NULL   ? tell_refused_filters (attempt)
      : attempt->error != NULL ? g_strdup (attempt->error->message)
                               : NULL;

  return willow_doctor_fill (text,
                             "place",
                             place,
                             "version",
                             mqtt_version_get_name (version),
                             "tried",
                             is_tls ? "TLS" : "WebSocket",
                             "bytes",
                             bytes,
                             "found",
                             found,
                             "detail",
                             detail,
                             NULL);
}

static gboolean
wants_stage (WillowDiagnosis *self, WillowStageKind kind)
{
  return willow_diagnosis_find_stage (self, kind) != NULL;
}

/* What closing without a word means depends on where it happened. */
static const char *
pick_advice (WillowDiagnosis           *self,
             const WillowDoctorAttempt *attempt,
             const WillowVerdictInfo   *info)
{
  MqttConnect connect;

  if (self->verdict == WILLOW_VERDICT_CANNOT_TELL &&
      self->stage == WILLOW_STAGE_TLS)
    return _ ("Perhaps this port speaks no TLS but plain MQTT, or the server "
              "does not like what TLS offers. Its log knows; ask whoever runs "
              "it.");
  if (self->verdict == WILLOW_VERDICT_CANNOT_TELL &&
      self->stage == WILLOW_STAGE_WEBSOCKET)
    return _ ("Perhaps this port speaks no HTTP, or it expects TLS (wss). The "
              "log of the server knows; ask whoever runs it.");
  if (self->verdict == WILLOW_VERDICT_CANNOT_TELL &&
      wants_stage (self, WILLOW_STAGE_TLS))
    return _ ("Something in CONNECT, or the client certificate, was not to the "
              "server's liking: some close like this. Its log knows; ask "
              "whoever runs it.");
  willow_client_options_get_connect (attempt->options, &connect);
  if (self->verdict == WILLOW_VERDICT_REFUSED &&
      !mqtt_slice_is_present (connect.user_name) &&
      (g_str_equal (info->name, "refused-credentials") ||
       g_str_equal (info->name, "refused-not-authorized")))
    return _ ("No user name was sent: this broker probably wants user name and "
              "password. Whoever runs it gives them out.");
  return info->advice[0] != '\0' ? _ (info->advice) : "";
}

static void
set_texts (WillowDiagnosis           *self,
           const WillowDoctorAttempt *attempt,
           const WillowVerdictInfo   *info,
           GPtrArray                 *tries)
{
  const char *sentence =
      info->sentence != NULL ? _ (info->sentence) : attempt->sentence;

  self->sentence =
      fill (attempt, tries, sentence != NULL ? sentence : _ ("Not connected"));
  self->advice = fill (attempt, tries, pick_advice (self, attempt, info));
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
  set_texts (self, attempt, info, tries);
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
