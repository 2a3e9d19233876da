/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  WILLOW_TAKEOVER_NONE,   /* nothing speaks for it, or cannot tell */
  WILLOW_TAKEOVER_LIKELY, /* by the times alone */
  WILLOW_TAKEOVER_CERTAIN,
} WillowTakeover;

/**
 * WillowTakeoverSample:
 * @is_told: DISCONNECT 0x8E said it, or a broker in this process
 * @is_silent_close: connected, and then the Server, and nobody else, closed
 *   without a word of MQTT: FIN, RST, close_notify, a Close frame
 * @connected_us: CONNACK
 * @ended_us: all in one monotonic time
 * @last_sent_us: the last packet that went out
 * @last_received_us: and came in
 * @answer_us: from CONNECT to CONNACK: how fast the Server is
 */
typedef struct
{
  gboolean is_told;
  gboolean is_silent_close;
  gint64   connected_us;
  gint64   ended_us;
  gint64   last_sent_us;
  gint64   last_received_us;
  gint64   answer_us;
} WillowTakeoverSample;

/**
 * WillowTakeoverWatch:
 *
 * Tells whether another client uses the same Client Identifier, by how one
 * connection after the other ended. MQTT 5.0 says so; before, a loop shows by
 * its times: the other one comes back a fixed time after it was thrown out,
 * which is a fixed time after we connected, however long we had waited before.
 *
 * It is only said when nothing else explains it: each of a series was closed by
 * the Server, none in answer to a packet of ours (a Server that does not like
 * it, a NAT that has forgotten the connection), none after a failed attempt
 * (network, restart), all as long as each other, and not because something cuts
 * at fixed moments or after a fixed silence. What cannot be told is not said.
 */
typedef struct _WillowTakeoverWatch WillowTakeoverWatch;

WillowTakeoverWatch *willow_takeover_watch_new (void);
void                 willow_takeover_watch_free (WillowTakeoverWatch *watch);

/* What a connection came to, or an attempt, in order. */
WillowTakeover willow_takeover_watch_add (WillowTakeoverWatch        *watch,
                                          const WillowTakeoverSample *sample);
/* A person left or began: what came before says nothing. */
void willow_takeover_watch_reset (WillowTakeoverWatch *watch);
WillowTakeover
willow_takeover_watch_get_verdict (const WillowTakeoverWatch *watch);

/* (array length=n) (transfer none): how long the connections of the series
 * held, oldest first */
const gint64 *
willow_takeover_watch_get_intervals_us (const WillowTakeoverWatch *watch,
                                        guint                     *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowTakeoverWatch, willow_takeover_watch_free)

G_END_DECLS
