/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-session.h"

#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-session-private.h"

#include <string.h>

static void
list_append (MqttOutgoingList *list, MqttOutgoing *outgoing)
{
  outgoing->previous = list->last;
  outgoing->next = NULL;
  if (list->last != NULL)
    list->last->next = outgoing;
  else
    list->first = outgoing;
  list->last = outgoing;
  list->length++;
}

static void
list_unlink (MqttOutgoingList *list, MqttOutgoing *outgoing)
{
  if (outgoing->previous != NULL)
    outgoing->previous->next = outgoing->next;
  else
    list->first = outgoing->next;
  if (outgoing->next != NULL)
    outgoing->next->previous = outgoing->previous;
  else
    list->last = outgoing->previous;
  list->length--;
}

static MqttOutgoingList *
list_of (MqttSession *session, const MqttOutgoing *outgoing)
{
  switch (outgoing->state)
    {
    case MQTT_DELIVERY_PUBLISH:
      return &session->publishing;
    case MQTT_DELIVERY_PUBREL:
      return &session->releasing;
    case MQTT_DELIVERY_QUEUED:
    default:
      return &session->queued;
    }
}

MqttSession *
mqtt_session_new (void)
{
  MqttSession *session = g_new0 (MqttSession, 1);

  session->n_owners = 1;
  session->max_messages = MQTT_DEFAULT_SESSION_QUEUE_MESSAGES;
  session->max_bytes = MQTT_DEFAULT_SESSION_QUEUE_BYTES;
  return session;
}

MqttSession *
mqtt_session_ref (MqttSession *session)
{
  session->n_owners++;
  return session;
}

void
mqtt_session_free (MqttSession *session)
{
  if (--session->n_owners > 0)
    return;
  mqtt_session_set_journal (session, NULL, NULL);
  mqtt_session_reset (session);
  mqtt_packet_id_set_clear (&session->ids);
  g_clear_pointer (&session->by_id, g_hash_table_unref);
  g_free (session);
}

void
mqtt_session_reset (MqttSession *session)
{
  mqtt_session_forget_sent (session);
  while (session->queued.first != NULL)
    mqtt_session_remove (session, session->queued.first);
}

void
mqtt_session_set_queue_limits (MqttSession *session,
                               guint        max_messages,
                               gsize        max_bytes)
{
  session->max_messages = max_messages;
  session->max_bytes = max_bytes;
}

gboolean
mqtt_session_is_full (const MqttSession *session, const MqttMessage *message)
{
  gsize bytes = mqtt_message_get_size_bytes (message);

  if (session->max_messages != 0 &&
      session->queued.length >= session->max_messages)
    return TRUE;
  return session->max_bytes != 0 &&
         (bytes > session->max_bytes ||
          session->queued_bytes > session->max_bytes - bytes);
}

gboolean
mqtt_session_enqueue (MqttSession        *session,
                      MqttMessage        *message,
                      const MqttDelivery *delivery)
{
  if (mqtt_session_is_full (session, message))
    return FALSE;
  mqtt_session_push (session, message, delivery);
  return TRUE;
}

MqttOutgoing *
mqtt_session_push (MqttSession        *session,
                   MqttMessage        *message,
                   const MqttDelivery *delivery)
{
  guint         n = delivery->n_subscription_identifiers;
  gsize         ids_len = n * sizeof (guint32);
  MqttOutgoing *outgoing =
      g_malloc (sizeof (MqttOutgoing) + ids_len +
                mqtt_session_journal_get_extra_bytes (session));

  outgoing->message = mqtt_message_ref (message);
  outgoing->delivery = *delivery;
  outgoing->delivery.subscription_identifiers = NULL;
  if (n > 0)
    {
      memcpy (outgoing->subscription_identifiers,
              delivery->subscription_identifiers,
              ids_len);
      outgoing->delivery.subscription_identifiers =
          outgoing->subscription_identifiers;
    }
  outgoing->state = MQTT_DELIVERY_QUEUED;
  outgoing->packet_id = 0;
  outgoing->reason = 0;
  outgoing->epoch = 0;
  outgoing->is_withheld = false;
  list_append (&session->queued, outgoing);
  session->queued_bytes += mqtt_message_get_size_bytes (message);
  session->n_queued_qos_0 += delivery->qos == MQTT_QOS_0;
  if (session->journal != NULL)
    mqtt_session_journal_add (session, outgoing);
  return outgoing;
}

guint16
mqtt_session_take_id (MqttSession *session)
{
  guint16 id = mqtt_packet_id_set_find_free (&session->ids, session->last_id);

  if (id == 0)
    return 0;
  mqtt_packet_id_set_add (&session->ids, id);
  session->last_id = id;
  return id;
}

void
mqtt_session_release_id (MqttSession *session, guint16 id)
{
  mqtt_packet_id_set_remove (&session->ids, id);
}

gboolean
mqtt_session_start (MqttSession *session, MqttOutgoing *outgoing)
{
  guint16 id = mqtt_session_take_id (session);

  if (id == 0)
    return FALSE;
  list_unlink (&session->queued, outgoing);
  session->queued_bytes -= mqtt_message_get_size_bytes (outgoing->message);
  outgoing->packet_id = id;
  outgoing->state = MQTT_DELIVERY_PUBLISH;
  list_append (&session->publishing, outgoing);
  if (session->by_id == NULL)
    session->by_id = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (session->by_id, GUINT_TO_POINTER (id), outgoing);
  if (session->journal != NULL)
    mqtt_session_journal_move (session, outgoing);
  return TRUE;
}

