/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/traffic/willow-byte-view.h"

#include "app/traffic/willow-byte-view-private.h"

#define PER_ROW_MAX 16
#define PER_ROW_MIN 4
#define ROW_SPACING_PIXELS 4
#define MIN_ROWS 3

struct _WillowByteView
{
  GtkWidget parent_instance;

  WillowBytePaint paint;

  /* GtkScrollable */
  GtkAdjustment      *hadjustment;
  GtkAdjustment      *vadjustment;
  GtkScrollablePolicy hscroll_policy;
  GtkScrollablePolicy vscroll_policy;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (WillowByteView,
                               willow_byte_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE,
                                                      NULL))

enum
{
  PROP_HADJUSTMENT = 1,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

enum
{
  BYTE_PRESSED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static gsize
get_n_bytes (WillowByteView *self)
{
  return self->paint.bytes != NULL ? g_bytes_get_size (self->paint.bytes) : 0;
}

static void
ensure_layout (WillowByteView *self)
{
  int width, height;

  if (self->paint.layout != NULL)
    return;
  self->paint.layout =
      gtk_widget_create_pango_layout (GTK_WIDGET (self), "0123456789");
  pango_layout_get_size (self->paint.layout, &width, &height);
  self->paint.char_width = (double)width / PANGO_SCALE / 10;
  self->paint.row_height = PANGO_PIXELS_CEIL (height) + ROW_SPACING_PIXELS;
}

/* 16 with their characters, else 8, then without characters, then 4. */
static int
choose_per_row (WillowByteView *self, int width, gboolean *has_ascii)
{
  int per_row = PER_ROW_MAX;

  ensure_layout (self);
  *has_ascii = TRUE;
  while (per_row > PER_ROW_MIN * 2 &&
         willow_byte_paint_get_width (&self->paint, per_row, TRUE) > width)
    per_row /= 2;
  if (willow_byte_paint_get_width (&self->paint, per_row, TRUE) <= width)
    return per_row;
  *has_ascii = FALSE;
  return willow_byte_paint_get_width (&self->paint, per_row, FALSE) <= width
             ? per_row
             : PER_ROW_MIN;
}

static double
get_scroll (WillowByteView *self)
{
  return self->vadjustment != NULL
             ? gtk_adjustment_get_value (self->vadjustment)
             : 0;
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
  gboolean        has_ascii;
  gsize           per_row;
  gsize           n_rows;

  ensure_layout (self);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = willow_byte_paint_get_width (&self->paint, PER_ROW_MIN, FALSE);
      *natural =
          willow_byte_paint_get_width (&self->paint, PER_ROW_MIN * 2, TRUE);
      return;
    }
  per_row = (gsize)(for_size < 0 ? PER_ROW_MIN * 2
                                 : choose_per_row (self, for_size, &has_ascii));
  n_rows = MIN ((get_n_bytes (self) + per_row - 1) / per_row, 1000);
  *minimum = MIN_ROWS * self->paint.row_height;
  *natural = MAX (*minimum, (int)n_rows * self->paint.row_height);
}

static void
configure_adjustments (WillowByteView *self, int width, int height)
{
  double full = (double)willow_byte_paint_get_n_rows (&self->paint) *
                self->paint.row_height;

  if (self->hadjustment != NULL)
    gtk_adjustment_configure (
        self->hadjustment, 0, 0, width, width * 0.1, width, width);
  if (self->vadjustment != NULL)
    gtk_adjustment_configure (self->vadjustment,
                              get_scroll (self),
                              0,
                              MAX (full, height),
                              self->paint.row_height,
                              MAX (height - self->paint.row_height, 1),
                              height);
}

static void
willow_byte_view_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  WillowByteView *self = WILLOW_BYTE_VIEW (widget);

  self->paint.per_row = choose_per_row (self, width, &self->paint.has_ascii);
  configure_adjustments (self, width, height);
}

