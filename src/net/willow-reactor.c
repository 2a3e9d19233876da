/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-reactor.h"

#include "net/willow-timer-heap.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Events taken per turn: many enough that one system call serves a busy turn,
 * few enough that a turn ends and its writes go out. */
#define MAX_EVENTS 256

/* Larger than what a socket usually holds, so that one read empties it. */
#define READ_BUFFER_BYTES (256 * 1024)

struct _WillowReactor
{
  GSource      *source;
  GMainContext *context; /* not owned */
  GMainContext *side;    /* (nullable): made when it is wanted */
  gboolean      side_is_wanted;
  int           epoll_fd;
  gboolean      is_dispatching;

  GPtrArray      *removed; /* watches that events of this turn may point to */
  guint           n_watches;
  WillowTimerHeap heap;
  GQueue          tasks; /* WillowTask.link */

  GFunc    turn_func;
  gpointer turn_data;
  guint8  *read_buffer;
};

struct _WillowWatch
{
  WillowReactor  *reactor;
  int             fd;
  GIOCondition    condition;
  WillowWatchFunc func; /* NULL once removed */
  gpointer        user_data;
};

typedef struct
{
  GSource        parent;
  WillowReactor *reactor;
} ReactorSource;

static guint32
epoll_from_condition (GIOCondition condition)
{
  return ((condition & G_IO_IN) ? EPOLLIN : 0) |
         ((condition & G_IO_OUT) ? EPOLLOUT : 0) |
         ((condition & G_IO_HUP) ? EPOLLRDHUP : 0);
}

static GIOCondition
condition_from_epoll (guint32 events)
{
  return ((events & EPOLLIN) ? G_IO_IN : 0) |
         ((events & EPOLLOUT) ? G_IO_OUT : 0) |
         ((events & EPOLLERR) ? G_IO_ERR : 0) |
         ((events & (EPOLLHUP | EPOLLRDHUP)) ? G_IO_HUP : 0);
}

/* When the source has to be ready without any descriptor. */
static void
update_ready_time (WillowReactor *reactor)
{
  const WillowTimer *first = willow_timer_heap_peek (&reactor->heap);

  if (reactor->is_dispatching)
    return;
  if (!g_queue_is_empty (&reactor->tasks) || reactor->side_is_wanted)
    g_source_set_ready_time (reactor->source, 0);
  else
    g_source_set_ready_time (reactor->source,
                             first != NULL ? first->expiry_us : -1);
}

static void
run_watches (WillowReactor *reactor)
{
  struct epoll_event events[MAX_EVENTS];
  int                n = epoll_wait (reactor->epoll_fd, events, MAX_EVENTS, 0);

  for (int i = 0; i < n; i++)
    {
      WillowWatch *watch = events[i].data.ptr;

      if (watch->func != NULL && watch->condition != 0)
        watch->func (condition_from_epoll (events[i].events), watch->user_data);
    }
}

static void
run_timers (WillowReactor *reactor, gint64 now_us)
{
  WillowTimer *timer;

  /* Counted, so that one that sets itself to the past cannot hold the turn. */
  for (guint n = reactor->heap.timers->len; n > 0; n--)
    {
      timer = willow_timer_heap_peek (&reactor->heap);
      if (timer == NULL || timer->expiry_us > now_us)
        break;
      willow_timer_heap_remove (&reactor->heap, timer);
      timer->func (timer->user_data);
    }
}

/* Only those that are there now: a task that queues itself again waits for the
 * next turn. */
static void
run_tasks (WillowReactor *reactor)
{
  for (guint n = reactor->tasks.length; n > 0 && reactor->tasks.head; n--)
    {
      WillowTask *task = g_queue_pop_head_link (&reactor->tasks)->data;

      task->is_queued = FALSE;
      task->func (task->user_data, NULL);
    }
}

static void
run_side (WillowReactor *reactor)
{
  if (!reactor->side_is_wanted)
    return;
  reactor->side_is_wanted = FALSE;
  g_main_context_push_thread_default (reactor->side);
  while (g_main_context_iteration (reactor->side, FALSE))
    ;
  g_main_context_pop_thread_default (reactor->side);
}

static gboolean
reactor_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  WillowReactor *reactor = ((ReactorSource *)source)->reactor;

  reactor->is_dispatching = TRUE;
  run_watches (reactor);
  run_timers (reactor, g_source_get_time (source));
  run_side (reactor);
  run_tasks (reactor);
  if (reactor->turn_func != NULL)
    reactor->turn_func (reactor->turn_data, NULL);
  g_ptr_array_set_size (reactor->removed, 0);
  reactor->is_dispatching = FALSE;
  update_ready_time (reactor);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs reactor_source_funcs = { .dispatch = reactor_dispatch };

