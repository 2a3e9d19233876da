/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/route/willow-broker-will.h"

#include "broker/willow-broker-server.h"

static void
publish (WillowBrokerServer *server, WillowBrokerSession *session)
{
  WillowBrokerWill *will = session->will;
  gint64            now_us = willow_broker_server_get_now_us (server);
  g_autoptr (MqttMessage) message = NULL;

  /* Its Message Expiry Interval starts now (5.0 section 3.1.3.2.4), and it is
   * retained if Will Retain says so [MQTT-3.1.2-15]. */
  message = mqtt_message_new (mqtt_slice_from_string (will->topic),
                              will->payload,
                              will->qos,
                              will->retain,
                              mqtt_slice_from_bytes (will->properties),
                              now_us);
  willow_broker_timers_cancel (server->timers, &will->timer);
  /* Removed from the stored Session State once published [MQTT-3.1.2-10]. */
  will->state = WILLOW_WILL_PUBLISHED;
  if (server->store != NULL)
    willow_broker_store_touch (server->store, session);
  if (willow_broker_sys_owns (mqtt_message_get_topic (message)) ||
      willow_broker_guard_may_publish (server, session, message) !=
          MQTT_REASON_SUCCESS)
    server->n_messages_dropped++;
  else
    willow_broker_router_publish (server->router, session, message, now_us);
}

static gboolean
delay_over_cb (gpointer user_data)
{
  WillowBrokerSession *session = user_data;

  publish (session->server, session);
  return G_SOURCE_REMOVE;
}

void
willow_broker_will_clear (WillowBrokerServer  *server,
                          WillowBrokerSession *session)
{
  WillowBrokerWill *will = g_steal_pointer (&session->will);

  if (will == NULL)
    return;
  willow_broker_timers_cancel (server->timers, &will->timer);
  g_free (will->topic);
  g_clear_pointer (&will->payload, g_bytes_unref);
  g_clear_pointer (&will->properties, g_bytes_unref);
  g_free (will);
}

void
willow_broker_will_arm (WillowBrokerServer  *server,
                        WillowBrokerSession *session,
                        const MqttConnect   *connect)
{
  WillowBrokerWill *will;

  /* Back in time: it is not sent [MQTT-3.1.3-9]. */
  willow_broker_will_cancel (server, session);
  if (!connect->has_will)
    return;
  willow_broker_will_clear (server, session);
  will = session->will = g_new0 (WillowBrokerWill, 1);
  /* Stored on the Server with the Network Connection [MQTT-3.1.2-7]. */
  will->state = WILLOW_WILL_ARMED;
  will->topic = mqtt_slice_dup_string (connect->will_topic);
  will->payload =
      g_bytes_new (connect->will_payload.data, connect->will_payload.len);
  will->properties =
      g_bytes_new (connect->will_properties.data, connect->will_properties.len);
  will->qos = connect->will_qos;
  will->retain = connect->will_retain;
  will->delay_seconds = mqtt_properties_get_number (
      connect->will_properties, MQTT_PROPERTY_WILL_DELAY_INTERVAL, 0);
}

void
willow_broker_will_cancel (WillowBrokerServer  *server,
                           WillowBrokerSession *session)
{
  WillowBrokerWill *will = session->will;

  if (will == NULL ||
      (will->state != WILLOW_WILL_ARMED && will->state != WILLOW_WILL_WAITING))
    return;
  willow_broker_timers_cancel (server->timers, &will->timer);
  will->state = WILLOW_WILL_CANCELLED;
}

void
willow_broker_will_connection_lost (WillowBrokerServer  *server,
                                    WillowBrokerSession *session)
{
  WillowBrokerWill *will = session->will;

  if (willow_broker_will_get_state (will) != WILLOW_WILL_ARMED)
    return;
  /* The delay, or the end of the Session, whichever comes first
   * [MQTT-3.1.2-8]; the end is willow_broker_will_session_ends(). */
  if (will->delay_seconds == 0)
    {
      publish (server, session);
      return;
    }
  willow_broker_will_wait (server,
                           session,
                           willow_broker_server_get_now_us (server) +
                               (gint64)will->delay_seconds * G_USEC_PER_SEC);
}

void
willow_broker_will_wait (WillowBrokerServer  *server,
                         WillowBrokerSession *session,
                         gint64               deadline_us)
{
  session->will->state = WILLOW_WILL_WAITING;
  willow_broker_timers_set (server->timers,
                            &session->will->timer,
                            deadline_us,
                            delay_over_cb,
                            session);
}

void
willow_broker_will_session_ends (WillowBrokerServer  *server,
                                 WillowBrokerSession *session)
{
  if (willow_broker_will_get_state (session->will) == WILLOW_WILL_WAITING)
    publish (server, session);
}
