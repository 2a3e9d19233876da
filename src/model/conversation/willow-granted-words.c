/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-granted-private.h"

#include <glib/gi18n-lib.h>

static const char *
get_wanted_word (guint32 wanted)
{
  return wanted != 0 ? _ ("1 = wanted") : _ ("0 = not wanted");
}

/* [MQTT-3.1.2-28]: only who asks may get it, and may be left without. */
static void
tell_response_information (WillowGrantedCase *about)
{
  MqttProperty      property;
  guint32           wanted = 0;
  WillowGrantedRow *row = willow_granted_add_property (
      about, "response-information", MQTT_PROPERTY_RESPONSE_INFORMATION);

  if (willow_granted_asks (
          about, row, MQTT_PROPERTY_REQUEST_RESPONSE_INFORMATION, &property))
    wanted = property.number;
  willow_granted_set_asked (row, g_strdup (get_wanted_word (wanted)));
  if (row->asked_is_absent)
    willow_granted_set_asked (
        row, willow_granted_unsaid (g_steal_pointer (&row->asked)));
  if (willow_granted_says (
          about, row, MQTT_PROPERTY_RESPONSE_INFORMATION, &property))
    {
      willow_granted_set_granted (row, willow_granted_quote (property.value));
      row->mark = WILLOW_GRANTED_ADDED;
      willow_granted_set_means (
          row,
          g_strdup (_ ("Topics for responses are made from this. Willow shows "
                       "it, and makes none by itself.")));
      if (wanted == 0)
        {
          willow_granted_set_wrong (row, "MQTT-3.1.2-28");
          willow_granted_set_means (
              row, g_strdup (_ ("Nobody had asked the Server for it.")));
        }
      return;
    }
  willow_granted_set_granted (row, g_strdup (_ ("(none)")));
  if (wanted != 0)
    row->mark = WILLOW_GRANTED_DIFFERS;
  willow_granted_set_means (
      row,
      g_strdup (wanted != 0
                    ? _ ("The Server may leave it out, even where it is asked "
                         "for.")
                    : _ ("The Server may not send any.")));
}

static void
tell_problem_information (WillowGrantedCase *about)
{
  MqttProperty      property;
  guint32           wanted = 1;
  WillowGrantedRow *row = willow_granted_add (
      about,
      "problem-information",
      _ (mqtt_property_get_info (MQTT_PROPERTY_REQUEST_PROBLEM_INFORMATION)
             ->name),
      mqtt_property_get_section (MQTT_PROPERTY_REQUEST_PROBLEM_INFORMATION,
                                 MQTT_PACKET_CONNECT));

  if (willow_granted_asks (
          about, row, MQTT_PROPERTY_REQUEST_PROBLEM_INFORMATION, &property))
    wanted = property.number;
  willow_granted_set_asked (row,
                            g_strdup (wanted != 0
                                          ? _ ("1 = with explanations")
                                          : _ ("0 = without explanations")));
  if (row->asked_is_absent)
    willow_granted_set_asked (
        row, willow_granted_unsaid (g_steal_pointer (&row->asked)));
  row->granted_is_absent = TRUE;
  willow_granted_set_granted (row, g_strdup (_ ("taken with the connection")));
  /* [MQTT-3.1.2-29] */
  willow_granted_set_means (
      row,
      g_strdup (wanted != 0
                    ? _ ("The Server may explain every answer in words.")
                    : _ ("The Server may explain only CONNACK, PUBLISH and "
                         "DISCONNECT; Willow takes more for a Protocol "
                         "Error.")));
}

static void
tell_text (WillowGrantedCase *about,
           const char        *key,
           MqttPropertyId     id,
           const char        *means)
{
  WillowGrantedRow *row;
  MqttProperty      property;

  if (!mqtt_properties_find (about->connack->properties, id, &property))
    return;
  row = willow_granted_add_property (about, key, id);
  willow_granted_says (about, row, id, &property);
  row->mark = WILLOW_GRANTED_ADDED;
  willow_granted_set_granted (row, willow_granted_quote (property.value));
  willow_granted_set_means (row, g_strdup (means));
}

static const char *
explain_reference (guint8 code)
{
  if (code == MQTT_REASON_SERVER_MOVED)
    return _ ("The Server to use from now on. Willow does not go there by "
              "itself: the profile says where to connect.");
  if (code == MQTT_REASON_USE_ANOTHER_SERVER)
    return _ ("The Server to use for now. Willow does not go there by itself: "
              "the profile says where to connect.");
  return _ ("It is meant for the Reason Codes 0x9C and 0x9D. Willow does not "
            "go there by itself.");
}

static char *
dup_pair (const MqttProperty *property)
{
  g_autofree char *name = willow_granted_quote (property->name);
  g_autofree char *value = willow_granted_quote (property->value);

  return g_strdup_printf ("%s = %s", name, value);
}

static void
tell_asked_pair (WillowGrantedCase *about, const MqttProperty *property)
{
  WillowGrantedRow *row = willow_granted_add (
      about,
      "user-property-sent",
      _ (mqtt_property_get_info (property->id)->name),
      mqtt_property_get_section (property->id, MQTT_PACKET_CONNECT));

  row->asked_offset =
      (gsize)(about->connect->properties.data - about->connect_data) +
      property->offset;
  row->asked_len = property->len;
  row->granted_is_absent = TRUE;
  willow_granted_set_asked (row, dup_pair (property));
  willow_granted_set_means (
      row,
      g_strdup (_ ("What it says to the Server is a matter of agreement, not "
                   "of the specification.")));
}

