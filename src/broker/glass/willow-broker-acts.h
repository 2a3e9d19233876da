/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/glass/willow-broker-view.h"
#include "broker/willow-broker.h"

G_BEGIN_DECLS

/* Looking into a running broker, and giving it orders. All finish with
 * G_IO_ERROR_CLOSED where it does not run, G_IO_ERROR_INVALID_ARGUMENT for a
 * filter or topic that is none. */

void willow_broker_view_session_async (WillowBroker       *self,
                                       const char         *client_id,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
/* Returns: (transfer full) (nullable): %NULL without @error: no such Session */
WillowBrokerSessionView *willow_broker_view_session_finish (
    WillowBroker *self, GAsyncResult *result, GError **error);

/* @filter: "#" for all but those of the broker itself */
void willow_broker_view_retained_async (WillowBroker       *self,
                                        const char         *filter,
                                        guint               max_messages,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
/* (transfer full) */
WillowBrokerRetainedView *willow_broker_view_retained_finish (
    WillowBroker *self, GAsyncResult *result, GError **error);

/* DISCONNECT 0x98 in 5.0, then the end; the will is due. @ends_session: forgets
 * the Session, too, also that of a Client that is away */
void willow_broker_disconnect_client_async (WillowBroker       *self,
                                            const char         *client_id,
                                            gboolean            ends_session,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
/* Returns: whether there was one */
gboolean willow_broker_disconnect_client_finish (WillowBroker *self,
                                                 GAsyncResult *result,
                                                 GError      **error);

/* As the broker itself, to whoever has subscribed; retained if it says so. */
void     willow_broker_publish_async (WillowBroker       *self,
                                      MqttMessage        *message,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean willow_broker_publish_finish (WillowBroker *self,
                                       GAsyncResult *result,
                                       GError      **error);

/* Removes the retained messages that match. */
void willow_broker_clear_retained_async (WillowBroker       *self,
                                         const char         *filter,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
/* Returns: how many there were; -1 with @error */
gssize willow_broker_clear_retained_finish (WillowBroker *self,
                                            GAsyncResult *result,
                                            GError      **error);

G_END_DECLS
