/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-workspace.h"

#include <glib/gi18n.h>
#include <string.h>

#define GOODBYE_MS 1500

/* The profile that "Try it here" makes and opens. */
#define PRACTICE_ID "practice"
#define PRACTICE_HOST "127.0.0.1"
#define PRACTICE_CLIENT_ID "willow-practice"

struct _WillowWorkspace
{
  GObject parent_instance;

  WillowProfileStore   *profiles;
  WillowPracticeBroker *broker;
  WillowPasswordVault  *vault;
  WillowSecretKeeper   *keeper;
  WillowIoThread       *io_thread;
  GHashTable           *conversations; /* profile id -> WillowConversation */
};

G_DEFINE_FINAL_TYPE (WillowWorkspace, willow_workspace, G_TYPE_OBJECT)

enum
{
  CONVERSATION_ADDED,
  PROFILE_DELETED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
willow_workspace_dispose (GObject *object)
{
  WillowWorkspace *self = WILLOW_WORKSPACE (object);

  g_clear_pointer (&self->conversations, g_hash_table_unref);
  g_clear_object (&self->broker);
  g_clear_object (&self->vault);
  g_clear_object (&self->keeper);
  g_clear_object (&self->profiles);
  g_clear_pointer (&self->io_thread, willow_io_thread_unref);
  G_OBJECT_CLASS (willow_workspace_parent_class)->dispose (object);
}

static void
willow_workspace_class_init (WillowWorkspaceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_workspace_dispose;

  signals[CONVERSATION_ADDED] = g_signal_new ("conversation-added",
                                              G_TYPE_FROM_CLASS (klass),
                                              G_SIGNAL_RUN_LAST,
                                              0,
                                              NULL,
                                              NULL,
                                              NULL,
                                              G_TYPE_NONE,
                                              1,
                                              WILLOW_TYPE_CONVERSATION);
  signals[PROFILE_DELETED] = g_signal_new ("profile-deleted",
                                           G_TYPE_FROM_CLASS (klass),
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           1,
                                           WILLOW_TYPE_PROFILE);
}

/* Next to the packets of the client that it concerns. */
static void
fault_note_cb (WillowWorkspace *self, const WillowRecord *note)
{
  GHashTableIter iter;
  gpointer       conversation;

  g_hash_table_iter_init (&iter, self->conversations);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    willow_conversation_add_note (conversation, note);
}

static void
willow_workspace_init (WillowWorkspace *self)
{
  self->conversations =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->broker = willow_practice_broker_new ();
  g_signal_connect_object (self->broker,
                           "fault-note",
                           G_CALLBACK (fault_note_cb),
                           self,
                           G_CONNECT_SWAPPED);
  self->vault = willow_password_vault_new ();
  self->keeper = willow_secret_keeper_new ();
}

static void
profiles_changed_cb (WillowWorkspace *self,
                     guint            position,
                     guint            removed,
                     guint            added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (WillowProfile) profile =
          g_list_model_get_item (G_LIST_MODEL (self->profiles), i);

      if (!willow_profile_store_is_temporary (self->profiles, profile))
        willow_secret_keeper_watch (self->keeper, profile);
    }
}

/* Users and rules of the person's own; with other profiles there are others. */
static void
open_access (WillowWorkspace *self)
{
  g_autofree char *folder = g_build_filename (
      g_get_user_data_dir (), "willow", "practice-broker", NULL);

  willow_practice_access_open (willow_practice_broker_get_access (self->broker),
                               folder);
}

