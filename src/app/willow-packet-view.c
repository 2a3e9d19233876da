/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/willow-packet-view.h"

#include "app/willow-byte-view.h"
#include "app/willow-field-row.h"

#include <glib/gi18n.h>

#define MAX_BYTES_SHOWN 4096

struct _WillowPacketView
{
  AdwBin parent_instance;

  GBytes          *packet;
  MqttDescription *description;
  MqttVersion      version;
  GListStore      *fields;
  gboolean         reveal_secrets;
  gboolean         updating;

  WillowByteView     *byte_view;
  GtkLabel           *cut_label;
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

static void
show_meaning (WillowPacketView *self, const MqttField *field)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (field != NULL && field->meaning != NULL)
    g_string_append (text, _ (field->meaning));
  if (field != NULL && field->section != NULL)
    {
      if (text->len > 0)
        g_string_append_c (text, ' ');
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
}

static void
select_position (WillowPacketView *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (
        GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

static void
byte_pressed_cb (WillowPacketView *self, guint offset)
{
  int index = mqtt_description_find_byte (self->description, offset);

  if (index >= 1)
    select_position (self, (guint)index - 1);
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

/* Which leaves have one colour: those of one string, one property. */
static guint
find_group (const MqttDescription *description, guint index)
{
  const MqttField *field = mqtt_description_get_field (description, index);
  const MqttField *parent;

  if (field->parent < 0)
    return index;
  parent = mqtt_description_get_field (description, (guint)field->parent);
  return parent->depth >= 2 ? (guint)field->parent : index;
}

static gboolean
is_leaf (const MqttDescription *description, guint index)
{
  guint next = index + 1;

  if (next >= mqtt_description_get_n_fields (description))
    return TRUE;
  /* The bits of a flag byte are children of the leaf that owns it. */
  return mqtt_description_get_field (description, next)->depth <=
             mqtt_description_get_field (description, index)->depth ||
         mqtt_description_get_field (description, next)->bit_mask != 0;
}

static void
look_at_bytes (WillowPacketView *self,
               const MqttField  *field,
               int               tint,
               WillowByteLook   *looks,
               gsize             n_looks)
{
  for (gsize i = field->offset; i < MIN (n_looks, field->offset + field->len);
       i++)
    {
      looks[i].tint = (guint8)tint;
      looks[i].masked = field->secret && !self->reveal_secrets;
    }
}

static GPtrArray *
make_items (WillowPacketView *self, WillowByteLook *looks, gsize n_looks)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  guint      n = mqtt_description_get_n_fields (self->description);
  guint      last_group = 0;
  int        tint = WILLOW_N_TINTS - 1;

  for (guint i = 1; i < n; i++)
    {
      const MqttField *field =
          mqtt_description_get_field (self->description, i);
      gboolean leaf = field->bit_mask == 0 && is_leaf (self->description, i);
      guint    group = find_group (self->description, i);

      if (leaf && group != last_group)
        {
          tint = (tint + 1) % WILLOW_N_TINTS;
          last_group = group;
        }
      if (leaf)
        look_at_bytes (self, field, tint, looks, n_looks);
      g_ptr_array_add (items,
                       willow_field_item_new (
                           field, i, leaf || field->bit_mask != 0 ? tint : -1));
    }
  return items;
}

static void
show_bytes (WillowPacketView *self, const WillowByteLook *looks, gsize n_shown)
{
  g_autoptr (GBytes) shown = g_bytes_new_from_bytes (self->packet, 0, n_shown);
  gsize            size = g_bytes_get_size (self->packet);
  g_autofree char *text = NULL;

  willow_byte_view_set_bytes (self->byte_view, shown, looks);
  gtk_widget_set_visible (GTK_WIDGET (self->cut_label), n_shown < size);
  if (n_shown == size)
    return;
  text = g_strdup_printf (
      _ ("The first %u of %u bytes are shown."), (guint)n_shown, (guint)size);
  gtk_label_set_label (self->cut_label, text);
}

static guint
find_name (WillowPacketView *self, const char *name)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->fields));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WillowFieldItem) item =
          g_list_model_get_item (G_LIST_MODEL (self->fields), i);

      if (g_str_equal (willow_field_item_get_field (item)->name, name))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
