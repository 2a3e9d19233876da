/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-conversation-text.h"

#include "mqtt/mqtt-reason-code.h"

#include <glib/gi18n-lib.h>

/* So many refused filters are named; of more, the number is enough. */
#define MAX_NAMED 3u
#define ERROR_FROM 0x80u
#define WHOLE_MS_FROM_US (10 * G_TIME_SPAN_MILLISECOND)

/* (transfer full) */
static char *
tell_connected (WillowClient *client)
{
  MqttVersion version = willow_client_get_version (client);
  gint64      since_us = willow_client_get_connected_since_us (client);
  g_autoptr (GDateTime) utc =
      g_date_time_new_from_unix_utc (since_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) since = g_date_time_to_local (utc);
  g_autofree char *time = g_date_time_format (since, "%H:%M:%S");

  /* CONNACK of 3.1 has no Session Present. */
  if (version == MQTT_VERSION_3_1)
    return g_strdup_printf (_ ("Connected since %s · MQTT %s"),
                            time,
                            mqtt_version_get_name (version));
  return g_strdup_printf (
      willow_client_get_session_present (client)
          ? _ ("Connected since %s · MQTT %s · session present: yes")
          : _ ("Connected since %s · MQTT %s · session present: no"),
      time,
      mqtt_version_get_name (version));
}

/* "0x86 Bad User Name or Password" in 5.0, "4 …" before. (transfer full) */
static char *
tell_connack_code (MqttVersion version, guint8 code)
{
  const char *name = mqtt_connack_code_get_name (version, code);

  if (version == MQTT_VERSION_5_0)
    return g_strdup_printf (
        "0x%02x %s", code, name != NULL ? _ (name) : _ ("undefined code"));
  return g_strdup_printf (
      "%u %s", code, name != NULL ? _ (name) : _ ("undefined code"));
}

/* Said for as long as it is so. (transfer full) */
static char *
tell_security (WillowClient *client)
{
  const WillowTlsFacts *facts = willow_client_get_tls_facts (client);
  char                 *connected = tell_connected (client);
  char                 *text;

  if (facts == NULL || facts->is_verified)
    return connected;
  text = g_strdup_printf (_ ("Server not verified · %s"), connected);
  g_free (connected);
  return text;
}

char *
willow_conversation_tell_status (WillowClient *client,
                                 const char   *host,
                                 gboolean      is_silent)
{
  g_autofree char *code = NULL;

  switch (willow_client_get_state (client))
    {
    case WILLOW_CLIENT_CONNECTING:
      return g_strdup_printf (_ ("Connecting to %s…"), host);
    case WILLOW_CLIENT_CONNECTED:
      return is_silent ? willow_client_explain_state (client)
                       : tell_security (client);
    case WILLOW_CLIENT_REFUSED:
      code = tell_connack_code (willow_client_get_version (client),
                                willow_client_get_connack_code (client));
      return g_strdup_printf (_ ("Refused: %s"), code);
    case WILLOW_CLIENT_DISCONNECTED:
    case WILLOW_CLIENT_FAILED:
    case WILLOW_CLIENT_LOST:
    default:
      return willow_client_explain_state (client);
    }
}

/* (transfer full) */
static char *
tell_duration (gint64 us)
{
  double ms = (double)us / G_TIME_SPAN_MILLISECOND;

  if (us < WHOLE_MS_FROM_US)
    return g_strdup_printf (_ ("%.1f ms"), ms);
  return g_strdup_printf (_ ("%.0f ms"), ms);
}

char *
willow_conversation_tell_ack (MqttVersion version,
                              MqttQos     qos,
                              guint8      reason,
                              gint64      elapsed_us)
{
  g_autofree char *duration = tell_duration (elapsed_us);
  const char      *packet = qos == MQTT_QOS_1 ? "PUBACK" : "PUBCOMP";
  const char      *name;

  if (qos == MQTT_QOS_0)
    return g_strdup (_ ("Sent. QoS 0 has no acknowledgement."));
  if (version != MQTT_VERSION_5_0 || reason == MQTT_REASON_SUCCESS)
    return g_strdup_printf (_ ("%s after %s"), packet, duration);
  /* A refusal of QoS 2 comes with PUBREC, and nothing follows. */
  if (qos == MQTT_QOS_2 && reason >= ERROR_FROM)
    packet = "PUBREC";
  name = mqtt_reason_code_get_name (reason, MQTT_PACKET_PUBACK);
  return g_strdup_printf (_ ("%s after %s: 0x%02x %s"),
                          packet,
                          duration,
                          reason,
                          name != NULL ? _ (name) : _ ("undefined code"));
}

static const char *
get_suback_name (MqttVersion version, guint8 code)
{
  const char *name;

  if (version != MQTT_VERSION_5_0)
    return _ ("Failure");
  name = mqtt_reason_code_get_name (code, MQTT_PACKET_SUBACK);
  return name != NULL ? _ (name) : _ ("undefined code");
}

char *
willow_conversation_tell_refused (MqttVersion version,
                                  GPtrArray  *filters,
                                  GBytes     *codes)
{
  g_autoptr (GString) named = g_string_new (NULL);
  gsize         n_codes;
  const guint8 *code = g_bytes_get_data (codes, &n_codes);
  guint         n_refused = 0;

  for (guint i = 0; i < MIN (n_codes, filters->len); i++)
    {
      if (code[i] < ERROR_FROM || n_refused++ >= MAX_NAMED)
        continue;
      g_string_append_printf (named,
                              "%s“%s” (0x%02x %s)",
                              named->len > 0 ? ", " : "",
                              (const char *)g_ptr_array_index (filters, i),
                              code[i],
                              get_suback_name (version, code[i]));
    }
  if (n_refused == 0)
    return NULL;
  if (n_refused > MAX_NAMED)
    g_string_append (named, ", …");
  return g_strdup_printf (ngettext ("The server refused %u subscription: %s",
                                    "The server refused %u subscriptions: %s",
                                    n_refused),
                          n_refused,
                          named->str);
}
