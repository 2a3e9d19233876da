/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widget/willow-colour-mark.h"

void
willow_colour_mark_paint (GtkWidget *mark, WillowColour colour)
{
  for (guint i = 0; i < WILLOW_N_COLOURS; i++)
    if (i != colour)
      gtk_widget_remove_css_class (mark, willow_colour_names[i]);
  gtk_widget_add_css_class (mark, willow_colour_names[colour]);
}
