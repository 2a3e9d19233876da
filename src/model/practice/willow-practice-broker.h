/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "broker/store/willow-broker-store-counts.h"
#include "broker/willow-broker.h"
#include "model/practice/willow-broker-events.h"
#include "model/practice/willow-fault-board.h"
#include "model/practice/willow-practice-access.h"

G_BEGIN_DECLS

/**
 * WillowBrokerClientRow:
 *
 * One client of the practice broker, connected or with a Session that waits.
 * The same object as long as the broker knows the client; updated in place,
 * with a notify for what has changed only.
 *
 * Properties (read-only, notify): "client-id" (string), "connected" (boolean),
 * "address" (string, nullable), "version" (uint, MqttVersion), "clean-start"
 * (boolean), "user-name" (string, nullable), "user-name-from-certificate"
 * (boolean), "keep-alive-seconds" (uint),
 * "keep-alive-left-us" (int64), "connected-since-us" (int64),
 * "session-expiry-left-us" (int64), "n-subscriptions" (uint), "n-queued"
 * (uint), "n-in-flight" (uint, both directions), "n-received" (uint64),
 * "n-sent" (uint64), "will" (uint, WillowWillState), "will-topic" (string,
 * nullable), "scheme" (uint, WillowScheme), "rate-in" and "rate-out" (double:
 * messages per second from and to it, over the last second or more). Units and
 * special values: #WillowBrokerClient.
 */
#define WILLOW_TYPE_BROKER_CLIENT_ROW (willow_broker_client_row_get_type ())
G_DECLARE_FINAL_TYPE (WillowBrokerClientRow,
                      willow_broker_client_row,
                      WILLOW,
                      BROKER_CLIENT_ROW,
                      GObject)

/* (transfer none): the latest known, valid until the next notify */
const WillowBrokerClient        *
willow_broker_client_row_get_client (WillowBrokerClientRow *self);
double willow_broker_client_row_get_rate_in (WillowBrokerClientRow *self);
double willow_broker_client_row_get_rate_out (WillowBrokerClientRow *self);

/**
 * WillowPracticeBroker:
 *
 * The bundled broker for the window: listens on 127.0.0.1 unless it is opened
 * on purpose, started and stopped by hand, with a live list of its clients.
 *
 * Properties (notify): "running" (boolean), "busy" (boolean: it is starting or
 * stopping), "port" (uint, read-write, 0..65535: the wanted one, for the next
 * start; 0 lets the system choose; 1883 unless set), "url" (string, nullable:
 * mqtt://127.0.0.1:1883 while running), "urls" (GStrv, nullable: of all
 * listeners while running), "problem" (string, nullable: a
 * sentence that names address and port; stays until dismissed or the next
 * start), "suggested-port" (uint: after a busy port one that was free a moment
 * ago, else 0), "open" (boolean: other devices reach it), "durable" (boolean,
 * read-write: what it has to keep goes into a file, from the next start on),
 * "watched" (boolean, read-write: somebody looks at clients and counters; they
 * are refreshed five times a second while it is %TRUE, less often where there
 * are thousands), "n-connected" (uint), "n-sessions" (uint), "n-subscriptions"
 * (uint), "n-retained" (uint), "n-messages-received" (uint64),
 * "n-messages-sent" (uint64).
 *
 * Signal "refreshed": clients and counters have just been, also by its end.
 */
#define WILLOW_TYPE_PRACTICE_BROKER (willow_practice_broker_get_type ())
G_DECLARE_FINAL_TYPE (WillowPracticeBroker,
                      willow_practice_broker,
                      WILLOW,
                      PRACTICE_BROKER,
                      GObject)

WillowPracticeBroker *willow_practice_broker_new (void);

/* Nothing happens while it is busy, or is already what is asked for. */
void willow_practice_broker_start (WillowPracticeBroker *self);
void willow_practice_broker_stop (WillowPracticeBroker *self);

/**
 * willow_practice_broker_start_async:
 *
 * The same as start, for a caller who goes on from there. Finishes at once
 * where it runs already; %G_IO_ERROR_PENDING while it is busy. An error is
 * also said through "problem".
 */
