/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-granted-private.h"
#include "model/traffic/willow-visible-text.h"

#include <glib/gi18n-lib.h>

struct _WillowGranted
{
  MqttVersion version;
  gboolean    is_accepted;
  GPtrArray  *rows;
};

#define CONNACK_TYPE 0x20
/* Where CONNACK has its code, in all versions, and how long that of 3.x is. */
#define CODE_AT 3
#define SHORT_CONNACK_LEN 4

static void
free_row (gpointer data)
{
  WillowGrantedRow *row = data;

  g_free (row->asked);
  g_free (row->granted);
  g_free (row->means);
  g_free (row);
}

static const char *
get_code_section (MqttVersion version)
{
  return WILLOW_BY_VERSION (version, "3.2", "3.2.2.3", "3.2.2.2");
}

static const char *
get_code_field (MqttVersion version)
{
  return version == MQTT_VERSION_5_0 ? _ ("Connect Reason Code")
                                     : _ ("Connect Return code");
}

static WillowGrantedRow *
add_outcome (WillowGrantedCase *about)
{
  WillowGrantedRow *row =
      willow_granted_add (about,
                          "outcome",
                          get_code_field (about->version),
                          get_code_section (about->version));

  willow_granted_set_asked (
      row, g_strdup_printf ("MQTT %s", mqtt_version_get_name (about->version)));
  row->granted_offset = CODE_AT;
  row->granted_len = 1;
  return row;
}

static const char *
get_meaning (MqttVersion version, guint8 code)
{
  const char *meaning;

  if (code == 0)
    return _ ("The broker accepted the connection.");
  meaning = version == MQTT_VERSION_5_0
                ? mqtt_reason_code_get_meaning (code, MQTT_PACKET_CONNACK)
                : mqtt_return_code_get_meaning (code);
  return meaning != NULL ? _ (meaning)
                         : _ ("The specification does not define this code.");
}

static void
set_code (WillowGrantedRow *row, MqttVersion version, guint8 code)
{
  const char *name = mqtt_connack_code_get_name (version, code);

  row->mark = code == 0 ? WILLOW_GRANTED_SAME : WILLOW_GRANTED_REFUSED;
  if (name != NULL)
    willow_granted_set_granted (row,
                                g_strdup_printf ("0x%02X %s", code, _ (name)));
  else
    willow_granted_set_granted (row, g_strdup_printf ("0x%02X", code));
  willow_granted_set_means (row, g_strdup (get_meaning (version, code)));
}

/* All that CONNECT can ask for has an answer where we were let in. */
static void
tell_accepted (WillowGrantedCase *about)
{
  willow_granted_tell_session (about);
  willow_granted_tell_expiry (about);
  willow_granted_tell_client_id (about);
  willow_granted_tell_keep_alive (about);
  willow_granted_tell_limits (about, TRUE);
  willow_granted_tell_words (about, TRUE);
  willow_granted_tell_will (about);
  willow_granted_tell_login (about);
}

/* A refusal grants nothing: only what it says by itself counts. */
static void
tell_refused (WillowGrantedCase *about)
{
  willow_granted_tell_words (about, FALSE);
  willow_granted_tell_limits (about, FALSE);
}

static void
tell_violation (WillowGrantedCase *about, const MqttViolation *violation)
{
  WillowGrantedRow *row = willow_granted_add (
      about, "violation", _ ("Breaks a rule"), violation->section);

  willow_granted_set_wrong (row, violation->id);
  willow_granted_set_means (row, g_strdup (_ (violation->text)));
  row->granted_offset = violation->offset;
  row->granted_len = 1;
}

/* A Server that does not know 5.0 may answer as it always did: without a
 * Property Length, often with the Return code 1 of 3.1.1. */
static gboolean
is_short_answer (MqttVersion version, MqttSlice frame)
{
  return version == MQTT_VERSION_5_0 && frame.len == SHORT_CONNACK_LEN &&
         frame.data[1] == SHORT_CONNACK_LEN - 2;
}

static void
tell_short_answer (WillowGrantedCase *about, guint8 code)
{
  WillowGrantedRow *row = add_outcome (about);
  MqttVersion form = code < MQTT_REASON_UNSPECIFIED_ERROR ? MQTT_VERSION_3_1_1
                                                          : MQTT_VERSION_5_0;

  set_code (row, form, code);
  if (code == MQTT_RETURN_UNACCEPTABLE_PROTOCOL_VERSION ||
      code == MQTT_REASON_UNSUPPORTED_PROTOCOL_VERSION)
    willow_granted_set_means (
        row,
        g_strdup (_ ("The Server does not know MQTT 5.0 and answers in the "
                     "form of 3.1.1. Connect with 3.1.1.")));
  else
    willow_granted_set_means (
        row,
        g_strdup_printf (_ ("The answer has the form of 3.1.1, not of 5.0. %s"),
                         get_meaning (form, code)));
  if (code == 0)
    willow_granted_set_wrong (row, "");
}

static void
tell_broken (WillowGrantedCase   *about,
             MqttSlice            frame,
             const MqttViolation *violation)
{
  if (is_short_answer (about->version, frame))
    {
      tell_short_answer (about, frame.data[CODE_AT]);
      return;
    }
  if (frame.len > CODE_AT)
    set_code (add_outcome (about), about->version, frame.data[CODE_AT]);
  tell_violation (about, violation);
}

