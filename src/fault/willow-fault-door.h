/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault/willow-fault.h"
#include "net/willow-tls-context.h"
#include "net/willow-transport.h"
#include "net/willow-websocket-twist.h"

G_BEGIN_DECLS

/**
 * WillowFaultDoor:
 *
 * What a listener does wrong before there is any MQTT: in TLS, and in the
 * upgrade to a WebSocket. Zero-initialised is a new one; it keeps certificates
 * that it has made. Belongs to one thread.
 */
typedef struct
{
  /*< private >*/
  WillowTlsSettings *settings; /* (nullable): what the contexts are made from */
  WillowTlsContext  *contexts[WILLOW_FAULT_N_KINDS]; /* (nullable) each */
} WillowFaultDoor;

void willow_fault_door_clear (WillowFaultDoor *door);

/**
 * willow_fault_door_open_tls:
 * @transport: (transfer full): that somebody came in by
 * @tls: the right one
 * @note: (out) (transfer full): what was done wrong; %NULL: nothing
 *
 * Returns: (transfer full): TLS over it
 */
WillowTransport *willow_fault_door_open_tls (WillowFaultDoor  *door,
                                             WillowReactor    *reactor,
                                             WillowFaultList  *list,
                                             WillowTransport  *transport,
                                             WillowTlsContext *tls,
                                             char            **note);

/* What is to be wrong with the answer to an upgrade. Returns: whether there is
 * anything */
gboolean willow_fault_door_twist (WillowFaultList      *list,
                                  WillowWebsocketTwist *twist);

G_END_DECLS
