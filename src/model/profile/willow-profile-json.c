/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile-json.h"

#include "model/profile/willow-profile-subscription.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SUBSCRIPTIONS "subscriptions"
#define HEADERS "headers"
#define USER_PROPERTIES "user-properties"
#define WILL_USER_PROPERTIES "will-user-properties"
#define USE_TLS "use-tls"
#define SESSION_EXPIRY "session-expiry-seconds"
#define USE_SESSION_EXPIRY "use-session-expiry"

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

/* (transfer full): "3.1", "3.1.1", "5.0" */
static char *
list_names (const WillowProfileField *field)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i <= field->maximum; i++)
    if (field->names[i] != NULL)
      g_string_append_printf (
          list, "%s%s", list->len > 0 ? ", " : "", field->names[i]);
  return g_string_free (list, FALSE);
}

/* In the file it is "5.0", not the byte of the protocol. */
static gboolean
load_choice (gpointer                  thing,
             const WillowProfileField *field,
             JsonNode                 *node,
             GError                  **error)
{
  const char      *name = NULL;
  g_autofree char *list = NULL;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    name = json_node_get_string (node);
  for (guint i = 0; name != NULL && i <= field->maximum; i++)
    if (g_strcmp0 (name, field->names[i]) == 0)
      {
        g_object_set (thing, field->name, i, NULL);
        return TRUE;
      }
  list = list_names (field);
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_DATA,
               _ ("“%s” is none of %s"),
               field->name,
               list);
  return FALSE;
}

static gboolean
load_field (gpointer                  thing,
            const WillowProfileField *field,
            JsonNode                 *node,
            GError                  **error)
{
  switch (field->kind)
    {
    case WILLOW_FIELD_STRING:
      return load_string (thing, field->name, node, error);
    case WILLOW_FIELD_BOOLEAN:
      return load_boolean (thing, field->name, node, error);
    case WILLOW_FIELD_UINT:
      return load_uint (
          thing, field->name, field->minimum, field->maximum, node, error);
    case WILLOW_FIELD_CHOICE:
      return load_choice (thing, field, node, error);
    default:
      g_assert_not_reached ();
    }
}

