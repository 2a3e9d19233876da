/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doctor/willow-diagnosis.h"
#include "doctor/willow-doctor-attempt-private.h"

G_BEGIN_DECLS

/* Only for src/doctor. */

/**
 * willow_doctor_plan:
 * @try_versions: also the profile's own CONNECT in another version
 *
 * What may be tried now to know more: nothing, where nothing more would be
 * known.
 *
 * Returns: (transfer full) (element-type WillowDoctorTry): without attempts
 */
GPtrArray *willow_doctor_plan (const WillowDoctorAttempt *attempt,
                               const WillowDiagnosis     *diagnosis,
                               gboolean                   try_versions);

/* The CONNECT of @own with another version or Client Identifier.
 * @client_id: (nullable): %NULL: its own. (transfer full) */
WillowClientOptions *
willow_doctor_change_options (const WillowClientOptions *own,
                              MqttVersion                version,
                              const char                *client_id,
                              guint                      timeout_ms);
/* What @try connects with: without name, password, will and certificate of the
 * profile, unless it is the profile's own. (transfer full) */
WillowClientOptions *willow_doctor_build_try (const WillowDoctorTry     *try,
                                              const WillowClientOptions *own,
                                              guint timeout_ms);

/* A Client Identifier that nobody else has. (transfer full) */
char *willow_doctor_make_client_id (void);

/**
 * willow_doctor_follow_up_async:
 * @tries: (element-type WillowDoctorTry): get their attempts
 *
 * All at once, each left with DISCONNECT as soon as CONNACK has come. Finishes
 * when all have.
 */
void     willow_doctor_follow_up_async (WillowIoThread            *io_thread,
                                        GPtrArray                 *tries,
                                        const WillowClientOptions *own,
                                        guint                      timeout_ms,
                                        GCancellable              *cancellable,
                                        GAsyncReadyCallback        callback,
                                        gpointer                   user_data);
gboolean willow_doctor_follow_up_finish (GAsyncResult *result, GError **error);

G_END_DECLS