static gboolean
is_forbidden (WillowGrantedCase *about)
{
  for (guint i = 0; i < about->rows->len; i++)
    {
      const WillowGrantedRow *row = about->rows->pdata[i];

      if (row->mark == WILLOW_GRANTED_WRONG)
        return TRUE;
    }
  return FALSE;
}

/* Stable: what differs first. */
static void
move_notable_up (GPtrArray *rows)
{
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      WillowGrantedRow *row = rows->pdata[i];

      if (row->mark == WILLOW_GRANTED_SAME)
        continue;
      memmove (
          &rows->pdata[n + 1], &rows->pdata[n], (i - n) * sizeof (gpointer));
      rows->pdata[n++] = row;
    }
}

/* In practice mode CONNECT may be against the rules. */
static void
tell_bad_connect (WillowGrantedCase *about, const MqttViolation *violation)
{
  WillowGrantedRow *row =
      willow_granted_add (about, "connect", "CONNECT", violation->section);

  row->mark = WILLOW_GRANTED_DIFFERS;
  row->id = violation->id;
  row->asked_offset = violation->offset;
  row->asked_len = 1;
  willow_granted_set_asked (row, g_strdup (_ ("breaks a rule")));
  willow_granted_set_granted (row,
                              g_strdup (about->connack->code == 0
                                            ? _ ("taken all the same")
                                            : _ ("refused")));
  willow_granted_set_means (row, g_strdup (_ (violation->text)));
}

static gboolean
tell (WillowGrantedCase *about, MqttSlice connect, MqttSlice connack)
{
  MqttPacket    question;
  MqttPacket    answer;
  MqttViolation violation = { 0 };

  if (!mqtt_packet_decode (
          &answer, about->version, MQTT_ROLE_SERVER, connack, &violation))
    {
      tell_broken (about, connack, &violation);
      return FALSE;
    }
  about->connack = &answer.connack;
  set_code (add_outcome (about), about->version, answer.connack.code);
  if (mqtt_packet_decode (
          &question, about->version, MQTT_ROLE_CLIENT, connect, &violation))
    about->connect = &question.connect;
  else
    tell_bad_connect (about, &violation);
  if (answer.connack.code != 0 || about->connect == NULL)
    tell_refused (about);
  else
    tell_accepted (about);
  return answer.connack.code == 0 && !is_forbidden (about);
}

WillowGranted *
willow_granted_new (MqttVersion version,
                    GBytes     *connect,
                    GBytes     *connack,
                    guint16     topic_aliases)
{
  MqttSlice         question = mqtt_slice_from_bytes (connect);
  MqttSlice         answer = mqtt_slice_from_bytes (connack);
  WillowGrantedCase about = {
    .version = version,
    .connect_data = question.data,
    .connack_data = answer.data,
    .topic_aliases = topic_aliases,
  };
  WillowGranted *granted;

  if (answer.len == 0 || (answer.data[0] & 0xf0) != CONNACK_TYPE)
    return NULL;
  about.rows = g_ptr_array_new_with_free_func (free_row);
  granted = g_new0 (WillowGranted, 1);
  granted->version = version;
  granted->is_accepted = tell (&about, question, answer);
  granted->rows = about.rows;
  move_notable_up (granted->rows);
  return granted;
}

void
willow_granted_free (WillowGranted *granted)
{
  g_ptr_array_unref (granted->rows);
  g_free (granted);
}

guint
willow_granted_get_n_rows (const WillowGranted *granted)
{
  return granted->rows->len;
}

const WillowGrantedRow *
willow_granted_get_row (const WillowGranted *granted, guint index)
{
  g_return_val_if_fail (index < granted->rows->len, NULL);

  return granted->rows->pdata[index];
}

const WillowGrantedRow *
willow_granted_find (const WillowGranted *granted, const char *key)
{
  for (guint i = 0; i < granted->rows->len; i++)
    {
      const WillowGrantedRow *row = granted->rows->pdata[i];

      if (g_str_equal (row->key, key))
        return row;
    }
  return NULL;
}

guint
willow_granted_get_n_notable (const WillowGranted *granted)
{
  guint n = 0;

  while (n < granted->rows->len &&
         willow_granted_get_row (granted, n)->mark != WILLOW_GRANTED_SAME)
    n++;
  return n;
}

MqttVersion
willow_granted_get_version (const WillowGranted *granted)
{
  return granted->version;
}

gboolean
willow_granted_is_accepted (const WillowGranted *granted)
{
  return granted->is_accepted;
}

char *
willow_granted_dup_assigned_identifier (GBytes *connack)
{
  MqttPacket packet;
  MqttSlice  id;

  if (!mqtt_packet_decode (&packet,
                           MQTT_VERSION_5_0,
                           MQTT_ROLE_SERVER,
                           mqtt_slice_from_bytes (connack),
                           NULL) ||
      packet.type != MQTT_PACKET_CONNACK)
    return NULL;
  id = mqtt_properties_get_value (packet.connack.properties,
                                  MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER);
  return mqtt_slice_is_present (id) ? mqtt_slice_dup_string (id) : NULL;
}
