/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the specification says becomes of Session and Will Message. */
#include "client/willow-ending-private.h"

#include "mqtt/mqtt-reason-code.h"

/* Above 0 after 0 in CONNECT is a Protocol Error (5.0 section 3.14.2.2.2): the
 * Server does not take it for a DISCONNECT. */
static gboolean
is_disconnect_illegal (const WillowEndingRecord *record,
                       const WillowEndingTerms  *terms)
{
  return record->version == MQTT_VERSION_5_0 && terms->has_leaving_expiry &&
         terms->leaving_expiry_seconds != 0 &&
         terms->agreed_expiry_seconds == 0;
}

static gboolean
is_passed_on (const WillowEndingRecord *record)
{
  return record->manner == WILLOW_ENDED_DISCONNECT &&
         record->code == MQTT_REASON_SESSION_TAKEN_OVER;
}

static guint32
get_expiry (const WillowEndingRecord *record, const WillowEndingTerms *terms)
{
  /* 3.x says nothing about how long; 5.0 section 3.1.2.11.2 puts it that way */
  if (record->version != MQTT_VERSION_5_0)
    return terms->clean_start ? 0 : WILLOW_ENDING_NEVER_SECONDS;
  if (record->has_disconnect_sent && terms->has_leaving_expiry &&
      !is_disconnect_illegal (record, terms))
    return terms->leaving_expiry_seconds;
  return terms->agreed_expiry_seconds;
}

static void
decide_session (WillowEndingRecord *record, const WillowEndingTerms *terms)
{
  guint32 expiry = get_expiry (record, terms);

  record->session_expiry_seconds = expiry;
  if (!record->was_connected)
    record->session = WILLOW_SESSION_FATE_NONE;
  else if (is_passed_on (record))
    record->session = WILLOW_SESSION_FATE_PASSED;
  else if (expiry == 0)
    record->session = WILLOW_SESSION_FATE_ENDED;
  else if (expiry == WILLOW_ENDING_NEVER_SECONDS)
    record->session = WILLOW_SESSION_FATE_KEPT;
  else
    record->session = WILLOW_SESSION_FATE_EXPIRES;
}

/* Whether the Server knows at once: it closed, or what we did reaches it if the
 * network is there. */
static gboolean
is_noticed (const WillowEndingRecord *record)
{
  switch (record->manner)
    {
    case WILLOW_ENDED_RST:
    case WILLOW_ENDED_TRUNCATED:
    case WILLOW_ENDED_NO_PINGRESP:
    case WILLOW_ENDED_NO_CONNACK:
    case WILLOW_ENDED_ERROR:
      return FALSE;
    case WILLOW_ENDED_LEFT:
    case WILLOW_ENDED_DROPPED:
    case WILLOW_ENDED_RESET:
    case WILLOW_ENDED_VIOLATION:
    case WILLOW_ENDED_AUTHENTICATION:
    case WILLOW_ENDED_REFUSED:
    case WILLOW_ENDED_DISCONNECT:
    case WILLOW_ENDED_FIN:
    case WILLOW_ENDED_TLS_ALERT:
    case WILLOW_ENDED_WEBSOCKET_CLOSE:
    default:
      return TRUE;
    }
}

/* [MQTT-3.1.2-10]: in 5.0 only DISCONNECT 0x00, in 3.x the only one there is */
static gboolean
has_deleted_will (const WillowEndingRecord *record,
                  const WillowEndingTerms  *terms)
{
  return record->has_disconnect_sent &&
         (record->version != MQTT_VERSION_5_0 ||
          record->disconnect_sent == MQTT_REASON_NORMAL_DISCONNECTION) &&
         !is_disconnect_illegal (record, terms);
}

/* The Will Delay Interval ends with the Session [MQTT-3.1.3-9] [MQTT-3.1.2-8].
 */
static void
decide_delay (WillowEndingRecord *record, const WillowEndingTerms *terms)
{
  WillowEndingWill *will = &record->will;
  guint32           expiry = get_expiry (record, terms);

  will->fate = WILLOW_WILL_FATE_DUE;
  will->is_noticed = is_noticed (record);
  will->by_successor = is_passed_on (record) && terms->will_delay_seconds > 0;
  if (record->version != MQTT_VERSION_5_0)
    return;
  will->by_session = expiry < terms->will_delay_seconds;
  will->delay_seconds = MIN (expiry, terms->will_delay_seconds);
  if (will->delay_seconds > 0)
    will->fate = WILLOW_WILL_FATE_DELAYED;
}

static void
decide_will (WillowEndingRecord *record, const WillowEndingTerms *terms)
{
  if (!terms->has_will)
    record->will.fate = WILLOW_WILL_FATE_NONE;
  else if (record->manner == WILLOW_ENDED_REFUSED)
    record->will.fate = WILLOW_WILL_FATE_NOT_STORED;
  else if (!record->was_connected)
    record->will.fate = WILLOW_WILL_FATE_UNKNOWN;
  else if (has_deleted_will (record, terms))
    record->will.fate = WILLOW_WILL_FATE_DELETED;
  else
    decide_delay (record, terms);
}

void
willow_ending_decide_fates (WillowEndingRecord      *record,
                            const WillowEndingTerms *terms)
{
  decide_session (record, terms);
  decide_will (record, terms);
}
