/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-tls-rows.h"

#include "model/profile/willow-profile-identity.h"

#include <glib/gi18n.h>

static const struct
{
  const char *icon_name;
  const char *name;
} outcomes[] = {
  [WILLOW_TLS_UNKNOWN] = { "dialog-information-symbolic", N_ ("Not checked") },
  [WILLOW_TLS_OK] = { "emblem-ok-symbolic", N_ ("Passed") },
  [WILLOW_TLS_FAILED] = { "dialog-error-symbolic", N_ ("Failed") },
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

GPtrArray *
willow_tls_rows_new_verdicts (const WillowTlsFacts *facts)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    g_ptr_array_add (rows, new_verdict_row (i, &facts->verdicts[i]));
  return rows;
}

static void
add (GPtrArray *rows, const char *title, const char *value)
{
  if (value != NULL && *value != '\0')
    g_ptr_array_add (rows, new_row (title, value));
}

static const char *
describe_own (const WillowTlsFacts *facts)
{
  if (facts->certificate_sent)
    return _ ("The server asked for one, and it was sent");
  if (facts->certificate_asked)
    return _ ("The server asked for one, and none was sent");
  return _ ("The server did not ask for one");
}

GPtrArray *
willow_tls_rows_new_agreed (const WillowTlsFacts *facts)
{
  GPtrArray       *rows = g_ptr_array_new ();
  g_autofree char *authorities =
      facts->acceptable_authorities != NULL
          ? g_strjoinv ("\n", facts->acceptable_authorities)
          : NULL;
  g_autofree char *staple = willow_tls_staple_describe (&facts->staple);
  g_autofree char *received = willow_tls_alert_describe (facts->alert_received);
  g_autofree char *sent = willow_tls_alert_describe (facts->alert_sent);

  add (rows, _ ("Version"), facts->version);
  add (rows, _ ("Cipher"), facts->cipher);
  add (rows, _ ("Name that was asked for (SNI)"), facts->server_name);
  add (rows,
       _ ("Protocol (ALPN)"),
       facts->alpn != NULL ? facts->alpn : _ ("None was agreed on"));
  add (rows,
       _ ("Session"),
       facts->is_resumed ? _ ("Resumed: an earlier one went on")
                         : _ ("New: the whole handshake was made"));
  add (rows, _ ("Pre-shared key (PSK)"), facts->psk_identity);
  add (rows, _ ("Own certificate"), describe_own (facts));
  add (rows, _ ("OCSP response that came along (staple)"), staple);
  add (rows, _ ("Alert that the server sent"), received);
  add (rows, _ ("Alert that Willow sent"), sent);
  add (rows, _ ("Authorities that the server accepts"), authorities);
  return rows;
}

static char *
format_dates (const WillowCertificate *certificate)
{
  g_autofree char *from =
      willow_certificate_format_time (certificate->not_before_s);
  g_autofree char *to =
      willow_certificate_format_time (certificate->not_after_s);
  g_autofree char *days = willow_certificate_describe_days (certificate);

  return g_strdup_printf (_ ("%s to %s: %s"), from, to, days);
}

/* From the day on which it began to that on which it ends. */
static GtkWidget *
new_life_bar (const WillowCertificate *certificate)
{
  double whole = (double)(certificate->not_after_s - certificate->not_before_s);
  double gone =
      (double)(g_get_real_time () / G_USEC_PER_SEC - certificate->not_before_s);
  GtkWidget       *bar = gtk_level_bar_new ();
  g_autofree char *days = willow_certificate_describe_days (certificate);

  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar),
                           whole > 0 ? CLAMP (gone / whole, 0.0, 1.0) : 1.0);
  gtk_widget_set_size_request (bar, 96, -1);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (bar, days);
  gtk_widget_add_css_class (bar, "certificate-life");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, days, -1);
  return bar;
}

static void
copy_cb (GtkWidget *button)
{
  const char *text = g_object_get_data (G_OBJECT (button), "text");

  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), text);
  gtk_widget_set_tooltip_text (button, _ ("Copied"));
}

static GtkWidget *
new_copy_button (const char *text)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Copy the fingerprint"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Copy the fingerprint"),
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "text", g_strdup (text), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (copy_cb), NULL);
  return button;
}

static void
add_fingerprint (GPtrArray    *rows,
                 const char   *title,
                 GChecksumType type,
                 GBytes       *der)
{
  g_autofree char *hex = g_compute_checksum_for_bytes (type, der);
  g_autoptr (GString) text = g_string_new (NULL);
  GtkWidget *row;

  for (const char *at = hex; *at != '\0'; at += 2)
    g_string_append_printf (text,
                            "%s%c%c",
                            at == hex ? "" : ":",
                            g_ascii_toupper (at[0]),
                            g_ascii_toupper (at[1]));
  row = new_row (title, text->str);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_copy_button (text->str));
  g_ptr_array_add (rows, row);
}

GPtrArray *
willow_tls_rows_new_certificate (const WillowCertificate *certificate)
{
  GPtrArray       *rows = g_ptr_array_new ();
  g_autofree char *names = g_strjoinv ("\n", certificate->names);
  g_autofree char *dates = format_dates (certificate);
  g_autofree char *key = g_strdup_printf (_ ("%s, %u bits; signed with %s"),
                                          certificate->key_type,
                                          certificate->key_bits,
                                          certificate->signature_algorithm);
  GtkWidget       *row;

  add (rows, _ ("Subject"), certificate->subject);
  add (rows,
       _ ("Issuer"),
       certificate->is_self_issued ? _ ("The same: self-signed")
                                   : certificate->issuer);
  add (rows, _ ("Alternative names"), *names != '\0' ? names : _ ("None"));
  row = new_row (_ ("Valid"), dates);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_life_bar (certificate));
  g_ptr_array_add (rows, row);
  add (rows, _ ("Key"), key);
  add_fingerprint (
      rows, _ ("Fingerprint (SHA-256)"), G_CHECKSUM_SHA256, certificate->der);
  add_fingerprint (
      rows, _ ("Fingerprint (SHA-1)"), G_CHECKSUM_SHA1, certificate->der);
  return rows;
}

const char *
willow_tls_rows_get_icon_name (const WillowTlsFacts *facts)
{
  gboolean is_right = facts->version != NULL;

  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    if (facts->verdicts[i].outcome == WILLOW_TLS_FAILED)
      is_right = FALSE;
  return is_right ? "channel-secure-symbolic" : "dialog-warning-symbolic";
}

char *
willow_tls_rows_summarize (const WillowTlsFacts *facts)
{
  char *text = willow_tls_facts_describe (facts);

  if (facts->version != NULL)
    return text;
  g_free (text);
  return g_strdup (_ ("The handshake did not finish"));
}
