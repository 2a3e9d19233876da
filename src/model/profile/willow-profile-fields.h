/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"
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

  /* CONNECT of 5.0, its will, and practice */
  char    *authentication_method;
  char    *will_content_type;
  char    *will_response_topic;
  char    *will_correlation_data;
  char    *protocol_name;
  char    *extra_properties;
  char    *extra_will_properties;
  guint    client_id_encoding;
  guint    user_name_encoding;
  guint    password_encoding;
  guint    receive_maximum;
  guint    maximum_packet_size;
  guint    topic_alias_maximum;
  guint    authentication;
  guint    authentication_data_encoding;
  guint    will_topic_encoding;
  guint    will_payload_encoding;
  guint    will_delay_seconds;
  guint    will_format;
  guint    will_expiry_seconds;
  guint    will_correlation_data_encoding;
  guint    protocol_level;
  guint    connect_flags;
  gboolean use_session_expiry;
  gboolean use_receive_maximum;
  gboolean use_maximum_packet_size;
  gboolean use_topic_alias_maximum;
  gboolean use_request_response_information;
  gboolean request_response_information;
  gboolean use_request_problem_information;
  gboolean request_problem_information;
  gboolean use_will_delay;
  gboolean use_will_format;
  gboolean use_will_expiry;
  gboolean use_will_content_type;
  gboolean use_will_response_topic;
  gboolean use_will_correlation_data;
  gboolean practice;
  gboolean use_protocol_name;
  gboolean use_protocol_level;
  gboolean use_connect_flags;
  /* Connecting again. */
  gboolean reconnect, reconnect_stop_on_refusal;
  guint    reconnect_delay_ms, reconnect_maximum_ms, reconnect_jitter_percent;
  guint    resubscribe;
  char    *imported_from;
} WillowProfileValues;

/* Name of the property, and of the member in the file. */
typedef struct
{
  const char        *name;
  WillowFieldKind    kind;
  gsize              offset; /* in WillowProfileValues, or the like */
  guint              minimum;
  guint              maximum;
  guint              fallback; /* of numbers, booleans and choices */
  const char        *text;     /* the same of texts */
  const char *const *names;    /* of choices, by value; NULL: no choice */
} WillowProfileField;

/* @values: the structure that the field's offset is in. Returns: whether the
 * value is another one */
gboolean    willow_profile_field_set (const WillowProfileField *field,
                                      gpointer                  values,
                                      const GValue             *value);
void        willow_profile_field_get (const WillowProfileField *field,
                                      gpointer                  values,
                                      GValue                   *value);
GParamSpec *willow_profile_field_make_pspec (const WillowProfileField *field);
/* By the properties of both. */
void willow_profile_copy_fields (const WillowProfileField *fields,
                                 guint                     n_fields,
                                 GObject                  *from,
                                 GObject                  *to);

const WillowProfileField  *willow_profile_get_fields (guint *n_fields);
const WillowProfileValues *willow_profile_get_values (WillowProfile *self);
void willow_profile_copy_secrets (WillowProfile *from, WillowProfile *to);

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

/* The CONNECT part of @options, with @password as typed */
void willow_profile_build_connect (WillowProfile       *self,
                                   GBytes              *password,
                                   WillowClientOptions *options);
/* What only the next CONNECT has, and no other: (transfer none) */
const char *willow_profile_get_nonce (WillowProfile *self);
void        willow_profile_renew_nonce (WillowProfile *self);

#define WILLOW_FIELD_POINTER(values, field, type)                              \
  ((type *)G_STRUCT_MEMBER_P ((values), (field)->offset))

G_END_DECLS
