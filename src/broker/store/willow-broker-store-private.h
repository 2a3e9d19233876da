/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-server.h"
#include "broker/store/willow-broker-store-writer.h"
#include "broker/store/willow-broker-store.h"
#include "mqtt/mqtt-connection-hold.h"

G_BEGIN_DECLS

/* Shared by willow-broker-store.c, -load.c, -linger.c and -collect.c only. */
struct _WillowBrokerStore
{
  WillowBrokerServer *server;
  WillowStoreWriter  *writer; /* (nullable): until all is loaded */
  MqttJournal        *journal;
  guint64             last_session_id;

  /* The batch that is being made. */
  WillowStoreBatch *batch;
  GHashTable       *touched;  /* a set of WillowBrokerSession */
  GHashTable       *retained; /* MqttMessage (owned), by topic → whether it is
                                 one to be removed */
  gsize    retained_bytes;
  gboolean must_commit; /* also if nothing else is in it */

  /* Connections whose packets wait for the batch that is being written: each
   * knows its place. NULL for those that are gone. */
  GPtrArray *holders;
  GPtrArray *paused; /* connections, the same way */
  gboolean   is_writing;
  char      *problem; /* (nullable) */
  guint64    n_changes;
  guint64    n_commits;

  /* See willow_broker_store_lingers(). */
  gint64      linger_until_us; /* 0: it does not */
  guint64     linger_n_changes;
  guint       linger_penalty;
  guint       linger_skip;
  WillowTimer linger;

  WillowTask  turn;      /* makes the loop come to the end of a turn */
  WillowTimer heartbeat; /* so that the time of a crash is known roughly */
};

/* willow-broker-store-collect.c */
/* Puts everything into the batch that has come up since. */
void     willow_broker_store_collect (WillowBrokerStore *store);
gboolean willow_broker_store_has_changes (WillowBrokerStore *store);
gboolean willow_broker_store_is_full (WillowBrokerStore *store);
void     willow_broker_store_note_retained (MqttMessage *message,
                                            gboolean     is_removed,
                                            gpointer     store);
guint    willow_broker_store_topic_hash (gconstpointer message);
gboolean willow_broker_store_topic_equal (gconstpointer a, gconstpointer b);

/* willow-broker-store-linger.c */
/* Whether it is worth waiting for the Clients' acknowledgements before the
 * batch is closed. */
gboolean willow_broker_store_lingers (WillowBrokerStore *store);
void     willow_broker_store_init_linger (WillowBrokerStore *store);

/* willow-broker-store-load.c */
gboolean willow_broker_store_load (WillowBrokerStore *store,
                                   WillowStoreFile   *file,
                                   GError           **error);

G_END_DECLS
