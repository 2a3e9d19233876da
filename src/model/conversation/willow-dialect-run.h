/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client.h"
#include "model/conversation/willow-dialects.h"
#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_DIALECT_NOT_RUN,
  WILLOW_DIALECT_CONNECTING,
  WILLOW_DIALECT_ACCEPTED,
  WILLOW_DIALECT_REFUSED, /* by a CONNACK, of whatever form */
  WILLOW_DIALECT_FAILED,  /* there was none */
} WillowDialectOutcome;

/**
 * WillowDialectRun:
 *
 * One profile as 3.1, 3.1.1 and 5.0: first what would be sent, and when it is
 * started, three connections one after the other, each left with DISCONNECT as
 * soon as it is answered. Belongs to the thread that made it.
 *
 * Signal "changed": an outcome has.
 */
#define WILLOW_TYPE_DIALECT_RUN (willow_dialect_run_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowDialectRun, willow_dialect_run, WILLOW, DIALECT_RUN, GObject)

WillowDialectRun *willow_dialect_run_new (WillowIoThread *io_thread);

/* @options: (array fixed-size=3): one of each version. Stops, and forgets the
 * answers. */
void willow_dialect_run_set_options (WillowDialectRun           *self,
                                     WillowClientOptions *const *options);
/* The same of a profile; answers to the very same packets stay. @password:
 * (nullable) */
void willow_dialect_run_set_profile (WillowDialectRun *self,
                                     WillowProfile    *profile,
                                     GBytes           *password);

void     willow_dialect_run_start (WillowDialectRun *self);
void     willow_dialect_run_stop (WillowDialectRun *self);
gboolean willow_dialect_run_is_running (WillowDialectRun *self);

WillowDialectOutcome willow_dialect_run_get_outcome (WillowDialectRun *self,
                                                     guint             dialect);
/* (transfer none): translated: what became of it */
const char *willow_dialect_run_get_sentence (WillowDialectRun *self,
                                             guint             dialect);
/* (transfer full): what would be or was sent, and what was answered */
WillowDialects *willow_dialect_run_align (WillowDialectRun *self);

/**
 * willow_dialect_run_dup_plan:
 *
 * What starting it does on the broker, sentence by sentence.
 *
 * Returns: (transfer full) (element-type utf8): translated
 */
GPtrArray *willow_dialect_run_dup_plan (WillowDialectRun *self);

G_END_DECLS
