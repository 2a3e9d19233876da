/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/conversation/willow-handshake-watch.h"
#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

#define WILLOW_PRACTICE_PORT 1883u
#define WILLOW_PRACTICE_ADDRESS "127.0.0.1"
#define WILLOW_PRACTICE_N_SCHEMES (WILLOW_SCHEME_WSS + 1)

typedef struct
{
  gboolean wanted; /* of all but mqtt, which is always there */
  guint16  port;   /* of all but mqtt, which has "port"; 0: any */
  guint16  kept;   /* as bound before it starts anew; else 0 */
} WillowPracticeListener;

struct _WillowPracticeBroker
{
  GObject parent_instance;

  WillowBroker          *broker;
  WillowFaultBoard      *fault_board;
  WillowTraceQueue      *fault_notes;
  GSource               *fault_source; /* wakes for them */
  GListStore            *clients;      /* WillowBrokerClientRow */
  GListStore            *connected;    /* those of them that are */
  WillowBrokerEvents    *events;
  WillowBrokerSnapshot  *snapshot; /* (nullable): the latest */
  WillowTlsSettings     *tls;   /* (nullable): certificates to practise with */
  WillowHandshakeWatch  *watch; /* (nullable): while there are */
  WillowPracticeAccess  *access;
  char                  *store_path;
  gboolean               durable;
  char                  *url;
  char                 **urls; /* (nullable): of all listeners */
  char                  *problem;
  WillowPracticeListener listeners[WILLOW_PRACTICE_N_SCHEMES];
  guint                  port;
  guint                  suggested_port;
  WillowScheme           suggested_scheme; /* whose it is */
  guint                  watch_id;
  guint                  log_id; /* while it runs */
  guint                  n_skip; /* looks until the next snapshot */
  gboolean               running;
  gboolean               busy;
  gboolean               watched;
  gboolean               access_is_newer; /* than what the broker has */
  gboolean               snapshot_pending;
  gboolean               start_again; /* once it has stopped */
  gboolean               want_open; /* for other devices; from its next start */
  gboolean               is_open;
};

/* willow-practice-broker-faults.c */
void willow_practice_broker_init_faults (WillowPracticeBroker *self);
void willow_practice_broker_clear_faults (WillowPracticeBroker *self);

/* willow-practice-broker-access.c */
void willow_practice_broker_init_access (WillowPracticeBroker *self);
void willow_practice_broker_fill_access (WillowPracticeBroker *self,
                                         WillowBrokerConfig   *config);
void willow_practice_broker_renew_access (WillowPracticeBroker *self);

/* willow-practice-broker-store.c */
void willow_practice_broker_init_store (WillowPracticeBroker *self);
void willow_practice_broker_fill_store (WillowPracticeBroker *self,
                                        WillowBrokerConfig   *config);

/* willow-practice-broker-listeners.c */
void willow_practice_broker_init_listeners (WillowPracticeBroker *self);
void willow_practice_broker_add_listeners (WillowPracticeBroker *self,
                                           WillowBrokerConfig   *config);
/* What is wrong with what is wanted, before it starts */
gboolean willow_practice_broker_check_listeners (WillowPracticeBroker *self,
                                                 GError              **error);
/* Whose port is taken; else mqtt */
WillowScheme willow_practice_broker_find_busy (WillowPracticeBroker *self);
/* The address that it is about to listen on, or does */
const char *willow_practice_broker_get_address (WillowPracticeBroker *self);
/* (transfer full): of all listeners */
char **willow_practice_broker_dup_own_urls (WillowPracticeBroker *self);
/* Stops and starts, with the ports that it has. */
void willow_practice_broker_start_anew (WillowPracticeBroker *self);

/* willow-practice-broker-tls.c: what it is started with. */
void willow_practice_broker_fill_config (WillowPracticeBroker *self,
                                         WillowBrokerConfig   *config);

/* @snapshot: (transfer full) (nullable): shows it */
void willow_practice_broker_take_snapshot (WillowPracticeBroker *self,
                                           WillowBrokerSnapshot *snapshot);

/* willow-practice-broker-watch.c: looks at it while somebody wants to know. */
void willow_practice_broker_update_watch (WillowPracticeBroker *self);

G_END_DECLS
