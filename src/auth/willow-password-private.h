/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/willow-password.h"

G_BEGIN_DECLS

/* Shared by willow-password.c and willow-password-text.c only. */

#define WILLOW_PASSWORD_HASH_MAX_BYTES 64
#define WILLOW_PASSWORD_SALT_MAX_BYTES 64

struct _WillowPassword
{
  gatomicrefcount        ref_count;
  WillowPasswordKind     kind;
  guint                  iterations;  /* PBKDF2 */
  guint                  log_n, r, p; /* scrypt */
  guint8                 salt[WILLOW_PASSWORD_SALT_MAX_BYTES];
  gsize                  salt_len;
  guint8                 hash[WILLOW_PASSWORD_HASH_MAX_BYTES];
  gsize                  hash_len;
  WillowScramCredentials scram; /* SCRAM: in place of salt and hash */
};

WillowPassword *willow_password_alloc (WillowPasswordKind kind);

G_END_DECLS
