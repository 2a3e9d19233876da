/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client.h"
#include "doctor/willow-diagnosis.h"

G_BEGIN_DECLS

/**
 * WillowDoctorAttempt:
 *
 * What is known of one attempt to connect, as it is told by a client: its
 * phases, CONNACK, how it ended. Of the client's owner's thread.
 */
typedef struct _WillowDoctorAttempt WillowDoctorAttempt;

/* An attempt begins now. (transfer full) */
WillowDoctorAttempt *willow_doctor_attempt_new (WillowClientOptions *options);
void                 willow_doctor_attempt_free (WillowDoctorAttempt *attempt);

/* Copies what is in it. */
void willow_doctor_attempt_add_phase (WillowDoctorAttempt *attempt,
                                      const WillowPhase   *phase);
/* At each change of the client's state. */
void willow_doctor_attempt_hear (WillowDoctorAttempt *attempt,
                                 WillowClient        *client);
/* An error where there was no connection to speak of.
 * @error: of willow_client_connect_finish() */
void willow_doctor_attempt_hear_error (WillowDoctorAttempt *attempt,
                                       const GError        *error);
/* @filters: (array zero-terminated=1): that were asked for; @codes: one each */
void willow_doctor_attempt_hear_suback (WillowDoctorAttempt *attempt,
                                        const char *const   *filters,
                                        GBytes              *codes);
/* It was still there when it was left. */
void willow_doctor_attempt_hear_stay (WillowDoctorAttempt *attempt);
/* SUBACK and staying are stages of it. */
void willow_doctor_attempt_expect (WillowDoctorAttempt *attempt,
                                   gboolean             suback,
                                   gboolean             stay);

/* CONNACK has come, or the end. */
gboolean willow_doctor_attempt_is_over (const WillowDoctorAttempt *attempt);

/**
 * willow_doctor_judge:
 *
 * What became of it, without any new connection.
 *
 * Returns: (transfer full):
 */
WillowDiagnosis *willow_doctor_judge (const WillowDoctorAttempt *attempt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowDoctorAttempt, willow_doctor_attempt_free)

G_END_DECLS
