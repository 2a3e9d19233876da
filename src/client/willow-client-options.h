/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-packet.h"
#include "net/willow-endpoint.h"
#include "net/willow-connector-settings.h"

G_BEGIN_DECLS

/**
 * WillowClientOptions:
 *
 * Everything a client needs to connect, set once and then immutable: what is in
 * it is what is sent. Atomically reference counted. The setters are for the one
 * who builds it, before it is shared.
 */
typedef struct _WillowClientOptions WillowClientOptions;

WillowClientOptions *willow_client_options_new (void);
WillowClientOptions *willow_client_options_ref (WillowClientOptions *options);
void                 willow_client_options_unref (WillowClientOptions *options);
/* (transfer full): one that may be changed */
WillowClientOptions *
willow_client_options_copy (const WillowClientOptions *options);

void willow_client_options_set_endpoint (WillowClientOptions  *options,
                                         const WillowEndpoint *endpoint);
/* (nullable): how to get to the endpoint; NULL: the defaults. The WebSocket
 * subprotocol is that of the MQTT version, whatever @settings say. */
void willow_client_options_set_connector (WillowClientOptions     *options,
                                          WillowConnectorSettings *settings);
void willow_client_options_set_version (WillowClientOptions *options,
                                        MqttVersion          version);
/* UTF-8; an empty one is sent as empty */
void willow_client_options_set_client_id (WillowClientOptions *options,
                                          const char          *client_id);
/* Any bytes: what 1.5.4 forbids too, for one who wants to see the answer */
void willow_client_options_set_client_id_bytes (WillowClientOptions *options,
                                                GBytes              *client_id);
void willow_client_options_set_clean_start (WillowClientOptions *options,
                                            gboolean             clean_start);
/* (nullable): NULL leaves the field and its flag out */
void willow_client_options_set_user_name (WillowClientOptions *options,
                                          const char          *user_name);
void willow_client_options_set_user_name_bytes (WillowClientOptions *options,
                                                GBytes              *user_name);
void willow_client_options_set_password (WillowClientOptions *options,
                                         GBytes              *password);
/**
 * willow_client_options_set_authentication_method:
 * @method: (nullable): "SCRAM-SHA-256": user name and password are used for it
 *   and are not in CONNECT; %NULL: they are sent as they are. Only
 *   5.0 has this: in 3.x connecting fails then
 */
void
willow_client_options_set_authentication_method (WillowClientOptions *options,
                                                 const char          *method);
/* (nullable): the nonce of the first exchange, so that the CONNECT is known
 * before it is sent. The exchanges after that get nonces of their own. */
void
willow_client_options_set_authentication_nonce (WillowClientOptions *options,
                                                const char          *nonce);
void willow_client_options_set_keep_alive_seconds (WillowClientOptions *options,
                                                   guint16 seconds);
/* Name lookup to CONNACK; 0: none */
void willow_client_options_set_connect_timeout_ms (WillowClientOptions *options,
                                                   guint milliseconds);
/* Topic Aliases that the client gives, within what the server takes (5.0). 0,
 * the default: topics are always sent as they are */
void willow_client_options_set_topic_aliases (WillowClientOptions *options,
                                              guint16              maximum);
void willow_client_options_set_will (WillowClientOptions *options,
                                     const char          *topic,
                                     GBytes              *payload,
                                     MqttQos              qos,
                                     gboolean             retain);
void willow_client_options_set_will_bytes (WillowClientOptions *options,
                                           GBytes              *topic,
                                           GBytes              *payload,
                                           MqttQos              qos,
                                           gboolean             retain);
/* Encoded properties (5.0), copied */
void willow_client_options_set_properties (WillowClientOptions *options,
                                           MqttProperties       properties);
void willow_client_options_set_will_properties (WillowClientOptions *options,
                                                MqttProperties properties);

/**
 * willow_client_options_set_as_written:
 * @protocol_name: (nullable): %NULL: that of the version
 * @protocol_level: 0 to 255; -1: that of the version
 * @connect_flags: 0 to 255; -1: those of the fields
 *
 * For practice: these are sent whether they are right or not. What stands in
 * the payload does not depend on them.
 */
void willow_client_options_set_as_written (WillowClientOptions *options,
                                           GBytes              *protocol_name,
                                           int                  protocol_level,
                                           int                  connect_flags);

/**
 * willow_client_options_refuse:
 * @sentence: translated
 *
 * There is no CONNECT that says what was wanted. The client fails with this
 * sentence (WILLOW_CLIENT_ERROR_INVALID) and connects to nobody. The first one
 * stays.
 */
void willow_client_options_refuse (WillowClientOptions *options,
                                   const char          *sentence);
/* (nullable) */
const char *
willow_client_options_get_refusal (const WillowClientOptions *options);

const WillowEndpoint *
willow_client_options_get_endpoint (const WillowClientOptions *options);
/* (nullable) (transfer none) */
WillowConnectorSettings *
willow_client_options_get_connector (const WillowClientOptions *options);
MqttVersion
      willow_client_options_get_version (const WillowClientOptions *options);
guint willow_client_options_get_connect_timeout_ms (
    const WillowClientOptions *options);

guint16
willow_client_options_get_topic_aliases (const WillowClientOptions *options);
/* (nullable) */
const char *willow_client_options_get_authentication_method (
    const WillowClientOptions *options);
const char *
willow_client_options_get_user_name (const WillowClientOptions *options);
GBytes *willow_client_options_get_password (const WillowClientOptions *options);

/**
 * willow_client_options_get_connect:
 * @connect: (out): views into @options
 *
 * The CONNECT as it will be sent: preview and client encode this very
 * structure. With an Authentication Method the client adds Authentication Data,
 * which has a nonce of its own each time: the first time that of
 * willow_client_options_set_authentication_nonce().
 */
void willow_client_options_get_connect (const WillowClientOptions *options,
                                        MqttConnect               *connect);

/* (transfer full): the encoded CONNECT, to the last byte where the nonce is
 * set; NULL if it cannot be expressed */
GBytes *
willow_client_options_encode_connect (const WillowClientOptions *options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowClientOptions, willow_client_options_unref)

G_END_DECLS
