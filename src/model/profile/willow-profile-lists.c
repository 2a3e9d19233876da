/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile.h"

/* Returns: (transfer none): enabled, at the end of the list */
WillowProfileSubscription *
willow_profile_add_subscription (WillowProfile *self,
                                 const char    *filter,
                                 MqttQos        qos)
{
  g_autoptr (WillowProfileSubscription) subscription =
      g_object_new (WILLOW_TYPE_PROFILE_SUBSCRIPTION,
                    "filter",
                    filter,
                    "qos",
                    (guint)qos,
                    NULL);

  g_list_store_append (G_LIST_STORE (willow_profile_get_subscriptions (self)),
                       subscription);
  return subscription;
}

void
willow_profile_remove_subscription (WillowProfile *self, guint position)
{
  g_list_store_remove (G_LIST_STORE (willow_profile_get_subscriptions (self)),
                       position);
}

/* Returns: (transfer none): at the end of the list */
WillowProfileHeader *
willow_profile_add_header (WillowProfile *self,
                           const char    *name,
                           const char    *value)
{
  g_autoptr (WillowProfileHeader) header = g_object_new (
      WILLOW_TYPE_PROFILE_HEADER, "name", name, "value", value, NULL);

  g_list_store_append (G_LIST_STORE (willow_profile_get_headers (self)),
                       header);
  return header;
}

void
willow_profile_remove_header (WillowProfile *self, guint position)
{
  g_list_store_remove (G_LIST_STORE (willow_profile_get_headers (self)),
                       position);
}

static WillowProfileUserProperty *
add_user_property (GListModel *list, const char *name, const char *value)
{
  g_autoptr (WillowProfileUserProperty) property =
      willow_profile_user_property_new (name, value);

  g_list_store_append (G_LIST_STORE (list), property);
  return property;
}

/* Returns: (transfer none): at the end of the list */
WillowProfileUserProperty *
willow_profile_add_user_property (WillowProfile *self,
                                  const char    *name,
                                  const char    *value)
{
  return add_user_property (
      willow_profile_get_user_properties (self), name, value);
}

/* Returns: (transfer none): at the end of the list */
WillowProfileUserProperty *
willow_profile_add_will_user_property (WillowProfile *self,
                                       const char    *name,
                                       const char    *value)
{
  return add_user_property (
      willow_profile_get_will_user_properties (self), name, value);
}

void
willow_profile_remove_user_property (WillowProfile *self, guint position)
{
  g_list_store_remove (G_LIST_STORE (willow_profile_get_user_properties (self)),
                       position);
}

void
willow_profile_remove_will_user_property (WillowProfile *self, guint position)
{
  g_list_store_remove (
      G_LIST_STORE (willow_profile_get_will_user_properties (self)), position);
}
