/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-diagnosis-private.h"
#include "doctor/willow-doctor-attempt-private.h"

#include "mqtt/mqtt-packet.h"
#include "mqtt/mqtt-reason-code.h"
#include "net/willow-http-head.h"

#include <glib/gi18n.h>

/* Of a page, in the evidence. */
#define HEAD_MAX_BYTES 2048u

static const struct
{
  WillowStageKind stage;
  WillowPhaseKind phase;
} way[] = {
  { WILLOW_STAGE_LOOKUP, WILLOW_PHASE_RESOLVE },
  { WILLOW_STAGE_TCP, WILLOW_PHASE_TCP },
  { WILLOW_STAGE_PROXY, WILLOW_PHASE_PROXY },
  { WILLOW_STAGE_TLS, WILLOW_PHASE_TLS },
  { WILLOW_STAGE_WEBSOCKET, WILLOW_PHASE_UPGRADE },
};

static gboolean
has_proxy (const WillowDoctorAttempt *attempt)
{
  WillowConnectorSettings *connector =
      willow_client_options_get_connector (attempt->options);

  return connector != NULL &&
         willow_connector_settings_get_proxy (connector)->kind !=
             WILLOW_PROXY_NONE &&
         willow_client_options_get_endpoint (attempt->options)->socket_path ==
             NULL;
}

/* An address needs no looking up. */
static gboolean
has_name (const WillowDoctorAttempt *attempt)
{
  const WillowEndpoint *endpoint =
      willow_client_options_get_endpoint (attempt->options);
  const char *host =
      has_proxy (attempt)
          ? willow_connector_settings_get_proxy (
                willow_client_options_get_connector (attempt->options))
                ->host
          : endpoint->host;

  return endpoint->socket_path == NULL && !g_hostname_is_ip_address (host);
}

static gboolean
is_wanted (const WillowDoctorAttempt *attempt, WillowStageKind kind)
{
  WillowScheme scheme =
      willow_client_options_get_endpoint (attempt->options)->scheme;

  switch (kind)
    {
    case WILLOW_STAGE_LOOKUP:
      return has_name (attempt);
    case WILLOW_STAGE_PROXY:
      return has_proxy (attempt);
    case WILLOW_STAGE_TLS:
      return scheme == WILLOW_SCHEME_MQTTS || scheme == WILLOW_SCHEME_WSS;
    case WILLOW_STAGE_WEBSOCKET:
      return scheme == WILLOW_SCHEME_WS || scheme == WILLOW_SCHEME_WSS;
    case WILLOW_STAGE_SUBACK:
      return attempt->expects_suback;
    case WILLOW_STAGE_OPEN:
      return attempt->expects_stay ||
             (attempt->was_connected && attempt->state == WILLOW_CLIENT_LOST);
    case WILLOW_STAGE_TCP:
    case WILLOW_STAGE_CONNECT:
    case WILLOW_STAGE_CONNACK:
    case WILLOW_N_STAGES:
    default:
      return TRUE;
    }
}

static void
set_summary (WillowDoctorStage *stage, const char *summary)
{
  g_free (stage->summary);
  stage->summary = g_strdup (summary != NULL ? summary : "");
}

/* (transfer full) (nullable): what a person can read of a head, and no more */
static char *
dup_head (GBytes *bytes)
{
  gsize       len;
  const char *data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &len);
  return g_strchomp (
      g_utf8_make_valid (data, (gssize)MIN (len, HEAD_MAX_BYTES)));
}

static void
add_certificate (WillowDoctorStage *stage, const WillowCertificate *one)
{
  g_autofree char *from = willow_certificate_format_time (one->not_before_s);
  g_autofree char *to = willow_certificate_format_time (one->not_after_s);
  g_autofree char *names = g_strjoinv (", ", one->names);

  willow_doctor_stage_take_fact (
      stage,
      "certificate",
      _ ("Certificate"),
      g_strdup_printf (_ ("%s; for %s; issued by %s; from %s to %s; %s"),
                       one->subject,
                       *names != '\0' ? names : _ ("no name"),
                       one->issuer,
                       from,
                       to,
                       one->fingerprint));
}

static void
add_rules (WillowDoctorStage *stage, const WillowTlsFacts *facts)
{
  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    {
      if (facts->verdicts[i].outcome != WILLOW_TLS_FAILED)
        continue;
      if (stage->outcome == WILLOW_STAGE_OK)
        stage->outcome = WILLOW_STAGE_WARNING;
      willow_doctor_stage_take_fact (stage,
                                     "broken-rule",
                                     willow_tls_rule_get_name (i),
                                     g_strdup (facts->verdicts[i].sentence));
    }
}

