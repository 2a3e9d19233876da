/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/willow-password-file.h"
#include "cli/willow-cli-options.h"
#include "cli/willow-cli.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* MQTT has no longer passwords. */
#define PASSWORD_MAX_BYTES 65535

typedef struct
{
  gboolean delete_user;
  gboolean scram;
  gboolean scrypt;
  int      iterations;
} Options;

static void
wipe (GString *text)
{
  memset (text->str, 0, text->allocated_len);
  g_string_free (text, TRUE);
}

/* Up to the end of the line. */
static GString *
read_line (void)
{
  GString *line = g_string_sized_new (PASSWORD_MAX_BYTES + 1);
  char     c;

  while (line->len <= PASSWORD_MAX_BYTES && read (STDIN_FILENO, &c, 1) == 1 &&
         c != '\n')
    g_string_append_c (line, c);
  if (line->len > 0 && line->str[line->len - 1] == '\r')
    g_string_truncate (line, line->len - 1);
  return line;
}

/* What is typed is not to be seen. */
static GString *
ask (const char *question)
{
  struct termios before;
  struct termios silent;
  GString       *line;

  g_printerr ("%s ", question);
  if (tcgetattr (STDIN_FILENO, &before) != 0)
    return read_line ();
  silent = before;
  silent.c_lflag &= (tcflag_t)~ECHO;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  line = read_line ();
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  g_printerr ("\n");
  return line;
}

/* (transfer full) (nullable) */
static GString *
read_password (void)
{
  GString *password;
  GString *again;
  gboolean equal;

  if (!isatty (STDIN_FILENO))
    return read_line ();
  password = ask (_ ("Password:"));
  again = ask (_ ("The same again:"));
  equal = g_string_equal (password, again);
  wipe (again);
  if (equal)
    return password;
  wipe (password);
  willow_cli_complain (_ ("The two passwords differ."));
  return NULL;
}

/* (transfer full) (nullable) */
static WillowPassword *
make_password (const Options *options)
{
  WillowPasswordKind kind = options->scram    ? WILLOW_PASSWORD_SCRAM
                            : options->scrypt ? WILLOW_PASSWORD_SCRYPT
                                              : WILLOW_PASSWORD_PBKDF2;
  g_autoptr (GError) error = NULL;
  WillowPassword *password = NULL;
  GString        *text = read_password ();

  if (text == NULL)
    return NULL;
  if (text->len == 0 || text->len > PASSWORD_MAX_BYTES)
    willow_cli_complain (_ ("A password has 1 to 65,535 bytes."));
  else
    password = willow_password_new (
        kind, text->str, text->len, (guint)options->iterations, &error);
  if (error != NULL)
    willow_cli_complain ("%s", error->message);
  wipe (text);
  return password;
}

/* A new one is for its owner only; an old one stays as it is. */
static gboolean
save (const char *path, const char *text, GError **error)
{
  GStatBuf info;
  int      mode = g_stat (path, &info) == 0 ? (int)(info.st_mode & 0777) : 0600;

  return g_file_set_contents_full (path,
                                   text,
                                   -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT |
                                       G_FILE_SET_CONTENTS_DURABLE,
                                   mode,
                                   error);
}

/* (transfer full) (nullable): a file that is not there yet is empty */
static char *
load (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  char *text = NULL;
  gsize len;

  if (!g_file_get_contents (path, &text, &len, &local))
    {
      if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return g_strdup ("");
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (strlen (text) == len && len <= WILLOW_PASSWORD_FILE_MAX_BYTES)
    return text;
  g_free (text);
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_DATA,
               _ ("“%s” is no list of users."),
               path);
  return NULL;
}

static int
change (const Options *options, const char *path, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowPassword) password = NULL;
  g_autofree char *before = load (path, &error);
  g_autofree char *after = NULL;

  if (before != NULL && !options->delete_user)
    {
      password = make_password (options);
      if (password == NULL)
        return WILLOW_EXIT_USAGE;
    }
  if (before != NULL)
    after = willow_password_file_edit (before, name, password);
  if (before != NULL && after == NULL)
    willow_cli_complain (_ ("There is no user “%s”."), name);
  else if (before == NULL || !save (path, after, &error))
    willow_cli_complain ("%s", error->message);
  else
    return WILLOW_EXIT_OK;
  return WILLOW_EXIT_FAILURE;
}

static gboolean
parse (Options *options, int *argc, char ***argv, int *code)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "delete", 'D', 0, G_OPTION_ARG_NONE, &options->delete_user,
      N_ ("Take the user out"), NULL },
    { "scram", 0, 0, G_OPTION_ARG_NONE, &options->scram,
      N_ ("Hash for SCRAM-SHA-256, which serves plain passwords, too; mosquitto cannot read it"), NULL },
    { "scrypt", 0, 0, G_OPTION_ARG_NONE, &options->scrypt,
      N_ ("Hash by scrypt; mosquitto cannot read it"), NULL },
    { "iterations", 'I', 0, G_OPTION_ARG_INT, &options->iterations,
      N_ ("How often to hash (default 100000); with --scrypt its exponent (15)"), N_ ("N") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  GOptionContext *context =
      g_option_context_new (_ ("FILE USER — users of a broker"));

  g_option_context_set_summary (
      context,
      _ ("Adds USER to FILE or gives it another password, which is asked for, "
         "or read from standard input up to the end of the line. FILE is as "
         "mosquitto_passwd makes it."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!willow_cli_parse (context, argc, argv, code))
    return FALSE;
  *code = WILLOW_EXIT_USAGE;
  if (*argc != 3 || options->iterations < 0 ||
      (options->scram && options->scrypt))
    willow_cli_complain (_ ("Give a file and a user; see --help."));
  else if (!willow_password_file_is_name ((*argv)[2]))
    willow_cli_complain (_ ("The name of a user has no colon and no line "
                            "break, and does not begin with #."));
  else
    return TRUE;
  return FALSE;
}

int
willow_command_passwd (int argc, char *argv[])
{
  Options options = { 0 };
  int     code = WILLOW_EXIT_OK;

  return parse (&options, &argc, &argv, &code)
             ? change (&options, argv[1], argv[2])
             : code;
}
