/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/willow-tls-rows.h"

#include <glib/gi18n.h>

static const struct
{
  const char *icon_name;
  const char *name;
} outcomes[] = {
  [WILLOW_TLS_UNKNOWN] = { "dialog-information-symbolic", N_ ("Not checked") },
  [WILLOW_TLS_OK] = { "emblem-ok-symbolic", N_ ("Holds") },
  [WILLOW_TLS_FAILED] = { "dialog-error-symbolic", N_ ("Does not hold") },
};

/* Titles and subtitles come from outside: no markup. */
static GtkWidget *
new_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_preferences_row_set_title_selectable (ADW_PREFERENCES_ROW (row), TRUE);
  return row;
}

static GtkWidget *
new_verdict_row (WillowTlsRule rule, const WillowTlsVerdict *verdict)
{
  const char      *outcome = _ (outcomes[verdict->outcome].name);
  g_autofree char *title =
      g_strdup_printf (_ ("%s: %s"), willow_tls_rule_get_name (rule), outcome);
  GtkWidget *row = new_row (title, verdict->sentence);

  adw_action_row_set_icon_name (ADW_ACTION_ROW (row),
                                outcomes[verdict->outcome].icon_name);
  return row;
}

static GtkWidget *
new_certificate_row (const WillowCertificate *certificate)
{
  g_autofree char *from =
      willow_certificate_format_time (certificate->not_before_s);
  g_autofree char *to =
      willow_certificate_format_time (certificate->not_after_s);
  g_autofree char *names = g_strjoinv (", ", certificate->names);
  g_autofree char *text = g_strdup_printf (
      _ ("Issued by %s\nNames: %s\nValid from %s to %s\nKey: %s, %u bits; "
         "signed with %s\nSHA-256: %s"),
      certificate->issuer,
      names[0] != '\0' ? names : "–",
      from,
      to,
      certificate->key_type,
      certificate->key_bits,
      certificate->signature_algorithm,
      certificate->fingerprint);

  return new_row (certificate->subject, text);
}

GPtrArray *
willow_tls_rows_new (const WillowTlsFacts *facts)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    g_ptr_array_add (rows, new_verdict_row (i, &facts->verdicts[i]));
  for (guint i = 0; i < facts->chain->len; i++)
    g_ptr_array_add (rows, new_certificate_row (facts->chain->pdata[i]));
  return rows;
}

char *
willow_tls_rows_summarize (const WillowTlsFacts *facts)
{
  char *text = willow_tls_facts_describe (facts);

  if (facts->version != NULL)
    return text;
  g_free (text);
  return g_strdup (_ ("The handshake did not come to its end"));
}
