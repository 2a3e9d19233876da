/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client-options.h"
#include "doctor/willow-diagnosis.h"
#include "link/willow-io-thread.h"
#include "trace/willow-trace-queue.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_DOCTOR_DEFAULT = 0,
  /* No connections but the first. */
  WILLOW_DOCTOR_NO_PROBES = 1 << 0,
  /* After a failure at CONNECT: also in another version of MQTT. */
  WILLOW_DOCTOR_TRY_VERSIONS = 1 << 1,
  /* With a Client Identifier that nobody else has, so that a client which runs
   * with the profile's own is not taken over. */
  WILLOW_DOCTOR_OTHER_CLIENT_ID = 1 << 2,
} WillowDoctorFlags;

/**
 * WillowDoctorRequest:
 * @filters: (nullable): payload of a SUBSCRIBE, as
 *   mqtt_filters_append_subscription() builds it
 * @filter_names: (nullable): the Topic Filters in it
 * @stay_ms: how long it is looked whether it stays open; 0: a quarter of a
 *   second
 * @probe_timeout_ms: for each probe after a failure; 0: two seconds
 * @trace: (nullable): of the first connection
 */
typedef struct
{
  WillowDoctorFlags  flags;
  GBytes            *filters;
  const char *const *filter_names;
  guint              stay_ms;
  guint              probe_timeout_ms;
  WillowTraceQueue  *trace;
} WillowDoctorRequest;

/**
 * willow_doctor_run_async:
 * @options: what is diagnosed, as it is
 * @request: (nullable): copied
 *
 * Connects with @options and says what became of it; after a failure looks what
 * really answers there, with connections that tell nothing about who we are.
 *
 * What it does to the broker is what this client would do: a client that runs
 * with the same Client Identifier is taken over, Clean Start ends a Session. It
 * leaves with DISCONNECT 0x00, so that no will is published, and acknowledges
 * no message: what a kept Session has queued with QoS 1 and 2 stays in it.
 *
 * A failure to connect is a result and no error: the only one is
 * G_IO_ERROR_CANCELLED.
 */
void willow_doctor_run_async (WillowIoThread            *io_thread,
                              WillowClientOptions       *options,
                              const WillowDoctorRequest *request,
                              GCancellable              *cancellable,
                              GAsyncReadyCallback        callback,
                              gpointer                   user_data);
/* (transfer full) (nullable) */
WillowDiagnosis *willow_doctor_run_finish (GAsyncResult *result,
                                           GError      **error);

G_END_DECLS
