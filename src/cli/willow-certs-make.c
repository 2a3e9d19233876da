/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-certs.h"

#include "cli/willow-cli-tls.h"
#include "cli/willow-cli.h"
#include "net/willow-practice-pki.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *const default_hosts[] = {
  "localhost", "127.0.0.1", "::1", NULL
};

typedef struct
{
  char   **hosts;
  char   **clients;
  char   **flaws;
  char    *passphrase_file;
  gboolean force;
} Options;

typedef struct
{
  WillowPracticePki *pki;
  const char *const *hosts;
  char              *passphrase; /* (nullable): of the PKCS#12 */
  GArray            *files;      /* WillowPracticeFile */
} Maker;

static void
clear_file (gpointer data)
{
  WillowPracticeFile *file = data;

  g_free ((char *)file->name);
  g_bytes_unref (file->content);
}

/* @content: (transfer full) */
static void
add_file (Maker      *maker,
          const char *stem,
          const char *suffix,
          GBytes     *content,
          gboolean    is_secret)
{
  WillowPracticeFile file = { g_strconcat (stem, suffix, NULL),
                              content,
                              is_secret };

  g_array_append_val (maker->files, file);
}

/* @identity: (transfer full) (nullable): %NULL is passed on */
static gboolean
add_identity (Maker *maker, const char *stem, WillowPracticeIdentity *identity)
{
  if (identity == NULL)
    return FALSE;
  add_file (maker, stem, ".pem", g_bytes_ref (identity->certificate), FALSE);
  add_file (maker, stem, ".key", g_bytes_ref (identity->key), TRUE);
  if (maker->passphrase != NULL)
    add_file (maker,
              stem,
              ".p12",
              willow_practice_identity_dup_pkcs12 (identity, maker->passphrase),
              TRUE);
  willow_practice_identity_free (identity);
  return TRUE;
}

/* What a file may be called everywhere. */
static char *
dup_stem (const char *side, const char *name, WillowPracticeFlaw flaw)
{
  g_autofree char *safe = g_strdup (name);

  if (safe != NULL)
    g_strcanon (safe,
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                "0123456789-_.@",
                '_');
  return g_strconcat (
      side,
      safe != NULL ? "-" : "",
      safe != NULL ? safe : "",
      flaw != WILLOW_PRACTICE_SOUND ? "-" : "",
      flaw != WILLOW_PRACTICE_SOUND ? willow_practice_flaw_get_id (flaw) : "",
      NULL);
}

static gboolean
add_flaw (Maker *maker, char **clients, WillowPracticeFlaw flaw, GError **error)
{
  g_autofree char *server = dup_stem ("server", NULL, flaw);

  if (!add_identity (maker,
                     server,
                     willow_practice_pki_issue_server (
                         maker->pki, maker->hosts, flaw, error)))
    return FALSE;
  if (!willow_practice_flaw_suits_clients (flaw))
    return TRUE;
  for (; clients != NULL && *clients != NULL; clients++)
    {
      g_autofree char *stem = dup_stem ("client", *clients, flaw);

      if (!add_identity (maker,
                         stem,
                         willow_practice_pki_issue_client (
                             maker->pki, *clients, flaw, error)))
        return FALSE;
    }
  return TRUE;
}

/* Returns: %FALSE: an unknown one */
static gboolean
parse_flaws (char **names, gboolean *wanted, GError **error)
{
  wanted[WILLOW_PRACTICE_SOUND] = TRUE;
  for (; names != NULL && *names != NULL; names++)
    {
      WillowPracticeFlaw flaw;

      if (g_str_equal (*names, "all"))
        for (guint i = 0; i < WILLOW_PRACTICE_N_FLAWS; i++)
          wanted[i] = TRUE;
      else if (willow_practice_flaw_parse (*names, &flaw))
        wanted[flaw] = TRUE;
      else
        {
          g_set_error (error,
                       G_IO_ERROR,
                       G_IO_ERROR_INVALID_ARGUMENT,
                       _ ("“%s” is no flaw; “willow-cli certs list-flaws” "
                          "tells which there are."),
                       *names);
          return FALSE;
        }
    }
  return TRUE;
}