WillowWorkspace *
willow_workspace_new (GFile *profiles, GError **error)
{
  g_autoptr (WillowWorkspace) self = g_object_new (WILLOW_TYPE_WORKSPACE, NULL);

  self->io_thread = willow_io_thread_new ("client-io", error);
  if (self->io_thread == NULL)
    return NULL;
  if (profiles == NULL)
    open_access (self);
  self->profiles = profiles != NULL ? willow_profile_store_new (profiles)
                                    : willow_profile_store_new_default ();
  g_signal_connect_object (self->profiles,
                           "items-changed",
                           G_CALLBACK (profiles_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  willow_profile_store_load (self->profiles);
  return g_steal_pointer (&self);
}

WillowProfileStore *
willow_workspace_get_profiles (WillowWorkspace *self)
{
  g_return_val_if_fail (WILLOW_IS_WORKSPACE (self), NULL);
  return self->profiles;
}

WillowPracticeBroker *
willow_workspace_get_broker (WillowWorkspace *self)
{
  g_return_val_if_fail (WILLOW_IS_WORKSPACE (self), NULL);
  return self->broker;
}

WillowPasswordVault *
willow_workspace_get_vault (WillowWorkspace *self)
{
  g_return_val_if_fail (WILLOW_IS_WORKSPACE (self), NULL);
  return self->vault;
}

WillowSecretKeeper *
willow_workspace_get_keeper (WillowWorkspace *self)
{
  g_return_val_if_fail (WILLOW_IS_WORKSPACE (self), NULL);
  return self->keeper;
}

WillowIoThread *
willow_workspace_get_io_thread (WillowWorkspace *self)
{
  g_return_val_if_fail (WILLOW_IS_WORKSPACE (self), NULL);
  return self->io_thread;
}

WillowConversation *
willow_workspace_find_conversation (WillowWorkspace *self,
                                    WillowProfile   *profile)
{
  g_return_val_if_fail (WILLOW_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (WILLOW_IS_PROFILE (profile), NULL);
  return g_hash_table_lookup (self->conversations,
                              willow_profile_get_id (profile));
}

WillowConversation *
willow_workspace_get_conversation (WillowWorkspace *self,
                                   WillowProfile   *profile)
{
  WillowConversation *conversation =
      willow_workspace_find_conversation (self, profile);

  if (conversation != NULL)
    return conversation;
  conversation = willow_conversation_new (profile, self->io_thread);
  willow_ending_log_set_events (
      willow_conversation_get_endings (conversation),
      willow_practice_broker_get_events (self->broker));
  g_hash_table_insert (self->conversations,
                       g_strdup (willow_profile_get_id (profile)),
                       conversation);
  g_signal_emit (self, signals[CONVERSATION_ADDED], 0, conversation);
  return conversation;
}

static void
leave (WillowConversation *conversation)
{
  if (willow_conversation_get_state (conversation) == WILLOW_CLIENT_CONNECTED)
    willow_conversation_disconnect (conversation, WILLOW_DISCONNECT_CLEAN);
  else
    willow_conversation_cancel (conversation);
}

void
willow_workspace_delete_profile (WillowWorkspace *self, WillowProfile *profile)
{
  g_autoptr (WillowProfile) kept = g_object_ref (profile);
  WillowConversation *conversation =
      willow_workspace_find_conversation (self, profile);

  if (conversation != NULL)
    leave (conversation);
  g_signal_emit (self, signals[PROFILE_DELETED], 0, profile);
  willow_profile_store_remove (self->profiles, profile);
  willow_password_vault_forget (self->vault, profile);
  willow_secret_keeper_forget (self->keeper, profile);
  g_hash_table_remove (self->conversations, willow_profile_get_id (kept));
}

WillowProfile *
willow_workspace_open_url (WillowWorkspace *self,
                           const char      *url,
                           GError         **error)
{
  g_autoptr (WillowProfile) profile = willow_profile_new ("");
  g_autofree char *host = NULL;
  g_autofree char *name = NULL;
  char            *password = NULL;

  g_return_val_if_fail (WILLOW_IS_WORKSPACE (self), NULL);

  if (!willow_profile_set_url (profile, url, &password, error))
    return NULL;
  g_object_get (profile, "host", &host, NULL);
  name = willow_workspace_dup_free_name (self, host);
  g_object_set (profile, "name", name, NULL);
  willow_password_vault_hold (self->vault, profile);
  if (password != NULL)
    {
      willow_password_vault_set (self->vault, profile, password);
      explicit_bzero (password, strlen (password));
      g_free (password);
    }
  willow_profile_store_add_temporary (self->profiles, profile);
  return profile; /* the store has it */
}

void
willow_workspace_keep_profile (WillowWorkspace *self,
                               WillowProfile   *profile,
                               gboolean         with_password)
{
  g_return_if_fail (WILLOW_IS_WORKSPACE (self));

  willow_profile_store_keep (self->profiles, profile);
  if (with_password)
    willow_password_vault_release (self->vault, profile);
}

char *
willow_workspace_dup_free_name (WillowWorkspace *self, const char *wanted)
{
  g_autofree char *name = g_strdup (wanted);

  for (guint n = 2;
       willow_profile_store_find_name (self->profiles, name) != NULL;
       n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", wanted, n);
    }
  return g_steal_pointer (&name);
}

static gboolean
is_for_this_computer (WillowProfile *profile)
{
  g_autofree char *host = NULL;

  g_object_get (profile, "host", &host, NULL);
  return g_strcmp0 (host, PRACTICE_HOST) == 0;
}

static WillowProfile *
add_practice_profile (WillowWorkspace *self, const char *id)
{
  g_autofree char *name = willow_workspace_dup_free_name (self, _ ("Practice"));
  g_autoptr (WillowProfile) made = g_object_new (
      WILLOW_TYPE_PROFILE, "id", id, "name", name, "host", PRACTICE_HOST, NULL);

  willow_profile_add_subscription (made, "practice/#", MQTT_QOS_1);
  willow_profile_store_add (self->profiles, made);
  return made;
}

/* Known by its id, so that it may be called anything. One that was turned to
 * another host belongs to its owner now and is left alone. */
WillowProfile *
willow_workspace_ensure_practice_profile (WillowWorkspace *self)
{
  g_autofree char *id = g_strdup (PRACTICE_ID);
  WillowProfile   *found;
  guint            port;

  g_return_val_if_fail (WILLOW_IS_WORKSPACE (self), NULL);

  for (guint n = 2;
       (found = willow_profile_store_lookup (self->profiles, id)) != NULL &&
       !is_for_this_computer (found);
       n++)
    {
      g_free (id);
      id = g_strdup_printf ("%s-%u", PRACTICE_ID, n);
    }
  if (found == NULL)
    found = add_practice_profile (self, id);
  port = willow_practice_broker_get_bound_port (self->broker);
  if (port != 0)
    g_object_set (found, "port", port, NULL);
  return found;
}

static gboolean
is_leaving (WillowWorkspace *self)
{
  GHashTableIter iter;
  gpointer       conversation;

  g_hash_table_iter_init (&iter, self->conversations);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    if (willow_conversation_get_state (conversation) == WILLOW_CLIENT_CONNECTED)
      return TRUE;
  return willow_password_vault_get_saving (self->vault) ||
         willow_secret_keeper_get_saving (self->keeper);
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  gboolean *up = user_data;

  *up = TRUE;
  return G_SOURCE_CONTINUE;
}

/* A process that ends at once would end its connections without DISCONNECT, and
 * the servers would publish its wills. */
static void
wait_until_gone (WillowWorkspace *self)
{
  gboolean time_is_up = FALSE;
  guint    source = g_timeout_add (GOODBYE_MS, time_is_up_cb, &time_is_up);

  while (is_leaving (self) && !time_is_up)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

void
willow_workspace_shut_down (WillowWorkspace *self)
{
  GHashTableIter iter;
  gpointer       conversation;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (WILLOW_IS_WORKSPACE (self));

  g_hash_table_iter_init (&iter, self->conversations);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    leave (conversation);
  willow_password_vault_flush (self->vault);
  willow_secret_keeper_flush (self->keeper);
  if (!willow_profile_store_flush (self->profiles, &error))
    g_warning ("%s", error->message);
  wait_until_gone (self);
}
