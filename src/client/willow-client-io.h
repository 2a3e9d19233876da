/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client-news.h"
#include "client/willow-client.h"
#include "link/willow-mailbox.h"

G_BEGIN_DECLS

/**
 * WillowClientIo:
 *
 * The half of a client that lives on the I/O thread: connector, link, Session.
 * It tells the owner by letters to @mailbox. Made anywhere, after that used on
 * its thread alone. Only for src/client.
 */
typedef struct _WillowClientIo WillowClientIo;

/* @news: gets a WillowClientNews, on the owner's thread */
WillowClientIo *willow_client_io_new (WillowReactor *reactor,
                                      WillowMailbox *mailbox,
                                      GSourceFunc    news,
                                      gpointer       client);
/* Drops the connection. */
void willow_client_io_free (WillowClientIo *self);

void willow_client_io_set_trace (WillowClientIo *self, WillowTraceQueue *trace);
/* Acknowledges none, from the next connection on. */
void willow_client_io_set_keep_messages (WillowClientIo *self, gboolean keep);
void willow_client_io_set_message_func (WillowClientIo         *self,
                                        WillowClientMessageFunc func,
                                        gpointer                user_data,
                                        GDestroyNotify          destroy);

/* @attempt: for willow_client_io_abort() */
void willow_client_io_connect (WillowClientIo      *self,
                               WillowClientOptions *options,
                               guint                attempt);
/* Gives up that attempt, if it still goes on. */
void willow_client_io_abort (WillowClientIo *self, guint attempt);
/* @token: answered when it has been done, which is not yet the end; 0: never */
void willow_client_io_disconnect (WillowClientIo      *self,
                                  WillowDisconnectMode mode,
                                  MqttProperties       properties,
                                  guint                token);

/* Each is answered by news with @token. */
void willow_client_io_publish (WillowClientIo *self,
                               MqttMessage    *message,
                               guint           token);
void willow_client_io_subscribe (WillowClientIo *self,
                                 GBytes         *filters,
                                 MqttProperties  properties,
                                 guint           token);
void willow_client_io_unsubscribe (WillowClientIo *self,
                                   GBytes         *filters,
                                   MqttProperties  properties,
                                   guint           token);
void willow_client_io_reauthenticate (WillowClientIo *self, guint token);

G_END_DECLS
