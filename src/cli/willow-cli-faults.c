/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-faults.h"

#include "cli/willow-cli-options.h"
#include "fault/willow-fault-text.h"
#include "net/willow-certificate.h"

#include <glib/gi18n.h>

#define FILE_MAX_BYTES (1024 * 1024)

void
willow_cli_faults_add_options (WillowCliFaults *faults, GOptionContext *context)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &faults->texts,
      N_ ("Make this go wrong on purpose; may be repeated; see “willow-cli faults list”"), N_ ("FAULT") },
    { "fault-file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &faults->files,
      N_ ("The same, one in each line of FILE; may be repeated"), N_ ("FILE") },
    { "fault-ca", 0, 0, G_OPTION_ARG_FILENAME, &faults->ca_file,
      N_ ("This authority issues the certificates of the faults tls-expired and the like; without it nobody knows who does"), N_ ("FILE") },
    { "fault-ca-key", 0, 0, G_OPTION_ARG_FILENAME, &faults->ca_key_file,
      N_ ("Its key"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

gboolean
willow_cli_faults_is_set (const WillowCliFaults *faults)
{
  return faults->texts != NULL || faults->files != NULL;
}

static gboolean
add_file (GPtrArray *all, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = willow_cli_read_file (path, FILE_MAX_BYTES, error);
  g_autoptr (WillowFaultList) list = NULL;
  g_autofree char *content = NULL;

  if (bytes == NULL)
    return FALSE;
  content =
      g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  list = willow_fault_list_parse (content, error);
  if (list == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  for (guint i = 0; i < list->faults->len; i++)
    g_ptr_array_add (all, willow_fault_ref (list->faults->pdata[i]));
  return TRUE;
}

WillowFaultList *
willow_cli_faults_build (const WillowCliFaults *faults, GError **error)
{
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_fault_unref);

  for (guint i = 0; faults->texts != NULL && faults->texts[i] != NULL; i++)
    {
      WillowFault *fault = willow_fault_parse (faults->texts[i], NULL, error);

      if (fault == NULL)
        return NULL;
      g_ptr_array_add (all, fault);
    }
  for (guint i = 0; faults->files != NULL && faults->files[i] != NULL; i++)
    if (!add_file (all, faults->files[i], error))
      return NULL;
  return willow_fault_list_new (all);
}

gboolean
willow_cli_faults_set_issuer (const WillowCliFaults *faults,
                              WillowTlsSettings     *tls,
                              GError               **error)
{
  g_autoptr (GBytes) ca = NULL;
  g_autoptr (GBytes) key = NULL;

  if (faults->ca_file == NULL && faults->ca_key_file == NULL)
    return TRUE;
  if (faults->ca_file == NULL || faults->ca_key_file == NULL)
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("--fault-ca and --fault-ca-key go together."));
      return FALSE;
    }
  ca = willow_cli_read_file (faults->ca_file, FILE_MAX_BYTES, error);
  if (ca != NULL)
    key = willow_cli_read_file (faults->ca_key_file, FILE_MAX_BYTES, error);
  if (key == NULL || !willow_certificate_check_pair (ca, key, NULL, error))
    return FALSE;
  willow_tls_settings_set_issuer (tls, ca, key);
  return TRUE;
}

void
willow_cli_faults_clear (WillowCliFaults *faults)
{
  g_clear_pointer (&faults->ca_file, g_free);
  g_clear_pointer (&faults->ca_key_file, g_free);
  g_clear_pointer (&faults->texts, g_strfreev);
  g_clear_pointer (&faults->files, g_strfreev);
}
