/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/willow-field-row.h"

#include "app/willow-byte-view.h"

#define INDENT_PIXELS 12

struct _WillowFieldRow
{
  AdwBin parent_instance;

  GtkWidget *box;
  GtkWidget *swatch;
  GtkLabel  *name_label;
  GtkWidget *wrong_icon;
  GtkLabel  *value_label;
};

G_DEFINE_FINAL_TYPE (WillowFieldRow, willow_field_row, ADW_TYPE_BIN)

static void
willow_field_row_class_init (WillowFieldRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-field-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WillowFieldRow, box);
  gtk_widget_class_bind_template_child (widget_class, WillowFieldRow, swatch);
  gtk_widget_class_bind_template_child (
      widget_class, WillowFieldRow, name_label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowFieldRow, wrong_icon);
  gtk_widget_class_bind_template_child (
      widget_class, WillowFieldRow, value_label);
}

static void
willow_field_row_init (WillowFieldRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
willow_field_row_new (void)
{
  return g_object_new (WILLOW_TYPE_FIELD_ROW, NULL);
}

static void
set_tint (GtkWidget *swatch, int tint)
{
  for (int i = 0; i < WILLOW_N_TINTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("tint-%d", i);

      if (i == tint)
        gtk_widget_add_css_class (swatch, name);
      else
        gtk_widget_remove_css_class (swatch, name);
    }
}

void
willow_field_row_show (WillowFieldRow  *self,
                       WillowFieldItem *item,
                       gboolean         masked)
{
  const MqttField *field = willow_field_item_get_field (item);

  gtk_widget_set_margin_start (self->box,
                               MAX (0, (int)field->depth - 1) * INDENT_PIXELS);
  set_tint (self->swatch, willow_field_item_get_tint (item));
  gtk_label_set_label (self->name_label, field->name);
  if (willow_field_item_get_tint (item) < 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->name_label), "heading");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->name_label), "heading");
  gtk_label_set_label (self->value_label,
                       masked && field->secret ? "••••••" : field->value);
  gtk_widget_set_visible (self->wrong_icon, field->violation != NULL);
}
