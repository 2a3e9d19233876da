/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile-library.h"

struct _WillowProfileLibrary
{
  GObject parent_instance;

  WillowProfileStore *store;
  GPtrArray          *profiles; /* as in the store, to hear of their changes */
  GPtrArray          *rows;     /* element-type WillowLibraryRow */
  GHashTable         *of_group; /* name -> WillowLibraryRow */
  GHashTable         *of_profile; /* WillowProfile -> WillowLibraryRow */
  GHashTable         *collapsed;  /* set of names */
  char               *search;
  char              **words; /* of it, folded */
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WillowProfileLibrary,
                               willow_profile_library,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      list_model_iface_init))

enum
{
  PROP_SEARCH = 1,
  PROP_COLLAPSED_GROUPS,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static GType
willow_profile_library_get_item_type (GListModel *model)
{
  return WILLOW_TYPE_LIBRARY_ROW;
}

static guint
willow_profile_library_get_n_items (GListModel *model)
{
  return WILLOW_PROFILE_LIBRARY (model)->rows->len;
}

static gpointer
willow_profile_library_get_item (GListModel *model, guint position)
{
  WillowProfileLibrary *self = WILLOW_PROFILE_LIBRARY (model);

  if (position >= self->rows->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->rows, position));
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = willow_profile_library_get_item_type;
  iface->get_n_items = willow_profile_library_get_n_items;
  iface->get_item = willow_profile_library_get_item;
}

/* (transfer full) */
static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal != NULL ? normal : "", -1);
}

static gboolean
is_found (WillowProfileLibrary *self, WillowProfile *profile)
{
  g_autofree char *name = NULL;
  g_autofree char *host = NULL;
  g_autofree char *group = NULL;
  g_autofree char *notes = NULL;
  g_autofree char *client_id = NULL;
  g_autofree char *all = NULL;
  g_autofree char *folded = NULL;

  if (self->words == NULL)
    return TRUE;
  g_object_get (profile,
                "name",
                &name,
                "host",
                &host,
                "group",
                &group,
                "notes",
                &notes,
                "client-id",
                &client_id,
                NULL);
  all = g_strjoin ("\n", name, host, group, notes, client_id, NULL);
  folded = fold (all);
  for (guint i = 0; self->words[i] != NULL; i++)
    if (g_strstr_len (folded, -1, self->words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static WillowLibraryRow *
get_profile_row (WillowProfileLibrary *self, WillowProfile *profile)
{
  WillowLibraryRow *row = g_hash_table_lookup (self->of_profile, profile);

  if (row == NULL)
    {
      row = willow_library_row_new (profile, "");
      g_hash_table_insert (self->of_profile, profile, row);
    }
  return row;
}

static WillowLibraryRow *
get_group_row (WillowProfileLibrary *self, const char *group)
{
  WillowLibraryRow *row = g_hash_table_lookup (self->of_group, group);

  if (row == NULL)
    {
      row = willow_library_row_new (NULL, group);
      g_hash_table_insert (self->of_group, g_strdup (group), row);
    }
  return row;
}

/* Those of @group that are found; @group is shown above them. */
static void
append_group (WillowProfileLibrary *self, const char *group, GPtrArray *rows)
{
  gboolean collapsed = willow_profile_library_is_collapsed (self, group);
  guint    at = rows->len;
  guint    n = 0;

  for (guint i = 0; i < self->profiles->len; i++)
    {
      WillowProfile   *profile = g_ptr_array_index (self->profiles, i);
      g_autofree char *its = NULL;

      g_object_get (profile, "group", &its, NULL);
      if (!g_str_equal (its, group) || !is_found (self, profile))
        continue;
      n++;
      if (!collapsed)
        g_ptr_array_add (rows, g_object_ref (get_profile_row (self, profile)));
    }
  if (*group == '\0' || n == 0)
    return;
  g_ptr_array_insert (
      rows, (int)at, g_object_ref (get_group_row (self, group)));
  willow_library_row_set_facts (get_group_row (self, group), n, collapsed);
}

static void
splice (WillowProfileLibrary *self,
        guint                 at,
        guint                 n_old,
        GPtrArray            *rows,
        guint                 from,
        guint                 n_new)
{
  if (n_old > 0)
    g_ptr_array_remove_range (self->rows, at, n_old);
  for (guint i = 0; i < n_new; i++)
    g_ptr_array_insert (self->rows,
                        (int)(at + i),
                        g_object_ref (g_ptr_array_index (rows, from + i)));
  if (n_old + n_new > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), at, n_old, n_new);
}

/* Those that are not among @rows, from the end. */
static void
remove_others (WillowProfileLibrary *self, GPtrArray *rows)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (NULL, NULL);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (kept, g_ptr_array_index (rows, i));
  for (guint i = self->rows->len; i-- > 0;)
    {
      if (!g_hash_table_contains (kept, g_ptr_array_index (self->rows, i)))
        n++;
      else if (n > 0)
        {
          splice (self, i + 1, n, rows, 0, 0);
          n = 0;
        }
    }
  splice (self, 0, n, rows, 0, 0);
}

/* Whether what there is stands in @rows in the same order. */
static gboolean
is_part_of (WillowProfileLibrary *self, GPtrArray *rows)
{
  guint at = 0;

  for (guint i = 0; i < rows->len && at < self->rows->len; i++)
    if (g_ptr_array_index (rows, i) == g_ptr_array_index (self->rows, at))
      at++;
  return at == self->rows->len;
}

static void
insert_missing (WillowProfileLibrary *self, GPtrArray *rows)
{
  guint i = 0;

  while (i < rows->len)
    {
      gpointer next =
          i < self->rows->len ? g_ptr_array_index (self->rows, i) : NULL;
      guint n = 0;

      while (i + n < rows->len && g_ptr_array_index (rows, i + n) != next)
        n++;
      splice (self, i, 0, rows, i, n);
      i += n + 1;
    }
}

/* Only what differs is told, so that whoever looks keeps its place.
 * @rows: (transfer full) */
static void
take_rows (WillowProfileLibrary *self, GPtrArray *rows)
{
  guint n, head = 0, tail = 0;

  remove_others (self, rows);
  if (is_part_of (self, rows))
    insert_missing (self, rows);
  n = MIN (self->rows->len, rows->len);
  while (head < n &&
         g_ptr_array_index (self->rows, head) == g_ptr_array_index (rows, head))
    head++;
  while (tail < n - head &&
         g_ptr_array_index (self->rows, self->rows->len - 1 - tail) ==
             g_ptr_array_index (rows, rows->len - 1 - tail))
    tail++;
  splice (self,
          head,
          self->rows->len - head - tail,
          rows,
          head,
          rows->len - head - tail);
  g_ptr_array_unref (rows);
}

static void
update (WillowProfileLibrary *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GStrv) groups = willow_profile_store_dup_groups (self->store);

  append_group (self, "", rows);
  for (guint i = 0; groups[i] != NULL; i++)
    append_group (self, groups[i], rows);
  take_rows (self, rows);
}

