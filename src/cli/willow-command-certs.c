/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-certs.h"
#include "cli/willow-cli.h"
#include "net/willow-practice-pki.h"

#include <glib/gi18n.h>

static int
list_flaws (int argc, char *argv[])
{
  int             code = WILLOW_EXIT_OK;
  GOptionContext *context =
      g_option_context_new (_ ("— what can be wrong with a certificate"));

  if (!willow_cli_parse (context, &argc, &argv, &code))
    return code;
  for (guint i = WILLOW_PRACTICE_SOUND + 1; i < WILLOW_PRACTICE_N_FLAWS; i++)
    g_print ("%-20s %s\n", /* the id is for programs */
             willow_practice_flaw_get_id (i),
             willow_practice_flaw_get_sentence (i));
  return WILLOW_EXIT_OK;
}

static const WillowCommand verbs[] = {
  { "make",
    N_ ("Make a practice PKI: authority, server, clients"),
    willow_certs_make },
  { "list-flaws", N_ ("List what can be wrong on purpose"), list_flaws },
  { "inspect",
    N_ ("Say what files hold, and which keys fit"),
    willow_certs_inspect },
};

static void
print_help (void)
{
  g_print ("%s\n  willow-cli certs %s\n\n%s\n",
           _ ("Usage:"),
           _ ("COMMAND [OPTION…]"),
           _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_print ("  %-12s %s\n", verbs[i].name, _ (verbs[i].summary));
}

int
willow_command_certs (int argc, char *argv[])
{
  if (argc > 1 && g_str_equal (argv[1], "--help"))
    {
      print_help ();
      return WILLOW_EXIT_OK;
    }
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (argv[1], verbs[i].name))
      {
        g_autofree char *name =
            g_strdup_printf ("willow-cli certs %s", verbs[i].name);

        g_set_prgname (name);
        argv[1] = name;
        return verbs[i].run (argc - 1, argv + 1);
      }
  willow_cli_complain (_ ("certs needs one of: make, list-flaws, inspect; see "
                          "--help."));
  return WILLOW_EXIT_USAGE;
}
