/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile-user-property.h"

struct _WillowProfileUserProperty
{
  GObject parent_instance;

  char *name;
  char *value;
};

G_DEFINE_FINAL_TYPE (WillowProfileUserProperty,
                     willow_profile_user_property,
                     G_TYPE_OBJECT)

enum
{
  PROP_NAME = 1,
  PROP_VALUE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
willow_profile_user_property_set_property (GObject      *object,
                                           guint         id,
                                           const GValue *value,
                                           GParamSpec   *pspec)
{
  WillowProfileUserProperty *self = WILLOW_PROFILE_USER_PROPERTY (object);
  char      **place = id == PROP_NAME ? &self->name : &self->value;
  const char *text = g_value_get_string (value);

  if (text == NULL)
    text = "";
  if (g_str_equal (*place, text))
    return;
  g_free (*place);
  *place = g_strdup (text);
  g_object_notify_by_pspec (object, pspec);
}

static void
willow_profile_user_property_get_property (GObject    *object,
                                           guint       id,
                                           GValue     *value,
                                           GParamSpec *pspec)
{
  WillowProfileUserProperty *self = WILLOW_PROFILE_USER_PROPERTY (object);

  if (id == PROP_NAME)
    g_value_set_string (value, self->name);
  else
    g_value_set_string (value, self->value);
}

static void
willow_profile_user_property_finalize (GObject *object)
{
  WillowProfileUserProperty *self = WILLOW_PROFILE_USER_PROPERTY (object);

  g_free (self->name);
  g_free (self->value);
  G_OBJECT_CLASS (willow_profile_user_property_parent_class)->finalize (object);
}

static void
willow_profile_user_property_class_init (WillowProfileUserPropertyClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = willow_profile_user_property_set_property;
  object_class->get_property = willow_profile_user_property_get_property;
  object_class->finalize = willow_profile_user_property_finalize;
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  props[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_profile_user_property_init (WillowProfileUserProperty *self)
{
  self->name = g_strdup ("");
  self->value = g_strdup ("");
}

/* Returns: (transfer full): */
WillowProfileUserProperty *
willow_profile_user_property_new (const char *name, const char *value)
{
  return g_object_new (
      WILLOW_TYPE_PROFILE_USER_PROPERTY, "name", name, "value", value, NULL);
}

const char *
willow_profile_user_property_get_name (WillowProfileUserProperty *self)
{
  return self->name;
}

const char *
willow_profile_user_property_get_value (WillowProfileUserProperty *self)
{
  return self->value;
}
