/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/willow-scram.h"

G_BEGIN_DECLS

/* Shared by willow-scram*.c only. */

typedef guint8 WillowScramKey[WILLOW_SCRAM_KEY_BYTES];

void willow_scram_hmac (const WillowScramKey key,
                        const char          *text,
                        WillowScramKey       result);
void willow_scram_hash (const WillowScramKey key, WillowScramKey result);
void willow_scram_xor (WillowScramKey key, const WillowScramKey other);
/* In a time that does not tell where they differ. */
gboolean willow_scram_key_equal (const WillowScramKey a,
                                 const WillowScramKey b);

/* SaltedPassword; @password is prepared already. */
void willow_scram_salt (const char    *password,
                        const guint8  *salt,
                        gsize          salt_len,
                        guint          iterations,
                        WillowScramKey result);

/* A message as text, or %NULL with an error: no UTF-8, NUL, too long. */
char *willow_scram_dup_message (const guint8 *data, gsize len, GError **error);

/* The value of "@name=value", or %NULL if @field (nullable) is another. */
const char *willow_scram_get_value (const char *field, char name);

/* Printable and without comma (RFC 5802 section 7). */
gboolean willow_scram_is_nonce (const char *text);

/* From Base64, strictly; FALSE if these are not @len bytes. */
gboolean willow_scram_read_key (const char *base64, guint8 *result, gsize len);

/* (transfer full): user name as saslname: "," and "=" are written "=2C" and
 * "=3D"; and back, NULL where it is none */
char *willow_scram_escape (const char *name);
char *willow_scram_unescape (const char *name);

gboolean
willow_scram_fail (GError **error, WillowScramError code, const char *text);

G_END_DECLS
