/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-ending-text.h"

#include "model/traffic/willow-visible-text.h"
#include "mqtt/mqtt-reason-code.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TENTHS_BELOW_US (100 * G_TIME_SPAN_SECOND)

char *
willow_ending_text_dup_duration (gint64 us)
{
  gint64 seconds = us / G_TIME_SPAN_SECOND;

  if (us < G_TIME_SPAN_SECOND)
    return g_strdup_printf (_ ("%u ms"), (guint)(us / 1000));
  if (us < TENTHS_BELOW_US)
    return g_strdup_printf (_ ("%.1f s"), (double)us / G_TIME_SPAN_SECOND);
  if (us < G_TIME_SPAN_HOUR)
    return g_strdup_printf (
        _ ("%u min %u s"), (guint)(seconds / 60), (guint)(seconds % 60));
  return g_strdup_printf (
      _ ("%u h %u min"), (guint)(seconds / 3600), (guint)(seconds / 60 % 60));
}

char *
willow_ending_text_dup_own (const WillowEndingRecord *record)
{
  const char *name;

  switch ((guint)record->manner)
    {
    case WILLOW_ENDED_LEFT:
      if (record->version != MQTT_VERSION_5_0)
        return g_strdup (_ ("We left with DISCONNECT"));
      name = mqtt_reason_code_get_name (record->disconnect_sent,
                                        MQTT_PACKET_DISCONNECT);
      return g_strdup_printf (_ ("We left with DISCONNECT 0x%02x (%s)"),
                              record->disconnect_sent,
                              name != NULL ? _ (name) : _ ("undefined code"));
    case WILLOW_ENDED_DROPPED:
      return g_strdup (_ ("We closed the connection without DISCONNECT (FIN)"));
    case WILLOW_ENDED_RESET:
      return g_strdup (_ ("We reset the connection (RST)"));
    default:
      return NULL;
    }
}

char *
willow_ending_text_dup_visible (const char *text)
{
  GString *visible;

  if (text == NULL)
    return NULL;
  visible = g_string_new (NULL);
  willow_visible_text_append (
      visible, (const guint8 *)text, strlen (text), WILLOW_VISIBLE_ONE_LINE);
  return g_string_free (visible, FALSE);
}

/* "4.0 s, 4.1 s, 4.0 s" (transfer full) */
static char *
list_durations (const gint64 *durations_us, guint n)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *one = willow_ending_text_dup_duration (durations_us[i]);

      g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", one);
    }
  return g_string_free (list, FALSE);
}

char *
willow_ending_text_dup_takeover (const WillowEndingRecord *record,
                                 WillowTakeover            verdict,
                                 const char               *by,
                                 const gint64             *intervals_us,
                                 guint                     n_intervals)
{
  g_autofree char *held = list_durations (intervals_us, n_intervals);
  g_autofree char *id = willow_ending_text_dup_visible (record->client_id);

  if (verdict == WILLOW_TAKEOVER_LIKELY)
    return g_strdup_printf (
        _ ("Another client probably uses the Client Identifier “%s”: the "
           "server closed one connection after the other, each as long after "
           "CONNACK as the one before (%s), however long we had waited. "
           "Something on the way that cuts connections after a fixed time "
           "would look the same."),
        id,
        held);
  if (by != NULL && record->local != NULL)
    return g_strdup_printf (
        _ ("Another client uses the Client Identifier “%s”: the one at %s took "
           "the session from this one at %s (this connection held for %s)."),
        id,
        by,
        record->local,
        held);
  return g_strdup_printf (
      _ ("Another client uses the Client Identifier “%s”: the server says that "
         "it took the session over (DISCONNECT 0x8e; connections held for "
         "%s)."),
      id,
      held);
}

