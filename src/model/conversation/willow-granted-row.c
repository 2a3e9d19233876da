/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-granted-private.h"
#include "model/traffic/willow-visible-text.h"

#include <glib/gi18n-lib.h>

/* How rows are made, and told. */

/* Texts of a packet are shown up to here. */
#define QUOTE_MAX_BYTES 240

WillowGrantedRow *
willow_granted_add (WillowGrantedCase *about,
                    const char        *key,
                    const char        *name,
                    const char        *section)
{
  WillowGrantedRow *row = g_new0 (WillowGrantedRow, 1);

  row->key = key;
  row->name = name;
  row->section = section;
  row->id = "";
  row->asked = g_strdup ("");
  row->granted = g_strdup ("");
  row->means = g_strdup ("");
  g_ptr_array_add (about->rows, row);
  return row;
}

WillowGrantedRow *
willow_granted_add_property (WillowGrantedCase *about,
                             const char        *key,
                             MqttPropertyId     id)
{
  return willow_granted_add (
      about,
      key,
      _ (mqtt_property_get_info (id)->name),
      mqtt_property_get_section (id, MQTT_PACKET_CONNACK));
}

static void
take (char **place, char *text)
{
  g_free (*place);
  *place = text;
}

void
willow_granted_set_asked (WillowGrantedRow *row, char *text)
{
  take (&row->asked, text);
}

void
willow_granted_set_granted (WillowGrantedRow *row, char *text)
{
  take (&row->granted, text);
}

void
willow_granted_set_means (WillowGrantedRow *row, char *text)
{
  take (&row->means, text);
}

void
willow_granted_set_wrong (WillowGrantedRow *row, const char *id)
{
  row->mark = WILLOW_GRANTED_WRONG;
  row->id = id;
}

gboolean
willow_granted_asks (const WillowGrantedCase *about,
                     WillowGrantedRow        *row,
                     MqttPropertyId           id,
                     MqttProperty            *property)
{
  MqttProperties all = MQTT_SLICE_NONE;

  if (about->connect != NULL)
    all = about->connect->properties;
  row->asked_is_absent = !mqtt_properties_find (all, id, property);
  if (row->asked_is_absent)
    return FALSE;
  row->asked_offset =
      (gsize)(all.data - about->connect_data) + property->offset;
  row->asked_len = property->len;
  return TRUE;
}

gboolean
willow_granted_says (const WillowGrantedCase *about,
                     WillowGrantedRow        *row,
                     MqttPropertyId           id,
                     MqttProperty            *property)
{
  MqttProperties all = about->connack->properties;

  row->granted_is_absent = !mqtt_properties_find (all, id, property);
  if (row->granted_is_absent)
    return FALSE;
  row->granted_offset =
      (gsize)(all.data - about->connack_data) + property->offset;
  row->granted_len = property->len;
  return TRUE;
}

void
willow_granted_point_at_asked (const WillowGrantedCase *about,
                               WillowGrantedRow        *row,
                               MqttSlice                field,
                               gsize                    before)
{
  if (!mqtt_slice_is_present (field))
    return;
  row->asked_offset = (gsize)(field.data - about->connect_data) - before;
  row->asked_len = field.len + before;
}

char *
willow_granted_quote (MqttSlice text)
{
  GString *out = g_string_new ("“");
  gsize    len =
      willow_visible_text_get_cut (text.data, text.len, QUOTE_MAX_BYTES);

  willow_visible_text_append (out, text.data, len, WILLOW_VISIBLE_ONE_LINE);
  g_string_append (out, len < text.len ? "…”" : "”");
  return g_string_free (out, FALSE);
}

char *
willow_granted_unsaid (char *text)
{
  /* Translators: a value that holds because the packet says nothing about it
   */
  char *unsaid = g_strdup_printf (_ ("%s (not said)"), text);

  g_free (text);
  return unsaid;
}

guint32
willow_granted_get_expiry_seconds (const WillowGrantedCase *about)
{
  return mqtt_properties_get_number (
      about->connack->properties,
      MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL,
      mqtt_properties_get_number (about->connect->properties,
                                  MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL,
                                  0));
}

const char *
willow_granted_row_get_word (const WillowGrantedRow *row)
{
  switch (row->mark)
    {
    case WILLOW_GRANTED_ADDED:
      return _ ("Added");
    case WILLOW_GRANTED_LIMITED:
      return _ ("Limited");
    case WILLOW_GRANTED_DIFFERS:
      return _ ("Different");
    case WILLOW_GRANTED_REFUSED:
      return _ ("Refused");
    case WILLOW_GRANTED_WRONG:
      return _ ("Against the rules");
    case WILLOW_GRANTED_SAME:
    default:
      return row->asked[0] != '\0' ? _ ("As asked") : _ ("As usual");
    }
}

static void
append_row (GString *out, MqttVersion version, const WillowGrantedRow *row)
{
  g_string_append_printf (out,
                          "[%s] %s (MQTT %s, %s)\n",
                          willow_granted_row_get_word (row),
                          row->name,
                          mqtt_version_get_name (version),
                          row->section);
  if (row->asked[0] != '\0')
    g_string_append_printf (out, "  %s: %s\n", _ ("Asked"), row->asked);
  if (row->granted[0] != '\0')
    g_string_append_printf (out, "  %s: %s\n", _ ("Granted"), row->granted);
  if (row->means[0] != '\0')
    g_string_append_printf (out, "  %s", row->means);
  if (row->id[0] != '\0')
    g_string_append_printf (out, " [%s]", row->id);
  g_string_append_c (out, '\n');
}

char *
willow_granted_to_text (const WillowGranted *granted)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < willow_granted_get_n_rows (granted); i++)
    append_row (out,
                willow_granted_get_version (granted),
                willow_granted_get_row (granted, i));
  return g_string_free (out, FALSE);
}
