/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"

#include "model/import/willow-import.h"
#include "model/profile/willow-profile-json.h"

/* What comes out of any file is a profile that can be written and read. */
static void
check_profile (WillowProfile *profile)
{
  g_autoptr (JsonNode) node = willow_profile_to_json (profile);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (JsonNode) copy = json_from_string (text, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowProfile) again = NULL;
  g_autoptr (GArray) notes = willow_profile_dup_notes (profile);
  g_autoptr (GBytes) filters = willow_profile_build_filters (profile);
  g_autoptr (WillowClientOptions) options =
      willow_profile_build_options (profile, NULL);

  g_assert_nonnull (copy);
  again = willow_profile_from_json (json_node_get_object (copy), &error);
  g_assert_no_error (error);
}

static void
check_item (WillowImportItem *item)
{
  for (guint i = 0; i < willow_import_item_get_n_findings (item); i++)
    {
      const WillowImportFinding *finding =
          willow_import_item_get_finding (item, i);

      g_assert_true (g_utf8_validate (finding->text, -1, NULL));
      g_assert_true (g_utf8_validate (finding->member, -1, NULL));
    }
  if (willow_import_item_get_profile (item) != NULL)
    check_profile (willow_import_item_get_profile (item));
  else
    g_assert_nonnull (willow_import_item_get_problem (item));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (data, (gssize)size, NULL);
  g_autoptr (GListStore) none = g_list_store_new (WILLOW_TYPE_PROFILE);
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowImport) import =
      willow_import_read (stream, NULL, NULL, &error);
  g_autoptr (GPtrArray) ready = NULL;

  g_assert_true ((import == NULL) == (error != NULL));
  if (import == NULL)
    return 0;
  willow_import_compare (import, G_LIST_MODEL (none));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (import)); i++)
    {
      g_autoptr (WillowImportItem) item =
          g_list_model_get_item (G_LIST_MODEL (import), i);

      check_item (item);
    }
  ready = willow_import_prepare (import, G_LIST_MODEL (none));
  g_assert_cmpuint (
      ready->len, <=, g_list_model_get_n_items (G_LIST_MODEL (import)));
  return 0;
}
