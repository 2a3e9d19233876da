/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker.h"

#include "broker/willow-broker-private.h"

enum
{
  PROP_RUNNING = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (WillowBroker, willow_broker, G_TYPE_OBJECT)

void
willow_broker_set_running (WillowBroker *self, gboolean is_running)
{
  self->is_busy = FALSE;
  if (self->is_running == is_running)
    return;
  self->is_running = is_running;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

void
willow_broker_drop_thread (WillowBroker *self)
{
  g_clear_pointer (&self->thread, willow_io_thread_unref);
  g_clear_pointer (&self->listeners, g_ptr_array_unref);
}

static gboolean
free_server_cb (gpointer user_data)
{
  WillowBroker *self = user_data;

  g_clear_pointer (&self->server, willow_broker_server_free);
  return G_SOURCE_REMOVE;
}

static void
willow_broker_dispose (GObject *object)
{
  WillowBroker *self = WILLOW_BROKER (object);

  /* Not while starting or stopping: their tasks hold a reference. */
  if (self->thread != NULL)
    willow_io_thread_invoke (self->thread, free_server_cb, self, NULL);
  willow_broker_drop_thread (self);
  g_clear_pointer (&self->context, g_main_context_unref);
  G_OBJECT_CLASS (willow_broker_parent_class)->dispose (object);
}

static void
willow_broker_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (id == PROP_RUNNING)
    g_value_set_boolean (value,
                         willow_broker_get_running (WILLOW_BROKER (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_broker_class_init (WillowBrokerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = willow_broker_dispose;
  object_class->get_property = willow_broker_get_property;
  properties[PROP_RUNNING] = g_param_spec_boolean (
      "running",
      NULL,
      NULL,
      FALSE,
      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
willow_broker_init (WillowBroker *self)
{
  self->context = g_main_context_ref_thread_default ();
}

/**
 * willow_broker_new:
 *
 * Returns: (transfer full): not running
 */
WillowBroker *
willow_broker_new (void)
{
  return g_object_new (WILLOW_TYPE_BROKER, NULL);
}

gboolean
willow_broker_get_running (WillowBroker *self)
{
  return self->is_running;
}

GPtrArray *
willow_broker_get_listeners (WillowBroker *self)
{
  return self->is_running ? self->listeners : NULL;
}

static const WillowBrokerListenerConfig *
find_listener (WillowBroker *self, WillowScheme scheme)
{
  GPtrArray *listeners = willow_broker_get_listeners (self);

  for (guint i = 0; listeners != NULL && i < listeners->len; i++)
    {
      const WillowBrokerListenerConfig *listener =
          g_ptr_array_index (listeners, i);

      if (listener->scheme == scheme && listener->socket_path == NULL)
        return listener;
    }
  return NULL;
}

guint16
willow_broker_get_port (WillowBroker *self, WillowScheme scheme)
{
  const WillowBrokerListenerConfig *listener = find_listener (self, scheme);

  return listener != NULL ? listener->port : 0;
}

char *
willow_broker_dup_url (WillowBroker *self, WillowScheme scheme)
{
  const WillowBrokerListenerConfig *listener = find_listener (self, scheme);

  return listener != NULL
             ? willow_broker_listener_config_dup_url (listener, listener->port)
             : NULL;
}

char **
willow_broker_dup_urls (WillowBroker *self)
{
  GPtrArray *listeners = willow_broker_get_listeners (self);
  g_autoptr (GStrvBuilder) urls = g_strv_builder_new ();

  for (guint i = 0; listeners != NULL && i < listeners->len; i++)
    {
      const WillowBrokerListenerConfig *listener =
          g_ptr_array_index (listeners, i);
      g_autofree char *url =
          willow_broker_listener_config_dup_url (listener, listener->port);

      g_strv_builder_add (urls, url);
    }
  return g_strv_builder_end (urls);
}
