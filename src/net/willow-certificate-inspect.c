/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-certificate-private.h"

#include <glib/gi18n.h>

static const char *
get_kind_text (WillowContentKind kind)
{
  switch (kind)
    {
    case WILLOW_CONTENT_PEM_CERTIFICATE:
      return _ ("Certificate (PEM)");
    case WILLOW_CONTENT_PEM_BUNDLE:
      return _ ("Several certificates (PEM)");
    case WILLOW_CONTENT_PEM_KEY:
      return _ ("Private key (PEM)");
    case WILLOW_CONTENT_PEM_CERTIFICATE_AND_KEY:
      return _ ("Certificate and private key (PEM)");
    case WILLOW_CONTENT_DER_CERTIFICATE:
      return _ ("Certificate (DER)");
    case WILLOW_CONTENT_DER_KEY:
      return _ ("Private key (DER)");
    case WILLOW_CONTENT_PKCS12:
      return _ ("Certificate store (PKCS#12)");
    case WILLOW_CONTENT_PEM_OTHER:
    case WILLOW_CONTENT_UNKNOWN:
    default:
      return NULL;
    }
}

/* (nullable) (transfer full): about the dates */
static char *
describe_dates (const WillowCertificate *certificate)
{
  gint64           now_s = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  from = willow_certificate_format_time (certificate->not_before_s);
  to = willow_certificate_format_time (certificate->not_after_s);
  if (now_s > certificate->not_after_s)
    return g_strdup_printf (_ ("expired since %s"), to);
  if (now_s < certificate->not_before_s)
    return g_strdup_printf (_ ("not valid before %s"), from);
  return g_strdup_printf (_ ("valid until %s"), to);
}

static char *
compose (const WillowCertificateInspection *inspection)
{
  const char *kind = get_kind_text (inspection->kind);
  GString    *text = g_string_new (kind);

  if (inspection->certificates->len > 0)
    {
      const WillowCertificate *first = inspection->certificates->pdata[0];
      g_autofree char         *dates = describe_dates (first);

      g_string_append_printf (text, _ (": %s, %s"), first->subject, dates);
      if (first->is_authority)
        g_string_append (text, _ (", an authority (CA)"));
    }
  if (inspection->key_type != NULL)
    g_string_append_printf (text,
                            _ ("; key: %s, %u bits"),
                            inspection->key_type,
                            inspection->key_bits);
  if (inspection->error != NULL)
    g_string_append_printf (
        text, "%s%s", text->len > 0 ? ": " : "", inspection->error->message);
  return g_string_free (text, FALSE);
}

WillowCertificateInspection *
willow_certificate_inspect (GBytes *content, GBytes *passphrase)
{
  WillowCertificateInspection *self = g_new0 (WillowCertificateInspection, 1);
  WillowMaterial               material;

  willow_material_read (&material, content, passphrase);
  self->kind = material.kind;
  self->certificates =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_certificate_unref);
  for (guint i = 0; i < material.certificates->len; i++)
    g_ptr_array_add (self->certificates,
                     willow_certificate_new (material.certificates->pdata[i]));
  self->has_key = material.has_key;
  self->is_encrypted = material.is_encrypted;
  if (material.key != NULL)
    {
      self->key_type = willow_certificate_describe_key (material.key);
      self->key_bits = (guint)EVP_PKEY_get_bits (material.key);
    }
  self->error = g_steal_pointer (&material.error);
  self->sentence = compose (self);
  willow_material_clear (&material);
  return self;
}

void
willow_certificate_inspection_free (WillowCertificateInspection *inspection)
{
  g_ptr_array_unref (inspection->certificates);
  g_free (inspection->key_type);
  g_clear_error (&inspection->error);
  g_free (inspection->sentence);
  g_free (inspection);
}

static gboolean
fail (GError **error, WillowCertificateError code, const char *sentence)
{
  g_set_error_literal (error, WILLOW_CERTIFICATE_ERROR, (int)code, sentence);
  return FALSE;
}

