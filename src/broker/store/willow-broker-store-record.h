/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

/* What becomes of messages, in the order in which it happens, as bytes: the log
 * of the store. Most messages come and go within a moment; in a log that costs
 * a few bytes at its end, in tables it would be rows made and removed. What is
 * left of it goes to the tables from time to time (-fold.c). */

/* The values are those of the file. */
typedef enum
{
  /* number, expires_us, qos, retain, topic, payload, properties */
  WILLOW_STORE_RECORD_MESSAGE = 1,
  WILLOW_STORE_RECORD_MESSAGE_GONE = 2, /* number: nobody needs it any more */
  /* all but those of a message */
  WILLOW_STORE_RECORD_DELIVERY = 3,
  /* number, state, packet_id, reason, position */
  WILLOW_STORE_RECORD_DELIVERY_MOVED = 4,
  WILLOW_STORE_RECORD_DELIVERY_GONE = 5, /* number */
  WILLOW_STORE_RECORD_RECEIVED = 6,      /* session, packet_id */
  WILLOW_STORE_RECORD_RELEASED = 7,      /* session, packet_id */
} WillowStoreRecordKind;

#define WILLOW_STORE_RECORD_N_KINDS 8

typedef struct
{
  WillowStoreRecordKind kind;
  guint8                qos;
  guint8                state; /* MqttDeliveryState */
  guint8                reason;
  gboolean              retain;
  guint16               packet_id;
  guint64               number; /* of the message or the delivery; ascending */
  guint64               session;
  guint64               message;
  guint64               position;
  gint64                stored_us;  /* wall time */
  gint64                expires_us; /* wall time; G_MAXINT64: never */
  MqttSlice             topic;
  MqttSlice             payload;
  MqttSlice             properties;
  MqttSlice             identifiers; /* Subscription Identifiers, as 32 bits */
} WillowStoreRecord;

void willow_store_record_append (GByteArray              *log,
                                 const WillowStoreRecord *record);

/* Takes one record from the front of @log; its slices are views into it.
 * Returns: %FALSE if that is none */
gboolean willow_store_record_read (MqttSlice *log, WillowStoreRecord *record);

G_END_DECLS
