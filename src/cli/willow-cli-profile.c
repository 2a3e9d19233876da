/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-profile.h"

#include "cli/willow-cli-secrets.h"
#include "cli/willow-cli.h"
#include "model/profile/willow-profile-store.h"

#include <glib/gi18n.h>

/* (transfer full) (nullable) */
static GBytes *
get_password (WillowProfile *profile, GBytes *given)
{
  if (given != NULL)
    return g_bytes_ref (given);
  return willow_profile_get_use_password (profile)
             ? willow_cli_secrets_load_password (profile)
             : NULL;
}

static char **
list_filters (WillowProfile *profile)
{
  GListModel *subscriptions = willow_profile_get_subscriptions (profile);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (subscriptions); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (subscriptions, i);
      g_autofree char *filter = NULL;
      gboolean         enabled;

      g_object_get (item, "filter", &filter, "enabled", &enabled, NULL);
      if (enabled)
        g_strv_builder_add (names, filter);
    }
  return g_strv_builder_end (names);
}

/* (transfer full) */
static WillowClientOptions *
build_options (WillowProfile *profile, MqttVersion version, GBytes *secret)
{
  g_autoptr (WillowProfile) copy = NULL;

  if (version == MQTT_VERSION_UNKNOWN)
    return willow_profile_build_options (profile, secret);
  copy = willow_profile_duplicate (profile, willow_profile_get_name (profile));
  g_object_set (copy, "version", version, NULL);
  return willow_profile_build_options (copy, secret);
}

gboolean
willow_cli_profile_load (WillowCliProfile *profile,
                         const char       *name,
                         GBytes           *password,
                         GError          **error)
{
  g_autoptr (WillowProfileStore) store = willow_profile_store_new_default ();
  g_autoptr (GBytes) secret = NULL;
  WillowProfile *found;

  willow_profile_store_load (store);
  if (willow_profile_store_get_problem (store) != NULL)
    willow_cli_complain ("%s", willow_profile_store_get_problem (store));
  found = willow_profile_store_find_name (store, name);
  if (found == NULL)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_NOT_FOUND,
                   _ ("There is no connection of the name “%s”."),
                   name);
      return FALSE;
    }
  willow_cli_secrets_load_transport (found);
  secret = get_password (found, password);
  profile->options = build_options (found, profile->version, secret);
  profile->filters = willow_profile_build_filters (found);
  profile->names = list_filters (found);
  return TRUE;
}

void
willow_cli_profile_clear (WillowCliProfile *profile)
{
  g_clear_pointer (&profile->options, willow_client_options_unref);
  g_clear_pointer (&profile->filters, g_bytes_unref);
  g_clear_pointer (&profile->names, g_strfreev);
}
