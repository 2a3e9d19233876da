/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WillowMailbox:
 *
 * A queue of calls that run in order on the thread of one GMainContext, all
 * that are there in one dispatch of one GSource. Atomically reference counted;
 * any thread may post.
 */
typedef struct _WillowMailbox WillowMailbox;

WillowMailbox *willow_mailbox_new (GMainContext *context);
WillowMailbox *willow_mailbox_ref (WillowMailbox *mailbox);
void           willow_mailbox_unref (WillowMailbox *mailbox);

/* @func: (nullable): its return value is ignored. @destroy: (nullable): runs
 * after it; without it where the mailbox is closed before. */
void willow_mailbox_post (WillowMailbox *mailbox,
                          GSourceFunc    func,
                          gpointer       user_data,
                          GDestroyNotify destroy);

/**
 * willow_mailbox_close:
 *
 * On the context's thread: no @func runs any more, what waits is destroyed, and
 * what is posted later is destroyed by the poster.
 */
void willow_mailbox_close (WillowMailbox *mailbox);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowMailbox, willow_mailbox_unref)

G_END_DECLS
