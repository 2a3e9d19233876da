/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widget/willow-activity-dot.h"

#define LIT_US (G_USEC_PER_SEC * 7 / 10)
#define SWEEP_INTERVAL_MS 200
#define SIZE_PIXELS 6

struct _WillowActivityDot
{
  GtkWidget parent_instance;

  gint64 until_us; /* 0: not lit */
};

G_DEFINE_FINAL_TYPE (WillowActivityDot, willow_activity_dot, GTK_TYPE_WIDGET)

/* Dots that are lit; main thread only. */
static GHashTable *lit;
static guint       sweep_timeout;

static gboolean
sweep_cb (gpointer user_data)
{
  gint64         now_us = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer       key;

  g_hash_table_iter_init (&iter, lit);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      WillowActivityDot *self = key;

      if (self->until_us > now_us)
        continue;
      self->until_us = 0;
      gtk_widget_queue_draw (GTK_WIDGET (self));
      g_hash_table_iter_remove (&iter);
    }
  if (g_hash_table_size (lit) > 0)
    return G_SOURCE_CONTINUE;
  sweep_timeout = 0;
  return G_SOURCE_REMOVE;
}

static void
willow_activity_dot_measure (GtkWidget     *widget,
                             GtkOrientation orientation,
                             int            for_size,
                             int           *minimum,
                             int           *natural,
                             int           *minimum_baseline,
                             int           *natural_baseline)
{
  *minimum = *natural = SIZE_PIXELS;
}

static void
willow_activity_dot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WillowActivityDot *self = WILLOW_ACTIVITY_DOT (widget);
  int                y = (gtk_widget_get_height (widget) - SIZE_PIXELS) / 2;
  GskRoundedRect     dot;
  GdkRGBA            color;

  if (self->until_us == 0)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gsk_rounded_rect_init_from_rect (
      &dot,
      &GRAPHENE_RECT_INIT (0, (float)y, SIZE_PIXELS, SIZE_PIXELS),
      SIZE_PIXELS / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, &color, &dot.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
willow_activity_dot_dispose (GObject *object)
{
  willow_activity_dot_clear (WILLOW_ACTIVITY_DOT (object));
  G_OBJECT_CLASS (willow_activity_dot_parent_class)->dispose (object);
}

static void
willow_activity_dot_class_init (WillowActivityDotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_activity_dot_dispose;
  widget_class->measure = willow_activity_dot_measure;
  widget_class->snapshot = willow_activity_dot_snapshot;
  gtk_widget_class_set_css_name (widget_class, "activity");
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_PRESENTATION);
  lit = g_hash_table_new (NULL, NULL);
}

static void
willow_activity_dot_init (WillowActivityDot *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
willow_activity_dot_new (void)
{
  return g_object_new (WILLOW_TYPE_ACTIVITY_DOT, NULL);
}

void
willow_activity_dot_light (WillowActivityDot *self)
{
  gboolean was_lit;

  g_return_if_fail (WILLOW_IS_ACTIVITY_DOT (self));

  was_lit = self->until_us != 0;
  self->until_us = g_get_monotonic_time () + LIT_US;
  if (was_lit)
    return;
  g_hash_table_add (lit, self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (sweep_timeout == 0)
    sweep_timeout = g_timeout_add (SWEEP_INTERVAL_MS, sweep_cb, NULL);
}

void
willow_activity_dot_clear (WillowActivityDot *self)
{
  g_return_if_fail (WILLOW_IS_ACTIVITY_DOT (self));

  if (self->until_us == 0)
    return;
  self->until_us = 0;
  g_hash_table_remove (lit, self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
