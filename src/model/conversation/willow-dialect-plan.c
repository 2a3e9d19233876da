/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-dialect-plan.h"

#include "model/traffic/willow-visible-text.h"

#include <glib/gi18n-lib.h>

#define MAX_NAME_BYTES 100

static char *
dup_visible (MqttSlice text)
{
  GString *out = g_string_new (NULL);
  gsize len = willow_visible_text_get_cut (text.data, text.len, MAX_NAME_BYTES);

  willow_visible_text_append (out, text.data, len, WILLOW_VISIBLE_ONE_LINE);
  return g_string_free (out, FALSE);
}

static char *
tell_connections (const WillowClientOptions *options)
{
  g_autofree char *url =
      willow_endpoint_to_string (willow_client_options_get_endpoint (options));

  return g_strdup_printf (
      _ ("Three connections to %s, one after the other, each left with "
         "DISCONNECT: nothing is subscribed, and no will is published."),
      url);
}

static char *
tell_client_id (MqttSlice client_id)
{
  g_autofree char *name = NULL;

  if (client_id.len == 0)
    return g_strdup (_ ("Without a Client Identifier: the broker makes one up, "
                        "or refuses."));
  name = dup_visible (client_id);
  return g_strdup_printf (_ ("Whoever is connected as “%s” is thrown out, "
                             "Willow’s own connection too; a will of that "
                             "connection is published."),
                          name);
}

/* Clean Session 0 is what leaves something behind. */
static char *
tell_kept (const MqttConnect *connect)
{
  guint32 seconds = mqtt_properties_get_number (
      connect->properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, 0);

  if (seconds == 0)
    return g_strdup (_ ("A Session that the broker keeps goes on with 3.1 and "
                        "3.1.1, and ends with 5.0, which asks for no Session "
                        "Expiry Interval."));
  if (seconds == G_MAXUINT32)
    return g_strdup (_ ("A Session is begun, or goes on, and the broker keeps "
                        "it afterwards."));
  return g_strdup_printf (_ ("A Session is begun, or goes on, and the broker "
                             "keeps it for %u s afterwards."),
                          seconds);
}

static char *
tell_clean (const MqttConnect *connect)
{
  guint32 seconds = mqtt_properties_get_number (
      connect->properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, 0);

  if (seconds == 0)
    return g_strdup (_ ("A Session that the broker keeps for this identifier "
                        "is thrown away, and none is left behind."));
  return g_strdup (_ ("A Session that the broker keeps for this identifier is "
                      "thrown away; 5.0 leaves a new one behind, as its "
                      "Session Expiry Interval says."));
}

GPtrArray *
willow_dialect_plan (const WillowClientOptions *newest)
{
  GPtrArray  *plan = g_ptr_array_new_with_free_func (g_free);
  MqttConnect connect;

  willow_client_options_get_connect (newest, &connect);
  g_ptr_array_add (plan, tell_connections (newest));
  g_ptr_array_add (plan, tell_client_id (connect.client_id));
  g_ptr_array_add (
      plan, connect.clean_start ? tell_clean (&connect) : tell_kept (&connect));
  return plan;
}