/* Those of @fields that @object has. */
static gboolean
load_members (gpointer                  thing,
              const WillowProfileField *fields,
              guint                     n_fields,
              JsonObject               *object,
              GError                  **error)
{
  for (guint i = 0; i < n_fields; i++)
    {
      JsonNode *node = json_object_get_member (object, fields[i].name);

      if (node != NULL && !load_field (thing, &fields[i], node, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
load_subscription (WillowProfile *self, JsonNode *node, GError **error)
{
  WillowProfileSubscription *subscription;
  JsonObject                *object;
  guint                      n_fields;
  const WillowProfileField  *fields =
      willow_profile_subscription_get_fields (&n_fields);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return set_error_text (error, "filter");
  object = json_node_get_object (node);
  if (!json_object_has_member (object, "filter"))
    return set_error_text (error, "filter");
  subscription = willow_profile_add_subscription (self, "", MQTT_QOS_0);
  set_origin (subscription, object);
  return load_members (subscription, fields, n_fields, object, error);
}

static gboolean
load_header (WillowProfile *self, JsonNode *node, GError **error)
{
  WillowProfileHeader *header;
  JsonObject          *object = NULL;
  JsonNode            *id, *name, *value;

  if (JSON_NODE_HOLDS_OBJECT (node))
    object = json_node_get_object (node);
  name = object != NULL ? json_object_get_member (object, "name") : NULL;
  if (name == NULL)
    return set_error_text (error, "name");
  id = json_object_get_member (object, "id");
  value = json_object_get_member (object, "value");
  if (id != NULL && json_node_get_value_type (id) != G_TYPE_STRING)
    return set_error_text (error, "id");
  header = g_object_new (WILLOW_TYPE_PROFILE_HEADER,
                         "id",
                         id != NULL ? json_node_get_string (id) : NULL,
                         NULL);
  set_origin (header, object);
  g_list_store_append (G_LIST_STORE (willow_profile_get_headers (self)),
                       header);
  g_object_unref (header);
  return load_string (header, "name", name, error) &&
         (value == NULL || load_string (header, "value", value, error));
}

static gboolean
load_pair (GListModel *list, JsonNode *node, GError **error)
{
  WillowProfileUserProperty *property;
  JsonObject                *object = NULL;
  JsonNode                  *name, *value;

  if (JSON_NODE_HOLDS_OBJECT (node))
    object = json_node_get_object (node);
  name = object != NULL ? json_object_get_member (object, "name") : NULL;
  value = object != NULL ? json_object_get_member (object, "value") : NULL;
  if (name == NULL || value == NULL)
    return set_error_text (error, name == NULL ? "name" : "value");
  property = willow_profile_user_property_new ("", "");
  set_origin (property, object);
  g_list_store_append (G_LIST_STORE (list), property);
  g_object_unref (property);
  return load_string (property, "name", name, error) &&
         load_string (property, "value", value, error);
}

static gboolean
load_user_property (WillowProfile *self, JsonNode *node, GError **error)
{
  return load_pair (willow_profile_get_user_properties (self), node, error);
}

static gboolean
load_will_user_property (WillowProfile *self, JsonNode *node, GError **error)
{
  return load_pair (
      willow_profile_get_will_user_properties (self), node, error);
}

typedef gboolean (*LoadFunc) (WillowProfile *self,
                              JsonNode      *node,
                              GError       **error);

static gboolean
load_list (WillowProfile *self,
           JsonObject    *object,
           const char    *member,
           LoadFunc       load,
           GError       **error)
{
  JsonNode  *node = json_object_get_member (object, member);
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_DATA,
                   _ ("“%s” is not a list"),
                   member);
      return FALSE;
    }
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!load (self, json_array_get_element (array, i), error))
      return FALSE;
  return TRUE;
}

/* Files of earlier versions say by 0 that the property is not sent. */
static void
load_old_expiry (WillowProfile *self, JsonObject *object)
{
  if (!json_object_has_member (object, USE_SESSION_EXPIRY) &&
      json_object_has_member (object, SESSION_EXPIRY) &&
      json_object_get_int_member (object, SESSION_EXPIRY) != 0)
    g_object_set (self, USE_SESSION_EXPIRY, TRUE, NULL);
}

/* What files of earlier versions say in other words. */
static gboolean
load_old (WillowProfile *self, JsonObject *object, GError **error)
{
  JsonNode        *use_tls = json_object_get_member (object, USE_TLS);
  g_autofree char *authorities = NULL;

  if (!json_object_has_member (object, "scheme") && use_tls != NULL &&
      !load_boolean (self, USE_TLS, use_tls, error))
    return FALSE;
  load_old_expiry (self, object);
  if (json_object_has_member (object, "tls-trust"))
    return TRUE;
  g_object_get (self, "tls-authorities", &authorities, NULL);
  if (authorities[0] != '\0')
    g_object_set (self, "tls-trust", WILLOW_TRUST_OWN, NULL);
  return TRUE;
}

static gboolean
load_fields (WillowProfile *self, JsonObject *object, GError **error)
{
  guint                     n_fields;
  const WillowProfileField *fields = willow_profile_get_fields (&n_fields);

  return load_members (self, fields, n_fields, object, error);
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
  if (!load_fields (self, object, error) || !load_old (self, object, error) ||
      !load_list (self, object, SUBSCRIPTIONS, load_subscription, error) ||
      !load_list (self, object, HEADERS, load_header, error) ||
      !load_list (self, object, USER_PROPERTIES, load_user_property, error) ||
      !load_list (
          self, object, WILL_USER_PROPERTIES, load_will_user_property, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
save_field (JsonObject               *object,
            const WillowProfileField *field,
            gconstpointer             values)
{
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
    case WILLOW_FIELD_CHOICE:
      json_object_set_string_member (
          object,
          field->name,
          field->names[*WILLOW_FIELD_POINTER (values, field, guint)]);
      break;
    default:
      g_assert_not_reached ();
    }
}

static JsonArray *
save_subscriptions (WillowProfile *self)
{
  GListModel               *model = willow_profile_get_subscriptions (self);
  JsonArray                *array = json_array_new ();
  guint                     n_fields;
  const WillowProfileField *fields =
      willow_profile_subscription_get_fields (&n_fields);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfileSubscription) item =
          g_list_model_get_item (model, i);
      JsonObject *object = get_origin (item);

      for (guint j = 0; j < n_fields; j++)
        save_field (
            object, &fields[j], willow_profile_subscription_get_values (item));
      json_array_add_object_element (array, json_object_ref (object));
    }
  return array;
}

/* Without the values that are secrets. */
static JsonArray *
save_headers (WillowProfile *self)
{
  GListModel *model = willow_profile_get_headers (self);
  JsonArray  *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfileHeader) item = g_list_model_get_item (model, i);
      JsonObject *object = get_origin (item);

      json_object_set_string_member (
          object, "id", willow_profile_header_get_id (item));
      json_object_set_string_member (
          object, "name", willow_profile_header_get_name (item));
      if (willow_profile_header_is_secret (item))
        json_object_remove_member (object, "value");
      else
        json_object_set_string_member (
            object, "value", willow_profile_header_get_value (item));
      json_array_add_object_element (array, json_object_ref (object));
    }
  return array;
}

static JsonArray *
save_pairs (GListModel *model)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfileUserProperty) item =
          g_list_model_get_item (model, i);
      JsonObject *object = get_origin (item);

      json_object_set_string_member (
          object, "name", willow_profile_user_property_get_name (item));
      json_object_set_string_member (
          object, "value", willow_profile_user_property_get_value (item));
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
  /* For earlier versions, which do not know the scheme. */
  json_object_set_boolean_member (
      object,
      USE_TLS,
      willow_profile_values_use_tls (willow_profile_get_values (self)));
  json_object_set_array_member (
      object, SUBSCRIPTIONS, save_subscriptions (self));
  json_object_set_array_member (object, HEADERS, save_headers (self));
  json_object_set_array_member (
      object,
      USER_PROPERTIES,
      save_pairs (willow_profile_get_user_properties (self)));
  json_object_set_array_member (
      object,
      WILL_USER_PROPERTIES,
      save_pairs (willow_profile_get_will_user_properties (self)));
  json_node_set_object (node, object);
  return node;
}