static void
add_tls (WillowDoctorStage *stage, const WillowTlsFacts *facts)
{
  willow_doctor_stage_take_fact (
      stage, "version", _ ("Version"), g_strdup (facts->version));
  willow_doctor_stage_take_fact (
      stage, "cipher", _ ("Cipher"), g_strdup (facts->cipher));
  willow_doctor_stage_take_fact (
      stage, "alpn", _ ("ALPN"), g_strdup (facts->alpn));
  willow_doctor_stage_take_fact (stage,
                                 "server-name",
                                 _ ("Server name (SNI)"),
                                 g_strdup (facts->server_name));
  for (guint i = 0; i < facts->chain->len; i++)
    add_certificate (stage, facts->chain->pdata[i]);
  add_rules (stage, facts);
  if (!facts->is_verified)
    {
      if (stage->outcome == WILLOW_STAGE_OK)
        stage->outcome = WILLOW_STAGE_WARNING;
      willow_doctor_stage_take_fact (
          stage,
          "unverified",
          _ ("Verification"),
          g_strdup (_ ("off: nobody checks who the server is")));
    }
  willow_doctor_stage_take_fact (
      stage,
      "client-certificate",
      _ ("Client certificate"),
      g_strdup (!facts->certificate_asked ? _ ("not asked for")
                : facts->certificate_sent ? _ ("asked for and sent")
                                          : _ ("asked for, none sent")));
  willow_doctor_stage_take_fact (
      stage,
      "alert-received",
      _ ("TLS alert"),
      willow_tls_alert_describe (facts->alert_received));
  willow_doctor_stage_take_fact (stage,
                                 "alert-sent",
                                 _ ("TLS alert from here"),
                                 willow_tls_alert_describe (facts->alert_sent));
  if (stage->outcome == WILLOW_STAGE_FAILED && facts->n_first > 0)
    willow_doctor_stage_take_fact (
        stage,
        "received",
        _ ("First bytes"),
        willow_doctor_format_bytes (facts->first, facts->n_first));
}

static void
add_phase (WillowDoctorStage *stage, const WillowPhase *phase)
{
  gboolean    is_done = phase->outcome == WILLOW_PHASE_DONE;
  const char *result = phase->evidence != NULL ? phase->evidence : "";

  if (phase->kind == WILLOW_PHASE_TCP)
    willow_doctor_stage_take_fact (
        stage,
        "address",
        _ ("Address tried"),
        g_strdup_printf (is_done ? _ ("%s: connected from %s") : "%s: %s",
                         phase->subject,
                         result));
  else if (phase->kind != WILLOW_PHASE_TLS)
    willow_doctor_stage_take_fact (
        stage, "subject", _ ("About"), g_strdup (phase->subject));
  willow_doctor_stage_take_fact (
      stage, "sent", _ ("Sent"), dup_head (phase->sent));
  willow_doctor_stage_take_fact (
      stage, "received", _ ("Received"), dup_head (phase->received));
  if (phase->kind == WILLOW_PHASE_UPGRADE && phase->received != NULL)
    willow_doctor_stage_take_fact (
        stage,
        "status",
        _ ("HTTP status"),
        g_strdup_printf ("%u",
                         willow_http_head_get_status (
                             g_bytes_get_data (phase->received, NULL),
                             g_bytes_get_size (phase->received))));
}

static void
fill_way (WillowDoctorStage         *stage,
          const WillowDoctorAttempt *attempt,
          WillowPhaseKind            kind)
{
  const WillowPhase *phase = willow_doctor_attempt_find (attempt, kind);

  if (phase == NULL)
    return;
  stage->outcome = phase->outcome == WILLOW_PHASE_DONE ? WILLOW_STAGE_OK
                                                       : WILLOW_STAGE_FAILED;
  stage->duration_us = phase->duration_us;
  set_summary (stage,
               phase->kind == WILLOW_PHASE_TCP &&
                       phase->outcome == WILLOW_PHASE_DONE
                   ? phase->subject
                   : phase->evidence);
  for (guint i = 0; i < attempt->phases->len; i++)
    {
      const WillowPhase *one = attempt->phases->pdata[i];

      if (one->kind == kind)
        add_phase (stage, one);
    }
  if (phase->tls != NULL)
    add_tls (stage, phase->tls);
}

void
willow_doctor_fill_stages (WillowDiagnosis           *diagnosis,
                           const WillowDoctorAttempt *attempt)
{
  for (guint i = 0; i < WILLOW_N_STAGES; i++)
    if (is_wanted (attempt, (WillowStageKind)i))
      willow_diagnosis_add_stage (diagnosis, (WillowStageKind)i);
  for (guint i = 0; i < G_N_ELEMENTS (way); i++)
    {
      WillowDoctorStage *stage =
          willow_diagnosis_find_stage (diagnosis, way[i].stage);

      if (stage != NULL)
        fill_way (stage, attempt, way[i].phase);
    }
  willow_doctor_fill_packets (diagnosis, attempt);
}
