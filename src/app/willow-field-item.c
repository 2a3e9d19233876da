/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/willow-field-item.h"

struct _WillowFieldItem
{
  GObject parent_instance;

  MqttField field;
  guint     index;
  int       tint;
};

G_DEFINE_FINAL_TYPE (WillowFieldItem, willow_field_item, G_TYPE_OBJECT)

static void
willow_field_item_finalize (GObject *object)
{
  g_free (WILLOW_FIELD_ITEM (object)->field.value);
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

WillowFieldItem *
willow_field_item_new (const MqttField *field, guint index, int tint)
{
  WillowFieldItem *self = g_object_new (WILLOW_TYPE_FIELD_ITEM, NULL);

  self->field = *field;
  self->field.value = g_strdup (field->value != NULL ? field->value : "");
  self->index = index;
  self->tint = tint;
  return self;
}

const MqttField *
willow_field_item_get_field (WillowFieldItem *self)
{
  return &self->field;
}

guint
willow_field_item_get_index (WillowFieldItem *self)
{
  return self->index;
}

int
willow_field_item_get_tint (WillowFieldItem *self)
{
  return self->tint;
}
