/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-connector.h"

G_BEGIN_DECLS

/**
 * WillowDialer:
 *
 * Happy eyeballs (RFC 8305): the addresses of a host are tried in turn, the
 * families alternating, each a quarter of a second after the one before or as
 * soon as it has failed; the first that answers wins. Each attempt is a phase.
 * Only for src/net.
 */
typedef struct _WillowDialer WillowDialer;

/* Once, never from within willow_dialer_new(); may free the dialer.
 * @socket: (nullable): connected, or @error is set */
typedef void (*WillowDialerFunc) (GSocket      *socket,
                                  const GError *error,
                                  gpointer      user_data);

/* @addresses: (element-type GSocketAddress): at least one, as the resolver
 * orders them */
WillowDialer *willow_dialer_new (WillowReactor   *reactor,
                                 GPtrArray       *addresses,
                                 WillowPhaseFunc  phase_func,
                                 gpointer         phase_data,
                                 WillowDialerFunc func,
                                 gpointer         user_data);
/* Ends what is still going on.
 * @reason: (nullable): evidence for the phases that are running */
void willow_dialer_free (WillowDialer *dialer, const char *reason);

/* For the reports of other phases. */
void willow_phase_report (WillowPhaseFunc    func,
                          gpointer           data,
                          WillowPhaseKind    kind,
                          WillowPhaseOutcome outcome,
                          gint64             start_us,
                          const char        *subject,
                          const char        *evidence);

G_END_DECLS
