/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-journal.h"

#include "mqtt/mqtt-session-private.h"

#define MAX_IDLE_GENERATIONS 256u

/* What is noted is the messages that changed, not the changes: each is told in
 * the state that it has when the owner asks, and not at all if it is gone by
 * then without ever having been told. */

/* Behind the Subscription Identifiers, where 64 bits are in their place. */
static MqttOutgoingNote *
get_note (MqttOutgoing *outgoing)
{
  gsize size = sizeof (MqttOutgoing) +
               outgoing->delivery.n_subscription_identifiers * sizeof (guint32);

  size = (size + 7u) & ~(gsize)7u;
  return (MqttOutgoingNote *)(gpointer)((guint8 *)outgoing + size);
}

gsize
mqtt_session_journal_get_extra_bytes (const MqttSession *session)
{
  return session->journal != NULL ? sizeof (MqttOutgoingNote) + 7u : 0;
}

static gboolean
is_stored (const MqttOutgoing *outgoing)
{
  return outgoing->delivery.qos != MQTT_QOS_0;
}

static void
note_session (MqttSession *session)
{
  MqttSessionJournal *own = session->journal;

  if (own->is_noted)
    return;
  own->is_noted = TRUE;
  own->node.data = session;
  g_queue_push_tail_link (&own->journal->sessions, &own->node);
}

static MqttGeneration *
get_generation (MqttJournal *journal, guint index)
{
  return &g_array_index (journal->generations, MqttGeneration, index);
}

static MqttGeneration *
get_newest (MqttJournal *journal)
{
  return get_generation (journal, journal->generations->len - 1);
}

static void
leave_generation (MqttJournal *journal, guint32 number)
{
  guint32 first = get_generation (journal, 0)->number;

  get_generation (journal, number - first)->n_left--;
}

static void
append_note (MqttSessionJournal *own, MqttOutgoing *outgoing)
{
  MqttOutgoingNote *note = get_note (outgoing);

  note->is_noted = TRUE;
  note->generation = get_newest (own->journal)->number;
  get_newest (own->journal)->n_left++;
  note->previous = own->last;
  note->next = NULL;
  if (own->last != NULL)
    get_note (own->last)->next = outgoing;
  else
    own->first = outgoing;
  own->last = outgoing;
  own->journal->n_messages++;
  own->journal->size_bytes += mqtt_message_get_size_bytes (outgoing->message);
}

static void
unlink_note (MqttSessionJournal *own, MqttOutgoing *outgoing)
{
  MqttOutgoingNote *note = get_note (outgoing);

  note->is_noted = FALSE;
  leave_generation (own->journal, note->generation);
  if (note->previous != NULL)
    get_note (note->previous)->next = note->next;
  else
    own->first = note->next;
  if (note->next != NULL)
    get_note (note->next)->previous = note->previous;
  else
    own->last = note->previous;
  own->journal->n_messages--;
  own->journal->size_bytes -= mqtt_message_get_size_bytes (outgoing->message);
}

void
mqtt_session_journal_add (MqttSession *session, MqttOutgoing *outgoing)
{
  *get_note (outgoing) = (MqttOutgoingNote){ 0 };
  if (!is_stored (outgoing))
    return;
  append_note (session->journal, outgoing);
  note_session (session);
}

/* One that waits for PUBCOMP goes to the end: these are told in the order of
 * their PUBRECs, the others in that of the queue. */
void
mqtt_session_journal_move (MqttSession *session, MqttOutgoing *outgoing)
{
  gboolean is_noted = get_note (outgoing)->is_noted;

  if (is_noted && outgoing->state != MQTT_DELIVERY_PUBREL)
    return;
  if (is_noted)
    unlink_note (session->journal, outgoing);
  append_note (session->journal, outgoing);
  note_session (session);
}

void
mqtt_session_journal_remove (MqttSession *session, MqttOutgoing *outgoing)
{
  MqttSessionJournal *own = session->journal;
  MqttOutgoingNote   *note = get_note (outgoing);
  MqttRemoved         removed = { .number = note->number };

  if (note->is_noted)
    unlink_note (own, outgoing);
  if (note->number == 0)
    return;
  removed.message = mqtt_message_ref (outgoing->message);
  if (own->removed == NULL)
    own->removed = g_array_new (FALSE, FALSE, sizeof (MqttRemoved));
  g_array_append_val (own->removed, removed);
  note_session (session);
}

void
mqtt_session_journal_toggle_received (MqttSession *session, guint16 id)
{
  MqttPacketIdSet *toggled = &session->journal->toggled;

  if (!mqtt_packet_id_set_add (toggled, id))
    mqtt_packet_id_set_remove (toggled, id);
  mqtt_journal_pin_generation (session->journal->journal);
  note_session (session);
}

