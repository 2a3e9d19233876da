/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-certs.h"

#include "cli/willow-cli-tls.h"
#include "cli/willow-cli.h"
#include "net/willow-certificate.h"

#include <glib/gi18n.h>

typedef struct
{
  const char                  *path;
  GBytes                      *content;
  WillowCertificateInspection *inspection;
} Input;

static void
clear_input (gpointer data)
{
  Input *input = data;

  g_bytes_unref (input->content);
  willow_certificate_inspection_free (input->inspection);
}

/* As fingerprints are written. (transfer full) */
static char *
dup_sha1 (GBytes *der)
{
  g_autofree char *digits = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, der);
  GString         *text = g_string_new (NULL);

  for (const char *c = digits; *c != '\0'; c++)
    {
      if (c > digits && (c - digits) % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, g_ascii_toupper (*c));
    }
  return g_string_free (text, FALSE);
}

static void
print_certificate (const WillowCertificate *certificate)
{
  g_autofree char *from =
      willow_certificate_format_time (certificate->not_before_s);
  g_autofree char *to =
      willow_certificate_format_time (certificate->not_after_s);
  g_autofree char *names = g_strjoinv (", ", certificate->names);
  g_autofree char *sha1 = dup_sha1 (certificate->der);

  g_print (_ ("  certificate of %s\n"), certificate->subject);
  g_print (_ ("    issued by %s\n"), certificate->issuer);
  if (names[0] != '\0')
    g_print (_ ("    names %s\n"), names);
  g_print (_ ("    valid from %s to %s\n"), from, to);
  g_print (_ ("    key %s, %u bits; signed with %s\n"),
           certificate->key_type,
           certificate->key_bits,
           certificate->signature_algorithm);
  if (certificate->is_authority)
    g_print (_ ("    an authority (CA): it may issue others\n"));
  g_print (_ ("    SHA-256 %s\n"), certificate->fingerprint);
  g_print (_ ("    SHA-1 %s\n"), sha1);
}

static void
print_input (const Input *input)
{
  const WillowCertificateInspection *inspection = input->inspection;

  g_print ("%s: %s\n", input->path, inspection->sentence);
  for (guint i = 0; i < inspection->certificates->len; i++)
    print_certificate (inspection->certificates->pdata[i]);
}

/* Which of the certificates it belongs to, if there are any. */
static void
print_matches (const Input *key, GArray *inputs, GBytes *passphrase)
{
  gboolean any_certificate = FALSE, any_match = FALSE;

  for (guint i = 0; i < inputs->len; i++)
    {
      const Input *input = &g_array_index (inputs, Input, i);

      if (input->inspection->certificates->len == 0)
        continue;
      any_certificate = TRUE;
      if (!willow_certificate_check_pair (input->content,
                                          input == key ? NULL : key->content,
                                          passphrase,
                                          NULL))
        continue;
      any_match = TRUE;
      g_print (_ ("✓ The key in %s belongs to the certificate in %s\n"),
               key->path,
               input->path);
    }
  if (any_certificate && !any_match)
    g_print (_ ("✗ The key in %s belongs to none of the certificates\n"),
             key->path);
}

static int
inspect (const char *passphrase_file, int n_paths, char *paths[])
{
  g_autoptr (GArray) inputs = g_array_new (FALSE, FALSE, sizeof (Input));
  g_autoptr (GBytes) passphrase = NULL;
  g_autoptr (GError) error = NULL;
  int code = WILLOW_EXIT_OK;

  g_array_set_clear_func (inputs, clear_input);
  if (passphrase_file != NULL)
    passphrase = willow_cli_tls_read_secret (passphrase_file, &error);
  for (int i = 0; error == NULL && i < n_paths; i++)
    {
      Input input = { .path = paths[i] };

      input.content = willow_cli_tls_read_file (paths[i], &error);
      if (input.content == NULL)
        break;
      input.inspection = willow_certificate_inspect (input.content, passphrase);
      if (input.inspection->error != NULL)
        code = WILLOW_EXIT_FAILURE;
      print_input (&input);
      g_array_append_val (inputs, input);
    }
  for (guint i = 0; i < inputs->len; i++)
    {
      const Input *input = &g_array_index (inputs, Input, i);

      if (input->inspection->key_type != NULL)
        print_matches (input, inputs, passphrase);
    }
  if (error == NULL)
    return code;
  willow_cli_complain ("%s", error->message);
  return WILLOW_EXIT_FAILURE;
}

int
willow_certs_inspect (int argc, char *argv[])
{
  g_autofree char *passphrase_file = NULL;
  GOptionContext  *context;
  int              code = WILLOW_EXIT_OK;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "keypass-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("The first line of this file is the passphrase of what is encrypted"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  context = g_option_context_new (
      _ ("FILE… — say what certificates and keys they hold"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!willow_cli_parse (context, &argc, &argv, &code))
    return code;
  if (argc > 1)
    return inspect (passphrase_file, argc - 1, argv + 1);
  willow_cli_complain (_ ("certs inspect needs files; see --help."));
  return WILLOW_EXIT_USAGE;
}
