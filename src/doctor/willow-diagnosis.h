/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doctor/willow-doctor-verdict.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_STAGE_NOT_REACHED,
  WILLOW_STAGE_OK,
  WILLOW_STAGE_WARNING, /* it went on, but something is wrong */
  WILLOW_STAGE_FAILED,
} WillowStageOutcome;

/**
 * WillowDoctorFact:
 * @key: for programs: "address", "status", "received" …
 * @title: translated
 * @value: secrets masked
 */
typedef struct
{
  const char *key;
  const char *title;
  char       *value;
} WillowDoctorFact;

/**
 * WillowDoctorStage:
 * @duration_us: -1: not known
 * @summary: translated: what came out, in one line; ""
 * @facts: (element-type WillowDoctorFact): what it stands on
 */
typedef struct
{
  WillowStageKind    kind;
  WillowStageOutcome outcome;
  gint64             duration_us;
  char              *summary;
  GPtrArray         *facts;
} WillowDoctorStage;

/**
 * WillowDoctorProbe:
 * @url: what was tried
 * @answer: for programs: "mqtt", "tls", "websocket", "http", "ssh",
 *   "mail-or-ftp", "other", "closed", "silent", "refused", "unreachable"
 * @works: a CONNECT was answered there by CONNACK, also one that refuses
 * @sentence: translated
 *
 * What was found by trying after a failure.
 */
typedef struct
{
  char    *url;
  char    *answer;
  gboolean works;
  char    *sentence;
} WillowDoctorProbe;

/**
 * WillowDoctorFix:
 * @sentence: translated: what to try; for a button: "Use TLS on this port"
 * @warning: (nullable): translated: what to know before
 * @changes: "a{sv}": properties of a copy of the profile, by their names:
 *   "scheme" and "version" as u (WillowScheme, MqttVersion), "port" u,
 *   booleans b, texts s
 */
typedef struct
{
  char     *sentence;
  char     *warning;
  GVariant *changes;
} WillowDoctorFix;

/**
 * WillowDiagnosis:
 *
 * What became of an attempt to connect, why, and what can be done: data and
 * translated sentences. Immutable, atomically reference counted.
 */
typedef struct _WillowDiagnosis WillowDiagnosis;

WillowDiagnosis *willow_diagnosis_ref (WillowDiagnosis *diagnosis);
void             willow_diagnosis_unref (WillowDiagnosis *diagnosis);

WillowVerdict willow_diagnosis_get_verdict (const WillowDiagnosis *diagnosis);
/* For programs: "healthy", "tcp-refused", "refused-not-authorized" … */
const char *willow_diagnosis_get_name (const WillowDiagnosis *diagnosis);
/* Reason Code or Return code of a refusal or DISCONNECT; -1: none */
int             willow_diagnosis_get_code (const WillowDiagnosis *diagnosis);
WillowActor     willow_diagnosis_get_actor (const WillowDiagnosis *diagnosis);
WillowStageKind willow_diagnosis_get_stage (const WillowDiagnosis *diagnosis);
gboolean        willow_diagnosis_is_healthy (const WillowDiagnosis *diagnosis);
/* Without a name of who must act. */
const char *willow_diagnosis_get_sentence (const WillowDiagnosis *diagnosis);
/* "" for none */
const char *willow_diagnosis_get_advice (const WillowDiagnosis *diagnosis);
/* scheme://host:port and path, without credentials */
const char *willow_diagnosis_get_url (const WillowDiagnosis *diagnosis);
const char *willow_diagnosis_get_version (const WillowDiagnosis *diagnosis);

/* (transfer none) (element-type WillowDoctorStage): those that this connection
 * needs, in their order */
GPtrArray *willow_diagnosis_get_stages (const WillowDiagnosis *diagnosis);
/* (transfer none) (element-type WillowDoctorProbe) */
GPtrArray *willow_diagnosis_get_probes (const WillowDiagnosis *diagnosis);
/* (transfer none) (element-type WillowDoctorFix): best first */
GPtrArray *willow_diagnosis_get_fixes (const WillowDiagnosis *diagnosis);

/* Translated: "not reached", "done" … */
const char *willow_stage_outcome_get_title (WillowStageOutcome outcome);
/* (transfer full): "3 ms"; "" where it is not known */
char *willow_doctor_stage_format_duration (const WillowDoctorStage *stage);

/* (transfer full): one JSON object, indented; docs/cli.md says what is in it */
char *willow_diagnosis_to_json (const WillowDiagnosis *diagnosis);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowDiagnosis, willow_diagnosis_unref)

G_END_DECLS
