/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile.h"

#include "auth/willow-scram.h"
#include "base/willow-secret-bytes.h"
#include "model/profile/willow-profile-subscription.h"
#include "model/profile/willow-profile-secrets.h"

#include <string.h>

/* Digits of the id in the Client Identifier of a new profile: long enough not
 * to meet another one, short enough for 3.1. */
#define CLIENT_ID_DIGITS 8

struct _WillowProfile
{
  GObject parent_instance;

  char               *id;
  WillowProfileValues values;
  GListStore         *subscriptions;
  GListStore         *headers;
  GListStore         *user_properties;
  GListStore         *will_user_properties;
  char               *nonce;   /* (nullable) */
  GHashTable         *secrets; /* name -> GBytes */
};

G_DEFINE_FINAL_TYPE (WillowProfile, willow_profile, G_TYPE_OBJECT)

/* Properties 1 to 3 are no fields, 4 and following are. */
#define PROP_ID 1u
#define PROP_USE_TLS 2u
#define PROP_AUTHENTICATION_DATA 3u
#define PROP_FIRST_FIELD 4u

enum
{
  SIGNAL_CHANGED,
  SIGNAL_SECRETS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GParamSpec *use_tls_pspec;
static GParamSpec *authentication_data_pspec;

/* The table does not change. */
static const WillowProfileField *
get_nth_field (guint i)
{
  guint n_fields;

  return &willow_profile_get_fields (&n_fields)[i];
}

static void
emit_changed (WillowProfile *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
emit_secrets_changed (WillowProfile *self)
{
  g_signal_emit (self, signals[SIGNAL_SECRETS_CHANGED], 0);
}

static void
set_use_tls (WillowProfile *self, gboolean use_tls)
{
  guint scheme;

  if (willow_profile_values_use_web_socket (&self->values))
    scheme = use_tls ? WILLOW_SCHEME_WSS : WILLOW_SCHEME_WS;
  else
    scheme = use_tls ? WILLOW_SCHEME_MQTTS : WILLOW_SCHEME_MQTT;
  g_object_set (self, "scheme", scheme, NULL);
}

/* A secret with a property, so that a form can show it. */
static void
set_authentication_data (WillowProfile *self, const char *text)
{
  g_autoptr (GBytes) value = NULL;

  if (text != NULL && *text != '\0')
    value = willow_secret_bytes_new (text, strlen (text));
  willow_profile_set_secret (self, WILLOW_SECRET_AUTHENTICATION_DATA, value);
}

static char *
dup_authentication_data (WillowProfile *self)
{
  GBytes *value =
      willow_profile_get_secret (self, WILLOW_SECRET_AUTHENTICATION_DATA);
  gsize       len = 0;
  const char *data = value != NULL ? g_bytes_get_data (value, &len) : NULL;

  return g_strndup (data != NULL ? data : "", len);
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
  else if (id == PROP_USE_TLS)
    set_use_tls (self, g_value_get_boolean (value));
  else if (id == PROP_AUTHENTICATION_DATA)
    set_authentication_data (self, g_value_get_string (value));
  else if (willow_profile_field_set (
               get_nth_field (id - PROP_FIRST_FIELD), &self->values, value))
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
  else if (id == PROP_USE_TLS)
    g_value_set_boolean (value, willow_profile_values_use_tls (&self->values));
  else if (id == PROP_AUTHENTICATION_DATA)
    g_value_take_string (value, dup_authentication_data (self));
  else
    willow_profile_field_get (
        get_nth_field (id - PROP_FIRST_FIELD), &self->values, value);
}

static void
willow_profile_notify (GObject *object, GParamSpec *pspec)
{
  if (pspec != use_tls_pspec)
    emit_changed (WILLOW_PROFILE (object));
  if (g_str_equal (pspec->name, "scheme"))
    g_object_notify_by_pspec (object, use_tls_pspec);
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
items_changed_cb (GListModel    *model,
                  guint          position,
                  guint          removed,
                  guint          added,
                  WillowProfile *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      g_signal_connect_object (
          item, "notify", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
      if (WILLOW_IS_PROFILE_HEADER (item))
        g_signal_connect_object (item,
                                 "notify",
                                 G_CALLBACK (emit_secrets_changed),
                                 self,
                                 G_CONNECT_SWAPPED);
    }
  emit_changed (self);
  if (model == G_LIST_MODEL (self->headers))
    emit_secrets_changed (self);
}

static void
willow_profile_finalize (GObject *object)
{
  WillowProfile *self = WILLOW_PROFILE (object);

  guint                     n_fields;
  const WillowProfileField *fields = willow_profile_get_fields (&n_fields);

  for (guint i = 0; i < n_fields; i++)
    if (fields[i].kind == WILLOW_FIELD_STRING)
      g_free (*WILLOW_FIELD_POINTER (&self->values, &fields[i], char *));
  g_free (self->id);
  g_object_unref (self->subscriptions);
  g_object_unref (self->headers);
  g_object_unref (self->user_properties);
  g_object_unref (self->will_user_properties);
  g_free (self->nonce);
  g_hash_table_unref (self->secrets);
  G_OBJECT_CLASS (willow_profile_parent_class)->finalize (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name,
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
willow_profile_class_init (WillowProfileClass *klass)
{
  GObjectClass             *object_class = G_OBJECT_CLASS (klass);
  guint                     n_fields;
  const WillowProfileField *fields = willow_profile_get_fields (&n_fields);

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
  use_tls_pspec = g_param_spec_boolean (
      "use-tls",
      NULL,
      NULL,
      FALSE,
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, PROP_USE_TLS, use_tls_pspec);
  authentication_data_pspec = g_param_spec_string (
      "authentication-data",
      NULL,
      NULL,
      "",
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (
      object_class, PROP_AUTHENTICATION_DATA, authentication_data_pspec);
  for (guint i = 0; i < n_fields; i++)
    g_object_class_install_property (
        object_class,
        PROP_FIRST_FIELD + i,
        willow_profile_field_make_pspec (&fields[i]));
  signals[SIGNAL_CHANGED] = add_signal ("changed");
  signals[SIGNAL_SECRETS_CHANGED] = add_signal ("secrets-changed");
}

static GListStore *
make_list (WillowProfile *self, GType type)
{
  GListStore *list = g_list_store_new (type);

  g_signal_connect_object (
      list, "items-changed", G_CALLBACK (items_changed_cb), self, 0);
  return list;
}

static void
willow_profile_init (WillowProfile *self)
{
  guint                     n_fields;
  const WillowProfileField *fields = willow_profile_get_fields (&n_fields);

  for (guint i = 0; i < n_fields; i++)
    if (fields[i].kind == WILLOW_FIELD_STRING)
      *WILLOW_FIELD_POINTER (&self->values, &fields[i], char *) =
          g_strdup (fields[i].text);
    else
      *WILLOW_FIELD_POINTER (&self->values, &fields[i], guint) =
          fields[i].fallback;
  self->subscriptions = make_list (self, WILLOW_TYPE_PROFILE_SUBSCRIPTION);
  self->headers = make_list (self, WILLOW_TYPE_PROFILE_HEADER);
  self->user_properties = make_list (self, WILLOW_TYPE_PROFILE_USER_PROPERTY);
  self->will_user_properties =
      make_list (self, WILLOW_TYPE_PROFILE_USER_PROPERTY);
  self->secrets = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
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

GListModel *
willow_profile_get_headers (WillowProfile *self)
{
  return G_LIST_MODEL (self->headers);
}

GListModel *
willow_profile_get_user_properties (WillowProfile *self)
{
  return G_LIST_MODEL (self->user_properties);
}

GListModel *
willow_profile_get_will_user_properties (WillowProfile *self)
{
  return G_LIST_MODEL (self->will_user_properties);
}

void
willow_profile_set_secret (WillowProfile *self, const char *name, GBytes *value)
{
  GBytes *old = g_hash_table_lookup (self->secrets, name);

  if (old == value ||
      (old != NULL && value != NULL && g_bytes_equal (old, value)))
    return;
  if (value == NULL)
    g_hash_table_remove (self->secrets, name);
  else
    g_hash_table_replace (
        self->secrets, g_strdup (name), willow_secret_bytes_copy (value));
  emit_secrets_changed (self);
  if (g_str_equal (name, WILLOW_SECRET_AUTHENTICATION_DATA))
    g_object_notify_by_pspec (G_OBJECT (self), authentication_data_pspec);
}

GBytes *
willow_profile_get_secret (WillowProfile *self, const char *name)
{
  return g_hash_table_lookup (self->secrets, name);
}

void
willow_profile_copy_secrets (WillowProfile *from, WillowProfile *to)
{
  GHashTableIter iter;
  gpointer       name, value;

  g_hash_table_iter_init (&iter, from->secrets);
  while (g_hash_table_iter_next (&iter, &name, &value))
    willow_profile_set_secret (to, name, value);
}

const WillowProfileValues *
willow_profile_get_values (WillowProfile *self)
{
  return &self->values;
}

const char *
willow_profile_get_nonce (WillowProfile *self)
{
  if (self->nonce == NULL)
    self->nonce = willow_scram_new_nonce ();
  return self->nonce;
}

void
willow_profile_renew_nonce (WillowProfile *self)
{
  g_clear_pointer (&self->nonce, g_free);
  if (self->values.authentication == WILLOW_AUTHENTICATION_SCRAM_SHA_256)
    emit_changed (self);
}
