/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "broker/willow-broker.h"
#include "cli/willow-cli-options.h"
#include "cli/willow-cli-tls.h"
#include "cli/willow-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define PASSWORD_FILE_MAX_BYTES 4096

typedef struct
{
  WillowBroker *broker;
  GMainLoop    *loop;
  int           code;
} Run;

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  g_autofree char *tls_url = NULL;

  if (!willow_broker_start_finish (run->broker, result, &error))
    {
      willow_cli_complain ("%s", error->message);
      run->code = WILLOW_EXIT_FAILURE;
      g_main_loop_quit (run->loop);
      return;
    }
  /* The one line that scripts wait for; not translated. */
  url = willow_broker_dup_url (run->broker);
  g_print ("listening on %s\n", url);
  tls_url = willow_broker_dup_tls_url (run->broker);
  if (tls_url != NULL)
    g_print ("listening on %s\n", tls_url);
  fflush (stdout);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  willow_broker_stop_finish (run->broker, result, NULL);
  g_main_loop_quit (run->loop);
}

static int
serve (const WillowBrokerConfig *config)
{
  Run run = { willow_broker_new (),
              g_main_loop_new (NULL, FALSE),
              WILLOW_EXIT_OK };

  willow_broker_start_async (run.broker, config, started_cb, &run);
  if (willow_cli_run_loop (run.loop))
    {
      willow_broker_stop_async (run.broker, stopped_cb, &run);
      g_main_loop_run (run.loop);
    }
  g_main_loop_unref (run.loop);
  g_object_unref (run.broker);
  return run.code;
}

/* The first line of a file: a password on the command line would be in the list
 * of processes. @text: NAME:FILE */
static gboolean
add_scram_user (WillowScramUsers *users, const char *text, GError **error)
{
  const char            *colon = strchr (text, ':');
  WillowScramCredentials credentials;
  g_autofree char       *name = NULL;
  g_autoptr (GBytes) file = NULL;
  const char *password;
  gsize       len;

  if (colon == NULL)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_ARGUMENT,
                   _ ("“%s” is no NAME:FILE."),
                   text);
      return FALSE;
    }
  name = g_strndup (text, (gsize)(colon - text));
  file = willow_cli_read_file (colon + 1, PASSWORD_FILE_MAX_BYTES, error);
  if (file == NULL)
    return FALSE;
  password = g_bytes_get_data (file, &len);
  for (gsize i = 0; i < len; i++)
    if (password[i] == '\n' || password[i] == '\r')
      len = i;
  return willow_scram_credentials_derive (
             &credentials, len > 0 ? password : "", len, NULL, 0, 0, error) &&
         willow_scram_users_add (users, name, &credentials, error);
}

/* (transfer full) (nullable): NULL without @texts, or with @code set */
static WillowScramUsers *
make_scram_users (char **texts, int *code)
{
  g_autoptr (WillowScramUsers) users = NULL;
  g_autoptr (GError) error = NULL;

  if (texts == NULL)
    return NULL;
  users = willow_scram_users_new ();
  for (guint i = 0; texts[i] != NULL; i++)
    if (!add_scram_user (users, texts[i], &error))
      {
        willow_cli_complain ("%s", error->message);
        *code = WILLOW_EXIT_USAGE;
        return NULL;
      }
  return g_steal_pointer (&users);
}

/* (transfer full) (nullable): NULL without TLS, or with @code set */
static WillowTlsSettings *
make_tls (const WillowCliTls *tls, int port, int *code)
{
  g_autoptr (GError) error = NULL;
  WillowTlsSettings *settings = NULL;

  if (!willow_cli_tls_is_set (tls) && port < 0)
    return NULL;
  if (tls->certificate_file == NULL)
    g_set_error_literal (&error,
                         G_IO_ERROR,
                         G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("To listen by TLS, say the certificate with --cert "
                            "and its key with --key."));
  else
    settings = willow_cli_tls_build (tls, &error);
  if (error == NULL)
    return settings;
  willow_cli_complain ("%s", error->message);
  *code = WILLOW_EXIT_USAGE;
  return NULL;
}

typedef struct
{
  char        *bind_address;
  char       **scram_users;
  int          port;
  int          tls_port; /* -1: not said */
  WillowCliTls tls;
} Options;

static int
run (const Options *options)
{
  WillowBrokerConfig config;
  g_autoptr (WillowScramUsers) scram_users = NULL;
  g_autoptr (WillowTlsSettings) tls = NULL;
  int code = WILLOW_EXIT_OK;

  if (options->port < 0 || options->port > 65535 || options->tls_port > 65535)
    {
      willow_cli_complain (_ ("A port is a number from 0 to 65535."));
      return WILLOW_EXIT_USAGE;
    }
  scram_users = make_scram_users (options->scram_users, &code);
  if (code == WILLOW_EXIT_OK)
    tls = make_tls (&options->tls, options->tls_port, &code);
  if (code != WILLOW_EXIT_OK)
    return code;
  willow_broker_config_init (&config);
  config.scram_users = scram_users;
  config.tls = tls;
  if (options->bind_address != NULL)
    config.bind_address = options->bind_address;
  config.port = (guint16)options->port;
  if (options->tls_port >= 0)
    config.tls_port = (guint16)options->tls_port;
  return serve (&config);
}

static gboolean
parse (Options *options, int *argc, char ***argv, int *code)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &options->port,
      N_ ("Port to listen on (default 1883; 0: any free one)"), N_ ("PORT") },
    { "tls-port", 0, 0, G_OPTION_ARG_INT, &options->tls_port,
      N_ ("Port to listen on by TLS (default 8883; 0: any free one); needs --cert"), N_ ("PORT") },
    { "bind", 0, 0, G_OPTION_ARG_STRING, &options->bind_address,
      N_ ("Address to listen on (default 127.0.0.1: this computer only)"), N_ ("ADDRESS") },
    { "scram-user", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->scram_users,
      N_ ("Let in only these, by MQTT 5.0 and SCRAM-SHA-256; the password is the first line of FILE; may be repeated"), N_ ("NAME:FILE") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  GOptionContext *context =
      g_option_context_new (_ ("— run the bundled broker"));

  g_option_context_set_summary (
      context,
      _ ("Prints “listening on mqtt://ADDRESS:PORT” once it accepts "
         "connections. Everything is kept in memory. SIGTERM or Ctrl+C ends it "
         "cleanly."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_group (context,
                              willow_cli_tls_get_broker_group (&options->tls));
  if (!willow_cli_parse (context, argc, argv, code))
    return FALSE;
  if (*argc == 1)
    return TRUE;
  willow_cli_complain (_ ("Too many arguments; see --help."));
  *code = WILLOW_EXIT_USAGE;
  return FALSE;
}

int
willow_command_broker (int argc, char *argv[])
{
  Options options = { .port = 1883, .tls_port = -1 };
  int     code = WILLOW_EXIT_OK;

  if (parse (&options, &argc, &argv, &code))
    code = run (&options);
  g_free (options.bind_address);
  g_strfreev (options.scram_users);
  willow_cli_tls_clear (&options.tls);
  return code;
}
