/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/traffic/willow-record-describe.h"

#include "model/traffic/willow-phase-text.h"

#include <glib/gi18n.h>

/* Behind the first bytes of a dialogue nothing is new. */
#define HEX_MAX_BYTES 64

/* @value: (transfer full) (nullable). Returns: its index */
static int
add (MqttDescription *description,
     int              parent,
     const char      *name,
     char            *value,
     const char      *meaning)
{
  guint     index = mqtt_description_get_n_fields (description);
  MqttField field = {
    .parent = parent,
    .depth =
        parent < 0
            ? 0
            : mqtt_description_get_field (description, (guint)parent)->depth +
                  1,
    .name = name,
    .value = value,
    .meaning = meaning,
  };

  mqtt_description_append (description, &field);
  return (int)index;
}

static void
add_text (MqttDescription *description,
          int              parent,
          const char      *name,
          const char      *text,
          const char      *meaning)
{
  if (text != NULL && text[0] != '\0')
    add (description, parent, name, g_strdup (text), meaning);
}

static void
add_flag (MqttDescription *description,
          int              parent,
          const char      *name,
          gboolean         flag,
          const char      *meaning)
{
  add_text (description, parent, name, flag ? _ ("yes") : _ ("no"), meaning);
}

static void
add_hex (MqttDescription *description,
         const char      *name,
         GBytes          *bytes,
         const char      *meaning)
{
  gsize         len;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &len) : NULL;
  GString      *hex;

  if (data == NULL || len == 0)
    return;
  hex = g_string_new (NULL);
  for (gsize i = 0; i < MIN (len, HEX_MAX_BYTES); i++)
    g_string_append_printf (hex, "%s%02x", i > 0 ? " " : "", data[i]);
  if (len > HEX_MAX_BYTES)
    g_string_append (hex, " …");
  add (description, 0, name, g_string_free (hex, FALSE), meaning);
}

static const char *
get_outcome (const WillowPhase *phase)
{
  switch (phase->outcome)
    {
    case WILLOW_PHASE_RUNNING:
      return _ ("has begun");
    case WILLOW_PHASE_FAILED:
      return _ ("failed");
    case WILLOW_PHASE_DONE:
    default:
      return _ ("done");
    }
}

static const struct
{
  const char *subject;
  const char *evidence; /* of one that is done */
  const char *meaning;  /* of the evidence */
} names[] = {
  [WILLOW_PHASE_RESOLVE] = { N_ ("Name"),
                             N_ ("Addresses"),
                             N_ ("What the name servers, or the file of known "
                                 "hosts, say. They are tried in turn, IPv6 "
                                 "and IPv4 alternating: the first that answers "
                                 "is taken (“happy eyeballs”, RFC 8305)") },
  [WILLOW_PHASE_TCP] = { N_ ("Address"),
                         N_ ("From"),
                         N_ ("Our own end of the connection: the broker sees "
                             "this address, unless something between changes "
                             "it") },
  [WILLOW_PHASE_PROXY] = { N_ ("Target"),
                           N_ ("Answer"),
                           N_ ("From here on the proxy passes bytes on without "
                               "looking at them") },
  [WILLOW_PHASE_TLS] = { N_ ("Other side"), N_ ("Summary"), NULL },
  [WILLOW_PHASE_UPGRADE] = { N_ ("Target"),
                             N_ ("Answer"),
                             N_ ("From here on both send frames of WebSocket "
                                 "(RFC 6455), and MQTT is in them") },
  [WILLOW_PHASE_ACCEPT] = { N_ ("Client's address"),
                            N_ ("Taken at"),
                            N_ ("The address of the broker that the client "
                                "connected to") },
};

static void
add_verdicts (MqttDescription *description, const WillowTlsFacts *facts)
{
  int parent = add (description, 0, N_ ("Verdicts"), NULL, NULL);

  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    {
      const WillowTlsVerdict *verdict = &facts->verdicts[i];
      const char             *outcome = _ ("not looked at");

      if (verdict->outcome != WILLOW_TLS_UNKNOWN)
        outcome = verdict->outcome == WILLOW_TLS_OK ? _ ("right") : _ ("WRONG");
      add (description,
           parent,
           willow_tls_rule_get_name ((WillowTlsRule)i),
           verdict->sentence != NULL && verdict->sentence[0] != '\0'
               ? g_strdup_printf ("%s: %s", outcome, verdict->sentence)
               : g_strdup (outcome),
           NULL);
    }
}

