/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client-io-private.h"
#include "client/willow-ending-record.h"

G_BEGIN_DECLS

/* Shared by willow-ending-*.c and willow-client-io.c only. */

/* What a fate depends on, beside what the record has already. */
typedef struct
{
  gboolean has_will;
  guint32  will_delay_seconds;
  gboolean clean_start;
  /* Session Expiry Interval of 5.0: CONNECT's, or CONNACK's in its place */
  guint32  agreed_expiry_seconds;
  gboolean has_leaving_expiry; /* our DISCONNECT had one */
  guint32  leaving_expiry_seconds;
} WillowEndingTerms;

#define WILLOW_ENDING_NEVER_SECONDS G_MAXUINT32

/* (transfer full): empty */
WillowEndingRecord *willow_ending_record_new (void);

/* Fills in Session and will, when everything else is there. */
void willow_ending_decide_fates (WillowEndingRecord      *record,
                                 const WillowEndingTerms *terms);

/* (transfer full): of the link that has just ended, on the I/O thread */
WillowEndingRecord *willow_ending_observe (WillowClientIo     *io,
                                           const WillowEnding *ending);

G_END_DECLS
