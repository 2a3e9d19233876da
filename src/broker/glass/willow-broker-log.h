/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "link/willow-link.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_BROKER_LOG_OPENED,     /* a Network Connection, before its CONNECT */
  WILLOW_BROKER_LOG_CONNECTED,  /* CONNACK said yes */
  WILLOW_BROKER_LOG_REFUSED,    /* CONNACK said no */
  WILLOW_BROKER_LOG_TAKEN_OVER, /* another one came with its Client Identifier;
                                   ENDED follows */
  WILLOW_BROKER_LOG_ENDED,      /* the Network Connection is gone */
  WILLOW_BROKER_LOG_MESSAGE,    /* of no connection: "text" says it */
  WILLOW_BROKER_LOG_WARNING,    /* the same: somebody should look at it */
} WillowBrokerLogEvent;

/**
 * WillowBrokerLogEntry:
 * @connection: number, as in the records of a trace
 * @listener: (nullable): URL where it came in
 * @client_id: (nullable): as in CONNECT, or given by the broker
 * @user_name: (nullable)
 * @client: (nullable): its address
 * @by: (nullable): of TAKEN_OVER: address of the one that came
 * @server: (nullable): ours
 * @version: 0 before CONNECT
 * @reason: Reason Code of 5.0 of a refusal or of DISCONNECT; -1: there is none
 * @is_by_broker: of ENDED: the broker sent DISCONNECT or closed
 * @ending: of ENDED
 * @text: (nullable): more about it, for people
 *
 * What happened. Never has a password, a payload or a topic in it.
 */
typedef struct
{
  WillowBrokerLogEvent event;
  gint64               wall_us;
  guint32              connection;
  char                *listener;
  char                *client_id;
  char                *user_name;
  GSocketAddress      *client;
  GSocketAddress      *by;
  GSocketAddress      *server;
  MqttVersion          version;
  int                  reason;
  gboolean             is_by_broker;
  WillowEndingKind     ending;
  char                *text;
} WillowBrokerLogEntry;

/**
 * WillowBrokerLog:
 *
 * What a broker has to tell, from its thread to the one that writes it down.
 * Bounded: what nobody takes is counted and dropped, for a broker does not wait
 * for its log. Thread-safe; atomically reference counted.
 */
typedef struct _WillowBrokerLog WillowBrokerLog;

/* @max_entries: that wait */
WillowBrokerLog *willow_broker_log_new (guint max_entries);
WillowBrokerLog *willow_broker_log_ref (WillowBrokerLog *log);
void             willow_broker_log_unref (WillowBrokerLog *log);

/* Which events are wanted: bits 1 << WillowBrokerLogEvent; at first all. Before
 * the log is shared, or where it does not matter which one comes last. */
void     willow_broker_log_set_events (WillowBrokerLog *log, guint events);
void     willow_broker_log_add_events (WillowBrokerLog *log, guint events);
gboolean willow_broker_log_wants (WillowBrokerLog     *log,
                                  WillowBrokerLogEvent event);

/* A sentence, of no connection. */
void willow_broker_log_say (WillowBrokerLog     *log,
                            WillowBrokerLogEvent event,
                            const char          *text);
/* @entry: (transfer full) */
void willow_broker_log_push (WillowBrokerLog *log, WillowBrokerLogEntry *entry);
/* @n_dropped: (out): since the last time. (transfer full) (element-type
 * WillowBrokerLogEntry): oldest first, perhaps empty */
GPtrArray *willow_broker_log_take (WillowBrokerLog *log, guint *n_dropped);

/* Now, of no connection. */
WillowBrokerLogEntry *willow_broker_log_entry_new (WillowBrokerLogEvent event);
void willow_broker_log_entry_free (WillowBrokerLogEntry *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowBrokerLog, willow_broker_log_unref)

G_END_DECLS
