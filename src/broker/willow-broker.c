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
  g_clear_pointer (&self->bind_address, g_free);
  self->port = 0;
  self->tls_port = 0;
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

/**
 * willow_broker_get_port:
 *
 * Returns: the port it listens on, 0 while it does not run
 */
guint16
willow_broker_get_port (WillowBroker *self)
{
  return self->port;
}

guint16
willow_broker_get_tls_port (WillowBroker *self)
{
  return self->tls_port;
}

static char *
dup_url (WillowBroker *self, const char *scheme, guint16 port)
{
  gboolean is_ipv6 = strchr (self->bind_address, ':') != NULL;

  return g_strdup_printf (is_ipv6 ? "%s://[%s]:%u" : "%s://%s:%u",
                          scheme,
                          self->bind_address,
                          port);
}

char *
willow_broker_dup_url (WillowBroker *self)
{
  return self->is_running ? dup_url (self, "mqtt", self->port) : NULL;
}

char *
willow_broker_dup_tls_url (WillowBroker *self)
{
  return self->is_running && self->tls_port != 0
             ? dup_url (self, "mqtts", self->tls_port)
             : NULL;
}
