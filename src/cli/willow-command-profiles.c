/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-tls.h"
#include "cli/willow-profiles.h"

#include <glib/gi18n.h>

GBytes *
willow_profiles_get_passphrase (const WillowProfilesOptions *options,
                                gboolean                    *given)
{
  g_autoptr (GError) error = NULL;
  GBytes *passphrase;

  *given =
      options->passphrase_file != NULL || options->passphrase_variable != NULL;
  if (!*given)
    return NULL;
  passphrase = willow_cli_tls_get_secret (
      options->passphrase_file, options->passphrase_variable, &error);
  if (passphrase == NULL)
    willow_cli_complain ("%s", error->message);
  return passphrase;
}

static int
list (WillowProfileStore *store)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (WillowProfile) profile =
          g_list_model_get_item (G_LIST_MODEL (store), i);
      g_autofree char *url = willow_profile_dup_url (profile);
      g_autofree char *group = NULL;

      g_object_get (profile, "group", &group, NULL);
      g_print ("%s\t%s\t%s\n", willow_profile_get_name (profile), url, group);
    }
  return WILLOW_EXIT_OK;
}

static gboolean
parse (WillowProfilesOptions *options, int *argc, char ***argv, int *code)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options->dry_run,
      N_ ("import: only report what would come in"), NULL },
    { "all", 'a', 0, G_OPTION_ARG_NONE, &options->all,
      N_ ("import: also what is there already, and the public brokers of MQTT Explorer's own list"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json,
      N_ ("import: the report as JSON"), NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("export: write to this file, for you alone (default: standard output)"), N_ ("FILE") },
    { "encrypt", 0, 0, G_OPTION_ARG_NONE, &options->encrypt,
      N_ ("export: with passwords and keys, all of it encrypted with a passphrase"), NULL },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &options->passphrase_file,
      N_ ("The first line of this file is the passphrase"), N_ ("FILE") },
    { "passphrase-env", 0, 0, G_OPTION_ARG_STRING, &options->passphrase_variable,
      N_ ("This environment variable is the passphrase"), N_ ("NAME") },
    { 0 }
  };
  /* clang-format on */
  GOptionContext *context =
      g_option_context_new (_ ("list | import FILE | export [NAME…]"));

  g_option_context_set_summary (
      context,
      _ ("The connections of the window: brings those of MQTTX, MQTT Explorer, "
         "MQTTAnalyzer and Willow in, and takes them out."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return willow_cli_parse (context, argc, argv, code);
}

static int
run (const WillowProfilesOptions *options, int argc, char *argv[])
{
  g_autoptr (WillowProfileStore) store = NULL;

  if (argc < 2 ||
      (!g_str_equal (argv[1], "list") && !g_str_equal (argv[1], "import") &&
       !g_str_equal (argv[1], "export")))
    {
      willow_cli_complain (_ ("Say list, import FILE or export."));
      return WILLOW_EXIT_USAGE;
    }
  if (g_str_equal (argv[1], "import") && argc != 3)
    {
      willow_cli_complain (_ ("Say which file."));
      return WILLOW_EXIT_USAGE;
    }
  store = willow_profile_store_new_default ();
  willow_profile_store_load (store);
  if (willow_profile_store_get_problem (store) != NULL)
    {
      willow_cli_complain ("%s", willow_profile_store_get_problem (store));
      return WILLOW_EXIT_FAILURE;
    }
  if (g_str_equal (argv[1], "import"))
    return willow_profiles_import (options, store, argv[2]);
  if (g_str_equal (argv[1], "export"))
    return willow_profiles_export (options, store, argv + 2);
  return list (store);
}

int
willow_command_profiles (int argc, char *argv[])
{
  WillowProfilesOptions options = { 0 };
  int                   code = WILLOW_EXIT_OK;

  if (parse (&options, &argc, &argv, &code))
    code = run (&options, argc, argv);
  g_free (options.output);
  g_free (options.passphrase_file);
  g_free (options.passphrase_variable);
  return code;
}
