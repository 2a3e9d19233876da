/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding: messages in,
 * messages out. Knows no MQTT, does no I/O. WillowScramClient and
 * WillowScramServer are its two ends. */

#define WILLOW_SCRAM_METHOD "SCRAM-SHA-256"

#define WILLOW_SCRAM_KEY_BYTES 32
#define WILLOW_SCRAM_SALT_MAX_BYTES 64

/* RFC 7677 section 4 wants 4,096 at least. A Server that asks for fewer could
 * be one that wants to guess the password from the proof. */
#define WILLOW_SCRAM_MIN_ITERATIONS 4096u
/* Half a second of computing; a Server cannot make the Client spend more. */
#define WILLOW_SCRAM_MAX_ITERATIONS 1000000u

/* A user name of 255 bytes, two nonces, and room for extensions. */
#define WILLOW_SCRAM_MESSAGE_MAX_BYTES 4096u

#define WILLOW_SCRAM_ERROR (willow_scram_error_quark ())
GQuark willow_scram_error_quark (void);
typedef enum
{
  WILLOW_SCRAM_ERROR_MALFORMED,     /* against the grammar, or out of turn */
  WILLOW_SCRAM_ERROR_NOT_SUPPORTED, /* channel binding, extensions */
  WILLOW_SCRAM_ERROR_NONCE,         /* not the one of this exchange */
  WILLOW_SCRAM_ERROR_ITERATIONS,    /* too few, too many */
  WILLOW_SCRAM_ERROR_PREPARE,       /* SASLprep cannot take it */
  WILLOW_SCRAM_ERROR_PROOF,         /* Server: wrong user name or password */
  WILLOW_SCRAM_ERROR_SIGNATURE,     /* Client: it does not know the password */
  WILLOW_SCRAM_ERROR_REFUSED,       /* Client: the Server says no */
} WillowScramError;

/* What a Server keeps instead of a password. */
typedef struct
{
  guint8 salt[WILLOW_SCRAM_SALT_MAX_BYTES];
  gsize  salt_len;
  guint  iterations;
  guint8 stored_key[WILLOW_SCRAM_KEY_BYTES];
  guint8 server_key[WILLOW_SCRAM_KEY_BYTES];
} WillowScramCredentials;

/**
 * willow_scram_credentials_derive:
 * @credentials: (out caller-allocates):
 * @salt: (nullable): %NULL for 16 random bytes
 * @iterations: 0 for the least that is allowed
 */
gboolean willow_scram_credentials_derive (WillowScramCredentials *credentials,
                                          const char             *password,
                                          gsize                   password_len,
                                          const guint8           *salt,
                                          gsize                   salt_len,
                                          guint                   iterations,
                                          GError                **error);

/* 18 random bytes in printable form: fresh for each exchange. (transfer full)
 */
char *willow_scram_new_nonce (void);

G_END_DECLS
