/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/connection/willow-pair-row.h"

struct _WillowPairRow
{
  AdwPreferencesRow parent_instance;

  GListModel                *list;
  WillowProfileUserProperty *pair;

  GtkEntry *name_entry;
  GtkEntry *value_entry;
};

G_DEFINE_FINAL_TYPE (WillowPairRow, willow_pair_row, ADW_TYPE_PREFERENCES_ROW)

static void
remove_cb (WillowPairRow *self)
{
  guint position;

  if (g_list_store_find (G_LIST_STORE (self->list), self->pair, &position))
    g_list_store_remove (G_LIST_STORE (self->list), position);
}

static void
willow_pair_row_dispose (GObject *object)
{
  WillowPairRow *self = WILLOW_PAIR_ROW (object);

  g_clear_object (&self->list);
  g_clear_object (&self->pair);
  G_OBJECT_CLASS (willow_pair_row_parent_class)->dispose (object);
}

static void
willow_pair_row_class_init (WillowPairRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_pair_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-pair-row.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowPairRow, name_entry);
  gtk_widget_class_bind_template_child (
      widget_class, WillowPairRow, value_entry);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
willow_pair_row_init (WillowPairRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
bind (WillowPairRow *self, const char *property, GtkEntry *entry)
{
  g_object_bind_property (self->pair,
                          property,
                          entry,
                          "text",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

GtkWidget *
willow_pair_row_new (GListModel *list, WillowProfileUserProperty *pair)
{
  WillowPairRow *self = g_object_new (WILLOW_TYPE_PAIR_ROW, NULL);

  self->list = g_object_ref (list);
  self->pair = g_object_ref (pair);
  bind (self, "name", self->name_entry);
  bind (self, "value", self->value_entry);
  return GTK_WIDGET (self);
}