WillowReactor *
willow_reactor_new (GMainContext *context, GError **error)
{
  WillowReactor *reactor;
  int            epoll_fd = epoll_create1 (EPOLL_CLOEXEC);

  if (epoll_fd < 0)
    {
      g_set_error_literal (
          error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return NULL;
    }
  reactor = g_new0 (WillowReactor, 1);
  reactor->epoll_fd = epoll_fd;
  reactor->context = context;
  reactor->removed = g_ptr_array_new_with_free_func (g_free);
  reactor->read_buffer = g_malloc (READ_BUFFER_BYTES);
  willow_timer_heap_init (&reactor->heap);
  g_queue_init (&reactor->tasks);
  reactor->source =
      g_source_new (&reactor_source_funcs, sizeof (ReactorSource));
  ((ReactorSource *)reactor->source)->reactor = reactor;
  g_source_set_static_name (reactor->source, "[willow] reactor");
  g_source_add_unix_fd (reactor->source, epoll_fd, G_IO_IN);
  g_source_attach (reactor->source, context);
  return reactor;
}

/**
 * willow_reactor_free:
 *
 * After everything that watches through it is gone, and not from one of its
 * callbacks.
 */
void
willow_reactor_free (WillowReactor *reactor)
{
  g_assert (!reactor->is_dispatching);
  g_assert (reactor->n_watches == 0);
  g_assert (g_queue_is_empty (&reactor->tasks));
  g_assert (willow_timer_heap_peek (&reactor->heap) == NULL);

  g_source_destroy (reactor->source);
  g_source_unref (reactor->source);
  close (reactor->epoll_fd);
  willow_timer_heap_clear (&reactor->heap);
  g_ptr_array_unref (reactor->removed);
  g_free (reactor->read_buffer);
  g_clear_pointer (&reactor->side, g_main_context_unref);
  g_free (reactor);
}

GMainContext *
willow_reactor_get_context (WillowReactor *reactor)
{
  return reactor->context;
}

GMainContext *
willow_reactor_get_side_context (WillowReactor *reactor)
{
  if (reactor->side == NULL)
    reactor->side = g_main_context_new ();
  return reactor->side;
}

void
willow_reactor_run_side_context (WillowReactor *reactor)
{
  if (reactor->side_is_wanted || reactor->side == NULL)
    return;
  reactor->side_is_wanted = TRUE;
  update_ready_time (reactor);
}

/* epoll tells of errors and hang-ups even where nothing is asked for, for ever;
 * so a watch without a condition is not in it. */
static void
update_epoll (WillowWatch *watch, GIOCondition old, GIOCondition new)
{
  struct epoll_event event = { .events = epoll_from_condition (new),
                               .data.ptr = watch };
  int                operation = EPOLL_CTL_MOD;

  if (old == new)
    return;
  if (old == 0)
    operation = EPOLL_CTL_ADD;
  else if (new == 0)
    operation = EPOLL_CTL_DEL;
  if (epoll_ctl (watch->reactor->epoll_fd, operation, watch->fd, &event) != 0)
    g_error ("epoll_ctl %d: %s", operation, g_strerror (errno));
}

WillowWatch *
willow_reactor_add (WillowReactor  *reactor,
                    int             fd,
                    GIOCondition    condition,
                    WillowWatchFunc func,
                    gpointer        user_data)
{
  WillowWatch *watch = g_new0 (WillowWatch, 1);

  watch->reactor = reactor;
  watch->fd = fd;
  watch->func = func;
  watch->user_data = user_data;
  reactor->n_watches++;
  willow_watch_set_condition (watch, condition);
  return watch;
}

void
willow_watch_set_condition (WillowWatch *watch, GIOCondition condition)
{
  condition &= G_IO_IN | G_IO_OUT | G_IO_HUP;
  update_epoll (watch, watch->condition, condition);
  watch->condition = condition;
}

/**
 * willow_watch_remove:
 *
 * Before the descriptor is closed.
 */
void
willow_watch_remove (WillowWatch *watch)
{
  WillowReactor *reactor = watch->reactor;

  willow_watch_set_condition (watch, 0);
  watch->func = NULL;
  reactor->n_watches--;
  if (reactor->is_dispatching)
    g_ptr_array_add (reactor->removed, watch);
  else
    g_free (watch);
}

void
willow_reactor_set_turn_func (WillowReactor *reactor,
                              GFunc          func,
                              gpointer       user_data)
{
  reactor->turn_func = func;
  reactor->turn_data = user_data;
}

guint8 *
willow_reactor_get_read_buffer (WillowReactor *reactor, gsize *len)
{
  *len = READ_BUFFER_BYTES;
  return reactor->read_buffer;
}

void
willow_task_init (WillowTask    *task,
                  WillowReactor *reactor,
                  GFunc          func,
                  gpointer       user_data)
{
  *task = (WillowTask){
    .link.data = task,
    .reactor = reactor,
    .func = func,
    .user_data = user_data,
  };
}

void
willow_task_queue (WillowTask *task)
{
  if (task->is_queued)
    return;
  task->is_queued = TRUE;
  g_queue_push_tail_link (&task->reactor->tasks, &task->link);
  if (task->reactor->tasks.length == 1)
    update_ready_time (task->reactor);
}

void
willow_task_clear (WillowTask *task)
{
  if (!task->is_queued)
    return;
  task->is_queued = FALSE;
  g_queue_unlink (&task->reactor->tasks, &task->link);
}

void
willow_timer_init (WillowTimer   *timer,
                   WillowReactor *reactor,
                   GSourceFunc    func,
                   gpointer       user_data)
{
  *timer = (WillowTimer){
    .reactor = reactor,
    .func = func,
    .user_data = user_data,
  };
}

void
willow_timer_set (WillowTimer *timer, gint64 expiry_us)
{
  WillowTimerHeap *heap = &timer->reactor->heap;

  if (expiry_us == G_MAXINT64)
    {
      willow_timer_clear (timer);
      return;
    }
  if (timer->position != 0 && timer->expiry_us == expiry_us)
    return;
  timer->expiry_us = expiry_us;
  willow_timer_heap_put (heap, timer);
  if (timer->position == 1)
    update_ready_time (timer->reactor);
}

/* A wake-up that finds nothing to do is cheaper than setting the ready time
 * for each timer that is cleared. */
void
willow_timer_clear (WillowTimer *timer)
{
  if (timer->position != 0)
    willow_timer_heap_remove (&timer->reactor->heap, timer);
}
