/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/glass/willow-broker-sys.h"

#include "broker/willow-broker-server.h"
#include "config.h"

#include <string.h>

#define INTERVAL_US (10 * G_USEC_PER_SEC)

/* What the rows are made of, looked up once for all of them. */
typedef struct
{
  WillowBrokerTotals totals;
  guint64            uptime_seconds;
  guint64            n_connected;
  guint64            n_sessions;
  guint64            n_disconnected;
  guint64            n_publish_received;
  guint64            n_publish_sent;
  guint64            n_dropped;
  guint64            n_retained;
  guint64            n_subscriptions;
} Numbers;

typedef enum
{
  VALUE_VERSION,
  VALUE_SECONDS,
  VALUE_NUMBER,
} ValueKind;

typedef struct
{
  const char *topic;
  ValueKind   kind;
  gsize       offset; /* of the number in Numbers */
} Row;

static const Row rows[] = {
  { "$SYS/broker/version", VALUE_VERSION, 0 },
  { "$SYS/broker/uptime",
    VALUE_SECONDS,
    G_STRUCT_OFFSET (Numbers, uptime_seconds) },
  { "$SYS/broker/clients/connected",
    VALUE_NUMBER,
    G_STRUCT_OFFSET (Numbers, n_connected) },
  { "$SYS/broker/clients/disconnected",
    VALUE_NUMBER,
    G_STRUCT_OFFSET (Numbers, n_disconnected) },
  { "$SYS/broker/clients/total",
    VALUE_NUMBER,
    G_STRUCT_OFFSET (Numbers, n_sessions) },
  { "$SYS/broker/messages/received",
    VALUE_NUMBER,
    G_STRUCT_OFFSET (Numbers, totals.packets_received) },
  { "$SYS/broker/messages/sent",
    VALUE_NUMBER,
    G_STRUCT_OFFSET (Numbers, totals.packets_sent) },
  { "$SYS/broker/publish/messages/received",
    VALUE_NUMBER,
    G_STRUCT_OFFSET (Numbers, n_publish_received) },
  { "$SYS/broker/publish/messages/sent",
    VALUE_NUMBER,
    G_STRUCT_OFFSET (Numbers, n_publish_sent) },
  { "$SYS/broker/publish/messages/dropped",
    VALUE_NUMBER,
    G_STRUCT_OFFSET (Numbers, n_dropped) },
  { "$SYS/broker/bytes/received",
    VALUE_NUMBER,
    G_STRUCT_OFFSET (Numbers, totals.bytes_received) },
  { "$SYS/broker/bytes/sent",
    VALUE_NUMBER,
    G_STRUCT_OFFSET (Numbers, totals.bytes_sent) },
  { "$SYS/broker/retained messages/count",
    VALUE_NUMBER,
    G_STRUCT_OFFSET (Numbers, n_retained) },
  { "$SYS/broker/subscriptions/count",
    VALUE_NUMBER,
    G_STRUCT_OFFSET (Numbers, n_subscriptions) },
};

struct _WillowBrokerSys
{
  WillowBrokerServer *server;
  WillowBrokerTimer   timer;
  char               *values[G_N_ELEMENTS (rows)]; /* as last published */
};

static void
count (WillowBrokerServer *server, Numbers *numbers)
{
  gint64 now_us = willow_broker_server_get_now_us (server);

  *numbers = (Numbers){
    .uptime_seconds = (guint64)((now_us - server->started_us) / G_USEC_PER_SEC),
    .n_connected = server->n_connected,
    .n_sessions = g_hash_table_size (server->sessions),
    .n_disconnected =
        g_hash_table_size (server->sessions) - server->n_connected,
    .n_publish_received = server->n_messages_received,
    .n_publish_sent = server->n_messages_sent,
    .n_dropped = server->n_messages_dropped,
    .n_retained = willow_broker_retained_get_count (server->retained),
    .n_subscriptions =
        willow_broker_router_get_n_subscriptions (server->router),
  };
  willow_broker_server_get_totals (server, &numbers->totals);
}

static char *
build_value (const Row *row, const Numbers *numbers)
{
  guint64 number = G_STRUCT_MEMBER (guint64, numbers, row->offset);

  switch (row->kind)
    {
    case VALUE_VERSION:
      return g_strdup ("willow version " WILLOW_VERSION);
    case VALUE_SECONDS:
      return g_strdup_printf ("%" G_GUINT64_FORMAT " seconds", number);
    case VALUE_NUMBER:
    default:
      return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
    }
}

static void
publish_row (WillowBrokerSys *sys, guint i, const Numbers *numbers)
{
  WillowBrokerServer *server = sys->server;
  gint64              now_us = willow_broker_server_get_now_us (server);
  g_autofree char    *value = build_value (&rows[i], numbers);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (MqttMessage) message = NULL;

  if (g_strcmp0 (value, sys->values[i]) == 0)
    return;
  payload = g_bytes_new (value, strlen (value));
  message = mqtt_message_new (mqtt_slice_from_string (rows[i].topic),
                              payload,
                              MQTT_QOS_0,
                              TRUE,
                              MQTT_SLICE_NONE,
                              now_us);
  g_free (sys->values[i]);
  sys->values[i] = g_steal_pointer (&value);
  willow_broker_router_publish (server->router, NULL, message, now_us);
}

static void
publish_all (WillowBrokerSys *sys)
{
  Numbers numbers;

  count (sys->server, &numbers);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    publish_row (sys, i, &numbers);
}

static gboolean
interval_over_cb (gpointer user_data)
{
  WillowBrokerSys *sys = user_data;

  if (willow_broker_router_get_n_sys (sys->server->router) > 0)
    willow_broker_sys_wake (sys);
  return G_SOURCE_REMOVE;
}

/**
 * willow_broker_sys_new:
 *
 * Returns: (transfer full):
 */
WillowBrokerSys *
willow_broker_sys_new (WillowBrokerServer *server)
{
  WillowBrokerSys *sys = g_new0 (WillowBrokerSys, 1);

  sys->server = server;
  return sys;
}

void
willow_broker_sys_free (WillowBrokerSys *sys)
{
  willow_broker_timers_cancel (sys->server->timers, &sys->timer);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_free (sys->values[i]);
  g_free (sys);
}

/**
 * willow_broker_sys_wake:
 *
 * Nothing while the values are younger than the interval.
 */
void
willow_broker_sys_wake (WillowBrokerSys *sys)
{
  WillowBrokerServer *server = sys->server;

  if (willow_broker_timer_is_set (&sys->timer))
    return;
  publish_all (sys);
  willow_broker_timers_set (server->timers,
                            &sys->timer,
                            willow_broker_server_get_now_us (server) +
                                INTERVAL_US,
                            interval_over_cb,
                            sys);
}

gboolean
willow_broker_sys_owns (MqttSlice topic)
{
  return topic.len >= 4 && memcmp (topic.data, "$SYS", 4) == 0 &&
         (topic.len == 4 || topic.data[4] == '/');
}
