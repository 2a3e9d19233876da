/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-colour.h"
#include "model/import/willow-import-mqttx.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_SUBSCRIPTION_IDENTIFIER 268435455u

/* Degrees on the colour wheel up to which a name reaches. */
static const struct
{
  int          up_to;
  WillowColour colour;
} hues[] = {
  { 15, WILLOW_COLOUR_RED },    { 45, WILLOW_COLOUR_ORANGE },
  { 70, WILLOW_COLOUR_YELLOW }, { 170, WILLOW_COLOUR_GREEN },
  { 255, WILLOW_COLOUR_BLUE },  { 330, WILLOW_COLOUR_PURPLE },
  { 360, WILLOW_COLOUR_RED },
};

/* Less of a difference between the strongest and the weakest part is grey, less
 * of the strongest makes orange brown. */
#define GREY_SPAN 24
#define BROWN_BELOW 160

static WillowColour
find_colour (int red, int green, int blue)
{
  const int most = MAX (red, MAX (green, blue));
  const int span = most - MIN (red, MIN (green, blue));
  int       hue;

  if (span < GREY_SPAN)
    return WILLOW_COLOUR_NONE;
  if (most == red)
    hue = 60 * (green - blue) / span;
  else if (most == green)
    hue = 120 + 60 * (blue - red) / span;
  else
    hue = 240 + 60 * (red - green) / span;
  for (gsize i = 0; i < G_N_ELEMENTS (hues); i++)
    if ((hue + 360) % 360 <= hues[i].up_to)
      return hues[i].colour == WILLOW_COLOUR_ORANGE && most < BROWN_BELOW
                 ? WILLOW_COLOUR_BROWN
                 : hues[i].colour;
  return WILLOW_COLOUR_NONE;
}

/* "#34C388" becomes the nearest of ours. */
static void
read_colour (WillowImportReader        *reader,
             WillowProfileSubscription *subscription)
{
  const char *text = willow_import_read_text (reader, "color");
  int         rgb[3];

  if (text == NULL || text[0] != '#' || strlen (text) != 7)
    return;
  for (guint i = 0; i < 3; i++)
    {
      int high = g_ascii_xdigit_value (text[1 + 2 * i]);
      int low = g_ascii_xdigit_value (text[2 + 2 * i]);

      if (high < 0 || low < 0)
        return;
      rgb[i] = high * 16 + low;
    }
  g_object_set (subscription,
                "colour",
                (guint)find_colour (rgb[0], rgb[1], rgb[2]),
                NULL);
}

static void
read_options (WillowImportReader        *reader,
              WillowProfileSubscription *subscription)
{
  gboolean    disabled = FALSE, no_local = FALSE, as_published = FALSE;
  guint       handling = 0, identifier = 0;
  const char *name = willow_import_read_text (reader, "alias");

  willow_import_read_boolean (reader, "disabled", &disabled);
  willow_import_read_boolean (reader, "nl", &no_local);
  willow_import_read_boolean (reader, "rap", &as_published);
  willow_import_read_number (reader, "rh", 0, 2, &handling);
  willow_import_read_number (reader,
                             "subscriptionIdentifier",
                             1,
                             MAX_SUBSCRIPTION_IDENTIFIER,
                             &identifier);
  g_object_set (subscription,
                "enabled",
                !disabled,
                "no-local",
                no_local,
                "retain-as-published",
                as_published,
                "retain-handling",
                handling,
                "identifier",
                identifier,
                "name",
                name != NULL ? name : "",
                NULL);
}

/* Willow's SUBSCRIBE has none yet: that is said. */
static void
report_user_properties (WillowImportReader *reader)
{
  JsonNode        *node = willow_import_read_node (reader, "userProperties");
  g_autofree char *path =
      willow_import_reader_dup_path (reader, "userProperties");

  if (node == NULL || (json_node_get_value_type (node) == G_TYPE_STRING &&
                       json_node_get_string (node)[0] == '\0'))
    return;
  willow_import_item_add (
      reader->item,
      WILLOW_IMPORT_DIFFERS,
      "subscription-user-properties",
      path,
      g_strdup (_ ("Willow sends no user properties with a subscription: they "
                   "were left out")));
}

/* Ends the reader, too. */
static void
read_subscription (WillowImportReader *reader)
{
  const char                *filter = willow_import_read_text (reader, "topic");
  guint                      qos = 0;
  WillowProfileSubscription *subscription;

  if (filter == NULL || *filter == '\0')
    {
      willow_import_refuse (reader,
                            "no-topic",
                            "topic",
                            g_strdup (_ ("There is no Topic Filter")));
      willow_import_reader_clear (reader);
      return;
    }
  willow_import_read_number (reader, "qos", 0, MQTT_QOS_2, &qos);
  subscription = willow_profile_add_subscription (
      willow_import_item_get_profile (reader->item), filter, (MqttQos)qos);
  read_options (reader, subscription);
  read_colour (reader, subscription);
  report_user_properties (reader);
  willow_import_reader_ignore (reader, "createAt id connectionId");
  willow_import_reader_finish (reader);
}

void
willow_import_mqttx_subscriptions (WillowImportReader *connection)
{
  JsonArray *array = willow_import_read_list (connection, "subscriptions");
  guint      n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      g_autofree char *name = g_strdup_printf ("subscriptions[%u]", i);
      g_autofree char *path = willow_import_reader_dup_path (connection, name);
      WillowImportReader reader;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          willow_import_refuse (
              connection,
              "wrong-type",
              name,
              g_strdup_printf (_ ("“%s” is not an object"), name));
          continue;
        }
      willow_import_reader_init (
          &reader, connection->item, json_node_get_object (node), path);
      read_subscription (&reader);
    }
}
