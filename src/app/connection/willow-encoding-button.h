/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-encoded-text.h"

G_BEGIN_DECLS

/**
 * WillowEncodingButton:
 *
 * How the text of an entry is written: as it is, in hexadecimal, in Base64.
 * Choosing another way writes the same bytes in it; where that cannot be done,
 * because they are no text, nothing changes. What is no right text stays as it
 * was typed.
 *
 * Properties (notify): "value" (uint, read-write): WillowTextEncoding; setting
 * it does not touch the entry.
 */
#define WILLOW_TYPE_ENCODING_BUTTON (willow_encoding_button_get_type ())
G_DECLARE_FINAL_TYPE (WillowEncodingButton,
                      willow_encoding_button,
                      WILLOW,
                      ENCODING_BUTTON,
                      AdwBin)

/* Stands at the end of @row, whose text it is about. @what: translated name of
 * the field */
WillowEncodingButton *willow_encoding_button_add (AdwEntryRow *row,
                                                  const char  *what);
/* As if it had been chosen. Returns: whether it could be */
gboolean willow_encoding_button_choose (WillowEncodingButton *self,
                                        WillowTextEncoding    encoding);

G_END_DECLS
