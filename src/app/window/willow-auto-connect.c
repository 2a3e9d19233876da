/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-auto-connect.h"

#include "app/connection/willow-connect-flow.h"
#include "app/window/willow-state.h"

#include <glib/gi18n.h>

/* A server that throttles new connections is not asked for all at once. */
#define STAGGER_MS 300

struct _WillowAutoConnect
{
  WillowWorkspace *workspace;
  WillowWindow    *window;  /* (nullable): weak */
  GQueue          *waiting; /* element-type WillowProfile */
  GPtrArray       *watched; /* element-type WillowConversation */
  guint            source;
  gboolean         stopped;
  guint            n_flows;
};

static void next (WillowAutoConnect *self);

static void
free_when_idle (WillowAutoConnect *self)
{
  if (self->stopped && self->n_flows == 0)
    g_free (self);
}

/* @why: why it is not connected */
static void
say (WillowAutoConnect *self, WillowConversation *conversation, const char *why)
{
  WillowProfile   *profile = willow_conversation_get_profile (conversation);
  g_autofree char *text = NULL;

  if (self->window == NULL)
    return;
  /* TRANSLATORS: name of a connection: Failed, Refused or Lost */
  text =
      g_strdup_printf (_ ("“%s”: %s"), willow_profile_get_name (profile), why);
  willow_window_say_about (self->window, profile, text);
}

/* The first time that it is neither on its way nor there. */
static void
state_cb (WillowConversation *conversation,
          GParamSpec         *pspec,
          WillowAutoConnect  *self)
{
  WillowClientState state = willow_conversation_get_state (conversation);

  if (state == WILLOW_CLIENT_CONNECTING)
    return;
  g_signal_handlers_disconnect_by_func (conversation, state_cb, self);
  if (state != WILLOW_CLIENT_CONNECTED && state != WILLOW_CLIENT_DISCONNECTED)
    say (self, conversation, willow_state_get_word (state));
}

static gboolean
next_cb (gpointer user_data)
{
  WillowAutoConnect *self = user_data;

  self->source = 0;
  next (self);
  return G_SOURCE_REMOVE;
}

/* It connects, or a password was not given. */
static void
done_cb (gpointer user_data)
{
  WillowAutoConnect  *self = user_data;
  WillowConversation *conversation;

  self->n_flows--;
  if (self->stopped)
    {
      free_when_idle (self);
      return;
    }
  conversation = g_ptr_array_index (self->watched, self->watched->len - 1);
  if (willow_conversation_get_state (conversation) ==
      WILLOW_CLIENT_DISCONNECTED)
    {
      g_signal_handlers_disconnect_by_func (conversation, state_cb, self);
      /* What cannot be sent is not; no password is the person's own choice. */
      if (willow_conversation_get_problem (conversation) != NULL)
        say (
            self, conversation, willow_conversation_get_problem (conversation));
    }
  self->source = g_timeout_add (STAGGER_MS, next_cb, self);
}

static void
next (WillowAutoConnect *self)
{
  g_autoptr (WillowProfile) profile = g_queue_pop_head (self->waiting);
  WillowConversation *conversation;

  if (profile == NULL || self->window == NULL)
    return;
  conversation = willow_workspace_get_conversation (self->workspace, profile);
  if (willow_conversation_get_state (conversation) !=
      WILLOW_CLIENT_DISCONNECTED)
    {
      next (self);
      return;
    }
  g_signal_connect (conversation, "notify::state", G_CALLBACK (state_cb), self);
  g_ptr_array_add (self->watched, g_object_ref (conversation));
  self->n_flows++;
  willow_connect_flow_start_then (
      GTK_WINDOW (self->window), self->workspace, conversation, done_cb, self);
}

static void
collect (WillowAutoConnect *self, GString *names)
{
  GListModel *profiles =
      G_LIST_MODEL (willow_workspace_get_profiles (self->workspace));

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (WillowProfile) profile = g_list_model_get_item (profiles, i);
      gboolean wanted;

      g_object_get (profile, "auto-connect", &wanted, NULL);
      if (!wanted)
        continue;
      g_string_append_printf (names,
                              "%s%s",
                              names->len > 0 ? ", " : "",
                              willow_profile_get_name (profile));
      g_queue_push_tail (self->waiting, g_steal_pointer (&profile));
    }
}

WillowAutoConnect *
willow_auto_connect_start (WillowWorkspace *workspace, WillowWindow *window)
{
  WillowAutoConnect *self = g_new0 (WillowAutoConnect, 1);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *text = NULL;

  self->workspace = g_object_ref (workspace);
  g_set_weak_pointer (&self->window, window);
  self->waiting = g_queue_new ();
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  collect (self, names);
  if (names->len == 0)
    return self;
  text = g_strdup_printf (_ ("Connecting at the start: %s"), names->str);
  willow_window_say (window, text);
  next (self);
  return self;
}

void
willow_auto_connect_stop (WillowAutoConnect *self)
{
  self->stopped = TRUE;
  g_clear_handle_id (&self->source, g_source_remove);
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_func (
        g_ptr_array_index (self->watched, i), state_cb, self);
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  g_queue_free_full (self->waiting, g_object_unref);
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->workspace);
  free_when_idle (self);
}
