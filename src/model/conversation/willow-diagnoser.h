/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client.h"
#include "doctor/willow-diagnosis.h"
#include "doctor/willow-doctor.h"
#include "model/profile/willow-profile.h"
#include "trace/willow-trace-queue.h"

G_BEGIN_DECLS

#define WILLOW_TYPE_DIAGNOSER (willow_diagnoser_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowDiagnoser, willow_diagnoser, WILLOW, DIAGNOSER, GObject)

/**
 * WillowDiagnoser:
 *
 * What the doctor says about a profile: of each attempt that its client makes,
 * without another connection, and when asked with one of its own.
 *
 * Properties (notify): "diagnosis" (WillowDiagnosis as pointer, nullable: stays
 * until the next one or until it is dismissed), "running" (boolean: it connects
 * by itself now).
 */
WillowDiagnoser *willow_diagnoser_new (WillowProfile    *profile,
                                       WillowClient     *client,
                                       WillowIoThread   *io_thread,
                                       WillowTraceQueue *trace);

/* Connects, watches and leaves, as willow_doctor_run_async() says. Not while
 * the client is connected: what is known of that stays.
 * @password: (nullable) */
void willow_diagnoser_run (WillowDiagnoser  *self,
                           GBytes           *password,
                           WillowDoctorFlags flags);
void willow_diagnoser_cancel (WillowDiagnoser *self);
void willow_diagnoser_dismiss (WillowDiagnoser *self);

/* (transfer none) (nullable) */
WillowDiagnosis *willow_diagnoser_get_diagnosis (WillowDiagnoser *self);
gboolean         willow_diagnoser_get_running (WillowDiagnoser *self);

/**
 * willow_profile_apply_changes:
 * @changes: "a{sv}" of a WillowDoctorFix
 *
 * Returns: %FALSE if the profile has no such property; what it has is set
 */
gboolean willow_profile_apply_changes (WillowProfile *self, GVariant *changes);

G_END_DECLS
