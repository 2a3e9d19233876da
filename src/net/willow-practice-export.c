/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-practice-pki.h"

#include "net/willow-certificate-private.h"

#include "base/willow-secret-bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <openssl/pkcs12.h>
#include <unistd.h>

#define ITERATIONS 100000

GBytes *
willow_practice_identity_dup_pkcs12 (const WillowPracticeIdentity *identity,
                                     const char                   *passphrase)
{
  WillowMaterial material;
  STACK_OF (X509) *others = sk_X509_new_null ();
  guint8 *data = NULL;
  PKCS12 *store;
  GBytes *bytes;
  int     len;

  g_return_val_if_fail (passphrase[0] != '\0', NULL);
  willow_material_read_pair (
      &material, identity->certificate, identity->key, NULL, NULL);
  for (guint i = 1; i < material.certificates->len; i++)
    sk_X509_push (others, material.certificates->pdata[i]);
  store = PKCS12_create (passphrase,
                         "Willow practice (unsafe)",
                         material.key,
                         material.certificates->pdata[0],
                         others,
                         NID_aes_256_cbc,
                         NID_aes_256_cbc,
                         ITERATIONS,
                         ITERATIONS,
                         0);
  len = i2d_PKCS12 (store, &data);
  bytes = willow_secret_bytes_new (data, (gsize)MAX (len, 0));
  OPENSSL_clear_free (data, (size_t)MAX (len, 0));
  PKCS12_free (store);
  sk_X509_free (others);
  willow_material_clear (&material);
  return bytes;
}

static gboolean
fail_errno (const char *path, int code, GError **error)
{
  g_set_error (error,
               G_FILE_ERROR,
               (int)g_file_error_from_errno (code),
               "%s: %s",
               path,
               g_strerror (code));
  return FALSE;
}

static gboolean
write_new (const char *path, const WillowPracticeFile *file, GError **error)
{
  gsize       len, done = 0;
  const char *data = g_bytes_get_data (file->content, &len);
  int         code;
  int         fd = g_open (path,
                   O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                   file->is_secret ? 0600 : 0644);

  if (fd < 0)
    return fail_errno (path, errno, error);
  while (done < len)
    {
      gssize n = write (fd, data + done, len - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          code = errno;
          close (fd);
          return fail_errno (path, code, error);
        }
      done += (gsize)n;
    }
  return g_close (fd, error);
}

static gboolean
write_file (const char               *directory,
            const WillowPracticeFile *file,
            gboolean                  overwrite,
            GError                  **error)
{
  g_autofree char *path = g_build_filename (directory, file->name, NULL);
  gsize            len;
  const char      *data = g_bytes_get_data (file->content, &len);

  if (!overwrite)
    return write_new (path, file, error);
  return g_file_set_contents_full (path,
                                   data,
                                   (gssize)len,
                                   G_FILE_SET_CONTENTS_CONSISTENT,
                                   file->is_secret ? 0600 : 0644,
                                   error);
}

static gboolean
is_free (const char *directory, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return TRUE;
  g_set_error (error,
               G_FILE_ERROR,
               G_FILE_ERROR_EXIST,
               _ ("%s exists already; nothing was written"),
               path);
  return FALSE;
}

gboolean
willow_practice_export (const char               *directory,
                        const WillowPracticeFile *files,
                        guint                     n_files,
                        gboolean                  overwrite,
                        GError                  **error)
{
  if (g_mkdir_with_parents (directory, 0700) != 0)
    return fail_errno (directory, errno, error);
  for (guint i = 0; !overwrite && i < n_files; i++)
    if (!is_free (directory, files[i].name, error))
      return FALSE;
  for (guint i = 0; i < n_files; i++)
    if (!write_file (directory, &files[i], overwrite, error))
      return FALSE;
  return TRUE;
}
