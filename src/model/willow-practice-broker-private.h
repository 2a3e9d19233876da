/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/willow-handshake-watch.h"
#include "model/willow-practice-broker.h"

G_BEGIN_DECLS

#define WILLOW_PRACTICE_PORT 1883u
#define WILLOW_PRACTICE_ADDRESS "127.0.0.1"

struct _WillowPracticeBroker
{
  GObject parent_instance;

  WillowBroker         *broker;
  WillowFaultBoard     *fault_board;
  WillowTraceQueue     *fault_notes;
  GSource              *fault_source; /* wakes for them */
  GListStore           *clients;      /* WillowBrokerClientRow */
  GListStore           *connected;    /* those of them that are */
  WillowBrokerEvents   *events;
  WillowBrokerSnapshot *snapshot; /* (nullable): the latest */
  WillowTlsSettings    *tls;   /* (nullable): certificates to practise with */
  WillowHandshakeWatch *watch; /* (nullable): while there are */
  char                 *store_path;
  gboolean              durable;
  char                 *url;
  char                **urls; /* (nullable): of all listeners */
  char                 *problem;
  guint                 port;
  guint                 suggested_port;
  guint                 watch_id;
  guint                 log_id; /* while it runs */
  guint                 n_skip; /* looks until the next snapshot */
  gboolean              running;
  gboolean              busy;
  gboolean              watched;
  gboolean              snapshot_pending;
  gboolean              start_again; /* once it has stopped */
};

/* willow-practice-broker-faults.c */
void willow_practice_broker_init_faults (WillowPracticeBroker *self);
void willow_practice_broker_clear_faults (WillowPracticeBroker *self);

/* willow-practice-broker-store.c */
void willow_practice_broker_init_store (WillowPracticeBroker *self);
void willow_practice_broker_fill_store (WillowPracticeBroker *self,
                                        WillowBrokerConfig   *config);

/* willow-practice-broker-tls.c: where it listens. */
void willow_practice_broker_fill_config (WillowPracticeBroker *self,
                                         WillowBrokerConfig   *config);

/* @snapshot: (transfer full) (nullable): shows it */
void willow_practice_broker_take_snapshot (WillowPracticeBroker *self,
                                           WillowBrokerSnapshot *snapshot);

/* willow-practice-broker-watch.c: looks at it while somebody wants to know. */
void willow_practice_broker_update_watch (WillowPracticeBroker *self);

G_END_DECLS
