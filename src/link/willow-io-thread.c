/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/willow-io-thread.h"

#include "link/willow-mailbox.h"

struct _WillowIoThread
{
  gatomicrefcount ref_count;
  GThread        *thread;
  GMainContext   *context;
  WillowReactor  *reactor;
  WillowMailbox  *mailbox;
  gboolean        is_quitting; /* of the thread alone */
};

static gpointer
run (gpointer user_data)
{
  WillowIoThread *self = user_data;

  g_main_context_push_thread_default (self->context);
  while (!self->is_quitting)
    g_main_context_iteration (self->context, TRUE);
  willow_mailbox_close (self->mailbox);
  /* What was cancelled just now still comes back through the context. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  willow_reactor_free (self->reactor);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static gboolean
quit_cb (gpointer user_data)
{
  WillowIoThread *self = user_data;

  self->is_quitting = TRUE;
  return G_SOURCE_REMOVE;
}

/**
 * willow_io_thread_new:
 *
 * Returns: (transfer full) (nullable):
 */
WillowIoThread *
willow_io_thread_new (const char *name, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  WillowReactor  *reactor = willow_reactor_new (context, error);
  WillowIoThread *self;

  if (reactor == NULL)
    return NULL;
  self = g_new0 (WillowIoThread, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->context = g_steal_pointer (&context);
  self->reactor = reactor;
  self->mailbox = willow_mailbox_new (self->context);
  self->thread = g_thread_new (name, run, self);
  return self;
}

WillowIoThread *
willow_io_thread_ref (WillowIoThread *thread)
{
  g_atomic_ref_count_inc (&thread->ref_count);
  return thread;
}

void
willow_io_thread_unref (WillowIoThread *thread)
{
  if (!g_atomic_ref_count_dec (&thread->ref_count))
    return;
  g_assert (g_thread_self () != thread->thread);

  /* Behind everything that was posted before. */
  willow_mailbox_post (thread->mailbox, quit_cb, thread, NULL);
  g_thread_join (thread->thread);
  willow_mailbox_unref (thread->mailbox);
  g_main_context_unref (thread->context);
  g_free (thread);
}

GMainContext *
willow_io_thread_get_context (WillowIoThread *thread)
{
  return thread->context;
}

WillowReactor *
willow_io_thread_get_reactor (WillowIoThread *thread)
{
  return thread->reactor;
}

void
willow_io_thread_invoke (WillowIoThread *thread,
                         GSourceFunc     func,
                         gpointer        user_data,
                         GDestroyNotify  destroy)
{
  willow_mailbox_post (thread->mailbox, func, user_data, destroy);
}
