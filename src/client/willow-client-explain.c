/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-explain.h"

#include "auth/willow-scram.h"
#include "client/willow-client.h"
#include "mqtt/mqtt-packet.h"
#include "mqtt/mqtt-reason-code.h"
#include "net/willow-websocket-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a server says is quoted up to here. */
#define QUOTE_MAX_CHARS 200

static char *
dup_place (const WillowEndpoint *endpoint)
{
  g_autofree char *url = willow_endpoint_to_string (endpoint);

  return g_strdup (strstr (url, "://") + 3);
}

/* A string property of @packet, CONNACK or DISCONNECT; empty without one. */
static MqttSlice
get_text (const MqttPacket *packet, MqttPropertyId id)
{
  switch ((guint)packet->type)
    {
    case MQTT_PACKET_CONNACK:
      return mqtt_properties_get_value (packet->connack.properties, id);
    case MQTT_PACKET_DISCONNECT:
      return mqtt_properties_get_value (packet->reason.properties, id);
    default:
      return MQTT_SLICE_NONE;
    }
}

/* (transfer full) (nullable): the same, fit for one line */
static char *
dup_text (GBytes *bytes, MqttPropertyId id)
{
  MqttPacket packet;
  MqttSlice  value = MQTT_SLICE_NONE;
  GString   *line;

  if (bytes != NULL && mqtt_packet_decode (&packet,
                                           MQTT_VERSION_5_0,
                                           MQTT_ROLE_SERVER,
                                           mqtt_slice_from_bytes (bytes),
                                           NULL))
    value = get_text (&packet, id);
  if (value.len == 0)
    return NULL;
  line = g_string_new (NULL);
  for (gsize at = 0, n = 0; at < value.len && n < QUOTE_MAX_CHARS; n++)
    {
      const char *p = (const char *)value.data + at;
      gunichar    c = g_utf8_get_char (p);

      g_string_append_unichar (line, g_unichar_isprint (c) ? c : ' ');
      at += (gsize)(g_utf8_next_char (p) - p);
    }
  return g_string_free (line, FALSE);
}

/* What 5.0 lets the server add: Reason String and Server Reference.
 * @packet: (nullable): its CONNACK or DISCONNECT */
static char *
add_texts (const WillowClientStory *story, GBytes *packet, char *sentence)
{
  g_autofree char *reason = NULL;
  g_autofree char *reference = NULL;
  char            *longer;

  if (story->version != MQTT_VERSION_5_0)
    return sentence;
  reason = dup_text (packet, MQTT_PROPERTY_REASON_STRING);
  reference = dup_text (packet, MQTT_PROPERTY_SERVER_REFERENCE);
  if (reason != NULL)
    {
      longer = g_strdup_printf (_ ("%s. It says: “%s”"), sentence, reason);
      g_free (sentence);
      sentence = longer;
    }
  if (reference != NULL)
    {
      longer = g_strdup_printf (
          _ ("%s. It names another server: %s"), sentence, reference);
      g_free (sentence);
      sentence = longer;
    }
  return sentence;
}

static char *
tell_refused (const WillowClientStory *story)
{
  guint8      code = story->ending->code;
  const char *name = mqtt_connack_code_get_name (story->version, code);

  if (name == NULL)
    return g_strdup_printf (
        _ ("The server refused the connection with the code 0x%02x, which "
           "MQTT %s does not define"),
        code,
        mqtt_version_get_name (story->version));
  return add_texts (
      story,
      story->connack,
      g_strdup_printf (_ ("The server refused the connection: %s (0x%02x)"),
                       _ (name),
                       code));
}

/* An alert or a handshake message of TLS 1.0 to 1.3, as servers answer what is
 * no TLS: RFC 8446 section 5.1. */
static gboolean
is_tls (const WillowEnding *ending)
{
  return ending->n_first >= 2 && ending->first[1] == 3 &&
         (ending->first[0] == 0x15 || ending->first[0] == 0x16);
}

static gboolean
begins_with (const WillowEnding *ending, const char *text)
{
  gsize len = strlen (text);

  return ending->n_first >= len && memcmp (ending->first, text, len) == 0;
}

/* What answers there, if it is something well known. (transfer full)
 * (nullable) */
static char *
tell_stranger (const WillowClientStory *story, const char *place)
{
  const WillowEnding *ending = story->ending;

  if (story->endpoint->scheme == WILLOW_SCHEME_MQTT && is_tls (ending))
    return g_strdup_printf (_ ("%s speaks TLS on this port, and was spoken to "
                               "without: it belongs to mqtts://"),
                            place);
  if (begins_with (ending, "HTTP"))
    return g_strdup_printf (_ ("%s speaks HTTP on this port, and no MQTT: it "
                               "may belong to ws://"),
                            place);
  if (begins_with (ending, "SSH-"))
    return g_strdup_printf (_ ("%s speaks SSH on this port, and no MQTT"),
                            place);
  return NULL;
}