void
mqtt_session_journal_toggle_all_received (MqttSession *session)
{
  guint16 id = 0;

  while ((id = mqtt_packet_id_set_next (&session->received, id)) != 0)
    mqtt_session_journal_toggle_received (session, id);
}

MqttJournal *
mqtt_journal_new (guint64 last_number)
{
  MqttJournal *journal = g_new0 (MqttJournal, 1);

  journal->last_number = last_number;
  journal->generations = g_array_new (FALSE, FALSE, sizeof (MqttGeneration));
  g_array_set_size (journal->generations, 1);
  *get_newest (journal) = (MqttGeneration){ 0 };
  return journal;
}

void
mqtt_journal_free (MqttJournal *journal)
{
  g_assert (mqtt_journal_is_empty (journal));
  g_array_unref (journal->generations);
  g_free (journal);
}

gboolean
mqtt_journal_is_empty (const MqttJournal *journal)
{
  return journal->sessions.length == 0 && journal->holders.length == 0;
}

guint
mqtt_journal_get_n_messages (const MqttJournal *journal)
{
  return journal->n_messages;
}

gsize
mqtt_journal_get_size_bytes (const MqttJournal *journal)
{
  return journal->size_bytes;
}

/* Those with nothing left go when there are many, so that it is not done for
 * each. */
static void
skip_generations (MqttJournal *journal)
{
  while (journal->first_generation + 1 < journal->generations->len &&
         get_generation (journal, journal->first_generation)->n_left == 0)
    journal->first_generation++;
  if (journal->first_generation < MAX_IDLE_GENERATIONS)
    return;
  g_array_remove_range (journal->generations, 0, journal->first_generation);
  journal->first_generation = 0;
}

guint32
mqtt_journal_close_generation (MqttJournal *journal, gint64 now_us)
{
  MqttGeneration *closed = get_newest (journal);
  MqttGeneration  next = { .number = closed->number + 1 };

  closed->closed_us = now_us;
  g_array_append_val (journal->generations, next);
  skip_generations (journal);
  return next.number - 1;
}

MqttGeneration
mqtt_journal_peek_oldest (MqttJournal *journal)
{
  skip_generations (journal);
  return *get_generation (journal, journal->first_generation);
}

void
mqtt_journal_pin_generation (MqttJournal *journal)
{
  get_newest (journal)->n_left++;
}

static void
tell_outgoing (MqttSessionJournal *own,
               MqttOutgoing       *outgoing,
               MqttJournalFunc     func,
               gpointer            user_data)
{
  MqttOutgoingNote *note = get_note (outgoing);
  MqttSessionChange change = {
    .kind = note->number == 0 ? MQTT_CHANGE_ADDED : MQTT_CHANGE_MOVED,
    .message = outgoing->message,
    .delivery = &outgoing->delivery,
    .state = outgoing->state,
    .packet_id = outgoing->packet_id,
    .reason = outgoing->reason,
  };

  if (note->number == 0)
    note->number = ++own->journal->last_number;
  change.number = note->number;
  if (outgoing->state == MQTT_DELIVERY_PUBREL)
    change.position = ++own->journal->last_number;
  func (own->owner, &change, user_data);
}

static void
tell_removed (MqttSessionJournal *own, MqttJournalFunc func, gpointer user_data)
{
  for (guint i = 0; own->removed != NULL && i < own->removed->len; i++)
    {
      MqttRemoved       removed = g_array_index (own->removed, MqttRemoved, i);
      MqttSessionChange change = { .kind = MQTT_CHANGE_REMOVED,
                                   .number = removed.number,
                                   .message = removed.message };

      func (own->owner, &change, user_data);
      mqtt_message_unref (removed.message);
    }
  g_clear_pointer (&own->removed, g_array_unref);
}

static void
tell_received (MqttSession *session, MqttJournalFunc func, gpointer user_data)
{
  MqttSessionJournal *own = session->journal;
  guint16             id = 0;

  while ((id = mqtt_packet_id_set_next (&own->toggled, id)) != 0)
    {
      MqttSessionChange change = {
        .kind = mqtt_packet_id_set_contains (&session->received, id)
                    ? MQTT_CHANGE_RECEIVED
                    : MQTT_CHANGE_RELEASED,
        .packet_id = id,
      };

      func (own->owner, &change, user_data);
    }
  mqtt_packet_id_set_clear (&own->toggled);
}

static void
tell_session (MqttSession *session, MqttJournalFunc func, gpointer user_data)
{
  MqttSessionJournal *own = session->journal;

  tell_removed (own, func, user_data);
  while (own->first != NULL)
    {
      MqttOutgoing *outgoing = own->first;

      unlink_note (own, outgoing);
      tell_outgoing (own, outgoing, func, user_data);
    }
  tell_received (session, func, user_data);
}

