/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-encoding-button.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WillowEncodingButton
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  GSimpleAction *action;
  GtkWidget     *entry; /* (nullable): weak; a GtkEditable */
  guint          value;
};

G_DEFINE_FINAL_TYPE (WillowEncodingButton, willow_encoding_button, ADW_TYPE_BIN)

enum
{
  PROP_VALUE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static const char *const labels[] = {
  [WILLOW_TEXT_PLAIN] = N_ ("Text"),
  [WILLOW_TEXT_HEX] = N_ ("Hex"),
  [WILLOW_TEXT_BASE64] = "Base64",
};

static void
set_value (WillowEncodingButton *self, guint value)
{
  if (value > WILLOW_TEXT_ENCODING_LAST || self->value == value)
    return;
  self->value = value;
  g_simple_action_set_state (self->action, g_variant_new_int32 ((gint32)value));
  gtk_menu_button_set_label (self->button, _ (labels[value]));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALUE]);
}

gboolean
willow_encoding_button_choose (WillowEncodingButton *self,
                               WillowTextEncoding    encoding)
{
  GtkEditable *entry = GTK_EDITABLE (self->entry);
  const char  *text = gtk_editable_get_text (entry);
  g_autoptr (GBytes) bytes = willow_encoded_text_decode (
      text, strlen (text), (WillowTextEncoding)self->value);
  g_autofree char *other = NULL;

  g_return_val_if_fail (WILLOW_IS_ENCODING_BUTTON (self), FALSE);

  if (bytes != NULL)
    other = willow_encoded_text_encode (bytes, encoding);
  if (bytes != NULL && other == NULL)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return FALSE;
    }
  set_value (self, encoding);
  if (other != NULL)
    gtk_editable_set_text (entry, other);
  return TRUE;
}

static void
chosen_cb (WillowEncodingButton *self, GVariant *target)
{
  willow_encoding_button_choose (
      self, (WillowTextEncoding)g_variant_get_int32 (target));
}

static void
willow_encoding_button_get_property (GObject    *object,
                                     guint       id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  if (id == PROP_VALUE)
    g_value_set_uint (value, WILLOW_ENCODING_BUTTON (object)->value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_encoding_button_set_property (GObject      *object,
                                     guint         id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  if (id == PROP_VALUE)
    set_value (WILLOW_ENCODING_BUTTON (object), g_value_get_uint (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_encoding_button_dispose (GObject *object)
{
  WillowEncodingButton *self = WILLOW_ENCODING_BUTTON (object);

  g_clear_object (&self->action);
  g_clear_weak_pointer (&self->entry);
  G_OBJECT_CLASS (willow_encoding_button_parent_class)->dispose (object);
}

static void
willow_encoding_button_class_init (WillowEncodingButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = willow_encoding_button_dispose;
  object_class->get_property = willow_encoding_button_get_property;
  object_class->set_property = willow_encoding_button_set_property;
  props[PROP_VALUE] = g_param_spec_uint (
      "value",
      NULL,
      NULL,
      0,
      WILLOW_TEXT_ENCODING_LAST,
      WILLOW_TEXT_PLAIN,
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (gint32 i = 0; i <= (gint32)WILLOW_TEXT_ENCODING_LAST; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (labels[i]), NULL);

      g_menu_item_set_action_and_target (item, "encoding.choose", "i", i);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

static void
willow_encoding_button_init (WillowEncodingButton *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenuModel) menu = make_menu ();
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  self->button = GTK_MENU_BUTTON (button);
  gtk_menu_button_set_menu_model (self->button, menu);
  gtk_menu_button_set_label (self->button, _ (labels[WILLOW_TEXT_PLAIN]));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "encoding");
  adw_bin_set_child (ADW_BIN (self), button);
  self->action = g_simple_action_new_stateful (
      "choose", G_VARIANT_TYPE_INT32, g_variant_new_int32 (0));
  g_signal_connect_object (self->action,
                           "activate",
                           G_CALLBACK (chosen_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (self->action));
  gtk_widget_insert_action_group (
      GTK_WIDGET (self), "encoding", G_ACTION_GROUP (group));
}

WillowEncodingButton *
willow_encoding_button_add (AdwEntryRow *row, const char *what)
{
  WillowEncodingButton *self = g_object_new (WILLOW_TYPE_ENCODING_BUTTON, NULL);
  /* Translators: of a field, e.g. Will Payload */
  g_autofree char *spoken = g_strdup_printf (_ ("How %s is written"), what);

  g_set_weak_pointer (&self->entry, GTK_WIDGET (row));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), spoken);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  adw_entry_row_add_suffix (row, GTK_WIDGET (self));
  return self;
}
