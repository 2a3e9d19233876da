/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-journal-private.h"
#include "mqtt/mqtt-packet-id-set.h"
#include "mqtt/mqtt-session.h"

#include <stdbool.h>

G_BEGIN_DECLS

/* Shared by mqtt-session.c and mqtt-connection*.c only. */

typedef struct _MqttOutgoing MqttOutgoing;

/* One message on its way out. It is in one of the Session's three lists. */
struct _MqttOutgoing
{
  MqttOutgoing     *previous;
  MqttOutgoing     *next;
  MqttMessage      *message; /* (owned) */
  MqttDelivery      delivery;
  MqttDeliveryState state;
  guint16           packet_id;   /* 0 while queued */
  guint8            reason;      /* of PUBREC */
  bool              is_withheld; /* PUBREL is the owner's, and still to come */
  guint32           epoch;       /* of the Session when its PUBLISH was sent */
  guint32           subscription_identifiers[];
};

typedef struct
{
  MqttOutgoing *first;
  MqttOutgoing *last;
  guint         length;
} MqttOutgoingList;

struct _MqttSession
{
  MqttOutgoingList releasing;  /* PUBREL, in order of PUBREC [MQTT-4.6.0-4] */
  MqttOutgoingList publishing; /* PUBLISH, in order of sending */
  MqttOutgoingList queued;
  /* (borrowed) (nullable): the first of @publishing that this Network
   * Connection has not seen yet */
  MqttOutgoing   *resend;
  GHashTable     *by_id;    /* guint16 -> MqttOutgoing of the first two lists */
  MqttPacketIdSet ids;      /* in use: those of @by_id, and SUBSCRIBE and
                               UNSUBSCRIBE of the connection */
  MqttPacketIdSet received; /* QoS 2, PUBREC sent, PUBREL not yet come */
  gsize           max_bytes;
  gsize           queued_bytes;
  guint           max_messages;
  guint           n_queued_qos_0;
  guint32         epoch; /* counts its Network Connections */
  guint16         last_id;
  guint16         n_owners;
  /* (nullable): where changes are noted for an owner who stores the Session */
  MqttSessionJournal *journal;
};

/* Takes the next free identifier, 0 if there is none. */
guint16 mqtt_session_take_id (MqttSession *session);
void    mqtt_session_release_id (MqttSession *session, guint16 id);

/* At the end of the queue, ignoring its limits. */
MqttOutgoing *mqtt_session_push (MqttSession        *session,
                                 MqttMessage        *message,
                                 const MqttDelivery *delivery);
gboolean      mqtt_session_is_full (const MqttSession *session,
                                    const MqttMessage *message);

/* From the queue into flight. FALSE: no identifier is free. */
gboolean mqtt_session_start (MqttSession *session, MqttOutgoing *outgoing);
/* PUBREC came: from PUBLISH to PUBREL. */
void mqtt_session_release (MqttSession *session, MqttOutgoing *outgoing);
/* Done or given up: out of its list and freed. */
void mqtt_session_remove (MqttSession *session, MqttOutgoing *outgoing);

/* What this Network Connection has sent under @id, or NULL: an acknowledgement
 * of what it has not sent says nothing. */
MqttOutgoing *mqtt_session_find (const MqttSession *session, guint16 id);

/* QoS 2 of the peer: PUBREC was sent, PUBREL came. Both return whether that
 * changed anything. */
gboolean mqtt_session_add_received (MqttSession *session, guint16 id);
gboolean mqtt_session_remove_received (MqttSession *session, guint16 id);

/* A new Network Connection: all that is in flight is to be sent again. */
void mqtt_session_rewind (MqttSession *session);

/* The peer knows nothing of the Session: drops what is in flight and keeps what
 * waits, for that was never part of the Session State. */
void mqtt_session_forget_sent (MqttSession *session);
/* Before that: what was never acknowledged waits again, in front of what
 * waits. */
void mqtt_session_requeue_sent (MqttSession *session);

G_END_DECLS
