/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import-format.h"

#include <glib/gi18n-lib.h>

/* More than anybody can look through. */
#define MAX_CONNECTIONS 2000u

static const WillowImportReaderKind mqttx = { WILLOW_IMPORT_FORMAT_MQTTX,
                                              "MQTTX",
                                              willow_import_read_mqttx };
static const WillowImportReaderKind mqtt_explorer = {
  WILLOW_IMPORT_FORMAT_MQTT_EXPLORER,
  "MQTT Explorer",
  willow_import_read_mqtt_explorer
};
static const WillowImportReaderKind mqttbroker = {
  WILLOW_IMPORT_FORMAT_MQTTBROKER, "MQTTAnalyzer", willow_import_read_mqttbroker
};
static const WillowImportReaderKind willow = { WILLOW_IMPORT_FORMAT_WILLOW,
                                               "Willow",
                                               willow_import_read_willow };

/* By members that no other format has. */
static const struct
{
  const char                   *member;
  JsonNodeType                  type;
  const WillowImportReaderKind *kind;
} marks[] = {
  { "ConnectionManager_connections", JSON_NODE_OBJECT, &mqtt_explorer },
  { "broker", JSON_NODE_OBJECT, &mqttbroker },
  { "profiles", JSON_NODE_ARRAY, &willow },
  { "connection_view_state", JSON_NODE_OBJECT, &mqtt_explorer },
  { "Settings", JSON_NODE_OBJECT, &mqtt_explorer },
  { "host", JSON_NODE_VALUE, &mqttx },
  { "clientId", JSON_NODE_VALUE, &mqttx },
  { "mqttVersion", JSON_NODE_VALUE, &mqttx },
};

static const WillowImportReaderKind *
find_mark (JsonObject *object)
{
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      JsonNode *node = json_object_get_member (object, marks[i].member);

      if (node != NULL && json_node_get_node_type (node) == marks[i].type)
        return marks[i].kind;
    }
  return NULL;
}

static guint
count_connections (JsonNode *root)
{
  JsonNode *node = root;

  if (JSON_NODE_HOLDS_OBJECT (root))
    {
      JsonObject *object = json_node_get_object (root);

      node = json_object_get_member (object, "profiles");
      if (node == NULL)
        node = json_object_get_member (object, marks[0].member);
    }
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node));
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_size (json_node_get_object (node));
  return 0;
}

const WillowImportReaderKind *
willow_import_detect (JsonNode *root, GError **error)
{
  const WillowImportReaderKind *kind = NULL;

  if (JSON_NODE_HOLDS_ARRAY (root))
    kind = &mqttx;
  else if (JSON_NODE_HOLDS_OBJECT (root))
    kind = find_mark (json_node_get_object (root));
  if (kind == NULL)
    g_set_error_literal (
        error,
        WILLOW_IMPORT_ERROR,
        WILLOW_IMPORT_ERROR_UNKNOWN,
        _ ("This is JSON, but no file of connections that Willow knows"));
  else if (count_connections (root) > MAX_CONNECTIONS)
    {
      g_set_error (error,
                   WILLOW_IMPORT_ERROR,
                   WILLOW_IMPORT_ERROR_TOO_LARGE,
                   _ ("There are more than %u connections in it"),
                   MAX_CONNECTIONS);
      kind = NULL;
    }
  return kind;
}
