/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/traffic/willow-field-item.h"

#include "app/traffic/willow-byte-view.h"

struct _WillowFieldItem
{
  GObject parent_instance;

  WillowFieldList *list;
  guint            index;
};

struct _WillowFieldList
{
  GObject parent_instance;

  GBytes          *packet;
  MqttDescription *description;
  gint8           *tints; /* of each field */
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (WillowFieldItem, willow_field_item, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (WillowFieldList,
                               willow_field_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      list_model_iface_init))

static void
willow_field_item_finalize (GObject *object)
{
  g_object_unref (WILLOW_FIELD_ITEM (object)->list);
  G_OBJECT_CLASS (willow_field_item_parent_class)->finalize (object);
}

static void
willow_field_item_class_init (WillowFieldItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = willow_field_item_finalize;
}

static void
willow_field_item_init (WillowFieldItem *self)
{
}

const MqttField *
willow_field_item_get_field (WillowFieldItem *self)
{
  return mqtt_description_get_field (self->list->description, self->index);
}

guint
willow_field_item_get_index (WillowFieldItem *self)
{
  return self->index;
}

int
willow_field_item_get_tint (WillowFieldItem *self)
{
  return self->list->tints[self->index];
}

static GType
willow_field_list_get_item_type (GListModel *model)
{
  return WILLOW_TYPE_FIELD_ITEM;
}

static guint
willow_field_list_get_n_items (GListModel *model)
{
  WillowFieldList *self = WILLOW_FIELD_LIST (model);
  guint            n = mqtt_description_get_n_fields (self->description);

  return n > 0 ? n - 1 : 0;
}

static gpointer
willow_field_list_get_item (GListModel *model, guint position)
{
  WillowFieldItem *item;

  if (position >= willow_field_list_get_n_items (model))
    return NULL;
  item = g_object_new (WILLOW_TYPE_FIELD_ITEM, NULL);
  item->list = g_object_ref (WILLOW_FIELD_LIST (model));
  item->index = position + 1;
  return item;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = willow_field_list_get_item_type;
  iface->get_n_items = willow_field_list_get_n_items;
  iface->get_item = willow_field_list_get_item;
}

static void
willow_field_list_finalize (GObject *object)
{
  WillowFieldList *self = WILLOW_FIELD_LIST (object);

  mqtt_description_free (self->description);
  g_bytes_unref (self->packet);
  g_free (self->tints);
  G_OBJECT_CLASS (willow_field_list_parent_class)->finalize (object);
}

static void
willow_field_list_class_init (WillowFieldListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = willow_field_list_finalize;
}

static void
willow_field_list_init (WillowFieldList *self)
{
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

/* The bits of a flag byte are children of the leaf that owns it. */
static gboolean
is_leaf (const MqttDescription *description, guint index)
{
  const MqttField *field = mqtt_description_get_field (description, index);
  const MqttField *next;

  if (field->bit_mask != 0)
    return FALSE;
  if (index + 1 >= mqtt_description_get_n_fields (description))
    return TRUE;
  next = mqtt_description_get_field (description, index + 1);
  return next->depth <= field->depth || next->bit_mask != 0;
}

static void
choose_tints (WillowFieldList *self)
{
  guint n = mqtt_description_get_n_fields (self->description);
  guint last_group = 0;
  int   tint = WILLOW_N_TINTS - 1;

  self->tints = g_new (gint8, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      gboolean leaf = is_leaf (self->description, i);
      guint    group = find_group (self->description, i);
      gboolean has_tint =
          leaf ||
          mqtt_description_get_field (self->description, i)->bit_mask != 0;

      if (leaf && (group != last_group || i == 0))
        {
          tint = (tint + 1) % WILLOW_N_TINTS;
          last_group = group;
        }
      self->tints[i] = (gint8)(has_tint ? tint : -1);
    }
}

WillowFieldList *
willow_field_list_new (GBytes *packet, MqttVersion version, MqttRole sender)
{
  return willow_field_list_new_described (
      packet, mqtt_describe (version, sender, mqtt_slice_from_bytes (packet)));
}

WillowFieldList *
willow_field_list_new_described (GBytes *bytes, MqttDescription *description)
{
  WillowFieldList *self = g_object_new (WILLOW_TYPE_FIELD_LIST, NULL);

  self->packet = g_bytes_ref (bytes);
  self->description = description;
  choose_tints (self);
  return self;
}

const MqttDescription *
willow_field_list_get_description (WillowFieldList *self)
{
  g_return_val_if_fail (WILLOW_IS_FIELD_LIST (self), NULL);
  return self->description;
}

int
willow_field_list_get_tint (WillowFieldList *self, guint index)
{
  g_return_val_if_fail (WILLOW_IS_FIELD_LIST (self), -1);
  g_return_val_if_fail (
      index < mqtt_description_get_n_fields (self->description), -1);
  return self->tints[index];
}

guint
willow_field_list_find_name (WillowFieldList *self, const char *name)
{
  guint n = willow_field_list_get_n_items (G_LIST_MODEL (self));

  for (guint i = 0; i < n; i++)
    if (g_str_equal (
            mqtt_description_get_field (self->description, i + 1)->name, name))
      return i;
  return G_MAXUINT;
}

guint
willow_field_list_find_bytes (WillowFieldList *self, gsize offset, gsize len)
{
  guint n = willow_field_list_get_n_items (G_LIST_MODEL (self));
  int   leaf;

  for (guint i = 0; i < n; i++)
    {
      const MqttField *field =
          mqtt_description_get_field (self->description, i + 1);

      if (field->offset == offset && field->len == len)
        return i;
    }
  leaf = mqtt_description_find_byte (self->description, offset);
  return leaf < 1 ? G_MAXUINT : (guint)leaf - 1;
}

guint
willow_field_list_find_wrong (WillowFieldList *self)
{
  guint n = willow_field_list_get_n_items (G_LIST_MODEL (self));

  for (guint i = 0; i < n; i++)
    if (mqtt_description_get_field (self->description, i + 1)->violation !=
        NULL)
      return i;
  return G_MAXUINT;
}

gboolean
willow_field_list_has_secrets (WillowFieldList *self)
{
  guint n = mqtt_description_get_n_fields (self->description);

  for (guint i = 0; i < n; i++)
    if (mqtt_description_get_field (self->description, i)->secret)
      return TRUE;
  return FALSE;
}
