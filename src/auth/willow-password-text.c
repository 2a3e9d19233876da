/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashes as they stand in files. */
#include "auth/willow-password-private.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>
#include <string.h>

#define SHA512_BYTES 64
#define SCRYPT_MIN_HASH_BYTES 16

static gboolean
malformed (GError **error)
{
  g_set_error_literal (error,
                       WILLOW_PASSWORD_ERROR,
                       WILLOW_PASSWORD_ERROR_MALFORMED,
                       _ ("The hash is damaged."));
  return FALSE;
}

static gboolean
costs_too_much (GError **error)
{
  g_set_error_literal (
      error,
      WILLOW_PASSWORD_ERROR,
      WILLOW_PASSWORD_ERROR_COST,
      _ ("The password is hashed with too few or too many iterations."));
  return FALSE;
}

/* Base64, with or without the padding. g_base64_decode() would skip what does
 * not belong there. */
static gboolean
read_base64 (const char *text, guint8 *bytes, gsize max, gsize *len)
{
  gsize              n = strlen (text);
  gsize              content = strcspn (text, "=");
  g_autofree char   *padded = NULL;
  g_autofree guint8 *decoded = NULL;

  if (n > 4 * max || content % 4 == 1 || strspn (text + content, "=") > 2 ||
      content + strspn (text + content, "=") != n)
    return FALSE;
  for (gsize i = 0; i < content; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return FALSE;
  padded = g_strdup_printf ("%.*s%s",
                            (int)content,
                            text,
                            content % 4 == 2   ? "=="
                            : content % 4 == 3 ? "="
                                               : "");
  decoded = g_base64_decode (padded, len);
  if (*len == 0 || *len > max)
    return FALSE;
  memcpy (bytes, decoded, *len);
  OPENSSL_cleanse (decoded, *len);
  return TRUE;
}

static gboolean
read_number (const char *text, guint64 max, guint *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 1, max, &value, NULL))
    return FALSE;
  *number = (guint)value;
  return TRUE;
}

static gboolean
read_salt_and_hash (WillowPassword *self,
                    const char     *salt,
                    const char     *hash,
                    GError        **error)
{
  if (!read_base64 (salt, self->salt, sizeof self->salt, &self->salt_len) ||
      !read_base64 (hash, self->hash, sizeof self->hash, &self->hash_len))
    return malformed (error);
  return TRUE;
}

/* @fields: "", "6", salt, hash */
static gboolean
read_sha512 (WillowPassword *self, GStrv fields, GError **error)
{
  if (g_strv_length (fields) != 4)
    return malformed (error);
  return read_salt_and_hash (self, fields[2], fields[3], error) &&
         (self->hash_len == SHA512_BYTES || malformed (error));
}

/* @fields: "", "7", iterations, salt, hash */
static gboolean
read_pbkdf2 (WillowPassword *self, GStrv fields, GError **error)
{
  if (g_strv_length (fields) != 5)
    return malformed (error);
  if (!read_number (
          fields[2], WILLOW_PASSWORD_MAX_ITERATIONS, &self->iterations))
    return costs_too_much (error);
  return read_salt_and_hash (self, fields[3], fields[4], error) &&
         (self->hash_len == SHA512_BYTES || malformed (error));
}

static gboolean
read_scrypt_cost (WillowPassword *self, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  return g_strv_length (parts) == 3 && g_str_has_prefix (parts[0], "ln=") &&
         g_str_has_prefix (parts[1], "r=") &&
         g_str_has_prefix (parts[2], "p=") &&
         read_number (parts[0] + 3, 30, &self->log_n) &&
         read_number (parts[1] + 2, 1024, &self->r) &&
         read_number (parts[2] + 2, 16, &self->p);
}

/* @fields: "", "scrypt", cost, salt, hash */
static gboolean
read_scrypt (WillowPassword *self, GStrv fields, GError **error)
{
  if (g_strv_length (fields) != 5 || !read_scrypt_cost (self, fields[2]))
    return malformed (error);
  if ((G_GUINT64_CONSTANT (128) << self->log_n) * self->r >
      WILLOW_PASSWORD_MAX_SCRYPT_BYTES)
    return costs_too_much (error);
  return read_salt_and_hash (self, fields[3], fields[4], error) &&
         (self->hash_len >= SCRYPT_MIN_HASH_BYTES || malformed (error));
}