void
mqtt_session_release (MqttSession *session, MqttOutgoing *outgoing)
{
  list_unlink (&session->publishing, outgoing);
  outgoing->state = MQTT_DELIVERY_PUBREL;
  list_append (&session->releasing, outgoing);
  if (session->journal != NULL)
    mqtt_session_journal_move (session, outgoing);
}

void
mqtt_session_remove (MqttSession *session, MqttOutgoing *outgoing)
{
  if (session->journal != NULL)
    mqtt_session_journal_remove (session, outgoing);
  if (session->resend == outgoing)
    session->resend = outgoing->next;
  list_unlink (list_of (session, outgoing), outgoing);
  if (outgoing->state == MQTT_DELIVERY_QUEUED)
    {
      session->queued_bytes -= mqtt_message_get_size_bytes (outgoing->message);
      session->n_queued_qos_0 -= outgoing->delivery.qos == MQTT_QOS_0;
    }
  else
    {
      g_hash_table_remove (session->by_id,
                           GUINT_TO_POINTER (outgoing->packet_id));
      mqtt_session_release_id (session, outgoing->packet_id);
    }
  mqtt_message_unref (outgoing->message);
  g_free (outgoing);
}

gboolean
mqtt_session_add_received (MqttSession *session, guint16 id)
{
  if (!mqtt_packet_id_set_add (&session->received, id))
    return FALSE;
  if (session->journal != NULL)
    mqtt_session_journal_toggle_received (session, id);
  return TRUE;
}

gboolean
mqtt_session_remove_received (MqttSession *session, guint16 id)
{
  if (!mqtt_packet_id_set_remove (&session->received, id))
    return FALSE;
  if (session->journal != NULL)
    mqtt_session_journal_toggle_received (session, id);
  return TRUE;
}

MqttOutgoing *
mqtt_session_find (const MqttSession *session, guint16 id)
{
  MqttOutgoing *outgoing;

  if (session->by_id == NULL)
    return NULL;
  outgoing = g_hash_table_lookup (session->by_id, GUINT_TO_POINTER (id));
  if (outgoing != NULL && outgoing->state == MQTT_DELIVERY_PUBLISH &&
      outgoing->epoch != session->epoch)
    return NULL;
  return outgoing;
}

void
mqtt_session_rewind (MqttSession *session)
{
  session->epoch++;
  session->resend = session->publishing.first;
}

static void
list_prepend (MqttOutgoingList *list, MqttOutgoing *outgoing)
{
  outgoing->previous = NULL;
  outgoing->next = list->first;
  if (list->first != NULL)
    list->first->previous = outgoing;
  else
    list->last = outgoing;
  list->first = outgoing;
  list->length++;
}

void
mqtt_session_requeue_sent (MqttSession *session)
{
  MqttOutgoing *outgoing;

  session->resend = NULL;
  while ((outgoing = session->publishing.last) != NULL)
    {
      list_unlink (&session->publishing, outgoing);
      g_hash_table_remove (session->by_id,
                           GUINT_TO_POINTER (outgoing->packet_id));
      mqtt_session_release_id (session, outgoing->packet_id);
      outgoing->packet_id = 0;
      outgoing->epoch = 0;
      outgoing->state = MQTT_DELIVERY_QUEUED;
      list_prepend (&session->queued, outgoing);
      session->queued_bytes += mqtt_message_get_size_bytes (outgoing->message);
      if (session->journal != NULL)
        mqtt_session_journal_move (session, outgoing);
    }
}

void
mqtt_session_forget_sent (MqttSession *session)
{
  while (session->releasing.first != NULL)
    mqtt_session_remove (session, session->releasing.first);
  while (session->publishing.first != NULL)
    mqtt_session_remove (session, session->publishing.first);
  if (session->journal != NULL)
    mqtt_session_journal_toggle_all_received (session);
  mqtt_packet_id_set_clear (&session->received);
}

guint
mqtt_session_get_n_queued (const MqttSession *session)
{
  return session->queued.length;
}

gsize
mqtt_session_get_queued_bytes (const MqttSession *session)
{
  return session->queued_bytes;
}

guint
mqtt_session_get_n_in_flight_out (const MqttSession *session)
{
  return session->releasing.length + session->publishing.length;
}

guint
mqtt_session_get_n_in_flight_in (const MqttSession *session)
{
  return mqtt_packet_id_set_get_count (&session->received);
}

gboolean
mqtt_session_has_incoming (const MqttSession *session, guint16 packet_id)
{
  return mqtt_packet_id_set_contains (&session->received, packet_id);
}

guint16
mqtt_session_next_incoming (const MqttSession *session, guint16 after)
{
  return mqtt_packet_id_set_next (&session->received, after);
}

void
mqtt_session_foreach_out (const MqttSession     *session,
                          MqttSessionForeachFunc func,
                          gpointer               user_data)
{
  const MqttOutgoingList *lists[] = { &session->releasing,
                                      &session->publishing,
                                      &session->queued };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (MqttOutgoing *o = lists[i]->first; o != NULL; o = o->next)
      func (o->state, o->packet_id, o->message, &o->delivery, user_data);
}

void
mqtt_session_filter_queued (MqttSession        *session,
                            MqttSessionKeepFunc keep,
                            gpointer            user_data)
{
  MqttOutgoing *next;

  for (MqttOutgoing *o = session->queued.first; o != NULL; o = next)
    {
      next = o->next;
      if (!keep (o->message, &o->delivery, user_data))
        mqtt_session_remove (session, o);
    }
}
