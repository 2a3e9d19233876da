/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-reactor.h"

G_BEGIN_DECLS

/**
 * WillowIoThread:
 *
 * A thread with a GMainContext, its loop and a reactor. The clients of a
 * process share one, a broker has its own. Atomically reference counted; the
 * last unref quits the loop by a source of its own context and joins (not from
 * the thread itself).
 */
typedef struct _WillowIoThread WillowIoThread;

WillowIoThread *willow_io_thread_new (const char *name, GError **error);
WillowIoThread *willow_io_thread_ref (WillowIoThread *thread);
void            willow_io_thread_unref (WillowIoThread *thread);
GMainContext   *willow_io_thread_get_context (WillowIoThread *thread);
WillowReactor  *willow_io_thread_get_reactor (WillowIoThread *thread);

/* Runs @func once on the thread. @destroy runs there too, also if the thread
 * ends before. */
void willow_io_thread_invoke (WillowIoThread *thread,
                              GSourceFunc     func,
                              gpointer        user_data,
                              GDestroyNotify  destroy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowIoThread, willow_io_thread_unref)

G_END_DECLS
