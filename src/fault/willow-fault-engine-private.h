/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault/willow-fault-engine.h"
#include "mqtt/mqtt-framer.h"
#include "mqtt/mqtt-packet.h"

G_BEGIN_DECLS

/* Shared by willow-fault-*.c only. */

/* What waits in a lane for its turn. */
typedef struct
{
  GBytes         *bytes;      /* (nullable): the end of the connection */
  gsize           n_sent;     /* of them, where the lane is throttled */
  gint64          due_us;     /* not before; 0: at once */
  WillowCloseMode close_mode; /* without @bytes */
} WillowFaultEntry;

/* One direction. */
typedef struct
{
  WillowDirection direction;
  MqttFramer      framer;
  gboolean        is_raw;   /* no MQTT (any more) */
  gboolean        is_begun; /* a packet or the rest of one has come */
  gsize           skip;     /* bytes of a packet that began before us */
  GByteArray     *begun;    /* (nullable): the header of such, unfinished */

  GQueue entries; /* of WillowFaultEntry */
  gsize  held_bytes;

  GBytes *overtaken; /* (nullable): the packet that the next one overtakes */
  gint64  overtaken_until_us;

  WillowFault *muted_by;   /* (nullable): nothing goes out any more */
  WillowFault *stalled_by; /* (nullable) */
  gint64       stalled_until_us;
  WillowFault *throttled_by; /* (nullable) */
  double       allowance_bytes;
  gint64       allowance_us; /* when that was known */
} WillowFaultLane;

/* Something that is to be done to the Network Connection later. */
typedef struct
{
  gint64          due_us;
  WillowFault    *fault;
  WillowDirection direction; /* of @bytes */
  GBytes         *bytes;     /* (nullable): to be sent; else to be ended */
} WillowFaultEvent;

struct _WillowFaultEngine
{
  WillowFaultEngineFuncs funcs;
  gpointer               user_data;
  WillowTimer            timer;
  WillowFaultList       *list;     /* (nullable) */
  WillowFaultLane        lanes[2]; /* by WillowDirection */
  GArray                *events;   /* of WillowFaultEvent */

  MqttVersion version;
  char       *client_id; /* (nullable): not known (yet) */
  char       *user_name; /* (nullable) */

  GPtrArray  *agreed;   /* faults that this connection came up with */
  GHashTable *topics;   /* packet → its topics, for acknowledgements */
  GHashTable *aliases;  /* Topic Alias of a direction → Topic Name */
  GHashTable *answered; /* Packet Identifiers of QoS 2 that we answer */

  guint    busy;
  gboolean is_over; /* the end is on its way: nothing is taken any more */
  gboolean is_freed;
};

/* A packet on its way through the faults. */
typedef struct
{
  WillowDirection direction;
  MqttPacketType  type;
  GByteArray     *bytes;
  gboolean        is_decoded; /* and right */
  MqttPacket      packet;     /* views into @bytes */
  GStrv           topics;     /* (nullable): it is about */
  gboolean        is_dropped;
  gint64          delay_us;
  guint           n_copies; /* more than one */
  gboolean        is_overtaken;
  gint64          overtaken_us;
  GSList         *after; /* of WillowFault (borrowed): done behind it */
} WillowFaultPacket;

/**
 * WillowFaultAction:
 * @matches: (nullable): whether there is something to do with a packet that has
 *   the type, the direction and the scope; only for packets that are decoded
 * @run: does it. Returns: (transfer full): what was done, for the trace
 *
 * What a kind does.
 */
typedef struct
{
  gboolean (*matches) (WillowFaultEngine       *engine,
                       const WillowFaultPacket *packet,
                       const WillowFault       *fault);
  char *(*run) (WillowFaultEngine *engine,
                WillowFaultPacket *packet,
                WillowFault       *fault);
  MqttPacketType       packet;    /* where the fault itself does not say */
  WillowFaultDirection direction; /* the same */
  gboolean             takes_malformed;
} WillowFaultAction;

const WillowFaultAction *willow_fault_get_action (WillowFaultKind kind);

