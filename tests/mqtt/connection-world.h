/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-connection.h"

G_BEGIN_DECLS

/* A Client and a Server of ours joined by wires that carry a few bytes at a
 * time and break, with Sessions that outlive the connections. Each end numbers
 * its messages per QoS and notes what numbers reach it. */

typedef struct
{
  MqttConnection *connection; /* (nullable) */
  MqttSession    *session;
  GByteArray     *wire;        /* on its way to the other end */
  guint           n_sent[3];   /* per QoS */
  guint           n_told;      /* DELIVERED with its packet */
  GArray         *received[3]; /* of guint */
} WorldEnd;

typedef struct
{
  GRand      *random;
  MqttVersion version;
  gint64      now_us;
  gboolean    auto_acknowledge;
  gboolean    manual_releases;
  guint       receive_maximum[2]; /* by role; 5.0 */
  guint       topic_alias_maximum[2];
  guint       chunk;    /* bytes at a time; 0: random */
  gboolean    is_known; /* the Server has the Session */
  WorldEnd    end[2];   /* by role */
} World;

World *world_new (guint32 seed, MqttVersion version);
void   world_free (World *world);

void world_connect (World *world);
/* What is on the wires is lost. */
void world_cut (World *world);

/* Moves some bytes from the output of @role over its wire. Returns whether
 * there were any. */
gboolean world_move (World *world, MqttRole role);
/* Until nothing moves any more. */
void world_settle (World *world);

/* Over the connection, or into the queue of the Session without one. */
void world_publish (World *world, MqttRole role, MqttQos qos, gsize extra_len);

/* All that was promised for each QoS, and nothing left over in the Sessions. */
void world_check (World *world, gboolean was_cut);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

G_END_DECLS
