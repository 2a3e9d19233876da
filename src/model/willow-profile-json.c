/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/willow-profile-json.h"

#include "model/willow-profile-fields.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SUBSCRIPTIONS "subscriptions"

/* Where a profile and a subscription keep the object that they came from. */
static const char origin_key[] = "willow-json-origin";

static JsonObject *
get_origin (gpointer thing)
{
  JsonObject *origin = g_object_get_data (G_OBJECT (thing), origin_key);

  if (origin == NULL)
    {
      origin = json_object_new ();
      g_object_set_data_full (G_OBJECT (thing),
                              origin_key,
                              origin,
                              (GDestroyNotify)json_object_unref);
    }
  return origin;
}

static void
set_origin (gpointer thing, JsonObject *origin)
{
  g_object_set_data_full (G_OBJECT (thing),
                          origin_key,
                          json_object_ref (origin),
                          (GDestroyNotify)json_object_unref);
}

static const MqttVersion versions[] = { MQTT_VERSION_3_1,
                                        MQTT_VERSION_3_1_1,
                                        MQTT_VERSION_5_0 };

static gboolean
find_version (JsonNode *node, guint *version)
{
  const char *name = json_node_get_string (node);

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    if (g_strcmp0 (name, mqtt_version_get_name (versions[i])) == 0)
      {
        *version = versions[i];
        return TRUE;
      }
  return FALSE;
}

static gboolean
set_error_text (GError **error, const char *member)
{
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_DATA,
               _ ("“%s” is not a text"),
               member);
  return FALSE;
}

static gboolean
set_error_boolean (GError **error, const char *member)
{
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_DATA,
               _ ("“%s” is neither true nor false"),
               member);
  return FALSE;
}

static gboolean
set_error_range (GError    **error,
                 const char *member,
                 guint       minimum,
                 guint       maximum)
{
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_DATA,
               _ ("“%s” is not a number from %u to %u"),
               member,
               minimum,
               maximum);
  return FALSE;
}

static gboolean
load_string (gpointer thing, const char *member, JsonNode *node, GError **error)
{
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return set_error_text (error, member);
  g_object_set (thing, member, json_node_get_string (node), NULL);
  return TRUE;
}

static gboolean
load_boolean (gpointer    thing,
              const char *member,
              JsonNode   *node,
              GError    **error)
{
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return set_error_boolean (error, member);
  g_object_set (thing, member, json_node_get_boolean (node), NULL);
  return TRUE;
}

static gboolean
load_uint (gpointer    thing,
           const char *member,
           guint       minimum,
           guint       maximum,
           JsonNode   *node,
           GError    **error)
{
  gint64 number;

  if (json_node_get_value_type (node) != G_TYPE_INT64)
    return set_error_range (error, member, minimum, maximum);
  number = json_node_get_int (node);
  if (number < (gint64)minimum || number > (gint64)maximum)
    return set_error_range (error, member, minimum, maximum);
  g_object_set (thing, member, (guint)number, NULL);
  return TRUE;
}

/* In the file it is "5.0", not the byte of the protocol. */
static gboolean
load_version (WillowProfile *self, JsonNode *node, GError **error)
{
  guint version;

  if (json_node_get_value_type (node) == G_TYPE_STRING &&
      find_version (node, &version))
    {
      g_object_set (self, "version", version, NULL);
      return TRUE;
    }
  g_set_error_literal (error,
                       G_IO_ERROR,
                       G_IO_ERROR_INVALID_DATA,
                       _ ("“version” is none of 3.1, 3.1.1 and 5.0"));
  return FALSE;
}

static gboolean
load_field (WillowProfile            *self,
            const WillowProfileField *field,
            JsonNode                 *node,
            GError                  **error)
{
  if (g_str_equal (field->name, "version"))
    return load_version (self, node, error);
  switch (field->kind)
    {
    case WILLOW_FIELD_STRING:
      return load_string (self, field->name, node, error);
    case WILLOW_FIELD_BOOLEAN:
      return load_boolean (self, field->name, node, error);
    case WILLOW_FIELD_UINT:
      return load_uint (
          self, field->name, field->minimum, field->maximum, node, error);
    default:
      g_assert_not_reached ();
    }
}

