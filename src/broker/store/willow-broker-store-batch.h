/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/glass/willow-broker-snapshot.h"
#include "mqtt/mqtt-journal.h"

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

typedef enum
{
  WILLOW_STORE_SESSION_PUT,       /* session, data: WillowStoredSession */
  WILLOW_STORE_SESSION_DROP,      /* session, without its deliveries */
  WILLOW_STORE_SUBSCRIPTION_PUT,  /* session, data: WillowStoredSubscription */
  WILLOW_STORE_SUBSCRIPTION_DROP, /* session, data: the same, with a filter */
  WILLOW_STORE_DELIVERY_ADD,
  WILLOW_STORE_DELIVERY_MOVE,
  WILLOW_STORE_DELIVERY_DROP,
  WILLOW_STORE_RECEIVED_ADD,  /* session, packet_id */
  WILLOW_STORE_RECEIVED_DROP, /* the same */
  WILLOW_STORE_RETAINED_PUT,  /* message */
  WILLOW_STORE_RETAINED_DROP, /* message: with its topic */
} WillowStoreOpKind;

typedef struct
{
  WillowStoreOpKind kind;
  guint8            qos;
  guint8            state; /* MqttDeliveryState */
  guint8            reason;
  gboolean          retain;
  guint16           packet_id;
  guint64           session;
  guint64           number; /* of the delivery */
  guint64           position;
  MqttMessage      *message;     /* (owned) (nullable) */
  gpointer          data;        /* (owned) (nullable): see the kind */
  GBytes           *identifiers; /* (nullable): Subscription Identifiers */

  /* Found out by willow_store_file_resolve(). */
  guint64  message_id;
  guint64  old_message_id; /* to be dropped; 0: none */
  gboolean is_new_message;
} WillowStoreOp;

typedef struct
{
  GArray *ops;            /* of WillowStoreOp */
  gint64  wall_us;        /* when it was closed */
  gint64  wall_offset_us; /* from the broker's clock to wall time */
} WillowStoreBatch;

WillowStoreBatch *willow_store_batch_new (void);
void              willow_store_batch_free (WillowStoreBatch *batch);
/* @op: what it owns is taken */
void willow_store_batch_add (WillowStoreBatch *batch, const WillowStoreOp *op);
void willow_store_batch_add_change (WillowStoreBatch        *batch,
                                    guint64                  session,
                                    const MqttSessionChange *change);

void willow_stored_session_free (WillowStoredSession *session);
void willow_stored_subscription_free (WillowStoredSubscription *subscription);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowStoreBatch, willow_store_batch_free)

G_END_DECLS
