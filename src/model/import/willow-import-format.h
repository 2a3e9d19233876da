/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/import/willow-import-private.h"

G_BEGIN_DECLS

/* Inside src/model: whose file it is. */
typedef struct
{
  WillowImportFormat format;
  const char        *program;
  void (*read) (JsonNode *root, GListStore *items);
} WillowImportReaderKind;

/* (nullable): @error: WILLOW_IMPORT_ERROR */
const WillowImportReaderKind *willow_import_detect (JsonNode *root,
                                                    GError  **error);

/**
 * willow_import_open_seal:
 * @root: (transfer full)
 * @passphrase: (nullable)
 *
 * Returns: (transfer full) (nullable): what was encrypted, or @root
 */
JsonNode *
willow_import_open_seal (JsonNode *root, GBytes *passphrase, GError **error);

G_END_DECLS
