/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/practice/willow-broker-client-row.h"

struct _WillowBrokerClientRow
{
  GObject parent_instance;

  WillowBrokerSnapshot     *snapshot;
  const WillowBrokerClient *client; /* of snapshot */

  /* what the rates begin to count from */
  gint64  counted_us;
  guint64 counted_in;
  guint64 counted_out;
  double  rate_in; /* messages per second */
  double  rate_out;
};

#define RATE_OVER_US G_USEC_PER_SEC

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
  { "user-name-from-certificate",
    KIND_BOOLEAN,
    OFFSET (user_name_from_certificate) },
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
  { "scheme", KIND_UINT, OFFSET (scheme) },
};

enum
{
  PROP_RATE_IN = G_N_ELEMENTS (columns) + 1,
  PROP_RATE_OUT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

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
  WillowBrokerClientRow *self = WILLOW_BROKER_CLIENT_ROW (object);

  if (id == PROP_RATE_IN)
    g_value_set_double (value, self->rate_in);
  else if (id == PROP_RATE_OUT)
    g_value_set_double (value, self->rate_out);
  else
    get_column (self->client, id - 1, value);
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
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = willow_broker_client_row_get_property;
  object_class->finalize = willow_broker_client_row_finalize;
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    props[i + 1] = make_pspec (i);
  props[PROP_RATE_IN] =
      g_param_spec_double ("rate-in", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  props[PROP_RATE_OUT] =
      g_param_spec_double ("rate-out", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_broker_client_row_init (WillowBrokerClientRow *self)
{
}

static void
start_count (WillowBrokerClientRow *self, gint64 now_us)
{
  self->counted_us = now_us;
  self->counted_in = self->client->n_received;
  self->counted_out = self->client->n_sent;
}

static void
set_rate (WillowBrokerClientRow *self, double *place, double rate, guint id)
{
  if (*place == rate)
    return;
  *place = rate;
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

static double
get_rate (guint64 now, guint64 before, gint64 us)
{
  /* A new Session begins to count again. */
  return now < before ? 0 : (double)(now - before) * G_USEC_PER_SEC / us;
}

static void
update_rates (WillowBrokerClientRow *self, gint64 now_us)
{
  gint64 us = now_us - self->counted_us;

  if (us < RATE_OVER_US)
    return;
  set_rate (self,
            &self->rate_in,
            get_rate (self->client->n_received, self->counted_in, us),
            PROP_RATE_IN);
  set_rate (self,
            &self->rate_out,
            get_rate (self->client->n_sent, self->counted_out, us),
            PROP_RATE_OUT);
  start_count (self, now_us);
}

WillowBrokerClientRow *
willow_broker_client_row_new (WillowBrokerSnapshot     *snapshot,
                              const WillowBrokerClient *client,
                              gint64                    now_us)
{
  WillowBrokerClientRow *self =
      g_object_new (WILLOW_TYPE_BROKER_CLIENT_ROW, NULL);

  self->snapshot = willow_broker_snapshot_ref (snapshot);
  self->client = client;
  start_count (self, now_us);
  return self;
}

void
willow_broker_client_row_update (WillowBrokerClientRow    *self,
                                 WillowBrokerSnapshot     *snapshot,
                                 const WillowBrokerClient *client,
                                 gint64                    now_us)
{
  g_autoptr (WillowBrokerSnapshot) old_snapshot = self->snapshot;
  const WillowBrokerClient *old = self->client;

  self->snapshot = willow_broker_snapshot_ref (snapshot);
  self->client = client;
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (is_different (old, client, props[i + 1], i))
      g_object_notify_by_pspec (G_OBJECT (self), props[i + 1]);
  update_rates (self, now_us);
}

double
willow_broker_client_row_get_rate_in (WillowBrokerClientRow *self)
{
  return self->rate_in;
}

double
willow_broker_client_row_get_rate_out (WillowBrokerClientRow *self)
{
  return self->rate_out;
}

const WillowBrokerClient *
willow_broker_client_row_get_client (WillowBrokerClientRow *self)
{
  return self->client;
}
