/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-doctor-attempt-private.h"

#include <string.h>

static void
phase_free (gpointer data)
{
  willow_phase_free (data);
}

static WillowPhase *
phase_copy (const WillowPhase *phase)
{
  WillowPhase *copy = g_new0 (WillowPhase, 1);

  *copy = *phase;
  copy->subject = g_strdup (phase->subject);
  copy->evidence = g_strdup (phase->evidence);
  if (phase->tls != NULL)
    willow_tls_facts_ref (phase->tls);
  if (phase->sent != NULL)
    g_bytes_ref (phase->sent);
  if (phase->received != NULL)
    g_bytes_ref (phase->received);
  return copy;
}

WillowDoctorAttempt *
willow_doctor_attempt_new (WillowClientOptions *options)
{
  WillowDoctorAttempt *self = g_new0 (WillowDoctorAttempt, 1);

  self->options = willow_client_options_ref (options);
  self->phases = g_ptr_array_new_with_free_func (phase_free);
  self->start_us = g_get_monotonic_time ();
  self->state = WILLOW_CLIENT_CONNECTING;
  return self;
}

void
willow_doctor_attempt_free (WillowDoctorAttempt *attempt)
{
  willow_client_options_unref (attempt->options);
  g_ptr_array_unref (attempt->phases);
  g_clear_error (&attempt->error);
  g_clear_pointer (&attempt->connack, g_bytes_unref);
  g_clear_pointer (&attempt->disconnect, g_bytes_unref);
  g_clear_pointer (&attempt->codes, g_bytes_unref);
  g_strfreev (attempt->filters);
  g_free (attempt->sentence);
  g_free (attempt);
}

void
willow_doctor_attempt_add_phase (WillowDoctorAttempt *attempt,
                                 const WillowPhase   *phase)
{
  if (phase->outcome == WILLOW_PHASE_RUNNING)
    return;
  g_ptr_array_add (attempt->phases, phase_copy (phase));
  attempt->up_us = phase->start_us + phase->duration_us;
}

static void
keep_bytes (GBytes **kept, GBytes *bytes)
{
  g_clear_pointer (kept, g_bytes_unref);
  if (bytes != NULL)
    *kept = g_bytes_ref (bytes);
}

static void
keep_ending (WillowDoctorAttempt *attempt, WillowClient *client)
{
  const WillowEnding *ending = willow_client_get_ending (client);

  attempt->end_us = g_get_monotonic_time ();
  g_free (attempt->sentence);
  attempt->sentence = willow_client_explain_state (client);
  keep_bytes (&attempt->disconnect, willow_client_get_disconnect (client));
  if (ending == NULL)
    return;
  attempt->has_ending = TRUE;
  attempt->ending = *ending;
  g_clear_error (&attempt->error);
  if (ending->error != NULL)
    attempt->error = g_error_copy (ending->error);
  attempt->ending.error = attempt->error;
}

void
willow_doctor_attempt_hear (WillowDoctorAttempt *attempt, WillowClient *client)
{
  WillowClientState state = willow_client_get_state (client);

  if (state == WILLOW_CLIENT_CONNECTING || attempt->end_us != 0)
    return;
  attempt->state = state;
  keep_bytes (&attempt->connack, willow_client_get_connack (client));
  attempt->session_present = willow_client_get_session_present (client);
  if (attempt->connack != NULL && attempt->connack_us == 0)
    attempt->connack_us = g_get_monotonic_time ();
  if (state == WILLOW_CLIENT_CONNECTED)
    attempt->was_connected = TRUE;
  else
    keep_ending (attempt, client);
}

void
willow_doctor_attempt_hear_error (WillowDoctorAttempt *attempt,
                                  const GError        *error)
{
  if (attempt->end_us != 0)
    return;
  attempt->end_us = g_get_monotonic_time ();
  attempt->state = WILLOW_CLIENT_FAILED;
  attempt->has_ending = TRUE;
  attempt->ending = (WillowEnding){ .kind = WILLOW_ENDING_IO_ERROR };
  attempt->error = g_error_copy (error);
  attempt->ending.error = attempt->error;
  attempt->sentence = g_strdup (error->message);
}

void
willow_doctor_attempt_hear_suback (WillowDoctorAttempt *attempt,
                                   const char *const   *filters,
                                   GBytes              *codes)
{
  g_strfreev (attempt->filters);
  attempt->filters = g_strdupv ((char **)filters);
  keep_bytes (&attempt->codes, codes);
  attempt->suback_us = g_get_monotonic_time ();
}

void
willow_doctor_attempt_hear_stay (WillowDoctorAttempt *attempt)
{
  if (attempt->end_us != 0)
    return;
  attempt->has_left = TRUE;
  attempt->end_us = g_get_monotonic_time ();
}

void
willow_doctor_attempt_expect (WillowDoctorAttempt *attempt,
                              gboolean             suback,
                              gboolean             stay)
{
  attempt->expects_suback = suback;
  attempt->expects_stay = stay;
}

gboolean
willow_doctor_attempt_is_over (const WillowDoctorAttempt *attempt)
{
  return attempt->was_connected || attempt->end_us != 0;
}

const WillowPhase *
willow_doctor_attempt_find (const WillowDoctorAttempt *attempt,
                            WillowPhaseKind            kind)
{
  const WillowPhase *found = NULL;

  /* Of several addresses the one that answered is told. */
  for (guint i = 0; i < attempt->phases->len; i++)
    {
      const WillowPhase *phase = attempt->phases->pdata[i];

      if (phase->kind == kind &&
          (found == NULL || found->outcome != WILLOW_PHASE_DONE))
        found = phase;
    }
  return found;
}

