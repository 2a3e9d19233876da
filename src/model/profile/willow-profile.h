/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "client/willow-client-options.h"
#include "model/profile/willow-encoded-text.h"
#include "model/profile/willow-profile-notes.h"
#include "model/profile/willow-profile-user-property.h"

G_BEGIN_DECLS

#define WILLOW_TYPE_PROFILE (willow_profile_get_type ())
G_DECLARE_FINAL_TYPE (WillowProfile, willow_profile, WILLOW, PROFILE, GObject)
#define WILLOW_TYPE_PROFILE_SUBSCRIPTION                                       \
  (willow_profile_subscription_get_type ())
G_DECLARE_FINAL_TYPE (WillowProfileSubscription,
                      willow_profile_subscription,
                      WILLOW,
                      PROFILE_SUBSCRIPTION,
                      GObject)
#define WILLOW_TYPE_PROFILE_HEADER (willow_profile_header_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowProfileHeader, willow_profile_header, WILLOW, PROFILE_HEADER, GObject)

/* Whom TLS believes. */
typedef enum
{
  WILLOW_TRUST_SYSTEM, /* whom this computer trusts */
  WILLOW_TRUST_OWN,    /* only the profile's authorities */
  WILLOW_TRUST_BOTH,
  WILLOW_TRUST_PINNED, /* only this very certificate */
} WillowTrust;

/* Enhanced authentication (5.0 section 4.12). */
typedef enum
{
  WILLOW_AUTHENTICATION_NONE,
  WILLOW_AUTHENTICATION_SCRAM_SHA_256, /* with user name and password */
  WILLOW_AUTHENTICATION_OWN,           /* method and data as typed */
} WillowAuthentication;

/* When what the profile lists is subscribed: after which CONNACK, the first one
 * included. */
typedef enum
{
  WILLOW_RESUBSCRIBE_ALWAYS,
  WILLOW_RESUBSCRIBE_IF_ABSENT, /* Session Present is 0 */
  WILLOW_RESUBSCRIBE_NEVER,
} WillowResubscribe;

/**
 * WillowProfile:
 *
 * A connection profile as the user typed it: nothing is trimmed or rewritten.
 * The password is not part of it; only "use-password" is, and where it is kept
 * is #WillowSecretStore's matter. The secrets of the way to the broker are with
 * it while the program runs (see willow_profile_set_secret()), and never in its
 * file.
 *
 * Properties (all read-write, notify, bindable):
 * "id" (string, UUID, construct-only), "name" (string), "scheme" (uint,
 * WillowScheme), "use-tls" (boolean: whether the scheme is mqtts or wss; not
 * stored by itself), "host" (string), "port" (uint, 1..65535), "path" (string:
 * of WebSocket), "compression" (boolean: permessage-deflate), "proxy-kind"
 * (uint, WillowProxyKind), "proxy-host" (string), "proxy-port" (uint),
 * "proxy-user-name" (string; empty: none), "tls-verify" (boolean), "tls-trust"
 * (uint, WillowTrust), "tls-verify-name" (string: which name the certificate
 * must have; empty: the host), "tls-send-sni" (boolean), "tls-sni" (string;
 * empty: the name that is verified), "tls-authorities" (string: certificates in
 * PEM), "tls-pins" (string: SHA-256 fingerprints, one a line),
 * "tls-certificate" (string: our own and its chain in PEM), "tls-minimum" and
 * "tls-maximum" (uint, WillowTlsVersion), "tls-ciphers" (string), "tls-alpn"
 * (string: names with commas between), "tls-resume" (boolean: whether TLS
 * sessions are resumed, while the program runs), "tls-use-psk" (boolean),
 * "tls-psk-identity" (string),
 * "version" (uint, MqttVersion), "client-id" (string), "clean-start" (boolean),
 * "use-user-name" (boolean), "user-name" (string), "use-password" (boolean),
 * "keep-alive-seconds" (uint, 0..65535), "connect-timeout-seconds" (uint),
 * "use-will" (boolean), "will-topic" (string), "will-payload" (string),
 * "will-qos" (uint), "will-retain" (boolean).
 * "will-qos" (uint), "will-retain" (boolean), "session-expiry-seconds"
 * (uint, 5.0; 0xFFFFFFFF never), "resubscribe" (uint, WillowResubscribe),
 * "reconnect" (boolean), "reconnect-delay-ms", "reconnect-maximum-ms" (uint),
 * "reconnect-jitter-percent" (uint), "reconnect-stop-on-refusal" (boolean).
 * Nothing of these is sent: "group" (string; empty: in none), "colour" (uint,
 * WillowColour), "notes" (string), "auto-connect" (boolean: when the program
 * starts), "last-used" (string: ISO 8601, UTC; empty: never).
 *
 * 5.0: each property of CONNECT is a pair "use-…" (boolean: whether it is sent)
 * and its value, so that an absent one and one with its default are different:
 * "session-expiry-seconds" (uint, 0xFFFFFFFF never), "receive-maximum",
 * "maximum-packet-size", "topic-alias-maximum" (uint),
 * "request-response-information", "request-problem-information" (boolean), with
 * "use-" in front of "session-expiry" and of the others' whole names;
 * "authentication" (uint, WillowAuthentication) with "authentication-method"
 * and, a secret, "authentication-data" (string). Of the will: "will-delay-…"
 * (seconds), "will-format" (uint, 0 or 1), "will-expiry-…" (seconds),
 * "will-content-type", "will-response-topic", "will-correlation-data" (string).
 *
 * A text with an "…-encoding" beside it (uint, WillowTextEncoding) stands for
 * the bytes that it says: "client-id", "user-name", "password" (which is
 * elsewhere), "will-topic", "will-payload", "will-correlation-data",
 * "authentication-data".
 *
 * "practice" (boolean): what breaks a rule is sent all the same, and these are
 * in force: "use-protocol-name" and "protocol-name" (string),
 * "use-protocol-level" and "protocol-level" (uint, 0..255),
 * "use-connect-flags" and "connect-flags" (uint, 0..255; the fields of the
 * payload follow the other settings), "extra-properties" and
 * "extra-will-properties" (string: hexadecimal, appended as they are).
 *
 * Signal "changed": anything that is stored, also a subscription or a header,
 * has changed. Signal "secrets-changed": a secret has.
 */
