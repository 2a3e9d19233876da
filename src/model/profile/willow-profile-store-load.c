/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile-store-private.h"

#include "model/profile/willow-profile-json.h"

#include <glib/gi18n-lib.h>

static WillowProfile *
load_profile (WillowProfileStore *self, JsonNode *node, GError **error)
{
  g_autoptr (WillowProfile) profile = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_INVALID_DATA,
                           _ ("it is not an object"));
      return NULL;
    }
  profile = willow_profile_from_json (json_node_get_object (node), error);
  if (profile == NULL)
    return NULL;
  if (willow_profile_store_lookup (self, willow_profile_get_id (profile)))
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_INVALID_DATA,
                           _ ("its “id” is that of another profile"));
      return NULL;
    }
  return g_steal_pointer (&profile);
}

/* Returns: number of profiles that could not be understood; @error and
 * @first_bad tell about the first one */
static guint
load_profiles (WillowProfileStore *self,
               JsonArray          *array,
               guint              *first_bad,
               GError            **error)
{
  guint n_bad = 0;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr (WillowProfile) profile =
          load_profile (self, node, n_bad == 0 ? error : NULL);

      if (profile != NULL)
        willow_profile_store_insert (self, profile);
      else if (n_bad++ == 0)
        *first_bad = i + 1;
    }
  return n_bad;
}

static void
say_broken (WillowProfileStore *self, const GError *reason)
{
  g_autofree char *name = g_file_get_basename (self->file);
  g_autoptr (GError) error = NULL;
  g_autofree char *aside =
      willow_profile_file_keep_aside (self->file, TRUE, &error);

  self->frozen = aside == NULL;
  if (aside != NULL)
    willow_profile_store_take_problem (
        self,
        g_strdup_printf (_ ("“%s” cannot be understood, %s. It was kept as "
                            "“%s”; the list of profiles is empty now."),
                         name,
                         reason->message,
                         aside));
  else
    willow_profile_store_take_problem (
        self,
        g_strdup_printf (_ ("“%s” cannot be understood, %s. It could not be "
                            "kept aside (%s), so nothing will be saved."),
                         name,
                         reason->message,
                         error->message));
}

static void
say_bad_profiles (WillowProfileStore *self,
                  guint               n_bad,
                  guint               first_bad,
                  const GError       *reason)
{
  g_autofree char *name = g_file_get_basename (self->file);
  g_autoptr (GError) error = NULL;
  g_autofree char *aside =
      willow_profile_file_keep_aside (self->file, FALSE, &error);
  g_autofree char *what = g_strdup_printf (
      ngettext ("%u profile in “%s” cannot be understood (number %u: %s).",
                "%u profiles in “%s” cannot be understood (number %u: %s).",
                n_bad),
      n_bad,
      name,
      first_bad,
      reason->message);

  self->frozen = aside == NULL;
  willow_profile_store_take_problem (
      self,
      aside != NULL
          ? g_strdup_printf (
                _ ("%s The whole file was kept as “%s”."), what, aside)
          : g_strdup_printf (_ ("%s The file could not be kept aside (%s), so "
                                "nothing will be saved."),
                             what,
                             error->message));
  /* Without the bad ones, so that this is not said again at each start. */
  willow_profile_store_schedule_save (self);
}

static void
say_newer (WillowProfileStore *self)
{
  g_autofree char *name = g_file_get_basename (self->file);

  self->frozen = TRUE;
  willow_profile_store_take_problem (
      self,
      g_strdup_printf (_ ("“%s” was written by a newer Willow. It is "
                          "left as it is: changes will not be "
                          "saved."),
                       name));
}

static JsonArray *
get_profile_array (JsonObject *root, GError **error)
{
  JsonNode *node = json_object_get_member (root, "profiles");

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  g_set_error_literal (error,
                       G_IO_ERROR,
                       G_IO_ERROR_INVALID_DATA,
                       _ ("there is no list “profiles”"));
  return NULL;
}

static gboolean
is_newer (JsonObject *root)
{
  JsonNode *node = json_object_get_member (root, "version");

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 &&
         json_node_get_int (node) > WILLOW_PROFILE_FORMAT_VERSION;
}

/* @root: (transfer full) */
static void
take_root (WillowProfileStore *self, JsonObject *root, JsonArray *array)
{
  g_autoptr (JsonArray) profiles = json_array_ref (array);
  g_autoptr (GError) error = NULL;
  guint first_bad = 0;
  guint n_bad;

  json_object_unref (self->root);
  self->root = root;
  n_bad = load_profiles (self, profiles, &first_bad, &error);
  if (n_bad > 0 && !self->frozen)
    say_bad_profiles (self, n_bad, first_bad, error);
}

static void
load_text (WillowProfileStore *self, const char *text, gsize len)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) root = willow_profile_file_parse (text, len, &error);
  JsonArray *array;

  if (root != NULL && is_newer (root))
    say_newer (self);
  array = root != NULL ? get_profile_array (root, &error) : NULL;
  if (array != NULL)
    take_root (self, g_steal_pointer (&root), array);
  else if (!self->frozen)
    say_broken (self, error);
}

static void
say_unreadable (WillowProfileStore *self, const GError *error)
{
  g_autofree char *name = g_file_get_basename (self->file);

  self->frozen = TRUE;
  willow_profile_store_take_problem (
      self,
      g_strdup_printf (_ ("“%s” cannot be read: %s. Nothing will be "
                          "saved."),
                       name,
                       error->message));
}

void
willow_profile_store_load (WillowProfileStore *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint            n_before = self->profiles->len;
  gsize            len;

  for (guint i = 0; i < n_before; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->profiles, i),
                                          self);
  g_hash_table_remove_all (self->temporary);
  g_ptr_array_set_size (self->profiles, 0);
  self->frozen = FALSE;
  if (g_file_load_contents (self->file, NULL, &text, &len, NULL, &error))
    load_text (self, text, len);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    say_unreadable (self, error);
  if (n_before > 0 || self->profiles->len > 0)
    g_list_model_items_changed (
        G_LIST_MODEL (self), 0, n_before, self->profiles->len);
}
