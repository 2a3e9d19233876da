/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-granted-private.h"

#include <glib/gi18n-lib.h>

/* What CONNACK has no field for: who lets a Client in, takes its will and its
 * login as well. */

#define STRING_LENGTH_BYTES 2

static char *
dup_will (const MqttConnect *connect)
{
  g_autofree char *topic = willow_granted_quote (connect->will_topic);
  guint32          delay = mqtt_properties_get_number (
      connect->will_properties, MQTT_PROPERTY_WILL_DELAY_INTERVAL, 0);
  GString *out = g_string_new (topic);

  g_string_append_printf (out, ", QoS %u", connect->will_qos);
  if (connect->will_retain)
    g_string_append_printf (out, ", %s", _ ("retained"));
  if (delay > 0)
    {
      g_string_append (out, ", ");
      g_string_append_printf (out, _ ("%u s delay"), delay);
    }
  return g_string_free (out, FALSE);
}

static char *
explain_will (const WillowGrantedCase *about)
{
  guint32 delay;

  if (about->version != MQTT_VERSION_5_0)
    return g_strdup (_ ("The Server publishes it when this connection ends "
                        "without DISCONNECT."));
  delay = MIN (mqtt_properties_get_number (about->connect->will_properties,
                                           MQTT_PROPERTY_WILL_DELAY_INTERVAL,
                                           0),
               willow_granted_get_expiry_seconds (about));
  if (delay == 0)
    return g_strdup (_ ("The Server publishes it when this connection ends "
                        "without DISCONNECT 0x00."));
  /* 3.1.3.2.2: after the delay, or when the Session ends, if that is first */
  return g_strdup_printf (
      _ ("The Server publishes it %u s after this connection ended without "
         "DISCONNECT 0x00, unless the Client is back by then."),
      delay);
}

static void
judge_will (const WillowGrantedCase *about, WillowGrantedRow *row)
{
  MqttProperties said = about->connack->properties;

  if (about->connect->will_qos >
      mqtt_properties_get_number (said, MQTT_PROPERTY_MAXIMUM_QOS, MQTT_QOS_2))
    {
      willow_granted_set_wrong (row, "MQTT-3.2.2-12");
      willow_granted_set_means (
          row,
          g_strdup (_ ("The Server must refuse a will above its Maximum QoS, "
                       "and has not.")));
    }
  else if (about->connect->will_retain &&
           mqtt_properties_get_number (
               said, MQTT_PROPERTY_RETAIN_AVAILABLE, 1) == 0)
    {
      willow_granted_set_wrong (row, "MQTT-3.2.2-13");
      willow_granted_set_means (
          row,
          g_strdup (_ ("The Server must refuse a will that is to be retained "
                       "where it retains nothing, and has not.")));
    }
}

void
willow_granted_tell_will (WillowGrantedCase *about)
{
  WillowGrantedRow *row;

  if (!about->connect->has_will)
    return;
  row = willow_granted_add (
      about,
      "will",
      _ ("Will"),
      WILLOW_BY_VERSION (about->version, "3.1", "3.1.2.5", "3.1.2.5"));
  willow_granted_set_asked (row, dup_will (about->connect));
  willow_granted_point_at_asked (
      about, row, about->connect->will_topic, STRING_LENGTH_BYTES);
  willow_granted_set_granted (row, g_strdup (_ ("taken with the connection")));
  row->granted_is_absent = TRUE;
  willow_granted_set_means (row, explain_will (about));
  judge_will (about, row);
}

static char *
dup_login (const MqttConnect *connect)
{
  g_autofree char *name = NULL;

  if (!mqtt_slice_is_present (connect->user_name))
    return g_strdup (mqtt_slice_is_present (connect->password)
                         ? _ ("only a password")
                         : _ ("(none)"));
  name = willow_granted_quote (connect->user_name);
  if (!mqtt_slice_is_present (connect->password))
    return g_steal_pointer (&name);
  return g_strdup_printf (_ ("%s, with a password"), name);
}

void
willow_granted_tell_login (WillowGrantedCase *about)
{
  const MqttConnect *connect = about->connect;
  gboolean           anonymous = !mqtt_slice_is_present (connect->user_name) &&
                       !mqtt_slice_is_present (connect->password);
  WillowGrantedRow *row = willow_granted_add (
      about,
      "user-name",
      _ ("User Name"),
      WILLOW_BY_VERSION (about->version, "3.1", "3.1.3.4", "3.1.3.5"));

  willow_granted_set_asked (row, dup_login (connect));
  willow_granted_point_at_asked (
      about, row, connect->user_name, STRING_LENGTH_BYTES);
  willow_granted_set_granted (row, g_strdup (_ ("let in")));
  row->granted_is_absent = TRUE;
  willow_granted_set_means (
      row,
      g_strdup (anonymous ? _ ("The Server lets in clients that name no user.")
                          : _ ("CONNACK does not say how it was checked, nor "
                               "what this user may do.")));
}
