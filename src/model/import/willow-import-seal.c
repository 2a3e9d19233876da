/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/import/willow-import-format.h"

#include "model/import/willow-import-text.h"
#include "model/profile/willow-profile-export-private.h"

JsonNode *
willow_import_open_seal (JsonNode *root, GBytes *passphrase, GError **error)
{
  g_autoptr (JsonNode) own = root;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GInputStream) stream = NULL;
  JsonNode *sealed = NULL;

  if (JSON_NODE_HOLDS_OBJECT (own))
    sealed = json_object_get_member (json_node_get_object (own), "sealed");
  if (sealed == NULL || !JSON_NODE_HOLDS_OBJECT (sealed))
    return g_steal_pointer (&own);
  text =
      willow_profile_unseal (json_node_get_object (sealed), passphrase, error);
  if (text == NULL)
    return NULL;
  stream = g_memory_input_stream_new_from_bytes (text);
  return willow_import_parse_stream (stream, NULL, error);
}
