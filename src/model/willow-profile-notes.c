/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/willow-profile.h"

#include "model/willow-profile-secrets.h"
#include "model/willow-profile-subscription.h"
#include "model/willow-subscription-notes.h"
#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-topic.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* NAT tables and firewalls forget a silent connection long before this. */
#define LONG_KEEP_ALIVE_SECONDS 3600u

void
willow_profile_add_note (GArray         *notes,
                         WillowNoteLevel level,
                         const char     *property,
                         const char     *id,
                         const char     *text)
{
  WillowProfileNote note = { level, property, id, text };

  for (guint i = 0; i < notes->len; i++)
    {
      const WillowProfileNote *other =
          &g_array_index (notes, WillowProfileNote, i);

      if (g_str_equal (other->property, property) && other->text == text)
        return; /* two filters with the same mistake */
    }
  g_array_append_val (notes, note);
}

static gboolean
has_outer_space (const char *text)
{
  gsize len = strlen (text);

  return len > 0 &&
         (g_ascii_isspace (text[0]) || g_ascii_isspace (text[len - 1]));
}

static gboolean
is_too_long (const char *text)
{
  return strlen (text) > MQTT_STRING_MAX_BYTES;
}

static void
add_if_too_long (GArray *notes, const char *property, const char *text)
{
  if (is_too_long (text))
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_ERROR,
        property,
        "",
        _ ("Longer than 65,535 bytes: MQTT cannot express it."));
}

static void
add_if_spaced (GArray *notes, const char *property, const char *text)
{
  if (has_outer_space (text))
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_HINT,
        property,
        "",
        _ ("Begins or ends with a space, which is sent as well."));
}

static void
note_empty_client_id (const WillowProfileValues *values, GArray *notes)
{
  if (values->version == MQTT_VERSION_3_1)
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_WARNING,
        "client-id",
        "",
        _ ("MQTT 3.1 wants 1 to 23 characters: the server refuses an empty "
           "client identifier with code 2."));
  else if (values->version == MQTT_VERSION_3_1_1 && !values->clean_start)
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_WARNING,
        "client-id",
        "MQTT-3.1.3-8",
        _ ("An empty client identifier needs clean session: the server "
           "refuses it with code 2 otherwise."));
  else
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_HINT,
        "client-id",
        "",
        _ ("Empty: the server makes up a client identifier."));
}

static void
note_client_id (const WillowProfileValues *values, GArray *notes)
{
  gsize n_chars = (gsize)g_utf8_strlen (values->client_id, -1);

  add_if_too_long (notes, "client-id", values->client_id);
  add_if_spaced (notes, "client-id", values->client_id);
  if (n_chars == 0)
    note_empty_client_id (values, notes);
  else if (n_chars <= MQTT_3_1_CLIENT_ID_MAX_CHARS)
    return;
  else if (values->version == MQTT_VERSION_3_1)
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_WARNING,
        "client-id",
        "",
        _ ("MQTT 3.1 allows 23 characters at most: the server refuses a "
           "longer one with code 2."));
  else if (values->version == MQTT_VERSION_3_1_1)
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_HINT,
        "client-id",
        "MQTT-3.1.3-5",
        _ ("Longer than 23 characters: a server need not accept that."));
}

static void
note_credentials (const WillowProfileValues *values, GArray *notes)
{
  if (values->use_user_name)
    {
      add_if_too_long (notes, "user-name", values->user_name);
      add_if_spaced (notes, "user-name", values->user_name);
    }
  if (!values->use_password || values->use_user_name)
    return;
  if (values->version == MQTT_VERSION_3_1_1)
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_WARNING,
        "use-password",
        "MQTT-3.1.2-22",
        _ ("A password without a user name is not allowed in MQTT 3.1.1: the "
           "server closes the connection."));
  else if (values->version == MQTT_VERSION_3_1)
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_HINT,
        "use-password",
        "",
        _ ("MQTT 3.1 does not say what a password without a user name "
           "means."));
}

static const char *
get_topic_name_id (const WillowProfileValues *values)
{
  if (values->version == MQTT_VERSION_5_0)
    return "MQTT-4.7.0-1";
  return values->version == MQTT_VERSION_3_1_1 ? "MQTT-4.7.1-1" : "";
}

static void
note_will (const WillowProfileValues *values, GArray *notes)
{
  MqttSlice topic = mqtt_slice_from_string (values->will_topic);

  if (!values->use_will)
    return;
  add_if_too_long (notes, "will-topic", values->will_topic);
  add_if_too_long (notes, "will-payload", values->will_payload);
  add_if_spaced (notes, "will-topic", values->will_topic);
  if (topic.len == 0)
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_WARNING,
        "will-topic",
        values->version == MQTT_VERSION_3_1 ? "" : "MQTT-4.7.3-1",
        _ ("A will needs a topic of at least one character."));
  else if (mqtt_topic_filter_has_wildcard (topic))
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_WARNING,
        "will-topic",
        get_topic_name_id (values),
        _ ("+ and # are for subscriptions: a message cannot be published to "
           "them."));
  else if (values->will_topic[0] == '$')
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_HINT,
        "will-topic",
        "",
        _ ("Topics that begin with $ belong to the server, which may refuse "
           "this will."));
}

static void
note_keep_alive (const WillowProfileValues *values, GArray *notes)
{
  if (values->keep_alive_seconds == 0)
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_HINT,
        "keep-alive-seconds",
        "",
        _ ("0 switches keep alive off: neither side notices that the other "
           "one is gone."));
  else if (values->keep_alive_seconds > LONG_KEEP_ALIVE_SECONDS)
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_HINT,
        "keep-alive-seconds",
        "",
        _ ("A lost connection may stay unnoticed for hours, and routers may "
           "drop a silent one earlier."));
}

