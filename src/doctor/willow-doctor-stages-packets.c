/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-diagnosis-private.h"
#include "doctor/willow-doctor-attempt-private.h"

#include "mqtt/mqtt-packet.h"
#include "mqtt/mqtt-reason-code.h"

#include <glib/gi18n.h>

/* Of a packet in the evidence. */
#define BYTES_MAX 64u

static void
take_summary (WillowDoctorStage *stage, char *summary)
{
  g_free (stage->summary);
  stage->summary = summary;
}

/* (transfer full): UTF-8 */
static char *
dup_text (MqttSlice slice)
{
  return g_utf8_make_valid ((const char *)slice.data, (gssize)slice.len);
}

static void
add_flag (WillowDoctorStage *stage,
          const char        *key,
          const char        *title,
          gboolean           is_there)
{
  willow_doctor_stage_take_fact (
      stage, key, title, g_strdup (is_there ? _ ("sent") : _ ("not sent")));
}

/* What was asked; never what lets somebody in. */
static void
fill_connect (WillowDoctorStage         *stage,
              const WillowDoctorAttempt *attempt,
              gboolean                   is_sent)
{
  const WillowClientOptions *options = attempt->options;
  MqttVersion version = willow_client_options_get_version (options);
  g_autoptr (GBytes) bytes = willow_client_options_encode_connect (options);
  MqttConnect connect;

  willow_client_options_get_connect (options, &connect);
  if (is_sent)
    {
      stage->outcome = WILLOW_STAGE_OK;
      take_summary (stage,
                    g_strdup_printf (
                        _ ("MQTT %s, %u bytes"),
                        mqtt_version_get_name (version),
                        bytes != NULL ? (guint)g_bytes_get_size (bytes) : 0));
    }
  willow_doctor_stage_take_fact (stage,
                                 "version",
                                 _ ("Version"),
                                 g_strdup (mqtt_version_get_name (version)));
  willow_doctor_stage_take_fact (stage,
                                 "client-id",
                                 _ ("Client Identifier"),
                                 dup_text (connect.client_id));
  willow_doctor_stage_take_fact (
      stage,
      "clean-start",
      version == MQTT_VERSION_5_0 ? _ ("Clean Start") : _ ("Clean Session"),
      g_strdup (connect.clean_start ? "1" : "0"));
  add_flag (stage,
            "user-name",
            _ ("User Name"),
            mqtt_slice_is_present (connect.user_name));
  add_flag (stage,
            "password",
            _ ("Password"),
            mqtt_slice_is_present (connect.password));
  add_flag (stage, "will", _ ("Will Message"), connect.has_will);
}

/* (transfer full) (nullable) */
static char *
dup_reason (GBytes *bytes, MqttPacketType type, MqttVersion version)
{
  MqttPacket packet;
  MqttSlice  value;

  if (bytes == NULL || version != MQTT_VERSION_5_0 ||
      !mqtt_packet_decode (&packet,
                           version,
                           MQTT_ROLE_SERVER,
                           mqtt_slice_from_bytes (bytes),
                           NULL))
    return NULL;
  value = mqtt_properties_get_value (type == MQTT_PACKET_CONNACK
                                         ? packet.connack.properties
                                         : packet.reason.properties,
                                     MQTT_PROPERTY_REASON_STRING);
  return mqtt_slice_is_present (value) ? dup_text (value) : NULL;
}

static void
add_packet (WillowDoctorStage *stage,
            GBytes            *bytes,
            MqttPacketType     type,
            MqttVersion        version)
{
  gsize         len;
  const guint8 *data;

  if (bytes == NULL)
    return;
  data = g_bytes_get_data (bytes, &len);
  willow_doctor_stage_take_fact (
      stage,
      "received",
      _ ("Received"),
      willow_doctor_format_bytes (data, MIN (len, BYTES_MAX)));
  willow_doctor_stage_take_fact (stage,
                                 "reason-string",
                                 _ ("Reason String"),
                                 dup_reason (bytes, type, version));
}