const guint8 *
willow_doctor_attempt_peek (const WillowDoctorAttempt *attempt, gsize *len)
{
  const WillowPhase *tls =
      willow_doctor_attempt_find (attempt, WILLOW_PHASE_TLS);
  const WillowPhase *upgrade =
      willow_doctor_attempt_find (attempt, WILLOW_PHASE_UPGRADE);

  *len = attempt->has_ending ? attempt->ending.n_first : 0;
  if (*len > 0)
    return attempt->ending.first;
  if (upgrade != NULL && upgrade->outcome == WILLOW_PHASE_FAILED)
    return upgrade->received != NULL ? g_bytes_get_data (upgrade->received, len)
                                     : NULL;
  if (tls != NULL && tls->outcome == WILLOW_PHASE_FAILED && tls->tls != NULL)
    {
      *len = tls->tls->n_first;
      return tls->tls->first;
    }
  return NULL;
}

gboolean
willow_doctor_attempt_has_connack (const WillowDoctorAttempt *attempt)
{
  return attempt->was_connected ||
         (attempt->has_ending &&
          attempt->ending.kind == WILLOW_ENDING_REFUSED) ||
         willow_doctor_attempt_get_old_code (attempt) >= 0;
}

int
willow_doctor_attempt_get_old_code (const WillowDoctorAttempt *attempt)
{
  const WillowEnding *ending = &attempt->ending;

  /* Two bytes long, as in 3.1.1 section 3.2; 5.0 has a Property Length behind
   * the code. */
  if (attempt->was_connected || !attempt->has_ending || ending->n_first < 4 ||
      ending->kind == WILLOW_ENDING_REFUSED ||
      willow_client_options_get_version (attempt->options) !=
          MQTT_VERSION_5_0 ||
      ending->first[0] != 0x20 || ending->first[1] != 2 || ending->first[2] > 1)
    return -1;
  return ending->first[3] <= MQTT_RETURN_NOT_AUTHORIZED ? ending->first[3] : -1;
}

static gboolean
begins (const guint8 *data, gsize len, const char *text)
{
  return len >= strlen (text) && memcmp (data, text, strlen (text)) == 0;
}

/* What a Server may send: the types and flags of 5.0 table 2-1 and 2-2. */
static gboolean
is_server_packet (guint8 first)
{
  static const guint8 firsts[] = { 0x20, 0x40, 0x50, 0x62, 0x70,
                                   0x90, 0xb0, 0xd0, 0xe0, 0xf0 };

  return memchr (firsts, first, sizeof firsts) != NULL;
}

WillowAnswer
willow_doctor_recognise (const guint8 *data, gsize len)
{
  if (len == 0)
    return WILLOW_ANSWER_NONE;
  /* An alert or a message of a handshake: RFC 8446 section 5.1. */
  if (len >= 2 && (data[0] == 0x15 || data[0] == 0x16) && data[1] == 3)
    return WILLOW_ANSWER_TLS;
  if (begins (data, len, "HTTP") || begins (data, len, "<!") ||
      begins (data, len, "<ht"))
    return WILLOW_ANSWER_HTTP;
  if (begins (data, len, "SSH-"))
    return WILLOW_ANSWER_SSH;
  if (begins (data, len, "220") || begins (data, len, "* OK") ||
      begins (data, len, "+OK"))
    return WILLOW_ANSWER_MAIL_OR_FTP;
  return is_server_packet (data[0]) ? WILLOW_ANSWER_MQTT : WILLOW_ANSWER_OTHER;
}

WillowAnswer
willow_doctor_attempt_recognise (const WillowDoctorAttempt *attempt)
{
  const WillowPhase *upgrade =
      willow_doctor_attempt_find (attempt, WILLOW_PHASE_UPGRADE);
  const WillowPhase *tls =
      willow_doctor_attempt_find (attempt, WILLOW_PHASE_TLS);
  const guint8 *data;
  gsize         len;

  if (willow_doctor_attempt_has_connack (attempt))
    return WILLOW_ANSWER_MQTT;
  if (upgrade != NULL && upgrade->outcome == WILLOW_PHASE_DONE)
    return WILLOW_ANSWER_WEBSOCKET;
  data = willow_doctor_attempt_peek (attempt, &len);
  if (len > 0)
    return willow_doctor_recognise (data, len);
  return tls != NULL && tls->outcome == WILLOW_PHASE_DONE ? WILLOW_ANSWER_TLS
                                                          : WILLOW_ANSWER_NONE;
}

const char *
willow_answer_get_name (WillowAnswer answer)
{
  static const char *const names[] = {
    [WILLOW_ANSWER_NONE] = "none",
    [WILLOW_ANSWER_MQTT] = "mqtt",
    [WILLOW_ANSWER_TLS] = "tls",
    [WILLOW_ANSWER_WEBSOCKET] = "websocket",
    [WILLOW_ANSWER_HTTP] = "http",
    [WILLOW_ANSWER_SSH] = "ssh",
    [WILLOW_ANSWER_MAIL_OR_FTP] = "mail-or-ftp",
    [WILLOW_ANSWER_OTHER] = "other",
  };

  return names[answer];
}

void
willow_doctor_try_free (gpointer data)
{
  WillowDoctorTry *try = data;

  willow_endpoint_free (try->endpoint);
  g_clear_pointer (&try->attempt, willow_doctor_attempt_free);
  g_free (try);
}
