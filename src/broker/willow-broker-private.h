/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-server.h"
#include "broker/willow-broker.h"

G_BEGIN_DECLS

/* Shared by willow-broker.c and willow-broker-calls.c only. */

struct _WillowBroker
{
  GObject parent_instance;

  /* owned */
  GMainContext   *context;   /* of the owner's thread */
  WillowIoThread *thread;    /* (nullable): between start and stop */
  GPtrArray      *listeners; /* (nullable): as they are bound, between start and
                                stop */

  /* Touched on the broker's thread only. (nullable) */
  WillowBrokerServer *server;

  gboolean is_running;
  gboolean is_busy; /* starting or stopping */
};

/* Not busy any more, either. */
void willow_broker_set_running (WillowBroker *self, gboolean is_running);
/* Joins the thread; its server is gone by then. */
void willow_broker_drop_thread (WillowBroker *self);

G_END_DECLS
