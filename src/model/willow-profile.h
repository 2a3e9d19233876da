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

/**
 * WillowProfile:
 *
 * A connection profile as the user typed it: nothing is trimmed or rewritten.
 * The password is not part of it; only "use-password" is, and where it is kept
 * is #WillowSecretStore's matter.
 *
 * Properties (all read-write, notify, bindable):
 * "id" (string, UUID, construct-only), "name" (string), "use-tls" (boolean),
 * "host" (string), "port" (uint, 1..65535), "tls-verify" (boolean),
 * "tls-verify-name" (string: which name the certificate must have; empty: the
 * host), "tls-authorities" (string: certificates in PEM; empty: the system's),
 * "version" (uint, MqttVersion), "client-id" (string), "clean-start" (boolean),
 * "use-user-name" (boolean), "user-name" (string), "use-password" (boolean),
 * "keep-alive-seconds" (uint, 0..65535), "connect-timeout-seconds" (uint),
 * "use-will" (boolean), "will-topic" (string), "will-payload" (string),
 * "will-qos" (uint), "will-retain" (boolean), "session-expiry-seconds"
 * (uint, 5.0; 0xFFFFFFFF never).
 *
 * Signal "changed": anything that is stored, also a subscription, has changed.
 */
WillowProfile *willow_profile_new (const char *name);
/* A copy with a new id. */
WillowProfile *willow_profile_duplicate (WillowProfile *self, const char *name);
const char    *willow_profile_get_id (WillowProfile *self);
const char    *willow_profile_get_name (WillowProfile *self);
MqttVersion    willow_profile_get_version (WillowProfile *self);
gboolean       willow_profile_get_use_password (WillowProfile *self);

/* Keeps the certificates in @content (PEM, DER …) as those that are trusted,
 * and nothing else of it. Returns: %FALSE if there are none, with a sentence */
gboolean willow_profile_import_authorities (WillowProfile *self,
                                            GBytes        *content,
                                            GError       **error);
/* (transfer full): a translated line about whom it trusts */
char *willow_profile_describe_authorities (WillowProfile *self);

/* (transfer full): mqtt://host:port */
char *willow_profile_dup_url (WillowProfile *self);
/* Takes host and port (and credentials' user name) out of a URL. @password:
 * (out) (optional) */
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
