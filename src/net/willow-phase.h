/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-facts.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_PHASE_RESOLVE,
  WILLOW_PHASE_TCP,
  WILLOW_PHASE_PROXY,
  WILLOW_PHASE_TLS,
  WILLOW_PHASE_UPGRADE,
  WILLOW_PHASE_ACCEPT, /* of a server: somebody connected */
} WillowPhaseKind;

typedef enum
{
  WILLOW_PHASE_RUNNING,
  WILLOW_PHASE_DONE,
  WILLOW_PHASE_FAILED,
} WillowPhaseOutcome;

/**
 * WillowPhase:
 * @start_us: monotonic
 * @duration_us: 0 while running
 * @subject: what it was about: the name, the address tried
 * @evidence: (nullable): what came out: the addresses found, the error
 * @tls: (nullable): of a TLS phase that has ended, well or not
 * @sent: (nullable): of a proxy or upgrade phase that has ended: the head of
 *   the request, credentials masked with asterisks of their length
 * @received: (nullable): the head of the answer, and the first bytes behind it
 *   where it refuses
 *
 * One step of coming up, as data, reported when it starts and when it ends.
 */
typedef struct
{
  WillowPhaseKind    kind;
  WillowPhaseOutcome outcome;
  gint64             start_us;
  gint64             duration_us;
  const char        *subject;
  const char        *evidence;
  WillowTlsFacts    *tls;
  GBytes            *sent;
  GBytes            *received;
} WillowPhase;

typedef void (*WillowPhaseFunc) (const WillowPhase *phase, gpointer user_data);

/**
 * willow_phase_to_variant:
 *
 * What there is to say about @phase, without words of any language but where
 * somebody else chose them, for recording. Of certificates what is shown, not
 * the bytes. "a{sv}", documented in willow-phase-variant.c.
 *
 * Returns: (transfer floating):
 */
GVariant *willow_phase_to_variant (const WillowPhase *phase);

/**
 * willow_phase_from_variant:
 * @variant: from anywhere: nothing in it is trusted
 *
 * Returns: (transfer full) (nullable): owns all that is in it; @start_us is 0,
 *   and its certificates have no bytes; %NULL if it is no phase
 */
WillowPhase *willow_phase_from_variant (GVariant *variant);

/* The same as text, as it stands in a record. (transfer full) */
char *willow_phase_to_text (const WillowPhase *phase);
/* (transfer full) (nullable) */
WillowPhase *willow_phase_from_text (const char *text, gsize len);
/* One that willow_phase_from_…() gave. */
void willow_phase_free (WillowPhase *phase);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowPhase, willow_phase_free)

G_END_DECLS
