/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/willow-profile.h"

#include "model/willow-profile-fields.h"

#define DEFAULT_PORT 1883u
#define DEFAULT_KEEP_ALIVE_SECONDS 60u
#define DEFAULT_CONNECT_TIMEOUT_SECONDS 10u
#define MAX_CONNECT_TIMEOUT_SECONDS 3600u
/* Digits of the id in the Client Identifier of a new profile: long enough not
 * to meet another one, short enough for 3.1. */
#define CLIENT_ID_DIGITS 8

struct _WillowProfile
{
  GObject parent_instance;

  char               *id;
  WillowProfileValues values;
  GListStore         *subscriptions;
};

G_DEFINE_FINAL_TYPE (WillowProfile, willow_profile, G_TYPE_OBJECT)

#define OFFSET(member) G_STRUCT_OFFSET (WillowProfileValues, member)
#define STRING(name, member)                                                   \
  {                                                                            \
    name, WILLOW_FIELD_STRING, OFFSET (member), 0, 0, 0                        \
  }
#define BOOLEAN(name, member, fallback)                                        \
  {                                                                            \
    name, WILLOW_FIELD_BOOLEAN, OFFSET (member), 0, 1, fallback                \
  }
#define UINT(name, member, minimum, maximum, fallback)                         \
  {                                                                            \
    name, WILLOW_FIELD_UINT, OFFSET (member), minimum, maximum, fallback       \
  }

/* In the order of the file. */
static const WillowProfileField fields[] = {
  STRING ("name", name),
  /* Before the port: whoever hears of it may propose another one. */
  BOOLEAN ("use-tls", use_tls, FALSE),
  STRING ("host", host),
  UINT ("port", port, 1, G_MAXUINT16, DEFAULT_PORT),
  UINT (
      "version", version, MQTT_VERSION_3_1, MQTT_VERSION_5_0, MQTT_VERSION_5_0),
  BOOLEAN ("tls-verify", tls_verify, TRUE),
  STRING ("tls-verify-name", tls_verify_name),
  STRING ("tls-authorities", tls_authorities),
  STRING ("client-id", client_id),
  BOOLEAN ("clean-start", clean_start, TRUE),
  BOOLEAN ("use-user-name", use_user_name, FALSE),
  STRING ("user-name", user_name),
  BOOLEAN ("use-password", use_password, FALSE),
  UINT ("keep-alive-seconds",
        keep_alive_seconds,
        0,
        G_MAXUINT16,
        DEFAULT_KEEP_ALIVE_SECONDS),
  UINT ("connect-timeout-seconds",
        connect_timeout_seconds,
        0,
        MAX_CONNECT_TIMEOUT_SECONDS,
        DEFAULT_CONNECT_TIMEOUT_SECONDS),
  BOOLEAN ("use-will", use_will, FALSE),
  STRING ("will-topic", will_topic),
  STRING ("will-payload", will_payload),
  UINT ("will-qos", will_qos, MQTT_QOS_0, MQTT_QOS_2, MQTT_QOS_0),
  BOOLEAN ("will-retain", will_retain, FALSE),
  UINT ("session-expiry-seconds", session_expiry_seconds, 0, G_MAXUINT32, 0),
};

