/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile-library.h"

/* The groups and what is in them, as a person sees them; the first is that of
 * those in no group, and may be empty. */
typedef struct
{
  char      *name;
  GPtrArray *profiles; /* element-type WillowProfile, not owned */
} Section;

static void
section_free (gpointer data)
{
  Section *section = data;

  g_free (section->name);
  g_ptr_array_unref (section->profiles);
  g_free (section);
}

static Section *
find_section (GPtrArray *sections, const char *name, guint *index)
{
  for (guint i = 0; i < sections->len; i++)
    {
      Section *section = g_ptr_array_index (sections, i);

      if (!g_str_equal (section->name, name))
        continue;
      if (index != NULL)
        *index = i;
      return section;
    }
  return NULL;
}

static Section *
ensure_section (GPtrArray *sections, const char *name)
{
  Section *section = find_section (sections, name, NULL);

  if (section != NULL)
    return section;
  section = g_new0 (Section, 1);
  section->name = g_strdup (name);
  section->profiles = g_ptr_array_new ();
  g_ptr_array_add (sections, section);
  return section;
}

/* (transfer full) */
static GPtrArray *
list_sections (WillowProfileStore *store)
{
  GPtrArray *sections = g_ptr_array_new_with_free_func (section_free);
  guint      n = g_list_model_get_n_items (G_LIST_MODEL (store));

  ensure_section (sections, "");
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WillowProfile) profile =
          g_list_model_get_item (G_LIST_MODEL (store), i);
      g_autofree char *group = NULL;

      g_object_get (profile, "group", &group, NULL);
      g_ptr_array_add (ensure_section (sections, group)->profiles, profile);
    }
  return sections;
}

/* The store's order becomes what is seen, so that a group keeps its place when
 * its first profile leaves it. */
static void
apply (WillowProfileStore *store, GPtrArray *sections)
{
  guint at = 0;

  for (guint i = 0; i < sections->len; i++)
    {
      Section *section = g_ptr_array_index (sections, i);

      for (guint j = 0; j < section->profiles->len; j++)
        willow_profile_store_move (
            store, g_ptr_array_index (section->profiles, j), at++);
    }
  for (guint i = 0; i < sections->len; i++)
    {
      Section *section = g_ptr_array_index (sections, i);

      for (guint j = 0; j < section->profiles->len; j++)
        g_object_set (g_ptr_array_index (section->profiles, j),
                      "group",
                      section->name,
                      NULL);
    }
}

char **
willow_profile_store_dup_groups (WillowProfileStore *store)
{
  g_autoptr (GPtrArray) sections = list_sections (store);
  char **groups = g_new0 (char *, sections->len);

  for (guint i = 1; i < sections->len; i++)
    groups[i - 1] =
        g_strdup (((Section *)g_ptr_array_index (sections, i))->name);
  return groups;
}

static void
take_out (GPtrArray *sections, WillowProfile *profile)
{
  for (guint i = 0; i < sections->len; i++)
    g_ptr_array_remove (((Section *)g_ptr_array_index (sections, i))->profiles,
                        profile);
}

void
willow_profile_store_move_into (WillowProfileStore *store,
                                WillowProfile      *profile,
                                const char         *group,
                                WillowProfile      *before)
{
  g_autoptr (GPtrArray) sections = list_sections (store);
  Section *section;
  guint    at;

  if (before == profile)
    return;
  take_out (sections, profile);
  section = ensure_section (sections, group);
  if (before == NULL || !g_ptr_array_find (section->profiles, before, &at))
    at = section->profiles->len;
  g_ptr_array_insert (section->profiles, (int)at, profile);
  apply (store, sections);
}

/* Into the section beside it, at the end that it comes from. */
static gboolean
step_over (GPtrArray *sections, guint index, WillowProfile *profile, int step)
{
  Section *next;

  if ((step < 0 && index == 0) || (step > 0 && index + 1 >= sections->len))
    return FALSE;
  next = g_ptr_array_index (sections, (guint)((int)index + step));
  take_out (sections, profile);
  g_ptr_array_insert (next->profiles, step < 0 ? -1 : 0, profile);
  return TRUE;
}

static gboolean
step_in (Section *section, WillowProfile *profile, int step)
{
  guint at;

  if (!g_ptr_array_find (section->profiles, profile, &at) ||
      (step < 0 && at == 0) || (step > 0 && at + 1 >= section->profiles->len))
    return FALSE;
  g_ptr_array_remove_index (section->profiles, at);
  g_ptr_array_insert (section->profiles, (int)at + step, profile);
  return TRUE;
}

gboolean
willow_profile_store_step (WillowProfileStore *store,
                           WillowProfile      *profile,
                           int                 step,
                           gboolean            dry)
{
  g_autoptr (GPtrArray) sections = list_sections (store);
  g_autofree char *group = NULL;
  Section         *section;
  guint            index = 0;

  g_object_get (profile, "group", &group, NULL);
  section = find_section (sections, group, &index);
  if (section == NULL || (!step_in (section, profile, step) &&
                          !step_over (sections, index, profile, step)))
    return FALSE;
  if (!dry)
    apply (store, sections);
  return TRUE;
}

gboolean
willow_profile_store_step_group (WillowProfileStore *store,
                                 const char         *group,
                                 int                 step,
                                 gboolean            dry)
{
  g_autoptr (GPtrArray) sections = list_sections (store);
  guint    index = 0;
  gpointer section = find_section (sections, group, &index);

  if (section == NULL || index == 0 || (step < 0 && index == 1) ||
      (step > 0 && index + 1 >= sections->len))
    return FALSE;
  if (dry)
    return TRUE;
  section = g_ptr_array_steal_index (sections, index);
  g_ptr_array_insert (sections, (int)index + step, section);
  apply (store, sections);
  return TRUE;
}

void
willow_profile_store_move_group (WillowProfileStore *store,
                                 const char         *group,
                                 const char         *before)
{
  g_autoptr (GPtrArray) sections = list_sections (store);
  guint    index = 0, at = 0;
  Section *section = find_section (sections, group, &index);

  if (section == NULL || index == 0 || g_strcmp0 (group, before) == 0)
    return;
  g_ptr_array_steal_index (sections, index);
  if (before == NULL || find_section (sections, before, &at) == NULL)
    at = sections->len;
  g_ptr_array_insert (sections, (int)MAX (at, 1), section);
  apply (store, sections);
}

void
willow_profile_store_rename_group (WillowProfileStore *store,
                                   const char         *group,
                                   const char         *name)
{
  g_autoptr (GPtrArray) sections = list_sections (store);
  Section *section = find_section (sections, group, NULL);
  Section *other = find_section (sections, name, NULL);

  if (section == NULL || section == other || *group == '\0')
    return;
  if (other != NULL)
    {
      g_ptr_array_extend (other->profiles, section->profiles, NULL, NULL);
      g_ptr_array_set_size (section->profiles, 0);
    }
  else
    {
      g_free (section->name);
      section->name = g_strdup (name);
    }
  apply (store, sections);
}
