/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-connection-output.h"
#include "mqtt/mqtt-journal.h"
#include "mqtt/mqtt-packet-id-set.h"

G_BEGIN_DECLS

/* Shared by mqtt-journal.c, mqtt-session.c and mqtt-connection-hold.c only. */

typedef struct _MqttOutgoing MqttOutgoing;

/* Behind an MqttOutgoing whose Session has a journal. */
typedef struct
{
  MqttOutgoing *previous; /* in the list of those that are noted */
  MqttOutgoing *next;
  guint64       number; /* 0: not told yet */
  gboolean      is_noted;
  guint32       generation; /* while it is noted */
} MqttOutgoingNote;

typedef struct
{
  guint64      number;
  MqttMessage *message; /* (owned) */
} MqttRemoved;

/* What a Session has with a journal. */
typedef struct
{
  MqttJournal    *journal;
  gpointer        owner;
  GList           node; /* in journal->sessions, while something is noted */
  gboolean        is_noted;
  MqttOutgoing   *first;
  MqttOutgoing   *last;
  GArray         *removed; /* (nullable) of MqttRemoved */
  MqttPacketIdSet toggled; /* whose membership in "received" has changed */
} MqttSessionJournal;

/* What a connection has with it. */
typedef struct
{
  MqttJournal *journal;
  gpointer     owner;
  GList        node; /* in journal->holders */
  gboolean     is_noted;
  gboolean     is_holding;   /* see mqtt_connection_set_holding() */
  guint64      last_promise; /* mark behind the last one that is held */
  MqttOutput   held;         /* waits for mqtt_connection_release_held() */
  guint64      hold_all; /* mark below which everything else waits as well */
} MqttHolder;

struct _MqttJournal
{
  GQueue  sessions; /* MqttSession */
  GQueue  holders;  /* MqttHolder */
  guint64 last_number;
  guint   n_messages;
  gsize   size_bytes;
  /* Of MqttGeneration: up to the one that is being made, which is the last;
   * those before the first index have nothing left. */
  GArray *generations;
  guint   first_generation;
};

gsize mqtt_session_journal_get_extra_bytes (const MqttSession *session);
void  mqtt_session_journal_add (MqttSession *session, MqttOutgoing *outgoing);
void  mqtt_session_journal_move (MqttSession *session, MqttOutgoing *outgoing);
void mqtt_session_journal_remove (MqttSession *session, MqttOutgoing *outgoing);
void mqtt_session_journal_toggle_received (MqttSession *session, guint16 id);
void mqtt_session_journal_toggle_all_received (MqttSession *session);

G_END_DECLS
