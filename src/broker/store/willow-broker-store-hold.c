/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who waits for what. Promises of a generation whose messages have all been
 * acknowledged meanwhile are kept without the disk; the others wait for the
 * batch. */
#include "broker/store/willow-broker-store-private.h"

/* What a connection has held up to a generation. */
typedef struct
{
  gboolean is_set;
  guint32  generation;
  guint64  mark; /* mqtt_connection_get_held_mark() */
} Hold;

struct _WillowBrokerHold
{
  guint   place;        /* in store->holders, from 1 */
  guint   pause_place;  /* in store->paused, from 1 */
  guint64 written_mark; /* waits for the batch that is being written; 0: none */
  Hold    first;        /* waits for its generation, or the next batch */
  Hold    last;         /* what came after that, up to now */
};

static void
leave_holders (WillowBrokerStore *store, WillowBrokerHold *hold)
{
  WillowBrokerConnection *moved;

  if (hold->place == 0)
    return;
  moved = g_ptr_array_index (store->holders, store->holders->len - 1);
  moved->hold->place = hold->place;
  g_ptr_array_remove_index_fast (store->holders, hold->place - 1);
  hold->place = 0;
}

void
willow_broker_store_hold (WillowBrokerStore      *store,
                          WillowBrokerConnection *connection)
{
  if (connection->hold == NULL)
    connection->hold = g_new0 (WillowBrokerHold, 1);
  mqtt_connection_set_journal (connection->mqtt, store->journal, connection);
  mqtt_connection_set_holding (connection->mqtt, TRUE);
}

void
willow_broker_store_detach (WillowBrokerStore      *store,
                            WillowBrokerConnection *connection)
{
  WillowBrokerHold *hold = connection->hold;

  if (hold == NULL)
    return;
  leave_holders (store, hold);
  if (hold->pause_place != 0)
    store->paused->pdata[hold->pause_place - 1] = NULL;
  g_clear_pointer (&connection->hold, g_free);
  mqtt_connection_set_journal (connection->mqtt, NULL, NULL);
}

void
willow_broker_store_slow_down (WillowBrokerStore      *store,
                               WillowBrokerConnection *connection)
{
  WillowBrokerHold *hold = connection->hold;

  if (hold->pause_place != 0 || !store->is_writing || store->problem != NULL ||
      !willow_broker_store_is_full (store))
    return;
  g_ptr_array_add (store->paused, connection);
  hold->pause_place = store->paused->len;
  willow_link_set_paused (connection->link, TRUE);
}

void
willow_broker_store_resume_paused (WillowBrokerStore *store)
{
  for (guint i = 0; i < store->paused->len; i++)
    {
      WillowBrokerConnection *connection = g_ptr_array_index (store->paused, i);

      if (connection == NULL)
        continue;
      connection->hold->pause_place = 0;
      willow_link_set_paused (connection->link, FALSE);
    }
  g_ptr_array_set_size (store->paused, 0);
}

static void
holder_cb (gpointer owner, gpointer user_data)
{
  WillowBrokerStore      *store = user_data;
  WillowBrokerConnection *connection = owner;
  WillowBrokerHold       *hold = connection->hold;
  const Hold              held = {
                 .is_set = TRUE,
                 .generation = store->closed_generation,
                 .mark = mqtt_connection_get_held_mark (connection->mqtt),
  };

  if (hold->place == 0)
    {
      g_ptr_array_add (store->holders, connection);
      hold->place = store->holders->len;
    }
  if (hold->first.is_set)
    hold->last = held;
  else
    hold->first = held;
}

void
willow_broker_store_close_generation (WillowBrokerStore *store, gint64 now_us)
{
  if (willow_broker_store_has_others (store))
    mqtt_journal_pin_generation (store->journal);
  store->closed_generation =
      mqtt_journal_close_generation (store->journal, now_us);
  mqtt_journal_take_holders (store->journal, holder_cb, store);
}

static void
release (WillowBrokerStore      *store,
         WillowBrokerConnection *connection,
         guint64                 mark)
{
  WillowBrokerHold *hold = connection->hold;

  mqtt_connection_release_held (connection->mqtt, mark);
  if (!mqtt_connection_has_held (connection->mqtt))
    connection->awaits_store = FALSE;
  connection->awaits_connack = FALSE;
  willow_link_flush (connection->link);
  if (hold->written_mark == 0 && !hold->first.is_set)
    leave_holders (store, hold);
}

static gboolean
is_before (guint32 generation, guint32 other)
{
  return (gint32)(generation - other) < 0;
}

/* From the end, where one that leaves is replaced by one that was seen. */
void
willow_broker_store_release_done (WillowBrokerStore *store)
{
  guint32 oldest = mqtt_journal_peek_oldest (store->journal).number;

  if (oldest == store->released_generation)
    return;
  store->released_generation = oldest;
  for (guint i = store->holders->len; i > 0; i--)
    {
      WillowBrokerConnection *connection =
          g_ptr_array_index (store->holders, i - 1);
      WillowBrokerHold *hold = connection->hold;
      guint64           mark;

      if (hold->written_mark != 0 || !hold->first.is_set ||
          !is_before (hold->first.generation, oldest))
        continue;
      mark = hold->first.mark;
      hold->first = hold->last;
      hold->last.is_set = FALSE;
      if (hold->first.is_set && is_before (hold->first.generation, oldest))
        {
          mark = hold->first.mark;
          hold->first.is_set = FALSE;
        }
      release (store, connection, mark);
    }
}

void
willow_broker_store_await_batch (WillowBrokerStore *store)
{
  for (guint i = 0; i < store->holders->len; i++)
    {
      WillowBrokerConnection *connection =
          g_ptr_array_index (store->holders, i);
      WillowBrokerHold *hold = connection->hold;

      if (hold->last.is_set)
        hold->written_mark = hold->last.mark;
      else if (hold->first.is_set)
        hold->written_mark = hold->first.mark;
      hold->first.is_set = hold->last.is_set = FALSE;
    }
}

void
willow_broker_store_release_written (WillowBrokerStore *store)
{
  for (guint i = store->holders->len; i > 0; i--)
    {
      WillowBrokerConnection *connection =
          g_ptr_array_index (store->holders, i - 1);
      guint64 mark = connection->hold->written_mark;

      if (mark == 0)
        continue;
      connection->hold->written_mark = 0;
      release (store, connection, mark);
    }
}
