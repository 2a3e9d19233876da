/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-header-row.h"

#include <glib/gi18n.h>

struct _WillowHeaderRow
{
  AdwPreferencesRow parent_instance;

  WillowProfile       *profile;
  WillowProfileHeader *header;
  gboolean             peeking;

  GtkEntry *name_entry;
  GtkEntry *value_entry;
};

G_DEFINE_FINAL_TYPE (WillowHeaderRow,
                     willow_header_row,
                     ADW_TYPE_PREFERENCES_ROW)

static void
update (WillowHeaderRow *self)
{
  gboolean is_secret = willow_profile_header_is_secret (self->header);

  gtk_entry_set_visibility (self->value_entry, !is_secret || self->peeking);
  gtk_entry_set_icon_from_icon_name (self->value_entry,
                                     GTK_ENTRY_ICON_SECONDARY,
                                     !is_secret      ? NULL
                                     : self->peeking ? "view-conceal-symbolic"
                                                     : "view-reveal-symbolic");
  if (is_secret)
    gtk_entry_set_icon_tooltip_text (self->value_entry,
                                     GTK_ENTRY_ICON_SECONDARY,
                                     self->peeking ? _ ("Cover the value")
                                                   : _ ("Show the value"));
}

static void
peek_cb (WillowHeaderRow *self)
{
  self->peeking = !self->peeking;
  update (self);
}

static void
remove_cb (WillowHeaderRow *self)
{
  GListModel *headers = willow_profile_get_headers (self->profile);
  guint       position;

  if (g_list_store_find (G_LIST_STORE (headers), self->header, &position))
    willow_profile_remove_header (self->profile, position);
}

static void
willow_header_row_dispose (GObject *object)
{
  WillowHeaderRow *self = WILLOW_HEADER_ROW (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->header);
  G_OBJECT_CLASS (willow_header_row_parent_class)->dispose (object);
}

static void
willow_header_row_class_init (WillowHeaderRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_header_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-header-row.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowHeaderRow, name_entry);
  gtk_widget_class_bind_template_child (
      widget_class, WillowHeaderRow, value_entry);
  gtk_widget_class_bind_template_callback (widget_class, peek_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
willow_header_row_init (WillowHeaderRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
bind (WillowHeaderRow *self, const char *property, GtkEntry *entry)
{
  g_object_bind_property (self->header,
                          property,
                          entry,
                          "text",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

GtkWidget *
willow_header_row_new (WillowProfile *profile, WillowProfileHeader *header)
{
  WillowHeaderRow *self = g_object_new (WILLOW_TYPE_HEADER_ROW, NULL);

  self->profile = g_object_ref (profile);
  self->header = g_object_ref (header);
  /* Before the value comes: what is covered was never to be seen. */
  update (self);
  bind (self, "name", self->name_entry);
  bind (self, "value", self->value_entry);
  g_signal_connect_object (
      header, "notify::name", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
