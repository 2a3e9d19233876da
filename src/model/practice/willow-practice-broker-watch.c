/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking through the glass walls: five times a second, and only while somebody
 * does. */
#include "model/practice/willow-practice-broker-private.h"

#define LOOK_EVERY_MS 200u
/* Per look; where there are more, fewer looks. */
#define MAX_CLIENTS 1000u
/* Nobody looks at the log, but the broker must not wait with it. */
#define LOG_EVERY_SECONDS 5u

static void
snapshot_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowPracticeBroker) self = user_data;
  WillowBrokerSnapshot *snapshot =
      willow_broker_snapshot_finish (WILLOW_BROKER (source), result, NULL);

  self->snapshot_pending = FALSE;
  if (snapshot == NULL)
    return;
  self->n_skip = snapshot->clients->len / MAX_CLIENTS;
  if (self->running)
    willow_practice_broker_take_snapshot (self, snapshot);
  else /* it was stopped meanwhile */
    willow_broker_snapshot_unref (snapshot);
}

static gboolean
look_cb (gpointer user_data)
{
  WillowPracticeBroker *self = user_data;

  willow_broker_events_take (self->events);
  if (self->snapshot_pending)
    return G_SOURCE_CONTINUE;
  if (self->n_skip > 0)
    {
      self->n_skip--;
      return G_SOURCE_CONTINUE;
    }
  self->snapshot_pending = TRUE;
  willow_broker_snapshot_async (self->broker, snapshot_cb, g_object_ref (self));
  return G_SOURCE_CONTINUE;
}

static gboolean
log_cb (gpointer user_data)
{
  WillowPracticeBroker *self = user_data;

  willow_broker_events_take (self->events);
  return G_SOURCE_CONTINUE;
}

void
willow_practice_broker_update_watch (WillowPracticeBroker *self)
{
  gboolean wanted = self->watched && self->running;

  if (self->running && self->log_id == 0)
    self->log_id = g_timeout_add_seconds (LOG_EVERY_SECONDS, log_cb, self);
  else if (!self->running && self->log_id != 0)
    {
      g_clear_handle_id (&self->log_id, g_source_remove);
      willow_broker_events_take (self->events);
    }
  if (wanted && self->watch_id == 0)
    {
      self->n_skip = 0;
      self->watch_id = g_timeout_add (LOOK_EVERY_MS, look_cb, self);
      look_cb (self);
    }
  else if (!wanted)
    g_clear_handle_id (&self->watch_id, g_source_remove);
}

GListModel *
willow_practice_broker_get_connected (WillowPracticeBroker *self)
{
  return G_LIST_MODEL (self->connected);
}

WillowBrokerEvents *
willow_practice_broker_get_events (WillowPracticeBroker *self)
{
  return self->events;
}

WillowBroker *
willow_practice_broker_get_broker (WillowPracticeBroker *self)
{
  return self->broker;
}
