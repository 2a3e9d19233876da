/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-http-head.h"
#include "net/willow-proxy-dialogue-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of what somebody else sent, in a sentence. */
#define QUOTE_MAX_BYTES 40

gboolean
willow_proxy_fail (GError **error, WillowProxyError code, const char *sentence)
{
  g_set_error_literal (error, WILLOW_PROXY_ERROR, (gint)code, sentence);
  return FALSE;
}

/* @sentence: (transfer full) */
static gboolean
fail_take (GError **error, WillowProxyError code, char *sentence)
{
  willow_proxy_fail (error, code, sentence);
  g_free (sentence);
  return FALSE;
}

/* Basic is among the challenges, or none are told (RFC 9110 section 11.7.1). */
static gboolean
offers_basic (const char *challenges)
{
  g_autofree char *lower = NULL;

  if (challenges == NULL || *challenges == '\0')
    return TRUE;
  lower = g_ascii_strdown (challenges, -1);
  return strstr (lower, "basic") != NULL;
}

static gboolean
fail_login (WillowProxyDialogue *self, GError **error)
{
  g_autofree char *challenges =
      willow_http_head_dup_value ((const char *)self->answer->data,
                                  self->answer->len,
                                  "Proxy-Authenticate");

  if (!offers_basic (challenges))
    {
      challenges[strcspn (challenges, " ,")] = '\0';
      return fail_take (
          error,
          WILLOW_PROXY_ERROR_LOGIN_UNKNOWN,
          g_strdup_printf (_ ("The proxy wants a login by “%s” (407), and only "
                              "“Basic” is known here"),
                           challenges));
    }
  if (self->user_name == NULL)
    return willow_proxy_fail (error,
                              WILLOW_PROXY_ERROR_NEEDS_LOGIN,
                              _ ("The proxy wants a user name and a password "
                                 "(407), and none are given"));
  return willow_proxy_fail (error,
                            WILLOW_PROXY_ERROR_LOGIN_REFUSED,
                            _ ("The proxy refused the user name or the "
                               "password (407)"));
}

/* Each with %s for the target. */
static const struct
{
  guint            status;
  WillowProxyError code;
  const char      *sentence;
} statuses[] = {
  { 401,
    WILLOW_PROXY_ERROR_LOGIN_REFUSED,
    N_ ("The proxy refused the user name or the password (401, where 407 would "
        "be right). Asked for: %s") },
  { 403,
    WILLOW_PROXY_ERROR_NOT_ALLOWED,
    N_ ("The proxy does not allow connections to %s (403)") },
  { 405,
    WILLOW_PROXY_ERROR_UNSUPPORTED,
    N_ ("The server that was given as proxy does not connect to others (405): "
        "it may be a web server. Asked for: %s") },
  { 501,
    WILLOW_PROXY_ERROR_UNSUPPORTED,
    N_ ("The server that was given as proxy does not know CONNECT (501). Asked "
        "for: %s") },
  { 502,
    WILLOW_PROXY_ERROR_TARGET_UNREACHABLE,
    N_ ("The proxy is there, but could not connect to %s: unknown, refused or "
        "unreachable (502)") },
  { 503,
    WILLOW_PROXY_ERROR_TARGET_UNREACHABLE,
    N_ ("The proxy is there, but at the moment it cannot connect to %s "
        "(503)") },
  { 504,
    WILLOW_PROXY_ERROR_TARGET_SILENT,
    N_ ("The proxy is there, but %s did not answer it in time (504)") },
};

/* Not printf: the format comes out of a table. */
static char *
fill_in (const char *sentence, const char *target)
{
  g_auto (GStrv) parts = g_strsplit (sentence, "%s", 2);

  return g_strjoinv (target, parts);
}

gboolean
willow_proxy_fail_status (WillowProxyDialogue *self,
                          guint                status,
                          GError             **error)
{
  g_autofree char *target = willow_proxy_dialogue_dup_target (self);
  g_autofree char *line = NULL;

  if (status == 407)
    return fail_login (self, error);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status &&
        (status != 401 || self->user_name != NULL))
      return fail_take (
          error, statuses[i].code, fill_in (_ (statuses[i].sentence), target));
  line = willow_proxy_dialogue_describe (self);
  return fail_take (
      error,
      WILLOW_PROXY_ERROR_STATUS,
      g_strdup_printf (_ ("The proxy did not connect to %s, but answered “%s”"),
                       target,
                       line));
}

static gboolean
starts_with (const GByteArray *bytes, const char *text)
{
  return bytes->len >= strlen (text) &&
         memcmp (bytes->data, text, strlen (text)) == 0;
}

