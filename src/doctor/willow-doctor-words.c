/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-diagnosis-private.h"
#include "doctor/willow-doctor-attempt-private.h"

#include "mqtt/mqtt-packet.h"
#include "mqtt/mqtt-reason-code.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of what a stranger says, in a sentence. */
#define QUOTE_MAX_BYTES 8u

/* (transfer full): "a/#: Not authorized (0x87), …" */
static char *
tell_refused_filters (const WillowDoctorAttempt *attempt)
{
  GString      *text = g_string_new (NULL);
  gsize         len;
  const guint8 *codes = g_bytes_get_data (attempt->codes, &len);

  for (gsize i = 0; i < len && attempt->filters[i] != NULL; i++)
    {
      const char *name =
          mqtt_reason_code_get_name (codes[i], MQTT_PACKET_SUBACK);

      if (codes[i] < MQTT_SUBACK_3_FAILURE)
        continue;
      g_string_append_printf (text,
                              "%s%s: %s (0x%02x)",
                              text->len > 0 ? ", " : "",
                              attempt->filters[i],
                              name != NULL ? _ (name) : "",
                              codes[i]);
    }
  return g_string_free (text, FALSE);
}

/* (transfer full): of another version that works */
static char *
tell_found (GPtrArray *tries)
{
  for (guint i = 0; tries != NULL && i < tries->len; i++)
    {
      const WillowDoctorTry *try = tries->pdata[i];

      if (try->is_own && try->attempt->was_connected)
        return g_strdup (mqtt_version_get_name (try->version));
    }
  return NULL;
}

static char *
fill (const WillowDoctorAttempt *attempt, GPtrArray *tries, const char *text)
{
  const WillowEndpoint *endpoint =
      willow_client_options_get_endpoint (attempt->options);
  MqttVersion version = willow_client_options_get_version (attempt->options);
  gboolean    is_tls = endpoint->scheme == WILLOW_SCHEME_MQTTS ||
                    endpoint->scheme == WILLOW_SCHEME_WSS;
  gsize            len;
  const guint8    *data = willow_doctor_attempt_peek (attempt, &len);
  g_autofree char *place = willow_endpoint_dup_place (endpoint);
  g_autofree char *bytes =
      willow_doctor_format_bytes (data, MIN (len, QUOTE_MAX_BYTES));
  g_autofree char *found = tell_found (tries);
  g_autofree char *detail =
      attempt->codes != NULL   ? tell_refused_filters (attempt)
      : attempt->error != NULL ? g_strdup (attempt->error->message)
                               : NULL;

  return willow_doctor_fill (text,
                             "place",
                             place,
                             "version",
                             mqtt_version_get_name (version),
                             "tried",
                             is_tls ? "TLS" : "WebSocket",
                             "bytes",
                             bytes,
                             "found",
                             found,
                             "detail",
                             detail,
                             NULL);
}

static gboolean
wants_stage (WillowDiagnosis *self, WillowStageKind kind)
{
  return willow_diagnosis_find_stage (self, kind) != NULL;
}

/* What closing without a word means depends on where it happened. */
static const char *
pick_advice (WillowDiagnosis           *self,
             const WillowDoctorAttempt *attempt,
             const WillowVerdictInfo   *info)
{
  MqttConnect connect;

  if (self->verdict == WILLOW_VERDICT_CANNOT_TELL &&
      self->stage == WILLOW_STAGE_TLS)
    return _ ("Perhaps this port speaks plain MQTT and not TLS, or the server "
              "does not accept what TLS offers. Its log has the reason; ask "
              "whoever runs it.");
  if (self->verdict == WILLOW_VERDICT_CANNOT_TELL &&
      self->stage == WILLOW_STAGE_WEBSOCKET)
    return _ ("Perhaps this port does not speak HTTP, or it expects TLS (wss). "
              "The log of the server has the reason; ask whoever runs it.");
  if (self->verdict == WILLOW_VERDICT_CANNOT_TELL &&
      wants_stage (self, WILLOW_STAGE_TLS))
    return _ ("The server did not accept something in CONNECT, or the client "
              "certificate: some servers close like this. Its log has the "
              "reason; ask whoever runs it.");
  willow_client_options_get_connect (attempt->options, &connect);
  if (self->verdict == WILLOW_VERDICT_REFUSED &&
      !mqtt_slice_is_present (connect.user_name) &&
      (g_str_equal (info->name, "refused-credentials") ||
       g_str_equal (info->name, "refused-not-authorized")))
    return _ ("No user name was sent: this broker probably wants user name and "
              "password. Whoever runs it gives them out.");
  return info->advice[0] != '\0' ? _ (info->advice) : "";
}

/* (transfer full): what the client says has no full stop. */
static char *
end_sentence (const char *text)
{
  const char *end = g_utf8_find_prev_char (text, text + strlen (text));

  if (end == NULL ||
      g_utf8_strchr (".!?…。！？", -1, g_utf8_get_char (end)) != NULL)
    return g_strdup (text);
  return g_strdup_printf (_ ("%s."), text);
}

void
willow_doctor_set_texts (WillowDiagnosis           *self,
                         const WillowDoctorAttempt *attempt,
                         const WillowVerdictInfo   *info,
                         GPtrArray                 *tries)
{
  const char *sentence =
      info->sentence != NULL ? _ (info->sentence) : attempt->sentence;

  g_autofree char *filled =
      fill (attempt, tries, sentence != NULL ? sentence : _ ("Not connected"));

  self->sentence = end_sentence (filled);
  self->advice = fill (attempt, tries, pick_advice (self, attempt, info));
}
