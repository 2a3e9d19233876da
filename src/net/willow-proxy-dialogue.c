/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-proxy-dialogue-private.h"

#include "base/willow-secret-bytes.h"

#include <glib/gi18n.h>
#include <string.h>

GQuark
willow_proxy_error_quark (void)
{
  return g_quark_from_static_string ("willow-proxy-error-quark");
}

/* As it can stand in a message to a proxy: no byte that would end a line, and
 * names of other scripts as DNS has them. */
static char *
dup_host (const char *host, GError **error)
{
  char *ascii = g_hostname_to_ascii (host);

  if (ascii != NULL && *ascii != '\0' && strlen (ascii) <= 255)
    {
      const char *p = ascii;

      while (g_ascii_isgraph (*p) && *p != '%' && *p != '/' && *p != '@')
        p++;
      if (*p == '\0')
        return ascii;
    }
  g_free (ascii);
  if (strchr (host, '%') != NULL && strchr (host, ':') != NULL)
    willow_proxy_fail (error,
                       WILLOW_PROXY_ERROR_SETTINGS,
                       _ ("The zone of an IPv6 address (behind “%”) has a "
                          "meaning on this computer only: a proxy cannot use "
                          "it"));
  else
    willow_proxy_fail (error,
                       WILLOW_PROXY_ERROR_SETTINGS,
                       _ ("This host name cannot be told to a proxy"));
  return NULL;
}

WillowProxyDialogue *
willow_proxy_dialogue_new (const WillowProxyDialogueClass *klass,
                           const char                     *host,
                           guint16                         port,
                           const char                     *user_name,
                           GBytes                         *password,
                           GError                        **error)
{
  WillowProxyDialogue *self;
  char                *ascii = dup_host (host, error);

  if (ascii == NULL)
    return NULL;
  self = g_new0 (WillowProxyDialogue, 1);
  self->klass = klass;
  self->host = ascii;
  self->port = port;
  self->user_name = g_strdup (user_name);
  if (password != NULL)
    self->password = willow_secret_bytes_copy (password);
  self->answer = g_byte_array_new ();
  self->sent = g_byte_array_new ();
  self->received = g_byte_array_new ();
  return self;
}

void
willow_proxy_dialogue_free (WillowProxyDialogue *self)
{
  g_free (self->host);
  g_free (self->user_name);
  g_clear_pointer (&self->password, g_bytes_unref);
  willow_byte_queue_clear (&self->output);
  g_byte_array_unref (self->answer);
  g_byte_array_unref (self->sent);
  g_byte_array_unref (self->received);
  g_free (self);
}

void
willow_proxy_dialogue_send (WillowProxyDialogue *self,
                            const void          *data,
                            const void          *masked,
                            gsize                len)
{
  willow_byte_queue_append (&self->output, data, len);
  g_byte_array_append (self->sent, masked, (guint)len);
}

char *
willow_proxy_dialogue_dup_target (WillowProxyDialogue *self)
{
  if (strchr (self->host, ':') != NULL)
    return g_strdup_printf ("[%s]:%u", self->host, self->port);
  return g_strdup_printf ("%s:%u", self->host, self->port);
}

const guint8 *
willow_proxy_dialogue_peek_output (WillowProxyDialogue *self, gsize *len)
{
  return willow_byte_queue_peek (&self->output, len);
}

void
willow_proxy_dialogue_skip_output (WillowProxyDialogue *self, gsize len)
{
  willow_byte_queue_skip (&self->output, len);
}

gsize
willow_proxy_dialogue_get_wanted (WillowProxyDialogue *self)
{
  if (self->is_open || self->is_broken ||
      willow_byte_queue_get_length (&self->output) > 0)
    return 0;
  return self->wanted;
}

gboolean
willow_proxy_dialogue_feed (WillowProxyDialogue *self,
                            const void          *data,
                            gsize                len,
                            GError             **error)
{
  g_assert (len <= self->wanted && !self->is_open && !self->is_broken);
  if (len == 0)
    return TRUE;
  g_byte_array_append (self->answer, data, (guint)len);
  g_byte_array_append (self->received, data, (guint)len);
  self->wanted -= len;
  self->is_broken = !self->klass->feed (self, error);
  return !self->is_broken;
}

gboolean
willow_proxy_dialogue_is_open (WillowProxyDialogue *self)
{
  return self->is_open;
}

GBytes *
willow_proxy_dialogue_dup_sent (WillowProxyDialogue *self)
{
  return g_bytes_new (self->sent->data, self->sent->len);
}

GBytes *
willow_proxy_dialogue_dup_received (WillowProxyDialogue *self)
{
  g_autoptr (GBytes) bytes =
      g_bytes_new (self->received->data, self->received->len);

  return self->klass->mask_received != NULL ? self->klass->mask_received (bytes)
                                            : g_steal_pointer (&bytes);
}

char *
willow_proxy_dialogue_describe (WillowProxyDialogue *self)
{
  return self->klass->describe (self);
}