/* Property 1 is the id, 2 and following are the fields. */
#define PROP_ID 1u
#define PROP_FIRST_FIELD 2u

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
emit_changed (WillowProfile *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Whether it is another one. */
static gboolean
set_string (char **string, const char *text)
{
  if (text == NULL)
    text = "";
  if (g_strcmp0 (*string, text) == 0)
    return FALSE;
  g_free (*string);
  *string = g_strdup (text);
  return TRUE;
}

static gboolean
set_number (guint *number, guint value)
{
  gboolean changed = *number != value;

  *number = value;
  return changed;
}

static gboolean
set_field (WillowProfile            *self,
           const WillowProfileField *field,
           const GValue             *value)
{
  WillowProfileValues *values = &self->values;

  switch (field->kind)
    {
    case WILLOW_FIELD_STRING:
      return set_string (WILLOW_FIELD_POINTER (values, field, char *),
                         g_value_get_string (value));
    case WILLOW_FIELD_BOOLEAN:
      return set_number (WILLOW_FIELD_POINTER (values, field, guint),
                         g_value_get_boolean (value) ? 1 : 0);
    case WILLOW_FIELD_UINT:
      return set_number (WILLOW_FIELD_POINTER (values, field, guint),
                         g_value_get_uint (value));
    default:
      g_assert_not_reached ();
    }
}

static void
get_field (WillowProfile *self, const WillowProfileField *field, GValue *value)
{
  WillowProfileValues *values = &self->values;

  switch (field->kind)
    {
    case WILLOW_FIELD_STRING:
      g_value_set_string (value, *WILLOW_FIELD_POINTER (values, field, char *));
      break;
    case WILLOW_FIELD_BOOLEAN:
      g_value_set_boolean (value,
                           *WILLOW_FIELD_POINTER (values, field, gboolean));
      break;
    case WILLOW_FIELD_UINT:
      g_value_set_uint (value, *WILLOW_FIELD_POINTER (values, field, guint));
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
willow_profile_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  WillowProfile *self = WILLOW_PROFILE (object);

  if (id == PROP_ID)
    self->id = g_value_dup_string (value);
  else if (set_field (self, &fields[id - PROP_FIRST_FIELD], value))
    g_object_notify_by_pspec (object, pspec);
}

static void
willow_profile_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  WillowProfile *self = WILLOW_PROFILE (object);

  if (id == PROP_ID)
    g_value_set_string (value, self->id);
  else
    get_field (self, &fields[id - PROP_FIRST_FIELD], value);
}

static void
willow_profile_notify (GObject *object, GParamSpec *pspec)
{
  emit_changed (WILLOW_PROFILE (object));
}

static void
willow_profile_constructed (GObject *object)
{
  WillowProfile *self = WILLOW_PROFILE (object);

  if (self->id == NULL)
    self->id = g_uuid_string_random ();
  G_OBJECT_CLASS (willow_profile_parent_class)->constructed (object);
}

static void
watch_subscriptions (WillowProfile *self, guint position, guint n)
{
  for (guint i = position; i < position + n; i++)
    {
      g_autoptr (GObject) item =
          g_list_model_get_item (G_LIST_MODEL (self->subscriptions), i);

      g_signal_connect_object (
          item, "notify", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
    }
}

static void
subscriptions_changed_cb (GListModel    *model,
                          guint          position,
                          guint          removed,
                          guint          added,
                          WillowProfile *self)
{
  watch_subscriptions (self, position, added);
  emit_changed (self);
}

static void
willow_profile_finalize (GObject *object)
{
  WillowProfile *self = WILLOW_PROFILE (object);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].kind == WILLOW_FIELD_STRING)
      g_free (*WILLOW_FIELD_POINTER (&self->values, &fields[i], char *));
  g_free (self->id);
  g_object_unref (self->subscriptions);
  G_OBJECT_CLASS (willow_profile_parent_class)->finalize (object);
}

static GParamSpec *
make_pspec (const WillowProfileField *field)
{
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  switch (field->kind)
    {
    case WILLOW_FIELD_STRING:
      return g_param_spec_string (field->name, NULL, NULL, "", flags);
    case WILLOW_FIELD_BOOLEAN:
      return g_param_spec_boolean (
          field->name, NULL, NULL, field->fallback != 0, flags);
    case WILLOW_FIELD_UINT:
      return g_param_spec_uint (field->name,
                                NULL,
                                NULL,
                                field->minimum,
                                field->maximum,
                                field->fallback,
                                flags);
    default:
      g_assert_not_reached ();
    }
}

