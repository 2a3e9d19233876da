/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-application-open.h"

#include "app/window/willow-window.h"

#include <glib/gi18n.h>
#include <stdlib.h>

static WillowProfileStore *
get_store (WillowApplication *self)
{
  return willow_workspace_get_profiles (
      willow_application_get_workspace (self));
}

/* The one in front; there is one afterwards. */
static WillowWindow *
get_window (WillowApplication *self)
{
  g_application_activate (G_APPLICATION (self));
  return WILLOW_WINDOW (
      gtk_application_get_active_window (GTK_APPLICATION (self)));
}

/* A name that several have is no name: then the id says which one is meant.
 * (transfer none) (nullable) */
static WillowProfile *
find_profile (WillowApplication       *self,
              GApplicationCommandLine *line,
              const char              *name)
{
  WillowProfileStore *store = get_store (self);
  WillowProfile      *by_id = willow_profile_store_lookup (store, name);
  guint               n = willow_profile_store_count_name (store, name);

  if (n == 1)
    return willow_profile_store_find_name (store, name);
  if (by_id != NULL)
    return by_id;
  if (n == 0)
    {
      g_application_command_line_printerr (
          line, _ ("willow: There is no connection “%s”.\n"), name);
      return NULL;
    }
  g_application_command_line_printerr (
      line,
      _ ("willow: %u connections are called “%s”. Say which one by its id:\n"),
      n,
      name);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (WillowProfile) profile =
          g_list_model_get_item (G_LIST_MODEL (store), i);
      g_autofree char *url = willow_profile_dup_url (profile);

      if (g_str_equal (willow_profile_get_name (profile), name))
        g_application_command_line_printerr (
            line, "  %s  %s\n", willow_profile_get_id (profile), url);
    }
  return NULL;
}

/* FALSE: not all of them are there */
static gboolean
find_all (WillowApplication       *self,
          GApplicationCommandLine *line,
          const char *const       *names,
          GPtrArray               *found)
{
  gboolean all = TRUE;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      WillowProfile *profile = find_profile (self, line, names[i]);

      if (profile != NULL)
        g_ptr_array_add (found, g_object_ref (profile));
      else
        all = FALSE;
    }
  return all;
}

/* The text may have a password in it: only the reason is said. */
static gboolean
check_urls (GApplicationCommandLine *line, char **urls)
{
  gboolean good = TRUE;

  for (guint i = 0; urls[i] != NULL; i++)
    {
      g_autoptr (WillowProfile) trial = willow_profile_new ("");
      g_autoptr (GError) error = NULL;

      if (willow_profile_set_url (trial, urls[i], NULL, &error))
        continue;
      g_application_command_line_printerr (
          line, _ ("willow: URL %u: %s\n"), i + 1, error->message);
      good = FALSE;
    }
  return good;
}

void
willow_application_open_url (WillowApplication *self, const char *url)
{
  WillowWindow *window = get_window (self);
  g_autoptr (GError) error = NULL;
  WillowProfile *profile = willow_workspace_open_url (
      willow_application_get_workspace (self), url, &error);

  if (profile == NULL)
    {
      willow_window_say (window, error->message);
      return;
    }
  willow_window_show_profile (window, profile);
  willow_window_show_page (window, "connection");
}

int
willow_application_run_line (WillowApplication       *self,
                             GApplicationCommandLine *line)
{
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  g_auto (GStrv) words = g_application_command_line_get_arguments (line, NULL);
  g_autofree const char **names = NULL;
  g_autoptr (GPtrArray) profiles =
      g_ptr_array_new_with_free_func (g_object_unref);
  char   **urls = words[0] != NULL ? words + 1 : words;
  gboolean named, good;

  g_variant_dict_lookup (options, "connect", "^a&s", &names);
  named = find_all (self, line, names, profiles);
  good = check_urls (line, urls);
  if (!named || !good)
    return EXIT_FAILURE;
  for (guint i = 0; urls[i] != NULL; i++)
    willow_application_open_url (self, urls[i]);
  for (guint i = 0; i < profiles->len; i++)
    willow_window_connect_profile (get_window (self),
                                   g_ptr_array_index (profiles, i));
  if (urls[0] == NULL && profiles->len == 0)
    g_application_activate (G_APPLICATION (self));
  return EXIT_SUCCESS;
}
