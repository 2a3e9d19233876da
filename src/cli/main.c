/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

static const WillowCommand commands[] = {
  { "broker", N_ ("Run the bundled broker"), willow_command_broker },
  { "pub", N_ ("Publish messages"), willow_command_pub },
  { "sub", N_ ("Subscribe and print what comes"), willow_command_sub },
  { "connect",
    N_ ("Connect once and tell what came of it, for scripts"),
    willow_command_connect },
  { "doctor",
    N_ ("Find out why a connection does not work"),
    willow_command_doctor },
  { "dialects",
    N_ ("Show a connection as 3.1, 3.1.1 and 5.0, field beside field"),
    willow_command_dialects },
  { "profiles",
    N_ ("Import and export the window's connections"),
    willow_command_profiles },
  { "passwd", N_ ("Keep users and their passwords"), willow_command_passwd },
  { "decode", N_ ("Show the fields of MQTT packets"), willow_command_decode },
  { "certs",
    N_ ("Make practice certificates, look at any"),
    willow_command_certs },
  { "faults", N_ ("List what can be made to go wrong"), willow_command_faults },
  { "proxy",
    N_ ("Stand in front of a broker, with faults"),
    willow_command_proxy },
  { "demo",
    N_ ("See it all at work: a broker, devices, a live topic tree"),
    willow_command_demo },
};

static void
print_help (void)
{
  g_print ("%s\n  willow-cli %s\n\n%s\n",
           _ ("Usage:"),
           _ ("COMMAND [OPTION…]"),
           _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-8s %s\n", commands[i].name, _ (commands[i].summary));
  g_print ("\n%s\n\n%s\n",
           _ ("“willow-cli COMMAND --help” tells more."),
           _ ("Exit codes: 0 done, 1 failure, 2 wrong usage, 3 no connection, "
              "4 refused, 5 connection lost, 6 timed out, 7 malformed packet, "
              "8 port taken, 9 wrong configuration file."));
}

static int
run_command (const WillowCommand *command, int argc, char *argv[])
{
  g_autofree char *name = g_strdup_printf ("willow-cli %s", command->name);

  g_set_prgname (name);
  argv[0] = name;
  return command->run (argc, argv);
}

int
main (int argc, char *argv[])
{
  const char *locale_dir = g_getenv ("WILLOW_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE,
                  locale_dir != NULL ? locale_dir : WILLOW_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  /* A reader that goes away ("| head") is an error of write(), not a death. */
  signal (SIGPIPE, SIG_IGN);
  g_set_prgname ("willow-cli");

  if (argc < 2 || g_str_equal (argv[1], "--help"))
    {
      print_help ();
      return argc < 2 ? WILLOW_EXIT_USAGE : WILLOW_EXIT_OK;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("willow-cli %s\n", WILLOW_VERSION);
      return WILLOW_EXIT_OK;
    }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return run_command (&commands[i], argc - 1, argv + 1);
  willow_cli_complain (
      _ ("There is no command “%s”. “willow-cli --help” lists them."), argv[1]);
  return WILLOW_EXIT_USAGE;
}
