/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/import/willow-import-item.h"

G_BEGIN_DECLS

/* The row of one finding of @item: a sentence, with a button where a file is
 * needed, or an entry where a secret is. */
GtkWidget *willow_import_finding_row_new (WillowImportItem *item,
                                          guint             position);

G_END_DECLS