/* willow-fault-lane.c */
void willow_fault_lane_init (WillowFaultLane *lane, WillowDirection direction);
void willow_fault_lane_clear (WillowFaultLane *lane);
/* @bytes: (transfer full) */
void
willow_fault_lane_push (WillowFaultLane *lane, GBytes *bytes, gint64 due_us);
void willow_fault_lane_push_copy (WillowFaultLane *lane, MqttSlice bytes);
void willow_fault_lane_push_close (WillowFaultLane *lane, WillowCloseMode mode);
/* Gives out what is due. */
void willow_fault_lane_run (WillowFaultEngine *engine, WillowFaultLane *lane);
/* Whatever the faults say. */
void willow_fault_lane_flush (WillowFaultEngine *engine, WillowFaultLane *lane);
/* The next moment at which there may be something to do; G_MAXINT64: none */
gint64 willow_fault_lane_get_due_us (const WillowFaultLane *lane);
/* Lets go on what faults hold that are not in @list. */
void willow_fault_lane_forget (WillowFaultLane       *lane,
                               const WillowFaultList *list);

/* willow-fault-scope.c */
/* Learns from the packet who the Client is, and which Topic Names go with which
 * identifiers; fills in what the packet is about. */
void     willow_fault_scope_learn (WillowFaultEngine *engine,
                                   WillowFaultPacket *packet);
gboolean willow_fault_scope_matches (WillowFaultEngine       *engine,
                                     const WillowFaultPacket *packet,
                                     const WillowFault       *fault);

/* willow-fault-packet.c */
/* After a change of the bytes. */
void willow_fault_packet_decode (WillowFaultEngine *engine,
                                 WillowFaultPacket *packet);
/* "PUBACK 7"; (transfer full) */
char *willow_fault_packet_dup_label (const WillowFaultPacket *packet);
/* Puts @changed in the place of the packet. */
void willow_fault_packet_replace (WillowFaultEngine *engine,
                                  WillowFaultPacket *packet,
                                  const MqttPacket  *changed);
/* Position of the Packet Identifier, 0 where there is none. */
gsize willow_fault_packet_find_id (const WillowFaultPacket *packet);
/* Sends one of our own, behind what waits. */
void willow_fault_engine_send (WillowFaultEngine *engine,
                               WillowDirection    direction,
                               const MqttPacket  *packet);
/* The connection ends behind what waits for the Client. */
void willow_fault_engine_finish (WillowFaultEngine *engine,
                                 WillowCloseMode    mode);
/* CONNACK or DISCONNECT that says no, as the version can, and the end.
 * @text: (nullable): Server Reference */
void willow_fault_engine_refuse (WillowFaultEngine *engine,
                                 guint8             code,
                                 const char        *server);
void willow_fault_engine_disconnect (WillowFaultEngine *engine,
                                     guint8             code,
                                     const char        *server);

/* willow-fault-agreement.c: what is agreed on in CONNECT and CONNACK */
char    *willow_fault_agree (WillowFaultEngine *engine,
                             WillowFaultPacket *packet,
                             WillowFault       *fault);
gboolean willow_fault_can_agree (WillowFaultEngine       *engine,
                                 const WillowFaultPacket *packet,
                                 const WillowFault       *fault);
/* Holds the packet to what was agreed on. */
void willow_fault_agreement_apply (WillowFaultEngine *engine,
                                   WillowFaultPacket *packet);

/* willow-fault-connection.c */
/* What a fault does to the connection, now. */
void     willow_fault_connection_apply (WillowFaultEngine *engine,
                                        WillowFault       *fault);
char    *willow_fault_run_ending (WillowFaultEngine *engine,
                                  WillowFaultPacket *packet,
                                  WillowFault       *fault);
char    *willow_fault_run_stream (WillowFaultEngine *engine,
                                  WillowFaultPacket *packet,
                                  WillowFault       *fault);
gboolean willow_fault_can_stream (WillowFaultEngine       *engine,
                                  const WillowFaultPacket *packet,
                                  const WillowFault       *fault);

/* willow-fault-engine.c */
/* Around everything that may call out: the engine stays until the outermost
 * end. */
void willow_fault_engine_enter (WillowFaultEngine *engine);
void willow_fault_engine_leave (WillowFaultEngine *engine);
/* What waits goes out, and what is due happens. */
void willow_fault_engine_run (WillowFaultEngine *engine);
/* Adds an event. @bytes: (nullable) (transfer full) */
void willow_fault_engine_add_event (WillowFaultEngine *engine,
                                    WillowFault       *fault,
                                    WillowDirection    direction,
                                    GBytes            *bytes);

G_END_DECLS
