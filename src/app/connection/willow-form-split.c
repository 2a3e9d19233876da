/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/connection/willow-form-split.h"

#define SIDE_BY_SIDE_FROM 660
#define RESULT_MAX_WIDTH 520
#define RESULT_SHARE_PERCENT 44

struct _WillowFormSplit
{
  GtkWidget parent_instance;

  GtkWidget *form;
  GtkWidget *result;
};

G_DEFINE_FINAL_TYPE (WillowFormSplit, willow_form_split, GTK_TYPE_WIDGET)

enum
{
  PROP_FORM = 1,
  PROP_RESULT,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static int
get_minimum (GtkWidget *widget, GtkOrientation orientation)
{
  int minimum;

  gtk_widget_measure (widget, orientation, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static void
willow_form_split_measure (GtkWidget     *widget,
                           GtkOrientation orientation,
                           int            for_size,
                           int           *minimum,
                           int           *natural,
                           int           *minimum_baseline,
                           int           *natural_baseline)
{
  WillowFormSplit *self = WILLOW_FORM_SPLIT (widget);
  int              form = get_minimum (self->form, orientation);
  int              result = get_minimum (self->result, orientation);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (form, result);
      *natural = MAX (SIDE_BY_SIDE_FROM, form + result);
    }
  else
    *minimum = *natural = form + result;
}

static void
allocate_at (GtkWidget *widget, int x, int y, int width, int height)
{
  GtkAllocation at = { x, y, width, height };

  gtk_widget_size_allocate (widget, &at, -1);
}

static void
willow_form_split_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  WillowFormSplit *self = WILLOW_FORM_SPLIT (widget);
  int form_min = get_minimum (self->form, GTK_ORIENTATION_HORIZONTAL);
  int result_min = get_minimum (self->result, GTK_ORIENTATION_HORIZONTAL);
  int size;

  if (width >= MAX (SIDE_BY_SIDE_FROM, form_min + result_min))
    {
      size = MIN (RESULT_MAX_WIDTH, width * RESULT_SHARE_PERCENT / 100);
      size = CLAMP (size, result_min, width - form_min);
      allocate_at (self->form, 0, 0, width - size, height);
      allocate_at (self->result, width - size, 0, size, height);
      return;
    }
  form_min = get_minimum (self->form, GTK_ORIENTATION_VERTICAL);
  result_min = get_minimum (self->result, GTK_ORIENTATION_VERTICAL);
  size = height * RESULT_SHARE_PERCENT / 100;
  size = CLAMP (size, result_min, height - form_min);
  allocate_at (self->form, 0, 0, width, height - size);
  allocate_at (self->result, 0, height - size, width, size);
}

static void
willow_form_split_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  WillowFormSplit *self = WILLOW_FORM_SPLIT (object);
  GtkWidget       *child = g_value_get_object (value);

  if (id == PROP_FORM)
    self->form = child;
  else if (id == PROP_RESULT)
    self->result = child;
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
willow_form_split_dispose (GObject *object)
{
  WillowFormSplit *self = WILLOW_FORM_SPLIT (object);

  g_clear_pointer (&self->form, gtk_widget_unparent);
  g_clear_pointer (&self->result, gtk_widget_unparent);
  G_OBJECT_CLASS (willow_form_split_parent_class)->dispose (object);
}

static void
willow_form_split_class_init (WillowFormSplitClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags     flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = willow_form_split_dispose;
  object_class->set_property = willow_form_split_set_property;
  widget_class->measure = willow_form_split_measure;
  widget_class->size_allocate = willow_form_split_size_allocate;
  props[PROP_FORM] =
      g_param_spec_object ("form", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_RESULT] =
      g_param_spec_object ("result", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_form_split_init (WillowFormSplit *self)
{
}
