/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-message.h"

G_BEGIN_DECLS

/**
 * MqttSession:
 *
 * What outlives a Network Connection (5.0 section 4.1), of either role: QoS 1
 * and 2 messages on their way out in order, those that wait, packet identifiers
 * in use, QoS 2 packet identifiers received. Subscriptions are the Server's
 * matter and not here. Not thread-safe. A connection borrows it; the owner
 * keeps it alive until the connection is freed.
 */
typedef struct _MqttSession MqttSession;

typedef enum
{
  MQTT_DELIVERY_QUEUED,  /* waits for quota or for a connection */
  MQTT_DELIVERY_PUBLISH, /* PUBLISH sent (or to be sent again) */
  MQTT_DELIVERY_PUBREL,  /* PUBREC came, PUBREL sent: waits for PUBCOMP */
} MqttDeliveryState;

/* How one receiver gets a message: what may differ from the message itself. */
typedef struct
{
  MqttQos        qos;
  gboolean       retain;
  gboolean       dup;                      /* only with a forced packet id */
  const guint32 *subscription_identifiers; /* (nullable): 5.0 */
  guint          n_subscription_identifiers;
  gpointer       token; /* comes back in MQTT_EVENT_DELIVERED */
} MqttDelivery;

MqttSession *mqtt_session_new (void);
/* One more owner, each of whom frees it. (transfer full) */
MqttSession *mqtt_session_ref (MqttSession *session);
void         mqtt_session_free (MqttSession *session);

/* Forgets everything: Clean Start [MQTT-3.1.2-4] [MQTT-3.1.2-6 of 3.1.1]. */
void mqtt_session_reset (MqttSession *session);

/* Limits of the queue of waiting messages; 0 means none. */
void mqtt_session_set_queue_limits (MqttSession *session,
                                    guint        max_messages,
                                    gsize        max_bytes);

/**
 * mqtt_session_enqueue:
 *
 * For a Client that is away. The message waits in order behind the others.
 *
 * Returns: %FALSE if the queue is full: the message was not taken
 */
gboolean mqtt_session_enqueue (MqttSession        *session,
                               MqttMessage        *message,
                               const MqttDelivery *delivery);

typedef gboolean (*MqttSessionKeepFunc) (MqttMessage        *message,
                                         const MqttDelivery *delivery,
                                         gpointer            user_data);

/* Takes out of the waiting messages those that @keep returns %FALSE for. What
 * is in flight already stays. */
void mqtt_session_filter_queued (MqttSession        *session,
                                 MqttSessionKeepFunc keep,
                                 gpointer            user_data);

/* Counts, for glass walls. */
guint mqtt_session_get_n_queued (const MqttSession *session);
gsize mqtt_session_get_queued_bytes (const MqttSession *session);
guint mqtt_session_get_n_in_flight_out (const MqttSession *session);
guint mqtt_session_get_n_in_flight_in (const MqttSession *session);
/* Whether the PUBREL of a QoS 2 message that came in is still missing. */
gboolean mqtt_session_has_incoming (const MqttSession *session,
                                    guint16            packet_id);

/* The next of them above @after, 0 to begin. Returns: 0 if there is none */
guint16 mqtt_session_next_incoming (const MqttSession *session, guint16 after);

typedef void (*MqttSessionForeachFunc) (MqttDeliveryState   state,
                                        guint16             packet_id,
                                        MqttMessage        *message,
                                        const MqttDelivery *delivery,
                                        gpointer            user_data);

/* In delivery order: in flight first, then queued. */
void mqtt_session_foreach_out (const MqttSession     *session,
                               MqttSessionForeachFunc func,
                               gpointer               user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqttSession, mqtt_session_free)

G_END_DECLS
