/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-demo.h"

#include "model/fleet/willow-fleet-player.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define DEMO_SEED 7
#define DEMO_DEVICES 12

struct _WillowDemo
{
  GObject parent_instance;

  char              *folder;
  WillowWorkspace   *workspace;
  WillowWindow      *window; /* (nullable): weak */
  WillowFleetPlayer *player;
};

G_DEFINE_FINAL_TYPE (WillowDemo, willow_demo, G_TYPE_OBJECT)

static void
willow_demo_finalize (GObject *object)
{
  WillowDemo *self = WILLOW_DEMO (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->player);
  g_clear_object (&self->workspace);
  if (self->folder != NULL)
    {
      g_autofree char *file =
          g_build_filename (self->folder, "profiles.json", NULL);

      g_unlink (file);
      g_rmdir (self->folder);
    }
  g_free (self->folder);
  G_OBJECT_CLASS (willow_demo_parent_class)->finalize (object);
}

static void
willow_demo_class_init (WillowDemoClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = willow_demo_finalize;
}

static void
willow_demo_init (WillowDemo *self)
{
}

WillowDemo *
willow_demo_new (GError **error)
{
  g_autoptr (WillowDemo) self = g_object_new (WILLOW_TYPE_DEMO, NULL);

  self->folder = g_dir_make_tmp ("willow-demo-XXXXXX", error);
  return self->folder != NULL ? g_steal_pointer (&self) : NULL;
}

GFile *
willow_demo_dup_profiles_file (WillowDemo *self)
{
  return g_file_new_build_filename (self->folder, "profiles.json", NULL);
}

static WillowProfile *
add_profile (WillowDemo *self, guint port)
{
  g_autoptr (WillowProfile) profile = willow_profile_new (_ ("Simulated home"));

  g_object_set (profile,
                "host",
                "127.0.0.1",
                "port",
                port,
                "version",
                MQTT_VERSION_5_0,
                "client-id",
                "willow-demo",
                NULL);
  willow_profile_add_subscription (profile, "#", MQTT_QOS_1);
  willow_profile_store_add (willow_workspace_get_profiles (self->workspace),
                            profile);
  return profile;
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowDemo) self = user_data;
  WillowPracticeBroker *broker = WILLOW_PRACTICE_BROKER (source);
  g_autoptr (WillowEndpoint) endpoint = NULL;
  WillowProfile *profile;

  /* An error is said by the broker's page. */
  if (!willow_practice_broker_start_finish (broker, result, NULL))
    return;
  endpoint =
      willow_endpoint_parse (willow_practice_broker_get_url (broker), NULL);
  self->player =
      willow_fleet_player_new (willow_fleet_new (DEMO_SEED, DEMO_DEVICES),
                               willow_workspace_get_io_thread (self->workspace),
                               endpoint,
                               1);
  profile = add_profile (self, willow_practice_broker_get_bound_port (broker));
  if (self->window != NULL)
    willow_window_show_profile (self->window, profile);
  willow_conversation_connect (
      willow_workspace_get_conversation (self->workspace, profile), NULL);
  willow_fleet_player_start (self->player);
}

void
willow_demo_start (WillowDemo      *self,
                   WillowWorkspace *workspace,
                   WillowWindow    *window)
{
  WillowPracticeBroker *broker = willow_workspace_get_broker (workspace);

  g_set_object (&self->workspace, workspace);
  g_set_weak_pointer (&self->window, window);
  willow_practice_broker_set_port (broker, 0);
  willow_practice_broker_start_async (broker, started_cb, g_object_ref (self));
}

void
willow_demo_stop (WillowDemo *self)
{
  if (self->player != NULL)
    willow_fleet_player_stop (self->player);
  g_clear_object (&self->player);
  g_clear_object (&self->workspace);
}
