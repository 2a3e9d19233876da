/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-session.h"

G_BEGIN_DECLS

/**
 * MqttJournal:
 *
 * For an owner who stores Sessions: notes what has changed in any of them since
 * it was last asked, and which connections hold packets back. Nothing is called
 * back; what came and went in between leaves no trace. One for many Sessions,
 * on one thread.
 */
typedef struct _MqttJournal MqttJournal;

typedef enum
{
  MQTT_CHANGE_ADDED,    /* a message of QoS 1 or 2 for the peer */
  MQTT_CHANGE_MOVED,    /* its state is another one */
  MQTT_CHANGE_REMOVED,  /* acknowledged, or given up */
  MQTT_CHANGE_RECEIVED, /* @packet_id: PUBREC of ours, PUBREL to come */
  MQTT_CHANGE_RELEASED, /* @packet_id: PUBREL came */
} MqttChangeKind;

typedef struct
{
  MqttChangeKind kind;
  guint64        number;  /* of the delivery, unique and ascending */
  MqttMessage   *message; /* ADDED, MOVED, REMOVED */
  /* ADDED and MOVED; (borrowed) */
  const MqttDelivery *delivery;
  MqttDeliveryState   state;
  guint64             position; /* PUBREL: orders those that wait for PUBCOMP */
  guint16             packet_id;
  guint8              reason; /* of PUBREC */
} MqttSessionChange;

/* @owner: of the Session. @change is valid during the call. */
typedef void (*MqttJournalFunc) (gpointer                 owner,
                                 const MqttSessionChange *change,
                                 gpointer                 user_data);

/* @last_number: the highest one that is in use */
MqttJournal *mqtt_journal_new (guint64 last_number);
/* After its Sessions and connections have left it. */
void     mqtt_journal_free (MqttJournal *journal);
gboolean mqtt_journal_is_empty (const MqttJournal *journal);

/* Messages that are noted, and the memory that they hold at most. */
guint mqtt_journal_get_n_messages (const MqttJournal *journal);
gsize mqtt_journal_get_size_bytes (const MqttJournal *journal);

/**
 * MqttGeneration:
 * @number: grows by one from each to the next, and begins anew behind the last
 * @n_left: changes in it that are still to be told
 * @closed_us: when it was closed
 *
 * Changes that were noted between two calls of mqtt_journal_close_generation().
 * One of which nothing is left, nor of those before it, has come and gone: who
 * waits for it need not wait for the owner.
 */
typedef struct
{
  guint32 number;
  guint   n_left;
  gint64  closed_us;
} MqttGeneration;

/* Returns: the number of the generation that ends now */
guint32 mqtt_journal_close_generation (MqttJournal *journal, gint64 now_us);
/* The oldest of which something is left, or the one that is being made. */
MqttGeneration mqtt_journal_peek_oldest (MqttJournal *journal);
/* Something the owner knows of belongs to the one that is being made: it lasts
 * until the changes are taken. */
void mqtt_journal_pin_generation (MqttJournal *journal);

/* All changes since the last time. @func must not change a Session. */
void mqtt_journal_take_changes (MqttJournal    *journal,
                                MqttJournalFunc func,
                                gpointer        user_data);

/* The owners of connections that hold packets (mqtt-connection-hold.h), each
 * once until it is released. */
typedef void (*MqttHolderFunc) (gpointer owner, gpointer user_data);
void mqtt_journal_take_holders (MqttJournal   *journal,
                                MqttHolderFunc func,
                                gpointer       user_data);

/**
 * mqtt_session_set_journal:
 * @journal: (nullable): %NULL: nothing is noted any more
 *
 * A journal is given to a Session in which nothing is on its way.
 */
void     mqtt_session_set_journal (MqttSession *session,
                                   MqttJournal *journal,
                                   gpointer     owner);
gboolean mqtt_session_has_journal (const MqttSession *session);

/* Tells all that was ever noted and is still there as removed, or as released;
 * the Session is without journal then. */
void mqtt_session_forget_journal (MqttSession    *session,
                                  MqttJournalFunc func,
                                  gpointer        user_data);

/* Puts back what a journal told, in the order of numbers; those of PUBREL
 * before all others, in the order of their positions. The queue's limits do not
 * count. Returns: %FALSE if the Packet Identifier is in use */
gboolean mqtt_session_restore (MqttSession             *session,
                               const MqttSessionChange *change);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqttJournal, mqtt_journal_free)

G_END_DECLS
