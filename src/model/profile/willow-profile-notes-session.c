/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile-noting.h"

#include <glib/gi18n-lib.h>

/* NAT tables and firewalls forget a silent connection long before this. */
#define LONG_KEEP_ALIVE_SECONDS 3600u
#define NEVER_SECONDS G_MAXUINT32
/* Less leaves room for hardly more than the topics of messages. */
#define SMALL_PACKET_BYTES 128u

static void
note_keep_alive (const WillowNoting *noting)
{
  if (noting->values->keep_alive_seconds == 0)
    willow_noting_hint (
        noting,
        "keep-alive-seconds",
        "",
        _ ("0 switches keep alive off: neither side notices that the other "
           "one is gone."));
  else if (noting->values->keep_alive_seconds > LONG_KEEP_ALIVE_SECONDS)
    willow_noting_hint (
        noting,
        "keep-alive-seconds",
        "",
        _ ("A lost connection may stay unnoticed for hours, and routers may "
           "drop a silent one earlier."));
}

static void
note_expiry (const WillowNoting *noting)
{
  const WillowProfileValues *values = noting->values;
  guint                      expiry_seconds =
      values->use_session_expiry ? values->session_expiry_seconds : 0;

  if (expiry_seconds == 0 && !values->clean_start)
    willow_noting_hint (
        noting,
        "session-expiry-seconds",
        "MQTT-3.1.2-23",
        _ ("With session expiry 0 the session ends with the connection: "
           "there is none to come back to."));
  else if (expiry_seconds != 0 && values->clean_start)
    willow_noting_hint (
        noting,
        "session-expiry-seconds",
        "MQTT-3.1.2-4",
        _ ("The session is kept after this connection, but clean start "
           "discards it at the next one."));
  if (expiry_seconds == NEVER_SECONDS)
    willow_noting_hint (
        noting,
        "session-expiry-seconds",
        "MQTT-3.1.2-23",
        _ ("The session never expires: the server keeps it and its messages "
           "until somebody removes it."));
}

void
willow_noting_session (const WillowNoting *noting)
{
  note_keep_alive (noting);
  if (noting->values->version == MQTT_VERSION_5_0)
    note_expiry (noting);
  else if (noting->values->use_session_expiry)
    willow_noting_hint (
        noting,
        "session-expiry-seconds",
        "",
        _ ("Session expiry exists in MQTT 5.0 only and is not sent."));
}

/* Rules without a number: 5.0 sections 3.1.2.11.3 and 3.1.2.11.4. */
static void
note_limits (const WillowNoting *noting)
{
  const WillowProfileValues *values = noting->values;

  if (values->use_receive_maximum && values->receive_maximum == 0)
    willow_noting_break (
        noting,
        "receive-maximum",
        "",
        _ ("Receive Maximum 0 is a Protocol Error (5.0 section 3.1.2.11.3)."));
  if (!values->use_maximum_packet_size)
    return;
  if (values->maximum_packet_size == 0)
    willow_noting_break (noting,
                         "maximum-packet-size",
                         "",
                         _ ("Maximum Packet Size 0 is a Protocol Error (5.0 "
                            "section 3.1.2.11.4)."));
  else if (values->maximum_packet_size < SMALL_PACKET_BYTES)
    willow_noting_hint (
        noting,
        "maximum-packet-size",
        "MQTT-3.1.2-25",
        _ ("The server throws away every message that is larger than this, "
           "and says nothing."));
}

void
willow_noting_properties (const WillowNoting *noting)
{
  const WillowProfileValues *values = noting->values;

  if (values->version != MQTT_VERSION_5_0)
    return;
  note_limits (noting);
  if (values->use_request_problem_information &&
      !values->request_problem_information)
    willow_noting_hint (
        noting,
        "request-problem-information",
        "MQTT-3.1.2-29",
        _ ("The server may give its reasons in words only in CONNACK, "
           "DISCONNECT and PUBLISH."));
  if (values->use_request_response_information &&
      values->request_response_information)
    willow_noting_hint (noting,
                        "request-response-information",
                        "",
                        _ ("The server may leave Response Information out all "
                           "the same (5.0 section 3.1.2.11.6)."));
  willow_noting_pairs (noting,
                       "user-properties",
                       willow_profile_get_user_properties (noting->profile));
}
