/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-connection.h"
#include "broker/route/willow-broker-router.h"

G_BEGIN_DECLS

/**
 * WillowBrokerStore:
 *
 * What makes the broker durable: Sessions, Subscriptions, messages that wait or
 * are on their way, retained messages and wills, in a SQLite file. A broker in
 * memory has none (%NULL).
 *
 * What changes in a turn of the loop goes to the disk as a whole, by a thread
 * of its own; packets that promise it are held by their connections until it is
 * there (mqtt/mqtt-connection-hold.h). When nothing can be written, what needs
 * the store is refused, and everything else goes on in memory, until there is
 * room again.
 */
typedef struct _WillowBrokerStore WillowBrokerStore;

/* What a Client is told when its message or its Session cannot be stored. */
#define WILLOW_BROKER_STORE_WHY "The broker cannot store anything at the moment"

/* Opens @path, and puts what it holds into @server. Errors:
 * willow_store_file_open(). */
WillowBrokerStore *willow_broker_store_new (WillowBrokerServer *server,
                                            const char         *path,
                                            GError            **error);
/* Writes what is left. Sessions that are freed after that stay stored. */
void willow_broker_store_free (WillowBrokerStore *store);

/* Why nothing can be written at the moment; (nullable) (transfer none) */
const char *willow_broker_store_get_problem (WillowBrokerStore *store);
guint64     willow_broker_store_get_n_commits (WillowBrokerStore *store);

/* After CONNECT: from now on @connection keeps its promises. */
void willow_broker_store_attach (WillowBrokerStore      *store,
                                 WillowBrokerConnection *connection);
/* A bridge's: @session, nothing of which is on its way yet, is stored. */
void willow_broker_store_keep_session (WillowBrokerStore   *store,
                                       WillowBrokerSession *session);
/* A bridge's, before anything is sent: it keeps its promises. */
void willow_broker_store_hold (WillowBrokerStore      *store,
                               WillowBrokerConnection *connection);
/* It is about to be freed. */
void willow_broker_store_detach (WillowBrokerStore      *store,
                                 WillowBrokerConnection *connection);

/* Something about a stored Session itself, or its will, is another one. */
void willow_broker_store_touch (WillowBrokerStore   *store,
                                WillowBrokerSession *session);
/* The Session is over. */
void willow_broker_store_end_session (WillowBrokerStore   *store,
                                      WillowBrokerSession *session);
void willow_broker_store_put_subscription (WillowBrokerStore *store,
                                           const WillowBrokerSubscription *of);
void willow_broker_store_drop_subscription (WillowBrokerStore   *store,
                                            WillowBrokerSession *session,
                                            MqttSlice            filter);

/* Something was given to a Session with a journal. */
void willow_broker_store_note_delivery (WillowBrokerStore *store);
/* Grows with each message that has to be stored. */
guint64 willow_broker_store_get_n_changes (WillowBrokerStore *store);

/* Around the answer to a packet: whether it has to wait. */
void willow_broker_store_begin_answer (WillowBrokerStore      *store,
                                       WillowBrokerConnection *connection,
                                       gboolean                waits);
void willow_broker_store_end_answer (WillowBrokerStore      *store,
                                     WillowBrokerConnection *connection);
/* Stops reading from @connection while too much waits to be written. */
void willow_broker_store_slow_down (WillowBrokerStore      *store,
                                    WillowBrokerConnection *connection);

static inline gboolean
willow_broker_session_is_durable (const WillowBrokerSession *session)
{
  return session->store_id != 0 && session->expiry_seconds != 0;
}

G_END_DECLS
