/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/willow-io-thread.h"
#include "link/willow-mailbox.h"

#define N_POSTERS 4
#define N_LETTERS 5000

typedef struct
{
  WillowIoThread *thread;
  GThread        *ran_on;
  guint           n_run;
  guint           n_destroyed;
  guint           last[N_POSTERS];
} Log;

static gboolean
run_cb (gpointer user_data)
{
  Log *log = user_data;

  log->ran_on = g_thread_self ();
  g_assert_true (
      g_main_context_is_owner (willow_io_thread_get_context (log->thread)));
  g_assert_true (g_main_context_get_thread_default () ==
                 willow_io_thread_get_context (log->thread));
  g_assert_nonnull (willow_io_thread_get_reactor (log->thread));
  log->n_run++;
  return G_SOURCE_CONTINUE;
}

static void
destroyed_cb (gpointer user_data)
{
  Log *log = user_data;

  g_assert_true (g_thread_self () != NULL);
  log->n_destroyed++;
}

/* Everything posted before the last unref runs, once, then destroy. */
static void
test_invoke (void)
{
  g_autoptr (GError) error = NULL;
  Log log = { 0 };

  log.thread = willow_io_thread_new ("test I/O", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 100; i++)
    willow_io_thread_invoke (log.thread, run_cb, &log, destroyed_cb);
  willow_io_thread_unref (log.thread);
  g_assert_cmpuint (log.n_run, ==, 100);
  g_assert_cmpuint (log.n_destroyed, ==, 100);
  g_assert_true (log.ran_on != g_thread_self ());
}

static gboolean
invoke_again_cb (gpointer user_data)
{
  Log *log = user_data;

  g_usleep (1000);
  willow_io_thread_invoke (log->thread, run_cb, log, destroyed_cb);
  return G_SOURCE_REMOVE;
}

/* What is posted too late to run is still destroyed. */
static void
test_invoke_at_the_end (void)
{
  Log log = { 0 };

  log.thread = willow_io_thread_new ("test I/O", NULL);
  willow_io_thread_invoke (log.thread, invoke_again_cb, &log, NULL);
  willow_io_thread_unref (log.thread);
  g_assert_cmpuint (log.n_destroyed, ==, 1);
}

static void
test_references (void)
{
  WillowIoThread *thread = willow_io_thread_new ("test I/O", NULL);

  g_assert_true (willow_io_thread_ref (thread) == thread);
  willow_io_thread_unref (thread);
  g_assert_nonnull (willow_io_thread_get_context (thread));
  willow_io_thread_unref (thread);
}

typedef struct
{
  Log           *log;
  WillowMailbox *mailbox;
  guint          poster;
  guint          number;
} Letter;

static gboolean
letter_cb (gpointer user_data)
{
  const Letter *letter = user_data;

  g_assert_cmpuint (letter->log->last[letter->poster] + 1, ==, letter->number);
  letter->log->last[letter->poster] = letter->number;
  letter->log->n_run++;
  return G_SOURCE_REMOVE;
}

static gpointer
post_many (gpointer user_data)
{
  Letter *job = user_data;

  for (guint i = 1; i <= N_LETTERS; i++)
    {
      Letter *letter = g_new0 (Letter, 1);

      *letter = *job;
      letter->number = i;
      willow_mailbox_post (job->mailbox, letter_cb, letter, g_free);
    }
  return NULL;
}

/* From several threads at once: nothing is lost, each one's stay in order. */
static void
test_mailbox_threads (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  WillowMailbox *mailbox = willow_mailbox_new (context);
  Log            log = { 0 };
  Letter         jobs[N_POSTERS];
  GThread       *threads[N_POSTERS];

  for (guint i = 0; i < N_POSTERS; i++)
    {
      jobs[i] = (Letter){ .log = &log, .mailbox = mailbox, .poster = i };
      threads[i] = g_thread_new ("poster", post_many, &jobs[i]);
    }
  while (log.n_run < N_POSTERS * N_LETTERS)
    g_main_context_iteration (context, TRUE);
  for (guint i = 0; i < N_POSTERS; i++)
    g_thread_join (threads[i]);
  willow_mailbox_close (mailbox);
  willow_mailbox_unref (mailbox);
}

typedef struct
{
  GMainContext  *context;
  WillowMailbox *mailbox;
  GString       *order;
} Nested;

static gboolean
second_cb (gpointer user_data)
{
  Nested *nested = user_data;

  g_string_append_c (nested->order, '2');
  return G_SOURCE_REMOVE;
}

static gboolean
third_cb (gpointer user_data)
{
  Nested *nested = user_data;

  g_string_append_c (nested->order, '3');
  return G_SOURCE_REMOVE;
}

static gboolean
first_cb (gpointer user_data)
{
  Nested *nested = user_data;

  g_string_append_c (nested->order, '1');
  willow_mailbox_post (nested->mailbox, third_cb, nested, NULL);
  while (nested->order->len < 3)
    g_main_context_iteration (nested->context, TRUE);
  return G_SOURCE_REMOVE;
}

/* A nested loop goes on with the letters in their order. */
static void
test_mailbox_nested (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  WillowMailbox *mailbox = willow_mailbox_new (context);
  Nested         nested = { context, mailbox, order };

  willow_mailbox_post (mailbox, first_cb, &nested, NULL);
  willow_mailbox_post (mailbox, second_cb, &nested, NULL);
  while (order->len < 3)
    g_main_context_iteration (context, TRUE);
  g_assert_cmpstr (order->str, ==, "123");
  willow_mailbox_close (mailbox);
  willow_mailbox_unref (mailbox);
}

static gboolean
close_cb (gpointer user_data)
{
  Nested *nested = user_data;

  willow_mailbox_close (nested->mailbox);
  return G_SOURCE_REMOVE;
}

static void
append_cb (gpointer user_data)
{
  Nested *nested = user_data;

  g_string_append_c (nested->order, 'd');
}

/* Closed from within: what waits is destroyed, not run. */
static void
test_mailbox_closed_inside (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  WillowMailbox *mailbox = willow_mailbox_new (context);
  Nested         nested = { context, mailbox, order };

  willow_mailbox_post (mailbox, close_cb, &nested, NULL);
  willow_mailbox_post (mailbox, second_cb, &nested, append_cb);
  g_main_context_iteration (context, TRUE);
  willow_mailbox_post (mailbox, second_cb, &nested, append_cb);
  g_assert_false (g_main_context_iteration (context, FALSE));
  g_assert_cmpstr (order->str, ==, "dd");
  willow_mailbox_unref (mailbox);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/io-thread/invoke", test_invoke);
  g_test_add_func ("/link/io-thread/invoke-at-the-end", test_invoke_at_the_end);
  g_test_add_func ("/link/io-thread/references", test_references);
  g_test_add_func ("/link/mailbox/threads", test_mailbox_threads);
  g_test_add_func ("/link/mailbox/nested", test_mailbox_nested);
  g_test_add_func ("/link/mailbox/closed-inside", test_mailbox_closed_inside);
  return g_test_run ();
}
