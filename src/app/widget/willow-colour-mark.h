/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/profile/willow-colour.h"

G_BEGIN_DECLS

/* Paints @mark, which has the style class "colour-mark". Whoever shows it says
 * the same in words. */
void willow_colour_mark_paint (GtkWidget *mark, WillowColour colour);

G_END_DECLS
