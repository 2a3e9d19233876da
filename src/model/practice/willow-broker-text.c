/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/practice/willow-broker-text.h"

#include "model/traffic/willow-visible-text.h"

#include <glib/gi18n-lib.h>

char *
willow_broker_text_duration (gint64 us)
{
  guint64 seconds = (guint64)((us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  guint   s = (guint)(seconds % 60);
  guint   m = (guint)(seconds / 60 % 60);
  guint   h = (guint)(seconds / 3600 % 24);

  if (seconds < 60)
    return g_strdup_printf (_ ("%u s"), s);
  if (seconds < 3600)
    /* Translators: minutes and seconds */
    return g_strdup_printf (_ ("%u:%02u min"), m, s);
  if (seconds < 86400)
    /* Translators: hours, minutes and seconds */
    return g_strdup_printf (_ ("%u:%02u:%02u h"), h, m, s);
  /* Translators: days, hours and minutes */
  return g_strdup_printf (
      _ ("%u d %02u:%02u h"), (guint)(seconds / 86400), h, m);
}

char *
willow_broker_text_client_id (const char *client_id)
{
  return g_strdup (*client_id != '\0' ? client_id : _ ("(empty)"));
}

char *
willow_broker_text_keep_alive (const WillowBrokerClient *client)
{
  if (client->keep_alive_left_us < 0)
    return g_strdup (client->connected ? _ ("Off") : "–");
  /* Translators: seconds left; after 1.5 times the Keep Alive the server cuts
   */
  return g_strdup_printf (_ ("%u s (1.5 × %u s)"),
                          (guint)(client->keep_alive_left_us / G_USEC_PER_SEC),
                          client->keep_alive_seconds);
}

double
willow_broker_get_keep_alive_part (const WillowBrokerClient *client)
{
  if (client->keep_alive_left_us < 0 || client->keep_alive_seconds == 0)
    return -1;
  return CLAMP ((double)client->keep_alive_left_us /
                    (1.5 * client->keep_alive_seconds * G_USEC_PER_SEC),
                0,
                1);
}

char *
willow_broker_text_expiry (const WillowBrokerClient *client)
{
  g_autofree char *left = NULL;

  if (client->session_expiry_left_us < 0)
    return g_strdup (_ ("Never"));
  if (client->connected && client->session_expiry_left_us == 0)
    return g_strdup (_ ("With the connection"));
  left = willow_broker_text_duration (client->session_expiry_left_us);
  if (client->connected)
    /* Translators: %s is a duration */
    return g_strdup_printf (_ ("%s after the connection"), left);
  /* Translators: %s is a duration */
  return g_strdup_printf (_ ("In %s"), left);
}

char *
willow_broker_text_will (WillowWillState state,
                         const char     *topic,
                         gint64          left_us)
{
  g_autofree char *left = NULL;

  switch (state)
    {
    case WILLOW_WILL_NONE:
      return g_strdup (_ ("None"));
    case WILLOW_WILL_ARMED:
      return g_strdup_printf (_ ("Armed: %s"), topic);
    case WILLOW_WILL_WAITING:
      if (left_us < 0)
        return g_strdup_printf (_ ("Waiting: %s"), topic);
      left = willow_broker_text_duration (left_us);
      /* Translators: of a will: duration, topic */
      return g_strdup_printf (_ ("Published in %s: %s"), left, topic);
    case WILLOW_WILL_PUBLISHED:
      return g_strdup (_ ("Published"));
    case WILLOW_WILL_CANCELLED:
      return g_strdup (_ ("Cancelled"));
    default:
      return g_strdup ("?");
    }
}

char *
willow_broker_text_rate (double rate)
{
  return g_strdup_printf (rate > 0 && rate < 9.95 ? "%.1f" : "%.0f", rate);
}

char *
willow_broker_text_size (guint64 bytes)
{
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, bytes);

  return g_strdup_printf (ngettext ("%s byte", "%s bytes", (gulong)bytes),
                          number);
}

char *
willow_broker_text_visible (const guint8 *data, gsize len)
{
  GString *text = g_string_new (NULL);

  willow_visible_text_append (text, data, len, WILLOW_VISIBLE_ONE_LINE);
  return g_string_free (text, FALSE);
}
