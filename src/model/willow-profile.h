/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "client/willow-client-options.h"

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
 * "will-qos" (uint), "will-retain" (boolean), "session-expiry-seconds"
 * (uint, 5.0; 0xFFFFFFFF never).
 * Nothing of these is sent: "group" (string; empty: in none), "colour" (uint,
 * WillowColour), "notes" (string), "auto-connect" (boolean: when the program
 * starts), "last-used" (string: ISO 8601, UTC; empty: never).
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

/* (transfer none): GListStore of WillowProfileSubscription: "filter", "qos",
 * "enabled" */
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

/* @password: (nullable): used only if the profile says so. (transfer full) */
WillowClientOptions *willow_profile_build_options (WillowProfile *self,
                                                   GBytes        *password);
/* SUBSCRIBE payload of the enabled subscriptions; NULL if there are none.
 * (transfer full) */
GBytes *willow_profile_build_filters (WillowProfile *self);

/* Notes on risky or illegal combinations, each with its normative id: never
 * edits. */
typedef enum
{
  WILLOW_NOTE_HINT,
  WILLOW_NOTE_WARNING,
  WILLOW_NOTE_ERROR, /* cannot be sent at all */
} WillowNoteLevel;

typedef struct
{
  WillowNoteLevel level;
  const char     *property; /* of the profile, which it is about */
  const char     *id;       /* normative id, or "" */
  const char     *text;     /* translated sentence, static */
} WillowProfileNote;

/* (transfer full) (element-type WillowProfileNote) */
GArray *willow_profile_dup_notes (WillowProfile *self);

G_END_DECLS
