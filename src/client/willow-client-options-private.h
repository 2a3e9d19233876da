/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/willow-scram-client.h"
#include "client/willow-client-options.h"

G_BEGIN_DECLS

struct _WillowClientOptions
{
  gatomicrefcount ref_count;

  WillowEndpoint          *endpoint;
  WillowConnectorSettings *connector; /* (nullable) */
  MqttVersion              version;
  guint                    connect_timeout_ms;
  guint16                  topic_aliases;

  GBytes  *client_id;
  gboolean clean_start;
  guint16  keep_alive_seconds;
  char    *user_name;  /* (nullable): for SCRAM, %NULL if it is no text */
  GBytes  *user_bytes; /* (nullable): what CONNECT has */
  GBytes  *password;   /* (nullable): an own copy, wiped */
  GBytes  *properties;
  char    *method;      /* (nullable) */
  GBytes  *with_method; /* (nullable): properties, and the method */
  char    *nonce;       /* (nullable): of the first exchange */
  gint     nonce_taken; /* atomic */

  GBytes  *will_topic; /* (nullable): no will */
  GBytes  *will_payload;
  MqttQos  will_qos;
  gboolean will_retain;
  GBytes  *will_properties;

  /* As written: in place of what belongs to the rest */
  GBytes  *protocol_name;  /* (nullable) */
  int      protocol_level; /* -1: of the version */
  int      connect_flags;  /* -1: of the fields */
  gboolean as_written;

  char *refusal; /* (nullable) */
};

/* The first message of a SCRAM exchange. (transfer full) (nullable). @client:
 * (out) (optional): for the rest of it */
char *willow_client_options_start_scram (const WillowClientOptions *options,
                                         const char                *nonce,
                                         WillowScramClient        **client,
                                         GError                   **error);
/* (transfer full): a nonce that no exchange has had yet */
char *willow_client_options_take_nonce (WillowClientOptions *options);
/* After a change of properties or method. */
void willow_client_options_join_method (WillowClientOptions *options);

G_END_DECLS
