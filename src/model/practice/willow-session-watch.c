/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/practice/willow-session-watch.h"

#include "broker/glass/willow-broker-acts.h"
#include "model/practice/willow-cell-row.h"
#include "model/practice/willow-session-facts.h"

struct _WillowSessionWatch
{
  GObject parent_instance;

  WillowPracticeBroker    *broker;
  WillowBrokerClientRow   *row;  /* (nullable) */
  WillowBrokerSessionView *view; /* (nullable) */
  GListStore              *facts;
  GListStore              *subscriptions;
  GListStore              *messages;
  gboolean                 active;
  gboolean                 pending;
};

G_DEFINE_FINAL_TYPE (WillowSessionWatch, willow_session_watch, G_TYPE_OBJECT)

static guint changed_signal;

/* @rows: (transfer full) (nullable) */
static void
show (GListStore *store, GPtrArray *rows)
{
  if (rows == NULL)
    {
      g_list_store_remove_all (store);
      return;
    }
  willow_cell_rows_update (store, rows);
  g_ptr_array_unref (rows);
}

static void
update (WillowSessionWatch *self)
{
  show (self->facts,
        self->row != NULL
            ? willow_session_facts_list (
                  willow_broker_client_row_get_client (self->row), self->view)
            : NULL);
  show (self->subscriptions,
        self->view != NULL
            ? willow_session_facts_list_subscriptions (self->view)
            : NULL);
  show (self->messages,
        self->view != NULL ? willow_session_facts_list_messages (self->view)
                           : NULL);
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
is_of_row (WillowSessionWatch *self, WillowBrokerSessionView *view)
{
  return view != NULL && self->row != NULL &&
         g_str_equal (
             view->client_id,
             willow_broker_client_row_get_client (self->row)->client_id);
}

static void
viewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowSessionWatch) self = user_data;
  g_autoptr (WillowBrokerSessionView) view =
      willow_broker_view_session_finish (WILLOW_BROKER (source), result, NULL);

  self->pending = FALSE;
  /* Another one has been chosen meanwhile, or it has just gone. */
  if (!is_of_row (self, view))
    return;
  g_clear_pointer (&self->view, willow_broker_session_view_unref);
  self->view = g_steal_pointer (&view);
  update (self);
}

static void
look (WillowSessionWatch *self)
{
  if (!self->active || self->row == NULL || self->pending ||
      !willow_practice_broker_get_running (self->broker))
    return;
  self->pending = TRUE;
  willow_broker_view_session_async (
      willow_practice_broker_get_broker (self->broker),
      willow_broker_client_row_get_client (self->row)->client_id,
      viewed_cb,
      g_object_ref (self));
}

static void
willow_session_watch_dispose (GObject *object)
{
  WillowSessionWatch *self = WILLOW_SESSION_WATCH (object);

  g_clear_object (&self->broker);
  g_clear_object (&self->row);
  g_clear_pointer (&self->view, willow_broker_session_view_unref);
  g_clear_object (&self->facts);
  g_clear_object (&self->subscriptions);
  g_clear_object (&self->messages);
  G_OBJECT_CLASS (willow_session_watch_parent_class)->dispose (object);
}

static void
willow_session_watch_class_init (WillowSessionWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_session_watch_dispose;
  changed_signal = g_signal_new ("changed",
                                 WILLOW_TYPE_SESSION_WATCH,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 0);
}

static void
willow_session_watch_init (WillowSessionWatch *self)
{
  self->facts = g_list_store_new (WILLOW_TYPE_CELL_ROW);
  self->subscriptions = g_list_store_new (WILLOW_TYPE_CELL_ROW);
  self->messages = g_list_store_new (WILLOW_TYPE_CELL_ROW);
}

WillowSessionWatch *
willow_session_watch_new (WillowPracticeBroker *broker)
{
  WillowSessionWatch *self = g_object_new (WILLOW_TYPE_SESSION_WATCH, NULL);

  self->broker = g_object_ref (broker);
  g_signal_connect_object (
      broker, "refreshed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  return self;
}

void
willow_session_watch_set_row (WillowSessionWatch    *self,
                              WillowBrokerClientRow *row)
{
  if (!g_set_object (&self->row, row))
    return;
  g_clear_pointer (&self->view, willow_broker_session_view_unref);
  update (self);
  look (self);
}

WillowBrokerClientRow *
willow_session_watch_get_row (WillowSessionWatch *self)
{
  return self->row;
}

void
willow_session_watch_set_active (WillowSessionWatch *self, gboolean active)
{
  self->active = active;
  look (self);
}

WillowBrokerSessionView *
willow_session_watch_get_view (WillowSessionWatch *self)
{
  return self->view;
}

GListModel *
willow_session_watch_get_facts (WillowSessionWatch *self)
{
  return G_LIST_MODEL (self->facts);
}

GListModel *
willow_session_watch_get_subscriptions (WillowSessionWatch *self)
{
  return G_LIST_MODEL (self->subscriptions);
}

GListModel *
willow_session_watch_get_messages (WillowSessionWatch *self)
{
  return G_LIST_MODEL (self->messages);
}
