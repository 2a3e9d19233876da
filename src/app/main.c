/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-application.h"

#include <glib/gi18n.h>
#include <locale.h>

static void
set_up_translations (void)
{
  /* The environment variable is for a program that is not installed. */
  const char *folder = g_getenv ("WILLOW_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : WILLOW_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  g_autoptr (WillowApplication) application = NULL;
  int status;

  set_up_translations ();
  application = willow_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status != 0 ? status
                     : willow_application_get_exit_status (application);
}
