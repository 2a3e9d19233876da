/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/willow-profile.h"

#include "model/willow-profile-fields.h"

struct _WillowProfileSubscription
{
  GObject parent_instance;

  char    *filter;
  guint    qos;
  gboolean enabled;
};

G_DEFINE_FINAL_TYPE (WillowProfileSubscription,
                     willow_profile_subscription,
                     G_TYPE_OBJECT)

enum
{
  PROP_FILTER = 1,
  PROP_QOS,
  PROP_ENABLED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
set_filter (WillowProfileSubscription *self, const char *filter)
{
  if (filter == NULL)
    filter = "";
  if (g_strcmp0 (self->filter, filter) == 0)
    return;
  g_free (self->filter);
  self->filter = g_strdup (filter);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILTER]);
}

static void
willow_profile_subscription_set_property (GObject      *object,
                                          guint         id,
                                          const GValue *value,
                                          GParamSpec   *pspec)
{
  WillowProfileSubscription *self = WILLOW_PROFILE_SUBSCRIPTION (object);

  switch (id)
    {
    case PROP_FILTER:
      set_filter (self, g_value_get_string (value));
      return;
    case PROP_QOS:
      if (self->qos == g_value_get_uint (value))
        return;
      self->qos = g_value_get_uint (value);
      break;
    case PROP_ENABLED:
      if (self->enabled == g_value_get_boolean (value))
        return;
      self->enabled = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  g_object_notify_by_pspec (object, pspec);
}

static void
willow_profile_subscription_get_property (GObject    *object,
                                          guint       id,
                                          GValue     *value,
                                          GParamSpec *pspec)
{
  WillowProfileSubscription *self = WILLOW_PROFILE_SUBSCRIPTION (object);

  switch (id)
    {
    case PROP_FILTER:
      g_value_set_string (value, self->filter);
      break;
    case PROP_QOS:
      g_value_set_uint (value, self->qos);
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
willow_profile_subscription_finalize (GObject *object)
{
  g_free (WILLOW_PROFILE_SUBSCRIPTION (object)->filter);
  G_OBJECT_CLASS (willow_profile_subscription_parent_class)->finalize (object);
}

static void
willow_profile_subscription_class_init (WillowProfileSubscriptionClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = willow_profile_subscription_set_property;
  object_class->get_property = willow_profile_subscription_get_property;
  object_class->finalize = willow_profile_subscription_finalize;
  props[PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, "", flags);
  props[PROP_QOS] = g_param_spec_uint ("qos", NULL, NULL, 0, 2, 0, flags);
  props[PROP_ENABLED] =
      g_param_spec_boolean ("enabled", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_profile_subscription_init (WillowProfileSubscription *self)
{
  self->filter = g_strdup ("");
  self->enabled = TRUE;
}

const char *
willow_profile_subscription_get_filter (WillowProfileSubscription *self)
{
  return self->filter;
}

MqttQos
willow_profile_subscription_get_qos (WillowProfileSubscription *self)
{
  return (MqttQos)self->qos;
}

gboolean
willow_profile_subscription_get_enabled (WillowProfileSubscription *self)
{
  return self->enabled;
}
