/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile-noting.h"
#include "mqtt/mqtt-topic.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
note_topic (const WillowNoting *noting)
{
  const WillowProfileValues *values = noting->values;
  g_autoptr (GBytes) bytes = willow_noting_check_topic (
      noting,
      "will-topic",
      values->will_topic,
      values->will_topic_encoding,
      willow_noting_choose_id (noting, "MQTT-4.7.0-1", "MQTT-4.7.1-1"));
  MqttSlice topic = mqtt_slice_from_bytes (bytes);

  if (topic.len == 0 || topic.data[0] != '$')
    return;
  willow_noting_hint (noting,
                      "will-topic",
                      "",
                      _ ("Topics that begin with $ belong to the server, which "
                         "may refuse this will."));
  if (values->will_retain)
    willow_noting_hint (
        noting,
        "will-retain",
        "",
        _ ("A retained message on a topic that begins with $ stands among the "
           "server's own, and a # does not find it."));
}

/* @payload: (nullable) */
static void
note_payload (const WillowNoting *noting, GBytes *payload)
{
  const WillowProfileValues *values = noting->values;
  MqttSlice                  slice = mqtt_slice_from_bytes (payload);
  gboolean                   is_text =
      payload != NULL &&
      (slice.len == 0 ||
       g_utf8_validate_len ((const char *)slice.data, slice.len, NULL));

  if (payload == NULL)
    return;
  if (slice.len == 0 && values->will_retain)
    willow_noting_hint (
        noting,
        "will-payload",
        willow_noting_choose_id (noting, "MQTT-3.3.1-6", "MQTT-3.3.1-10"),
        _ ("An empty retained message removes the one that is retained under "
           "this topic."));
  if (is_text)
    return;
  if (values->version == MQTT_VERSION_3_1)
    willow_noting_warn (noting,
                        "will-payload",
                        "",
                        _ ("In MQTT 3.1 a will message is a text in UTF-8; "
                           "bytes came with 3.1.1."));
  if (values->version == MQTT_VERSION_5_0 && values->use_will_format &&
      values->will_format == 1)
    willow_noting_warn (
        noting,
        "will-format",
        "",
        _ ("These bytes are not UTF-8: a server that looks refuses with 0x99 "
           "(5.0 section 3.1.3.2.3)."));
}

static void
note_times (const WillowNoting *noting)
{
  const WillowProfileValues *values = noting->values;
  guint                      expiry_seconds =
      values->use_session_expiry ? values->session_expiry_seconds : 0;

  if (values->use_will_delay && values->will_delay_seconds > expiry_seconds)
    willow_noting_hint (
        noting,
        "will-delay-seconds",
        "MQTT-3.1.2-8",
        _ ("The session ends before the delay is over: the will is published "
           "then, and not later."));
  if (values->use_will_expiry && values->will_expiry_seconds == 0)
    willow_noting_hint (
        noting,
        "will-expiry-seconds",
        "",
        _ ("The message expires at once: who is not there at that moment "
           "never gets it."));
}

static void
note_request (const WillowNoting *noting)
{
  const WillowProfileValues *values = noting->values;
  g_autoptr (GBytes) topic = NULL;
  g_autoptr (GBytes) data = NULL;

  if (values->use_will_response_topic)
    topic = willow_noting_check_topic (noting,
                                       "will-response-topic",
                                       values->will_response_topic,
                                       WILLOW_TEXT_PLAIN,
                                       "MQTT-3.3.2-14");
  if (!values->use_will_correlation_data)
    return;
  data = willow_noting_check_bytes (noting,
                                    "will-correlation-data",
                                    values->will_correlation_data,
                                    strlen (values->will_correlation_data),
                                    values->will_correlation_data_encoding);
  if (!values->use_will_response_topic)
    willow_noting_hint (
        noting,
        "will-correlation-data",
        "",
        _ ("Correlation data belongs to a request: without a response topic "
           "nobody answers."));
}

static void
note_properties (const WillowNoting *noting)
{
  const WillowProfileValues *values = noting->values;
  g_autoptr (GBytes) type = NULL;

  note_times (noting);
  if (values->use_will_content_type)
    type = willow_noting_check_string (noting,
                                       "will-content-type",
                                       values->will_content_type,
                                       WILLOW_TEXT_PLAIN);
  note_request (noting);
  willow_noting_pairs (
      noting,
      "will-user-properties",
      willow_profile_get_will_user_properties (noting->profile));
}

void
willow_noting_will (const WillowNoting *noting)
{
  const WillowProfileValues *values = noting->values;
  g_autoptr (GBytes) payload = NULL;

  if (!values->use_will)
    return;
  note_topic (noting);
  payload = willow_noting_check_bytes (noting,
                                       "will-payload",
                                       values->will_payload,
                                       strlen (values->will_payload),
                                       values->will_payload_encoding);
  note_payload (noting, payload);
  if (values->version == MQTT_VERSION_5_0)
    note_properties (noting);
}
