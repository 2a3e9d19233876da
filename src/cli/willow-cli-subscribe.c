/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-subscribe.h"

#include "cli/willow-cli.h"
#include "model/conversation/willow-subscription-text.h"
#include "mqtt/mqtt-topic.h"

#include <glib/gi18n.h>

#define IDENTIFIER_MAX 268435455
#define ERROR_FROM 0x80u

GOptionGroup *
willow_cli_subscribe_get_group (WillowCliSubscribe *self)
{
  GOptionGroup *group =
      g_option_group_new ("subscription",
                          _ ("Options of a subscription (MQTT 5.0):"),
                          _ ("Show the options of a subscription"),
                          NULL,
                          NULL);
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "no-local", 0, 0, G_OPTION_ARG_NONE, &self->no_local,
      N_ ("What this client publishes does not come back to it"), NULL },
    { "retain-as-published", 0, 0, G_OPTION_ARG_NONE,
      &self->retain_as_published,
      N_ ("Keep the Retain flag as it was published"), NULL },
    { "retain-handling", 0, 0, G_OPTION_ARG_INT, &self->retain_handling,
      N_ ("Retained messages come 0: always, 1: if the subscription is new, "
          "2: never"), N_ ("NUMBER") },
    { "identifier", 0, 0, G_OPTION_ARG_INT, &self->identifier,
      N_ ("Subscription Identifier, which the server puts into each message "
          "that came by it"), N_ ("NUMBER") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  g_option_group_add_entries (group, entries);
  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  return group;
}

static gboolean
check_filters (const WillowCliSubscribe *self)
{
  for (guint i = 0; self->filters[i] != NULL; i++)
    {
      MqttSlice filter = mqtt_slice_from_string (self->filters[i]);

      if (!mqtt_topic_filter_is_valid (filter, NULL))
        {
          willow_cli_complain (
              _ ("“%s” is no Topic Filter: it is empty, too long, or has a "
                 "wildcard character (+ or #) in the wrong place."),
              self->filters[i]);
          return FALSE;
        }
      /* [MQTT-3.8.3-4] */
      if (self->no_local && mqtt_topic_filter_split_shared (filter, NULL, NULL))
        {
          willow_cli_complain (
              "%s [MQTT-3.8.3-4]",
              _ ("No Local on a shared subscription is a protocol error: it is "
                 "not sent."));
          return FALSE;
        }
    }
  return TRUE;
}

int
willow_cli_subscribe_check (const WillowCliSubscribe *self, MqttVersion version)
{
  if (!check_filters (self))
    return WILLOW_EXIT_USAGE;
  if (self->qos < 0 || self->qos > 2)
    {
      willow_cli_complain (_ ("QoS is 0, 1 or 2."));
      return WILLOW_EXIT_USAGE;
    }
  if (self->retain_handling < 0 || self->retain_handling > 2)
    {
      willow_cli_complain (_ ("Retain Handling is 0, 1 or 2."));
      return WILLOW_EXIT_USAGE;
    }
  if (self->identifier < 0 || self->identifier > IDENTIFIER_MAX)
    {
      willow_cli_complain (
          _ ("A Subscription Identifier is a number from 1 to 268435455."));
      return WILLOW_EXIT_USAGE;
    }
  if (version != MQTT_VERSION_5_0 &&
      (self->no_local || self->retain_as_published ||
       self->retain_handling != 0 || self->identifier != 0))
    {
      willow_cli_complain (_ ("These options of a subscription exist in MQTT "
                              "5.0 only."));
      return WILLOW_EXIT_USAGE;
    }
  return WILLOW_EXIT_OK;
}

GBytes *
willow_cli_subscribe_build_filters (const WillowCliSubscribe *self,
                                    MqttVersion               version)
{
  g_autoptr (GByteArray) filters = g_byte_array_new ();

  for (guint i = 0; self->filters[i] != NULL; i++)
    {
      const MqttSubscription subscription = {
        .filter = mqtt_slice_from_string (self->filters[i]),
        .qos = (MqttQos)self->qos,
        .no_local = self->no_local,
        .retain_as_published = self->retain_as_published,
        .retain_handling = (MqttRetainHandling)self->retain_handling,
      };

      if (!mqtt_filters_append_subscription (filters, version, &subscription))
        return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&filters));
}

GBytes *
willow_cli_subscribe_build_properties (const WillowCliSubscribe *self)
{
  GByteArray *properties;

  if (self->identifier == 0)
    return NULL;
  properties = g_byte_array_new ();
  mqtt_properties_append_number (properties,
                                 MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER,
                                 (guint32)self->identifier);
  return g_byte_array_free_to_bytes (properties);
}

gboolean
willow_cli_subscribe_tell (const WillowCliSubscribe *self,
                           MqttVersion               version,
                           GBytes                   *codes)
{
  MqttSlice slice = mqtt_slice_from_bytes (codes);
  guint     n_refused = 0;

  for (gsize i = 0; i < slice.len && self->filters[i] != NULL; i++)
    {
      g_autofree char *told = NULL;

      if (slice.data[i] == (guint8)self->qos)
        continue;
      told = willow_subscription_tell_answer (
          version, self->filters[i], (MqttQos)self->qos, slice.data[i]);
      willow_cli_complain ("%s", told);
      n_refused += slice.data[i] >= ERROR_FROM;
    }
  return n_refused == g_strv_length (self->filters);
}
