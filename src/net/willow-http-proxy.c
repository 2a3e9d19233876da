/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-proxy-dialogue-private.h"

#include "net/willow-http-head.h"

#include <glib/gi18n.h>
#include <string.h>

/* Real ones are below one; libcurl and browsers stop at a few hundred. */
#define HEAD_MAX_BYTES (32 * 1024)

/* RFC 9110 section 15.2: any number of 1xx may come first. */
#define INTERIM_MAX 8

/* Of "\r\n\r\n" or "\n\n": how many bytes more at least make a head end. */
static gsize
count_missing (const GByteArray *answer)
{
  const guint8 *data = answer->data;
  guint         len = answer->len;

  if (len >= 2 && data[len - 1] == '\r' && data[len - 2] == '\n')
    return 1;
  if (len >= 1 && data[len - 1] == '\n')
    return 1;
  return 2;
}

static gboolean
is_head_complete (const GByteArray *answer)
{
  const guint8 *data = answer->data;
  guint         len = answer->len;

  if (len < 2 || data[len - 1] != '\n')
    return FALSE;
  return data[len - 2] == '\n' ||
         (len >= 3 && data[len - 2] == '\r' && data[len - 3] == '\n');
}

/* As far as it has come. */
static gboolean
may_be_http (const GByteArray *answer)
{
  static const char start[] = "HTTP/1.";
  gsize             n = MIN (answer->len, strlen (start));

  return memcmp (answer->data, start, n) == 0;
}

static gboolean
head_received (WillowProxyDialogue *self, GError **error)
{
  const char *head = (const char *)self->answer->data;
  guint       status = willow_http_head_get_status (head, self->answer->len);

  if (status == 0)
    return willow_proxy_fail_foreign (self, "HTTP", error);
  if (status >= 100 && status < 200 && status != 101)
    {
      if (++self->step > INTERIM_MAX)
        return willow_proxy_fail (error,
                                  WILLOW_PROXY_ERROR_PROTOCOL,
                                  _ ("The proxy announces an answer again and "
                                     "again, and gives none"));
      g_byte_array_set_size (self->answer, 0);
      self->wanted = 2;
      return TRUE;
    }
  if (status < 200 || status > 299)
    return willow_proxy_fail_status (self, status, error);
  /* What Content-Length says of it is ignored: behind the head is the tunnel
   * (RFC 9110 section 9.3.6). */
  self->is_open = TRUE;
  return TRUE;
}

static gboolean
http_feed (WillowProxyDialogue *self, GError **error)
{
  /* Two bytes, if there are, so that it can be said what it is. */
  if (self->answer->len < 2)
    return TRUE;
  if (!may_be_http (self->answer))
    return willow_proxy_fail_foreign (self, "HTTP", error);
  if (is_head_complete (self->answer))
    return head_received (self, error);
  if (self->answer->len >= HEAD_MAX_BYTES)
    return willow_proxy_fail (error,
                              WILLOW_PROXY_ERROR_PROTOCOL,
                              _ ("The head of the proxy’s answer does not "
                                 "end"));
  self->wanted = count_missing (self->answer);
  return TRUE;
}

static char *
http_describe (WillowProxyDialogue *self)
{
  WillowHttpLine line = { 0 };
  const char    *head = (const char *)self->answer->data;

  if (!willow_http_head_next (head, self->answer->len, &line))
    return g_strdup ("HTTP");
  return g_utf8_make_valid (head, (gssize)MIN (line.text_len, 200));
}

static const WillowProxyDialogueClass http_class = {
  .feed = http_feed,
  .describe = http_describe,
  .mask_received = willow_http_head_mask,
};

/* RFC 7617: the first colon parts the user name from the password. */
static gboolean
append_basic (WillowProxyDialogue *self, GString *request, GError **error)
{
  gsize            len = 0;
  const void      *password = NULL;
  g_autofree char *encoded = NULL;
  GString         *pair;

  if (self->user_name == NULL)
    return TRUE;
  if (strchr (self->user_name, ':') != NULL)
    return willow_proxy_fail (error,
                              WILLOW_PROXY_ERROR_SETTINGS,
                              _ ("The user name for the proxy has a colon in "
                                 "it, which Basic authentication cannot "
                                 "express"));
  if (self->password != NULL)
    password = g_bytes_get_data (self->password, &len);
  pair = g_string_new (self->user_name);
  g_string_append_c (pair, ':');
  if (len > 0)
    g_string_append_len (pair, password, (gssize)len);
  encoded = g_base64_encode ((const guint8 *)pair->str, pair->len);
  g_string_append_printf (
      request, "Proxy-Authorization: Basic %s\r\n", encoded);
  explicit_bzero (pair->str, pair->len);
  g_string_free (pair, TRUE);
  explicit_bzero (encoded, strlen (encoded));
  return TRUE;
}

static gboolean
ask (WillowProxyDialogue *self, GError **error)
{
  g_autofree char *target = willow_proxy_dialogue_dup_target (self);
  GString         *request = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) masked = NULL;
  gboolean ok;

  g_string_printf (
      request, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n", target, target);
  ok = append_basic (self, request, error);
  g_string_append (request, "\r\n");
  bytes = g_bytes_new_static (request->str, request->len);
  masked = willow_http_head_mask (bytes);
  if (ok)
    willow_proxy_dialogue_send (
        self, request->str, g_bytes_get_data (masked, NULL), request->len);
  explicit_bzero (request->str, request->len);
  g_string_free (request, TRUE);
  return ok;
}

WillowProxyDialogue *
willow_http_proxy_new (const char *host,
                       guint16     port,
                       const char *user_name,
                       GBytes     *password,
                       GError    **error)
{
  g_autoptr (WillowProxyDialogue) self = willow_proxy_dialogue_new (
      &http_class, host, port, user_name, password, error);

  if (self == NULL || !ask (self, error))
    return NULL;
  self->wanted = 2;
  return g_steal_pointer (&self);
}
