/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-field-row.h"

#include "app/traffic/willow-byte-view.h"
#include "model/traffic/willow-field-text.h"

#include <glib/gi18n.h>

#define INDENT_PIXELS 12
/* More than a row shows. */
#define VALUE_MAX_CHARS 300

static const char mask[] = "••••••";

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

static char *
dup_value (const MqttField *field, gboolean masked)
{
  g_autofree char *value = NULL;

  if (masked && field->secret)
    return g_strdup (mask);
  value = willow_field_text_dup_value (field);
  if (g_utf8_strlen (value, -1) <= VALUE_MAX_CHARS)
    return g_steal_pointer (&value);
  return g_utf8_substring (value, 0, VALUE_MAX_CHARS);
}

static char *
dup_place (const MqttField *field)
{
  guint first = (guint)field->offset;
  int   low = g_bit_nth_lsf (field->bit_mask, -1);
  int   high = g_bit_nth_msf (field->bit_mask, -1);

  /* Translators: where a field is in a packet; bytes count from 0 */
  if (field->bit_mask != 0 && low == high)
    return g_strdup_printf (_ ("Byte %u, bit %d"), first, low);
  if (field->bit_mask != 0)
    return g_strdup_printf (_ ("Byte %u, bits %d to %d"), first, high, low);
  if (field->len > 1)
    return g_strdup_printf (
        _ ("Bytes %u to %u"), first, first + (guint)field->len - 1);
  return g_strdup_printf (_ ("Byte %u"), first);
}

char *
willow_field_row_dup_spoken (const MqttField *field, gboolean masked)
{
  g_autofree char *place = dup_place (field);
  g_autofree char *value = dup_value (field, masked);
  const char      *name = willow_field_text_get_name (field);

  if (field->len == 0)
    return g_strdup_printf ("%s, %s", name, value);
  if (value[0] == '\0')
    return g_strdup_printf ("%s, %s", place, name);
  return g_strdup_printf ("%s, %s, %s", place, name, value);
}

void
willow_field_row_show (WillowFieldRow  *self,
                       WillowFieldItem *item,
                       gboolean         masked)
{
  const MqttField *field = willow_field_item_get_field (item);
  g_autofree char *value = dup_value (field, masked);
  g_autofree char *spoken = willow_field_row_dup_spoken (field, masked);

  gtk_widget_set_margin_start (self->box,
                               MAX (0, (int)field->depth - 1) * INDENT_PIXELS);
  /* What has no bytes has no place among the coloured ones. */
  set_tint (self->swatch,
            field->len > 0 ? willow_field_item_get_tint (item) : -1);
  gtk_label_set_label (self->name_label, willow_field_text_get_name (field));
  if (willow_field_item_get_tint (item) < 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->name_label), "heading");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->name_label), "heading");
  gtk_label_set_label (self->value_label, value);
  gtk_widget_set_visible (self->wrong_icon, field->violation != NULL);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
