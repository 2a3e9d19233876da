/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-certificate-private.h"

#include <glib/gi18n.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <string.h>

GQuark
willow_certificate_error_quark (void)
{
  return g_quark_from_static_string ("willow-certificate-error-quark");
}

static void
x509_free (gpointer x509)
{
  X509_free (x509);
}

void
willow_material_fail (WillowMaterial        *material,
                      WillowCertificateError code,
                      const char            *sentence)
{
  if (material->error == NULL)
    material->error =
        g_error_new_literal (WILLOW_CERTIFICATE_ERROR, (int)code, sentence);
}

void
willow_material_clear (WillowMaterial *material)
{
  g_clear_pointer (&material->certificates, g_ptr_array_unref);
  g_clear_pointer (&material->key, EVP_PKEY_free);
  g_clear_error (&material->error);
}

/* An empty passphrase is written in two ways.
 * @text: (out): the one that fits. Returns: whether one does */
static gboolean
find_mac_passphrase (PKCS12 *store, GBytes *passphrase, const char **text)
{
  gsize len = 0;

  *text = passphrase != NULL ? g_bytes_get_data (passphrase, &len) : NULL;
  if (len > 0)
    return PKCS12_verify_mac (store, *text, (int)len) == 1;
  *text = "";
  if (PKCS12_verify_mac (store, *text, 0) == 1)
    return TRUE;
  *text = NULL;
  return PKCS12_verify_mac (store, NULL, 0) == 1;
}

static void
unpack_pkcs12 (WillowMaterial *material, PKCS12 *store, const char *passphrase)
{
  X509 *own = NULL;
  STACK_OF (X509) *others = NULL;

  if (PKCS12_parse (store, passphrase, &material->key, &own, &others) != 1)
    {
      willow_material_fail (material,
                            WILLOW_CERTIFICATE_ERROR_UNSUPPORTED,
                            _ ("The passphrase is right, but this PKCS#12 uses "
                               "an old encryption that is not read any more "
                               "(RC2): export it anew"));
      return;
    }
  if (own != NULL)
    g_ptr_array_add (material->certificates, own);
  while (sk_X509_num (others) > 0)
    g_ptr_array_add (material->certificates, sk_X509_shift (others));
  sk_X509_free (others);
  material->has_key = material->key != NULL;
}

static void
read_pkcs12 (WillowMaterial *material, PKCS12 *store, GBytes *passphrase)
{
  g_autofree char *copy = NULL;
  const char      *text = NULL;
  gsize            len = 0;

  material->kind = WILLOW_CONTENT_PKCS12;
  material->is_encrypted = TRUE;
  if (PKCS12_mac_present (store) &&
      !find_mac_passphrase (store, passphrase, &text))
    {
      if (passphrase == NULL)
        willow_material_fail (
            material,
            WILLOW_CERTIFICATE_ERROR_PASSPHRASE,
            _ ("This PKCS#12 is encrypted: it needs its passphrase"));
      else
        willow_material_fail (
            material,
            WILLOW_CERTIFICATE_ERROR_WRONG_PASSPHRASE,
            _ ("The passphrase does not open this PKCS#12: it is wrong"));
      return;
    }
  if (passphrase != NULL)
    len = g_bytes_get_size (passphrase);
  if (len > 0)
    copy = g_strndup (g_bytes_get_data (passphrase, NULL), len);
  unpack_pkcs12 (material, store, copy != NULL ? copy : text);
  if (copy != NULL)
    explicit_bzero (copy, len);
}

static gboolean
read_der_key (WillowMaterial *material,
              const guint8   *data,
              long            len,
              GBytes         *passphrase)
{
  const guint8        *at = data;
  X509_SIG            *sealed;
  PKCS8_PRIV_KEY_INFO *info = NULL;
  gsize                size = 0;

  material->key = d2i_AutoPrivateKey (NULL, &at, len);
  at = data;
  sealed = material->key == NULL ? d2i_X509_SIG (NULL, &at, len) : NULL;
  if (material->key == NULL && sealed == NULL)
    return FALSE;
  material->kind = WILLOW_CONTENT_DER_KEY;
  material->has_key = TRUE;
  if (sealed == NULL)
    return TRUE;
  material->is_encrypted = TRUE;
  if (passphrase != NULL)
    {
      const char *text = g_bytes_get_data (passphrase, &size);

      info = PKCS8_decrypt (sealed, text != NULL ? text : "", (int)size);
    }
  X509_SIG_free (sealed);
  if (info != NULL)
    material->key = EVP_PKCS82PKEY (info);
  PKCS8_PRIV_KEY_INFO_free (info);
  if (material->key == NULL)
    willow_material_fail (
        material,
        passphrase == NULL ? WILLOW_CERTIFICATE_ERROR_PASSPHRASE
                           : WILLOW_CERTIFICATE_ERROR_WRONG_PASSPHRASE,
        passphrase == NULL
            ? _ ("The private key is encrypted: it needs its passphrase")
            : _ ("The passphrase does not open the private key: it is wrong"));
  return TRUE;
}

