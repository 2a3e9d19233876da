/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which messages the file has, and who needs them: one that many wait for is
 * stored once, until the last of them has it. */
#include "broker/store/willow-broker-store-file.h"

#include <zlib.h>

typedef struct
{
  guint64 id;
  guint   n_uses;
} Known;

static guint
topic_hash (gconstpointer message)
{
  MqttSlice topic = mqtt_message_get_topic (message);
  guint     hash = 5381;

  for (gsize i = 0; i < topic.len; i++)
    hash = hash * 33 + topic.data[i];
  return hash;
}

static gboolean
topic_equal (gconstpointer a, gconstpointer b)
{
  return mqtt_slice_equal (mqtt_message_get_topic (a),
                           mqtt_message_get_topic (b));
}

void
willow_store_file_init_messages (WillowStoreFile *file)
{
  file->messages = g_hash_table_new_full (
      NULL, NULL, (GDestroyNotify)mqtt_message_unref, g_free);
  file->retained = g_hash_table_new (topic_hash, topic_equal);
}

/* Returns: whether the file does not have it yet */
static gboolean
use_message (WillowStoreFile *file, MqttMessage *message, guint64 *id)
{
  Known   *known = g_hash_table_lookup (file->messages, message);
  gboolean is_new = known == NULL;

  if (is_new)
    {
      known = g_new0 (Known, 1);
      known->id = ++file->last_message_id;
      g_hash_table_insert (file->messages, mqtt_message_ref (message), known);
    }
  known->n_uses++;
  *id = known->id;
  return is_new;
}

/* Returns: the id of what nobody needs any more, else 0 */
static guint64
drop_message (WillowStoreFile *file, MqttMessage *message)
{
  Known  *known = g_hash_table_lookup (file->messages, message);
  guint64 id;

  if (known == NULL || --known->n_uses > 0)
    return 0;
  id = known->id;
  g_hash_table_remove (file->messages, message);
  return id;
}

static guint64
drop_retained (WillowStoreFile *file, MqttMessage *message)
{
  MqttMessage *old = g_hash_table_lookup (file->retained, message);

  if (old == NULL)
    return 0;
  g_hash_table_remove (file->retained, old);
  return drop_message (file, old);
}

void
willow_store_file_add_known (WillowStoreFile *file,
                             MqttMessage     *message,
                             guint64          id,
                             guint            n_uses,
                             gboolean         is_retained)
{
  Known *known = g_new0 (Known, 1);

  known->id = id;
  known->n_uses = n_uses;
  g_hash_table_insert (file->messages, mqtt_message_ref (message), known);
  if (is_retained)
    g_hash_table_add (file->retained, message);
}

static void
resolve_op (WillowStoreFile *file, WillowStoreOp *op)
{
  switch (op->kind)
    {
    case WILLOW_STORE_DELIVERY_ADD:
      op->is_new_message = use_message (file, op->message, &op->message_id);
      break;
    case WILLOW_STORE_DELIVERY_DROP:
      op->old_message_id = drop_message (file, op->message);
      break;
    case WILLOW_STORE_RETAINED_PUT:
      op->is_new_message = use_message (file, op->message, &op->message_id);
      op->old_message_id = drop_retained (file, op->message);
      g_hash_table_add (file->retained, op->message);
      break;
    case WILLOW_STORE_RETAINED_DROP:
      op->old_message_id = drop_retained (file, op->message);
      break;
    case WILLOW_STORE_SESSION_PUT:
    case WILLOW_STORE_SESSION_DROP:
    case WILLOW_STORE_SUBSCRIPTION_PUT:
    case WILLOW_STORE_SUBSCRIPTION_DROP:
    case WILLOW_STORE_DELIVERY_MOVE:
    case WILLOW_STORE_RECEIVED_ADD:
    case WILLOW_STORE_RECEIVED_DROP:
    default:
      break;
    }
}

void
willow_store_file_resolve (WillowStoreFile *file, WillowStoreBatch *batch)
{
  for (guint i = 0; i < batch->ops->len; i++)
    resolve_op (file, &g_array_index (batch->ops, WillowStoreOp, i));
}

guint32
willow_store_checksum (MqttSlice topic, MqttSlice payload, MqttSlice properties)
{
  uLong sum = crc32_z (0, NULL, 0);

  sum = crc32_z (sum, topic.data, topic.len);
  if (payload.len > 0)
    sum = crc32_z (sum, payload.data, payload.len);
  if (properties.len > 0)
    sum = crc32_z (sum, properties.data, properties.len);
  return (guint32)sum;
}
