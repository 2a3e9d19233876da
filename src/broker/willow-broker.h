/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-config.h"
#include "broker/glass/willow-broker-snapshot.h"

G_BEGIN_DECLS

#define WILLOW_TYPE_BROKER (willow_broker_get_type ())
G_DECLARE_FINAL_TYPE (WillowBroker, willow_broker, WILLOW, BROKER, GObject)

/**
 * WillowBroker:
 *
 * The facade of the bundled broker. It lives on the thread that made it;
 * listeners, sessions and links live on a thread of the broker's own between
 * start and stop. Property "running" notifies on the owner's thread.
 */
WillowBroker *willow_broker_new (void);

/* Errors: G_IO_ERROR_ADDRESS_IN_USE (the message names address and port) and
 * others of GIO. */
void     willow_broker_start_async (WillowBroker             *self,
                                    const WillowBrokerConfig *config,
                                    GAsyncReadyCallback       callback,
                                    gpointer                  user_data);
gboolean willow_broker_start_finish (WillowBroker *self,
                                     GAsyncResult *result,
                                     GError      **error);

/* Says goodbye (5.0: DISCONNECT 0x8B), closes, joins the thread. Without
 * WillowBrokerConfig.store_path, Sessions and retained messages are gone with
 * it. */
void     willow_broker_stop_async (WillowBroker       *self,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean willow_broker_stop_finish (WillowBroker *self,
                                    GAsyncResult *result,
                                    GError      **error);

gboolean willow_broker_get_running (WillowBroker *self);
/* (transfer none) (nullable) (element-type WillowBrokerListenerConfig): each
 * with the port that it is bound to; NULL while not running */
GPtrArray *willow_broker_get_listeners (WillowBroker *self);
/* Of the first listener of @scheme; 0 if there is none */
guint16 willow_broker_get_port (WillowBroker *self, WillowScheme scheme);
/* mqtt://127.0.0.1:1883; (transfer full) (nullable): the same */
char *willow_broker_dup_url (WillowBroker *self, WillowScheme scheme);
/* (transfer full): one URL per listener, none while not running */
char **willow_broker_dup_urls (WillowBroker *self);

/**
 * willow_broker_set_tls:
 * @listener: its place in the configuration that the broker was started with
 * @error: (out): what is wrong with @tls; the old ones stay
 *
 * Who comes from now on gets the new certificate; connections go on. Without
 * effect while it does not run.
 */
gboolean willow_broker_set_tls (WillowBroker      *self,
                                guint              listener,
                                WillowTlsSettings *tls,
                                GError           **error);

/**
 * willow_broker_set_access:
 * @access: (nullable): %NULL: everybody may do everything
 *
 * New rules for a running broker, in force soon, and before any later call of
 * this object is answered. What they forbid stops at once: messages are not
 * delivered, waiting ones are dropped, Subscriptions that SUBSCRIBE would not
 * get any more end. Whose user is gone is disconnected (5.0: DISCONNECT 0x98),
 * and the Session ends. Who changed the password stays connected.
 */
void willow_broker_set_access (WillowBroker *self, WillowBrokerAccess *access);

void willow_broker_snapshot_async (WillowBroker       *self,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
/* (transfer full) (nullable) */
WillowBrokerSnapshot *willow_broker_snapshot_finish (WillowBroker *self,
                                                     GAsyncResult *result,
                                                     GError      **error);

/**
 * willow_broker_set_faults:
 * @list: (nullable): none; a reference is taken
 *
 * From now on these faults, and no others, also for those who are connected
 * (docs/faults.md). They end with the broker: none is armed after a start but
 * those of its configuration. Nothing happens while it does not run.
 */
void willow_broker_set_faults (WillowBroker *self, WillowFaultList *list);

G_END_DECLS
