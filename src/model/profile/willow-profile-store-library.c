/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile-store-private.h"

/* Order, what is not kept, and what was used last. */

void
willow_profile_store_move (WillowProfileStore *self,
                           WillowProfile      *profile,
                           guint               position)
{
  guint old;

  if (!g_ptr_array_find (self->profiles, profile, &old))
    return;
  position = MIN (position, self->profiles->len - 1);
  if (position == old)
    return;
  g_object_ref (profile);
  g_ptr_array_remove_index (self->profiles, old);
  g_list_model_items_changed (G_LIST_MODEL (self), old, 1, 0);
  g_ptr_array_insert (self->profiles, (int)position, profile);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  willow_profile_store_schedule_save (self);
}

guint
willow_profile_store_count_name (WillowProfileStore *self, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < self->profiles->len; i++)
    n += g_str_equal (
        willow_profile_get_name (g_ptr_array_index (self->profiles, i)), name);
  return n;
}

void
willow_profile_store_add_temporary (WillowProfileStore *self,
                                    WillowProfile      *profile)
{
  g_hash_table_add (self->temporary, profile);
  willow_profile_store_insert (self, profile);
  g_list_model_items_changed (
      G_LIST_MODEL (self), self->profiles->len - 1, 0, 1);
}

gboolean
willow_profile_store_is_temporary (WillowProfileStore *self,
                                   WillowProfile      *profile)
{
  return g_hash_table_contains (self->temporary, profile);
}

/* Whoever shows it hears of it as if it were another one. */
void
willow_profile_store_keep (WillowProfileStore *self, WillowProfile *profile)
{
  guint position;

  if (!g_hash_table_remove (self->temporary, profile) ||
      !g_ptr_array_find (self->profiles, profile, &position))
    return;
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
  willow_profile_store_schedule_save (self);
}

/* Microseconds since 1970; 0: never, or nobody knows when */
static gint64
get_last_used_us (WillowProfile *profile)
{
  g_autofree char *text = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) when = NULL;

  g_object_get (profile, "last-used", &text, NULL);
  when = g_date_time_new_from_iso8601 (text, utc);
  return when != NULL ? g_date_time_to_unix (when) * G_USEC_PER_SEC +
                            g_date_time_get_microsecond (when)
                      : 0;
}

static int
compare_last_used (gconstpointer a, gconstpointer b)
{
  gint64 of_a = get_last_used_us (*(WillowProfile *const *)a);
  gint64 of_b = get_last_used_us (*(WillowProfile *const *)b);

  return of_a < of_b ? 1 : of_a > of_b ? -1 : 0;
}

GPtrArray *
willow_profile_store_list_recent (WillowProfileStore *self, guint n_max)
{
  GPtrArray *recent = g_ptr_array_new ();

  for (guint i = 0; i < self->profiles->len; i++)
    if (get_last_used_us (g_ptr_array_index (self->profiles, i)) > 0)
      g_ptr_array_add (recent, g_ptr_array_index (self->profiles, i));
  g_ptr_array_sort (recent, compare_last_used);
  if (recent->len > n_max)
    g_ptr_array_set_size (recent, (int)n_max);
  return recent;
}
