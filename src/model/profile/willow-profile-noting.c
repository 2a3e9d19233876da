/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile-noting.h"

#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-topic.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
willow_noting_hint (const WillowNoting *noting,
                    const char         *property,
                    const char         *id,
                    const char         *text)
{
  willow_profile_add_note (noting->notes, WILLOW_NOTE_HINT, property, id, text);
}

void
willow_noting_warn (const WillowNoting *noting,
                    const char         *property,
                    const char         *id,
                    const char         *text)
{
  willow_profile_add_note (
      noting->notes, WILLOW_NOTE_WARNING, property, id, text);
}

void
willow_noting_break (const WillowNoting *noting,
                     const char         *property,
                     const char         *id,
                     const char         *text)
{
  willow_profile_add_note (noting->notes,
                           noting->values->practice ? WILLOW_NOTE_WARNING
                                                    : WILLOW_NOTE_ERROR,
                           property,
                           id,
                           text);
}

void
willow_noting_stop (const WillowNoting *noting,
                    const char         *property,
                    const char         *text)
{
  willow_profile_add_note (
      noting->notes, WILLOW_NOTE_ERROR, property, "", text);
}

const char *
willow_noting_choose_id (const WillowNoting *noting,
                         const char         *id_5,
                         const char         *id_4)
{
  if (noting->values->version == MQTT_VERSION_5_0)
    return id_5;
  return noting->values->version == MQTT_VERSION_3_1_1 ? id_4 : "";
}

GBytes *
willow_noting_check_bytes (const WillowNoting *noting,
                           const char         *property,
                           const char         *text,
                           gsize               len,
                           guint               encoding)
{
  g_autoptr (GBytes) bytes =
      willow_encoded_text_decode (text, len, (WillowTextEncoding)encoding);

  if (bytes == NULL)
    willow_noting_stop (
        noting,
        property,
        willow_encoded_text_get_rule ((WillowTextEncoding)encoding));
  else if (g_bytes_get_size (bytes) > MQTT_STRING_MAX_BYTES)
    willow_noting_stop (
        noting,
        property,
        _ ("Longer than 65,535 bytes: MQTT cannot express it."));
  else
    return g_steal_pointer (&bytes);
  return NULL;
}

static void
note_spaces (const WillowNoting *noting, const char *property, MqttSlice text)
{
  const char *start = (const char *)text.data;
  const char *end = start + text.len;

  if (text.len == 0)
    return;
  if (g_unichar_isspace (g_utf8_get_char (start)) ||
      g_unichar_isspace (g_utf8_get_char (g_utf8_find_prev_char (start, end))))
    willow_noting_hint (
        noting,
        property,
        "",
        _ ("Begins or ends with a space, which is sent as well."));
}

/* 5.0 section 1.5.4 advises against them, and lets a receiver close. */
static gboolean
is_disturbing (gunichar c)
{
  return g_unichar_iscntrl (c) || (c >= 0xfdd0 && c <= 0xfdef) ||
         (c & 0xfffe) == 0xfffe;
}

static void
note_characters (const WillowNoting *noting,
                 const char         *property,
                 MqttSlice           text)
{
  const char *at = (const char *)text.data;
  const char *end = at + text.len;

  for (; at < end; at = g_utf8_next_char (at))
    if (is_disturbing (g_utf8_get_char (at)))
      {
        willow_noting_hint (
            noting,
            property,
            "",
            _ ("Has a control character, or one that Unicode reserves: a "
               "server may close the connection."));
        return;
      }
}

static void
note_malformed (const WillowNoting *noting,
                const char         *property,
                MqttSlice           text,
                gsize               offset)
{
  if (text.data[offset] == '\0')
    willow_noting_break (
        noting,
        property,
        willow_noting_choose_id (noting, "MQTT-1.5.4-2", "MQTT-1.5.3-2"),
        _ ("Has a U+0000, which no text of MQTT may have."));
  else
    willow_noting_break (
        noting,
        property,
        willow_noting_choose_id (noting, "MQTT-1.5.4-1", "MQTT-1.5.3-1"),
        _ ("These bytes are not UTF-8, and this field is a text."));
}

GBytes *
willow_noting_check_string (const WillowNoting *noting,
                            const char         *property,
                            const char         *text,
                            guint               encoding)
{
  g_autoptr (GBytes) bytes = willow_noting_check_bytes (
      noting, property, text, strlen (text), encoding);
  MqttSlice slice = mqtt_slice_from_bytes (bytes);
  gsize     offset = 0;

  if (bytes == NULL)
    return NULL;
  if (!mqtt_utf8_is_valid (slice, &offset))
    {
      note_malformed (noting, property, slice, offset);
      return g_steal_pointer (&bytes);
    }
  note_spaces (noting, property, slice);
  note_characters (noting, property, slice);
  return g_steal_pointer (&bytes);
}

GBytes *
willow_noting_check_topic (const WillowNoting *noting,
                           const char         *property,
                           const char         *text,
                           guint               encoding,
                           const char         *wildcard_id)
{
  GBytes *bytes = willow_noting_check_string (noting, property, text, encoding);
  MqttSlice topic = mqtt_slice_from_bytes (bytes);

  if (bytes == NULL)
    return NULL;
  if (topic.len == 0)
    willow_noting_break (
        noting,
        property,
        willow_noting_choose_id (noting, "MQTT-4.7.3-1", "MQTT-4.7.3-1"),
        _ ("A topic has at least one character."));
  else if (mqtt_topic_filter_has_wildcard (topic))
    willow_noting_break (
        noting,
        property,
        wildcard_id,
        _ ("+ and # are for subscriptions: a message cannot be published to "
           "them."));
  else if (noting->values->version == MQTT_VERSION_3_1 &&
           mqtt_utf8_is_valid (topic, NULL) &&
           g_utf8_strlen ((const char *)topic.data, (gssize)topic.len) >
               (glong)MQTT_3_1_TOPIC_MAX_CHARS)
    willow_noting_break (
        noting,
        property,
        "",
        _ ("A topic of MQTT 3.1 has 32,767 characters at most."));
  return bytes;
}

static gboolean
has_twin (GListModel *pairs, guint position)
{
  g_autoptr (WillowProfileUserProperty) pair =
      g_list_model_get_item (pairs, position);

  for (guint i = 0; i < position; i++)
    {
      g_autoptr (WillowProfileUserProperty) other =
          g_list_model_get_item (pairs, i);

      if (g_str_equal (willow_profile_user_property_get_name (pair),
                       willow_profile_user_property_get_name (other)))
        return TRUE;
    }
  return FALSE;
}

void
willow_noting_pairs (const WillowNoting *noting,
                     const char         *property,
                     GListModel         *pairs)
{
  for (guint i = 0; i < g_list_model_get_n_items (pairs); i++)
    {
      g_autoptr (WillowProfileUserProperty) pair =
          g_list_model_get_item (pairs, i);
      const char *name = willow_profile_user_property_get_name (pair);
      const char *value = willow_profile_user_property_get_value (pair);
      g_autoptr (GBytes) name_bytes = willow_noting_check_string (
          noting, property, name, WILLOW_TEXT_PLAIN);
      g_autoptr (GBytes) value_bytes = willow_noting_check_string (
          noting, property, value, WILLOW_TEXT_PLAIN);

      if (*name == '\0')
        willow_noting_hint (noting,
                            property,
                            "",
                            _ ("A user property without a name is allowed, and "
                               "sent like this."));
      if (has_twin (pairs, i))
        willow_noting_hint (
            noting,
            property,
            "",
            _ ("The same name more than once is allowed: all of them are sent, "
               "in this order."));
    }
}
