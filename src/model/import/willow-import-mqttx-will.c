/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/import/willow-import-mqttx.h"

static WillowProfile *
get_profile (WillowImportReader *reader)
{
  return willow_import_item_get_profile (reader->item);
}

static void
add_will_user_property (WillowProfile *profile,
                        const char    *name,
                        const char    *value)
{
  willow_profile_add_will_user_property (profile, name, value);
}

/* A number of 5.0, which MQTTX has as a boolean as well. */
static void
read_format (WillowImportReader *reader)
{
  static const WillowImportNumber number = {
    "payloadFormatIndicator", "will-format", "use-will-format", 0, 1
  };
  JsonNode *node = willow_import_read_node (reader, number.member);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    willow_import_take_number (reader, &number);
  else
    g_object_set (get_profile (reader),
                  number.use,
                  TRUE,
                  number.property,
                  json_node_get_boolean (node) ? 1u : 0u,
                  NULL);
}

static void
read_will_properties (WillowImportReader *will)
{
  static const WillowImportNumber delay = {
    "willDelayInterval", "will-delay-seconds", "use-will-delay", 0, G_MAXUINT32
  };
  static const WillowImportNumber expiry = { "messageExpiryInterval",
                                             "will-expiry-seconds",
                                             "use-will-expiry",
                                             0,
                                             G_MAXUINT32 };
  JsonObject        *object = willow_import_read_object (will, "properties");
  g_autofree char   *path = willow_import_reader_dup_path (will, "properties");
  WillowImportReader reader;

  if (object == NULL)
    return;
  willow_import_reader_init (&reader, will->item, object, path);
  willow_import_take_number (&reader, &delay);
  willow_import_take_number (&reader, &expiry);
  read_format (&reader);
  willow_import_take_text (
      &reader, "contentType", "use-will-content-type", "will-content-type");
  willow_import_take_text (&reader,
                           "responseTopic",
                           "use-will-response-topic",
                           "will-response-topic");
  if (willow_import_take_bytes (&reader,
                                "correlationData",
                                "will-correlation-data",
                                "will-correlation-data-encoding"))
    g_object_set (
        get_profile (&reader), "use-will-correlation-data", TRUE, NULL);
  willow_import_take_user_properties (&reader, add_will_user_property);
  willow_import_reader_finish (&reader);
}

void
willow_import_mqttx_will (WillowImportReader *connection)
{
  JsonObject        *object = willow_import_read_object (connection, "will");
  g_autofree char   *path = willow_import_reader_dup_path (connection, "will");
  WillowImportReader reader;
  const char        *topic, *payload;
  guint              qos = 0;
  gboolean           retain = FALSE;

  if (object == NULL)
    return;
  willow_import_reader_init (&reader, connection->item, object, path);
  topic = willow_import_read_text (&reader, "lastWillTopic");
  payload = willow_import_read_text (&reader, "lastWillPayload");
  willow_import_read_number (&reader, "lastWillQos", 0, MQTT_QOS_2, &qos);
  willow_import_read_boolean (&reader, "lastWillRetain", &retain);
  g_object_set (get_profile (&reader),
                "use-will",
                topic != NULL && *topic != '\0',
                "will-topic",
                topic != NULL ? topic : "",
                "will-payload",
                payload != NULL ? payload : "",
                "will-qos",
                qos,
                "will-retain",
                retain,
                NULL);
  read_will_properties (&reader);
  willow_import_reader_finish (&reader);
}
