/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-subscription-keeper-private.h"

G_DEFINE_FINAL_TYPE (WillowSubscriptionKeeper,
                     willow_subscription_keeper,
                     G_TYPE_OBJECT)

enum
{
  PROBLEM,
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

WillowLiveSubscription *
willow_subscription_keeper_lookup (WillowSubscriptionKeeper  *self,
                                   WillowProfileSubscription *subscription)
{
  GListModel *lives = G_LIST_MODEL (self->lives);

  for (guint i = 0; i < g_list_model_get_n_items (lives); i++)
    {
      g_autoptr (WillowLiveSubscription) live =
          g_list_model_get_item (lives, i);

      if (willow_live_subscription_get_subscription (live) == subscription)
        return live; /* the list has a reference */
    }
  return NULL;
}

/* Whether other options are to be sent: those of what the server knows, or did
 * not get because of them. */
static gboolean
follows_options (WillowLiveSubscription *live)
{
  const WillowLiveFacts *facts = willow_live_subscription_get_facts (live);

  return facts->state == WILLOW_LIVE_PENDING ||
         facts->state == WILLOW_LIVE_GRANTED ||
         facts->state == WILLOW_LIVE_REFUSED ||
         facts->state == WILLOW_LIVE_HELD ||
         (facts->state == WILLOW_LIVE_NOT_SENT && facts->note != NULL);
}

static gboolean
is_option (WillowSubscriptionKeeper *self, const char *property)
{
  static const char *const of_version_5[] = {
    "no-local", "retain-as-published", "retain-handling", "identifier", NULL
  };

  return g_str_equal (property, "qos") ||
         (self->version == MQTT_VERSION_5_0 &&
          g_strv_contains (of_version_5, property));
}

static void
emit_changed (WillowSubscriptionKeeper *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
edited_cb (WillowProfileSubscription *subscription,
           GParamSpec                *pspec,
           WillowSubscriptionKeeper  *self)
{
  WillowLiveSubscription *live =
      willow_subscription_keeper_lookup (self, subscription);
  gboolean enabled = willow_profile_subscription_get_enabled (subscription);

  if (live == NULL)
    return;
  if (g_str_equal (pspec->name, "filter"))
    willow_live_subscription_tell (live);
  else if (!self->is_connected)
    return;
  else if (g_str_equal (pspec->name, "enabled") && !enabled)
    willow_subscription_keeper_leave (self, live);
  else if (g_str_equal (pspec->name, "enabled") ||
           (enabled && is_option (self, pspec->name) && follows_options (live)))
    willow_subscription_keeper_send_soon (self, live);
}

/* (transfer full): the one that was there before, or a new one */
static WillowLiveSubscription *
take_live (WillowSubscriptionKeeper  *self,
           WillowProfileSubscription *subscription,
           GPtrArray                 *gone)
{
  WillowLiveSubscription *live;

  for (guint i = 0; i < gone->len; i++)
    {
      live = g_ptr_array_index (gone, i);
      if (willow_live_subscription_get_subscription (live) == subscription)
        return g_ptr_array_steal_index (gone, i);
    }
  live = willow_live_subscription_new (subscription);
  g_signal_connect_object (live,
                           "notify::state",
                           G_CALLBACK (emit_changed),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      subscription, "notify", G_CALLBACK (edited_cb), self, 0);
  if (self->is_connected &&
      willow_profile_subscription_get_enabled (subscription) &&
      *willow_profile_subscription_get_filter (subscription) != '\0')
    willow_subscription_keeper_send_soon (self, live);
  return live;
}

static void
let_go (WillowSubscriptionKeeper *self, WillowLiveSubscription *live)
{
  WillowServerMemory memory = willow_live_subscription_get_facts (live)->memory;

  g_signal_handlers_disconnect_by_func (
      willow_live_subscription_get_subscription (live), edited_cb, self);
  g_ptr_array_remove (self->due, live);
  if (self->is_connected)
    willow_subscription_keeper_leave (self, live);
  else if (memory == WILLOW_SERVER_HOLDS || memory == WILLOW_SERVER_UNSURE)
    g_list_store_append (self->orphans, live);
}

static void
listed_cb (WillowSubscriptionKeeper *self,
           guint                     position,
           guint                     removed,
           guint                     added,
           GListModel               *model)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < removed; i++)
    g_ptr_array_add (
        gone, g_list_model_get_item (G_LIST_MODEL (self->lives), position + i));
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (WillowProfileSubscription) subscription =
          g_list_model_get_item (model, position + i);

      g_ptr_array_add (fresh, take_live (self, subscription, gone));
    }
  g_list_store_splice (
      self->lives, position, removed, fresh->pdata, fresh->len);
  for (guint i = 0; i < gone->len; i++)
    let_go (self, g_ptr_array_index (gone, i));
  emit_changed (self);
}

