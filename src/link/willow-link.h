/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/willow-clock.h"
#include "link/willow-link-tap.h"
#include "mqtt/mqtt-connection.h"
#include "net/willow-transport.h"
#include "trace/willow-trace-queue.h"

G_BEGIN_DECLS

/**
 * WillowLink:
 *
 * The only pump between a transport and an MqttConnection: reads into the
 * connection, hands its events over, writes its output in one gathered write
 * per loop turn, keeps its timer, and taps both directions into a trace queue,
 * byte for byte as they were read and written. Belongs to one I/O thread.
 */
typedef struct _WillowLink WillowLink;

/* How a Network Connection ended, as seen from here. */
typedef enum
{
  WILLOW_ENDING_CLOSED_BY_US, /* after our DISCONNECT, or asked for */
  WILLOW_ENDING_DISCONNECT,   /* the peer's DISCONNECT: reason code in the event
                               */
  WILLOW_ENDING_FIN,          /* the peer closed without a word */
  WILLOW_ENDING_RESET,        /* RST */
  WILLOW_ENDING_IO_ERROR,     /* any other error of the transport */
  WILLOW_ENDING_VIOLATION,    /* the peer broke a rule; see the violation */
  WILLOW_ENDING_TIMEOUT,      /* keep alive, CONNECT or CONNACK */
  WILLOW_ENDING_REFUSED,      /* CONNACK with a code other than 0 */
} WillowEndingKind;

/* Enough to tell another protocol by. */
#define WILLOW_ENDING_FIRST_BYTES 4

typedef struct
{
  WillowEndingKind kind;
  guint8           code; /* of DISCONNECT or CONNACK */
  MqttTimeout      timeout;
  MqttViolation    violation;
  const GError    *error;                            /* (nullable) */
  guint8           first[WILLOW_ENDING_FIRST_BYTES]; /* of what the peer sent */
  guint8           n_first;
} WillowEnding;

typedef struct
{
  /* Each event of the connection. May call submit functions,
   * willow_link_close() and willow_link_free(). */
  void (*event) (WillowLink *link, const MqttEvent *event, gpointer user_data);
  /* Exactly once, last, from the loop and never from within a call of a
   * willow_link function; the callee frees the link, now or later. */
  void (*ended) (WillowLink         *link,
                 const WillowEnding *ending,
                 gpointer            user_data);
} WillowLinkFuncs;

/**
 * willow_link_new:
 * @transport: (transfer full)
 * @connection: (transfer full)
 * @trace: (nullable): where to record; costs nothing when NULL
 * @number: of the Network Connection, for the records
 * @funcs: (borrowed): outlive the link
 */
WillowLink *willow_link_new (WillowReactor         *reactor,
                             WillowTransport       *transport,
                             MqttConnection        *connection,
                             WillowClock           *clock,
                             WillowTraceQueue      *trace,
                             guint32                number,
                             const WillowLinkFuncs *funcs,
                             gpointer               user_data);
void        willow_link_free (WillowLink *link);

/* Starts reading. */
void willow_link_start (WillowLink *link);

/* After submit calls from outside an event: writes at the end of the turn. With
 * a manual clock also after it was moved: nothing else looks at it. */
void willow_link_flush (WillowLink *link);

/* Closes without further protocol. Drains nothing. */
void willow_link_close (WillowLink *link, WillowCloseMode mode);

/* "Go silent": neither reads nor writes nor times out until the end: until the
 * peer closes, which is still noticed, or willow_link_close(). */
void willow_link_set_silent (WillowLink *link, gboolean silent);

/* Stops reading, or goes on: what the peer sends stays in the socket. Writes
 * and timers go on. */
void willow_link_set_paused (WillowLink *link, gboolean paused);

/* Before willow_link_start(); later only %NULL, which ends the recording: what
 * is between two packets cannot be told from their middle. */
void willow_link_set_trace (WillowLink *link, WillowTraceQueue *trace);

/* Before willow_link_start(): looks at what is sent also where nothing is
 * recorded, for willow_link_get_last_sent(). */
void willow_link_watch_sent (WillowLink *link);
/* The last whole packet that was written. */
const WillowLinkPacket *willow_link_get_last_sent (WillowLink *link);

MqttConnection  *willow_link_get_connection (WillowLink *link);
WillowTransport *willow_link_get_transport (WillowLink *link);
guint32          willow_link_get_number (WillowLink *link);
/* Of the wake-up that is going on; else of the clock. */
gint64  willow_link_get_now_us (WillowLink *link);
guint64 willow_link_get_bytes_read (WillowLink *link);
guint64 willow_link_get_bytes_written (WillowLink *link);

/* Next number for a Network Connection; atomic, unique in the process. */
guint32 willow_link_next_number (void);

G_END_DECLS
