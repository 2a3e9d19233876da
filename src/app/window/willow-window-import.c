/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/willow-window-private.h"

#include "app/library/willow-export-dialog.h"
#include "app/library/willow-import-dialog.h"

static void
import_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WillowWindow *self = user_data;

  willow_import_dialog_present (self, self->workspace, NULL);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WillowWindow *self = user_data;

  willow_export_dialog_present (self, self->workspace);
}

/* The first of those that were dropped. */
static gboolean
dropped_cb (GtkDropTarget *target,
            const GValue  *value,
            double         x,
            double         y,
            WillowWindow  *self)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL)
    return FALSE;
  willow_import_dialog_present (self, self->workspace, files->data);
  return TRUE;
}

void
willow_window_add_import_actions (WillowWindow *self)
{
  static const GActionEntry entries[] = {
    { "import-connections", import_cb },
    { "export-connections", export_cb },
  };
  GtkDropTarget *target =
      gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_action_map_add_action_entries (
      G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
