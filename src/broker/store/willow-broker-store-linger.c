/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message that all its receivers have acknowledged needs no place on the
 * disk, and who has published it need not wait for one. They often do within a
 * moment, so the batch is kept open for that long. Where that was in vain, it
 * is tried less and less often. */
#include "broker/store/willow-broker-store-private.h"

#define LINGER_US 1000
#define MAX_PENALTY 63u

static gboolean
linger_cb (gpointer user_data)
{
  /* Only the end of the turn is wanted. */
  return G_SOURCE_REMOVE;
}

void
willow_broker_store_init_linger (WillowBrokerStore *store)
{
  willow_timer_init (&store->linger, store->server->reactor, linger_cb, store);
}

static void
begin (WillowBrokerStore *store, gint64 now_us)
{
  store->linger_until_us = now_us + LINGER_US;
  store->linger_n_changes = store->n_changes;
  willow_timer_set (&store->linger, store->linger_until_us);
}

/* @n_left: messages that nobody has acknowledged meanwhile */
static void
end (WillowBrokerStore *store, guint n_left)
{
  guint64 n_come = store->n_changes - store->linger_n_changes;

  if (n_left == 0 || n_left < n_come / 2)
    store->linger_penalty = 0;
  else
    store->linger_penalty = MIN (store->linger_penalty * 2 + 1, MAX_PENALTY);
  store->linger_skip = store->linger_penalty;
  store->linger_until_us = 0;
  willow_timer_clear (&store->linger);
}

gboolean
willow_broker_store_lingers (WillowBrokerStore *store)
{
  guint    n_messages = mqtt_journal_get_n_messages (store->journal);
  gboolean has_others = store->batch->ops->len > 0 ||
                        g_hash_table_size (store->touched) > 0 ||
                        g_hash_table_size (store->retained) > 0;
  gint64 now_us;

  if (n_messages == 0 || has_others || willow_broker_store_is_full (store))
    {
      if (store->linger_until_us != 0)
        end (store, has_others ? 0 : n_messages);
      return FALSE;
    }
  if (store->linger_until_us == 0 && store->linger_skip > 0)
    {
      store->linger_skip--;
      return FALSE;
    }
  now_us = g_get_monotonic_time ();
  if (store->linger_until_us == 0)
    begin (store, now_us);
  else if (now_us >= store->linger_until_us)
    {
      end (store, n_messages);
      return FALSE;
    }
  return TRUE;
}
