/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-subscription-match.h"

#include "mqtt/mqtt-topic.h"

#include <glib/gi18n-lib.h>

static gboolean
has_identifier (MqttProperties properties, guint identifier)
{
  MqttPropertyIter iter;
  MqttProperty     property;

  mqtt_property_iter_init (&iter, properties);
  while (mqtt_property_iter_next (&iter, &property))
    if (property.id == MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER &&
        property.number == identifier)
      return TRUE;
  return FALSE;
}

/* The identifier tells what only the server knows: which of the filters it has
 * applied, and for whom a message of a shared subscription was. */
static gboolean
came_by (WillowProfileSubscription *subscription,
         MqttSlice                  topic,
         MqttProperties             properties,
         gboolean                   is_identified)
{
  const WillowSubscriptionValues *values =
      willow_profile_subscription_get_values (subscription);
  MqttSlice filter = mqtt_slice_from_string (values->filter);

  if (!values->enabled || !mqtt_topic_filter_matches (filter, topic))
    return FALSE;
  return !is_identified || has_identifier (properties, values->identifier);
}

static GPtrArray *
collect (WillowProfile *profile,
         MqttSlice      topic,
         MqttProperties properties,
         gboolean       is_identified)
{
  GListModel *model = willow_profile_get_subscriptions (profile);
  GPtrArray  *found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfileSubscription) subscription =
          g_list_model_get_item (model, i);

      if (came_by (subscription, topic, properties, is_identified))
        g_ptr_array_add (found, g_steal_pointer (&subscription));
    }
  return found;
}

GPtrArray *
willow_profile_find_subscriptions (WillowProfile *profile,
                                   MqttSlice      topic,
                                   MqttProperties properties)
{
  MqttProperty property;
  GPtrArray   *found;

  if (mqtt_properties_find (
          properties, MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER, &property))
    {
      found = collect (profile, topic, properties, TRUE);
      if (found->len > 0)
        return found;
      /* An identifier of earlier times says nothing about these. */
      g_ptr_array_unref (found);
    }
  return collect (profile, topic, properties, FALSE);
}

char *
willow_subscription_tell_matched (GPtrArray *subscriptions)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < subscriptions->len; i++)
    {
      const WillowSubscriptionValues *values =
          willow_profile_subscription_get_values (subscriptions->pdata[i]);

      g_string_append_printf (
          list, "%s%s", i > 0 ? _ (", ") : "", values->filter);
      if (*values->name != '\0')
        /* Translators: the name of a subscription, behind its filter */
        g_string_append_printf (list, _ (" (%s)"), values->name);
    }
  if (list->len == 0)
    return NULL;
  /* Translators: before the filters by which a message came */
  return g_strdup_printf (_ ("Matched: %s"), list->str);
}
