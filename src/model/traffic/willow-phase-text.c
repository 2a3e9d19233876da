/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/traffic/willow-phase-text.h"

#include <glib/gi18n.h>

const char *
willow_phase_text_get_type (const WillowPhase *phase)
{
  switch (phase->kind)
    {
    case WILLOW_PHASE_RESOLVE:
      /* Translators: looking up a host name, in a narrow column */
      return C_ ("phase", "Name");
    case WILLOW_PHASE_TCP:
      return phase->subject[0] == '/' ? C_ ("phase", "Socket") : "TCP";
    case WILLOW_PHASE_PROXY:
      /* Translators: an HTTP or SOCKS proxy, in a narrow column */
      return C_ ("phase", "Proxy");
    case WILLOW_PHASE_TLS:
      return "TLS";
    case WILLOW_PHASE_UPGRADE:
      return "WebSocket";
    case WILLOW_PHASE_ACCEPT:
    default:
      /* Translators: a server took a connection, in a narrow column */
      return C_ ("phase", "Accept");
    }
}

/* A sentence of each outcome: running has %s for the subject, failed %s for
 * that and %s for the reason, both without the duration. */
typedef struct
{
  const char *running;
  const char *failed;
} Sentences;

static const Sentences sentences[] = {
  [WILLOW_PHASE_RESOLVE] = { N_ ("Looking up the name “%s”"),
                             N_ ("The name “%s” was not found: %s") },
  [WILLOW_PHASE_TCP] = { N_ ("Connecting to %s"),
                         N_ ("No connection to %s: %s") },
  [WILLOW_PHASE_PROXY] = { N_ ("Asking the proxy for %s"),
                           N_ ("The proxy gives no way to %s: %s") },
  [WILLOW_PHASE_TLS] = { N_ ("Handshake with “%s”"),
                         N_ ("The handshake with “%s” failed: %s") },
  [WILLOW_PHASE_UPGRADE] = { N_ ("Asking for a WebSocket at %s"),
                             N_ ("No WebSocket at %s: %s") },
  [WILLOW_PHASE_ACCEPT] = { N_ ("Taking the connection of %s"),
                            N_ ("The connection of %s was not taken: %s") },
};

/* Not printf: the format comes out of a table. (transfer full) */
static char *
fill_in (const char *sentence, const char *first, const char *second)
{
  g_auto (GStrv) parts = g_strsplit (sentence, "%s", 3);
  guint n = g_strv_length (parts);

  if (n < 2)
    return g_strdup (sentence);
  return g_strconcat (parts[0],
                      first,
                      parts[1],
                      n > 2 ? second : NULL,
                      n > 2 ? parts[2] : NULL,
                      NULL);
}

/* (transfer full) */
static char *
tell_done (const WillowPhase *phase)
{
  const char      *evidence = phase->evidence != NULL ? phase->evidence : "";
  g_autofree char *facts = NULL;

  switch (phase->kind)
    {
    case WILLOW_PHASE_RESOLVE:
      return g_strdup_printf (
          _ ("The name “%s” has the addresses %s"), phase->subject, evidence);
    case WILLOW_PHASE_PROXY:
      return g_strdup_printf (
          _ ("The proxy connected to %s: %s"), phase->subject, evidence);
    case WILLOW_PHASE_TLS:
      if (phase->tls == NULL)
        return g_strdup (evidence);
      facts = willow_tls_facts_describe (phase->tls);
      return g_strdup (facts);
    case WILLOW_PHASE_UPGRADE:
      return g_strdup_printf (
          _ ("From HTTP to WebSocket at %s: %s"), phase->subject, evidence);
    case WILLOW_PHASE_ACCEPT:
      return g_strdup_printf (
          _ ("Connection of %s taken at %s"), phase->subject, evidence);
    case WILLOW_PHASE_TCP:
    default:
      return g_strdup_printf (_ ("Connected to %s"), phase->subject);
    }
}

char *
willow_phase_text_summarize (const WillowPhase *phase)
{
  const Sentences *words = &sentences[phase->kind];
  g_autofree char *text = NULL;

  if (phase->outcome == WILLOW_PHASE_RUNNING)
    return fill_in (_ (words->running), phase->subject, NULL);
  if (phase->outcome == WILLOW_PHASE_DONE)
    text = tell_done (phase);
  else
    text = fill_in (_ (words->failed),
                    phase->subject,
                    phase->evidence != NULL ? phase->evidence : "?");
  if (phase->kind == WILLOW_PHASE_ACCEPT)
    return g_steal_pointer (&text);
  return g_strdup_printf (
      /* Translators: a sentence about a step, and how long it took */
      _ ("%s (%.1f ms)"),
      text,
      (double)phase->duration_us / 1000);
}

char *
willow_phase_text_summarize_record (MqttSlice data)
{
  g_autoptr (WillowPhase) phase =
      willow_phase_from_text ((const char *)data.data, data.len);
  g_autofree char *text = NULL;

  if (phase == NULL)
    return g_strdup (_ ("A connection step that cannot be read"));
  text = willow_phase_text_summarize (phase);
  return g_strdup_printf ("%s: %s", willow_phase_text_get_type (phase), text);
}
