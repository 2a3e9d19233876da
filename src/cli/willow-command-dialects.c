/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-options.h"
#include "cli/willow-cli-profile.h"
#include "cli/willow-cli.h"
#include "model/conversation/willow-dialect-run.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  char    *profile;
  gboolean dry_run;

  WillowCliProfile  subject; /* as 5.0 */
  WillowDialectRun *run;
  GMainLoop        *loop;
} Dialects;

static int
fail_usage (const char *sentence)
{
  willow_cli_complain ("%s", sentence);
  return WILLOW_EXIT_USAGE;
}

static int
load_profile (Dialects               *self,
              const WillowCliOptions *connection,
              const char             *url)
{
  g_autoptr (GBytes) password = NULL;
  g_autoptr (GError) error = NULL;

  if (url != NULL || connection->host != NULL)
    return fail_usage (_ ("Say either a URL or --profile."));
  if (connection->password != NULL)
    password =
        g_bytes_new (connection->password, strlen (connection->password));
  self->subject.version = MQTT_VERSION_5_0;
  if (!willow_cli_profile_load (
          &self->subject, self->profile, password, &error))
    return fail_usage (error->message);
  return WILLOW_EXIT_OK;
}

/* As 5.0, which has all that the older ones have. */
static int
prepare (Dialects *self, WillowCliOptions *connection, const char *url)
{
  g_autoptr (GError) error = NULL;

  if (connection->version != NULL)
    return fail_usage (_ ("dialects takes all versions: leave -V out."));
  if (self->profile != NULL)
    return load_profile (self, connection, url);
  connection->version = g_strdup ("5.0");
  self->subject.options = willow_cli_options_build (connection, url, &error);
  return self->subject.options != NULL ? WILLOW_EXIT_OK
                                       : fail_usage (error->message);
}

/* The same in each version: also an identifier that was made up. */
static void
set_options (Dialects *self)
{
  WillowClientOptions *options[WILLOW_N_DIALECTS];

  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      options[d] = willow_client_options_copy (self->subject.options);
      willow_client_options_set_version (options[d],
                                         willow_dialect_get_version (d));
    }
  willow_dialect_run_set_options (self->run, options);
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    willow_client_options_unref (options[d]);
}

static void
changed_cb (Dialects *self)
{
  if (!willow_dialect_run_is_running (self->run))
    g_main_loop_quit (self->loop);
}

static void
print (Dialects *self)
{
  g_autoptr (WillowDialects) dialects = willow_dialect_run_align (self->run);
  g_autofree char *text = willow_dialects_to_text (dialects);

  g_print ("%s\n", text);
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    g_print ("MQTT %-5s  %s\n",
             mqtt_version_get_name (willow_dialect_get_version (d)),
             willow_dialect_run_get_sentence (self->run, d));
}

static int
judge (Dialects *self)
{
  int code = WILLOW_EXIT_OK;

  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      WillowDialectOutcome outcome =
          willow_dialect_run_get_outcome (self->run, d);

      if (outcome == WILLOW_DIALECT_REFUSED)
        return WILLOW_EXIT_REFUSED;
      if (outcome != WILLOW_DIALECT_ACCEPTED)
        code = WILLOW_EXIT_NETWORK;
    }
  return code;
}

static int
run (Dialects *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowIoThread) io_thread =
      willow_io_thread_new ("client", &error);

  if (io_thread == NULL)
    {
      willow_cli_complain ("%s", error->message);
      return WILLOW_EXIT_FAILURE;
    }
  self->loop = g_main_loop_new (NULL, FALSE);
  self->run = willow_dialect_run_new (io_thread);
  set_options (self);
  if (!self->dry_run)
    {
      g_signal_connect_swapped (
          self->run, "changed", G_CALLBACK (changed_cb), self);
      willow_dialect_run_start (self->run);
      if (willow_cli_run_loop (self->loop))
        willow_dialect_run_stop (self->run);
    }
  print (self);
  return self->dry_run ? WILLOW_EXIT_OK : judge (self);
}

static void
clear (Dialects *self)
{
  g_free (self->profile);
  willow_cli_profile_clear (&self->subject);
  g_clear_object (&self->run);
  g_clear_pointer (&self->loop, g_main_loop_unref);
}

static void
add_groups (GOptionContext *context, WillowCliOptions *connection)
{
  g_option_context_set_description (
      context,
      _ ("Example:\n  willow-cli dialects mqtt://broker.example -i me\n\n"
         "Three connections one after the other, each left with DISCONNECT: "
         "nothing is\nsubscribed and no will is published. Whoever is "
         "connected with the same Client\nIdentifier is thrown out, and its "
         "Session thrown away unless -c is given.\n"));
  g_option_context_add_group (context,
                              willow_cli_options_get_group (connection));
  g_option_context_add_group (
      context, willow_cli_tls_get_client_group (&connection->tls));
  g_option_context_add_group (context,
                              willow_cli_route_get_group (&connection->route));
  g_option_context_add_group (
      context, willow_cli_websocket_get_group (&connection->websocket));
}

int
willow_command_dialects (int argc, char *argv[])
{
  Dialects         self = { .profile = NULL };
  WillowCliOptions connection;
  GOptionContext  *context;
  int              code = WILLOW_EXIT_OK;
  /* clang-format off */
  GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_STRING, &self.profile,
      N_ ("A connection of the window, in place of a URL"), N_ ("NAME") },
    { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &self.dry_run,
      N_ ("Only show the three CONNECTs, and send nothing"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_cli_options_init (&connection);
  context = g_option_context_new (
      _ ("[URL] – the same CONNECT as 3.1, 3.1.1 and 5.0, and the answers"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  add_groups (context, &connection);
  if (willow_cli_parse (context, &argc, &argv, &code))
    {
      code = argc > 2 ? fail_usage (_ ("Too many arguments; see --help."))
                      : prepare (&self, &connection, argc > 1 ? argv[1] : NULL);
      if (code == WILLOW_EXIT_OK)
        code = run (&self);
    }
  clear (&self);
  willow_cli_options_clear (&connection);
  return code;
}
