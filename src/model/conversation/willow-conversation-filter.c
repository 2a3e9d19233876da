/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "filter/willow-filter.h"
#include "model/conversation/willow-conversation-private.h"

/* What a list of a conversation is filtered by. The lists go with the
 * conversation, so it is only borrowed. */
typedef struct
{
  WillowFilter       *filter;
  WillowConversation *conversation;
} Sieve;

static Sieve *
sieve_new (WillowFilter *filter, WillowConversation *conversation)
{
  Sieve *sieve = g_new (Sieve, 1);

  sieve->filter = willow_filter_ref (filter);
  sieve->conversation = conversation;
  return sieve;
}

static void
sieve_free (gpointer data)
{
  Sieve *sieve = data;

  willow_filter_unref (sieve->filter);
  g_free (sieve);
}

static gboolean
passes (const WillowTraceView *view, gpointer user_data)
{
  Sieve *sieve = user_data;

  return willow_filter_matches_view (sieve->filter,
                                     view,
                                     willow_conversation_get_aliased_topic (
                                         sieve->conversation, view->serial));
}

static void
filter_list (WillowTraceList    *list,
             WillowFilter       *filter,
             WillowConversation *conversation)
{
  if (willow_filter_is_empty (filter))
    willow_trace_list_set_func (list, NULL, NULL, NULL);
  else
    willow_trace_list_set_func (
        list, passes, sieve_new (filter, conversation), sieve_free);
}

gboolean
willow_conversation_set_filter (WillowConversation *self,
                                const char         *text,
                                guint              *column,
                                GError            **error)
{
  g_autoptr (WillowFilter) filter = NULL;

  g_return_val_if_fail (WILLOW_IS_CONVERSATION (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  filter = willow_filter_parse (text, column, error);
  if (filter == NULL)
    return FALSE;
  if (g_str_equal (text, willow_conversation_get_filter (self)))
    return TRUE;
  filter_list (willow_conversation_get_packets (self), filter, self);
  filter_list (willow_conversation_get_messages (self), filter, self);
  willow_conversation_take_filter (self, g_strdup (text));
  return TRUE;
}
