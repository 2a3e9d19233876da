/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-flags-row.h"

#include <glib/gi18n.h>

#define N_BITS 8

struct _WillowFlagsRow
{
  AdwActionRow parent_instance;

  GtkToggleButton *buttons[N_BITS]; /* highest first */
  guint            value;
};

G_DEFINE_FINAL_TYPE (WillowFlagsRow, willow_flags_row, ADW_TYPE_ACTION_ROW)

enum
{
  PROP_VALUE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* Section 3.1.2.3 */
static const struct
{
  const char *label;
  const char *name;
} bits[N_BITS] = {
  { "U", N_ ("User Name Flag") },      { "P", N_ ("Password Flag") },
  { "R", N_ ("Will Retain") },         { "Q", N_ ("Will QoS, higher bit") },
  { "Q", N_ ("Will QoS, lower bit") }, { "W", N_ ("Will Flag") },
  { "C", N_ ("Clean Start") },         { "0", N_ ("Reserved") },
};

static void
show_value (WillowFlagsRow *self)
{
  g_autofree char *text = g_strdup_printf ("0x%02x", self->value);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
}

static void
set_value (WillowFlagsRow *self, guint value)
{
  if (self->value == value)
    return;
  self->value = value;
  for (guint i = 0; i < N_BITS; i++)
    gtk_toggle_button_set_active (self->buttons[i], (value & 0x80u >> i) != 0);
  show_value (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALUE]);
}

/* Reads one only: the others may not be up to date yet. */
static void
toggled_cb (WillowFlagsRow *self, GtkToggleButton *button)
{
  for (guint i = 0; i < N_BITS; i++)
    {
      guint bit = 0x80u >> i;

      if (self->buttons[i] == button)
        set_value (self,
                   gtk_toggle_button_get_active (button) ? self->value | bit
                                                         : self->value & ~bit);
    }
}

static void
willow_flags_row_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  if (id == PROP_VALUE)
    g_value_set_uint (value, WILLOW_FLAGS_ROW (object)->value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_flags_row_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  if (id == PROP_VALUE)
    set_value (WILLOW_FLAGS_ROW (object), g_value_get_uint (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_flags_row_class_init (WillowFlagsRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = willow_flags_row_get_property;
  object_class->set_property = willow_flags_row_set_property;
  props[PROP_VALUE] = g_param_spec_uint (
      "value",
      NULL,
      NULL,
      0,
      G_MAXUINT8,
      0,
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
add_button (WillowFlagsRow *self, guint i, GtkBox *box)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (bits[i].label);

  self->buttons[i] = GTK_TOGGLE_BUTTON (button);
  gtk_widget_set_tooltip_text (button, _ (bits[i].name));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (bits[i].name),
                                  -1);
  g_signal_connect_object (
      button, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (box, button);
}

static void
willow_flags_row_init (WillowFlagsRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  gtk_widget_add_css_class (box, "flag-bits");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  for (guint i = 0; i < N_BITS; i++)
    add_button (self, i, GTK_BOX (box));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), box);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Bits"));
  show_value (self);
}

GtkWidget *
willow_flags_row_new (void)
{
  return g_object_new (WILLOW_TYPE_FLAGS_ROW, NULL);
}