static gboolean
read_key (const char *text, guint8 *key)
{
  gsize len;

  return read_base64 (text, key, WILLOW_SCRAM_KEY_BYTES, &len) &&
         len == WILLOW_SCRAM_KEY_BYTES;
}

/* @fields: "SCRAM-SHA-256", iterations:salt, key:key */
static gboolean
read_scram (WillowPassword *self, GStrv fields, GError **error)
{
  WillowScramCredentials *scram = &self->scram;
  g_auto (GStrv) salt = NULL;
  g_auto (GStrv) keys = NULL;

  if (g_strv_length (fields) != 3)
    return malformed (error);
  salt = g_strsplit (fields[1], ":", -1);
  keys = g_strsplit (fields[2], ":", -1);
  if (g_strv_length (salt) != 2 || g_strv_length (keys) != 2)
    return malformed (error);
  if (!read_number (salt[0], WILLOW_SCRAM_MAX_ITERATIONS, &scram->iterations) ||
      scram->iterations < WILLOW_SCRAM_MIN_ITERATIONS)
    return costs_too_much (error);
  if (!read_base64 (
          salt[1], scram->salt, sizeof scram->salt, &scram->salt_len) ||
      !read_key (keys[0], scram->stored_key) ||
      !read_key (keys[1], scram->server_key))
    return malformed (error);
  return TRUE;
}

typedef struct
{
  const char        *prefix;
  WillowPasswordKind kind;
  gboolean (*read) (WillowPassword *self, GStrv fields, GError **error);
} Format;

static const Format formats[] = {
  { "$6$", WILLOW_PASSWORD_SHA512, read_sha512 },
  { "$7$", WILLOW_PASSWORD_PBKDF2, read_pbkdf2 },
  { "$scrypt$", WILLOW_PASSWORD_SCRYPT, read_scrypt },
  { WILLOW_SCRAM_METHOD "$", WILLOW_PASSWORD_SCRAM, read_scram },
};

WillowPassword *
willow_password_parse (const char *text, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_prefix (text, formats[i].prefix))
      {
        g_autoptr (WillowPassword) self =
            willow_password_alloc (formats[i].kind);
        g_auto (GStrv) fields = g_strsplit (text, "$", 8);

        return formats[i].read (self, fields, error) ? g_steal_pointer (&self)
                                                     : NULL;
      }
  g_set_error_literal (
      error,
      WILLOW_PASSWORD_ERROR,
      WILLOW_PASSWORD_ERROR_KIND,
      _ ("The password is not hashed, or in a way that is not known here."));
  return NULL;
}

char *
willow_password_to_text (const WillowPassword *self)
{
  gboolean         is_scram = self->kind == WILLOW_PASSWORD_SCRAM;
  const guint8    *salt_bytes = is_scram ? self->scram.salt : self->salt;
  g_autofree char *salt = g_base64_encode (
      salt_bytes, is_scram ? self->scram.salt_len : self->salt_len);
  g_autofree char *hash = NULL;
  g_autofree char *server_key = NULL;

  hash = is_scram
             ? g_base64_encode (self->scram.stored_key, WILLOW_SCRAM_KEY_BYTES)
             : g_base64_encode (self->hash, self->hash_len);
  switch (self->kind)
    {
    case WILLOW_PASSWORD_SHA512:
      return g_strdup_printf ("$6$%s$%s", salt, hash);
    case WILLOW_PASSWORD_PBKDF2:
      return g_strdup_printf ("$7$%u$%s$%s", self->iterations, salt, hash);
    case WILLOW_PASSWORD_SCRYPT:
      return g_strdup_printf ("$scrypt$ln=%u,r=%u,p=%u$%s$%s",
                              self->log_n,
                              self->r,
                              self->p,
                              salt,
                              hash);
    case WILLOW_PASSWORD_SCRAM:
    default:
      server_key =
          g_base64_encode (self->scram.server_key, WILLOW_SCRAM_KEY_BYTES);
      return g_strdup_printf (WILLOW_SCRAM_METHOD "$%u:%s$%s:%s",
                              self->scram.iterations,
                              salt,
                              hash,
                              server_key);
    }
}
