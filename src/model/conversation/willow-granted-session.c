/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-granted-private.h"

#include <glib/gi18n-lib.h>

#define FLAGS_AT 2 /* of CONNACK */
#define STRING_LENGTH_BYTES 2

static char *
dup_seconds (guint32 seconds)
{
  if (seconds == G_MAXUINT32)
    return g_strdup (_ ("never expires"));
  return g_strdup_printf (_ ("%u s"), seconds);
}

/* From here, [MQTT-3.2.2-2] to [MQTT-3.2.2-5] and, of 3.1.1, [MQTT-3.2.2-1] to
 * [MQTT-3.2.2-3]. */
static void
judge_session (WillowGrantedCase *about, WillowGrantedRow *row)
{
  gboolean clean = about->connect->clean_start;
  gboolean present = about->connack->session_present;

  if (clean && present)
    {
      willow_granted_set_wrong (
          row,
          WILLOW_BY_VERSION (
              about->version, "", "MQTT-3.2.2-1", "MQTT-3.2.2-2"));
      willow_granted_set_means (
          row,
          g_strdup (_ ("A new Session was asked for, so an old one cannot go "
                       "on. Willow closes the connection.")));
    }
  else if (clean)
    willow_granted_set_means (row, g_strdup (_ ("A new Session, as asked.")));
  else if (present)
    willow_granted_set_means (
        row,
        g_strdup (_ ("The Session goes on: its subscriptions are there, and "
                     "what was not acknowledged is sent again.")));
  else
    {
      row->mark = WILLOW_GRANTED_DIFFERS;
      willow_granted_set_means (
          row,
          g_strdup (_ ("The Server had no Session: this one is new and has no "
                       "subscriptions. What was not acknowledged before is "
                       "given up.")));
    }
}

/* 3.1 has no flag for it [3.1-24]. */
static void
tell_unknown_session (WillowGrantedCase *about, WillowGrantedRow *row)
{
  willow_granted_set_granted (row, g_strdup (_ ("3.1 does not say")));
  row->granted_is_absent = TRUE;
  willow_granted_set_means (
      row,
      g_strdup (about->connect->clean_start
                    ? _ ("A new Session. 3.1 has no such flag: the byte is "
                         "not used.")
                    : _ ("Whether a kept Session goes on is not told: the "
                         "byte is not used. Willow goes on as if it did.")));
}

void
willow_granted_tell_session (WillowGrantedCase *about)
{
  WillowGrantedRow *row = willow_granted_add (
      about,
      "session-present",
      _ ("Session Present"),
      WILLOW_BY_VERSION (about->version, "3.2", "3.2.2.2", "3.2.2.1.1"));

  willow_granted_set_asked (row,
                            g_strdup_printf ("%s %d",
                                             about->version == MQTT_VERSION_5_0
                                                 ? _ ("Clean Start")
                                                 : _ ("Clean Session"),
                                             about->connect->clean_start));
  row->granted_offset = FLAGS_AT;
  row->granted_len = 1;
  if (about->version == MQTT_VERSION_3_1)
    {
      tell_unknown_session (about, row);
      return;
    }
  willow_granted_set_granted (
      row, g_strdup_printf ("%d", about->connack->session_present));
  judge_session (about, row);
}

static char *
explain_expiry (guint32 seconds)
{
  if (seconds == 0)
    return g_strdup (_ ("The Session ends with the Network Connection."));
  if (seconds == G_MAXUINT32)
    return g_strdup (_ ("The Session is kept until somebody connects with "
                        "Clean Start 1."));
  return g_strdup_printf (
      _ ("The Session is kept for %u s after the Network Connection ended."),
      seconds);
}

static void
tell_expiry_3 (WillowGrantedCase *about)
{
  WillowGrantedRow *row = willow_granted_add (
      about,
      "session-expiry",
      _ ("Session Expiry Interval"),
      WILLOW_BY_VERSION (about->version, "3.1", "3.1.2.4", ""));

  row->asked_is_absent = row->granted_is_absent = TRUE;
  willow_granted_set_granted (
      row,
      g_strdup_printf (_ ("%s has none"),
                       mqtt_version_get_name (about->version)));
  willow_granted_set_means (
      row,
      g_strdup (about->connect->clean_start
                    ? _ ("With Clean Session 1 the Session ends with the "
                         "Network Connection.")
                    : _ ("With Clean Session 0 the Server keeps the Session "
                         "for as long as it likes.")));
}

void
willow_granted_tell_expiry (WillowGrantedCase *about)
{
  WillowGrantedRow *row;
  MqttProperty      property;
  guint32           asked = 0, granted;

  if (about->version != MQTT_VERSION_5_0)
    {
      tell_expiry_3 (about);
      return;
    }
  row = willow_granted_add_property (
      about, "session-expiry", MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL);
  if (willow_granted_asks (
          about, row, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, &property))
    asked = property.number;
  willow_granted_set_asked (row,
                            row->asked_is_absent
                                ? willow_granted_unsaid (dup_seconds (asked))
                                : dup_seconds (asked));
  granted = willow_granted_get_expiry_seconds (about);
  willow_granted_says (
      about, row, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, &property);
  willow_granted_set_granted (
      row,
      row->granted_is_absent ? willow_granted_unsaid (dup_seconds (granted))
                             : dup_seconds (granted));
  if (granted != asked)
    row->mark = WILLOW_GRANTED_DIFFERS;
  willow_granted_set_means (row, explain_expiry (granted));
}

