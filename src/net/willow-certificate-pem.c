/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-certificate-private.h"

#include <glib/gi18n.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <string.h>

static int
passphrase_cb (char *buffer, int size, int rwflag, void *user_data)
{
  gsize       len;
  const void *data = g_bytes_get_data (user_data, &len);

  if (len > (gsize)size)
    return -1;
  if (len > 0)
    memcpy (buffer, data, len);
  return (int)len;
}

static void
fail_passphrase (WillowMaterial *material, GBytes *passphrase)
{
  if (passphrase == NULL)
    willow_material_fail (material,
                          WILLOW_CERTIFICATE_ERROR_PASSPHRASE,
                          _ ("The private key is encrypted: it needs its "
                             "passphrase"));
  else
    willow_material_fail (
        material,
        WILLOW_CERTIFICATE_ERROR_WRONG_PASSPHRASE,
        _ ("The passphrase does not open the private key: it is wrong"));
}

static void
fail_damaged (WillowMaterial *material, gboolean is_key)
{
  willow_material_fail (
      material,
      WILLOW_CERTIFICATE_ERROR_DAMAGED,
      is_key ? _ ("There is a private key in it, but it is damaged")
             : _ ("There is a certificate in it, but it is damaged"));
}

static void
take_key (WillowMaterial *material, EVP_PKEY *key)
{
  if (material->key == NULL)
    material->key = key;
  else
    EVP_PKEY_free (key);
}

/* PKCS#8 with a passphrase. */
static void
read_encrypted_pkcs8 (WillowMaterial *material,
                      const guint8   *data,
                      long            len,
                      GBytes         *passphrase)
{
  X509_SIG            *sealed = d2i_X509_SIG (NULL, &data, len);
  PKCS8_PRIV_KEY_INFO *info = NULL;
  EVP_PKEY            *key = NULL;
  gsize                size = 0;

  material->is_encrypted = TRUE;
  if (sealed == NULL)
    {
      fail_damaged (material, TRUE);
      return;
    }
  if (passphrase != NULL)
    {
      const char *text = g_bytes_get_data (passphrase, &size);

      info = PKCS8_decrypt (sealed, text != NULL ? text : "", (int)size);
    }
  X509_SIG_free (sealed);
  if (info != NULL)
    key = EVP_PKCS82PKEY (info);
  PKCS8_PRIV_KEY_INFO_free (info);
  if (key != NULL)
    take_key (material, key);
  else
    fail_passphrase (material, passphrase);
}

/* PKCS#8 in the clear, or one of the older forms, whose passphrase is said in
 * the headers between the BEGIN line and the data. */
static void
read_key (WillowMaterial *material,
          char           *header,
          guint8         *data,
          long            len,
          GBytes         *passphrase)
{
  EVP_CIPHER_INFO cipher;
  const guint8   *at = data;
  EVP_PKEY       *key;

  if (PEM_get_EVP_CIPHER_INFO (header, &cipher) == 1 && cipher.cipher != NULL)
    {
      material->is_encrypted = TRUE;
      if (passphrase == NULL ||
          PEM_do_header (&cipher, data, &len, passphrase_cb, passphrase) != 1)
        {
          fail_passphrase (material, passphrase);
          return;
        }
    }
  key = d2i_AutoPrivateKey (NULL, &at, len);
  if (key != NULL)
    take_key (material, key);
  /* What a wrong passphrase makes can look decrypted. */
  else if (material->is_encrypted)
    fail_passphrase (material, passphrase);
  else
    fail_damaged (material, TRUE);
}

static void
read_certificate (WillowMaterial *material, const guint8 *data, long len)
{
  X509 *x509 = d2i_X509_AUX (NULL, &data, len);

  if (x509 != NULL)
    g_ptr_array_add (material->certificates, x509);
  else
    fail_damaged (material, FALSE);
}

/* Curves stand before EC keys; the key names its curve, too. */
static void
read_other (WillowMaterial *material, const char *name)
{
  g_autofree char *sentence = NULL;

  if (g_str_equal (name, "EC PARAMETERS") ||
      g_str_equal (name, "DH PARAMETERS"))
    return;
  if (g_str_equal (name, "OPENSSH PRIVATE KEY"))
    sentence =
        g_strdup (_ ("This is a key for SSH; TLS needs a key in PEM, DER "
                     "or PKCS#12"));
  else if (g_str_has_suffix (name, "CERTIFICATE REQUEST"))
    sentence = g_strdup (willow_material_get_request_sentence ());
  else if (g_str_has_suffix (name, "PUBLIC KEY"))
    sentence = g_strdup (willow_material_get_public_key_sentence ());
  else
    sentence = g_strdup_printf (
        _ ("This is a “%s”, neither a certificate nor a private key"), name);
  willow_material_fail (
      material, WILLOW_CERTIFICATE_ERROR_UNSUPPORTED, sentence);
}

static void
read_block (WillowMaterial *material,
            const char     *name,
            char           *header,
            guint8         *data,
            long            len,
            GBytes         *passphrase)
{
  if (g_str_equal (name, "CERTIFICATE") ||
      g_str_equal (name, "X509 CERTIFICATE") ||
      g_str_equal (name, "TRUSTED CERTIFICATE"))
    read_certificate (material, data, len);
  else if (g_str_equal (name, "ENCRYPTED PRIVATE KEY"))
    {
      material->has_key = TRUE;
      read_encrypted_pkcs8 (material, data, len, passphrase);
    }
  else if (g_str_has_suffix (name, "PRIVATE KEY") &&
           !g_str_equal (name, "OPENSSH PRIVATE KEY"))
    {
      material->has_key = TRUE;
      read_key (material, header, data, len, passphrase);
    }
  else
    read_other (material, name);
}

static WillowContentKind
find_kind (const WillowMaterial *material)
{
  if (material->has_key)
    return material->certificates->len > 0
               ? WILLOW_CONTENT_PEM_CERTIFICATE_AND_KEY
               : WILLOW_CONTENT_PEM_KEY;
  if (material->certificates->len > 1)
    return WILLOW_CONTENT_PEM_BUNDLE;
  if (material->certificates->len == 1)
    return WILLOW_CONTENT_PEM_CERTIFICATE;
  return WILLOW_CONTENT_PEM_OTHER;
}

void
willow_material_read_pem (WillowMaterial *material,
                          GBytes         *content,
                          GBytes         *passphrase)
{
  gsize       size;
  const void *bytes = g_bytes_get_data (content, &size);
  BIO        *bio = BIO_new_mem_buf (bytes, (int)size);
  char       *name = NULL, *header = NULL;
  guint8     *data = NULL;
  long        len = 0;
  gboolean    any = FALSE;

  while (PEM_read_bio (bio, &name, &header, &data, &len) == 1)
    {
      any = TRUE;
      read_block (material, name, header, data, len, passphrase);
      OPENSSL_free (name);
      OPENSSL_free (header);
      OPENSSL_clear_free (data, (size_t)len);
    }
  BIO_free (bio);
  if (!any)
    willow_material_fail (material,
                          WILLOW_CERTIFICATE_ERROR_DAMAGED,
                          _ ("It begins like PEM, but what stands between "
                             "BEGIN and END cannot be read: damaged, or cut "
                             "off"));
  material->kind = find_kind (material);
}
