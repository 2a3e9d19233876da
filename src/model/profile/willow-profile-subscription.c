/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile-subscription.h"

/* The largest Variable Byte Integer (5.0 section 3.8.2.1.2). */
#define IDENTIFIER_MAX 268435455u

struct _WillowProfileSubscription
{
  GObject parent_instance;

  WillowSubscriptionValues values;
};

G_DEFINE_FINAL_TYPE (WillowProfileSubscription,
                     willow_profile_subscription,
                     G_TYPE_OBJECT)

/* clang-format off */
#define OFFSET(member) G_STRUCT_OFFSET (WillowSubscriptionValues, member)
#define TEXT(name, member)                                                     \
  { name, WILLOW_FIELD_STRING, OFFSET (member), 0, 0, 0, "", NULL }
#define BOOLEAN(name, member, fallback)                                        \
  { name, WILLOW_FIELD_BOOLEAN, OFFSET (member), 0, 1, fallback, NULL, NULL }
#define UINT(name, member, maximum)                                            \
  { name, WILLOW_FIELD_UINT, OFFSET (member), 0, maximum, 0, NULL, NULL }

static const WillowProfileField fields[] = {
  TEXT ("filter", filter),
  UINT ("qos", qos, MQTT_QOS_2),
  BOOLEAN ("enabled", enabled, TRUE),
  BOOLEAN ("no-local", no_local, FALSE),
  BOOLEAN ("retain-as-published", retain_as_published, FALSE),
  UINT ("retain-handling", retain_handling, MQTT_RETAIN_DO_NOT_SEND),
  UINT ("identifier", identifier, IDENTIFIER_MAX),
  { "colour", WILLOW_FIELD_CHOICE, OFFSET (colour), 0, WILLOW_N_COLOURS - 1,
    WILLOW_COLOUR_NONE, NULL, willow_colour_names },
  TEXT ("name", name),
};
/* clang-format on */

static void
willow_profile_subscription_set_property (GObject      *object,
                                          guint         id,
                                          const GValue *value,
                                          GParamSpec   *pspec)
{
  WillowProfileSubscription *self = WILLOW_PROFILE_SUBSCRIPTION (object);

  if (willow_profile_field_set (&fields[id - 1], &self->values, value))
    g_object_notify_by_pspec (object, pspec);
}

static void
willow_profile_subscription_get_property (GObject    *object,
                                          guint       id,
                                          GValue     *value,
                                          GParamSpec *pspec)
{
  WillowProfileSubscription *self = WILLOW_PROFILE_SUBSCRIPTION (object);

  willow_profile_field_get (&fields[id - 1], &self->values, value);
}

static void
willow_profile_subscription_finalize (GObject *object)
{
  WillowProfileSubscription *self = WILLOW_PROFILE_SUBSCRIPTION (object);

  g_free (self->values.filter);
  g_free (self->values.name);
  G_OBJECT_CLASS (willow_profile_subscription_parent_class)->finalize (object);
}

static void
willow_profile_subscription_class_init (WillowProfileSubscriptionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = willow_profile_subscription_set_property;
  object_class->get_property = willow_profile_subscription_get_property;
  object_class->finalize = willow_profile_subscription_finalize;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_object_class_install_property (
        object_class, i + 1, willow_profile_field_make_pspec (&fields[i]));
}

static void
willow_profile_subscription_init (WillowProfileSubscription *self)
{
  self->values.filter = g_strdup ("");
  self->values.name = g_strdup ("");
  self->values.enabled = TRUE;
}

const WillowProfileField *
willow_profile_subscription_get_fields (guint *n_fields)
{
  *n_fields = G_N_ELEMENTS (fields);
  return fields;
}

const WillowSubscriptionValues *
willow_profile_subscription_get_values (WillowProfileSubscription *self)
{
  return &self->values;
}

const char *
willow_profile_subscription_get_filter (WillowProfileSubscription *self)
{
  return self->values.filter;
}

MqttQos
willow_profile_subscription_get_qos (WillowProfileSubscription *self)
{
  return (MqttQos)self->values.qos;
}

gboolean
willow_profile_subscription_get_enabled (WillowProfileSubscription *self)
{
  return self->values.enabled;
}

const char *
willow_profile_subscription_get_label (WillowProfileSubscription *self)
{
  return *self->values.name != '\0' ? self->values.name : self->values.filter;
}

gboolean
willow_profile_subscription_append (WillowProfileSubscription *self,
                                    MqttVersion                version,
                                    GByteArray                *filters)
{
  const MqttSubscription subscription = {
    .filter = mqtt_slice_from_string (self->values.filter),
    .qos = (MqttQos)self->values.qos,
    .no_local = self->values.no_local,
    .retain_as_published = self->values.retain_as_published,
    .retain_handling = (MqttRetainHandling)self->values.retain_handling,
  };

  return mqtt_filters_append_subscription (filters, version, &subscription);
}
