/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/import/willow-import-private.h"

G_BEGIN_DECLS

/* For willow-import-item*.c only. */
struct _WillowImportItem
{
  GObject parent_instance;

  char          *name;
  WillowProfile *profile;
  char          *problem;
  GBytes        *password;
  char          *origin;
  char          *group;
  GPtrArray     *findings;
  GBytes        *locked; /* a file that waits for its passphrase */
  gboolean       selected;
};

/* Tells who looks on. */
void willow_import_item_changed (WillowImportItem *self);

G_END_DECLS