rebuild (WillowPacketView *self)
{
  WillowFieldItem *selected =
      gtk_single_selection_get_selected_item (self->selection);
  const char *name = NULL;
  gsize       n_shown = MIN (g_bytes_get_size (self->packet), MAX_BYTES_SHOWN);
  g_autofree WillowByteLook *looks = g_new0 (WillowByteLook, n_shown);
  g_autoptr (GPtrArray) items = make_items (self, looks, n_shown);

  if (selected != NULL)
    name = willow_field_item_get_field (selected)->name; /* static */
  self->updating = TRUE;
  g_list_store_splice (self->fields,
                       0,
                       g_list_model_get_n_items (G_LIST_MODEL (self->fields)),
                       items->pdata,
                       items->len);
  gtk_single_selection_set_selected (self->selection,
                                     name != NULL ? find_name (self, name)
                                                  : GTK_INVALID_LIST_POSITION);
  self->updating = FALSE;
  show_bytes (self, looks, n_shown);
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
      if (self->packet != NULL)
        rebuild (self);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_packet_view_dispose (GObject *object)
{
  WillowPacketView *self = WILLOW_PACKET_VIEW (object);

  g_clear_pointer (&self->packet, g_bytes_unref);
  g_clear_pointer (&self->description, mqtt_description_free);
  g_clear_object (&self->fields);
  G_OBJECT_CLASS (willow_packet_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowPacketView, byte_view);
  gtk_widget_class_bind_template_child (klass, WillowPacketView, cut_label);
  gtk_widget_class_bind_template_child (klass, WillowPacketView, list);
  gtk_widget_class_bind_template_child (klass, WillowPacketView, selection);
  gtk_widget_class_bind_template_child (klass, WillowPacketView, meaning_label);
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

  g_type_ensure (WILLOW_TYPE_BYTE_VIEW);
  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass),
      "/io/github/willowmqtt/Willow/ui/willow-packet-view.ui");
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
willow_packet_view_init (WillowPacketView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->fields = g_list_store_new (WILLOW_TYPE_FIELD_ITEM);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->fields));
}

GtkWidget *
willow_packet_view_new (void)
{
  return g_object_new (WILLOW_TYPE_PACKET_VIEW, NULL);
}

void
willow_packet_view_set_packet (WillowPacketView *self,
                               GBytes           *packet,
                               MqttVersion       version,
                               MqttRole          sender)
{
  g_return_if_fail (WILLOW_IS_PACKET_VIEW (self));

  if (packet != NULL)
    g_bytes_ref (packet);
  g_clear_pointer (&self->packet, g_bytes_unref);
  g_clear_pointer (&self->description, mqtt_description_free);
  self->packet = packet;
  self->version = version;
  if (packet == NULL)
    {
      g_list_store_remove_all (self->fields);
      willow_byte_view_set_bytes (self->byte_view, NULL, NULL);
      return;
    }
  self->description =
      mqtt_describe (version, sender, mqtt_slice_from_bytes (packet));
  rebuild (self);
}

gboolean
willow_packet_view_select_field (WillowPacketView *self, const char *name)
{
  guint position;

  g_return_val_if_fail (WILLOW_IS_PACKET_VIEW (self), FALSE);

  position = find_name (self, name);
  if (position != GTK_INVALID_LIST_POSITION)
    select_position (self, position);
  return position != GTK_INVALID_LIST_POSITION;
}

gboolean
willow_packet_view_has_secrets (WillowPacketView *self)
{
  g_return_val_if_fail (WILLOW_IS_PACKET_VIEW (self), FALSE);

  if (self->description == NULL)
    return FALSE;
  for (guint i = 0; i < mqtt_description_get_n_fields (self->description); i++)
    if (mqtt_description_get_field (self->description, i)->secret)
      return TRUE;
  return FALSE;
}