static void
state_cb (WillowSubscriptionKeeper *self)
{
  gboolean connected =
      willow_client_get_state (self->client) == WILLOW_CLIENT_CONNECTED;

  if (self->is_connected == connected)
    return;
  self->is_connected = connected;
  if (connected)
    willow_subscription_keeper_begin (self);
  else
    willow_subscription_keeper_end (self);
}

static void
willow_subscription_keeper_dispose (GObject *object)
{
  WillowSubscriptionKeeper *self = WILLOW_SUBSCRIPTION_KEEPER (object);

  willow_subscription_keeper_stop (self);
  g_clear_object (&self->profile);
  g_clear_object (&self->lives);
  g_clear_object (&self->orphans);
  G_OBJECT_CLASS (willow_subscription_keeper_parent_class)->dispose (object);
}

static void
willow_subscription_keeper_finalize (GObject *object)
{
  WillowSubscriptionKeeper *self = WILLOW_SUBSCRIPTION_KEEPER (object);

  g_ptr_array_unref (self->due);
  g_free (self->identity);
  G_OBJECT_CLASS (willow_subscription_keeper_parent_class)->finalize (object);
}

static void
willow_subscription_keeper_class_init (WillowSubscriptionKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = willow_subscription_keeper_dispose;
  object_class->finalize = willow_subscription_keeper_finalize;
  signals[PROBLEM] = g_signal_new ("problem",
                                   WILLOW_TYPE_SUBSCRIPTION_KEEPER,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRING);
  signals[CHANGED] = g_signal_new ("changed",
                                   WILLOW_TYPE_SUBSCRIPTION_KEEPER,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
willow_subscription_keeper_init (WillowSubscriptionKeeper *self)
{
  self->lives = g_list_store_new (WILLOW_TYPE_LIVE_SUBSCRIPTION);
  self->orphans = g_list_store_new (WILLOW_TYPE_LIVE_SUBSCRIPTION);
  self->due = g_ptr_array_new_with_free_func (g_object_unref);
}

WillowSubscriptionKeeper *
willow_subscription_keeper_new (WillowProfile *profile, WillowClient *client)
{
  WillowSubscriptionKeeper *self =
      g_object_new (WILLOW_TYPE_SUBSCRIPTION_KEEPER, NULL);
  GListModel *model = willow_profile_get_subscriptions (profile);

  self->profile = g_object_ref (profile);
  self->client = g_object_ref (client);
  g_signal_connect_object (
      model, "items-changed", G_CALLBACK (listed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      client, "state-changed", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  listed_cb (self, 0, 0, g_list_model_get_n_items (model), model);
  state_cb (self);
  return self;
}

void
willow_subscription_keeper_take_problem (WillowSubscriptionKeeper *self,
                                         char                     *problem)
{
  if (problem != NULL)
    g_signal_emit (self, signals[PROBLEM], 0, problem);
  g_free (problem);
}

GListModel *
willow_subscription_keeper_get_list (WillowSubscriptionKeeper *self)
{
  return G_LIST_MODEL (self->lives);
}

GListModel *
willow_subscription_keeper_get_orphans (WillowSubscriptionKeeper *self)
{
  return G_LIST_MODEL (self->orphans);
}

gboolean
willow_subscription_keeper_get_connected (WillowSubscriptionKeeper *self)
{
  return self->is_connected;
}

void
willow_subscription_keeper_apply (WillowSubscriptionKeeper *self,
                                  WillowLiveSubscription   *live)
{
  WillowProfileSubscription *subscription =
      willow_live_subscription_get_subscription (live);
  WillowLiveState state = willow_live_subscription_get_state (live);

  if (!self->is_connected ||
      !willow_profile_subscription_get_enabled (subscription))
    return;
  if (willow_live_subscription_get_unsent (live) ||
      state == WILLOW_LIVE_NOT_SENT || state == WILLOW_LIVE_UNSUBSCRIBED)
    willow_subscription_keeper_send_soon (self, live);
}

void
willow_subscription_keeper_subscribe (WillowSubscriptionKeeper *self,
                                      WillowLiveSubscription   *live)
{
  if (self->is_connected)
    willow_subscription_keeper_send_soon (self, live);
}

void
willow_subscription_keeper_unsubscribe (WillowSubscriptionKeeper *self,
                                        WillowLiveSubscription   *live)
{
  if (self->is_connected)
    willow_subscription_keeper_leave (self, live);
}

void
willow_subscription_keeper_stop (WillowSubscriptionKeeper *self)
{
  self->is_connected = FALSE;
  g_clear_handle_id (&self->due_id, g_source_remove);
  g_ptr_array_set_size (self->due, 0);
  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);
}
