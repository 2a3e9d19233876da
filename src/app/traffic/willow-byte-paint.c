/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/traffic/willow-byte-view-private.h"

#include <string.h>

/* Digits of an offset, and the gap behind it. */
#define OFFSET_CHARS_MIN 4
#define GAP_CHARS 2

static int
get_gutter_chars (const WillowBytePaint *paint)
{
  gsize size = paint->bytes != NULL ? g_bytes_get_size (paint->bytes) : 0;
  int   digits = OFFSET_CHARS_MIN;

  while (digits < 8 && size > (gsize)1 << (digits * 4))
    digits++;
  return digits + GAP_CHARS;
}

/* A row has: offset, three characters per byte, a gap, one per byte. */
int
willow_byte_paint_get_width (const WillowBytePaint *paint,
                             int                    per_row,
                             gboolean               has_ascii)
{
  int chars = get_gutter_chars (paint) + per_row * 3;

  if (has_ascii)
    chars += 1 + per_row;
  return (int)(chars * paint->char_width) + 1;
}

guint
willow_byte_paint_get_n_rows (const WillowBytePaint *paint)
{
  gsize size = paint->bytes != NULL ? g_bytes_get_size (paint->bytes) : 0;

  return (guint)((size + (gsize)paint->per_row - 1) / (gsize)paint->per_row);
}

static double
x_of_byte (const WillowBytePaint *paint, int column)
{
  return (get_gutter_chars (paint) + column * 3) * paint->char_width;
}

static double
x_of_ascii (const WillowBytePaint *paint, int column)
{
  return (get_gutter_chars (paint) + paint->per_row * 3 + 1 + column) *
         paint->char_width;
}

gsize
willow_byte_paint_find (const WillowBytePaint *paint, double x, double y)
{
  double start = x_of_byte (paint, 0) - paint->char_width / 2;
  double ascii = x_of_ascii (paint, 0);
  int    column = (int)((x - start) / (paint->char_width * 3));
  gsize  offset;

  if (paint->has_ascii && x >= ascii)
    column = (int)((x - ascii) / paint->char_width);
  if (x < start || column >= paint->per_row || y < 0 || paint->bytes == NULL)
    return G_MAXSIZE;
  offset =
      (gsize)(y / paint->row_height) * (gsize)paint->per_row + (gsize)column;
  return offset < g_bytes_get_size (paint->bytes) ? offset : G_MAXSIZE;
}

static WillowByteLook
get_look (const WillowBytePaint *paint, gsize offset)
{
  WillowByteLook plain = { WILLOW_TINT_NONE, FALSE };

  return paint->look != NULL ? paint->look (offset, paint->look_data) : plain;
}

static gboolean
is_marked (const WillowBytePaint *paint, gsize offset)
{
  return offset >= paint->marked_offset &&
         offset - paint->marked_offset < paint->marked_len;
}

static void
look_up_tint (GtkWidget *widget, guint8 tint, GdkRGBA *color)
{
  static const char *const names[WILLOW_N_TINTS] = {
    "willow_tint_0", "willow_tint_1", "willow_tint_2",
    "willow_tint_3", "willow_tint_4", "willow_tint_5",
  };
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  if (tint < WILLOW_N_TINTS &&
      gtk_style_context_lookup_color (style, names[tint], color))
    return;
  gtk_style_context_get_color (style, color);
  color->alpha = tint == WILLOW_TINT_NONE ? 0 : color->alpha * 0.12f;
}

static void
fill (GtkSnapshot   *snapshot,
      const GdkRGBA *color,
      double         x,
      double         y,
      double         width,
      double         height)
{
  gtk_snapshot_append_color (
      snapshot,
      color,
      &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height));
}

/* The ground of @n bytes that look alike. */
static void
paint_run (const WillowBytePaint *paint,
           GtkWidget             *widget,
           GtkSnapshot           *snapshot,
           gsize                  offset,
           int                    n,
           double                 y)
{
  int      column = (int)(offset % (gsize)paint->per_row);
  double   x = x_of_byte (paint, column) - paint->char_width / 2;
  double   width = paint->char_width * 3 * n;
  double   height = paint->row_height - 1;
  gboolean marked = is_marked (paint, offset);
  GdkRGBA  color;

  look_up_tint (widget, get_look (paint, offset).tint, &color);
  if (marked && color.alpha <= 0)
    color.alpha = 0.14f;
  else if (marked)
    color.alpha = MIN (1, color.alpha * 2.4f);
  if (marked && gtk_widget_has_css_class (widget, WILLOW_BYTE_VIEW_EMPHASIS))
    color.alpha = MIN (1, color.alpha * 1.8f);
  if (color.alpha > 0)
    {
      fill (snapshot, &color, x, y, width, height);
      if (paint->has_ascii)
        fill (snapshot,
              &color,
              x_of_ascii (paint, column),
              y,
              paint->char_width * n,
              height);
    }
  if (!marked)
    return;
  /* Not by colour alone: a line below what is selected. */
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  fill (snapshot, &color, x, y + height - 2, width, 2);
  if (paint->has_ascii)
    fill (snapshot,
          &color,
          x_of_ascii (paint, column),
          y + height - 2,
          paint->char_width * n,
          2);
}

