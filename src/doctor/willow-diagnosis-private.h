/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doctor/willow-diagnosis.h"

#include "doctor/willow-doctor-attempt.h"

G_BEGIN_DECLS

/* Only for src/doctor, and only until it is given away. */
struct _WillowDiagnosis
{
  WillowVerdict verdict;
  const char   *name;
  int           code;
  WillowActor   actor;
  int           stage; /* WillowStageKind */
  char         *sentence;
  char         *advice;
  char         *url;
  const char   *version;
  GPtrArray    *stages;
  GPtrArray    *probes;
  GPtrArray    *fixes;

  gatomicrefcount ref_count;
};

WillowDiagnosis *willow_diagnosis_new (void);

/* (transfer none) (nullable): where the connection has no such stage */
WillowDoctorStage *willow_diagnosis_find_stage (WillowDiagnosis *diagnosis,
                                                WillowStageKind  kind);
WillowDoctorStage *willow_diagnosis_add_stage (WillowDiagnosis *diagnosis,
                                               WillowStageKind  kind);
/* @title: translated, static; @value: (transfer full) (nullable): %NULL adds
 * nothing */
void willow_doctor_stage_take_fact (WillowDoctorStage *stage,
                                    const char        *key,
                                    const char        *title,
                                    char              *value);

/* @text: with {key} in it; then pairs of key and value, ended by %NULL.
 * (transfer full) */
char *willow_doctor_fill (const char *text, ...) G_GNUC_NULL_TERMINATED;

/* "20 02 00 05" (transfer full) */
char *willow_doctor_format_bytes (const guint8 *data, gsize len);

/* willow-doctor-stages.c: what happened at which stage */
void willow_doctor_fill_stages (WillowDiagnosis           *diagnosis,
                                const WillowDoctorAttempt *attempt);

/* willow-doctor-stages-packets.c: those of MQTT */
void willow_doctor_fill_packets (WillowDiagnosis           *diagnosis,
                                 const WillowDoctorAttempt *attempt);

/* willow-doctor-words.c: after verdict and stage. @tries: (nullable) */
void willow_doctor_set_texts (WillowDiagnosis           *diagnosis,
                              const WillowDoctorAttempt *attempt,
                              const WillowVerdictInfo   *info,
                              GPtrArray                 *tries);

/* willow-doctor-try.c. @tries: (element-type WillowDoctorTry) */
void willow_doctor_add_probes (WillowDiagnosis *diagnosis, GPtrArray *tries);

/* willow-doctor-fix.c: after the verdict. @tries: (nullable) (element-type
 * WillowDoctorTry) */
void willow_doctor_add_fixes (WillowDiagnosis           *diagnosis,
                              const WillowDoctorAttempt *attempt,
                              GPtrArray                 *tries);

G_END_DECLS
