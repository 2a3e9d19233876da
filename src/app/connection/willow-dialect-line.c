/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-dialect-line.h"

#include <glib/gi18n.h>

#define INDENT 12

struct _WillowDialectLine
{
  GtkListBoxRow parent_instance;
};

G_DEFINE_FINAL_TYPE (WillowDialectLine,
                     willow_dialect_line,
                     GTK_TYPE_LIST_BOX_ROW)

static void
willow_dialect_line_class_init (WillowDialectLineClass *klass)
{
}

static void
willow_dialect_line_init (WillowDialectLine *self)
{
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
}

static GtkWidget *
new_label (const char *text, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);
  return label;
}

static void
append (GtkWidget *box, const char *text, const char *style_class)
{
  gtk_box_append (GTK_BOX (box), new_label (text, style_class));
}

static const char *
get_name (const WillowDialectRow *row)
{
  for (guint d = WILLOW_N_DIALECTS; d > 0; d--)
    if (row->cells[d - 1].name != NULL)
      return row->cells[d - 1].name;
  return "";
}

static GtkWidget *
new_name (const WillowDialectRow *row)
{
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *marks = willow_dialect_row_dup_marks (row);

  append (box, get_name (row), row->is_group ? "heading" : "dialect-name");
  if (marks[0] != '\0' && !row->is_group)
    append (box, marks, "dialect-marks");
  gtk_widget_set_margin_start (box, (int)row->depth * INDENT);
  return box;
}

static void
append_bytes (GtkWidget *box, const WillowDialectCell *cell)
{
  g_autofree char *place = NULL;

  append (box, cell->bytes, "dialect-bytes");
  /* Translators: a byte of a packet, and a section of the specification */
  place = cell->section != NULL
              ? g_strdup_printf (_ ("byte %u · §\u00a0%s"),
                                 (guint)cell->offset,
                                 cell->section)
              : g_strdup_printf (_ ("byte %u"), (guint)cell->offset);
  append (box, place, "dialect-place");
}

/* The name where it is another one than that of the row. */
static GtkWidget *
new_cell (const WillowDialectRow *row, guint dialect)
{
  const WillowDialectCell *cell = &row->cells[dialect];
  GtkWidget               *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  if (cell->name == NULL)
    append (box, "–", "dim-label");
  else if (g_strcmp0 (cell->name, get_name (row)) != 0)
    append (box, cell->name, "caption-heading");
  if (cell->name != NULL && !cell->is_there)
    append (box, _ ("not in this packet"), "dialect-place");
  if (!cell->is_there || row->is_group)
    return box;
  append (box, cell->value, NULL);
  append_bytes (box, cell);
  if (cell->violation != NULL)
    append (box, cell->violation, "error");
  return box;
}

/* For those who hear the table: which version, what there, in which bytes. */
static char *
dup_spoken (const WillowDialectRow *row)
{
  g_autofree char *marks = willow_dialect_row_dup_marks (row);
  GString         *spoken = g_string_new (get_name (row));

  if (marks[0] != '\0')
    g_string_append_printf (spoken, " (%s)", marks);
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      const WillowDialectCell *cell = &row->cells[d];

      g_string_append_printf (
          spoken,
          ". MQTT %s: ",
          mqtt_version_get_name (willow_dialect_get_version (d)));
      if (cell->is_there)
        g_string_append_printf (
            spoken, "%s, %s, %s", cell->name, cell->value, cell->bytes);
      else
        g_string_append (spoken,
                         cell->name == NULL ? _ ("does not exist")
                                            : _ ("not in this packet"));
    }
  if (row->remark[0] != '\0')
    g_string_append_printf (spoken, ". %s", row->remark);
  return g_string_free (spoken, FALSE);
}

GtkWidget *
willow_dialect_line_new (const WillowDialectRow *row)
{
  GtkWidget       *line = g_object_new (WILLOW_TYPE_DIALECT_LINE, NULL);
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget       *cells = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *spoken = dup_spoken (row);

  gtk_box_set_homogeneous (GTK_BOX (cells), TRUE);
  gtk_box_append (GTK_BOX (cells), new_name (row));
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    gtk_box_append (GTK_BOX (cells), new_cell (row, d));
  gtk_box_append (GTK_BOX (box), cells);
  if (row->remark[0] != '\0')
    {
      GtkWidget *remark = new_label (row->remark, "dialect-remark");

      gtk_widget_set_margin_start (remark, (int)row->depth * INDENT);
      gtk_box_append (GTK_BOX (box), remark);
    }
  gtk_widget_add_css_class (box, "dialect-line");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (line), box);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return line;
}

GtkWidget *
willow_dialect_line_new_packet (MqttPacketType packet)
{
  GtkWidget *line = g_object_new (WILLOW_TYPE_DIALECT_LINE, NULL);
  GtkWidget *label = new_label (mqtt_packet_type_get_name (packet), "title-3");

  gtk_widget_add_css_class (label, "dialect-line");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (line), label);
  return line;
}
