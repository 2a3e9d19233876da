/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-ending-record.h"
#include "client/willow-reconnect-policy.h"
#include "client/willow-takeover-watch.h"

G_BEGIN_DECLS

/**
 * WillowReconnector:
 *
 * Watches how the connections of a client end, one after the other, and tells
 * its owner when to connect again: policy, takeover watch and a timer on the
 * owner's thread.
 */
typedef struct _WillowReconnector WillowReconnector;

typedef struct
{
  /* It is due: connect the client with the same options. */
  void (*attempt) (gpointer user_data);
  /* (nullable): whether somebody who knows the Server says that another client
   * took the session over */
  gboolean (*is_taken_over) (const WillowEndingRecord *record,
                             gpointer                  user_data);
} WillowReconnectorFuncs;

/* @client: (transfer none): must live longer */
WillowReconnector *willow_reconnector_new (WillowClient                 *client,
                                           const WillowReconnectorFuncs *funcs,
                                           gpointer user_data);
void               willow_reconnector_free (WillowReconnector *self);

/* A person connects with @options. */
void willow_reconnector_begin (WillowReconnector             *self,
                               const WillowReconnectSettings *settings,
                               WillowClientOptions           *options);
/* The state of the client has changed. Returns: what comes of it */
WillowReconnectState willow_reconnector_hear (WillowReconnector *self);
/* A person wants no further attempt, or the next one at once. */
void willow_reconnector_stop (WillowReconnector *self);
void willow_reconnector_try_now (WillowReconnector *self);

WillowReconnectState willow_reconnector_get_state (WillowReconnector *self);
/* Until the next attempt, while waiting */
gint64 willow_reconnector_get_rest_us (WillowReconnector *self);
/* As willow_reconnect_policy_get_attempt() */
guint willow_reconnector_get_attempt (WillowReconnector *self);
/* (transfer none): about another client of the same Client Identifier */
const WillowTakeoverWatch *
willow_reconnector_get_takeover (WillowReconnector *self);
/* (transfer none) (nullable): of the last begin() */
WillowClientOptions *willow_reconnector_get_options (WillowReconnector *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowReconnector, willow_reconnector_free)

G_END_DECLS