static gboolean
look_alike (const WillowBytePaint *paint, gsize a, gsize b)
{
  return get_look (paint, a).tint == get_look (paint, b).tint &&
         is_marked (paint, a) == is_marked (paint, b);
}

static void
paint_grounds (const WillowBytePaint *paint,
               GtkWidget             *widget,
               GtkSnapshot           *snapshot,
               gsize                  start,
               gsize                  end,
               double                 y)
{
  while (start < end)
    {
      gsize next = start + 1;

      while (next < end && look_alike (paint, start, next))
        next++;
      paint_run (paint, widget, snapshot, start, (int)(next - start), y);
      start = next;
    }
}

static void
paint_cursor (const WillowBytePaint *paint,
              GtkWidget             *widget,
              GtkSnapshot           *snapshot,
              double                 y)
{
  int            column = (int)(paint->cursor % (gsize)paint->per_row);
  double         x = x_of_byte (paint, column) - paint->char_width / 2;
  GskRoundedRect outline;
  GdkRGBA        color;
  float          widths[4] = { 1, 1, 1, 1 };

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gsk_rounded_rect_init_from_rect (
      &outline,
      &GRAPHENE_RECT_INIT ((float)x,
                           (float)y,
                           (float)(paint->char_width * 3),
                           (float)paint->row_height - 1),
      3);
  gtk_snapshot_append_border (
      snapshot, &outline, widths, (GdkRGBA[4]){ color, color, color, color });
}

static void
paint_text (const WillowBytePaint *paint,
            GtkSnapshot           *snapshot,
            const char            *text,
            double                 x,
            double                 y,
            const GdkRGBA         *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x, (float)y));
  pango_layout_set_text (paint->layout, text, -1);
  gtk_snapshot_append_layout (snapshot, paint->layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
append_byte (const WillowBytePaint *paint,
             gsize                  offset,
             GString               *hex,
             GString               *ascii)
{
  const guint8 *data = g_bytes_get_data (paint->bytes, NULL);

  if (get_look (paint, offset).masked)
    {
      g_string_append (hex, "** ");
      g_string_append (ascii, "*");
      return;
    }
  g_string_append_printf (hex, "%02x ", data[offset]);
  g_string_append_c (ascii,
                     g_ascii_isprint (data[offset]) ? (char)data[offset] : '.');
}

void
willow_byte_paint_row (const WillowBytePaint *paint,
                       GtkWidget             *widget,
                       GtkSnapshot           *snapshot,
                       guint                  row,
                       double                 y)
{
  g_autoptr (GString) hex = g_string_sized_new (64);
  g_autoptr (GString) ascii = g_string_sized_new (64);
  gsize start = (gsize)row * (gsize)paint->per_row;
  gsize end =
      MIN (start + (gsize)paint->per_row, g_bytes_get_size (paint->bytes));
  double  text_y = y + 2;
  char    gutter[16];
  GdkRGBA color, dim;

  for (gsize i = start; i < end; i++)
    append_byte (paint, i, hex, ascii);
  g_snprintf (gutter,
              sizeof gutter,
              "%0*" G_GSIZE_MODIFIER "x",
              get_gutter_chars (paint) - GAP_CHARS,
              start);
  paint_grounds (paint, widget, snapshot, start, end, y);
  if (paint->cursor >= start && paint->cursor < end &&
      gtk_widget_has_focus (widget))
    paint_cursor (paint, widget, snapshot, y);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  dim = color;
  dim.alpha *= 0.55f;
  paint_text (paint, snapshot, gutter, 0, text_y, &dim);
  paint_text (paint, snapshot, hex->str, x_of_byte (paint, 0), text_y, &color);
  if (paint->has_ascii)
    paint_text (
        paint, snapshot, ascii->str, x_of_ascii (paint, 0), text_y, &color);
}
