/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-doctor-fix.h"

#include "mqtt/mqtt-packet.h"

#include <glib/gi18n.h>

static gboolean
is_done (const WillowDoctorAttempt *attempt, WillowPhaseKind kind)
{
  const WillowPhase *phase = willow_doctor_attempt_find (attempt, kind);

  return phase != NULL && phase->outcome == WILLOW_PHASE_DONE;
}

gboolean
willow_doctor_try_has_tls (const WillowDoctorTry *try)
{
  const WillowPhase *tls =
      willow_doctor_attempt_find (try->attempt, WILLOW_PHASE_TLS);

  if (tls == NULL || tls->tls == NULL)
    return FALSE;
  return tls->outcome == WILLOW_PHASE_DONE ||
         willow_doctor_recognise (tls->tls->first, tls->tls->n_first) ==
             WILLOW_ANSWER_TLS;
}

gboolean
willow_doctor_try_has_websocket (const WillowDoctorTry *try)
{
  return is_done (try->attempt, WILLOW_PHASE_UPGRADE);
}

gboolean
willow_doctor_try_works (const WillowDoctorTry *try)
{
  return willow_doctor_attempt_has_connack (try->attempt);
}

/* For programs. */
static const char *
name_answer (const WillowDoctorTry *try)
{
  const WillowDoctorAttempt *attempt = try->attempt;
  WillowAnswer               answer = willow_doctor_attempt_recognise (attempt);

  if (answer != WILLOW_ANSWER_NONE)
    return willow_answer_get_name (answer);
  if (is_done (attempt, WILLOW_PHASE_TCP))
    return attempt->ending.kind == WILLOW_ENDING_TIMEOUT ? "silent" : "closed";
  if (g_error_matches (
          attempt->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return "refused";
  if (g_error_matches (attempt->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return "silent";
  return "unreachable";
}

static char *
tell (const WillowDoctorTry *try)
{
  const WillowDoctorAttempt *attempt = try->attempt;

  if (attempt->was_connected)
    return try->is_own ? g_strdup_printf (_ ("MQTT %s is accepted"),
                                          mqtt_version_get_name (try->version))
                       : g_strdup (_ ("MQTT answers, and accepts a client "
                                      "without a name"));
  if (willow_doctor_try_works (try) && !try->is_own)
    return g_strdup (_ ("MQTT answers"));
  return g_strdup (attempt->sentence != NULL ? attempt->sentence
                                             : _ ("Not finished"));
}

void
willow_doctor_add_probes (WillowDiagnosis *diagnosis, GPtrArray *tries)
{
  for (guint i = 0; i < tries->len; i++)
    {
      const WillowDoctorTry *try = tries->pdata[i];
      WillowDoctorProbe     *probe = g_new0 (WillowDoctorProbe, 1);

      probe->url = willow_endpoint_to_string (try->endpoint);
      probe->answer = g_strdup (name_answer (try));
      probe->works = willow_doctor_try_works (try);
      probe->sentence = tell (try);
      g_ptr_array_add (diagnosis->probes, probe);
    }
}

/* (transfer full) (nullable) */
static char *
dup_reference (GBytes *bytes)
{
  MqttPacket packet;
  MqttSlice  value;

  if (bytes == NULL || !mqtt_packet_decode (&packet,
                                            MQTT_VERSION_5_0,
                                            MQTT_ROLE_SERVER,
                                            mqtt_slice_from_bytes (bytes),
                                            NULL))
    return NULL;
  value = mqtt_properties_get_value (packet.type == MQTT_PACKET_CONNACK
                                         ? packet.connack.properties
                                         : packet.reason.properties,
                                     MQTT_PROPERTY_SERVER_REFERENCE);
  return value.len > 0 ? mqtt_slice_dup_string (value) : NULL;
}

/* A list with blanks between, of names with ports: 5.0 section 4.13 gives
 * examples and no grammar. Only what is clearly one is offered. */
static void
add_place (WillowDiagnosis      *diagnosis,
           const WillowEndpoint *own,
           const char           *at)
{
  g_autoptr (WillowEndpoint) endpoint = willow_endpoint_parse (at, NULL);
  g_autoptr (GVariantDict) changes = g_variant_dict_new (NULL);
  const char *colon = strrchr (at, ':');

  if (endpoint == NULL || *endpoint->host == '\0')
    return;
  g_variant_dict_insert (changes, "host", "s", endpoint->host);
  if (colon != NULL && g_ascii_isdigit (colon[1]) &&
      endpoint->port != own->port)
    g_variant_dict_insert (changes, "port", "u", (guint32)endpoint->port);
  willow_doctor_fix_take (
      diagnosis,
      g_strdup_printf (_ ("Connect to the server that it names: %s"), at),
      g_strdup (_ ("Only if you trust the server that sends you there.")),
      changes);
}

void
willow_doctor_fix_add_reference (WillowDiagnosis           *diagnosis,
                                 const WillowDoctorAttempt *attempt)
{
  const WillowEndpoint *own =
      willow_client_options_get_endpoint (attempt->options);
  g_autofree char *reference =
      willow_client_options_get_version (attempt->options) == MQTT_VERSION_5_0
          ? dup_reference (attempt->disconnect != NULL ? attempt->disconnect
                                                       : attempt->connack)
          : NULL;
  g_auto (GStrv) places = NULL;

  if (reference == NULL)
    return;
  places = g_strsplit (reference, " ", -1);
  for (guint i = 0; places[i] != NULL; i++)
    if (*places[i] != '\0')
      add_place (diagnosis, own, places[i]);
}