/* Two clients can differ in what no file name has. */
static gboolean
check_names (const Maker *maker, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < maker->files->len; i++)
    {
      const char *name =
          g_array_index (maker->files, WillowPracticeFile, i).name;

      if (g_hash_table_add (seen, (gpointer)name))
        continue;
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_ARGUMENT,
                   _ ("Two of them would be written to the same file, %s."),
                   name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
issue_all (Maker *maker, const Options *options, GError **error)
{
  gboolean wanted[WILLOW_PRACTICE_N_FLAWS] = { FALSE };

  if (!parse_flaws (options->flaws, wanted, error))
    return FALSE;
  add_file (maker,
            "ca",
            ".pem",
            g_bytes_ref (willow_practice_pki_get_authority (maker->pki)),
            FALSE);
  add_file (maker,
            "ca",
            ".key",
            g_bytes_ref (willow_practice_pki_get_authority_key (maker->pki)),
            TRUE);
  for (guint i = 0; i < WILLOW_PRACTICE_N_FLAWS; i++)
    if (wanted[i] && !add_flaw (maker, options->clients, i, error))
      return FALSE;
  return check_names (maker, error);
}

static gboolean
read_passphrase (Maker *maker, const Options *options, GError **error)
{
  g_autoptr (GBytes) secret = NULL;
  gsize       len;
  const char *text;

  if (options->passphrase_file == NULL)
    return TRUE;
  secret = willow_cli_tls_read_secret (options->passphrase_file, error);
  if (secret == NULL)
    return FALSE;
  text = g_bytes_get_data (secret, &len);
  if (len > 0)
    {
      maker->passphrase = g_strndup (text, len);
      return TRUE;
    }
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_ARGUMENT,
               _ ("%s: the first line is empty, and PKCS#12 needs a "
                  "passphrase."),
               options->passphrase_file);
  return FALSE;
}

static void
tell (const Maker *maker, const char *directory)
{
  for (guint i = 0; i < maker->files->len; i++)
    g_print ("%s%c%s\n",
             directory,
             G_DIR_SEPARATOR,
             g_array_index (maker->files, WillowPracticeFile, i).name);
  g_printerr (_ ("For practice only: whoever trusts ca.pem trusts everybody "
                 "who has ca.key.\nTry:\n"));
  g_printerr ("  willow-cli broker --cert %s/server.pem --key "
              "%s/server.key\n",
              directory,
              directory);
  g_printerr ("  willow-cli sub mqtts://%s --cafile %s/ca.pem -t '#' -d\n",
              maker->hosts[0],
              directory);
}

static int
make (const Options *options, const char *directory)
{
  Maker maker = { .hosts = default_hosts };
  g_autoptr (GError) error = NULL;
  int code = WILLOW_EXIT_USAGE;

  if (options->hosts != NULL)
    maker.hosts = (const char *const *)options->hosts;
  maker.files = g_array_new (FALSE, FALSE, sizeof (WillowPracticeFile));
  g_array_set_clear_func (maker.files, clear_file);
  maker.pki = willow_practice_pki_new (g_get_real_time () / G_USEC_PER_SEC);
  if (read_passphrase (&maker, options, &error) &&
      issue_all (&maker, options, &error))
    code = willow_practice_export (
               directory,
               (const WillowPracticeFile *)(gpointer)maker.files->data,
               maker.files->len,
               options->force,
               &error)
               ? WILLOW_EXIT_OK
               : WILLOW_EXIT_FAILURE;
  if (code == WILLOW_EXIT_OK)
    tell (&maker, directory);
  else if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_EXIST))
    willow_cli_complain (_ ("%s; --force replaces what is there."),
                         error->message);
  else
    willow_cli_complain ("%s", error->message);
  g_array_unref (maker.files);
  willow_practice_pki_free (maker.pki);
  if (maker.passphrase != NULL)
    explicit_bzero (maker.passphrase, strlen (maker.passphrase));
  g_free (maker.passphrase);
  return code;
}

int
willow_certs_make (int argc, char *argv[])
{
  Options         options = { NULL };
  GOptionContext *context;
  int             code = WILLOW_EXIT_OK;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.hosts,
      N_ ("Name or address of the server, once or more (default: localhost, 127.0.0.1, ::1)"), N_ ("NAME") },
    { "client", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.clients,
      N_ ("A client of this name, too, once or more"), N_ ("CN") },
    { "flaw", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.flaws,
      N_ ("The same with this flaw, too, once or more; “all” makes every one"), N_ ("FLAW") },
    { "pkcs12-pass-file", 0, 0, G_OPTION_ARG_FILENAME, &options.passphrase_file,
      N_ ("PKCS#12 files, too; the first line of this file is their passphrase"), N_ ("FILE") },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options.force,
      N_ ("Replace files that exist"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  context = g_option_context_new (
      _ ("FOLDER — make certificates for practice, never for real data"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (willow_cli_parse (context, &argc, &argv, &code))
    {
      if (argc == 2)
        code = make (&options, argv[1]);
      else
        {
          willow_cli_complain (_ ("certs make needs one folder; see --help."));
          code = WILLOW_EXIT_USAGE;
        }
    }
  g_strfreev (options.hosts);
  g_strfreev (options.clients);
  g_strfreev (options.flaws);
  g_free (options.passphrase_file);
  return code;
}
