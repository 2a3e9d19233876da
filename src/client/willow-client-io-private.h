/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client-io.h"

G_BEGIN_DECLS

/* Shared by willow-client-io*.c only. */
struct _WillowClientIo
{
  WillowReactor *reactor;
  WillowClock   *clock;
  MqttSession   *session;

  WillowMailbox *mailbox;
  GSourceFunc    news;
  gpointer       client; /* only passed on */

  WillowTraceQueue       *trace; /* (nullable) */
  WillowClientMessageFunc message_func;
  gpointer                message_data;
  GDestroyNotify          message_destroy;

  /* The attempt or the connection that is there */
  WillowClientOptions *options;
  guint                attempt;
  guint32              number;
  gint64               deadline_us; /* 0: none */
  GCancellable        *connector;   /* non-NULL while it works */
  WillowLink          *link;
  gboolean             is_freed; /* waits for the connector */
};

/* @news: (transfer full) */
void willow_client_io_post (WillowClientIo *self, WillowClientNews *news);
WillowClientNews *willow_client_io_new_news (WillowClientIo      *self,
                                             WillowClientNewsKind kind);
gboolean          willow_client_io_is_connected (WillowClientIo *self);

G_END_DECLS