static void
fill_connack (WillowDoctorStage         *stage,
              const WillowDoctorAttempt *attempt,
              gboolean                   is_sent)
{
  MqttVersion version = willow_client_options_get_version (attempt->options);
  gint64      end_us =
      attempt->connack_us != 0 ? attempt->connack_us : attempt->end_us;

  if (!is_sent)
    return;
  if (end_us != 0)
    stage->duration_us = MAX (0, end_us - attempt->up_us);
  stage->outcome =
      attempt->was_connected ? WILLOW_STAGE_OK : WILLOW_STAGE_FAILED;
  if (attempt->was_connected)
    take_summary (stage,
                  g_strdup (attempt->session_present
                                ? _ ("accepted, Session Present 1")
                                : _ ("accepted, Session Present 0")));
  else
    take_summary (stage, g_strdup (attempt->sentence));
  add_packet (stage, attempt->connack, MQTT_PACKET_CONNACK, version);
  if (attempt->connack == NULL && attempt->ending.n_first > 0)
    willow_doctor_stage_take_fact (
        stage,
        "received",
        _ ("First bytes"),
        willow_doctor_format_bytes (attempt->ending.first,
                                    attempt->ending.n_first));
  if (!attempt->was_connected)
    add_packet (stage, attempt->disconnect, MQTT_PACKET_DISCONNECT, version);
}

static void
fill_suback (WillowDoctorStage *stage, const WillowDoctorAttempt *attempt)
{
  gsize         len;
  const guint8 *codes;
  guint         n_refused = 0;

  if (attempt->codes == NULL)
    return;
  codes = g_bytes_get_data (attempt->codes, &len);
  stage->duration_us = MAX (0, attempt->suback_us - attempt->connack_us);
  for (gsize i = 0; i < len && attempt->filters[i] != NULL; i++)
    {
      const char *name =
          mqtt_reason_code_get_name (codes[i], MQTT_PACKET_SUBACK);

      n_refused += codes[i] >= MQTT_SUBACK_3_FAILURE ? 1 : 0;
      willow_doctor_stage_take_fact (
          stage,
          "subscription",
          _ ("Subscription"),
          g_strdup_printf ("%s: %s (0x%02x)",
                           attempt->filters[i],
                           name != NULL ? _ (name) : "",
                           codes[i]));
    }
  stage->outcome = n_refused > 0 ? WILLOW_STAGE_FAILED : WILLOW_STAGE_OK;
  take_summary (stage,
                g_strdup_printf (_ ("%u of %u granted"),
                                 (guint)len - n_refused,
                                 (guint)len));
}

static void
fill_open (WillowDoctorStage *stage, const WillowDoctorAttempt *attempt)
{
  MqttVersion version = willow_client_options_get_version (attempt->options);

  if (!attempt->was_connected)
    return;
  if (attempt->end_us != 0)
    stage->duration_us = MAX (0, attempt->end_us - attempt->connack_us);
  if (attempt->has_left)
    {
      stage->outcome = WILLOW_STAGE_OK;
      take_summary (stage, g_strdup (_ ("until it was left with DISCONNECT")));
    }
  else if (attempt->state == WILLOW_CLIENT_LOST)
    {
      stage->outcome = WILLOW_STAGE_FAILED;
      take_summary (stage, g_strdup (attempt->sentence));
      add_packet (stage, attempt->disconnect, MQTT_PACKET_DISCONNECT, version);
    }
}

/* All of the way was there. */
static gboolean
is_up (const WillowDiagnosis *diagnosis)
{
  for (guint i = 0; i < diagnosis->stages->len; i++)
    {
      const WillowDoctorStage *stage = diagnosis->stages->pdata[i];

      if (stage->kind < WILLOW_STAGE_CONNECT &&
          (stage->outcome == WILLOW_STAGE_FAILED ||
           stage->outcome == WILLOW_STAGE_NOT_REACHED))
        return FALSE;
    }
  return TRUE;
}

void
willow_doctor_fill_packets (WillowDiagnosis           *diagnosis,
                            const WillowDoctorAttempt *attempt)
{
  gboolean is_sent = is_up (diagnosis) &&
                     diagnosis->verdict != WILLOW_VERDICT_CONNECT_INVALID &&
                     diagnosis->verdict != WILLOW_VERDICT_CANCELLED;
  WillowDoctorStage *stage;

  fill_connect (willow_diagnosis_find_stage (diagnosis, WILLOW_STAGE_CONNECT),
                attempt,
                is_sent);
  /* With TLS 1.3 the answer about our certificate comes only now. */
  if (is_sent &&
      willow_verdict_get_info (diagnosis->verdict)->stage == WILLOW_STAGE_TLS)
    is_sent = FALSE;
  fill_connack (willow_diagnosis_find_stage (diagnosis, WILLOW_STAGE_CONNACK),
                attempt,
                is_sent);
  stage = willow_diagnosis_find_stage (diagnosis, WILLOW_STAGE_SUBACK);
  if (stage != NULL)
    fill_suback (stage, attempt);
  stage = willow_diagnosis_find_stage (diagnosis, WILLOW_STAGE_OPEN);
  if (stage != NULL)
    fill_open (stage, attempt);
}
