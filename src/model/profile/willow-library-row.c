/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-library-row.h"

struct _WillowLibraryRow
{
  GObject parent_instance;

  WillowProfile *profile; /* (nullable) */
  char          *group;
  guint          n_profiles;
  gboolean       collapsed;
};

G_DEFINE_FINAL_TYPE (WillowLibraryRow, willow_library_row, G_TYPE_OBJECT)

enum
{
  PROP_N_PROFILES = 1,
  PROP_COLLAPSED,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static void
willow_library_row_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  WillowLibraryRow *self = WILLOW_LIBRARY_ROW (object);

  switch (id)
    {
    case PROP_N_PROFILES:
      g_value_set_uint (value, self->n_profiles);
      break;
    case PROP_COLLAPSED:
      g_value_set_boolean (value, self->collapsed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
willow_library_row_finalize (GObject *object)
{
  WillowLibraryRow *self = WILLOW_LIBRARY_ROW (object);

  g_clear_object (&self->profile);
  g_free (self->group);
  G_OBJECT_CLASS (willow_library_row_parent_class)->finalize (object);
}

static void
willow_library_row_class_init (WillowLibraryRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = willow_library_row_get_property;
  object_class->finalize = willow_library_row_finalize;
  props[PROP_N_PROFILES] =
      g_param_spec_uint ("n-profiles",
                         NULL,
                         NULL,
                         0,
                         G_MAXUINT,
                         0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_COLLAPSED] =
      g_param_spec_boolean ("collapsed",
                            NULL,
                            NULL,
                            FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_library_row_init (WillowLibraryRow *self)
{
}

WillowLibraryRow *
willow_library_row_new (WillowProfile *profile, const char *group)
{
  WillowLibraryRow *self = g_object_new (WILLOW_TYPE_LIBRARY_ROW, NULL);

  g_set_object (&self->profile, profile);
  self->group = g_strdup (group);
  return self;
}

WillowProfile *
willow_library_row_get_profile (WillowLibraryRow *self)
{
  g_return_val_if_fail (WILLOW_IS_LIBRARY_ROW (self), NULL);
  return self->profile;
}

const char *
willow_library_row_get_group (WillowLibraryRow *self)
{
  g_return_val_if_fail (WILLOW_IS_LIBRARY_ROW (self), NULL);
  return self->group;
}

guint
willow_library_row_get_n_profiles (WillowLibraryRow *self)
{
  g_return_val_if_fail (WILLOW_IS_LIBRARY_ROW (self), 0);
  return self->n_profiles;
}

gboolean
willow_library_row_get_collapsed (WillowLibraryRow *self)
{
  g_return_val_if_fail (WILLOW_IS_LIBRARY_ROW (self), FALSE);
  return self->collapsed;
}

void
willow_library_row_set_facts (WillowLibraryRow *self,
                              guint             n_profiles,
                              gboolean          collapsed)
{
  gboolean counts_differ, folds_differ;

  g_return_if_fail (WILLOW_IS_LIBRARY_ROW (self));

  counts_differ = self->n_profiles != n_profiles;
  folds_differ = self->collapsed != collapsed;
  self->n_profiles = n_profiles;
  self->collapsed = collapsed;
  if (counts_differ)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_PROFILES]);
  if (folds_differ)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COLLAPSED]);
}
