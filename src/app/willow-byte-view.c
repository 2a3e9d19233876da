/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/willow-byte-view.h"

#define GUTTER_CHARS 5.5 /* "0000" and a gap */
#define ROW_SPACING 4

struct _WillowByteView
{
  GtkWidget parent_instance;

  GBytes         *bytes;
  WillowByteLook *looks;
  gsize           marked_offset;
  gsize           marked_len;
  PangoLayout    *layout;
  double          char_width;
  int             row_height;
};

G_DEFINE_FINAL_TYPE (WillowByteView, willow_byte_view, GTK_TYPE_WIDGET)

enum
{
  BYTE_PRESSED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static gsize
get_n_bytes (WillowByteView *self)
{
  return self->bytes != NULL ? g_bytes_get_size (self->bytes) : 0;
}

static void
ensure_layout (WillowByteView *self)
{
  int width, height;

  if (self->layout != NULL)
    return;
  self->layout =
      gtk_widget_create_pango_layout (GTK_WIDGET (self), "0123456789");
  pango_layout_get_size (self->layout, &width, &height);
  self->char_width = (double)width / PANGO_SCALE / 10;
  self->row_height = PANGO_PIXELS_CEIL (height) + ROW_SPACING;
}

/* A line has: offset, three characters per byte, a gap, one per byte. */
static int
width_for (WillowByteView *self, int per_row)
{
  ensure_layout (self);
  return (int)((GUTTER_CHARS + per_row * 4 + 1) * self->char_width) + 1;
}

/* Without the last column, which gives way first. */
static int
narrow_width_for (WillowByteView *self, int per_row)
{
  ensure_layout (self);
  return (int)((GUTTER_CHARS + per_row * 3) * self->char_width) + 1;
}

static int
get_per_row (WillowByteView *self, int width)
{
  int per_row = 16;

  while (per_row > 8 && width_for (self, per_row) > width)
    per_row -= 4;
  return narrow_width_for (self, per_row) > width ? 4 : per_row;
}

static gboolean
has_ascii (WillowByteView *self, int per_row)
{
  return width_for (self, per_row) <= gtk_widget_get_width (GTK_WIDGET (self));
}

static int
get_n_rows (WillowByteView *self, int per_row)
{
  return (int)((get_n_bytes (self) + (gsize)per_row - 1) / (gsize)per_row);
}

static GtkSizeRequestMode
willow_byte_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
willow_byte_view_measure (GtkWidget     *widget,
                          GtkOrientation orientation,
                          int            for_size,
                          int           *minimum,
                          int           *natural,
                          int           *minimum_baseline,
                          int           *natural_baseline)
{
  WillowByteView *self = WILLOW_BYTE_VIEW (widget);

  ensure_layout (self);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = width_for (self, 4);
      *natural = width_for (self, 8);
      return;
    }
  if (for_size < 0)
    for_size = width_for (self, 8);
  *minimum = *natural =
      get_n_rows (self, get_per_row (self, for_size)) * self->row_height;
}

static double
x_of_byte (WillowByteView *self, int column)
{
  return (GUTTER_CHARS + column * 3) * self->char_width;
}

static double
x_of_ascii (WillowByteView *self, int column, int per_row)
{
  return (GUTTER_CHARS + per_row * 3 + 1 + column) * self->char_width;
}

static void
look_up_tint (WillowByteView *self, guint8 tint, GdkRGBA *color)
{
  g_autofree char *name = g_strdup_printf ("willow_tint_%u", tint);

  if (!gtk_style_context_lookup_color (
          gtk_widget_get_style_context (GTK_WIDGET (self)), name, color))
    gdk_rgba_parse (color, "transparent");
}

static void
draw_cell (WillowByteView *self,
           GtkSnapshot    *snapshot,
           gsize           offset,
           int             per_row)
{
  int      column = (int)(offset % (gsize)per_row);
  float    y = (float)(offset / (gsize)per_row) * (float)self->row_height;
  float    height = (float)self->row_height - 1;
  gboolean marked = self->marked_len > 0 && offset >= self->marked_offset &&
                    offset - self->marked_offset < self->marked_len;
  gboolean joined = column + 1 < per_row && offset + 1 < get_n_bytes (self) &&
                    self->looks[offset].tint == self->looks[offset + 1].tint;
  double  x = x_of_byte (self, column) - self->char_width / 2;
  double  width = self->char_width * (joined ? 3 : 2.8);
  double  ascii_x = x_of_ascii (self, column, per_row);
  GdkRGBA color;

  look_up_tint (self, self->looks[offset].tint, &color);
  if (marked)
    color.alpha = MIN (1, color.alpha * 2.6f);
  gtk_snapshot_append_color (
      snapshot,
      &color,
      &GRAPHENE_RECT_INIT ((float)x, y, (float)width, height));
  if (has_ascii (self, per_row))
    gtk_snapshot_append_color (
        snapshot,
        &color,
        &GRAPHENE_RECT_INIT (
            (float)ascii_x, y, (float)self->char_width, height));
  if (!marked)
    return;
  /* Not by colour alone: a line below what is selected. */
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                               &color);
  gtk_snapshot_append_color (
      snapshot,
      &color,
      &GRAPHENE_RECT_INIT ((float)x, y + height - 2, (float)width, 2));
}

