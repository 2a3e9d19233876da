/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-application.h"

#include "app/window/willow-application-actions.h"
#include "app/window/willow-application-open.h"
#include "app/window/willow-auto-connect.h"
#include "app/window/willow-demo.h"
#include "app/window/willow-portrait.h"
#include "app/willow-resources.h"
#include "app/window/willow-window.h"

#include <glib/gi18n.h>
#include <stdlib.h>

struct _WillowApplication
{
  AdwApplication parent_instance;

  WillowWorkspace *workspace;
  GSettings       *settings; /* (nullable) */
  WillowDemo      *demo;     /* (nullable) */
  WillowPortrait  *portrait; /* (nullable) */

  WillowAutoConnect *auto_connect; /* (nullable) */

  gboolean wants_demo;
  char    *picture;
  char    *page;
  char    *size;
  char    *color_scheme;
  gboolean failed;
};

G_DEFINE_FINAL_TYPE (WillowApplication,
                     willow_application,
                     ADW_TYPE_APPLICATION)

void
willow_application_register_resources (void)
{
  g_resources_register (willow_app_get_resource ());
}

static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (
        source, "io.github.willowmqtt.Willow", TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

/* A demonstration leaves nothing behind and shows nothing of the person's. */
static gboolean
make_workspace (WillowApplication *self, GError **error)
{
  g_autoptr (GFile) profiles = NULL;

  if (self->wants_demo)
    {
      self->demo = willow_demo_new (error);
      if (self->demo == NULL)
        return FALSE;
      profiles = willow_demo_dup_profiles_file (self->demo);
    }
  self->workspace = willow_workspace_new (profiles, error);
  return self->workspace != NULL;
}

static void
willow_application_startup (GApplication *application)
{
  WillowApplication *self = WILLOW_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  willow_application_register_resources ();
  G_APPLICATION_CLASS (willow_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (WILLOW_APPLICATION_ID);
  self->settings = open_settings ();
  if (!make_workspace (self, &error))
    {
      /* No thread, or nowhere to keep the demonstration's profiles. */
      g_printerr ("willow: %s\n", error->message);
      exit (EXIT_FAILURE);
    }
  willow_application_add_actions (self);
  if (self->color_scheme != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (self),
                                    "color-scheme",
                                    g_variant_new_string (self->color_scheme));
}

static void
take_portrait (WillowApplication *self, WillowWindow *window)
{
  self->portrait = willow_portrait_new (window, self->picture);
  if (self->page != NULL)
    willow_portrait_set_page (self->portrait, self->page);
  if (self->demo != NULL)
    willow_portrait_wait_for_traffic (self->portrait);
  willow_portrait_start (self->portrait);
}

static void
set_size (GtkWindow *window, const char *size)
{
  int width, height;

  if (size != NULL && sscanf (size, "%dx%d", &width, &height) == 2)
    gtk_window_set_default_size (window, width, height);
}

static void
willow_application_activate (GApplication *application)
{
  WillowApplication *self = WILLOW_APPLICATION (application);
  GtkWindow         *window =
      gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window != NULL)
    {
      gtk_window_present (window);
      return;
    }
  window = GTK_WINDOW (willow_window_new (self, self->workspace));
  set_size (window, self->size);
  gtk_window_present (window);
  if (self->demo != NULL)
    willow_demo_start (self->demo, self->workspace, WILLOW_WINDOW (window));
  else if (self->picture == NULL && self->auto_connect == NULL)
    self->auto_connect =
        willow_auto_connect_start (self->workspace, WILLOW_WINDOW (window));
  if (self->picture != NULL)
    take_portrait (self, WILLOW_WINDOW (window));
  else if (self->page != NULL)
    willow_window_show_page (WILLOW_WINDOW (window), self->page);
}

static void
willow_application_shutdown (GApplication *application)
{
  WillowApplication *self = WILLOW_APPLICATION (application);

  g_clear_pointer (&self->portrait, willow_portrait_free);
  g_clear_pointer (&self->auto_connect, willow_auto_connect_stop);
  if (self->demo != NULL)
    willow_demo_stop (self->demo);
  if (self->workspace != NULL)
    willow_workspace_shut_down (self->workspace);
  G_APPLICATION_CLASS (willow_application_parent_class)->shutdown (application);
  g_clear_object (&self->workspace);
  g_clear_object (&self->demo);
}

static gboolean
check_size (const char *size)
{
  int  width, height;
  char rest;

  return sscanf (size, "%dx%d%c", &width, &height, &rest) == 2 &&
         width >= 360 && height >= 294 && width <= 10000 && height <= 10000;
}

/* -1: go on */
static int
check_options (WillowApplication *self)
{
  static const char *const schemes[] = { "system", "light", "dark", NULL };

  if (self->page != NULL && !willow_window_is_page (self->page))
    {
      g_printerr (_ ("There is no page “%s”.\n"), self->page);
      return EXIT_FAILURE;
    }
  if (self->color_scheme != NULL &&
      !g_strv_contains (schemes, self->color_scheme))
    {
      g_printerr (_ ("There is no color scheme “%s”.\n"), self->color_scheme);
      return EXIT_FAILURE;
    }
  if (self->size != NULL && !check_size (self->size))
    {
      g_printerr (_ ("“%s” is not a size such as 1280x800.\n"), self->size);
      return EXIT_FAILURE;
    }
  return -1;
}

static int
willow_application_handle_local_options (GApplication *application,
                                         GVariantDict *options)
{
  WillowApplication *self = WILLOW_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("willow %s\n", WILLOW_VERSION);
      return EXIT_SUCCESS;
    }
  /* These are about this very process, not about a window that is open. */
  if (self->wants_demo || self->picture != NULL)
    g_application_set_flags (application,
                             g_application_get_flags (application) |
                                 G_APPLICATION_NON_UNIQUE);
  return check_options (self);
}

