/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doctor/willow-doctor-attempt.h"

G_BEGIN_DECLS

/* Only for src/doctor. Times are monotonic, 0: not yet. */
struct _WillowDoctorAttempt
{
  WillowClientOptions *options;
  GPtrArray           *phases; /* WillowPhase, that have ended */
  gint64               start_us;
  gint64               up_us; /* the last phase ended: CONNECT goes out */
  gint64               connack_us;
  gint64               suback_us;
  gint64               end_us;

  gboolean was_connected; /* CONNACK 0 */
  gboolean has_left;      /* by us, and it was there until then */
  gboolean expects_suback;
  gboolean expects_stay;

  WillowClientState state;
  gboolean          has_ending;
  WillowEnding      ending; /* its error is error */
  GError           *error;  /* (nullable) */
  gboolean          session_present;
  GBytes           *connack;    /* (nullable) */
  GBytes           *disconnect; /* (nullable) */
  char             *sentence; /* what the client says of the end; (nullable) */
  char            **filters;  /* (nullable) */
  GBytes           *codes;    /* (nullable): of SUBACK */
};

/* What something that answered speaks. */
typedef enum
{
  WILLOW_ANSWER_NONE, /* no byte came */
  WILLOW_ANSWER_MQTT,
  WILLOW_ANSWER_TLS,
  WILLOW_ANSWER_WEBSOCKET,
  WILLOW_ANSWER_HTTP,
  WILLOW_ANSWER_SSH,
  WILLOW_ANSWER_MAIL_OR_FTP,
  WILLOW_ANSWER_OTHER,
} WillowAnswer;

/**
 * WillowDoctorTry:
 *
 * One follow-up probe, as long as it goes on and after.
 */
typedef struct
{
  WillowEndpoint      *endpoint;
  MqttVersion          version;
  gboolean             is_own; /* the profile's own CONNECT, in that version */
  WillowDoctorAttempt *attempt;
} WillowDoctorTry;

void willow_doctor_try_free (gpointer data);
/* A ServerHello or an alert came, or more. */
gboolean willow_doctor_try_has_tls (const WillowDoctorTry *try);
/* 101, whatever came behind it. */
gboolean willow_doctor_try_has_websocket (const WillowDoctorTry *try);
/* MQTT was answered by CONNACK. */
gboolean willow_doctor_try_works (const WillowDoctorTry *try);

/* (nullable): the last that ended, of that kind */
const WillowPhase *
willow_doctor_attempt_find (const WillowDoctorAttempt *attempt,
                            WillowPhaseKind            kind);
/* The first bytes that came behind all phases, or in a TLS phase that failed */
const guint8 *willow_doctor_attempt_peek (const WillowDoctorAttempt *attempt,
                                          gsize                     *len);
/* What answered, as far as the attempt shows it. */
WillowAnswer
willow_doctor_attempt_recognise (const WillowDoctorAttempt *attempt);
WillowAnswer willow_doctor_recognise (const guint8 *data, gsize len);
const char  *willow_answer_get_name (WillowAnswer answer);
/* CONNACK has come, whatever it says. */
gboolean willow_doctor_attempt_has_connack (const WillowDoctorAttempt *attempt);
/* A whole CONNACK of 3.x, where 5.0 was asked: its Return code; -1: no */
int willow_doctor_attempt_get_old_code (const WillowDoctorAttempt *attempt);

/* willow-doctor-judge*.c. What @error of the connector says. */
WillowVerdict willow_doctor_judge_network (const WillowDoctorAttempt *attempt,
                                           const GError              *error);
WillowVerdict willow_doctor_judge_tls (const WillowDoctorAttempt *attempt,
                                       const GError              *error);
WillowVerdict willow_doctor_judge_websocket (const WillowDoctorAttempt *attempt,
                                             const GError              *error);

/* @tries: (nullable) (element-type WillowDoctorTry) */
WillowDiagnosis *willow_doctor_judge_with (const WillowDoctorAttempt *attempt,
                                           GPtrArray                 *tries);

G_END_DECLS
