/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-certificate-private.h"

#include "base/willow-secret-bytes.h"

#include <glib/gi18n.h>
#include <openssl/pem.h>
#include <string.h>

/* RFC 7468 section 2 */
#define PEM_COLUMNS 64

char *
willow_certificate_dup_pem (const WillowCertificate *certificate)
{
  GString         *text = g_string_new ("-----BEGIN CERTIFICATE-----\n");
  gsize            len;
  const guint8    *der = g_bytes_get_data (certificate->der, &len);
  g_autofree char *base64 = g_base64_encode (der, len);

  for (const char *at = base64; *at != '\0';)
    {
      gsize n = MIN (strlen (at), PEM_COLUMNS);

      g_string_append_len (text, at, (gssize)n);
      g_string_append_c (text, '\n');
      at += n;
    }
  g_string_append (text, "-----END CERTIFICATE-----\n");
  return g_string_free (text, FALSE);
}

/* (transfer full): PKCS#8 in PEM, under the passphrase that it came with */
static GBytes *
export_key (EVP_PKEY *key, GBytes *passphrase)
{
  BIO        *bio = BIO_new (BIO_s_secmem ());
  gsize       len = 0;
  const char *text = NULL;
  char       *data;
  long        size;
  GBytes     *bytes;

  if (passphrase != NULL)
    text = g_bytes_get_data (passphrase, &len);
  PEM_write_bio_PKCS8PrivateKey (bio,
                                 key,
                                 len > 0 ? EVP_aes_256_cbc () : NULL,
                                 text,
                                 (int)len,
                                 NULL,
                                 NULL);
  size = BIO_get_mem_data (bio, &data);
  bytes = willow_secret_bytes_new (data, (gsize)size);
  BIO_free (bio);
  return bytes;
}

static char *
export_certificates (const WillowMaterial *material)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < material->certificates->len; i++)
    {
      g_autoptr (WillowCertificate) certificate =
          willow_certificate_new (material->certificates->pdata[i]);
      g_autofree char *pem = willow_certificate_dup_pem (certificate);

      g_string_append (text, pem);
    }
  return g_string_free (text, FALSE);
}

gboolean
willow_certificate_split (GBytes  *content,
                          GBytes  *passphrase,
                          char   **certificates,
                          GBytes **key,
                          GError **error)
{
  WillowMaterial material;
  gboolean       ok;

  willow_material_read (&material, content, passphrase);
  *certificates = NULL;
  *key = NULL;
  ok = material.error == NULL;
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&material.error));
  if (ok && material.certificates->len > 0)
    *certificates = export_certificates (&material);
  if (ok && material.key != NULL)
    *key = export_key (material.key, material.is_encrypted ? passphrase : NULL);
  willow_material_clear (&material);
  return ok;
}