/* @what: translated, with one %s */
static gboolean
pass_on (const WillowMaterial *material, gboolean is_key, GError **error)
{
  if (material->error == NULL)
    return TRUE;
  g_set_error (error,
               WILLOW_CERTIFICATE_ERROR,
               material->error->code,
               is_key ? _ ("Own private key: %s") : _ ("Own certificate: %s"),
               material->error->message);
  return FALSE;
}

/* Puts the certificate of the key first: that is the one that is shown. */
static gboolean
match (WillowMaterial *material, GError **error)
{
  GPtrArray *certificates = material->certificates;

  for (guint i = 0; i < certificates->len; i++)
    if (X509_check_private_key (certificates->pdata[i], material->key) == 1)
      {
        gpointer own = g_ptr_array_steal_index (certificates, i);

        g_ptr_array_insert (certificates, 0, own);
        return TRUE;
      }
  return fail (error,
               WILLOW_CERTIFICATE_ERROR_MISMATCH,
               _ ("The private key does not belong to the certificate"));
}

static gboolean
is_key_only (const WillowMaterial *material)
{
  return material->has_key && material->certificates->len == 0;
}

/* Whether each is what it was chosen as. @keys: (nullable): where the key is to
 * be, if it has a file of its own; it counts then, whatever else lies with the
 * certificate */
static gboolean
check_kinds (const WillowMaterial *own,
             const WillowMaterial *keys,
             GError              **error)
{
  gboolean has_certificate = own->certificates->len > 0;

  if (keys != NULL && is_key_only (own) && !keys->has_key &&
      keys->certificates->len > 0)
    return fail (error,
                 WILLOW_CERTIFICATE_ERROR_MISSING,
                 _ ("Certificate and private key were exchanged"));
  if (is_key_only (own))
    return fail (error,
                 WILLOW_CERTIFICATE_ERROR_MISSING,
                 _ ("What was chosen as the own certificate is a private key"));
  if (!(keys != NULL && has_certificate) && !pass_on (own, FALSE, error))
    return FALSE;
  if (!has_certificate)
    return fail (error,
                 WILLOW_CERTIFICATE_ERROR_MISSING,
                 _ ("There is no certificate in what was chosen as the own "
                    "certificate"));
  if (keys == NULL || keys->key != NULL)
    return keys == NULL || pass_on (keys, TRUE, error);
  if (!keys->has_key && keys->certificates->len > 0)
    return fail (error,
                 WILLOW_CERTIFICATE_ERROR_MISSING,
                 _ ("What was chosen as the private key is a certificate"));
  return pass_on (keys, TRUE, error) &&
         fail (error,
               WILLOW_CERTIFICATE_ERROR_MISSING,
               _ ("There is no private key in what was chosen as the key"));
}

gboolean
willow_material_read_pair (WillowMaterial *material,
                           GBytes         *certificate,
                           GBytes         *key,
                           GBytes         *passphrase,
                           GError        **error)
{
  WillowMaterial keys = { .kind = WILLOW_CONTENT_UNKNOWN };
  gboolean       ok;

  willow_material_read (material, certificate, passphrase);
  if (key != NULL)
    willow_material_read (&keys, key, passphrase);
  ok = check_kinds (material, key != NULL ? &keys : NULL, error);
  if (ok && key != NULL)
    {
      g_clear_pointer (&material->key, EVP_PKEY_free);
      material->key = g_steal_pointer (&keys.key);
    }
  willow_material_clear (&keys);
  if (!ok)
    return FALSE;
  if (material->key == NULL)
    return fail (error,
                 WILLOW_CERTIFICATE_ERROR_MISSING,
                 _ ("The own certificate needs its private key"));
  return match (material, error);
}

gboolean
willow_certificate_check_pair (GBytes  *certificate,
                               GBytes  *key,
                               GBytes  *passphrase,
                               GError **error)
{
  WillowMaterial material;
  gboolean       ok = willow_material_read_pair (
      &material, certificate, key, passphrase, error);

  willow_material_clear (&material);
  return ok;
}
