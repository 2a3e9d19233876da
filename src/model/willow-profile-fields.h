/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/willow-profile.h"
#include "net/willow-connector-settings.h"

G_BEGIN_DECLS

/* Inside src/model: what a profile consists of, as one table for its
 * properties, its file and its notes. */

typedef enum
{
  WILLOW_FIELD_STRING,
  WILLOW_FIELD_BOOLEAN,
  WILLOW_FIELD_UINT,
  WILLOW_FIELD_CHOICE, /* a uint here, a name in the file */
} WillowFieldKind;

typedef struct
{
  char    *name;
  char    *host;
  char    *path;
  char    *proxy_host;
  char    *proxy_user_name;
  char    *tls_verify_name;
  char    *tls_sni;
  char    *tls_authorities;
  char    *tls_pins;
  char    *tls_certificate;
  char    *tls_ciphers;
  char    *tls_alpn;
  char    *tls_psk_identity;
  char    *client_id;
  char    *user_name;
  char    *will_topic;
  char    *will_payload;
  guint    scheme;
  guint    port;
  guint    version;
  guint    proxy_kind;
  guint    proxy_port;
  guint    tls_trust;
  guint    tls_minimum;
  guint    tls_maximum;
  guint    keep_alive_seconds;
  guint    connect_timeout_seconds;
  guint    will_qos;
  guint    session_expiry_seconds;
  gboolean compression;
  gboolean tls_verify;
  gboolean tls_send_sni;
  gboolean tls_use_psk;
  gboolean tls_resume;
  gboolean clean_start;
  gboolean use_user_name;
  gboolean use_password;
  gboolean use_will;
  gboolean will_retain;
  /* Library: for the person, nothing of it is sent. */
  char    *group;
  char    *notes;
  char    *last_used;
  guint    colour;
  gboolean auto_connect;
} WillowProfileValues;

/* Name of the property, and of the member in the file. */
typedef struct
{
  const char        *name;
  WillowFieldKind    kind;
  gsize              offset; /* in WillowProfileValues */
  guint              minimum;
  guint              maximum;
  guint              fallback; /* of numbers, booleans and choices */
  const char        *text;     /* the same of texts */
  const char *const *names;    /* of choices, by value; NULL: no choice */
} WillowProfileField;

const WillowProfileField  *willow_profile_get_fields (guint *n_fields);
const WillowProfileValues *willow_profile_get_values (WillowProfile *self);

/* (transfer full) */
WillowEndpoint *willow_profile_build_endpoint (WillowProfile *self);

gboolean willow_profile_values_use_tls (const WillowProfileValues *values);
gboolean
willow_profile_values_use_web_socket (const WillowProfileValues *values);

/* (transfer full): how TLS is to be spoken, if it is */
WillowTlsSettings *willow_profile_build_tls (WillowProfile *self);
/* (transfer full): how to get to the endpoint */
WillowConnectorSettings *willow_profile_build_connector (WillowProfile *self);

/* What is risky or illegal about the way to the broker. */
void willow_profile_note_transport (WillowProfile *self, GArray *notes);
/* What is wrong with the host, the port and the path. */
void willow_profile_note_place (WillowProfile *self, GArray *notes);
/* Not twice the same. @text: static */
void willow_profile_add_note (GArray         *notes,
                              WillowNoteLevel level,
                              const char     *property,
                              const char     *id,
                              const char     *text);

/* The same as willow_profile_build_filters(). @names: (nullable)
 * (element-type utf8): those that are in it are appended */
GBytes *willow_profile_build_named_filters (WillowProfile *self,
                                            GPtrArray     *names);

#define WILLOW_FIELD_POINTER(values, field, type)                              \
  ((type *)G_STRUCT_MEMBER_P ((values), (field)->offset))

/* Subscription. */
const char *
willow_profile_subscription_get_filter (WillowProfileSubscription *self);
MqttQos willow_profile_subscription_get_qos (WillowProfileSubscription *self);
gboolean
willow_profile_subscription_get_enabled (WillowProfileSubscription *self);

G_END_DECLS
