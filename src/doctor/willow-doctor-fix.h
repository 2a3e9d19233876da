/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doctor/willow-diagnosis-private.h"
#include "doctor/willow-doctor-attempt-private.h"

G_BEGIN_DECLS

/* "pinned" of the profile's property "tls-trust". */
#define WILLOW_DOCTOR_TRUST_PINNED 3u

/* Only for src/doctor. @sentence, @warning: (transfer full) */
void willow_doctor_fix_take (WillowDiagnosis *diagnosis,
                             char            *sentence,
                             char            *warning,
                             GVariantDict    *changes);
/* @path: (nullable) */
void willow_doctor_fix_add_scheme (WillowDiagnosis *diagnosis,
                                   WillowScheme     scheme,
                                   guint16          port,
                                   const char      *path);
/* Where CONNACK or DISCONNECT names another server. */
void willow_doctor_fix_add_reference (WillowDiagnosis           *diagnosis,
                                      const WillowDoctorAttempt *attempt);

G_END_DECLS
