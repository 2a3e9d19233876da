/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message that all its receivers have acknowledged needs no place on the
 * disk, and who has published it need not wait for one. They often do within a
 * moment, so the batch is kept open while the oldest messages become fewer.
 * Where that was in vain, it is tried less and less often. */
#include "broker/store/willow-broker-store-private.h"

/* Without an acknowledgement, and with some. */
#define LINGER_US 1000
#define MAX_LINGER_US 6000
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
wait_for (WillowBrokerStore *store, MqttGeneration oldest, gint64 now_us)
{
  store->linger_for = oldest;
  store->linger_until_us = now_us + LINGER_US;
  willow_timer_set (&store->linger, store->linger_until_us);
}

static gboolean
end (WillowBrokerStore *store, gboolean is_vain)
{
  store->linger_penalty =
      is_vain ? MIN (store->linger_penalty * 2 + 1, MAX_PENALTY) : 0;
  store->linger_skip = store->linger_penalty;
  store->linger_until_us = 0;
  willow_timer_clear (&store->linger);
  return FALSE;
}

gboolean
willow_broker_store_lingers (WillowBrokerStore *store, gint64 now_us)
{
  MqttGeneration oldest = mqtt_journal_peek_oldest (store->journal);

  if (mqtt_journal_get_n_messages (store->journal) == 0 || store->must_commit ||
      willow_broker_store_has_others (store) ||
      willow_broker_store_is_full (store))
    return store->linger_until_us != 0 ? end (store, FALSE) : FALSE;
  if (store->linger_until_us == 0)
    {
      if (store->linger_skip > 0)
        {
          store->linger_skip--;
          return FALSE;
        }
      wait_for (store, oldest, now_us);
      return TRUE;
    }
  if (now_us - oldest.closed_us >= MAX_LINGER_US)
    return end (store, FALSE);
  if (oldest.number != store->linger_for.number ||
      oldest.n_left < store->linger_for.n_left)
    wait_for (store, oldest, now_us);
  else if (now_us >= store->linger_until_us)
    return end (store, TRUE);
  return TRUE;
}