const char *
willow_material_get_request_sentence (void)
{
  return _ ("This is a request for a certificate (CSR): what the authority "
            "made of it is needed, the certificate itself");
}

const char *
willow_material_get_public_key_sentence (void)
{
  return _ ("This is a public key: the private one is needed");
}

/* Never used, but people choose them. */
static const char *
recognise_der (GBytes *content)
{
  gsize         size;
  const guint8 *data = g_bytes_get_data (content, &size), *at = data;
  X509_REQ     *request = d2i_X509_REQ (NULL, &at, (long)size);
  EVP_PKEY     *key;

  X509_REQ_free (request);
  if (request != NULL)
    return willow_material_get_request_sentence ();
  at = data;
  key = d2i_PUBKEY (NULL, &at, (long)size);
  EVP_PKEY_free (key);
  if (key != NULL)
    return willow_material_get_public_key_sentence ();
  return NULL;
}

static void
fail_unknown (WillowMaterial *material, GBytes *content)
{
  const char *sentence = recognise_der (content);
  gsize       size;
  const char *data = g_bytes_get_data (content, &size);

  if (sentence != NULL)
    willow_material_fail (
        material, WILLOW_CERTIFICATE_ERROR_UNSUPPORTED, sentence);
  else
    willow_material_fail (
        material,
        WILLOW_CERTIFICATE_ERROR_UNKNOWN,
        g_utf8_validate (data, (gssize)size, NULL)
            ? _ ("This is some text, and not a certificate or a key")
            : _ ("This is not a certificate at all, and no key either"));
}

static void
read_der (WillowMaterial *material, GBytes *content, GBytes *passphrase)
{
  gsize         size;
  const guint8 *data = g_bytes_get_data (content, &size);
  const guint8 *at = data;
  X509         *x509 = d2i_X509 (NULL, &at, (long)size);
  PKCS12       *store;

  if (x509 != NULL)
    {
      material->kind = WILLOW_CONTENT_DER_CERTIFICATE;
      g_ptr_array_add (material->certificates, x509);
      return;
    }
  at = data;
  store = d2i_PKCS12 (NULL, &at, (long)size);
  if (store != NULL)
    {
      read_pkcs12 (material, store, passphrase);
      PKCS12_free (store);
      return;
    }
  if (!read_der_key (material, data, (long)size, passphrase))
    fail_unknown (material, content);
}

/* There may be anything before it, zero bytes too. */
static gboolean
is_pem (GBytes *content)
{
  static const char begin[] = "-----BEGIN ";
  gsize             size;
  const char       *data = g_bytes_get_data (content, &size);
  const char       *end = data + size;

  while (data != NULL && (gsize)(end - data) >= strlen (begin))
    {
      if (memcmp (data, begin, strlen (begin)) == 0)
        return TRUE;
      data = memchr (data + 1, '-', (gsize)(end - data - 1));
    }
  return FALSE;
}

void
willow_material_read (WillowMaterial *material,
                      GBytes         *content,
                      GBytes         *passphrase)
{
  gsize size = g_bytes_get_size (content);

  *material = (WillowMaterial){ .kind = WILLOW_CONTENT_UNKNOWN };
  material->certificates = g_ptr_array_new_with_free_func (x509_free);
  if (size == 0)
    willow_material_fail (
        material, WILLOW_CERTIFICATE_ERROR_UNKNOWN, _ ("It is empty"));
  else if (size > WILLOW_CERTIFICATE_MAX_BYTES)
    willow_material_fail (material,
                          WILLOW_CERTIFICATE_ERROR_UNKNOWN,
                          _ ("It is far too large for a certificate or a key"));
  else if (is_pem (content))
    willow_material_read_pem (material, content, passphrase);
  else
    read_der (material, content, passphrase);
  /* What was tried in vain left its traces. */
  ERR_clear_error ();
}
