/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doctor/willow-doctor-attempt.h"

G_BEGIN_DECLS

/**
 * WillowDoctorWatch:
 *
 * Looks on while a client connects and tells what became of each attempt: when
 * CONNACK has come, when it failed, and when a connection is lost soon after.
 * Makes no connection of its own. On the thread of the client's owner.
 */
typedef struct _WillowDoctorWatch WillowDoctorWatch;

/* @diagnosis: (transfer none) */
typedef void (*WillowDoctorWatchFunc) (WillowDiagnosis *diagnosis,
                                       gpointer         user_data);

/* Takes the client's phase function. @client: outlives the watch, or is
 * disposed before. (transfer full) */
WillowDoctorWatch *willow_doctor_watch_new (WillowClient         *client,
                                            WillowDoctorWatchFunc func,
                                            gpointer              user_data);
void               willow_doctor_watch_free (WillowDoctorWatch *watch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowDoctorWatch, willow_doctor_watch_free)

G_END_DECLS
