/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* What a profile keeps from everybody: with it while the program runs, in the
 * secret store for as long as it is wanted, in no file and no log. The password
 * of MQTT is not among them (see WillowPasswordVault). */
#define WILLOW_SECRET_PROXY_PASSWORD "proxy-password"
#define WILLOW_SECRET_TLS_KEY "tls-key" /* PEM, perhaps encrypted */
#define WILLOW_SECRET_TLS_PASSPHRASE "tls-passphrase"
#define WILLOW_SECRET_TLS_PSK "tls-psk-key" /* hexadecimal */
/* As it was typed, in its encoding; property "authentication-data" */
#define WILLOW_SECRET_AUTHENTICATION_DATA "authentication-data"

/* @value: (nullable): copied; %NULL forgets it */
void willow_profile_set_secret (WillowProfile *self,
                                const char    *name,
                                GBytes        *value);
/* (transfer none) (nullable) */
GBytes *willow_profile_get_secret (WillowProfile *self, const char *name);

/* Whether the way to the broker or CONNECT needs any. */
gboolean willow_profile_needs_secrets (WillowProfile *self);

/**
 * willow_profile_dup_secrets:
 *
 * All of them, values of headers too, as one text for the secret store.
 *
 * Returns: (transfer full) (nullable): overwritten with its last reference;
 *   %NULL if there are none
 */
GBytes *willow_profile_dup_secrets (WillowProfile *self);

/* Takes them from such a text; what is known already stays as it is. */
void willow_profile_load_secrets (WillowProfile *self, GBytes *text);

G_END_DECLS