static void
willow_byte_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WillowByteView *self = WILLOW_BYTE_VIEW (widget);
  int             height = gtk_widget_get_height (widget);
  double          scroll = get_scroll (self);
  guint           n_rows, row;
  double          y;

  if (self->paint.bytes == NULL)
    return;
  ensure_layout (self);
  n_rows = willow_byte_paint_get_n_rows (&self->paint);
  row = (guint)(scroll / self->paint.row_height);
  y = (double)row * self->paint.row_height - scroll;
  gtk_snapshot_push_clip (
      snapshot,
      &GRAPHENE_RECT_INIT (
          0, 0, (float)gtk_widget_get_width (widget), (float)height));
  for (; row < n_rows && y < height; row++, y += self->paint.row_height)
    willow_byte_paint_row (&self->paint, widget, snapshot, row, y);
  gtk_snapshot_pop (snapshot);
}

static void
scroll_to_offset (WillowByteView *self, gsize offset)
{
  double y =
      (double)(offset / (gsize)self->paint.per_row) * self->paint.row_height;

  if (self->vadjustment != NULL && self->paint.row_height > 0)
    gtk_adjustment_clamp_page (
        self->vadjustment, y, y + self->paint.row_height);
}

static void
go_to (WillowByteView *self, gsize offset)
{
  self->paint.cursor = offset;
  scroll_to_offset (self, offset);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[BYTE_PRESSED], 0, (guint)offset);
}

static void
pressed_cb (WillowByteView *self, int n_press, double x, double y)
{
  gsize offset =
      willow_byte_paint_find (&self->paint, x, y + get_scroll (self));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (offset != G_MAXSIZE)
    go_to (self, offset);
}

static void
focus_changed_cb (WillowByteView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Action "bytes.move": rows and bytes to go by. */
static void
move_cb (GtkWidget *widget, const char *name, GVariant *args)
{
  WillowByteView *self = WILLOW_BYTE_VIEW (widget);
  gint64          n = (gint64)get_n_bytes (self);
  gint64          to;
  int             rows, columns;

  if (n == 0)
    return;
  g_variant_get (args, "(ii)", &rows, &columns);
  if (self->paint.cursor == G_MAXSIZE)
    to = (gint64)MIN (self->paint.marked_offset, (gsize)n - 1);
  else
    to = (gint64)self->paint.cursor + columns +
         (gint64)rows * self->paint.per_row;
  if (to < 0 && rows != 0 && columns == 0)
    to = (gint64)self->paint.cursor % self->paint.per_row;
  go_to (self, (gsize)CLAMP (to, 0, n - 1));
}

static void
adjusted_cb (WillowByteView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_adjustment (WillowByteView *self,
                GtkAdjustment **place,
                GtkAdjustment  *adjustment)
{
  if (*place != NULL)
    g_signal_handlers_disconnect_by_func (*place, adjusted_cb, self);
  g_set_object (place, adjustment);
  if (adjustment != NULL)
    g_signal_connect_object (adjustment,
                             "value-changed",
                             G_CALLBACK (adjusted_cb),
                             self,
                             G_CONNECT_SWAPPED);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
willow_byte_view_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  WillowByteView *self = WILLOW_BYTE_VIEW (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->hadjustment);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->vadjustment);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->hscroll_policy);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->vscroll_policy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
willow_byte_view_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  WillowByteView *self = WILLOW_BYTE_VIEW (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, &self->hadjustment, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, &self->vadjustment, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->hscroll_policy = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->vscroll_policy = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* The font or the scale has changed. */
static void
willow_byte_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  WillowByteView *self = WILLOW_BYTE_VIEW (widget);

  GTK_WIDGET_CLASS (willow_byte_view_parent_class)
      ->css_changed (widget, change);
  g_clear_object (&self->paint.layout);
  gtk_widget_queue_resize (widget);
}

static void
willow_byte_view_dispose (GObject *object)
{
  WillowByteView *self = WILLOW_BYTE_VIEW (object);

  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);
  g_clear_pointer (&self->paint.bytes, g_bytes_unref);
  g_clear_object (&self->paint.layout);
  self->paint.look = NULL;
  G_OBJECT_CLASS (willow_byte_view_parent_class)->dispose (object);
}

