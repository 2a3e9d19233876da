/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-tls.h"

#include <glib/gi18n.h>

static void
print_certificate (const WillowCertificate *certificate, guint depth)
{
  g_autofree char *from =
      willow_certificate_format_time (certificate->not_before_s);
  g_autofree char *to =
      willow_certificate_format_time (certificate->not_after_s);
  g_autofree char *names = g_strjoinv (", ", certificate->names);

  g_printerr ("  %u %s\n", depth, certificate->subject);
  g_printerr (_ ("    issued by %s\n"), certificate->issuer);
  if (names[0] != '\0')
    g_printerr (_ ("    names %s\n"), names);
  g_printerr (_ ("    valid from %s to %s\n"), from, to);
  g_printerr (_ ("    key %s, %u bits; signed with %s\n"),
              certificate->key_type,
              certificate->key_bits,
              certificate->signature_algorithm);
  g_printerr (_ ("    SHA-256 %s\n"), certificate->fingerprint);
}

void
willow_cli_tls_print (const WillowTlsFacts *facts)
{
  static const char *const marks[] = { "?", "✓", "✗" };
  g_autofree char         *line = willow_tls_facts_describe (facts);
  g_autofree char *received = willow_tls_alert_describe (facts->alert_received);
  g_autofree char *sent = willow_tls_alert_describe (facts->alert_sent);

  if (line[0] != '\0')
    g_printerr ("TLS: %s\n", line);
  for (guint i = 0; i < facts->chain->len; i++)
    print_certificate (facts->chain->pdata[i], i);
  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    g_printerr ("  %s %s: %s\n",
                marks[facts->verdicts[i].outcome],
                willow_tls_rule_get_name (i),
                facts->verdicts[i].sentence);
  for (char **name = facts->acceptable_authorities;
       name != NULL && *name != NULL;
       name++)
    g_printerr (_ ("  The server takes certificates of %s\n"), *name);
  if (received != NULL)
    g_printerr (_ ("  TLS alert received: %s\n"), received);
  if (sent != NULL)
    g_printerr (_ ("  TLS alert sent: %s\n"), sent);
}
