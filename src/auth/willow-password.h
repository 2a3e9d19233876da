/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/willow-scram.h"

G_BEGIN_DECLS

/**
 * WillowPassword:
 *
 * What is kept instead of a password: a salted hash that costs time. Immutable,
 * atomically reference counted.
 */
typedef struct _WillowPassword WillowPassword;

/* As text: */
typedef enum
{
  WILLOW_PASSWORD_SHA512, /* $6$SALT$HASH, of mosquitto before 2.0: read, never
                             made, because it costs no time */
  WILLOW_PASSWORD_PBKDF2, /* $7$ITERATIONS$SALT$HASH, of mosquitto: SHA-512 */
  WILLOW_PASSWORD_SCRYPT, /* $scrypt$ln=15,r=8,p=1$SALT$HASH (RFC 7914) */
  WILLOW_PASSWORD_SCRAM,  /* SCRAM-SHA-256$ITERATIONS:SALT$KEY:KEY (RFC 5803):
                             serves a plain password and SCRAM alike */
} WillowPasswordKind;

/* What each guess costs the one who has stolen the file, and each login us:
 * about 50 ms of computing. */
#define WILLOW_PASSWORD_PBKDF2_ITERATIONS 100000u
#define WILLOW_PASSWORD_SCRYPT_LOG_N 15u
#define WILLOW_PASSWORD_SCRAM_ITERATIONS 100000u

/* Above this a single login would stop everything. */
#define WILLOW_PASSWORD_MAX_ITERATIONS 10000000u
#define WILLOW_PASSWORD_MAX_SCRYPT_BYTES (256u * 1024u * 1024u)

#define WILLOW_PASSWORD_ERROR (willow_password_error_quark ())
GQuark willow_password_error_quark (void);
typedef enum
{
  WILLOW_PASSWORD_ERROR_KIND,      /* no such kind, or not hashed at all */
  WILLOW_PASSWORD_ERROR_MALFORMED, /* the kind is known, the rest is wrong */
  WILLOW_PASSWORD_ERROR_COST,      /* too few rounds, or too many */
} WillowPasswordError;

/**
 * willow_password_new:
 * @kind: not WILLOW_PASSWORD_SHA512
 * @password: any bytes; WILLOW_PASSWORD_SCRAM takes text only
 * @cost: iterations, or the logarithm of N for scrypt; 0 for the defaults above
 *
 * Takes the time that a login takes.
 *
 * Returns: (transfer full) (nullable):
 */
WillowPassword *willow_password_new (WillowPasswordKind kind,
                                     const char        *password,
                                     gsize              len,
                                     guint              cost,
                                     GError           **error);

/* @text: what stands behind the colon in a password file.
 * Returns: (transfer full) (nullable) */
WillowPassword *willow_password_parse (const char *text, GError **error);
WillowPassword *willow_password_ref (WillowPassword *self);
void            willow_password_unref (WillowPassword *self);

WillowPasswordKind willow_password_get_kind (const WillowPassword *self);
/* (transfer full): for a password file; no line break in it */
char *willow_password_to_text (const WillowPassword *self);

/* Compares in constant time, after the time that hashing takes. From any
 * thread. */
gboolean willow_password_verify (const WillowPassword *self,
                                 const char           *password,
                                 gsize                 len);

/* (transfer none) (nullable): %NULL unless WILLOW_PASSWORD_SCRAM */
const WillowScramCredentials *
willow_password_get_scram (const WillowPassword *self);

/* Marks are of a process, never stored: with one a password that was right
 * before is recognised without hashing it again. @key: from
 * willow_password_new_mark_key() */
#define WILLOW_PASSWORD_MARK_BYTES 32
void willow_password_new_mark_key (guint8 key[WILLOW_PASSWORD_MARK_BYTES]);
void willow_password_mark (const WillowPassword *self,
                           const guint8 key[WILLOW_PASSWORD_MARK_BYTES],
                           const char  *password,
                           gsize        len,
                           guint8       mark[WILLOW_PASSWORD_MARK_BYTES]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowPassword, willow_password_unref)

G_END_DECLS
