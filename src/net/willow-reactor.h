/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WillowReactor:
 *
 * One epoll instance wrapped in a single GSource of one GMainContext.
 * GMainContext looks at each of its sources in each turn, so thousands of
 * sockets, or of timers, must not be thousands of sources. All calls on the
 * thread of the context. It outlives its watches, timers and tasks.
 */
typedef struct _WillowReactor WillowReactor;
typedef struct _WillowWatch   WillowWatch;

typedef void (*WillowWatchFunc) (GIOCondition condition, gpointer user_data);

WillowReactor *willow_reactor_new (GMainContext *context, GError **error);
void           willow_reactor_free (WillowReactor *reactor);
GMainContext  *willow_reactor_get_context (WillowReactor *reactor);

/* Level-triggered. @condition: G_IO_IN, G_IO_OUT, and G_IO_HUP for "tell when
 * the peer has sent its end, also if there is unread input before it". @func
 * may remove any watch, its own too. A watch whose condition is 0 hears
 * nothing. */
WillowWatch *willow_reactor_add (WillowReactor  *reactor,
                                 int             fd,
                                 GIOCondition    condition,
                                 WillowWatchFunc func,
                                 gpointer        user_data);
void willow_watch_set_condition (WillowWatch *watch, GIOCondition condition);
void willow_watch_remove (WillowWatch *watch);

/* @func runs at the end of each loop turn of the reactor, after all ready
 * watches, timers and tasks. %NULL: none */
void willow_reactor_set_turn_func (WillowReactor *reactor,
                                   GFunc          func,
                                   gpointer       user_data);

/* A buffer for non-blocking reads, shared by all connections of the thread. */
guint8 *willow_reactor_get_read_buffer (WillowReactor *reactor, gsize *len);

/* A context for the sources of a library that wants one per connection. It is
 * looked at, with all that is in it, only in turns at the end of which
 * somebody knows that one of them is ready. (transfer none) */
GMainContext *willow_reactor_get_side_context (WillowReactor *reactor);
void          willow_reactor_run_side_context (WillowReactor *reactor);

/**
 * WillowTask:
 *
 * Something to do once at the end of the current turn (at the next one, when
 * none is going on), however often it is asked for. Embedded by value.
 */
typedef struct
{
  /*< private >*/
  GList          link;
  WillowReactor *reactor;
  GFunc          func;
  gpointer       user_data;
  gboolean       is_queued;
} WillowTask;

/* @func: gets @user_data as its first argument; may queue and clear tasks */
void willow_task_init (WillowTask    *task,
                       WillowReactor *reactor,
                       GFunc          func,
                       gpointer       user_data);
void willow_task_queue (WillowTask *task);
void willow_task_clear (WillowTask *task);

/**
 * WillowTimer:
 *
 * One place in the reactor's heap of timers. Embedded by value.
 */
typedef struct
{
  /*< private >*/
  WillowReactor *reactor;
  GSourceFunc    func;
  gpointer       user_data;
  gint64         expiry_us;
  guint          position; /* in the heap, from 1; 0: not set */
} WillowTimer;

/* @func: its return value is ignored; it may set and clear any timer */
void willow_timer_init (WillowTimer   *timer,
                        WillowReactor *reactor,
                        GSourceFunc    func,
                        gpointer       user_data);
/* @expiry_us: g_get_monotonic_time() at which it fires, once; G_MAXINT64 is
 * never */
void willow_timer_set (WillowTimer *timer, gint64 expiry_us);
void willow_timer_clear (WillowTimer *timer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowReactor, willow_reactor_free)

G_END_DECLS
