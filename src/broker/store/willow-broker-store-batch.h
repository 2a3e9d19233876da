/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/glass/willow-broker-snapshot.h"
#include "broker/store/willow-broker-store-record.h"
#include "mqtt/mqtt-message.h"

G_BEGIN_DECLS

/* What goes to the store in one transaction: made on the broker's thread,
 * written on the store's. Times are wall time in microseconds since 1970. */

typedef struct
{
  char           *client_id;
  MqttVersion     version;
  gboolean        clean_start;
  guint32         expiry_seconds;
  guint16         keep_alive_seconds;
  char           *user_name; /* (nullable) */
  gint64          connected_since_us;
  gint64          away_since_us; /* 0 while connected */
  WillowWillState will;
  char           *will_topic;      /* (nullable) */
  GBytes         *will_payload;    /* (nullable) */
  GBytes         *will_properties; /* (nullable) */
  MqttQos         will_qos;
  gboolean        will_retain;
  guint32         will_delay_seconds;
  gint64          will_due_us; /* while it waits, else 0 */
} WillowStoredSession;

typedef struct
{
  char    *filter;
  MqttQos  qos;
  gboolean no_local;
  gboolean retain_as_published;
  guint32  identifier; /* 0: none */
} WillowStoredSubscription;

/* What goes to the tables at once; all else is a record of the log. */
typedef enum
{
  WILLOW_STORE_SESSION_PUT,       /* session, data: WillowStoredSession */
  WILLOW_STORE_SESSION_DROP,      /* session, without its deliveries */
  WILLOW_STORE_SUBSCRIPTION_PUT,  /* session, data: WillowStoredSubscription */
  WILLOW_STORE_SUBSCRIPTION_DROP, /* session, data: the same, with a filter */
  WILLOW_STORE_MESSAGE_PUT,       /* message, message_id: a large one */
  WILLOW_STORE_RETAINED_PUT,      /* message, message_id */
  WILLOW_STORE_RETAINED_DROP,     /* message: with its topic */
} WillowStoreOpKind;

typedef struct
{
  WillowStoreOpKind kind;
  guint64           session;
  guint64           message_id;
  MqttMessage      *message; /* (owned) (nullable) */
  gpointer          data;    /* (owned) (nullable): see the kind */
} WillowStoreOp;

typedef struct
{
  GArray    *ops;            /* of WillowStoreOp */
  GPtrArray *logs;           /* of GByteArray: parts of the log, records each */
  guint      n_promises;     /* records that somebody may wait for */
  gint64     wall_us;        /* when it was closed */
  gint64     wall_offset_us; /* from the broker's clock to wall time */
} WillowStoreBatch;

WillowStoreBatch *willow_store_batch_new (void);
void              willow_store_batch_free (WillowStoreBatch *batch);
/* @op: what it owns is taken */
void willow_store_batch_add (WillowStoreBatch *batch, const WillowStoreOp *op);
/* A record at the end of its log. @is_promise: somebody may wait for it */
void     willow_store_batch_append (WillowStoreBatch        *batch,
                                    const WillowStoreRecord *record,
                                    gboolean                 is_promise);
gboolean willow_store_batch_is_empty (const WillowStoreBatch *batch);

/* When @message expires, by the wall clock; G_MAXINT64: never */
gint64 willow_store_batch_get_expiry_us (const WillowStoreBatch *batch,
                                         const MqttMessage      *message);

void willow_stored_session_free (WillowStoredSession *session);
void willow_stored_subscription_free (WillowStoredSubscription *subscription);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowStoreBatch, willow_store_batch_free)

G_END_DECLS
