/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/fleet/willow-fleet-player.h"

#include "client/willow-client.h"

/* A message that nobody could take is not worth more than this many retries'
 * memory: with so many unfinished a device waits for the broker. */
#define MAX_UNFINISHED 256u

#define CONNECT_TIMEOUT_MS 5000
#define KEEP_ALIVE_SECONDS 30

struct _WillowFleetPlayer
{
  GObject parent_instance;

  WillowFleet       *fleet;
  WillowIoThread    *io_thread;
  WillowEndpoint    *endpoint;
  double             speed;
  GHashTable        *clients; /* device id → WillowClient */
  GCancellable      *cancellable;
  WillowFleetMessage next;
  gint64             started_us;
  guint              timer;
  guint              n_unfinished;
  guint64            n_published;
};

G_DEFINE_FINAL_TYPE (WillowFleetPlayer, willow_fleet_player, G_TYPE_OBJECT)

static void schedule (WillowFleetPlayer *self);

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowFleetPlayer) self = user_data;

  self->n_unfinished--;
  if (willow_client_publish_finish (WILLOW_CLIENT (source), result, NULL, NULL))
    self->n_published++;
}

static void
publish_next (WillowFleetPlayer *self)
{
  WillowClient *client = g_hash_table_lookup (self->clients, self->next.device);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (MqttMessage) message = NULL;

  if (client == NULL ||
      willow_client_get_state (client) != WILLOW_CLIENT_CONNECTED ||
      self->n_unfinished >= MAX_UNFINISHED)
    return;
  payload = g_bytes_new (self->next.payload.data, self->next.payload.len);
  message = mqtt_message_new (mqtt_slice_from_string (self->next.topic),
                              payload,
                              self->next.qos,
                              self->next.retain,
                              MQTT_SLICE_NONE,
                              g_get_monotonic_time ());
  self->n_unfinished++;
  willow_client_publish_async (
      client, message, published_cb, g_object_ref (self));
}

static gint64
due_us (WillowFleetPlayer *self)
{
  return self->started_us + (gint64)((double)self->next.at_us / self->speed);
}

static gboolean
timer_cb (gpointer user_data)
{
  WillowFleetPlayer *self = user_data;
  gint64             now_us = g_get_monotonic_time ();

  self->timer = 0;
  while (due_us (self) <= now_us)
    {
      publish_next (self);
      willow_fleet_next (self->fleet, &self->next);
    }
  schedule (self);
  return G_SOURCE_REMOVE;
}

static void
schedule (WillowFleetPlayer *self)
{
  gint64 wait_us = due_us (self) - g_get_monotonic_time ();

  self->timer =
      g_timeout_add ((guint)(MAX (wait_us, 0) / 1000), timer_cb, self);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowFleetPlayer) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!willow_client_connect_finish (WILLOW_CLIENT (source), result, &error))
    g_debug ("a device stays away: %s", error->message);
}

/* Each device is a client of its own, with a will that says that it is gone. */
static void
connect_device (WillowFleetPlayer *self, const char *device)
{
  g_autoptr (WillowClientOptions) options = willow_client_options_new ();
  g_autoptr (GBytes) payload = g_bytes_new_static ("offline", 7);
  g_autofree char *topic = g_strdup_printf ("devices/%s/status", device);
  WillowClient    *client = willow_client_new (self->io_thread);

  willow_client_options_set_endpoint (options, self->endpoint);
  willow_client_options_set_version (options, MQTT_VERSION_3_1_1);
  willow_client_options_set_client_id (options, device);
  willow_client_options_set_clean_start (options, TRUE);
  willow_client_options_set_keep_alive_seconds (options, KEEP_ALIVE_SECONDS);
  willow_client_options_set_connect_timeout_ms (options, CONNECT_TIMEOUT_MS);
  willow_client_options_set_will (options, topic, payload, MQTT_QOS_1, TRUE);
  g_hash_table_insert (self->clients, g_strdup (device), client);
  willow_client_connect_async (
      client, options, self->cancellable, connected_cb, g_object_ref (self));
}

void
willow_fleet_player_start (WillowFleetPlayer *self)
{
  g_return_if_fail (WILLOW_IS_FLEET_PLAYER (self) && self->timer == 0);

  self->cancellable = g_cancellable_new ();
  for (guint i = 0; i < willow_fleet_get_n_devices (self->fleet); i++)
    connect_device (self, willow_fleet_get_device (self->fleet, i));
  willow_fleet_next (self->fleet, &self->next);
  self->started_us = g_get_monotonic_time ();
  schedule (self);
}

void
willow_fleet_player_stop (WillowFleetPlayer *self)
{
  GHashTableIter iter;
  gpointer       client;

  g_return_if_fail (WILLOW_IS_FLEET_PLAYER (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, NULL, &client))
    if (willow_client_get_state (client) == WILLOW_CLIENT_CONNECTED)
      willow_client_disconnect_async (
          client, WILLOW_DISCONNECT_CLEAN, NULL, NULL);
  g_hash_table_remove_all (self->clients);
}

guint64
willow_fleet_player_get_n_published (WillowFleetPlayer *self)
{
  g_return_val_if_fail (WILLOW_IS_FLEET_PLAYER (self), 0);
  return self->n_published;
}

static void
willow_fleet_player_dispose (GObject *object)
{
  WillowFleetPlayer *self = WILLOW_FLEET_PLAYER (object);

  if (self->clients != NULL)
    willow_fleet_player_stop (self);
  G_OBJECT_CLASS (willow_fleet_player_parent_class)->dispose (object);
}

static void
willow_fleet_player_finalize (GObject *object)
{
  WillowFleetPlayer *self = WILLOW_FLEET_PLAYER (object);

  g_clear_pointer (&self->clients, g_hash_table_unref);
  g_clear_pointer (&self->fleet, willow_fleet_free);
  g_clear_pointer (&self->endpoint, willow_endpoint_free);
  g_clear_pointer (&self->io_thread, willow_io_thread_unref);
  G_OBJECT_CLASS (willow_fleet_player_parent_class)->finalize (object);
}

static void
willow_fleet_player_class_init (WillowFleetPlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = willow_fleet_player_dispose;
  object_class->finalize = willow_fleet_player_finalize;
}

static void
willow_fleet_player_init (WillowFleetPlayer *self)
{
  self->clients =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

WillowFleetPlayer *
willow_fleet_player_new (WillowFleet          *fleet,
                         WillowIoThread       *io_thread,
                         const WillowEndpoint *endpoint,
                         double                speed)
{
  WillowFleetPlayer *self = g_object_new (WILLOW_TYPE_FLEET_PLAYER, NULL);

  g_return_val_if_fail (speed > 0, NULL);
  self->fleet = fleet;
  self->io_thread = willow_io_thread_ref (io_thread);
  self->endpoint = willow_endpoint_copy (endpoint);
  self->speed = speed;
  return self;
}
