/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import-mqttx.h"

#include <glib/gi18n-lib.h>

static WillowProfile *
get_profile (WillowImportReader *reader)
{
  return willow_import_item_get_profile (reader->item);
}

/* Whether it was there. */
gboolean
willow_import_take_number (WillowImportReader       *reader,
                           const WillowImportNumber *number)
{
  guint value;

  if (!willow_import_read_number (
          reader, number->member, number->minimum, number->maximum, &value))
    return FALSE;
  g_object_set (
      get_profile (reader), number->use, TRUE, number->property, value, NULL);
  return TRUE;
}

gboolean
willow_import_take_boolean (WillowImportReader *reader,
                            const char         *member,
                            const char         *use,
                            const char         *property)
{
  gboolean value;

  if (!willow_import_read_boolean (reader, member, &value))
    return FALSE;
  g_object_set (get_profile (reader), use, TRUE, property, value, NULL);
  return TRUE;
}

/* An empty one is none, as in MQTTX. */
void
willow_import_take_text (WillowImportReader *reader,
                         const char         *member,
                         const char         *use,
                         const char         *property)
{
  const char *text = willow_import_read_text (reader, member);

  if (text != NULL && *text != '\0')
    g_object_set (get_profile (reader), use, TRUE, property, text, NULL);
}

/* Returns: %FALSE if it is no text */
static gboolean
add_pair (WillowProfile      *profile,
          const char         *name,
          JsonNode           *value,
          WillowImportAddFunc add)
{
  if (json_node_get_value_type (value) != G_TYPE_STRING)
    return FALSE;
  add (profile, name, json_node_get_string (value));
  return TRUE;
}

/* One name may have several values. */
static gboolean
add_values (WillowProfile      *profile,
            const char         *name,
            JsonNode           *value,
            WillowImportAddFunc add)
{
  JsonArray *array;
  gboolean   ok = TRUE;

  if (!JSON_NODE_HOLDS_ARRAY (value))
    return add_pair (profile, name, value, add);
  array = json_node_get_array (value);
  for (guint i = 0; i < json_array_get_length (array); i++)
    ok = add_pair (profile, name, json_array_get_element (array, i), add) && ok;
  return ok;
}

static void
add_object (WillowImportReader *reader,
            JsonObject         *object,
            WillowImportAddFunc add)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *visible = willow_import_dup_visible (l->data);

      if (!add_values (get_profile (reader),
                       l->data,
                       json_object_get_member (object, l->data),
                       add))
        willow_import_refuse (
            reader,
            "wrong-type",
            "userProperties",
            g_strdup_printf (_ ("The user property “%s” is not a text"),
                             visible));
    }
}

/* An object, or one written as a text, or nothing. */
void
willow_import_take_user_properties (WillowImportReader *reader,
                                    WillowImportAddFunc add)
{
  JsonNode *node = willow_import_read_node (reader, "userProperties");
  g_autoptr (JsonNode) parsed = NULL;

  if (node == NULL)
    return;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      if (json_node_get_string (node)[0] == '\0')
        return;
      parsed = willow_import_parse_text (json_node_get_string (node));
      node = parsed;
    }
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    add_object (reader, json_node_get_object (node), add);
  else
    willow_import_refuse (
        reader,
        "wrong-type",
        "userProperties",
        g_strdup_printf (_ ("“%s” is not an object"), "userProperties"));
}

/* { "type": "Buffer", "data": [1, 2] }. (transfer full) (nullable) */
static GByteArray *
read_buffer (JsonNode *node)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  JsonNode  *data = NULL;
  JsonArray *array;

  if (JSON_NODE_HOLDS_OBJECT (node))
    data = json_object_get_member (json_node_get_object (node), "data");
  if (data == NULL || !JSON_NODE_HOLDS_ARRAY (data))
    return NULL;
  array = json_node_get_array (data);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      gint64    number;
      guint8    byte;

      if (json_node_get_value_type (element) != G_TYPE_INT64)
        return NULL;
      number = json_node_get_int (element);
      if (number < 0 || number > G_MAXUINT8)
        return NULL;
      byte = (guint8)number;
      g_byte_array_append (bytes, &byte, 1);
    }
  return g_steal_pointer (&bytes);
}

/* Bytes: a text, or a buffer of Node.js. Returns: whether there are any */
gboolean
willow_import_take_bytes (WillowImportReader *reader,
                          const char         *member,
                          const char         *property,
                          const char         *encoding)
{
  JsonNode *node = willow_import_read_node (reader, member);
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *base64 = NULL;

  if (node == NULL)
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_object_set (
          get_profile (reader), property, json_node_get_string (node), NULL);
      return json_node_get_string (node)[0] != '\0';
    }
  bytes = read_buffer (node);
  if (bytes == NULL)
    {
      willow_import_refuse (
          reader,
          "wrong-type",
          member,
          g_strdup_printf (_ ("“%s” is neither a text nor a buffer"), member));
      return FALSE;
    }
  base64 = g_base64_encode (bytes->data, bytes->len);
  g_object_set (get_profile (reader), property, base64, NULL);
  willow_import_set_choice (get_profile (reader), encoding, "base64");
  return bytes->len > 0;
}