/* Who sends none is given one, which only 5.0 tells [MQTT-3.2.2-16], 3.1.1:
 * [MQTT-3.1.3-6]. */
static void
tell_nameless (WillowGrantedCase *about, WillowGrantedRow *row)
{
  willow_granted_set_granted (row, g_strdup (_ ("not told")));
  row->mark = WILLOW_GRANTED_DIFFERS;
  if (about->version == MQTT_VERSION_5_0)
    willow_granted_set_wrong (row, "MQTT-3.2.2-16");
  willow_granted_set_means (
      row,
      g_strdup (
          about->version == MQTT_VERSION_5_0
              ? _ ("The Server must say which identifier it has given, and "
                   "does not.")
              : _ ("The Server made up an identifier and cannot tell it: "
                   "nobody can come back to this Session.")));
}

static void
tell_assigned (WillowGrantedRow *row, MqttSlice asked, MqttSlice given)
{
  row->mark = asked.len == 0 ? WILLOW_GRANTED_ADDED : WILLOW_GRANTED_DIFFERS;
  willow_granted_set_granted (row, willow_granted_quote (given));
  willow_granted_set_means (
      row,
      g_strdup (
          asked.len == 0
              ? _ ("The Server made this identifier up. Willow asks with the "
                   "empty one again next time, as the profile says, and gets "
                   "another: to come back to this Session, put it into the "
                   "profile.")
              : _ ("The Server gave this Client another identifier than it "
                   "asked for. Willow asks with its own again next time.")));
}

void
willow_granted_tell_client_id (WillowGrantedCase *about)
{
  MqttSlice         asked = about->connect->client_id;
  MqttProperty      property;
  WillowGrantedRow *row = willow_granted_add (
      about,
      "client-identifier",
      _ ("Client Identifier"),
      WILLOW_BY_VERSION (about->version, "3.1", "3.1.3.1", "3.2.2.3.7"));

  willow_granted_set_asked (row,
                            asked.len > 0 ? willow_granted_quote (asked)
                                          : g_strdup (_ ("(empty)")));
  willow_granted_point_at_asked (about, row, asked, STRING_LENGTH_BYTES);
  if (willow_granted_says (
          about, row, MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER, &property))
    tell_assigned (row, asked, property.value);
  else if (asked.len == 0)
    tell_nameless (about, row);
  else
    {
      willow_granted_set_granted (row, willow_granted_quote (asked));
      willow_granted_set_means (row,
                                g_strdup (_ ("Names the Session, as asked.")));
    }
}

static char *
dup_keep_alive (guint16 seconds)
{
  return seconds == 0 ? g_strdup (_ ("0 = off"))
                      : g_strdup_printf (_ ("%u s"), seconds);
}

static char *
explain_keep_alive (guint16 seconds, gboolean differs)
{
  g_autofree char *longest = NULL;

  if (seconds == 0)
    return g_strdup (_ ("Willow sends no PINGREQ, and silence does not end the "
                        "connection."));
  longest =
      g_strdup_printf (seconds % 2 == 0 ? "%u" : "%u.5", seconds + seconds / 2);
  return g_strdup_printf (
      differs ? _ ("The Server’s value counts: Willow sends PINGREQ after %u s "
                   "without another packet, and after %s s of silence the "
                   "Server cuts.")
              : _ ("Willow sends PINGREQ after %u s without another packet; "
                   "after %s s of silence the Server cuts."),
      seconds,
      longest);
}

void
willow_granted_tell_keep_alive (WillowGrantedCase *about)
{
  guint16           asked = about->connect->keep_alive_seconds;
  guint16           granted = asked;
  MqttProperty      property;
  WillowGrantedRow *row = willow_granted_add (
      about,
      "keep-alive",
      _ ("Keep Alive"),
      WILLOW_BY_VERSION (about->version, "3.1", "3.1.2.10", "3.2.2.3.14"));

  willow_granted_set_asked (row, dup_keep_alive (asked));
  if (willow_granted_says (
          about, row, MQTT_PROPERTY_SERVER_KEEP_ALIVE, &property))
    granted = (guint16)property.number;
  willow_granted_set_granted (
      row,
      row->granted_is_absent ? willow_granted_unsaid (dup_keep_alive (granted))
                             : dup_keep_alive (granted));
  if (granted != asked)
    row->mark = WILLOW_GRANTED_DIFFERS;
  willow_granted_set_means (row,
                            explain_keep_alive (granted, granted != asked));
}
