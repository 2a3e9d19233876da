/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-packet-view.h"

#include "app/traffic/willow-byte-view.h"
#include "app/traffic/willow-field-row.h"
#include "model/traffic/willow-field-text.h"

#include <glib/gi18n.h>

#define N_BITS 8
/* A value that the line below the fields shows. */
#define MEANING_VALUE_MAX_CHARS 1000

struct _WillowPacketView
{
  AdwBin parent_instance;

  GBytes          *packet;
  MqttVersion      version;
  WillowFieldList *fields; /* (nullable) */
  gboolean         reveal_secrets;
  gboolean         updating;

  WillowByteView     *byte_view;
  GtkWidget          *byte_window;
  GtkBox             *bits_box;
  GtkLabel           *bit_labels[N_BITS]; /* highest first */
  GtkListView        *list;
  GtkSingleSelection *selection;
  GtkLabel           *meaning_label;
};

G_DEFINE_FINAL_TYPE (WillowPacketView, willow_packet_view, ADW_TYPE_BIN)

enum
{
  PROP_REVEAL_SECRETS = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  FIELD_ACTIVATED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          gpointer                  user_data)
{
  gtk_list_item_set_child (list_item, willow_field_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         gpointer                  user_data)
{
  GtkWidget        *row = gtk_list_item_get_child (list_item);
  WillowPacketView *self = WILLOW_PACKET_VIEW (
      gtk_widget_get_ancestor (row, WILLOW_TYPE_PACKET_VIEW));

  willow_field_row_show (WILLOW_FIELD_ROW (row),
                         gtk_list_item_get_item (list_item),
                         self == NULL || !self->reveal_secrets);
}

/* The whole value, where the row has not the room for it. */
static void
append_value (WillowPacketView *self, const MqttField *field, GString *text)
{
  g_autofree char *whole = willow_field_text_dup_value (field);
  g_autofree char *value = NULL;

  if (field->value == NULL || (field->secret && !self->reveal_secrets) ||
      g_utf8_strlen (field->value, -1) < 24)
    return;
  if (g_utf8_strlen (whole, -1) > MEANING_VALUE_MAX_CHARS)
    value = g_utf8_substring (whole, 0, MEANING_VALUE_MAX_CHARS);
  g_string_append_printf (text, "%s\n", value != NULL ? value : whole);
}

/* What the specification calls it, where the row has only another language. */
static void
append_english_name (const MqttField *field, GString *text)
{
  if (strstr (willow_field_text_get_name (field), field->name) == NULL)
    g_string_append_printf (text, "%s ", field->name);
}

static void
show_meaning (WillowPacketView *self, const MqttField *field)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (field != NULL)
    append_value (self, field, text);
  if (field != NULL && field->meaning != NULL)
    g_string_append (text, _ (field->meaning));
  if (field != NULL && field->section != NULL)
    {
      if (text->len > 0)
        g_string_append_c (text, ' ');
      append_english_name (field, text);
      /* Translators: a section of the MQTT specification, then its version */
      g_string_append_printf (text,
                              _ ("(§ %s of MQTT %s)"),
                              field->section,
                              mqtt_version_get_name (self->version));
    }
  if (field != NULL && field->violation != NULL)
    g_string_append_printf (text,
                            "\n%s [%s]",
                            _ (field->violation),
                            field->violation_id != NULL ? field->violation_id
                                                        : "");
  gtk_label_set_label (self->meaning_label, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->meaning_label), text->len > 0);
}

/* The byte that @field is bits of, or has bits in. */
static gboolean
find_bits (WillowPacketView *self, guint index, guint8 *byte, guint8 *mask)
{
  const MqttDescription *description =
      willow_field_list_get_description (self->fields);
  const MqttField *field = mqtt_description_get_field (description, index);
  const guint8    *data = g_bytes_get_data (self->packet, NULL);
  gboolean         has_bits = field->bit_mask != 0;

  if (!has_bits && index + 1 < mqtt_description_get_n_fields (description))
    has_bits =
        mqtt_description_get_field (description, index + 1)->bit_mask != 0;
  if (!has_bits || field->offset >= g_bytes_get_size (self->packet) ||
      (field->secret && !self->reveal_secrets))
    return FALSE;
  *byte = data[field->offset];
  *mask = field->bit_mask;
  return TRUE;
}