/* Between TCP and CONNACK. */
static char *
tell_failed (const WillowClientStory *story)
{
  const WillowEnding *ending = story->ending;
  g_autofree char    *place = dup_place (story->endpoint);
  char               *stranger;

  if (story->error != NULL && ending->kind == WILLOW_ENDING_IO_ERROR)
    return willow_connector_explain (story->endpoint, story->error);
  stranger = tell_stranger (story, place);
  if (stranger != NULL)
    return stranger;
  switch (ending->kind)
    {
    case WILLOW_ENDING_FIN:
      if (story->endpoint->scheme == WILLOW_SCHEME_MQTT)
        return g_strdup_printf (
            _ ("%s took the connection and closed it without a CONNACK: it "
               "did not like the CONNECT, or it expects TLS on this port "
               "(mqtts://)"),
            place);
      return g_strdup_printf (
          _ ("%s took the connection and closed it without a CONNACK"), place);
    case WILLOW_ENDING_RESET:
      if (story->endpoint->scheme == WILLOW_SCHEME_MQTT)
        return g_strdup_printf (
            _ ("%s took the connection and reset it without a CONNACK: it did "
               "not like the CONNECT, or it expects TLS on this port "
               "(mqtts://)"),
            place);
      return g_strdup_printf (
          _ ("%s took the connection and reset it without a CONNACK"), place);
    case WILLOW_ENDING_TIMEOUT:
      return g_strdup_printf (
          _ ("%s took the connection, but sent no CONNACK in time"), place);
    case WILLOW_ENDING_VIOLATION:
      return g_strdup_printf (
          _ ("%s answered CONNECT with something that MQTT does not allow: %s"),
          place,
          _ (ending->violation.text));
    case WILLOW_ENDING_DISCONNECT:
      return g_strdup_printf (_ ("%s answered CONNECT with DISCONNECT 0x%02x"),
                              place,
                              ending->code);
    case WILLOW_ENDING_CLOSED_BY_US:
    case WILLOW_ENDING_IO_ERROR:
    case WILLOW_ENDING_REFUSED:
    default:
      return g_strdup_printf (
          _ ("The connection to %s broke before CONNACK: %s"),
          place,
          ending->error != NULL ? ending->error->message : _ ("closed"));
    }
}

static char *
tell_disconnect (const WillowClientStory *story)
{
  guint8      code = story->ending->code;
  const char *name = mqtt_reason_code_get_name (code, MQTT_PACKET_DISCONNECT);
  char       *sentence;

  if (name == NULL)
    sentence = g_strdup_printf (
        _ ("The server said goodbye with DISCONNECT 0x%02x"), code);
  else
    sentence = g_strdup_printf (
        _ ("The server said goodbye: %s (DISCONNECT 0x%02x)"), _ (name), code);
  return add_texts (story, story->disconnect, sentence);
}

static char *
tell_violation (const MqttViolation *violation)
{
  if (violation->id[0] == '\0')
    return g_strdup_printf (_ ("We closed the connection, because the server "
                               "broke a rule: %s"),
                            _ (violation->text));
  return g_strdup_printf (_ ("We closed the connection, because the server "
                             "broke a rule: %s [%s]"),
                          _ (violation->text),
                          violation->id);
}

static char *
tell_lost (const WillowClientStory *story)
{
  const WillowEnding *ending = story->ending;

  switch (ending->kind)
    {
    case WILLOW_ENDING_DISCONNECT:
      return tell_disconnect (story);
    case WILLOW_ENDING_FIN:
      if (story->has_websocket_close && !story->is_silent)
        return g_strdup (_ ("The server closed the WebSocket without a word of "
                            "MQTT (Close frame)"));
      return g_strdup (
          story->is_silent
              ? _ ("The server closed the connection on which we were silent")
              : _ ("The server closed the connection without a word (FIN)"));
    case WILLOW_ENDING_RESET:
      return g_strdup (_ ("The server, or something on the way, reset the "
                          "connection (RST)"));
    case WILLOW_ENDING_VIOLATION:
      return tell_violation (&ending->violation);
    case WILLOW_ENDING_TIMEOUT:
      return g_strdup (_ ("The server did not answer PINGREQ in time: it is "
                          "silent, or the network is gone"));
    case WILLOW_ENDING_IO_ERROR:
      if (ending->error->domain == WILLOW_TLS_ERROR ||
          ending->error->domain == WILLOW_WEBSOCKET_ERROR)
        return g_strdup (ending->error->message);
      return g_strdup_printf (_ ("The network broke the connection: %s"),
                              ending->error->message);
    case WILLOW_ENDING_CLOSED_BY_US:
    case WILLOW_ENDING_REFUSED:
    default:
      return g_strdup (_ ("The connection is closed"));
    }
}

static char *
tell_with_place (const WillowClientStory *story)
{
  g_autofree char *place = dup_place (story->endpoint);

  if (story->state == WILLOW_CLIENT_CONNECTING)
    return g_strdup_printf (_ ("Connecting to %s"), place);
  if (story->is_silent)
    return g_strdup_printf (_ ("Connected to %s, but silent"), place);
  return g_strdup_printf (_ ("Connected to %s with MQTT %s"),
                          place,
                          mqtt_version_get_name (story->version));
}

/* What authentication says about itself is a sentence already. */
static gboolean
is_about_authentication (const GError *error)
{
  return error != NULL &&
         (error->domain == WILLOW_SCRAM_ERROR ||
          g_error_matches (
              error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_AUTHENTICATION));
}

char *
willow_client_tell (const WillowClientStory *story)
{
  if (story->state != WILLOW_CLIENT_CONNECTING &&
      story->state != WILLOW_CLIENT_CONNECTED && story->ending != NULL &&
      is_about_authentication (story->ending->error))
    return g_strdup (story->ending->error->message);
  switch (story->state)
    {
    case WILLOW_CLIENT_CONNECTING:
    case WILLOW_CLIENT_CONNECTED:
      return tell_with_place (story);
    case WILLOW_CLIENT_REFUSED:
      return tell_refused (story);
    case WILLOW_CLIENT_FAILED:
      return tell_failed (story);
    case WILLOW_CLIENT_LOST:
      return tell_lost (story);
    case WILLOW_CLIENT_DISCONNECTED:
    default:
      if (story->endpoint == NULL)
        return g_strdup (_ ("Not connected yet"));
      return g_strdup (story->was_cancelled ? _ ("Connecting was cancelled")
                                            : _ ("Disconnected"));
    }
}
