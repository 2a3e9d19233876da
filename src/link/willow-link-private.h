/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/willow-link-filter.h"
#include "link/willow-link-tap.h"
#include "link/willow-link.h"
#include "mqtt/mqtt-connection-hold.h"

#include <stdbool.h>

G_BEGIN_DECLS

/* Shared by willow-link*.c only. */

/* How long a peer that does not read may keep what is left, a DISCONNECT or a
 * CONNACK, from it. */
#define WILLOW_LINK_FLUSH_US (2 * G_TIME_SPAN_SECOND)

/* What is there once somebody wants to filter. */
typedef struct
{
  const WillowLinkFilter *filter; /* (nullable): not any more */
  gpointer                user_data;
  WillowByteQueue         wire; /* through the filter, to be written */
  gboolean                is_closing;
  WillowCloseMode         close_mode;
  gboolean has_end; /* of the input; the filter keeps some back */
} WillowLinkFiltering;

/* What is there while somebody records, or looks at what is sent. */
typedef struct
{
  WillowLinkRecorder recorder;
  WillowLinkTap      received;
  WillowLinkTap      sent;
  GSource           *room; /* (nullable): while the trace is full */
} WillowLinkTaps;

/* How it ended: the first reason counts. */
typedef struct
{
  WillowEnding ending;
  GError      *error; /* (nullable): behind it */
} WillowLinkEnd;

struct _WillowLink
{
  WillowReactor    *reactor;
  WillowTransport  *transport;
  MqttConnection   *connection;
  WillowClock      *clock;
  WillowTraceQueue *trace; /* (nullable) */

  const WillowLinkFuncs *funcs;
  gpointer               user_data;

  WillowLinkFiltering *filtering; /* (nullable) */

  WillowTask   turn;
  WillowTimer  expiry;
  gint64       armed_us; /* in the clock's terms; MQTT_NEVER_US: not armed */
  WillowTimer *give_up;  /* (nullable): on a peer that does not read the rest */
  gint64       now_us;

  WillowLinkTaps *taps;        /* (nullable) */
  WillowLinkEnd  *end;         /* (nullable): until there is one */
  GError         *write_error; /* the peer takes nothing any more */
  guint64         bytes_read;
  guint64         bytes_written;
  guint32         number;

  guint16 busy; /* calls on the stack that still use the link */
  guint8  n_first;
  guint8  first[WILLOW_ENDING_FIRST_BYTES]; /* of what the peer sent */

  bool is_started : 1;
  bool is_silent : 1;
  bool is_paused : 1;
  bool wants_out : 1;
  bool is_closed : 1; /* the transport is */
  bool is_over : 1;   /* ended() was called */
  bool is_freed : 1;
};

/* willow-link-input.c: a WillowTransportFunc */
void willow_link_ready_cb (WillowTransport *transport,
                           GIOCondition     condition,
                           gpointer         user_data);

/* The input has ended, and the filter has nothing left of it. */
void willow_link_check_end (WillowLink *link);

/* willow-link-filter.c */
void willow_link_filtering_free (WillowLinkFiltering *filtering);
/* What the filter keeps back. @until_us: (out) (optional) */
gsize
willow_link_get_held (WillowLink *link, gboolean of_output, gint64 *until_us);
/* All that has not gone out yet. */
gsize    willow_link_get_unwritten (WillowLink *link);
gboolean willow_link_write_filtered (WillowLink *link);

/* willow-link-output.c */
/* Returns: whether everything went out */
gboolean willow_link_write (WillowLink *link);

/* willow-link-ending.c */
/* @error: (transfer full) (nullable) */
void
willow_link_set_ending (WillowLink *link, WillowEndingKind kind, GError *error);
void willow_link_set_event_ending (WillowLink *link, const MqttEvent *event);
void willow_link_shut (WillowLink *link, WillowCloseMode mode);
void willow_link_note_start (WillowLink *link);

void
willow_link_note_text (WillowLink *link, WillowDirection direction, char *text);

/* willow-link-room.c */
/* The trace is full: nothing is read or written until it has room. */
void willow_link_wait_for_room (WillowLink *link);
void willow_link_forget_room (WillowLink *link);
/* Whether it waits for that. Who is on its way out does not. */
gboolean willow_link_is_held (WillowLink *link);

/* willow-link.c */
void willow_link_tap_sent (WillowLink *link, const guint8 *data, gsize len);
void willow_link_give_up_at (WillowLink *link, gint64 time_us);
/* Around everything that may call out: takes the time at the outermost, and
 * keeps the link until its end. */
void willow_link_enter (WillowLink *link);
void willow_link_leave (WillowLink *link);
/* Returns: whether there was one */
gboolean willow_link_pump_events (WillowLink *link);
void     willow_link_update_condition (WillowLink *link);

static inline gboolean
willow_link_trace_is_full (const WillowLink *link)
{
  return G_UNLIKELY (link->taps != NULL) && !link->taps->recorder.has_room;
}

G_END_DECLS
