/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/willow-mailbox.h"

typedef struct
{
  GSourceFunc    func;
  gpointer       user_data;
  GDestroyNotify destroy;
} Letter;

struct _WillowMailbox
{
  gatomicrefcount ref_count;
  GMutex          lock;
  GSource        *source;

  /* What is being run; of the context's thread alone. A callback may run a
   * nested loop, which goes on where it is. */
  GArray *current;
  guint   next;

  /* Guarded by lock */
  GArray  *letters;
  gboolean is_closed;
};

typedef struct
{
  GSource        parent;
  WillowMailbox *mailbox;
} MailboxSource;

static void
letter_destroy (const Letter *letter)
{
  if (letter->destroy != NULL)
    letter->destroy (letter->user_data);
}

/* Puts what has come in the place of what has been run. */
static void
take_letters (WillowMailbox *mailbox)
{
  GArray *empty = mailbox->current;

  g_array_set_size (empty, 0);
  mailbox->next = 0;
  g_mutex_lock (&mailbox->lock);
  mailbox->current = mailbox->letters;
  mailbox->letters = empty;
  g_source_set_ready_time (mailbox->source, -1);
  g_mutex_unlock (&mailbox->lock);
}

static gboolean
mailbox_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_autoptr (WillowMailbox) mailbox =
      willow_mailbox_ref (((MailboxSource *)source)->mailbox);

  if (mailbox->next == mailbox->current->len)
    take_letters (mailbox);
  while (mailbox->next < mailbox->current->len)
    {
      Letter letter = g_array_index (mailbox->current, Letter, mailbox->next++);

      if (letter.func != NULL)
        letter.func (letter.user_data);
      letter_destroy (&letter);
    }
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs mailbox_source_funcs = { .dispatch = mailbox_dispatch };

WillowMailbox *
willow_mailbox_new (GMainContext *context)
{
  WillowMailbox *mailbox = g_new0 (WillowMailbox, 1);

  g_atomic_ref_count_init (&mailbox->ref_count);
  g_mutex_init (&mailbox->lock);
  mailbox->letters = g_array_new (FALSE, FALSE, sizeof (Letter));
  mailbox->current = g_array_new (FALSE, FALSE, sizeof (Letter));
  mailbox->source =
      g_source_new (&mailbox_source_funcs, sizeof (MailboxSource));
  ((MailboxSource *)mailbox->source)->mailbox = mailbox;
  g_source_set_static_name (mailbox->source, "[willow] mailbox");
  g_source_set_can_recurse (mailbox->source, TRUE);
  g_source_attach (mailbox->source, context);
  return mailbox;
}

WillowMailbox *
willow_mailbox_ref (WillowMailbox *mailbox)
{
  g_atomic_ref_count_inc (&mailbox->ref_count);
  return mailbox;
}

/**
 * willow_mailbox_unref:
 *
 * Close it before the last one.
 */
void
willow_mailbox_unref (WillowMailbox *mailbox)
{
  if (!g_atomic_ref_count_dec (&mailbox->ref_count))
    return;
  g_assert (mailbox->is_closed);
  g_source_unref (mailbox->source);
  g_array_unref (mailbox->letters);
  g_array_unref (mailbox->current);
  g_mutex_clear (&mailbox->lock);
  g_free (mailbox);
}

void
willow_mailbox_post (WillowMailbox *mailbox,
                     GSourceFunc    func,
                     gpointer       user_data,
                     GDestroyNotify destroy)
{
  Letter   letter = { func, user_data, destroy };
  gboolean closed;

  g_mutex_lock (&mailbox->lock);
  closed = mailbox->is_closed;
  if (!closed)
    {
      g_array_append_val (mailbox->letters, letter);
      if (mailbox->letters->len == 1)
        g_source_set_ready_time (mailbox->source, 0);
    }
  g_mutex_unlock (&mailbox->lock);
  if (closed)
    letter_destroy (&letter);
}

void
willow_mailbox_close (WillowMailbox *mailbox)
{
  g_mutex_lock (&mailbox->lock);
  mailbox->is_closed = TRUE;
  g_mutex_unlock (&mailbox->lock);
  g_source_destroy (mailbox->source);
  do
    {
      while (mailbox->next < mailbox->current->len)
        letter_destroy (
            &g_array_index (mailbox->current, Letter, mailbox->next++));
      take_letters (mailbox);
    }
  while (mailbox->current->len > 0);
}