void     willow_practice_broker_start_async (WillowPracticeBroker *self,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean willow_practice_broker_start_finish (WillowPracticeBroker *self,
                                              GAsyncResult         *result,
                                              GError              **error);

gboolean willow_practice_broker_get_running (WillowPracticeBroker *self);
gboolean willow_practice_broker_get_busy (WillowPracticeBroker *self);
guint16  willow_practice_broker_get_port (WillowPracticeBroker *self);
void willow_practice_broker_set_port (WillowPracticeBroker *self, guint16 port);
/* The port that it listens on, 0 while not running. For plain MQTT, and for any
 * scheme. */
guint16 willow_practice_broker_get_bound_port (WillowPracticeBroker *self);
guint16 willow_practice_broker_get_bound_port_of (WillowPracticeBroker *self,
                                                  WillowScheme          scheme);
/* (nullable): mqtt, and as wanted ws, and with certificates mqtts and wss; as
 * programs on this computer see them */
const char *const *willow_practice_broker_get_urls (WillowPracticeBroker *self);

/* Whether it is to listen so; from its next start on. mqtt always is there, and
 * mqtts and wss where there are certificates. */
gboolean willow_practice_broker_get_listens (WillowPracticeBroker *self,
                                             WillowScheme          scheme);
void     willow_practice_broker_set_listens (WillowPracticeBroker *self,
                                             WillowScheme          scheme,
                                             gboolean              listens);
gboolean willow_practice_broker_has_tls (WillowPracticeBroker *self);
/* The wanted port, from its next start on; of mqtt "port". 0: the usual one
 * where that is free, else any. */
guint16 willow_practice_broker_get_port_of (WillowPracticeBroker *self,
                                            WillowScheme          scheme);
void    willow_practice_broker_set_port_of (WillowPracticeBroker *self,
                                            WillowScheme          scheme,
                                            guint16               port);
/* Wants "suggested-port" for the listener whose port was taken. */
void willow_practice_broker_take_suggested_port (WillowPracticeBroker *self);
/* As of the latest snapshot: see "watched" */
guint willow_practice_broker_get_n_connections (WillowPracticeBroker *self,
                                                WillowScheme          scheme);
/* (transfer full) (nullable): while it listens so */
char *willow_practice_broker_dup_own_url (WillowPracticeBroker *self,
                                          WillowScheme          scheme);

/**
 * willow_practice_broker_open:
 * @acknowledged: the user knows that everybody on the network can connect, read
 *   and publish
 *
 * Other devices reach it, until it stops or is closed. It is started, or
 * started anew with the ports that it has; "open" says when. Never remembered.
 *
 * Returns: %FALSE where nothing happens: not @acknowledged, or busy
 */
gboolean willow_practice_broker_open (WillowPracticeBroker *self,
                                      gboolean              acknowledged);
gboolean willow_practice_broker_get_open (WillowPracticeBroker *self);
/* Only this computer. Started anew, too. */
void willow_practice_broker_close (WillowPracticeBroker *self);
/* Returns: (transfer full): URLs of all listeners, as other devices see them at
 * the addresses that this computer has now; before it listens, those with a
 * port that is known */
char **willow_practice_broker_dup_network_urls (WillowPracticeBroker *self);

/**
 * willow_practice_broker_set_tls:
 *
 * It listens by mqtts and wss, too: it is started, or started anew where it
 * runs without. Where it has listened so already who comes from now on gets the
 * new certificate. From then on it emits "handshake" (WillowTlsFacts as
 * pointer) for each that it saw. "n-…" and sessions go where it starts anew.
 *
 * Returns: %FALSE with @error where they cannot be used
 */
gboolean willow_practice_broker_set_tls (WillowPracticeBroker *self,
                                         WillowTlsSettings    *tls,
                                         GError              **error);

const char *willow_practice_broker_get_url (WillowPracticeBroker *self);
const char *willow_practice_broker_get_problem (WillowPracticeBroker *self);
guint16  willow_practice_broker_get_suggested_port (WillowPracticeBroker *self);
void     willow_practice_broker_dismiss_problem (WillowPracticeBroker *self);
gboolean willow_practice_broker_get_durable (WillowPracticeBroker *self);
void     willow_practice_broker_set_durable (WillowPracticeBroker *self,
                                             gboolean              durable);
/* Where; a file is there only after it was durable once */
const char *willow_practice_broker_get_store_path (WillowPracticeBroker *self);
/* Not while it runs: the file is in use then. */
gboolean willow_practice_broker_count_stored (WillowPracticeBroker    *self,
                                              WillowBrokerStoreCounts *counts,
                                              GError                 **error);
gboolean willow_practice_broker_delete_stored (WillowPracticeBroker *self,
                                               GError              **error);

/* (transfer none): who may come in and do what; a change holds at once */
WillowPracticeAccess *
willow_practice_broker_get_access (WillowPracticeBroker *self);

void willow_practice_broker_set_watched (WillowPracticeBroker *self,
                                         gboolean              watched);
/* (transfer none): what it does wrong on purpose while it runs; all off when it
 * stops. Signal "fault-note" (WillowRecord as pointer) for each firing: see
 * WillowBrokerConfig.fault_notes. */
WillowFaultBoard *
willow_practice_broker_get_fault_board (WillowPracticeBroker *self);
/* (transfer none): of WillowBrokerClientRow: connected first, by client id */
GListModel *willow_practice_broker_get_clients (WillowPracticeBroker *self);
/* The same, but those that are connected. */
GListModel *willow_practice_broker_get_connected (WillowPracticeBroker *self);
/* Both (transfer none): who came and went since it was made, and the broker
 * itself, to look into it and to give it orders */
WillowBrokerEvents               *
willow_practice_broker_get_events (WillowPracticeBroker *self);
WillowBroker *willow_practice_broker_get_broker (WillowPracticeBroker *self);

G_END_DECLS