/* (nullable): what the first bytes look like; one or two have come. */
static const char *
recognise (const GByteArray *bytes)
{
  if (starts_with (bytes, "H"))
    return "HTTP";
  if (starts_with (bytes, "\x05"))
    return "SOCKS5";
  if (starts_with (bytes, "\x15\x03") || starts_with (bytes, "\x16\x03"))
    return "TLS";
  if (starts_with (bytes, "SS"))
    return "SSH";
  if (starts_with (bytes, "\x20\x02") || starts_with (bytes, "\x20\x03"))
    return "MQTT";
  return NULL;
}

gboolean
willow_proxy_fail_foreign (WillowProxyDialogue *self,
                           const char          *expected,
                           GError             **error)
{
  const char *found = recognise (self->answer);
  GString    *hex;

  if (found != NULL && strcmp (found, expected) != 0)
    return fail_take (
        error,
        WILLOW_PROXY_ERROR_NOT_A_PROXY,
        g_strdup_printf (
            _ ("This is no %s proxy: it answered in %s"), expected, found));
  hex = g_string_new (NULL);
  for (guint i = 0; i < MIN (self->answer->len, QUOTE_MAX_BYTES / 3); i++)
    g_string_append_printf (
        hex, "%s%02X", i > 0 ? " " : "", self->answer->data[i]);
  fail_take (error,
             WILLOW_PROXY_ERROR_NOT_A_PROXY,
             g_strdup_printf (_ ("This is no %s proxy: its answer begins with "
                                 "the bytes %s"),
                              expected,
                              hex->str));
  g_string_free (hex, TRUE);
  return FALSE;
}

/* RFC 1928 section 6; each with %s for the target. */
static const struct
{
  WillowProxyError code;
  const char      *sentence;
} replies[] = {
  [1] = { WILLOW_PROXY_ERROR_STATUS,
          N_ ("The SOCKS proxy failed by itself and did not connect to %s "
              "(general failure, 1)") },
  [2] = { WILLOW_PROXY_ERROR_NOT_ALLOWED,
          N_ ("The rules of the SOCKS proxy do not allow connections to %s "
              "(2)") },
  [3] = { WILLOW_PROXY_ERROR_TARGET_UNREACHABLE,
          N_ ("The SOCKS proxy has no network that leads to %s (3)") },
  [4] = { WILLOW_PROXY_ERROR_TARGET_UNKNOWN,
          N_ ("The SOCKS proxy cannot reach the host of %s: unknown to it, or "
              "no route (4)") },
  [5] = { WILLOW_PROXY_ERROR_TARGET_REFUSED,
          N_ ("The SOCKS proxy was refused by %s: nothing accepts connections "
              "on this port (5)") },
  [6] = { WILLOW_PROXY_ERROR_TARGET_SILENT,
          N_ ("The SOCKS proxy got no answer from %s in time (6)") },
  [7] = { WILLOW_PROXY_ERROR_UNSUPPORTED,
          N_ ("The SOCKS proxy does not know the command CONNECT, needed for "
              "%s (7)") },
  [8] = { WILLOW_PROXY_ERROR_UNSUPPORTED,
          N_ ("The SOCKS proxy does not take this type of address: %s (8)") },
};

gboolean
willow_proxy_fail_reply (WillowProxyDialogue *self,
                         guint8               reply,
                         GError             **error)
{
  g_autofree char *target = willow_proxy_dialogue_dup_target (self);

  if (reply < G_N_ELEMENTS (replies) && replies[reply].sentence != NULL)
    return fail_take (error,
                      replies[reply].code,
                      fill_in (_ (replies[reply].sentence), target));
  return fail_take (
      error,
      WILLOW_PROXY_ERROR_STATUS,
      g_strdup_printf (_ ("The SOCKS proxy did not connect to %s, for a reason "
                          "that has no meaning (0x%02X)"),
                       target,
                       reply));
}

GError *
willow_proxy_dialogue_explain_end (WillowProxyDialogue *self)
{
  if (self->received->len == 0)
    return g_error_new_literal (
        WILLOW_PROXY_ERROR,
        WILLOW_PROXY_ERROR_CLOSED,
        _ ("The proxy took the connection and closed it without an answer"));
  return g_error_new_literal (
      WILLOW_PROXY_ERROR,
      WILLOW_PROXY_ERROR_CLOSED,
      _ ("The proxy closed the connection in the middle of its answer"));
}

GError *
willow_proxy_dialogue_explain_silence (WillowProxyDialogue *self)
{
  if (self->received->len == 0)
    return g_error_new_literal (
        WILLOW_PROXY_ERROR,
        WILLOW_PROXY_ERROR_SILENT,
        _ ("The proxy took the connection, but did not answer in time"));
  return g_error_new_literal (
      WILLOW_PROXY_ERROR,
      WILLOW_PROXY_ERROR_SILENT,
      _ ("The proxy began to answer, but did not finish in time"));
}
