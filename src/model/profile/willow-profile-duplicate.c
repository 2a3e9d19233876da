/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile.h"

#include "model/profile/willow-profile-subscription.h"

static void
copy_subscriptions (WillowProfile *from, WillowProfile *to)
{
  GListModel               *model = willow_profile_get_subscriptions (from);
  guint                     n_fields;
  const WillowProfileField *fields =
      willow_profile_subscription_get_fields (&n_fields);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      willow_profile_copy_fields (
          fields,
          n_fields,
          item,
          G_OBJECT (willow_profile_add_subscription (to, "", MQTT_QOS_0)));
    }
}

static void
copy_headers (WillowProfile *from, WillowProfile *to)
{
  GListModel *model = willow_profile_get_headers (from);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfileHeader) item = g_list_model_get_item (model, i);

      willow_profile_add_header (to,
                                 willow_profile_header_get_name (item),
                                 willow_profile_header_get_value (item));
    }
}

static void
copy_user_properties (GListModel *from, GListModel *to)
{
  for (guint i = 0; i < g_list_model_get_n_items (from); i++)
    {
      g_autoptr (WillowProfileUserProperty) item =
          g_list_model_get_item (from, i);
      g_autoptr (WillowProfileUserProperty) copy =
          willow_profile_user_property_new (
              willow_profile_user_property_get_name (item),
              willow_profile_user_property_get_value (item));

      g_list_store_append (G_LIST_STORE (to), copy);
    }
}

/* The password is not copied: it belongs to the id. */
WillowProfile *
willow_profile_duplicate (WillowProfile *self, const char *name)
{
  WillowProfile            *copy = g_object_new (WILLOW_TYPE_PROFILE, NULL);
  guint                     n_fields;
  const WillowProfileField *fields = willow_profile_get_fields (&n_fields);

  willow_profile_copy_fields (
      fields, n_fields, G_OBJECT (self), G_OBJECT (copy));
  /* Two that connect with one Client Identifier throw each other out. */
  g_object_set (
      copy, "name", name, "auto-connect", FALSE, "last-used", "", NULL);
  copy_subscriptions (self, copy);
  copy_headers (self, copy);
  copy_user_properties (willow_profile_get_user_properties (self),
                        willow_profile_get_user_properties (copy));
  copy_user_properties (willow_profile_get_will_user_properties (self),
                        willow_profile_get_will_user_properties (copy));
  willow_profile_copy_secrets (self, copy);
  return copy;
}
