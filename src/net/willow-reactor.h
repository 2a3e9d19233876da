/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WillowReactor:
 *
 * One epoll instance wrapped in a single GSource of one GMainContext.
 * GMainContext looks at each of its sources in each turn, so thousands of
 * sockets must not be thousands of sources. All calls on the thread of the
 * context.
 */
typedef struct _WillowReactor WillowReactor;
typedef struct _WillowWatch   WillowWatch;

typedef void (*WillowWatchFunc) (GIOCondition condition, gpointer user_data);

WillowReactor *willow_reactor_new (GMainContext *context, GError **error);
void           willow_reactor_free (WillowReactor *reactor);

/* Level-triggered. @func may remove any watch, its own too. */
WillowWatch *willow_reactor_add (WillowReactor  *reactor,
                                 int             fd,
                                 GIOCondition    condition,
                                 WillowWatchFunc func,
                                 gpointer        user_data);
void willow_watch_set_condition (WillowWatch *watch, GIOCondition condition);
void willow_watch_remove (WillowWatch *watch);

/* @func runs once at the end of the current loop turn of the reactor, after all
 * ready watches: the place for one gathered write per connection. */
void willow_reactor_set_turn_func (WillowReactor *reactor,
                                   GFunc          func,
                                   gpointer       user_data);

/* A buffer for non-blocking reads, shared by all connections of the thread. */
guint8 *willow_reactor_get_read_buffer (WillowReactor *reactor, gsize *len);

G_END_DECLS