static void
willow_profile_class_init (WillowProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = willow_profile_set_property;
  object_class->get_property = willow_profile_get_property;
  object_class->notify = willow_profile_notify;
  object_class->constructed = willow_profile_constructed;
  object_class->finalize = willow_profile_finalize;
  g_object_class_install_property (
      object_class,
      PROP_ID,
      g_param_spec_string ("id",
                           NULL,
                           NULL,
                           NULL,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                               G_PARAM_STATIC_STRINGS));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_object_class_install_property (
        object_class, PROP_FIRST_FIELD + i, make_pspec (&fields[i]));
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          WILLOW_TYPE_PROFILE,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          0);
}

static void
willow_profile_init (WillowProfile *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].kind == WILLOW_FIELD_STRING)
      *WILLOW_FIELD_POINTER (&self->values, &fields[i], char *) = g_strdup ("");
    else
      *WILLOW_FIELD_POINTER (&self->values, &fields[i], guint) =
          fields[i].fallback;
  self->subscriptions = g_list_store_new (WILLOW_TYPE_PROFILE_SUBSCRIPTION);
  g_signal_connect_object (self->subscriptions,
                           "items-changed",
                           G_CALLBACK (subscriptions_changed_cb),
                           self,
                           0);
}

/**
 * willow_profile_new:
 *
 * With an id, and a Client Identifier made from it, that nobody else has.
 *
 * Returns: (transfer full):
 */
WillowProfile *
willow_profile_new (const char *name)
{
  WillowProfile   *self = g_object_new (WILLOW_TYPE_PROFILE, NULL);
  g_autofree char *client_id =
      g_strdup_printf ("willow-%.*s", CLIENT_ID_DIGITS, self->id);

  g_object_set (self, "name", name, "client-id", client_id, NULL);
  return self;
}

static void
copy_subscriptions (WillowProfile *from, WillowProfile *to)
{
  GListModel *model = G_LIST_MODEL (from->subscriptions);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfileSubscription) item =
          g_list_model_get_item (model, i);
      WillowProfileSubscription *copy = willow_profile_add_subscription (
          to,
          willow_profile_subscription_get_filter (item),
          willow_profile_subscription_get_qos (item));

      g_object_set (copy,
                    "enabled",
                    willow_profile_subscription_get_enabled (item),
                    NULL);
    }
}

/* The password is not copied: it belongs to the id. */
WillowProfile *
willow_profile_duplicate (WillowProfile *self, const char *name)
{
  WillowProfile *copy = g_object_new (WILLOW_TYPE_PROFILE, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      g_object_get_property (G_OBJECT (self), fields[i].name, &value);
      g_object_set_property (G_OBJECT (copy), fields[i].name, &value);
    }
  g_object_set (copy, "name", name, NULL);
  copy_subscriptions (self, copy);
  return copy;
}

const char *
willow_profile_get_id (WillowProfile *self)
{
  return self->id;
}

const char *
willow_profile_get_name (WillowProfile *self)
{
  return self->values.name;
}

MqttVersion
willow_profile_get_version (WillowProfile *self)
{
  return (MqttVersion)self->values.version;
}

gboolean
willow_profile_get_use_password (WillowProfile *self)
{
  return self->values.use_password;
}

GListModel *
willow_profile_get_subscriptions (WillowProfile *self)
{
  return G_LIST_MODEL (self->subscriptions);
}

/* Returns: (transfer none): enabled, at the end of the list */
WillowProfileSubscription *
willow_profile_add_subscription (WillowProfile *self,
                                 const char    *filter,
                                 MqttQos        qos)
{
  g_autoptr (WillowProfileSubscription) subscription =
      g_object_new (WILLOW_TYPE_PROFILE_SUBSCRIPTION,
                    "filter",
                    filter,
                    "qos",
                    (guint)qos,
                    NULL);

  g_list_store_append (self->subscriptions, subscription);
  return subscription;
}

void
willow_profile_remove_subscription (WillowProfile *self, guint position)
{
  g_list_store_remove (self->subscriptions, position);
}

const WillowProfileField *
willow_profile_get_fields (guint *n_fields)
{
  *n_fields = G_N_ELEMENTS (fields);
  return fields;
}

const WillowProfileValues *
willow_profile_get_values (WillowProfile *self)
{
  return &self->values;
}