static void
draw_text (WillowByteView *self,
           GtkSnapshot    *snapshot,
           const char     *text,
           double          x,
           int             row,
           const GdkRGBA  *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot,
      &GRAPHENE_POINT_INIT ((float)x,
                            (float)(row * self->row_height + ROW_SPACING / 2)));
  pango_layout_set_text (self->layout, text, -1);
  gtk_snapshot_append_layout (snapshot, self->layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_row (WillowByteView *self, GtkSnapshot *snapshot, int row, int per_row)
{
  g_autoptr (GString) hex = g_string_new (NULL);
  g_autoptr (GString) ascii = g_string_new (NULL);
  g_autofree char *gutter = NULL;
  gsize            n, start = (gsize)row * (gsize)per_row;
  const guint8    *data = g_bytes_get_data (self->bytes, &n);
  GdkRGBA          color, dim;

  for (gsize i = start; i < MIN (n, start + (gsize)per_row); i++)
    {
      draw_cell (self, snapshot, i, per_row);
      if (self->looks[i].masked)
        g_string_append (hex, "•• ");
      else
        g_string_append_printf (hex, "%02x ", data[i]);
      if (self->looks[i].masked)
        g_string_append (ascii, "•");
      else
        g_string_append_c (ascii,
                           g_ascii_isprint (data[i]) ? (char)data[i] : '.');
    }
  gutter = g_strdup_printf ("%04x", (guint)start);
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                               &color);
  dim = color;
  dim.alpha *= 0.55f;
  draw_text (self, snapshot, gutter, 0, row, &dim);
  draw_text (self, snapshot, hex->str, x_of_byte (self, 0), row, &color);
  if (has_ascii (self, per_row))
    draw_text (
        self, snapshot, ascii->str, x_of_ascii (self, 0, per_row), row, &color);
}

static void
willow_byte_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WillowByteView *self = WILLOW_BYTE_VIEW (widget);
  int             per_row, n_rows;

  if (self->bytes == NULL)
    return;
  ensure_layout (self);
  per_row = get_per_row (self, gtk_widget_get_width (widget));
  n_rows = get_n_rows (self, per_row);
  for (int row = 0; row < n_rows; row++)
    draw_row (self, snapshot, row, per_row);
}

static void
pressed_cb (WillowByteView *self, int n_press, double x, double y)
{
  int    per_row = get_per_row (self, gtk_widget_get_width (GTK_WIDGET (self)));
  double start = x_of_byte (self, 0) - self->char_width / 2;
  int    column = (int)((x - start) / (self->char_width * 3));
  double ascii = x_of_ascii (self, 0, per_row);
  gsize  offset;

  if (x >= ascii)
    column = (int)((x - ascii) / self->char_width);
  if (x < start || column >= per_row || y < 0)
    return;
  offset = (gsize)(y / self->row_height) * (gsize)per_row + (gsize)column;
  if (offset < get_n_bytes (self))
    g_signal_emit (self, signals[BYTE_PRESSED], 0, (guint)offset);
}

/* The font or the scale has changed. */
static void
willow_byte_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  WillowByteView *self = WILLOW_BYTE_VIEW (widget);

  GTK_WIDGET_CLASS (willow_byte_view_parent_class)
      ->css_changed (widget, change);
  g_clear_object (&self->layout);
  gtk_widget_queue_resize (widget);
}

static void
willow_byte_view_finalize (GObject *object)
{
  WillowByteView *self = WILLOW_BYTE_VIEW (object);

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->looks);
  g_clear_object (&self->layout);
  G_OBJECT_CLASS (willow_byte_view_parent_class)->finalize (object);
}

static void
willow_byte_view_class_init (WillowByteViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = willow_byte_view_finalize;
  widget_class->get_request_mode = willow_byte_view_get_request_mode;
  widget_class->measure = willow_byte_view_measure;
  widget_class->snapshot = willow_byte_view_snapshot;
  widget_class->css_changed = willow_byte_view_css_changed;
  signals[BYTE_PRESSED] = g_signal_new ("byte-pressed",
                                        WILLOW_TYPE_BYTE_VIEW,
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        1,
                                        G_TYPE_UINT);
  gtk_widget_class_set_css_name (widget_class, "bytes");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
willow_byte_view_init (WillowByteView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_object (
      click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_css_class (GTK_WIDGET (self), "monospace");
}

GtkWidget *
willow_byte_view_new (void)
{
  return g_object_new (WILLOW_TYPE_BYTE_VIEW, NULL);
}

void
willow_byte_view_set_bytes (WillowByteView       *self,
                            GBytes               *bytes,
                            const WillowByteLook *looks)
{
  g_return_if_fail (WILLOW_IS_BYTE_VIEW (self));

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->looks, g_free);
  self->marked_len = 0;
  if (bytes != NULL)
    {
      self->bytes = g_bytes_ref (bytes);
      self->looks = g_memdup2 (looks, g_bytes_get_size (bytes) * sizeof *looks);
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
willow_byte_view_highlight (WillowByteView *self, gsize offset, gsize len)
{
  g_return_if_fail (WILLOW_IS_BYTE_VIEW (self));

  self->marked_offset = offset;
  self->marked_len = len;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
