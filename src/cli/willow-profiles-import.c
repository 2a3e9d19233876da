/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-secrets.h"
#include "cli/willow-profiles.h"
#include "model/import/willow-import.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

/* The window keeps the list in memory and would write over ours. */
static gboolean
is_window_open (void)
{
  g_autoptr (GDBusConnection) bus =
      g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) answer = NULL;
  gboolean open = FALSE;

  if (bus == NULL)
    return FALSE;
  answer =
      g_dbus_connection_call_sync (bus,
                                   "org.freedesktop.DBus",
                                   "/org/freedesktop/DBus",
                                   "org.freedesktop.DBus",
                                   "NameHasOwner",
                                   g_variant_new ("(s)", WILLOW_APPLICATION_ID),
                                   G_VARIANT_TYPE ("(b)"),
                                   G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                   -1,
                                   NULL,
                                   NULL);
  if (answer != NULL)
    g_variant_get (answer, "(b)", &open);
  return open;
}

static void
print_item (WillowImportItem *item)
{
  const char *problem = willow_import_item_get_problem (item);

  g_print ("[%c] %s\n",
           willow_import_item_get_selected (item) ? 'x' : ' ',
           willow_import_item_get_name (item));
  if (problem != NULL)
    g_print ("    %s\n", problem);
  for (guint i = 0; i < willow_import_item_get_n_findings (item); i++)
    {
      const WillowImportFinding *finding =
          willow_import_item_get_finding (item, i);

      g_print ("    %-12s %s%s%s%s\n",
               willow_import_kind_get_name (finding->kind),
               finding->text,
               *finding->member != '\0' ? " (" : "",
               finding->member,
               *finding->member != '\0' ? ")" : "");
    }
}

static void
build_finding (JsonBuilder *builder, const WillowImportFinding *finding)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "kind");
  json_builder_add_string_value (builder,
                                 willow_import_kind_get_name (finding->kind));
  json_builder_set_member_name (builder, "code");
  json_builder_add_string_value (builder, finding->code);
  json_builder_set_member_name (builder, "member");
  json_builder_add_string_value (builder, finding->member);
  json_builder_set_member_name (builder, "text");
  json_builder_add_string_value (builder, finding->text);
  json_builder_end_object (builder);
}

static void
build_item (JsonBuilder *builder, WillowImportItem *item)
{
  const char *problem = willow_import_item_get_problem (item);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, willow_import_item_get_name (item));
  json_builder_set_member_name (builder, "imported");
  json_builder_add_boolean_value (builder,
                                  willow_import_item_get_selected (item));
  if (problem != NULL)
    {
      json_builder_set_member_name (builder, "problem");
      json_builder_add_string_value (builder, problem);
    }
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < willow_import_item_get_n_findings (item); i++)
    build_finding (builder, willow_import_item_get_finding (item, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_json (WillowImport *import)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "program");
  json_builder_add_string_value (builder, willow_import_get_program (import));
  json_builder_set_member_name (builder, "connections");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (import)); i++)
    {
      g_autoptr (WillowImportItem) item =
          g_list_model_get_item (G_LIST_MODEL (import), i);

      build_item (builder, item);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}

static void
print_report (WillowImport *import, gboolean json)
{
  if (json)
    {
      print_json (import);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (import)); i++)
    {
      g_autoptr (WillowImportItem) item =
          g_list_model_get_item (G_LIST_MODEL (import), i);

      print_item (item);
    }
}

static void
tick_all (WillowImport *import)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (import)); i++)
    {
      g_autoptr (WillowImportItem) item =
          g_list_model_get_item (G_LIST_MODEL (import), i);

      willow_import_item_set_selected (item, TRUE);
    }
}

static int
store_items (WillowProfileStore *store, GPtrArray *items)
{
  g_autoptr (GError) error = NULL;
  gboolean kept = TRUE;

  for (guint i = 0; i < items->len; i++)
    willow_profile_store_add (store,
                              willow_import_item_get_profile (items->pdata[i]));
  if (items->len > 0 && !willow_profile_store_flush (store, &error))
    {
      willow_cli_complain ("%s", error->message);
      return WILLOW_EXIT_FAILURE;
    }
  for (guint i = 0; i < items->len; i++)
    kept = kept && willow_cli_secrets_save (
                       willow_import_item_get_profile (items->pdata[i]),
                       willow_import_item_get_password (items->pdata[i]));
  g_printerr (ngettext ("%u connection was imported.\n",
                        "%u connections were imported.\n",
                        items->len),
              items->len);
  if (kept)
    return WILLOW_EXIT_OK;
  willow_cli_complain (_ ("Without a secret service their passwords and keys "
                          "are not kept."));
  return WILLOW_EXIT_FAILURE;
}

/* (transfer full) (nullable) */
static WillowImport *
load (const WillowProfilesOptions *options, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) passphrase = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  WillowImport *import = NULL;
  gboolean      given;

  passphrase = willow_profiles_get_passphrase (options, &given);
  if (given && passphrase == NULL)
    return NULL;
  stream = g_file_read (file, NULL, &error);
  if (stream != NULL)
    import =
        willow_import_read (G_INPUT_STREAM (stream), passphrase, NULL, &error);
  if (import == NULL)
    willow_cli_complain ("%s: %s", path, error->message);
  return import;
}

int
willow_profiles_import (const WillowProfilesOptions *options,
                        WillowProfileStore          *store,
                        const char                  *path)
{
  g_autoptr (WillowImport) import = NULL;
  g_autoptr (GPtrArray) items = NULL;

  if (!options->dry_run && is_window_open ())
    {
      willow_cli_complain (_ ("Willow's window is open: import there, or close "
                              "it first."));
      return WILLOW_EXIT_FAILURE;
    }
  import = load (options, path);
  if (import == NULL)
    return WILLOW_EXIT_FAILURE;
  willow_import_compare (import, G_LIST_MODEL (store));
  if (options->all)
    tick_all (import);
  print_report (import, options->json);
  if (options->dry_run)
    return WILLOW_EXIT_OK;
  items = willow_import_prepare (import, G_LIST_MODEL (store));
  return store_items (store, items);
}
