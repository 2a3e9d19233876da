/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-proxy-dialogue-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* RFC 1928 section 3 to 6, RFC 1929 */
#define VERSION 5
#define METHOD_NONE 0x00
#define METHOD_PASSWORD 0x02
#define METHOD_NO_ACCEPTABLE 0xff
#define PASSWORD_VERSION 1
#define COMMAND_CONNECT 1
#define ADDRESS_IPV4 1
#define ADDRESS_NAME 3
#define ADDRESS_IPV6 4

typedef enum
{
  STEP_METHOD,
  STEP_PASSWORD,
  STEP_REPLY,       /* up to the type of the address */
  STEP_NAME_LENGTH, /* the bound address is a name */
  STEP_ADDRESS,
} Step;

static void
wait_for (WillowProxyDialogue *self, Step step, gsize wanted)
{
  g_byte_array_set_size (self->answer, 0);
  self->step = step;
  self->wanted = wanted;
}

static gboolean
fail_protocol (GError **error)
{
  return willow_proxy_fail (error,
                            WILLOW_PROXY_ERROR_PROTOCOL,
                            _ ("The proxy’s answer breaks the rules of "
                               "SOCKS5"));
}

static void
send_request (WillowProxyDialogue *self)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (GInetAddress) address =
      g_inet_address_new_from_string (self->host);
  guint8 head[] = { VERSION, COMMAND_CONNECT, 0, ADDRESS_NAME };
  guint8 port[] = { (guint8)(self->port >> 8), (guint8)self->port };
  guint8 name_len = (guint8)strlen (self->host);

  if (address != NULL)
    head[3] = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4
                  ? ADDRESS_IPV4
                  : ADDRESS_IPV6;
  g_byte_array_append (request, head, sizeof head);
  if (address != NULL)
    g_byte_array_append (request,
                         g_inet_address_to_bytes (address),
                         (guint)g_inet_address_get_native_size (address));
  else
    {
      g_byte_array_append (request, &name_len, 1);
      g_byte_array_append (request, (const guint8 *)self->host, name_len);
    }
  g_byte_array_append (request, port, sizeof port);
  willow_proxy_dialogue_send (self, request->data, request->data, request->len);
  wait_for (self, STEP_REPLY, 4);
}

static void
send_password (WillowProxyDialogue *self)
{
  guint8      message[3 + 255 + 255] = { PASSWORD_VERSION };
  guint8      masked[sizeof message];
  gsize       user_len = strlen (self->user_name);
  gsize       len = 0;
  const void *password =
      self->password != NULL ? g_bytes_get_data (self->password, &len) : NULL;

  message[1] = (guint8)user_len;
  memcpy (message + 2, self->user_name, user_len);
  message[2 + user_len] = (guint8)len;
  memcpy (masked, message, 3 + user_len);
  if (len > 0)
    memcpy (message + 3 + user_len, password, len);
  memset (masked + 3 + user_len, '*', len);
  willow_proxy_dialogue_send (self, message, masked, 3 + user_len + len);
  explicit_bzero (message, sizeof message);
  wait_for (self, STEP_PASSWORD, 2);
}

static gboolean
hear_no_method (WillowProxyDialogue *self, GError **error)
{
  if (self->user_name == NULL)
    return willow_proxy_fail (error,
                              WILLOW_PROXY_ERROR_NEEDS_LOGIN,
                              _ ("The SOCKS proxy takes nobody without a user "
                                 "name and password, and none are given"));
  return willow_proxy_fail (error,
                            WILLOW_PROXY_ERROR_LOGIN_UNKNOWN,
                            _ ("The SOCKS proxy accepts neither a user name "
                               "and password nor going without (no acceptable "
                               "method, 0xFF)"));
}

static gboolean
hear_method (WillowProxyDialogue *self, GError **error)
{
  guint8 method = self->answer->data[1];

  if (method == METHOD_NO_ACCEPTABLE)
    return hear_no_method (self, error);
  if (method == METHOD_PASSWORD && self->user_name != NULL)
    send_password (self);
  else if (method == METHOD_NONE)
    send_request (self);
  else
    return fail_protocol (error);
  return TRUE;
}