WillowProfile *willow_profile_new (const char *name);
/* A copy with a new id, that was never used and does not connect by itself. */
WillowProfile *willow_profile_duplicate (WillowProfile *self, const char *name);
const char    *willow_profile_get_id (WillowProfile *self);
const char    *willow_profile_get_name (WillowProfile *self);
MqttVersion    willow_profile_get_version (WillowProfile *self);
gboolean       willow_profile_get_use_password (WillowProfile *self);

/* Sets the scheme; the port follows it where it was the usual one of the
 * scheme before. */
void willow_profile_choose_scheme (WillowProfile *self, WillowScheme scheme);
/* "mqtt", or "mqttv3.1" for MQTT 3.1: what WebSocket asks for */
const char *willow_profile_get_subprotocol (WillowProfile *self);

/* (transfer full): scheme://host:port, and the path of a WebSocket */
char *willow_profile_dup_url (WillowProfile *self);
/* Takes scheme, host, port and path (and credentials' user name) out of a URL.
 * @password: (out) (optional) */
gboolean willow_profile_set_url (WillowProfile *self,
                                 const char    *url,
                                 char         **password,
                                 GError       **error);

/* (transfer none): GListStore of WillowProfileSubscription: "filter", "name"
 * (string), "qos", "retain-handling" (uint), "identifier" (uint, 0: none),
 * "colour" (uint, WillowColour), "enabled", "no-local", "retain-as-published"
 */
GListModel *willow_profile_get_subscriptions (WillowProfile *self);
WillowProfileSubscription *willow_profile_add_subscription (WillowProfile *self,
                                                            const char *filter,
                                                            MqttQos     qos);
void willow_profile_remove_subscription (WillowProfile *self, guint position);

/* (transfer none): GListStore of WillowProfileHeader, "name" and "value", more
 * headers for the request for a WebSocket */
GListModel          *willow_profile_get_headers (WillowProfile *self);
WillowProfileHeader *willow_profile_add_header (WillowProfile *self,
                                                const char    *name,
                                                const char    *value);
void        willow_profile_remove_header (WillowProfile *self, guint position);
const char *willow_profile_header_get_id (WillowProfileHeader *self);
const char *willow_profile_header_get_name (WillowProfileHeader *self);
const char *willow_profile_header_get_value (WillowProfileHeader *self);
/* Whether the value is nobody's business: of Authorization, Cookie and the
 * like. It is not in the file then. */
gboolean willow_profile_header_is_secret (WillowProfileHeader *self);

/* (transfer none): GListStore of WillowProfileUserProperty: of CONNECT, and of
 * the will (5.0) */
GListModel *willow_profile_get_user_properties (WillowProfile *self);
GListModel *willow_profile_get_will_user_properties (WillowProfile *self);
WillowProfileUserProperty *willow_profile_add_user_property (
    WillowProfile *self, const char *name, const char *value);
WillowProfileUserProperty *willow_profile_add_will_user_property (
    WillowProfile *self, const char *name, const char *value);
void willow_profile_remove_user_property (WillowProfile *self, guint position);
void willow_profile_remove_will_user_property (WillowProfile *self,
                                               guint          position);

/* @password: (nullable): as it was typed; used only if the profile says so.
 * (transfer full): they are refused by the client where a text is not what its
 * encoding says (see willow_client_options_refuse()) */
WillowClientOptions *willow_profile_build_options (WillowProfile *self,
                                                   GBytes        *password);
/* The CONNECT that would be sent next, (transfer full) (nullable); NULL if it
 * cannot be expressed. @password: (nullable): as it was typed */
GBytes *willow_profile_encode_connect (WillowProfile *self, GBytes *password);
/* SUBSCRIBE payload of the enabled subscriptions; NULL if there are none.
 * (transfer full) */
GBytes *willow_profile_build_filters (WillowProfile *self);

G_END_DECLS
