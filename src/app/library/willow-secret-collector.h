/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window/willow-workspace.h"

G_BEGIN_DECLS

/**
 * willow_secret_collector_run_async:
 * @profiles: (element-type WillowProfile)
 *
 * Asks the secret service for all secrets of these profiles, one after the
 * other. Those of the way to the broker are in the profiles then.
 */
void willow_secret_collector_run_async (WillowWorkspace    *workspace,
                                        GPtrArray          *profiles,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
/* @n_missing: (out): passwords that a profile uses and nobody knows here.
 * (transfer full) (nullable) (element-type WillowProfile GBytes): the passwords
 * of MQTT; @error: only where it was cancelled */
GHashTable *willow_secret_collector_run_finish (GAsyncResult *result,
                                                guint        *n_missing,
                                                GError      **error);

G_END_DECLS
