/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-server.h"
#include "broker/store/willow-broker-store-writer.h"
#include "broker/store/willow-broker-store.h"
#include "mqtt/mqtt-connection-hold.h"

G_BEGIN_DECLS

/* Shared by willow-broker-store.c, -load.c, -linger.c, -changes.c, -hold.c and
 * -collect.c only. */
struct _WillowBrokerStore
{
  WillowBrokerServer *server;
  WillowStoreWriter  *writer; /* (nullable): until all is loaded */
  MqttJournal        *journal;
  guint64             last_session_id;
  guint64             last_message_number;
  GHashTable *stored_retained; /* MqttMessage (owned), by topic → the same */

  /* The batch that is being made. */
  WillowStoreBatch *batch;
  GHashTable       *touched;  /* a set of WillowBrokerSession */
  GHashTable       *retained; /* MqttMessage (owned), by topic → whether it is
                                 one to be removed */
  gsize    retained_bytes;
  gboolean must_commit; /* also if nothing else is in it */

  /* See willow-broker-store-hold.c. */
  GPtrArray *holders; /* WillowBrokerConnection: something of theirs waits */
  GPtrArray *paused;  /* the same; NULL for those that are gone */
  guint32    closed_generation;
  guint32    released_generation; /* up to that one, without it */
  gboolean   is_writing;
  char      *problem; /* (nullable) */
  guint64    n_changes;
  guint64    n_commits;

  /* See willow_broker_store_lingers(). */
  gint64         linger_until_us; /* 0: it does not */
  MqttGeneration linger_for;
  guint          linger_penalty;
  guint          linger_skip;
  WillowTimer    linger;

  gboolean has_lazy; /* something is in the batch that nobody waits for */

  WillowTask  turn;      /* makes the loop come to the end of a turn */
  WillowTimer lazy;      /* then: when to write it all the same */
  WillowTimer heartbeat; /* so that the time of a crash is known roughly */
};

/* willow-broker-store-collect.c */
/* Puts everything into the batch that has come up since. */
void     willow_broker_store_collect (WillowBrokerStore *store);
gboolean willow_broker_store_has_changes (WillowBrokerStore *store);
/* Other changes than those of messages. */
gboolean willow_broker_store_has_others (WillowBrokerStore *store);
gboolean willow_broker_store_is_full (WillowBrokerStore *store);
void     willow_broker_store_note_retained (MqttMessage *message,
                                            gboolean     is_removed,
                                            gpointer     store);

/* willow-broker-store-changes.c */
/* An MqttJournalFunc. */
void     willow_broker_store_change_cb (gpointer                 owner,
                                        const MqttSessionChange *change,
                                        gpointer                 store);
void     willow_broker_store_change_retained (WillowBrokerStore *store,
                                              MqttMessage       *message,
                                              gboolean           is_removed);
guint    willow_broker_store_topic_hash (gconstpointer message);
gboolean willow_broker_store_topic_equal (gconstpointer a, gconstpointer b);

/* willow-broker-store-linger.c */
/* Whether it is worth waiting for the Clients' acknowledgements before the
 * batch is closed. */
gboolean willow_broker_store_lingers (WillowBrokerStore *store, gint64 now_us);
void     willow_broker_store_init_linger (WillowBrokerStore *store);

/* willow-broker-store-hold.c */
/* What has changed and is held until now is a generation. */
void willow_broker_store_close_generation (WillowBrokerStore *store,
                                           gint64             now_us);
/* What is held for generations that came and went goes out. */
void willow_broker_store_release_done (WillowBrokerStore *store);
/* All that is held waits for the batch that is closed now. */
void willow_broker_store_await_batch (WillowBrokerStore *store);
/* It is on the disk. */
void willow_broker_store_release_written (WillowBrokerStore *store);
void willow_broker_store_resume_paused (WillowBrokerStore *store);

/* willow-broker-store-load.c */
gboolean willow_broker_store_load (WillowBrokerStore *store,
                                   WillowStoreFile   *file,
                                   GError           **error);

G_END_DECLS
