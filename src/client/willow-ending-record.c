/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-ending-private.h"

WillowEndingRecord *
willow_ending_record_new (void)
{
  WillowEndingRecord *record = g_new0 (WillowEndingRecord, 1);

  g_atomic_ref_count_init (&record->ref_count);
  record->tls_alert = -1;
  for (guint i = 0; i < WILLOW_N_OPEN; i++)
    record->open[i] = g_array_new (FALSE, FALSE, sizeof (guint16));
  return record;
}

WillowEndingRecord *
willow_ending_record_ref (WillowEndingRecord *record)
{
  g_atomic_ref_count_inc (&record->ref_count);
  return record;
}

void
willow_ending_record_unref (WillowEndingRecord *record)
{
  if (!g_atomic_ref_count_dec (&record->ref_count))
    return;
  for (guint i = 0; i < WILLOW_N_OPEN; i++)
    g_array_unref (record->open[i]);
  g_clear_error (&record->error);
  g_free (record->client_id);
  g_free (record->local);
  g_free (record->remote);
  g_free (record->reason_string);
  g_free (record->server_reference);
  g_free (record);
}

WillowCloser
willow_ending_record_get_closer (const WillowEndingRecord *record)
{
  switch (record->manner)
    {
    case WILLOW_ENDED_LEFT:
    case WILLOW_ENDED_DROPPED:
    case WILLOW_ENDED_RESET:
    case WILLOW_ENDED_VIOLATION:
    case WILLOW_ENDED_AUTHENTICATION:
    case WILLOW_ENDED_NO_CONNACK:
    case WILLOW_ENDED_NO_PINGRESP:
      return WILLOW_CLOSER_US;
    case WILLOW_ENDED_REFUSED:
    case WILLOW_ENDED_DISCONNECT:
    case WILLOW_ENDED_FIN:
    case WILLOW_ENDED_TLS_ALERT:
    case WILLOW_ENDED_WEBSOCKET_CLOSE:
      return WILLOW_CLOSER_SERVER;
    case WILLOW_ENDED_RST:
    case WILLOW_ENDED_TRUNCATED:
      return WILLOW_CLOSER_UNKNOWN;
    case WILLOW_ENDED_ERROR:
    default:
      return WILLOW_CLOSER_NETWORK;
    }
}

gboolean
willow_ending_record_is_lost (const WillowEndingRecord *record)
{
  return record->manner != WILLOW_ENDED_LEFT &&
         record->manner != WILLOW_ENDED_DROPPED &&
         record->manner != WILLOW_ENDED_RESET;
}