static void
note_session (const WillowProfileValues *values, GArray *notes)
{
  guint expiry_seconds =
      values->use_session_expiry ? values->session_expiry_seconds : 0;

  if (values->version != MQTT_VERSION_5_0)
    {
      if (values->use_session_expiry)
        willow_profile_add_note (
            notes,
            WILLOW_NOTE_HINT,
            "session-expiry-seconds",
            "",
            _ ("Session expiry exists in MQTT 5.0 only and is not sent."));
    }
  else if (expiry_seconds == 0 && !values->clean_start)
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_HINT,
        "session-expiry-seconds",
        "MQTT-3.1.2-23",
        _ ("With session expiry 0 the session ends with the connection: "
           "there is none to come back to."));
  else if (expiry_seconds != 0 && values->clean_start)
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_HINT,
        "session-expiry-seconds",
        "MQTT-3.1.2-4",
        _ ("The session is kept after this connection, but clean start "
           "discards it at the next one."));
}

static void
note_subscriptions (WillowProfile *self, GArray *notes)
{
  GListModel *model = willow_profile_get_subscriptions (self);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfileSubscription) item =
          g_list_model_get_item (model, i);

      if (willow_profile_subscription_get_enabled (item))
        willow_subscription_note_filter (
            willow_profile_get_version (self),
            willow_profile_subscription_get_filter (item),
            notes);
    }
}

static void
note_encoding (GArray     *notes,
               const char *property,
               const char *text,
               gsize       len,
               guint       encoding)
{
  g_autoptr (GBytes) bytes =
      willow_encoded_text_decode (text, len, (WillowTextEncoding)encoding);

  if (bytes == NULL)
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_ERROR,
        property,
        "",
        willow_encoded_text_get_rule ((WillowTextEncoding)encoding));
}

static void
note_text_encoding (GArray     *notes,
                    const char *property,
                    const char *text,
                    guint       encoding)
{
  note_encoding (notes, property, text, strlen (text), encoding);
}

static void
note_will_encodings (const WillowProfileValues *values, GArray *notes)
{
  note_text_encoding (
      notes, "will-topic", values->will_topic, values->will_topic_encoding);
  note_text_encoding (notes,
                      "will-payload",
                      values->will_payload,
                      values->will_payload_encoding);
  if (values->version == MQTT_VERSION_5_0 && values->use_will_correlation_data)
    note_text_encoding (notes,
                        "will-correlation-data",
                        values->will_correlation_data,
                        values->will_correlation_data_encoding);
}

static void
note_extra (const WillowProfileValues *values, GArray *notes)
{
  if (!values->practice || values->version != MQTT_VERSION_5_0)
    return;
  note_text_encoding (
      notes, "extra-properties", values->extra_properties, WILLOW_TEXT_HEX);
  if (values->use_will)
    note_text_encoding (notes,
                        "extra-will-properties",
                        values->extra_will_properties,
                        WILLOW_TEXT_HEX);
}

static void
note_encodings (WillowProfile *self, GBytes *password, GArray *notes)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  GBytes                    *data =
      willow_profile_get_secret (self, WILLOW_SECRET_AUTHENTICATION_DATA);

  note_text_encoding (
      notes, "client-id", values->client_id, values->client_id_encoding);
  if (values->use_user_name)
    note_text_encoding (
        notes, "user-name", values->user_name, values->user_name_encoding);
  if (values->use_password && password != NULL)
    note_encoding (notes,
                   "password",
                   g_bytes_get_data (password, NULL),
                   g_bytes_get_size (password),
                   values->password_encoding);
  if (values->use_will)
    note_will_encodings (values, notes);
  note_extra (values, notes);
  if (values->version == MQTT_VERSION_5_0 && data != NULL &&
      values->authentication == WILLOW_AUTHENTICATION_OWN)
    note_encoding (notes,
                   "authentication-data",
                   g_bytes_get_data (data, NULL),
                   g_bytes_get_size (data),
                   values->authentication_data_encoding);
}

GArray *
willow_profile_dup_notes (WillowProfile *self)
{
  return willow_profile_dup_notes_with_password (self, NULL);
}

gboolean
willow_profile_find_obstacle (WillowProfile     *self,
                              GBytes            *password,
                              WillowProfileNote *obstacle)
{
  g_autoptr (GArray) notes =
      willow_profile_dup_notes_with_password (self, password);

  for (guint i = 0; i < notes->len; i++)
    {
      *obstacle = g_array_index (notes, WillowProfileNote, i);
      /* A subscription that cannot be sent says so itself. */
      if (obstacle->level == WILLOW_NOTE_ERROR &&
          !g_str_equal (obstacle->property, "subscriptions"))
        return TRUE;
    }
  return FALSE;
}

char *
willow_profile_note_explain_refusal (const WillowProfileNote *obstacle)
{
  return obstacle->id[0] != '\0'
             ? g_strdup_printf (
                   _ ("Not sent. %s [%s]"), obstacle->text, obstacle->id)
             : g_strdup_printf (_ ("Not sent. %s"), obstacle->text);
}

GArray *
willow_profile_dup_notes_with_password (WillowProfile *self, GBytes *password)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  GArray *notes = g_array_new (FALSE, FALSE, sizeof (WillowProfileNote));

  willow_profile_note_place (self, notes);
  willow_profile_note_transport (self, notes);
  note_encodings (self, password, notes);
  note_client_id (values, notes);
  note_credentials (values, notes);
  note_keep_alive (values, notes);
  note_session (values, notes);
  note_will (values, notes);
  note_subscriptions (self, notes);
  return notes;
}