static void
bind_key (GtkWidgetClass *klass, guint key, int rows, int bytes)
{
  gtk_widget_class_add_binding_action (
      klass, key, 0, "bytes.move", "(ii)", rows, bytes);
}

static void
bind_keys (GtkWidgetClass *klass)
{
  const int all = G_MAXINT / 2;

  bind_key (klass, GDK_KEY_Left, 0, -1);
  bind_key (klass, GDK_KEY_KP_Left, 0, -1);
  bind_key (klass, GDK_KEY_Right, 0, 1);
  bind_key (klass, GDK_KEY_KP_Right, 0, 1);
  bind_key (klass, GDK_KEY_Up, -1, 0);
  bind_key (klass, GDK_KEY_KP_Up, -1, 0);
  bind_key (klass, GDK_KEY_Down, 1, 0);
  bind_key (klass, GDK_KEY_KP_Down, 1, 0);
  bind_key (klass, GDK_KEY_Page_Up, -10, 0);
  bind_key (klass, GDK_KEY_Page_Down, 10, 0);
  bind_key (klass, GDK_KEY_Home, 0, -all);
  bind_key (klass, GDK_KEY_End, 0, all);
}

static void
willow_byte_view_class_init (WillowByteViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = willow_byte_view_dispose;
  object_class->get_property = willow_byte_view_get_property;
  object_class->set_property = willow_byte_view_set_property;
  widget_class->get_request_mode = willow_byte_view_get_request_mode;
  widget_class->measure = willow_byte_view_measure;
  widget_class->size_allocate = willow_byte_view_size_allocate;
  widget_class->snapshot = willow_byte_view_snapshot;
  widget_class->css_changed = willow_byte_view_css_changed;
  g_object_class_override_property (
      object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (
      object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (
      object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (
      object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
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
  gtk_widget_class_install_action (widget_class, "bytes.move", "(ii)", move_cb);
  bind_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "bytes");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
willow_byte_view_init (WillowByteView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->paint.per_row = PER_ROW_MIN * 2;
  self->paint.cursor = G_MAXSIZE;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (
      click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (
      self, "notify::has-focus", G_CALLBACK (focus_changed_cb), NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "monospace");
}

GtkWidget *
willow_byte_view_new (void)
{
  return g_object_new (WILLOW_TYPE_BYTE_VIEW, NULL);
}

void
willow_byte_view_set_bytes (WillowByteView    *self,
                            GBytes            *bytes,
                            WillowByteLookFunc look,
                            gpointer           user_data)
{
  g_return_if_fail (WILLOW_IS_BYTE_VIEW (self));

  if (bytes != NULL)
    g_bytes_ref (bytes);
  g_clear_pointer (&self->paint.bytes, g_bytes_unref);
  self->paint.bytes = bytes;
  self->paint.look = look;
  self->paint.look_data = user_data;
  self->paint.marked_len = 0;
  self->paint.cursor = G_MAXSIZE;
  if (self->vadjustment != NULL)
    gtk_adjustment_set_value (self->vadjustment, 0);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
willow_byte_view_highlight (WillowByteView *self, gsize offset, gsize len)
{
  g_return_if_fail (WILLOW_IS_BYTE_VIEW (self));

  self->paint.marked_offset = offset;
  self->paint.marked_len = len;
  if (len > 0 && self->paint.row_height > 0)
    scroll_to_offset (self, offset);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
willow_byte_view_get_highlight (WillowByteView *self, gsize *offset, gsize *len)
{
  g_return_val_if_fail (WILLOW_IS_BYTE_VIEW (self), FALSE);

  *offset = self->paint.marked_offset;
  *len = self->paint.marked_len;
  return *len > 0;
}

guint
willow_byte_view_get_cursor (WillowByteView *self)
{
  g_return_val_if_fail (WILLOW_IS_BYTE_VIEW (self), G_MAXUINT);

  return self->paint.cursor == G_MAXSIZE ? G_MAXUINT
                                         : (guint)self->paint.cursor;
}
