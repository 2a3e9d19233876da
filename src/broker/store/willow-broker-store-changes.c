/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of messages, as records of the log. One that many wait for is
 * stored once, until the last of them has it. */
#include "broker/store/willow-broker-store-private.h"

/* A larger payload goes to its table at once: written once instead of twice,
 * and not copied before. */
#define LARGE_BYTES ((gsize)16 * 1024)

guint
willow_broker_store_topic_hash (gconstpointer message)
{
  MqttSlice topic = mqtt_message_get_topic (message);
  guint     hash = 5381;

  for (gsize i = 0; i < topic.len; i++)
    hash = hash * 33 + topic.data[i];
  return hash;
}

gboolean
willow_broker_store_topic_equal (gconstpointer a, gconstpointer b)
{
  return mqtt_slice_equal (mqtt_message_get_topic (a),
                           mqtt_message_get_topic (b));
}

static void
append_message (WillowBrokerStore *store, MqttMessage *message, guint64 number)
{
  const WillowStoreRecord record = {
    .kind = WILLOW_STORE_RECORD_MESSAGE,
    .number = number,
    .qos = (guint8)mqtt_message_get_qos (message),
    .retain = mqtt_message_get_retain (message),
    .stored_us = store->batch->wall_us,
    .expires_us = willow_store_batch_get_expiry_us (store->batch, message),
    .topic = mqtt_message_get_topic (message),
    .payload = mqtt_message_get_payload (message),
    .properties = mqtt_message_get_properties (message),
  };

  willow_store_batch_append (store->batch, &record, FALSE);
}

/* Returns: the number under which it is stored */
static guint64
use_message (WillowBrokerStore *store, MqttMessage *message)
{
  MqttMessageMark *mark = mqtt_message_get_mark (message);

  mark->n_uses++;
  if (mark->number != 0)
    return mark->number;
  mark->number = ++store->last_message_number;
  if (mqtt_message_get_payload (message).len < LARGE_BYTES)
    append_message (store, message, mark->number);
  else
    {
      const WillowStoreOp op = { .kind = WILLOW_STORE_MESSAGE_PUT,
                                 .message_id = mark->number,
                                 .message = mqtt_message_ref (message) };

      willow_store_batch_add (store->batch, &op);
    }
  return mark->number;
}

static void
drop_message (WillowBrokerStore *store, MqttMessage *message)
{
  MqttMessageMark  *mark = mqtt_message_get_mark (message);
  WillowStoreRecord record = { .kind = WILLOW_STORE_RECORD_MESSAGE_GONE,
                               .number = mark->number };

  if (--mark->n_uses > 0)
    return;
  mark->number = 0;
  willow_store_batch_append (store->batch, &record, FALSE);
}

void
willow_broker_store_change_retained (WillowBrokerStore *store,
                                     MqttMessage       *message,
                                     gboolean           is_removed)
{
  MqttMessage  *old = g_hash_table_lookup (store->stored_retained, message);
  WillowStoreOp op = { .kind = is_removed ? WILLOW_STORE_RETAINED_DROP
                                          : WILLOW_STORE_RETAINED_PUT,
                       .message = mqtt_message_ref (message) };

  if (!is_removed)
    op.message_id = use_message (store, message);
  willow_store_batch_add (store->batch, &op);
  if (old != NULL)
    drop_message (store, old);
  if (!is_removed)
    g_hash_table_replace (
        store->stored_retained, mqtt_message_ref (message), message);
  else if (old != NULL)
    g_hash_table_remove (store->stored_retained, old);
}

static void
add_delivery (WillowBrokerStore       *store,
              guint64                  session,
              const MqttSessionChange *change)
{
  const MqttDelivery     *delivery = change->delivery;
  const WillowStoreRecord record = {
    .kind = WILLOW_STORE_RECORD_DELIVERY,
    .number = change->number,
    .session = session,
    .message = use_message (store, change->message),
    .qos = (guint8)delivery->qos,
    .retain = delivery->retain,
    .state = (guint8)change->state,
    .reason = change->reason,
    .packet_id = change->packet_id,
    .position = change->position,
    .identifiers = { (gconstpointer)delivery->subscription_identifiers,
                     delivery->n_subscription_identifiers * sizeof (guint32) },
  };

  willow_store_batch_append (store->batch, &record, TRUE);
}

/* What QoS 1 has come to towards a Client is not waited for: at worst it is
 * sent once more. */
static void
move_delivery (WillowBrokerStore *store, const MqttSessionChange *change)
{
  const WillowStoreRecord record = {
    .kind = WILLOW_STORE_RECORD_DELIVERY_MOVED,
    .number = change->number,
    .state = (guint8)change->state,
    .reason = change->reason,
    .packet_id = change->packet_id,
    .position = change->position,
  };

  willow_store_batch_append (
      store->batch, &record, change->delivery->qos == MQTT_QOS_2);
}

static void
drop_delivery (WillowBrokerStore *store, const MqttSessionChange *change)
{
  const WillowStoreRecord record = { .kind = WILLOW_STORE_RECORD_DELIVERY_GONE,
                                     .number = change->number };

  willow_store_batch_append (store->batch, &record, FALSE);
  drop_message (store, change->message);
}

static void
change_received (WillowBrokerStore    *store,
                 guint64               session,
                 guint16               packet_id,
                 WillowStoreRecordKind kind)
{
  const WillowStoreRecord record = { .kind = kind,
                                     .session = session,
                                     .packet_id = packet_id };

  willow_store_batch_append (store->batch, &record, TRUE);
}

void
willow_broker_store_change_cb (gpointer                 owner,
                               const MqttSessionChange *change,
                               gpointer                 user_data)
{
  WillowBrokerStore *store = user_data;
  guint64            session = ((WillowBrokerSession *)owner)->store_id;

  switch (change->kind)
    {
    case MQTT_CHANGE_ADDED:
      add_delivery (store, session, change);
      break;
    case MQTT_CHANGE_MOVED:
      move_delivery (store, change);
      break;
    case MQTT_CHANGE_REMOVED:
      drop_delivery (store, change);
      break;
    case MQTT_CHANGE_RECEIVED:
      change_received (
          store, session, change->packet_id, WILLOW_STORE_RECORD_RECEIVED);
      break;
    case MQTT_CHANGE_RELEASED:
    default:
      change_received (
          store, session, change->packet_id, WILLOW_STORE_RECORD_RELEASED);
      break;
    }
}