static gboolean
load_subscription (WillowProfile *self, JsonNode *node, GError **error)
{
  WillowProfileSubscription *subscription;
  JsonObject                *object;
  JsonNode                  *filter, *qos, *enabled;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return set_error_text (error, "filter");
  object = json_node_get_object (node);
  filter = json_object_get_member (object, "filter");
  qos = json_object_get_member (object, "qos");
  enabled = json_object_get_member (object, "enabled");
  if (filter == NULL)
    return set_error_text (error, "filter");
  subscription = willow_profile_add_subscription (self, "", MQTT_QOS_0);
  set_origin (subscription, object);
  return load_string (subscription, "filter", filter, error) &&
         (qos == NULL || load_uint (subscription, "qos", 0, 2, qos, error)) &&
         (enabled == NULL ||
          load_boolean (subscription, "enabled", enabled, error));
}

static gboolean
load_subscriptions (WillowProfile *self, JsonObject *object, GError **error)
{
  JsonNode  *node = json_object_get_member (object, SUBSCRIPTIONS);
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_DATA,
                   _ ("“%s” is not a list"),
                   SUBSCRIPTIONS);
      return FALSE;
    }
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!load_subscription (self, json_array_get_element (array, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
load_fields (WillowProfile *self, JsonObject *object, GError **error)
{
  guint                     n_fields;
  const WillowProfileField *fields = willow_profile_get_fields (&n_fields);

  for (guint i = 0; i < n_fields; i++)
    {
      JsonNode *node = json_object_get_member (object, fields[i].name);

      if (node != NULL && !load_field (self, &fields[i], node, error))
        return FALSE;
    }
  return TRUE;
}

WillowProfile *
willow_profile_from_json (JsonObject *object, GError **error)
{
  g_autoptr (WillowProfile) self = NULL;
  JsonNode   *id_node = json_object_get_member (object, "id");
  const char *id = NULL;

  if (id_node != NULL)
    {
      id = json_node_get_value_type (id_node) == G_TYPE_STRING
               ? json_node_get_string (id_node)
               : NULL;
      if (id == NULL || *id == '\0')
        {
          set_error_text (error, "id");
          return NULL;
        }
    }
  self = g_object_new (WILLOW_TYPE_PROFILE, "id", id, NULL);
  set_origin (self, object);
  if (!load_fields (self, object, error) ||
      !load_subscriptions (self, object, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
save_field (JsonObject                *object,
            const WillowProfileField  *field,
            const WillowProfileValues *values)
{
  if (g_str_equal (field->name, "version"))
    {
      json_object_set_string_member (
          object,
          field->name,
          mqtt_version_get_name ((MqttVersion)values->version));
      return;
    }
  switch (field->kind)
    {
    case WILLOW_FIELD_STRING:
      json_object_set_string_member (
          object, field->name, *WILLOW_FIELD_POINTER (values, field, char *));
      break;
    case WILLOW_FIELD_BOOLEAN:
      json_object_set_boolean_member (
          object, field->name, *WILLOW_FIELD_POINTER (values, field, gboolean));
      break;
    case WILLOW_FIELD_UINT:
      json_object_set_int_member (
          object, field->name, *WILLOW_FIELD_POINTER (values, field, guint));
      break;
    default:
      g_assert_not_reached ();
    }
}

static JsonArray *
save_subscriptions (WillowProfile *self)
{
  GListModel *model = willow_profile_get_subscriptions (self);
  JsonArray  *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfileSubscription) item =
          g_list_model_get_item (model, i);
      JsonObject *object = get_origin (item);

      json_object_set_string_member (
          object, "filter", willow_profile_subscription_get_filter (item));
      json_object_set_int_member (
          object, "qos", willow_profile_subscription_get_qos (item));
      json_object_set_boolean_member (
          object, "enabled", willow_profile_subscription_get_enabled (item));
      json_array_add_object_element (array, json_object_ref (object));
    }
  return array;
}

JsonNode *
willow_profile_to_json (WillowProfile *self)
{
  JsonObject               *object = get_origin (self);
  JsonNode                 *node = json_node_new (JSON_NODE_OBJECT);
  guint                     n_fields;
  const WillowProfileField *fields = willow_profile_get_fields (&n_fields);

  json_object_set_string_member (object, "id", willow_profile_get_id (self));
  for (guint i = 0; i < n_fields; i++)
    save_field (object, &fields[i], willow_profile_get_values (self));
  json_object_set_array_member (
      object, SUBSCRIPTIONS, save_subscriptions (self));
  json_node_set_object (node, object);
  return node;
}
