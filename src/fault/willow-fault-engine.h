/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault/willow-fault.h"
#include "net/willow-transport.h"
#include "trace/willow-record.h"

G_BEGIN_DECLS

/**
 * WillowFaultEngine:
 *
 * Applies a list of faults to one Network Connection: bytes of either direction
 * go in, and what becomes of them comes out, packet by packet, perhaps later.
 * Bytes that are no MQTT go through untouched. It does no I/O; it belongs to
 * the thread of its reactor, which wakes it for what waits.
 */
typedef struct _WillowFaultEngine WillowFaultEngine;

typedef struct
{
  /* Goes on to the peer of @direction. */
  void (*forward) (WillowDirection direction,
                   MqttSlice       bytes,
                   gpointer        user_data);
  /* A fault has fired. @text: translated */
  void (*fired) (WillowDirection    direction,
                 const WillowFault *fault,
                 const char        *text,
                 gpointer           user_data);
  /* The Network Connection ends, behind everything that was forwarded. */
  void (*close) (WillowCloseMode mode, gpointer user_data);
} WillowFaultEngineFuncs;

/* @funcs: each may free the engine */
WillowFaultEngine *willow_fault_engine_new (WillowReactor *reactor,
                                            const WillowFaultEngineFuncs *funcs,
                                            gpointer user_data);
/* What it holds back is lost. */
void willow_fault_engine_free (WillowFaultEngine *engine);

/* What is stalled or throttled by a fault that is not in @list goes on.
 * @list: (nullable): none */
void willow_fault_engine_set_list (WillowFaultEngine *engine,
                                   WillowFaultList   *list);

/* For one that comes in when the Network Connection is up already.
 * @user_name: (nullable) */
void willow_fault_engine_set_identity (WillowFaultEngine *engine,
                                       MqttVersion        version,
                                       const char        *client_id,
                                       const char        *user_name);
/* The same: @begun is the beginning of a packet that has gone by, after which
 * @n_more bytes have to be let pass anyway. */
void willow_fault_engine_skip (WillowFaultEngine *engine,
                               WillowDirection    direction,
                               MqttSlice          begun,
                               gsize              n_more);

void willow_fault_engine_feed (WillowFaultEngine *engine,
                               WillowDirection    direction,
                               const guint8      *data,
                               gsize              len);
/* No more bytes will come: an unfinished packet goes on as it is. */
void willow_fault_engine_end (WillowFaultEngine *engine,
                              WillowDirection    direction);

/**
 * willow_fault_engine_get_held_bytes:
 * @until_us: (out) (optional): monotonic time until which that may last;
 *   %G_MAXINT64 for ever
 */
gsize willow_fault_engine_get_held_bytes (WillowFaultEngine *engine,
                                          WillowDirection    direction,
                                          gint64            *until_us);

/* Gives everything out that waits, at once and in order, also an unfinished
 * packet: behind it nothing has to go through the engine any more. */
void willow_fault_engine_release (WillowFaultEngine *engine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowFaultEngine, willow_fault_engine_free)

G_END_DECLS
