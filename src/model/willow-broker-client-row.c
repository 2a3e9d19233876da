/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/willow-broker-client-row.h"

struct _WillowBrokerClientRow
{
  GObject parent_instance;

  WillowBrokerSnapshot     *snapshot;
  const WillowBrokerClient *client; /* of snapshot */
};

G_DEFINE_FINAL_TYPE (WillowBrokerClientRow,
                     willow_broker_client_row,
                     G_TYPE_OBJECT)

typedef enum
{
  KIND_STRING,
  KIND_BOOLEAN,
  KIND_UINT16,
  KIND_UINT,
  KIND_INT64,
  KIND_UINT64,
  KIND_IN_FLIGHT, /* the sum of both directions */
} Kind;

#define OFFSET(member) G_STRUCT_OFFSET (WillowBrokerClient, member)

static const struct
{
  const char *name;
  Kind        kind;
  gsize       offset;
} columns[] = {
  { "client-id", KIND_STRING, OFFSET (client_id) },
  { "connected", KIND_BOOLEAN, OFFSET (connected) },
  { "address", KIND_STRING, OFFSET (address) },
  { "version", KIND_UINT, OFFSET (version) },
  { "clean-start", KIND_BOOLEAN, OFFSET (clean_start) },
  { "user-name", KIND_STRING, OFFSET (user_name) },
  { "keep-alive-seconds", KIND_UINT16, OFFSET (keep_alive_seconds) },
  { "keep-alive-left-us", KIND_INT64, OFFSET (keep_alive_left_us) },
  { "connected-since-us", KIND_INT64, OFFSET (connected_since_us) },
  { "session-expiry-left-us", KIND_INT64, OFFSET (session_expiry_left_us) },
  { "n-subscriptions", KIND_UINT, OFFSET (n_subscriptions) },
  { "n-queued", KIND_UINT, OFFSET (n_queued) },
  { "n-in-flight", KIND_IN_FLIGHT, 0 },
  { "n-received", KIND_UINT64, OFFSET (n_received) },
  { "n-sent", KIND_UINT64, OFFSET (n_sent) },
  { "will", KIND_UINT, OFFSET (will) },
  { "will-topic", KIND_STRING, OFFSET (will_topic) },
};

static GParamSpec *props[G_N_ELEMENTS (columns) + 1];

#define VALUE(client, i, type)                                                 \
  (*(const type *)((const guint8 *)(client) + columns[i].offset))

static void
get_column (const WillowBrokerClient *client, guint i, GValue *value)
{
  switch (columns[i].kind)
    {
    case KIND_STRING:
      g_value_set_string (value, VALUE (client, i, char *const));
      break;
    case KIND_BOOLEAN:
      g_value_set_boolean (value, VALUE (client, i, gboolean));
      break;
    case KIND_UINT16:
      g_value_set_uint (value, VALUE (client, i, guint16));
      break;
    case KIND_UINT:
      g_value_set_uint (value, VALUE (client, i, guint));
      break;
    case KIND_INT64:
      g_value_set_int64 (value, VALUE (client, i, gint64));
      break;
    case KIND_UINT64:
      g_value_set_uint64 (value, VALUE (client, i, guint64));
      break;
    case KIND_IN_FLIGHT:
      g_value_set_uint (value,
                        client->n_in_flight_in + client->n_in_flight_out);
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
is_different (const WillowBrokerClient *a,
              const WillowBrokerClient *b,
              GParamSpec               *pspec,
              guint                     i)
{
  g_auto (GValue) value_a = G_VALUE_INIT;
  g_auto (GValue) value_b = G_VALUE_INIT;

  g_value_init (&value_a, pspec->value_type);
  g_value_init (&value_b, pspec->value_type);
  get_column (a, i, &value_a);
  get_column (b, i, &value_b);
  return g_param_values_cmp (pspec, &value_a, &value_b) != 0;
}

static void
willow_broker_client_row_get_property (GObject    *object,
                                       guint       id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  get_column (WILLOW_BROKER_CLIENT_ROW (object)->client, id - 1, value);
}

static void
willow_broker_client_row_finalize (GObject *object)
{
  willow_broker_snapshot_unref (WILLOW_BROKER_CLIENT_ROW (object)->snapshot);
  G_OBJECT_CLASS (willow_broker_client_row_parent_class)->finalize (object);
}

static GParamSpec *
make_pspec (guint i)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const char       *name = columns[i].name;

  switch (columns[i].kind)
    {
    case KIND_STRING:
      return g_param_spec_string (name, NULL, NULL, NULL, flags);
    case KIND_BOOLEAN:
      return g_param_spec_boolean (name, NULL, NULL, FALSE, flags);
    case KIND_UINT16:
    case KIND_UINT:
    case KIND_IN_FLIGHT:
      return g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, flags);
    case KIND_INT64:
      return g_param_spec_int64 (
          name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
    case KIND_UINT64:
      return g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, 0, flags);
    default:
      g_assert_not_reached ();
    }
}

static void
willow_broker_client_row_class_init (WillowBrokerClientRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = willow_broker_client_row_get_property;
  object_class->finalize = willow_broker_client_row_finalize;
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    props[i + 1] = make_pspec (i);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
willow_broker_client_row_init (WillowBrokerClientRow *self)
{
}

WillowBrokerClientRow *
willow_broker_client_row_new (WillowBrokerSnapshot     *snapshot,
                              const WillowBrokerClient *client)
{
  WillowBrokerClientRow *self =
      g_object_new (WILLOW_TYPE_BROKER_CLIENT_ROW, NULL);

  self->snapshot = willow_broker_snapshot_ref (snapshot);
  self->client = client;
  return self;
}

void
willow_broker_client_row_update (WillowBrokerClientRow    *self,
                                 WillowBrokerSnapshot     *snapshot,
                                 const WillowBrokerClient *client)
{
  g_autoptr (WillowBrokerSnapshot) old_snapshot = self->snapshot;
  const WillowBrokerClient *old = self->client;

  self->snapshot = willow_broker_snapshot_ref (snapshot);
  self->client = client;
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (is_different (old, client, props[i + 1], i))
      g_object_notify_by_pspec (G_OBJECT (self), props[i + 1]);
}

const WillowBrokerClient *
willow_broker_client_row_get_client (WillowBrokerClientRow *self)
{
  return self->client;
}