static void
show_bits (WillowPacketView *self, WillowFieldItem *item)
{
  guint8   byte = 0, mask = 0;
  gboolean shown =
      item != NULL &&
      find_bits (self, willow_field_item_get_index (item), &byte, &mask);

  gtk_widget_set_visible (GTK_WIDGET (self->bits_box), shown);
  for (int i = 0; shown && i < N_BITS; i++)
    {
      guint8     bit = (guint8)(0x80 >> i);
      GtkWidget *label = GTK_WIDGET (self->bit_labels[i]);

      gtk_label_set_label (self->bit_labels[i], byte & bit ? "1" : "0");
      if (mask & bit)
        gtk_widget_add_css_class (label, "selected");
      else
        gtk_widget_remove_css_class (label, "selected");
    }
}

static void
say_field (WillowPacketView *self, const MqttField *field)
{
  g_autofree char *spoken = NULL;

  if (field != NULL)
    spoken = willow_field_row_dup_spoken (field, !self->reveal_secrets);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->byte_view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken != NULL ? spoken
                                                 : _ ("Bytes of the packet"),
                                  -1);
}

static void
selected_cb (WillowPacketView *self)
{
  WillowFieldItem *item =
      gtk_single_selection_get_selected_item (self->selection);
  const MqttField *field =
      item != NULL ? willow_field_item_get_field (item) : NULL;

  if (self->updating)
    return;
  willow_byte_view_highlight (self->byte_view,
                              field != NULL ? field->offset : 0,
                              field != NULL ? field->len : 0);
  show_meaning (self, field);
  show_bits (self, item);
  say_field (self, field);
}

static void
activated_cb (WillowPacketView *self, guint position)
{
  g_autoptr (WillowFieldItem) item =
      g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    g_signal_emit (self,
                   signals[FIELD_ACTIVATED],
                   0,
                   willow_field_item_get_field (item)->name);
}

static void
select_position (WillowPacketView *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (
        GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

/* Where in a longer field the keys are. */
static void
say_byte (WillowPacketView *self, guint offset, guint index)
{
  const MqttField *field = mqtt_description_get_field (
      willow_field_list_get_description (self->fields), index);
  const guint8    *data = g_bytes_get_data (self->packet, NULL);
  g_autofree char *spoken =
      willow_field_row_dup_spoken (field, !self->reveal_secrets);
  g_autofree char *text = NULL;

  if (field->len <= 1 || (field->secret && !self->reveal_secrets))
    return;
  /* Translators: number and value of a byte, and the field that it is in */
  text =
      g_strdup_printf (_ ("Byte %u, 0x%02x: %s"), offset, data[offset], spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->byte_view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text,
                                  -1);
}

static void
byte_pressed_cb (WillowPacketView *self, guint offset)
{
  int index = -1;

  if (self->fields != NULL)
    index = mqtt_description_find_byte (
        willow_field_list_get_description (self->fields), offset);
  if (index < 1)
    return;
  select_position (self, (guint)index - 1);
  say_byte (self, offset, (guint)index);
}

static WillowByteLook
look_at_byte (gsize offset, gpointer user_data)
{
  WillowPacketView      *self = user_data;
  const MqttDescription *description =
      willow_field_list_get_description (self->fields);
  WillowByteLook look = { WILLOW_TINT_NONE, FALSE };
  int            index = mqtt_description_find_byte (description, offset);

  if (index < 0)
    return look;
  look.tint = (guint8)willow_field_list_get_tint (self->fields, (guint)index);
  look.masked = !self->reveal_secrets &&
                mqtt_description_get_field (description, (guint)index)->secret;
  return look;
}

static void
willow_packet_view_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  if (id == PROP_REVEAL_SECRETS)
    g_value_set_boolean (value, WILLOW_PACKET_VIEW (object)->reveal_secrets);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* What is wrong is what one wants to see; else the field of the same name stays
 * selected. */
static guint
find_again (WillowPacketView *self)
{
  WillowFieldItem *selected =
      gtk_single_selection_get_selected_item (self->selection);
  guint wrong = willow_field_list_find_wrong (self->fields);

  if (wrong != GTK_INVALID_LIST_POSITION || selected == NULL)
    return wrong;
  return willow_field_list_find_name (
      self->fields, willow_field_item_get_field (selected)->name);
}

static void
rebuild (WillowPacketView *self)
{
  guint position = find_again (self);

  self->updating = TRUE;
  gtk_single_selection_set_model (self->selection, NULL);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->fields));
  select_position (self, position);
  self->updating = FALSE;
  willow_byte_view_set_bytes (
      self->byte_view, self->packet, look_at_byte, self);
  selected_cb (self);
}

