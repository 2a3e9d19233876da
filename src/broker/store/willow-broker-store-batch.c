/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/store/willow-broker-store-batch.h"

void
willow_stored_session_free (WillowStoredSession *session)
{
  g_free (session->client_id);
  g_free (session->user_name);
  g_free (session->will_topic);
  g_clear_pointer (&session->will_payload, g_bytes_unref);
  g_clear_pointer (&session->will_properties, g_bytes_unref);
  g_free (session);
}

void
willow_stored_subscription_free (WillowStoredSubscription *subscription)
{
  g_free (subscription->filter);
  g_free (subscription);
}

static void
op_clear (gpointer data)
{
  WillowStoreOp *op = data;

  g_clear_pointer (&op->message, mqtt_message_unref);
  g_clear_pointer (&op->identifiers, g_bytes_unref);
  if (op->data == NULL)
    return;
  if (op->kind == WILLOW_STORE_SESSION_PUT)
    willow_stored_session_free (op->data);
  else
    willow_stored_subscription_free (op->data);
}

/**
 * willow_store_batch_new:
 *
 * Returns: (transfer full): empty
 */
WillowStoreBatch *
willow_store_batch_new (void)
{
  WillowStoreBatch *batch = g_new0 (WillowStoreBatch, 1);

  batch->ops = g_array_new (FALSE, FALSE, sizeof (WillowStoreOp));
  g_array_set_clear_func (batch->ops, op_clear);
  return batch;
}

void
willow_store_batch_free (WillowStoreBatch *batch)
{
  g_array_unref (batch->ops);
  g_free (batch);
}

void
willow_store_batch_add (WillowStoreBatch *batch, const WillowStoreOp *op)
{
  g_array_append_vals (batch->ops, op, 1);
}

static WillowStoreOpKind
get_kind (MqttChangeKind kind)
{
  switch (kind)
    {
    case MQTT_CHANGE_ADDED:
      return WILLOW_STORE_DELIVERY_ADD;
    case MQTT_CHANGE_MOVED:
      return WILLOW_STORE_DELIVERY_MOVE;
    case MQTT_CHANGE_REMOVED:
      return WILLOW_STORE_DELIVERY_DROP;
    case MQTT_CHANGE_RECEIVED:
      return WILLOW_STORE_RECEIVED_ADD;
    case MQTT_CHANGE_RELEASED:
    default:
      return WILLOW_STORE_RECEIVED_DROP;
    }
}

void
willow_store_batch_add_change (WillowStoreBatch        *batch,
                               guint64                  session,
                               const MqttSessionChange *change)
{
  const MqttDelivery *delivery = change->delivery;
  WillowStoreOp       op = {
          .kind = get_kind (change->kind),
          .session = session,
          .number = change->number,
          .position = change->position,
          .state = (guint8)change->state,
          .reason = change->reason,
          .packet_id = change->packet_id,
  };

  if (change->message != NULL)
    op.message = mqtt_message_ref (change->message);
  if (delivery != NULL)
    {
      op.qos = (guint8)delivery->qos;
      op.retain = delivery->retain;
      if (delivery->n_subscription_identifiers > 0)
        op.identifiers = g_bytes_new (delivery->subscription_identifiers,
                                      delivery->n_subscription_identifiers *
                                          sizeof (guint32));
    }
  willow_store_batch_add (batch, &op);
}