static void
tell_given_pair (WillowGrantedCase *about, const MqttProperty *property)
{
  WillowGrantedRow *row =
      willow_granted_add_property (about, "user-property", property->id);

  row->mark = WILLOW_GRANTED_ADDED;
  row->granted_offset =
      (gsize)(about->connack->properties.data - about->connack_data) +
      property->offset;
  row->granted_len = property->len;
  willow_granted_set_granted (row, dup_pair (property));
  willow_granted_set_means (
      row, g_strdup (_ ("Willow shows it and does nothing about it.")));
}

typedef void (*PairFunc) (WillowGrantedCase  *about,
                          const MqttProperty *property);

/* Each of them, in order: names may repeat. */
static void
tell_pairs (WillowGrantedCase *about, MqttProperties properties, PairFunc tell)
{
  MqttPropertyIter iter;
  MqttProperty     property;

  mqtt_property_iter_init (&iter, properties);
  while (mqtt_property_iter_next (&iter, &property))
    if (property.id == MQTT_PROPERTY_USER_PROPERTY)
      tell (about, &property);
}

/* [MQTT-4.12.0-5] [MQTT-4.12.0-6] */
static void
judge_method (WillowGrantedRow *row, MqttSlice asked, MqttSlice given)
{
  if (mqtt_slice_is_present (asked) && mqtt_slice_is_present (given) &&
      mqtt_slice_equal (asked, given))
    {
      willow_granted_set_means (
          row,
          g_strdup (_ ("Both sides are proven as this method says; it can be "
                       "done again while the connection goes on.")));
      return;
    }
  willow_granted_set_wrong (
      row, mqtt_slice_is_present (asked) ? "MQTT-4.12.0-5" : "MQTT-4.12.0-6");
  willow_granted_set_means (
      row,
      g_strdup (_ ("A Server that accepts must name the method of CONNECT, and "
                   "no other. Willow closes the connection.")));
}

static void
tell_method (WillowGrantedCase *about)
{
  MqttProperty      asked = { 0 }, given = { 0 };
  WillowGrantedRow *row = willow_granted_add_property (
      about, "authentication-method", MQTT_PROPERTY_AUTHENTICATION_METHOD);

  willow_granted_asks (about, row, MQTT_PROPERTY_AUTHENTICATION_METHOD, &asked);
  willow_granted_says (about, row, MQTT_PROPERTY_AUTHENTICATION_METHOD, &given);
  willow_granted_set_asked (row,
                            row->asked_is_absent
                                ? g_strdup (_ ("(none)"))
                                : willow_granted_quote (asked.value));
  willow_granted_set_granted (row,
                              row->granted_is_absent
                                  ? g_strdup (_ ("(none)"))
                                  : willow_granted_quote (given.value));
  if (row->asked_is_absent && row->granted_is_absent)
    willow_granted_set_means (
        row, g_strdup (_ ("No enhanced authentication (AUTH).")));
  else
    judge_method (row,
                  row->asked_is_absent ? MQTT_SLICE_NONE : asked.value,
                  row->granted_is_absent ? MQTT_SLICE_NONE : given.value);
}

static char *
dup_length (gboolean is_absent, const MqttProperty *property)
{
  if (is_absent)
    return g_strdup (_ ("(none)"));
  return g_strdup_printf (_ ("%u bytes"), (guint)property->value.len);
}

/* How much of it there is, and never what. */
static void
tell_authentication_data (WillowGrantedCase *about)
{
  const MqttPropertyId id = MQTT_PROPERTY_AUTHENTICATION_DATA;
  MqttProperty         asked = { 0 }, given = { 0 };
  WillowGrantedRow    *row =
      willow_granted_add_property (about, "authentication-data", id);

  willow_granted_asks (about, row, id, &asked);
  willow_granted_says (about, row, id, &given);
  willow_granted_set_asked (row, dup_length (row->asked_is_absent, &asked));
  willow_granted_set_granted (row, dup_length (row->granted_is_absent, &given));
  willow_granted_set_means (
      row,
      g_strdup (row->granted_is_absent
                    ? _ ("The Server adds no last step of the authentication.")
                    : _ ("The last step of the authentication: by it the "
                         "Server proves who it is.")));
}

void
willow_granted_tell_words (WillowGrantedCase *about, gboolean all)
{
  if (about->version != MQTT_VERSION_5_0)
    return;
  tell_text (about,
             "reason-string",
             MQTT_PROPERTY_REASON_STRING,
             _ ("The Server’s own words, for people."));
  tell_text (about,
             "server-reference",
             MQTT_PROPERTY_SERVER_REFERENCE,
             explain_reference (about->connack->code));
  tell_pairs (about, about->connack->properties, tell_given_pair);
  if (!all)
    return;
  tell_response_information (about);
  tell_problem_information (about);
  tell_pairs (about, about->connect->properties, tell_asked_pair);
  tell_method (about);
  tell_authentication_data (about);
}