static void
profile_changed_cb (WillowProfileLibrary *self, GParamSpec *pspec)
{
  static const char *const seen[] = { "name",  "host",      "group",
                                      "notes", "client-id", NULL };

  if (g_strv_contains (seen, pspec->name) &&
      (self->words != NULL || g_str_equal (pspec->name, "group")))
    update (self);
}

static void
store_changed_cb (WillowProfileLibrary *self,
                  guint                 position,
                  guint                 removed,
                  guint                 added)
{
  for (guint i = 0; i < removed; i++)
    {
      WillowProfile *profile = g_ptr_array_index (self->profiles, position);

      g_signal_handlers_disconnect_by_func (profile, profile_changed_cb, self);
      g_hash_table_remove (self->of_profile, profile);
      g_ptr_array_remove_index (self->profiles, position);
    }
  for (guint i = position; i < position + added; i++)
    {
      WillowProfile *profile =
          g_list_model_get_item (G_LIST_MODEL (self->store), i);

      g_ptr_array_insert (self->profiles, (int)i, profile);
      g_signal_connect_object (profile,
                               "notify",
                               G_CALLBACK (profile_changed_cb),
                               self,
                               G_CONNECT_SWAPPED);
    }
  update (self);
}

/* (transfer full) */
static char **
dup_collapsed (WillowProfileLibrary *self)
{
  GStrvBuilder  *builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer       name;
  char         **names;

  g_hash_table_iter_init (&iter, self->collapsed);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_strv_builder_add (builder, name);
  names = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return names;
}

static void
take_collapsed (WillowProfileLibrary *self, const char *const *names)
{
  g_hash_table_remove_all (self->collapsed);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_hash_table_add (self->collapsed, g_strdup (names[i]));
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COLLAPSED_GROUPS]);
}