void
mqtt_journal_take_changes (MqttJournal    *journal,
                           MqttJournalFunc func,
                           gpointer        user_data)
{
  GList *node;

  while ((node = g_queue_pop_head_link (&journal->sessions)) != NULL)
    {
      MqttSession *session = node->data;

      session->journal->is_noted = FALSE;
      tell_session (session, func, user_data);
    }
  for (guint i = 0; i < journal->generations->len; i++)
    get_generation (journal, i)->n_left = 0; /* those that were pinned */
}

void
mqtt_journal_take_holders (MqttJournal   *journal,
                           MqttHolderFunc func,
                           gpointer       user_data)
{
  GList *node;

  while ((node = g_queue_pop_head_link (&journal->holders)) != NULL)
    {
      MqttHolder *holder = node->data;

      holder->is_noted = FALSE;
      func (holder->owner, user_data);
    }
}

static void
leave_journal (MqttSession *session)
{
  MqttSessionJournal *own = session->journal;

  while (own->first != NULL)
    unlink_note (own, own->first);
  for (guint i = 0; own->removed != NULL && i < own->removed->len; i++)
    mqtt_message_unref (g_array_index (own->removed, MqttRemoved, i).message);
  g_clear_pointer (&own->removed, g_array_unref);
  mqtt_packet_id_set_clear (&own->toggled);
  if (own->is_noted)
    g_queue_unlink (&own->journal->sessions, &own->node);
  g_clear_pointer (&session->journal, g_free);
}

void
mqtt_session_set_journal (MqttSession *session,
                          MqttJournal *journal,
                          gpointer     owner)
{
  if (session->journal != NULL)
    leave_journal (session);
  if (journal == NULL)
    return;
  g_assert (session->queued.length == 0 &&
            mqtt_session_get_n_in_flight_out (session) == 0);
  session->journal = g_new0 (MqttSessionJournal, 1);
  session->journal->journal = journal;
  session->journal->owner = owner;
}

gboolean
mqtt_session_has_journal (const MqttSession *session)
{
  return session->journal != NULL;
}

static void
tell_all_released (MqttSession    *session,
                   MqttJournalFunc func,
                   gpointer        user_data)
{
  guint16 id = 0;

  tell_received (session, func, user_data);
  while ((id = mqtt_packet_id_set_next (&session->received, id)) != 0)
    {
      const MqttSessionChange change = { .kind = MQTT_CHANGE_RELEASED,
                                         .packet_id = id };

      func (session->journal->owner, &change, user_data);
    }
}

void
mqtt_session_forget_journal (MqttSession    *session,
                             MqttJournalFunc func,
                             gpointer        user_data)
{
  MqttOutgoingList *lists[] = { &session->releasing,
                                &session->publishing,
                                &session->queued };

  if (session->journal == NULL)
    return;
  tell_removed (session->journal, func, user_data);
  tell_all_released (session, func, user_data);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (MqttOutgoing *o = lists[i]->first; o != NULL; o = o->next)
      {
        MqttSessionChange change = { .kind = MQTT_CHANGE_REMOVED,
                                     .number = get_note (o)->number,
                                     .message = o->message };

        if (change.number != 0)
          func (session->journal->owner, &change, user_data);
      }
  leave_journal (session);
}

/* With the identifier that it had, instead of the next free one. */
static gboolean
restart (MqttSession *session, MqttOutgoing *outgoing, guint16 id)
{
  guint16 last_id = session->last_id;

  if (id == 0 || mqtt_packet_id_set_contains (&session->ids, id))
    return FALSE;
  session->last_id = (guint16)(id - 1u);
  mqtt_session_start (session, outgoing);
  session->last_id = MAX (last_id, id);
  return outgoing->packet_id == id;
}

gboolean
mqtt_session_restore (MqttSession *session, const MqttSessionChange *change)
{
  MqttOutgoing *outgoing;
  gboolean      is_restored = TRUE;

  if (change->kind == MQTT_CHANGE_RECEIVED)
    {
      mqtt_packet_id_set_add (&session->received, change->packet_id);
      return TRUE;
    }
  outgoing = mqtt_session_push (session, change->message, change->delivery);
  outgoing->reason = change->reason;
  if (session->journal != NULL)
    {
      unlink_note (session->journal, outgoing);
      get_note (outgoing)->number = change->number;
    }
  if (change->state != MQTT_DELIVERY_QUEUED)
    is_restored = restart (session, outgoing, change->packet_id);
  if (is_restored && change->state == MQTT_DELIVERY_PUBREL)
    mqtt_session_release (session, outgoing);
  if (session->journal != NULL && get_note (outgoing)->is_noted)
    unlink_note (session->journal, outgoing);
  return is_restored;
}
