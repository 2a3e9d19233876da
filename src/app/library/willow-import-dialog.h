/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window/willow-window.h"

G_BEGIN_DECLS

/**
 * WillowImportDialog:
 *
 * From a file of connections to profiles: which file, perhaps its passphrase,
 * what was understood, which of them.
 */
#define WILLOW_TYPE_IMPORT_DIALOG (willow_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowImportDialog, willow_import_dialog, WILLOW, IMPORT_DIALOG, AdwWindow)

/* @file: (nullable): one that was chosen already, or dropped. (transfer none)
 */
WillowImportDialog *willow_import_dialog_present (WillowWindow    *parent,
                                                  WillowWorkspace *workspace,
                                                  GFile           *file);
void willow_import_dialog_open (WillowImportDialog *self, GFile *file);

G_END_DECLS
