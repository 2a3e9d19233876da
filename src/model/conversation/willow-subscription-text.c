/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-subscription-text.h"

#include "mqtt/mqtt-reason-code.h"

#include <glib/gi18n-lib.h>

#define ERROR_FROM 0x80u

char *
willow_subscription_tell_code (MqttVersion    version,
                               MqttPacketType answer,
                               guint8         code)
{
  const char *name = NULL;

  if (version == MQTT_VERSION_5_0)
    name = mqtt_reason_code_get_name (code, answer);
  else if (code == MQTT_SUBACK_3_FAILURE)
    name = N_ ("Failure");
  return g_strdup_printf (
      "0x%02x %s", code, name != NULL ? _ (name) : _ ("undefined code"));
}

char *
willow_subscription_tell_answer (MqttVersion version,
                                 const char *filter,
                                 MqttQos     asked,
                                 guint8      code)
{
  g_autofree char *told = NULL;

  if (code < ERROR_FROM && code == (guint8)asked)
    return g_strdup_printf (_ ("“%s”: granted QoS %u, as asked"), filter, code);
  if (code < ERROR_FROM)
    return g_strdup_printf (
        _ ("“%s”: granted QoS %u, asked for %u"), filter, code, asked);
  told = willow_subscription_tell_code (version, MQTT_PACKET_SUBACK, code);
  return g_strdup_printf (_ ("“%s”: refused, %s"), filter, told);
}

char *
willow_subscription_tell_word (const WillowLiveFacts *facts)
{
  switch (facts->state)
    {
    case WILLOW_LIVE_PENDING:
      return g_strdup (_ ("Pending"));
    case WILLOW_LIVE_GRANTED:
      return g_strdup_printf (_ ("Granted QoS %u"), facts->code);
    case WILLOW_LIVE_REFUSED:
      return g_strdup_printf (_ ("Refused 0x%02x"), facts->code);
    case WILLOW_LIVE_HELD:
      return g_strdup (_ ("Held by the server"));
    case WILLOW_LIVE_LEAVING:
      return g_strdup (_ ("Unsubscribing"));
    case WILLOW_LIVE_UNSUBSCRIBED:
      return g_strdup (_ ("Unsubscribed"));
    case WILLOW_LIVE_UNKNOWN:
      return g_strdup (_ ("Unknown"));
    case WILLOW_LIVE_NOT_SENT:
    default:
      return g_strdup (_ ("Not sent"));
    }
}

/* Who is to thank for it: automatic subscribing hides what a Session is. */
static const char *
get_origin (const WillowLiveFacts *facts)
{
  if (facts->was_held_before)
    return _ ("Sent by Willow on this connection, though the Session went on "
              "and the server held it: the new one replaced it.");
  return _ ("Sent by Willow on this connection.");
}

static char *
tell_granted (const WillowLiveFacts *facts)
{
  g_autofree char *answer = willow_subscription_tell_answer (
      facts->version, facts->filter, facts->asked, facts->code);

  if (facts->code < facts->asked && facts->server_maximum_qos == facts->code)
    /* Translators: three sentences */
    return g_strdup_printf (_ ("%s. %s %s"),
                            answer,
                            _ ("The server announced this as its Maximum QoS."),
                            get_origin (facts));
  if (facts->code < facts->asked)
    /* Translators: three sentences */
    return g_strdup_printf (_ ("%s. %s %s"),
                            answer,
                            _ ("Messages come with this QoS at most."),
                            get_origin (facts));
  /* Translators: two sentences */
  return g_strdup_printf (_ ("%s. %s"), answer, get_origin (facts));
}

static char *
tell_refused (const WillowLiveFacts *facts)
{
  g_autofree char *answer = willow_subscription_tell_answer (
      facts->version, facts->filter, facts->asked, facts->code);

  if (facts->version == MQTT_VERSION_5_0)
    /* Translators: the end of a sentence */
    return g_strdup_printf (_ ("%s."), answer);
  return g_strdup_printf (
      _ ("%s. %s"), answer, _ ("MQTT 3.1.1 has no code for the reason."));
}

static char *
tell_unsubscribed (const WillowLiveFacts *facts)
{
  g_autofree char *code = NULL;

  if (facts->version != MQTT_VERSION_5_0)
    return g_strdup_printf (_ ("“%s”: the server has acknowledged the "
                               "UNSUBSCRIBE. In MQTT 3 this says nothing about "
                               "whether there was a subscription."),
                            facts->filter);
  code = willow_subscription_tell_code (
      facts->version, MQTT_PACKET_UNSUBACK, facts->code);
  return g_strdup_printf (_ ("“%s”: unsubscribed, %s."), facts->filter, code);
}

char *
willow_subscription_tell_state (const WillowLiveFacts *facts)
{
  switch (facts->state)
    {
    case WILLOW_LIVE_PENDING:
      return g_strdup_printf (
          _ ("“%s”: SUBSCRIBE was sent, SUBACK has not come yet."),
          facts->filter);
    case WILLOW_LIVE_GRANTED:
      return tell_granted (facts);
    case WILLOW_LIVE_REFUSED:
      return tell_refused (facts);
    case WILLOW_LIVE_HELD:
      return g_strdup_printf (
          _ ("“%s”: held by the server in the Session, with QoS %u since an "
             "earlier connection. Not sent again by Willow."),
          facts->filter,
          facts->code);
    case WILLOW_LIVE_LEAVING:
      return g_strdup_printf (
          _ ("“%s”: UNSUBSCRIBE was sent, UNSUBACK has not come yet."),
          facts->filter);
    case WILLOW_LIVE_UNSUBSCRIBED:
      return tell_unsubscribed (facts);
    case WILLOW_LIVE_UNKNOWN:
      return g_strdup (_ ("The Session goes on from before: only the server "
                          "knows whether this subscription is in it. Not sent "
                          "by Willow on this connection."));
    case WILLOW_LIVE_NOT_SENT:
    default:
      return g_strdup (_ ("Not sent: the server does not know of it."));
    }
}
