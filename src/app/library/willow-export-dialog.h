/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window/willow-window.h"

G_BEGIN_DECLS

/**
 * WillowExportDialog:
 *
 * Which profiles go into a file, and whether their secrets go with them,
 * encrypted.
 */
#define WILLOW_TYPE_EXPORT_DIALOG (willow_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowExportDialog, willow_export_dialog, WILLOW, EXPORT_DIALOG, AdwWindow)

WillowExportDialog *willow_export_dialog_present (WillowWindow    *parent,
                                                  WillowWorkspace *workspace);
/* Writes what is chosen to @file, and closes when that is done. */
void willow_export_dialog_save (WillowExportDialog *self, GFile *file);

G_END_DECLS
