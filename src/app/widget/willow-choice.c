/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widget/willow-choice.h"

#include "mqtt/mqtt-types.h"

#include <glib/gi18n.h>

struct _WillowChoice
{
  AdwBin parent_instance;

  GtkBox          *box;
  GtkToggleButton *first;
  guint            value;
};

G_DEFINE_FINAL_TYPE (WillowChoice, willow_choice, ADW_TYPE_BIN)

enum
{
  PROP_VALUE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static guint
value_of (gpointer button)
{
  return GPOINTER_TO_UINT (g_object_get_data (button, "value"));
}

static void
toggled_cb (WillowChoice *self, GtkToggleButton *button)
{
  if (gtk_toggle_button_get_active (button))
    willow_choice_set_value (self, value_of (button));
}

static void
willow_choice_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (id == PROP_VALUE)
    g_value_set_uint (value, WILLOW_CHOICE (object)->value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_choice_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  if (id == PROP_VALUE)
    willow_choice_set_value (WILLOW_CHOICE (object), g_value_get_uint (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_choice_class_init (WillowChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = willow_choice_get_property;
  object_class->set_property = willow_choice_set_property;
  props[PROP_VALUE] = g_param_spec_uint (
      "value",
      NULL,
      NULL,
      0,
      G_MAXUINT,
      0,
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_choice_init (WillowChoice *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->box = GTK_BOX (box);
  gtk_widget_add_css_class (box, "linked");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
willow_choice_new (void)
{
  return g_object_new (WILLOW_TYPE_CHOICE, NULL);
}

void
willow_choice_append (WillowChoice *self,
                      guint         value,
                      const char   *label,
                      const char   *tooltip)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  g_return_if_fail (WILLOW_IS_CHOICE (self));

  g_object_set_data (G_OBJECT (button), "value", GUINT_TO_POINTER (value));
  gtk_widget_set_tooltip_text (button, tooltip);
  if (self->first == NULL)
    self->first = GTK_TOGGLE_BUTTON (button);
  else
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), self->first);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                value == self->value);
  g_signal_connect_object (
      button, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->box, button);
}

void
willow_choice_append_qos (WillowChoice *self)
{
  static const struct
  {
    const char *label;
    const char *tooltip;
  } levels[] = {
    { "0", N_ ("QoS 0: at most once, nothing is acknowledged") },
    { "1", N_ ("QoS 1: at least once, may come twice") },
    { "2", N_ ("QoS 2: exactly once") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autofree char *spoken = g_strdup_printf ("QoS %u", i);

      willow_choice_append (self, i, levels[i].label, _ (levels[i].tooltip));
      gtk_accessible_update_property (
          GTK_ACCESSIBLE (gtk_widget_get_last_child (GTK_WIDGET (self->box))),
          GTK_ACCESSIBLE_PROPERTY_LABEL,
          spoken,
          -1);
    }
}

void
willow_choice_append_versions (WillowChoice *self)
{
  willow_choice_append (
      self, MQTT_VERSION_3_1, "3.1", _ ("MQTT 3.1, for old devices"));
  willow_choice_append (
      self, MQTT_VERSION_3_1_1, "3.1.1", _ ("MQTT 3.1.1, the most common one"));
  willow_choice_append (
      self, MQTT_VERSION_5_0, "5.0", _ ("MQTT 5.0, with reason codes"));
}

guint
willow_choice_get_value (WillowChoice *self)
{
  g_return_val_if_fail (WILLOW_IS_CHOICE (self), 0);
  return self->value;
}

void
willow_choice_set_value (WillowChoice *self, guint value)
{
  g_return_if_fail (WILLOW_IS_CHOICE (self));

  if (self->value == value)
    return;
  self->value = value;
  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->box));
       button != NULL;
       button = gtk_widget_get_next_sibling (button))
    if (value_of (button) == value)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALUE]);
}
