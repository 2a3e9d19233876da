/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/willow-profile.h"

G_BEGIN_DECLS

/* Inside src/model: what a profile consists of, as one table for its
 * properties, its file and its notes. */

typedef enum
{
  WILLOW_FIELD_STRING,
  WILLOW_FIELD_BOOLEAN,
  WILLOW_FIELD_UINT,
} WillowFieldKind;

typedef struct
{
  char    *name;
  char    *host;
  char    *tls_verify_name;
  char    *tls_authorities;
  char    *client_id;
  char    *user_name;
  char    *will_topic;
  char    *will_payload;
  guint    port;
  guint    version;
  guint    keep_alive_seconds;
  guint    connect_timeout_seconds;
  guint    will_qos;
  guint    session_expiry_seconds;
  gboolean use_tls;
  gboolean tls_verify;
  gboolean clean_start;
  gboolean use_user_name;
  gboolean use_password;
  gboolean use_will;
  gboolean will_retain;
} WillowProfileValues;

/* Name of the property, and of the member in the file. */
typedef struct
{
  const char     *name;
  WillowFieldKind kind;
  gsize           offset; /* in WillowProfileValues */
  guint           minimum;
  guint           maximum;
  guint           fallback; /* of numbers and booleans */
} WillowProfileField;

const WillowProfileField  *willow_profile_get_fields (guint *n_fields);
const WillowProfileValues *willow_profile_get_values (WillowProfile *self);

/* (transfer full) */
WillowEndpoint *willow_profile_build_endpoint (WillowProfile *self);

/* (transfer full): how TLS is to be spoken, if it is */
WillowTlsSettings *willow_profile_build_tls (WillowProfile *self);

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