static void
willow_packet_view_set_property (GObject      *object,
                                 guint         id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  WillowPacketView *self = WILLOW_PACKET_VIEW (object);

  if (id == PROP_REVEAL_SECRETS)
    {
      self->reveal_secrets = g_value_get_boolean (value);
      if (self->fields != NULL)
        rebuild (self);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_packet_view_dispose (GObject *object)
{
  WillowPacketView *self = WILLOW_PACKET_VIEW (object);

  if (self->byte_view != NULL)
    willow_byte_view_set_bytes (self->byte_view, NULL, NULL, NULL);
  g_clear_pointer (&self->packet, g_bytes_unref);
  g_clear_object (&self->fields);
  G_OBJECT_CLASS (willow_packet_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowPacketView, byte_view);
  gtk_widget_class_bind_template_child (klass, WillowPacketView, byte_window);
  gtk_widget_class_bind_template_child (klass, WillowPacketView, bits_box);
  gtk_widget_class_bind_template_child (klass, WillowPacketView, list);
  gtk_widget_class_bind_template_child (klass, WillowPacketView, selection);
  gtk_widget_class_bind_template_child (klass, WillowPacketView, meaning_label);
  gtk_widget_class_bind_template_callback (klass, activated_cb);
  gtk_widget_class_bind_template_callback (klass, byte_pressed_cb);
  gtk_widget_class_bind_template_callback (klass, selected_cb);
  gtk_widget_class_bind_template_callback (klass, setup_cb);
  gtk_widget_class_bind_template_callback (klass, bind_cb);
}

static void
willow_packet_view_class_init (WillowPacketViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = willow_packet_view_dispose;
  object_class->get_property = willow_packet_view_get_property;
  object_class->set_property = willow_packet_view_set_property;
  props[PROP_REVEAL_SECRETS] =
      g_param_spec_boolean ("reveal-secrets",
                            NULL,
                            NULL,
                            FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[FIELD_ACTIVATED] = g_signal_new ("field-activated",
                                           G_TYPE_FROM_CLASS (klass),
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           1,
                                           G_TYPE_STRING);

  g_type_ensure (WILLOW_TYPE_BYTE_VIEW);
  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass),
      "/io/github/willowmqtt/Willow/ui/willow-packet-view.ui");
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
add_bits (WillowPacketView *self)
{
  for (int i = 0; i < N_BITS; i++)
    {
      GtkWidget *label = gtk_label_new ("0");

      self->bit_labels[i] = GTK_LABEL (label);
      gtk_widget_add_css_class (label, "bit");
      gtk_widget_add_css_class (label, "monospace");
      if (i == N_BITS / 2)
        gtk_widget_set_margin_start (label, 6);
      gtk_box_append (self->bits_box, label);
    }
}

static void
willow_packet_view_init (WillowPacketView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_bits (self);
}

GtkWidget *
willow_packet_view_new (void)
{
  return g_object_new (WILLOW_TYPE_PACKET_VIEW, NULL);
}

/* @fields: (transfer full) (nullable) */
static void
set_fields (WillowPacketView *self,
            GBytes           *bytes,
            MqttVersion       version,
            WillowFieldList  *fields)
{
  willow_byte_view_set_bytes (self->byte_view, NULL, NULL, NULL);
  if (bytes != NULL)
    g_bytes_ref (bytes);
  g_clear_pointer (&self->packet, g_bytes_unref);
  self->packet = bytes;
  self->version = version;
  g_clear_object (&self->fields);
  self->fields = fields;
  if (fields != NULL)
    {
      gtk_widget_set_visible (self->byte_window,
                              g_bytes_get_size (self->packet) > 0);
      rebuild (self);
      return;
    }
  gtk_single_selection_set_model (self->selection, NULL);
  selected_cb (self);
}

void
willow_packet_view_set_packet (WillowPacketView *self,
                               GBytes           *packet,
                               MqttVersion       version,
                               MqttRole          sender)
{
  g_return_if_fail (WILLOW_IS_PACKET_VIEW (self));

  set_fields (self,
              packet,
              version,
              packet != NULL ? willow_field_list_new (packet, version, sender)
                             : NULL);
}

void
willow_packet_view_set_description (WillowPacketView *self,
                                    GBytes           *bytes,
                                    MqttDescription  *description)
{
  g_autoptr (GBytes) shown =
      bytes != NULL ? g_bytes_ref (bytes) : g_bytes_new (NULL, 0);

  g_return_if_fail (WILLOW_IS_PACKET_VIEW (self));

  set_fields (self,
              shown,
              MQTT_VERSION_UNKNOWN,
              willow_field_list_new_described (shown, description));
}

gboolean
willow_packet_view_select_field (WillowPacketView *self, const char *name)
{
  guint position = GTK_INVALID_LIST_POSITION;

  g_return_val_if_fail (WILLOW_IS_PACKET_VIEW (self), FALSE);

  if (self->fields != NULL)
    position = willow_field_list_find_name (self->fields, name);
  if (position != GTK_INVALID_LIST_POSITION)
    select_position (self, position);
  return position != GTK_INVALID_LIST_POSITION;
}

gboolean
willow_packet_view_select_bytes (WillowPacketView *self,
                                 gsize             offset,
                                 gsize             len)
{
  guint position = GTK_INVALID_LIST_POSITION;

  g_return_val_if_fail (WILLOW_IS_PACKET_VIEW (self), FALSE);

  if (self->fields != NULL)
    position = willow_field_list_find_bytes (self->fields, offset, len);
  if (position != GTK_INVALID_LIST_POSITION)
    select_position (self, position);
  return position != GTK_INVALID_LIST_POSITION;
}

void
willow_packet_view_set_emphasis (WillowPacketView *self, gboolean emphasis)
{
  GtkWidget *parts[] = { GTK_WIDGET (self), GTK_WIDGET (self->byte_view) };

  g_return_if_fail (WILLOW_IS_PACKET_VIEW (self));

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (emphasis)
      gtk_widget_add_css_class (parts[i], WILLOW_BYTE_VIEW_EMPHASIS);
    else
      gtk_widget_remove_css_class (parts[i], WILLOW_BYTE_VIEW_EMPHASIS);
  gtk_widget_queue_draw (GTK_WIDGET (self->byte_view));
}

gboolean
willow_packet_view_has_secrets (WillowPacketView *self)
{
  g_return_val_if_fail (WILLOW_IS_PACKET_VIEW (self), FALSE);

  return self->fields != NULL && willow_field_list_has_secrets (self->fields);
}

char *
willow_packet_view_dup_hex (WillowPacketView *self)
{
  GString      *hex = g_string_new (NULL);
  gsize         size = 0;
  const guint8 *data = NULL;

  g_return_val_if_fail (WILLOW_IS_PACKET_VIEW (self), NULL);

  if (self->packet != NULL)
    data = g_bytes_get_data (self->packet, &size);
  for (gsize i = 0; i < size; i++)
    {
      if (i > 0)
        g_string_append_c (hex, ' ');
      if (look_at_byte (i, self).masked)
        g_string_append (hex, "**");
      else
        g_string_append_printf (hex, "%02x", data[i]);
    }
  return g_string_free (hex, FALSE);
}
