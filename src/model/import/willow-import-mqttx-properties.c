/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import-mqttx.h"

#include <glib/gi18n-lib.h>

static WillowProfile *
get_profile (WillowImportReader *reader)
{
  return willow_import_item_get_profile (reader->item);
}

static void
add_user_property (WillowProfile *profile, const char *name, const char *value)
{
  willow_profile_add_user_property (profile, name, value);
}

static void
take_authentication (WillowImportReader *reader)
{
  const char *method = willow_import_read_text (reader, "authenticationMethod");
  gboolean    data = willow_import_take_bytes (reader,
                                            "authenticationData",
                                            "authentication-data",
                                            "authentication-data-encoding");

  if ((method == NULL || *method == '\0') && !data)
    return;
  willow_import_set_choice (get_profile (reader), "authentication", "own");
  g_object_set (get_profile (reader),
                "authentication-method",
                method != NULL ? method : "",
                NULL);
}

/* Beside them stood, up to 1.6, what is in "properties" since. */
static void
read_numbers (WillowImportReader *properties,
              WillowImportReader *connection,
              gboolean           *has_expiry)
{
  static const WillowImportNumber numbers[] = {
    { "sessionExpiryInterval",
      "session-expiry-seconds",
      "use-session-expiry",
      0,
      G_MAXUINT32 },
    { "receiveMaximum",
      "receive-maximum",
      "use-receive-maximum",
      1,
      G_MAXUINT16 },
    { "maximumPacketSize",
      "maximum-packet-size",
      "use-maximum-packet-size",
      1,
      G_MAXUINT32 },
    { "topicAliasMaximum",
      "topic-alias-maximum",
      "use-topic-alias-maximum",
      0,
      G_MAXUINT16 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      gboolean there = properties->object != NULL &&
                       willow_import_take_number (properties, &numbers[i]);
      gboolean old =
          !there && willow_import_take_number (connection, &numbers[i]);

      if (i == 0)
        *has_expiry = there || old;
    }
}

static void
read_requests (WillowImportReader *properties, WillowImportReader *connection)
{
  static const struct
  {
    const char *member;
    const char *use;
    const char *property;
  } requests[] = {
    { "requestResponseInformation",
      "use-request-response-information",
      "request-response-information" },
    { "requestProblemInformation",
      "use-request-problem-information",
      "request-problem-information" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    if (properties->object == NULL ||
        !willow_import_take_boolean (properties,
                                     requests[i].member,
                                     requests[i].use,
                                     requests[i].property))
      willow_import_take_boolean (connection,
                                  requests[i].member,
                                  requests[i].use,
                                  requests[i].property);
}

/* MQTTX really sends 0xFFFFFFFF then, and does not show it. */
static void
make_expiry_explicit (WillowImportReader *connection)
{
  gboolean clean;

  g_object_get (get_profile (connection), "clean-start", &clean, NULL);
  if (clean ||
      willow_profile_get_version (get_profile (connection)) != MQTT_VERSION_5_0)
    return;
  g_object_set (get_profile (connection),
                "use-session-expiry",
                TRUE,
                "session-expiry-seconds",
                G_MAXUINT32,
                NULL);
  willow_import_item_add (
      connection->item,
      WILLOW_IMPORT_DIFFERS,
      "session-expiry-never",
      connection->path,
      g_strdup (_ ("No Session Expiry Interval is set and Clean Start is off: "
                   "MQTTX sends 4294967295 (never) without showing it. Now the "
                   "value stands in the profile")));
}

void
willow_import_mqttx_properties (WillowImportReader *connection)
{
  JsonObject *object = willow_import_read_object (connection, "properties");
  g_autofree char *path =
      willow_import_reader_dup_path (connection, "properties");
  WillowImportReader properties = { 0 };
  gboolean           has_expiry = FALSE;

  if (object != NULL)
    willow_import_reader_init (&properties, connection->item, object, path);
  read_numbers (&properties, connection, &has_expiry);
  read_requests (&properties, connection);
  if (!has_expiry)
    make_expiry_explicit (connection);
  if (object == NULL)
    return;
  willow_import_take_user_properties (&properties, add_user_property);
  take_authentication (&properties);
  willow_import_reader_finish (&properties);
}
