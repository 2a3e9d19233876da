/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/connection/willow-form-binding.h"

void
willow_form_bind (GBindingGroup *bindings,
                  const char    *property,
                  gpointer       widget,
                  const char    *of_widget)
{
  g_binding_group_bind (bindings,
                        property,
                        widget,
                        of_widget,
                        G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

void
willow_form_name (gpointer widget, const char *name)
{
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