char *
willow_ending_text_dup_waiting (gint64 rest_us, guint attempt)
{
  guint seconds =
      (guint)((rest_us + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND);

  return g_strdup_printf (
      _ ("Trying again in %u s (attempt %u)"), seconds, attempt);
}

const char *
willow_ending_text_get_stop (WillowReconnectState state)
{
  switch (state)
    {
    case WILLOW_RECONNECT_REFUSED:
      return _ ("Not tried again: the answer would be the same");
    case WILLOW_RECONNECT_TAKEN_OVER:
      return _ ("Not tried again: the two would only throw each other out");
    case WILLOW_RECONNECT_OFF:
    case WILLOW_RECONNECT_IDLE:
    case WILLOW_RECONNECT_WAITING:
    case WILLOW_RECONNECT_LEFT:
    default:
      return NULL;
    }
}

char *
willow_ending_text_join (const char *sentence, const char *advice)
{
  /* Translators: two sentences, one after the other */
  return g_strdup_printf (_ ("%s. %s"), sentence, advice);
}

/* When, and unless what. (transfer full) */
static char *
tell_due (const WillowEndingRecord *record)
{
  const WillowEndingWill *will = &record->will;
  g_autofree char        *limit = NULL;

  if (will->is_noticed)
    return g_strdup (
        _ ("The Will Message is to be published: no DISCONNECT of ours had "
           "deleted it"));
  if (record->keep_alive.limit_us == 0)
    return g_strdup (
        _ ("The Will Message is to be published once the server notices the "
           "end; without Keep Alive it may never do"));
  limit = willow_ending_text_dup_duration (record->keep_alive.limit_us);
  return g_strdup_printf (
      _ ("The Will Message is to be published once the server notices the "
         "end, at the latest %s after our last packet"),
      limit);
}

static char *
tell_delayed (const WillowEndingRecord *record)
{
  const WillowEndingWill *will = &record->will;

  if (will->by_successor)
    return g_strdup_printf (
        _ ("The Will Message waits for its Will Delay Interval (%u s); it is "
           "published only if the other client began with Clean Start 1"),
        will->delay_seconds);
  if (will->by_session)
    return g_strdup_printf (
        _ ("The Will Message is to be published after %u s, when the Session "
           "ends, unless this client is back before"),
        will->delay_seconds);
  return g_strdup_printf (
      _ ("The Will Message is to be published after its Will Delay Interval "
         "(%u s), unless this client is back before"),
      will->delay_seconds);
}

char *
willow_ending_text_dup_will (const WillowEndingRecord *record)
{
  switch (record->will.fate)
    {
    case WILLOW_WILL_FATE_NOT_STORED:
      return g_strdup (_ ("The Will Message was not stored: the server did "
                          "not accept the CONNECT"));
    case WILLOW_WILL_FATE_UNKNOWN:
      return g_strdup (_ ("Cannot tell about the Will Message: no CONNACK says "
                          "whether the server stored it"));
    case WILLOW_WILL_FATE_DELETED:
      return g_strdup (_ ("No Will Message: our DISCONNECT deletes it"));
    case WILLOW_WILL_FATE_DUE:
      if (record->manner == WILLOW_ENDED_LEFT &&
          record->disconnect_sent == MQTT_REASON_DISCONNECT_WITH_WILL_MESSAGE)
        return g_strdup (_ ("The Will Message is to be published: we asked for "
                            "it (DISCONNECT 0x04)"));
      return tell_due (record);
    case WILLOW_WILL_FATE_DELAYED:
      return tell_delayed (record);
    case WILLOW_WILL_FATE_NONE:
    default:
      return g_strdup (_ ("CONNECT had no Will Message"));
    }
}

char *
willow_ending_text_dup_session (const WillowEndingRecord *record)
{
  switch (record->session)
    {
    case WILLOW_SESSION_FATE_ENDED:
      return g_strdup (record->version == MQTT_VERSION_5_0
                           ? _ ("The Session ended with the connection "
                                "(Session Expiry Interval 0)")
                           : _ ("The Session ended with the connection (Clean "
                                "Session 1)"));
    case WILLOW_SESSION_FATE_KEPT:
      return g_strdup (record->version == MQTT_VERSION_5_0
                           ? _ ("The server keeps the Session (it never "
                                "expires)")
                           : _ ("The server keeps the Session (Clean Session "
                                "0; how long is its own matter)"));
    case WILLOW_SESSION_FATE_EXPIRES:
      return g_strdup_printf (_ ("The server keeps the Session for %u s"),
                              record->session_expiry_seconds);
    case WILLOW_SESSION_FATE_PASSED:
      return g_strdup (_ ("Another client has the Session now"));
    case WILLOW_SESSION_FATE_NONE:
    default:
      return g_strdup (_ ("There was no Session: nothing was accepted"));
    }
}
