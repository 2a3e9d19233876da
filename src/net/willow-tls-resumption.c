/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/willow-secret-bytes.h"
#include "net/willow-tls-settings-private.h"

#include <openssl/pem.h>
#include <string.h>

/* In front of each session in PEM. */
#define HOST_PREFIX "Host: "

struct _WillowTlsResumption
{
  gatomicrefcount         ref_count;
  GMutex                  lock;
  GHashTable             *sessions; /* char * -> SSL_SESSION */
  WillowTlsResumptionFunc func;     /* (nullable) */
  gpointer                user_data;
  GDestroyNotify          destroy;
};

static void
session_free (gpointer data)
{
  SSL_SESSION_free (data);
}

WillowTlsResumption *
willow_tls_resumption_new (void)
{
  WillowTlsResumption *self = g_new0 (WillowTlsResumption, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->sessions =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, session_free);
  return self;
}

WillowTlsResumption *
willow_tls_resumption_ref (WillowTlsResumption *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
willow_tls_resumption_unref (WillowTlsResumption *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_hash_table_unref (self->sessions);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
willow_tls_resumption_set_func (WillowTlsResumption    *self,
                                WillowTlsResumptionFunc func,
                                gpointer                user_data,
                                GDestroyNotify          destroy)
{
  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
}

void
willow_tls_resumption_keep (WillowTlsResumption *self,
                            const char          *host,
                            SSL_SESSION         *session)
{
  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->sessions, g_strdup (host), session);
  g_mutex_unlock (&self->lock);
  if (self->func != NULL)
    self->func (self, self->user_data);
}

/* A ticket of TLS 1.3 is for one use, and the next handshake brings another
 * one: RFC 8446, appendix C.4. Older sessions stay; OpenSSL spoils the one that
 * it got where a connection just breaks off, so it gets a copy. */
SSL_SESSION *
willow_tls_resumption_take (WillowTlsResumption *self, const char *host)
{
  SSL_SESSION *session, *copy = NULL;

  g_mutex_lock (&self->lock);
  session = g_hash_table_lookup (self->sessions, host);
  if (session != NULL)
    copy = SSL_SESSION_dup (session);
  if (session != NULL &&
      SSL_SESSION_get_protocol_version (session) >= TLS1_3_VERSION)
    g_hash_table_remove (self->sessions, host);
  g_mutex_unlock (&self->lock);
  return copy;
}

GBytes *
willow_tls_resumption_save (WillowTlsResumption *self)
{
  BIO           *bio = BIO_new (BIO_s_secmem ());
  GHashTableIter iter;
  gpointer       host, session;
  char          *data;
  long           len;
  GBytes        *text;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->sessions);
  while (g_hash_table_iter_next (&iter, &host, &session))
    {
      BIO_printf (bio, HOST_PREFIX "%s\n", (const char *)host);
      PEM_write_bio_SSL_SESSION (bio, session);
    }
  g_mutex_unlock (&self->lock);
  len = BIO_get_mem_data (bio, &data);
  text = willow_secret_bytes_new (data, (gsize)len);
  BIO_free (bio);
  return text;
}

/* @bio: behind the line with the host */
static gboolean
load_one (WillowTlsResumption *self, BIO *bio, char *line)
{
  const char  *host = g_strchomp (line + strlen (HOST_PREFIX));
  SSL_SESSION *session =
      PEM_read_bio_SSL_SESSION (bio, NULL, NULL, (gpointer) "");

  if (session == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->sessions, g_strdup (host), session);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

gboolean
willow_tls_resumption_load (WillowTlsResumption *self, GBytes *text)
{
  gsize    len;
  gpointer data = (gpointer)g_bytes_get_data (text, &len);
  BIO     *bio = BIO_new_mem_buf (data, (int)MIN (len, G_MAXINT));
  char     line[512];
  gboolean found = FALSE;

  while (BIO_gets (bio, line, sizeof line) > 0)
    if (g_str_has_prefix (line, HOST_PREFIX))
      found = load_one (self, bio, line) || found;
  BIO_free (bio);
  return found;
}