static void
add_certificate (MqttDescription *description, const WillowCertificate *one)
{
  int parent =
      add (description, 0, N_ ("Certificate"), g_strdup (one->subject), NULL);
  g_autofree char *names_text =
      one->names != NULL ? g_strjoinv (", ", one->names) : NULL;
  g_autofree char *from = willow_certificate_format_time (one->not_before_s);
  g_autofree char *to = willow_certificate_format_time (one->not_after_s);

  add_text (description, parent, N_ ("Issuer"), one->issuer, NULL);
  add_text (description,
            parent,
            N_ ("Names"),
            names_text,
            N_ ("The host must be one of these: the Common Name does not count "
                "any more"));
  add_text (description, parent, N_ ("Valid from"), from, NULL);
  add_text (description, parent, N_ ("Valid until"), to, NULL);
  add (description,
       parent,
       N_ ("Key"),
       g_strdup_printf ("%s, %u bit", one->key_type, one->key_bits),
       NULL);
  add_text (description, parent, "SHA-256", one->fingerprint, NULL);
}

static void
add_tls (MqttDescription *description, const WillowTlsFacts *facts)
{
  g_autofree char *authorities =
      g_strjoinv (", ", facts->acceptable_authorities);

  add_text (description, 0, N_ ("TLS version"), facts->version, NULL);
  add_text (description,
            0,
            N_ ("Cipher"),
            facts->cipher,
            N_ ("Key exchange, encryption and hash that both have agreed on"));
  add_text (description,
            0,
            "ALPN",
            facts->alpn,
            N_ ("The protocol inside, agreed on during the handshake. RFC "
                "7301"));
  add_text (description,
            0,
            N_ ("Server Name (SNI)"),
            facts->server_name,
            N_ ("Sent in clear, so that a server with several certificates "
                "shows the right one. RFC 6066"));
  add_flag (description, 0, N_ ("Session resumed"), facts->is_resumed, NULL);
  add_flag (description,
            0,
            N_ ("Own certificate asked for"),
            facts->certificate_asked,
            NULL);
  add_flag (description,
            0,
            N_ ("Own certificate sent"),
            facts->certificate_sent,
            NULL);
  add_text (description,
            0,
            N_ ("Acceptable authorities"),
            authorities,
            N_ ("By whom a client's certificate has to be issued"));
  add_flag (description,
            0,
            N_ ("Verification is enforced"),
            facts->is_verified,
            N_ ("If not, the connection goes on whatever the verdicts say: "
                "anybody may be at the other end"));
  add_verdicts (description, facts);
  for (guint i = 0; i < facts->chain->len; i++)
    add_certificate (description, g_ptr_array_index (facts->chain, i));
}

static void
add_facts (MqttDescription *description, const WillowPhase *phase)
{
  gboolean is_done = phase->outcome == WILLOW_PHASE_DONE;

  add_text (description, 0, N_ ("Outcome"), get_outcome (phase), NULL);
  add_text (description, 0, names[phase->kind].subject, phase->subject, NULL);
  if (phase->outcome != WILLOW_PHASE_RUNNING)
    add (description,
         0,
         N_ ("Duration"),
         g_strdup_printf ("%.3f ms", (double)phase->duration_us / 1000),
         NULL);
  if (phase->tls == NULL || !is_done)
    add_text (description,
              0,
              is_done ? names[phase->kind].evidence : N_ ("Reason"),
              phase->evidence,
              is_done ? names[phase->kind].meaning : NULL);
  if (phase->tls != NULL)
    add_tls (description, phase->tls);
  add_hex (description,
           N_ ("Bytes sent"),
           phase->sent,
           N_ ("As they went over the wire; the password is masked"));
  add_hex (description, N_ ("Bytes received"), phase->received, NULL);
}

MqttDescription *
willow_phase_describe (MqttSlice data)
{
  MqttDescription *description = mqtt_description_new ();
  g_autoptr (WillowPhase) phase =
      willow_phase_from_text ((const char *)data.data, data.len);

  add (description, -1, N_ ("A connection step"), NULL, NULL);
  if (phase != NULL)
    add_facts (description, phase);
  else
    add_text (description,
              0,
              N_ ("Unreadable"),
              _ ("This record is not a connection step"),
              NULL);
  return description;
}
