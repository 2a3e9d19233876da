/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widget/willow-accessible.h"

void
willow_accessible_name_parts (GtkWidget *root, GType type, const char *name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (g_type_is_a (G_OBJECT_TYPE (child), type))
        gtk_accessible_update_property (
            GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      willow_accessible_name_parts (child, type, name);
    }
}
