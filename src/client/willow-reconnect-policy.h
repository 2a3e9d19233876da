/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WillowReconnectSettings:
 * @delay_ms: before the first attempt; each further one waits twice as long
 * @maximum_ms: but no longer than that, jitter included
 * @jitter_percent: by how much a wait may be longer or shorter by chance, so
 *   that many clients do not come back at the same moment
 * @stop_on_refusal: an answer that will be the same again ends it
 */
typedef struct
{
  gboolean enabled;
  guint    delay_ms;
  guint    maximum_ms;
  guint    jitter_percent;
  gboolean stop_on_refusal;
} WillowReconnectSettings;

/* What became of a connection, or of an attempt to make one. */
typedef enum
{
  WILLOW_OUTCOME_LEFT,      /* a person wanted it: disconnected, cancelled */
  WILLOW_OUTCOME_REFUSED,   /* CONNACK with a code */
  WILLOW_OUTCOME_DISMISSED, /* DISCONNECT of the Server with a code */
  WILLOW_OUTCOME_UNFIT,     /* nothing that time alone changes: see
                               willow_reconnect_is_lasting_error() */
  WILLOW_OUTCOME_BROKEN,    /* everything else: closed, reset, silent … */
} WillowOutcomeKind;

/* @lasted_us: from CONNACK to the end; 0 where there was none
 * @is_taken_over: another client uses this Client Identifier */
typedef struct
{
  WillowOutcomeKind kind;
  MqttVersion       version;
  guint8            code;
  gint64            lasted_us;
  gboolean          is_taken_over;
} WillowOutcome;

typedef enum
{
  WILLOW_RECONNECT_OFF,  /* not asked for */
  WILLOW_RECONNECT_IDLE, /* connected, connecting, or nothing to do yet */
  WILLOW_RECONNECT_WAITING,
  WILLOW_RECONNECT_LEFT,    /* ended by a person */
  WILLOW_RECONNECT_REFUSED, /* … by an answer that will be the same again */
  WILLOW_RECONNECT_TAKEN_OVER, /* … because two would only throw each other out
                                */
} WillowReconnectState;

/**
 * WillowReconnectPolicy:
 *
 * When to connect again, and when not any more. No I/O and no clock: time and
 * chance are passed in.
 */
typedef struct _WillowReconnectPolicy WillowReconnectPolicy;

/* Returns: from 0 to 1, without 1 */
typedef double (*WillowReconnectRandom) (gpointer user_data);

/* @random: (nullable): %NULL: that of GLib */
WillowReconnectPolicy *
willow_reconnect_policy_new (WillowReconnectRandom random, gpointer user_data);
void willow_reconnect_policy_free (WillowReconnectPolicy *policy);

/* A person connects: everything begins anew. */
void willow_reconnect_policy_begin (WillowReconnectPolicy         *policy,
                                    const WillowReconnectSettings *settings);

/* Returns: what is to be done about it */
WillowReconnectState willow_reconnect_policy_ended (
    WillowReconnectPolicy *policy, const WillowOutcome *outcome, gint64 now_us);
/* An attempt begins, because it is due or because a person cannot wait. */
void willow_reconnect_policy_attempt (WillowReconnectPolicy *policy);
/* A person does not want it any more. */
void willow_reconnect_policy_stop (WillowReconnectPolicy *policy);

WillowReconnectState
willow_reconnect_policy_get_state (const WillowReconnectPolicy *policy);
/* When the next attempt is due; meaningful while waiting */
gint64 willow_reconnect_policy_get_due_us (const WillowReconnectPolicy *policy);
/* Of the next attempt, or the one that goes on: from 1; 0: the person's own */
guint willow_reconnect_policy_get_attempt (const WillowReconnectPolicy *policy);

/* Whether the same CONNECT will be refused again: FALSE where the code speaks
 * about now (unavailable, busy, a quota, a rate) or says nothing. */
gboolean willow_reconnect_is_lasting_connack (MqttVersion version, guint8 code);
/* The same of a Server's DISCONNECT (5.0). */
gboolean willow_reconnect_is_lasting_disconnect (guint8 code);
/* Whether time alone changes nothing: a certificate that is not trusted,
 * settings that cannot be sent, a server that is none of MQTT. */
gboolean willow_reconnect_is_lasting_error (const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowReconnectPolicy,
                               willow_reconnect_policy_free)

G_END_DECLS