static void
willow_profile_library_get_property (GObject    *object,
                                     guint       id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  WillowProfileLibrary *self = WILLOW_PROFILE_LIBRARY (object);

  if (id == PROP_SEARCH)
    g_value_set_string (value, self->search);
  else if (id == PROP_COLLAPSED_GROUPS)
    g_value_take_boxed (value, dup_collapsed (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_profile_library_set_property (GObject      *object,
                                     guint         id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  WillowProfileLibrary *self = WILLOW_PROFILE_LIBRARY (object);

  if (id == PROP_SEARCH)
    willow_profile_library_set_search (self, g_value_get_string (value));
  else if (id == PROP_COLLAPSED_GROUPS)
    take_collapsed (self, g_value_get_boxed (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_profile_library_dispose (GObject *object)
{
  WillowProfileLibrary *self = WILLOW_PROFILE_LIBRARY (object);

  if (self->store != NULL)
    for (guint i = 0; i < self->profiles->len; i++)
      g_signal_handlers_disconnect_by_func (
          g_ptr_array_index (self->profiles, i), profile_changed_cb, self);
  g_ptr_array_set_size (self->profiles, 0);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (willow_profile_library_parent_class)->dispose (object);
}

static void
willow_profile_library_finalize (GObject *object)
{
  WillowProfileLibrary *self = WILLOW_PROFILE_LIBRARY (object);

  g_ptr_array_unref (self->profiles);
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->of_group);
  g_hash_table_unref (self->of_profile);
  g_hash_table_unref (self->collapsed);
  g_free (self->search);
  g_strfreev (self->words);
  G_OBJECT_CLASS (willow_profile_library_parent_class)->finalize (object);
}

static void
willow_profile_library_class_init (WillowProfileLibraryClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = willow_profile_library_get_property;
  object_class->set_property = willow_profile_library_set_property;
  object_class->dispose = willow_profile_library_dispose;
  object_class->finalize = willow_profile_library_finalize;
  props[PROP_SEARCH] = g_param_spec_string ("search", NULL, NULL, "", flags);
  props[PROP_COLLAPSED_GROUPS] =
      g_param_spec_boxed ("collapsed-groups", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_profile_library_init (WillowProfileLibrary *self)
{
  self->profiles = g_ptr_array_new_with_free_func (g_object_unref);
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->of_group =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->of_profile = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->collapsed =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->search = g_strdup ("");
}

WillowProfileLibrary *
willow_profile_library_new (WillowProfileStore *store)
{
  WillowProfileLibrary *self = g_object_new (WILLOW_TYPE_PROFILE_LIBRARY, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store,
                           "items-changed",
                           G_CALLBACK (store_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  store_changed_cb (
      self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (store)));
  return self;
}

WillowProfileStore *
willow_profile_library_get_store (WillowProfileLibrary *self)
{
  g_return_val_if_fail (WILLOW_IS_PROFILE_LIBRARY (self), NULL);
  return self->store;
}

const char *
willow_profile_library_get_search (WillowProfileLibrary *self)
{
  g_return_val_if_fail (WILLOW_IS_PROFILE_LIBRARY (self), NULL);
  return self->search;
}

/* (transfer full) (nullable): NULL: there is no word in it */
static char **
split_words (const char *search)
{
  g_autofree char *folded = fold (search);
  g_auto (GStrv) parts = g_strsplit_set (folded, " \t\n", -1);
  GStrvBuilder *builder = g_strv_builder_new ();
  char        **words;

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (builder, parts[i]);
  words = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  if (words[0] == NULL)
    g_clear_pointer (&words, g_strfreev);
  return words;
}

void
willow_profile_library_set_search (WillowProfileLibrary *self,
                                   const char           *search)
{
  g_return_if_fail (WILLOW_IS_PROFILE_LIBRARY (self));

  if (search == NULL)
    search = "";
  if (g_str_equal (search, self->search))
    return;
  g_free (self->search);
  self->search = g_strdup (search);
  g_clear_pointer (&self->words, g_strfreev);
  self->words = split_words (search);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEARCH]);
}

gboolean
willow_profile_library_is_collapsed (WillowProfileLibrary *self,
                                     const char           *group)
{
  g_return_val_if_fail (WILLOW_IS_PROFILE_LIBRARY (self), FALSE);
  return self->words == NULL && g_hash_table_contains (self->collapsed, group);
}

void
willow_profile_library_set_collapsed (WillowProfileLibrary *self,
                                      const char           *group,
                                      gboolean              collapsed)
{
  gboolean changed;

  g_return_if_fail (WILLOW_IS_PROFILE_LIBRARY (self));

  if (collapsed)
    changed = g_hash_table_add (self->collapsed, g_strdup (group));
  else
    changed = g_hash_table_remove (self->collapsed, group);
  if (!changed)
    return;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COLLAPSED_GROUPS]);
}