static int
willow_application_command_line (GApplication            *application,
                                 GApplicationCommandLine *line)
{
  return willow_application_run_line (WILLOW_APPLICATION (application), line);
}

/* From the desktop, which has no terminal to complain to. */
static void
willow_application_open (GApplication *application,
                         GFile       **files,
                         int           n_files,
                         const char   *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *url = g_file_get_uri (files[i]);

      willow_application_open_url (WILLOW_APPLICATION (application), url);
    }
}

static void
willow_application_finalize (GObject *object)
{
  WillowApplication *self = WILLOW_APPLICATION (object);

  g_clear_object (&self->settings);
  g_free (self->picture);
  g_free (self->page);
  g_free (self->size);
  g_free (self->color_scheme);
  G_OBJECT_CLASS (willow_application_parent_class)->finalize (object);
}

static void
willow_application_class_init (WillowApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = willow_application_finalize;
  application_class->startup = willow_application_startup;
  application_class->activate = willow_application_activate;
  application_class->shutdown = willow_application_shutdown;
  application_class->command_line = willow_application_command_line;
  application_class->open = willow_application_open;
  application_class->handle_local_options =
      willow_application_handle_local_options;
}

static void
willow_application_init (WillowApplication *self)
{
  const GOptionEntry entries[] = {
    { "connect",
      0,
      0,
      G_OPTION_ARG_STRING_ARRAY,
      NULL, /* for whoever has the windows */
      N_ ("Connect this connection, by its name or its id"),
      N_ ("NAME") },
    { "demo",
      0,
      0,
      G_OPTION_ARG_NONE,
      &self->wants_demo,
      N_ ("Show simulated devices on the practice broker; nothing is stored"),
      NULL },
    { "page",
      0,
      0,
      G_OPTION_ARG_STRING,
      &self->page,
      N_ ("Open a page: welcome, connection, messages, topics, packets, "
          "dialects, "
          "broker, listeners, clients, sessions, retained, log, faults, "
          "access"),
      N_ ("PAGE") },
    { "size",
      0,
      0,
      G_OPTION_ARG_STRING,
      &self->size,
      N_ ("Size of the window, such as 1280x800"),
      N_ ("SIZE") },
    { "color-scheme",
      0,
      0,
      G_OPTION_ARG_STRING,
      &self->color_scheme,
      N_ ("Color scheme: system, light or dark"),
      N_ ("SCHEME") },
    { "screenshot",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &self->picture,
      N_ ("Save a picture (PNG) of the window and quit; with --demo once there "
          "is traffic"),
      N_ ("FILE") },
    { "version",
      0,
      0,
      G_OPTION_ARG_NONE,
      NULL,
      N_ ("Print the version"),
      NULL },
    { NULL }
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (self),
                                                     _ ("[URL…]"));
}

WillowApplication *
willow_application_new (void)
{
  return g_object_new (WILLOW_TYPE_APPLICATION,
                       "application-id",
                       WILLOW_APPLICATION_ID,
                       "resource-base-path",
                       "/io/github/willowmqtt/Willow",
                       "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE |
                           G_APPLICATION_HANDLES_OPEN,
                       NULL);
}

void
willow_application_fail (WillowApplication *self)
{
  g_return_if_fail (WILLOW_IS_APPLICATION (self));

  self->failed = TRUE;
  g_application_quit (G_APPLICATION (self));
}

int
willow_application_get_exit_status (WillowApplication *self)
{
  g_return_val_if_fail (WILLOW_IS_APPLICATION (self), EXIT_FAILURE);
  return self->failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

WillowWorkspace *
willow_application_get_workspace (WillowApplication *self)
{
  g_return_val_if_fail (WILLOW_IS_APPLICATION (self), NULL);
  return self->workspace;
}

GSettings *
willow_application_get_settings (WillowApplication *self)
{
  g_return_val_if_fail (WILLOW_IS_APPLICATION (self), NULL);
  return self->settings;
}
