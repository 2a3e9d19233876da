/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/willow-conversation-private.h"

#include "model/willow-conversation-text.h"
#include "model/willow-profile-fields.h"

typedef struct
{
  WillowConversation *conversation;
  GPtrArray          *filters; /* element-type utf8 */
} SubscribeCall;

static void
subscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SubscribeCall *call = user_data;
  g_autoptr (WillowConversation) self = call->conversation;
  g_autoptr (GPtrArray) filters = call->filters;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) codes =
      willow_client_subscribe_finish (WILLOW_CLIENT (source), result, &error);
  char *refused = NULL;

  g_free (call);
  if (codes != NULL)
    refused = willow_conversation_tell_refused (
        willow_client_get_version (WILLOW_CLIENT (source)), filters, codes);
  else if (!g_error_matches (
               error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_LOST))
    refused = g_strdup (error->message);
  if (refused != NULL)
    willow_conversation_take_problem (self, refused);
}

void
willow_conversation_subscribe (WillowConversation *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) filters = willow_profile_build_named_filters (
      willow_conversation_get_profile (self), names);
  SubscribeCall *call;

  if (filters == NULL)
    return;
  call = g_new0 (SubscribeCall, 1);
  call->conversation = g_object_ref (self);
  call->filters = g_steal_pointer (&names);
  willow_client_subscribe_async (
      willow_conversation_get_client (self), filters, subscribed_cb, call);
}
