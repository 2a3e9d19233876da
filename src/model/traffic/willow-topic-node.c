/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffic/willow-topic-branch.h"

#include <string.h>

#include "model/traffic/willow-payload.h"

/* More than a row shows. */
#define VALUE_MAX_CHARS 200u

struct _WillowTopicNode
{
  GObject parent_instance;

  WillowBranch *branch; /* (nullable): the tree was cleared, or is gone */
  GBytes       *payload;
  char         *value;

  /* What listeners know. */
  guint n_announced; /* children */
  guint n_topics;
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WillowTopicNode,
                               willow_topic_node,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      list_model_iface_init))

enum
{
  PROP_NAME = 1,
  PROP_N_TOPICS,
  PROP_N_MESSAGES,
  PROP_VALUE,
  PROP_LAST_US,
  PROP_RETAINED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static GType
willow_topic_node_get_item_type (GListModel *model)
{
  return WILLOW_TYPE_TOPIC_NODE;
}

static guint
willow_topic_node_get_n_items (GListModel *model)
{
  return WILLOW_TOPIC_NODE (model)->n_announced;
}

static gpointer
willow_topic_node_get_item (GListModel *model, guint position)
{
  WillowTopicNode *self = WILLOW_TOPIC_NODE (model);

  if (position >= self->n_announced)
    return NULL;
  return willow_topic_node_get_for (self->branch->children[position]);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = willow_topic_node_get_item_type;
  iface->get_n_items = willow_topic_node_get_n_items;
  iface->get_item = willow_topic_node_get_item;
}

static const char *
get_value (WillowTopicNode *self)
{
  const WillowLastPayload *payload =
      self->branch != NULL ? self->branch->payload : NULL;

  if (self->value == NULL && payload != NULL)
    self->value =
        willow_payload_preview (payload->data, payload->len, VALUE_MAX_CHARS);
  return self->value;
}

static void
willow_topic_node_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  WillowTopicNode *self = WILLOW_TOPIC_NODE (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, willow_topic_node_get_name (self));
      break;
    case PROP_N_TOPICS:
      g_value_set_uint (value, willow_topic_node_get_n_topics (self));
      break;
    case PROP_N_MESSAGES:
      g_value_set_uint64 (value, willow_topic_node_get_n_messages (self));
      break;
    case PROP_VALUE:
      g_value_set_string (value, get_value (self));
      break;
    case PROP_LAST_US:
      g_value_set_int64 (value, willow_topic_node_get_last_us (self));
      break;
    case PROP_RETAINED:
      g_value_set_boolean (value, willow_topic_node_get_retained (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
willow_topic_node_dispose (GObject *object)
{
  WillowTopicNode *self = WILLOW_TOPIC_NODE (object);

  if (self->branch != NULL)
    self->branch->node = NULL;
  self->branch = NULL;
  self->n_announced = 0;
  willow_topic_node_forget_payload (self);
  G_OBJECT_CLASS (willow_topic_node_parent_class)->dispose (object);
}

static void
willow_topic_node_class_init (WillowTopicNodeClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = willow_topic_node_get_property;
  object_class->dispose = willow_topic_node_dispose;
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_N_TOPICS] =
      g_param_spec_uint ("n-topics", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_N_MESSAGES] =
      g_param_spec_uint64 ("n-messages", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  props[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, flags);
  props[PROP_LAST_US] = g_param_spec_int64 (
      "last-us", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  props[PROP_RETAINED] =
      g_param_spec_boolean ("retained", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_topic_node_init (WillowTopicNode *self)
{
}

WillowTopicNode *
willow_topic_node_get_for (WillowBranch *branch)
{
  WillowTopicNode *self = branch->node;

  if (self != NULL)
    return g_object_ref (self);
  self = g_object_new (WILLOW_TYPE_TOPIC_NODE, NULL);
  self->branch = branch;
  self->n_announced = branch->n_children;
  self->n_topics = branch->n_topics;
  branch->node = self;
  return self;
}

guint
willow_topic_node_get_n_announced (WillowTopicNode *self)
{
  return self->n_announced;
}

void
willow_topic_node_forget_payload (WillowTopicNode *self)
{
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->value, g_free);
}

void
willow_topic_node_commit (WillowTopicNode *self, gboolean touched)
{
  GObject *object = G_OBJECT (self);
  guint    n_before = self->n_announced;

  self->n_announced = self->branch->n_children;
  if (self->n_announced > n_before)
    g_list_model_items_changed (
        G_LIST_MODEL (self), n_before, 0, self->n_announced - n_before);
  if (self->branch == NULL) /* whoever was told has cleared the tree */
    return;
  if (self->n_topics != self->branch->n_topics)
    {
      self->n_topics = self->branch->n_topics;
      g_object_notify_by_pspec (object, props[PROP_N_TOPICS]);
    }
  g_object_notify_by_pspec (object, props[PROP_N_MESSAGES]);
  g_object_notify_by_pspec (object, props[PROP_LAST_US]);
  if (!touched)
    return;
  g_object_notify_by_pspec (object, props[PROP_VALUE]);
  g_object_notify_by_pspec (object, props[PROP_RETAINED]);
}

void
willow_topic_node_announce_again (WillowTopicNode *self, guint position)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
}

void
willow_topic_node_detach (WillowTopicNode *self)
{
  guint n_before = self->n_announced;

  if (self->branch != NULL)
    self->branch->node = NULL;
  self->branch = NULL;
  self->n_announced = 0;
  self->n_topics = 0;
  willow_topic_node_forget_payload (self);
  if (n_before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, 0);
}

void
willow_topic_node_attach (WillowTopicNode *self, WillowBranch *branch)
{
  GObject *object = G_OBJECT (self);

  self->branch = branch;
  branch->node = self;
  g_object_notify_by_pspec (object, props[PROP_N_TOPICS]);
  g_object_notify_by_pspec (object, props[PROP_N_MESSAGES]);
  g_object_notify_by_pspec (object, props[PROP_LAST_US]);
}

/* "" for the root, and for a node whose tree has been cleared. */
const char *
willow_topic_node_get_name (WillowTopicNode *self)
{
  return self->branch != NULL ? self->branch->name : "";
}

static gsize
get_topic_len (const WillowBranch *branch)
{
  gsize len = 0;

  for (; branch->parent != NULL; branch = branch->parent)
    len += branch->name_len + 1u;
  return len > 0 ? len - 1 : 0;
}

/* Returns: (transfer full): the whole Topic Name down to here */
char *
willow_topic_node_dup_topic (WillowTopicNode *self)
{
  const WillowBranch *branch = self->branch;
  gsize               len = branch != NULL ? get_topic_len (branch) : 0;
  char               *topic = g_malloc (len + 1);
  char               *end = topic + len;

  *end = '\0';
  for (; branch != NULL && branch->parent != NULL; branch = branch->parent)
    {
      end -= branch->name_len;
      memcpy (end, branch->name, branch->name_len);
      if (branch->parent->parent != NULL)
        *--end = '/';
    }
  return topic;
}

/* As announced to its listeners: a leaf becomes a branch at a commit. */
gboolean
willow_topic_node_has_children (WillowTopicNode *self)
{
  return self->n_announced > 0;
}

guint64
willow_topic_node_get_n_messages (WillowTopicNode *self)
{
  return self->branch != NULL ? self->branch->n_messages : 0;
}

guint
willow_topic_node_get_n_topics (WillowTopicNode *self)
{
  return self->branch != NULL ? self->branch->n_topics : 0;
}

gint64
willow_topic_node_get_last_us (WillowTopicNode *self)
{
  return self->branch != NULL ? self->branch->last_us : 0;
}

GBytes *
willow_topic_node_get_payload (WillowTopicNode *self)
{
  const WillowLastPayload *payload =
      self->branch != NULL ? self->branch->payload : NULL;

  if (self->payload == NULL && payload != NULL)
    self->payload = g_bytes_new (payload->data, payload->len);
  return self->payload;
}

MqttQos
willow_topic_node_get_qos (WillowTopicNode *self)
{
  return self->branch != NULL ? (MqttQos)self->branch->qos : MQTT_QOS_0;
}

gboolean
willow_topic_node_get_retained (WillowTopicNode *self)
{
  return self->branch != NULL && self->branch->retained;
}

guint64
willow_topic_node_get_last_serial (WillowTopicNode *self)
{
  return self->branch != NULL ? self->branch->last_serial : 0;
}