/* Its version is 1, but servers are known that say 5: only the status counts.
 */
static gboolean
hear_password (WillowProxyDialogue *self, GError **error)
{
  if (self->answer->data[1] != 0)
    return willow_proxy_fail (error,
                              WILLOW_PROXY_ERROR_LOGIN_REFUSED,
                              _ ("The SOCKS proxy refused the user name or "
                                 "the password"));
  send_request (self);
  return TRUE;
}

static gboolean
hear_reply (WillowProxyDialogue *self, GError **error)
{
  const guint8 *data = self->answer->data;

  if (data[0] != VERSION)
    return fail_protocol (error);
  if (data[1] != 0)
    return willow_proxy_fail_reply (self, data[1], error);
  switch (data[3])
    {
    case ADDRESS_IPV4:
      wait_for (self, STEP_ADDRESS, 4 + 2);
      return TRUE;
    case ADDRESS_IPV6:
      wait_for (self, STEP_ADDRESS, 16 + 2);
      return TRUE;
    case ADDRESS_NAME:
      wait_for (self, STEP_NAME_LENGTH, 1);
      return TRUE;
    default:
      return fail_protocol (error);
    }
}

static gboolean
step_complete (WillowProxyDialogue *self, GError **error)
{
  switch ((Step)self->step)
    {
    case STEP_METHOD:
      return hear_method (self, error);
    case STEP_PASSWORD:
      return hear_password (self, error);
    case STEP_REPLY:
      return hear_reply (self, error);
    case STEP_NAME_LENGTH:
      wait_for (self, STEP_ADDRESS, (gsize)self->answer->data[0] + 2);
      return TRUE;
    case STEP_ADDRESS:
    default:
      self->is_open = TRUE;
      return TRUE;
    }
}

static gboolean
socks_feed (WillowProxyDialogue *self, GError **error)
{
  if (self->step == STEP_METHOD && self->answer->len == 2 &&
      self->answer->data[0] != VERSION)
    return willow_proxy_fail_foreign (self, "SOCKS5", error);
  /* A refusal need not have an address behind it. */
  if (self->step == STEP_REPLY && self->answer->len >= 2 &&
      self->answer->data[0] == VERSION && self->answer->data[1] != 0)
    return willow_proxy_fail_reply (self, self->answer->data[1], error);
  return self->wanted > 0 || step_complete (self, error);
}

static char *
socks_describe (WillowProxyDialogue *self)
{
  return g_strdup ("SOCKS5");
}

static const WillowProxyDialogueClass socks_class = {
  .feed = socks_feed,
  .describe = socks_describe,
};

static gboolean
check_login (WillowProxyDialogue *self, GError **error)
{
  gsize len = self->password != NULL ? g_bytes_get_size (self->password) : 0;

  if (self->user_name == NULL)
    return TRUE;
  if (*self->user_name != '\0' && strlen (self->user_name) <= 255 && len <= 255)
    return TRUE;
  return willow_proxy_fail (error,
                            WILLOW_PROXY_ERROR_SETTINGS,
                            _ ("User name and password for a SOCKS proxy have "
                               "255 bytes at most, and the name has one at "
                               "least"));
}

WillowProxyDialogue *
willow_socks5_new (const char *host,
                   guint16     port,
                   const char *user_name,
                   GBytes     *password,
                   GError    **error)
{
  g_autoptr (WillowProxyDialogue) self = willow_proxy_dialogue_new (
      &socks_class, host, port, user_name, password, error);
  guint8 greeting[] = { VERSION, 1, METHOD_NONE, METHOD_PASSWORD };

  if (self == NULL || !check_login (self, error))
    return NULL;
  if (user_name != NULL)
    greeting[1] = 2;
  willow_proxy_dialogue_send (self, greeting, greeting, 2u + greeting[1]);
  wait_for (self, STEP_METHOD, 2);
  return g_steal_pointer (&self);
}
