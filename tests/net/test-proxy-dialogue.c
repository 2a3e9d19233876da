/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-http-head.h"
#include "net/willow-proxy-dialogue.h"

#include <string.h>

/* Of no error. */
#define OPEN (-1)

/* Behind each answer stands what comes from the target already. */
#define BEHIND "\x20\x02"
#define N_BEHIND 2

typedef struct
{
  const char *name;
  const char *answer; /* hexadecimal where it begins with a digit pair */
  gboolean    has_login;
  int         code;   /* WillowProxyError, or OPEN */
  const char *phrase; /* in the sentence; of OPEN: in what describes it */
} Case;

static const Case http_cases[] = {
  { "open", "HTTP/1.1 200 Connection established\r\n\r\n", FALSE, OPEN, "200" },
  { "open-1.0",
    "HTTP/1.0 200 OK\r\nProxy-agent: x\r\n\r\n",
    TRUE,
    OPEN,
    "HTTP/1.0 200 OK" },
  { "open-no-reason", "HTTP/1.1 200\r\n\r\n", FALSE, OPEN, "200" },
  { "open-bare-lf", "HTTP/1.1 200 OK\nA: b\n\n", FALSE, OPEN, "200" },
  { "open-204", "HTTP/1.1 204 No Content\r\n\r\n", FALSE, OPEN, "204" },
  /* RFC 9110 section 9.3.6: Content-Length has no meaning here. */
  { "open-length",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
    FALSE,
    OPEN,
    "200" },
  { "interim",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    FALSE,
    OPEN,
    "200" },
  { "needs-login",
    "HTTP/1.1 407 Proxy Authentication Required\r\n"
    "Proxy-Authenticate: Basic realm=\"x\"\r\n\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_NEEDS_LOGIN,
    "none are given" },
  { "login-refused",
    "HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=\"x\"\r\n"
    "proxy-authenticate: BASIC realm=\"x\"\r\n\r\n",
    TRUE,
    WILLOW_PROXY_ERROR_LOGIN_REFUSED,
    "refused the user name" },
  { "login-unknown",
    "HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\n\r\n",
    TRUE,
    WILLOW_PROXY_ERROR_LOGIN_UNKNOWN,
    "Negotiate" },
  /* As tinyproxy says it. */
  { "login-refused-401",
    "HTTP/1.0 401 Unauthorized\r\n\r\n",
    TRUE,
    WILLOW_PROXY_ERROR_LOGIN_REFUSED,
    "refused the user name" },
  { "unauthorized",
    "HTTP/1.0 401 Unauthorized\r\n\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_STATUS,
    "401 Unauthorized" },
  { "forbidden",
    "HTTP/1.1 403 Forbidden\r\n\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_NOT_ALLOWED,
    "does not allow connections to broker.example:1883" },
  { "web-server",
    "HTTP/1.1 405 Method Not Allowed\r\n\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_UNSUPPORTED,
    "web server" },
  { "no-connect",
    "HTTP/1.1 501 Not Implemented\r\n\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_UNSUPPORTED,
    "501" },
  { "bad-gateway",
    "HTTP/1.1 502 Bad Gateway\r\n\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_TARGET_UNREACHABLE,
    "502" },
  { "unavailable",
    "HTTP/1.1 503 Service Unavailable\r\n\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_TARGET_UNREACHABLE,
    "503" },
  { "gateway-timeout",
    "HTTP/1.1 504 Gateway Timeout\r\n\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_TARGET_SILENT,
    "504" },
  { "status",
    "HTTP/1.1 418 I'm a teapot\r\n\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_STATUS,
    "418 I'm a teapot" },
  { "redirect",
    "HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_STATUS,
    "302" },
  { "switching",
    "HTTP/1.1 101 Switching Protocols\r\n\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_STATUS,
    "101" },
  { "ssh",
    "SSH-2.0-OpenSSH_9.2\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_NOT_A_PROXY,
    "SSH" },
  { "socks", "\x05\xff", FALSE, WILLOW_PROXY_ERROR_NOT_A_PROXY, "SOCKS5" },
  { "tls-alert",
    "\x15\x03\x01\x01",
    FALSE,
    WILLOW_PROXY_ERROR_NOT_A_PROXY,
    "TLS" },
  { "other", "+OK ", FALSE, WILLOW_PROXY_ERROR_NOT_A_PROXY, "2B" },
  { "no-status",
    "HTTP/1.1 2x0 OK\r\n\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_NOT_A_PROXY,
    "48" },
  { "closed-at-once", "", FALSE, WILLOW_PROXY_ERROR_CLOSED, "without an" },
  { "closed-in-the-middle",
    "HTTP/1.1 200 OK\r\nA: b\r\n",
    FALSE,
    WILLOW_PROXY_ERROR_CLOSED,
    "middle" },
};

static const Case socks_cases[] = {
  { "open", "0500 05000001 7f000001 075b", FALSE, OPEN, "SOCKS5" },
  { "open-name", "0500 05000003 03 616263 075b", FALSE, OPEN, "SOCKS5" },
  { "open-no-name", "0500 05000003 00 075b", FALSE, OPEN, "SOCKS5" },
  { "open-ipv6",
    "0500 05000004 00000000000000000000000000000001 075b",
    FALSE,
    OPEN,
    "SOCKS5" },
  { "open-login", "0502 0100 05000001 00000000 0000", TRUE, OPEN, "SOCKS5" },
  { "open-login-not-wanted",
    "0500 05000001 00000000 0000",
    TRUE,
    OPEN,
    "SOCKS5" },
  { "needs-login", "05ff", FALSE, WILLOW_PROXY_ERROR_NEEDS_LOGIN, "none are" },
  { "no-method", "05ff", TRUE, WILLOW_PROXY_ERROR_LOGIN_UNKNOWN, "0xFF" },
  { "login-refused",
    "0502 0101",
    TRUE,
    WILLOW_PROXY_ERROR_LOGIN_REFUSED,
    "refused the user name" },
  { "method-not-offered", "0502", FALSE, WILLOW_PROXY_ERROR_PROTOCOL, "rules" },
  { "method-gssapi", "0501", TRUE, WILLOW_PROXY_ERROR_PROTOCOL, "rules" },
  { "reply-1", "0500 0501", FALSE, WILLOW_PROXY_ERROR_STATUS, "(general" },
  { "reply-2", "0500 0502", FALSE, WILLOW_PROXY_ERROR_NOT_ALLOWED, "(2)" },
  { "reply-3",
    "0500 0503",
    FALSE,
    WILLOW_PROXY_ERROR_TARGET_UNREACHABLE,
    "(3)" },
  { "reply-4", "0500 0504", FALSE, WILLOW_PROXY_ERROR_TARGET_UNKNOWN, "(4)" },
  { "reply-5", "0500 0505", FALSE, WILLOW_PROXY_ERROR_TARGET_REFUSED, "(5)" },
  { "reply-6", "0500 0506", FALSE, WILLOW_PROXY_ERROR_TARGET_SILENT, "(6)" },
  { "reply-7", "0500 0507", FALSE, WILLOW_PROXY_ERROR_UNSUPPORTED, "(7)" },
  { "reply-8", "0500 0508", FALSE, WILLOW_PROXY_ERROR_UNSUPPORTED, "(8)" },
  { "reply-9", "0500 0509", FALSE, WILLOW_PROXY_ERROR_STATUS, "0x09" },
  { "reply-version", "0500 04000001", FALSE, WILLOW_PROXY_ERROR_PROTOCOL, "" },
  { "reply-address", "0500 05000002", FALSE, WILLOW_PROXY_ERROR_PROTOCOL, "" },
  { "http", "48545450", FALSE, WILLOW_PROXY_ERROR_NOT_A_PROXY, "HTTP" },
  { "socks4", "005a", FALSE, WILLOW_PROXY_ERROR_NOT_A_PROXY, "00" },
  { "closed-at-once", "", FALSE, WILLOW_PROXY_ERROR_CLOSED, "without an" },
  { "closed-method", "05", FALSE, WILLOW_PROXY_ERROR_CLOSED, "middle" },
  { "closed-reply", "0500 050000", FALSE, WILLOW_PROXY_ERROR_CLOSED, "middle" },
  { "closed-address",
    "0500 05000001 7f0000",
    FALSE,
    WILLOW_PROXY_ERROR_CLOSED,
    "middle" },
};

static GByteArray *
from_hex (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (const char *p = hex; *p != '\0';)
    {
      guint8 byte;

      if (*p == ' ')
        {
          p++;
          continue;
        }
      byte = (guint8)(g_ascii_xdigit_value (p[0]) << 4 |
                      g_ascii_xdigit_value (p[1]));
      g_byte_array_append (bytes, &byte, 1);
      p += 2;
    }
  return bytes;
}

/* Returns: how much was taken; @error, also at the end of @bytes */
static gsize
drive (WillowProxyDialogue *dialogue,
       const GByteArray    *bytes,
       gsize                chunk,
       GError             **error)
{
  gsize at = 0;

  while (!willow_proxy_dialogue_is_open (dialogue))
    {
      gsize n;

      willow_proxy_dialogue_peek_output (dialogue, &n);
      willow_proxy_dialogue_skip_output (dialogue, n);
      n = willow_proxy_dialogue_get_wanted (dialogue);
      g_assert_cmpuint (n, >, 0);
      n = MIN (MIN (n, chunk), bytes->len - at);
      if (n == 0)
        {
          *error = willow_proxy_dialogue_explain_end (dialogue);
          return at;
        }
      at += n;
      if (!willow_proxy_dialogue_feed (
              dialogue, bytes->data + at - n, n, error))
        return at;
    }
  return at;
}

static WillowProxyDialogue *
new_dialogue (gboolean is_http, gboolean has_login)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) password = g_bytes_new_static ("s3cret", 6);
  WillowProxyDialogue *dialogue =
      (is_http ? willow_http_proxy_new
               : willow_socks5_new) ("broker.example",
                                     1883,
                                     has_login ? "ann" : NULL,
                                     has_login ? password : NULL,
                                     &error);

  g_assert_no_error (error);
  return dialogue;
}

static void
check (const Case *c, gboolean is_http, gsize chunk)
{
  g_autoptr (WillowProxyDialogue) dialogue =
      new_dialogue (is_http, c->has_login);
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  gsize            len, taken;

  g_test_message ("%s, %zu at a time", c->name, chunk);
  bytes = is_http ? g_byte_array_append (g_byte_array_new (),
                                         (const guint8 *)c->answer,
                                         (guint)strlen (c->answer))
                  : from_hex (c->answer);
  len = bytes->len;
  if (c->code == OPEN)
    g_byte_array_append (bytes, (const guint8 *)BEHIND, N_BEHIND);
  taken = drive (dialogue, bytes, chunk, &error);
  if (c->code == OPEN)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (taken, ==, len);
      said = willow_proxy_dialogue_describe (dialogue);
    }
  else
    {
      g_assert_error (error, WILLOW_PROXY_ERROR, c->code);
      said = g_strdup (error->message);
      g_assert_false (willow_proxy_dialogue_is_open (dialogue));
    }
  g_assert_nonnull (strstr (said, c->phrase));
}

static void
test_http (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (http_cases); i++)
    for (gsize chunk = 1; chunk <= 64; chunk *= 4)
      check (&http_cases[i], TRUE, chunk);
}

static void
test_socks5 (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (socks_cases); i++)
    for (gsize chunk = 1; chunk <= 64; chunk *= 4)
      check (&socks_cases[i], FALSE, chunk);
}

/* Nothing that a proxy sends is read without end. */
static void
test_http_endless (void)
{
  static const char *const endless[] = {
    "HTTP/1.1 200 OK\r\nA: ", "x", "HTTP/1.1 100 \r\n\r\n", NULL
  };

  for (guint kind = 0; kind < 2; kind++)
    {
      g_autoptr (WillowProxyDialogue) dialogue = new_dialogue (TRUE, FALSE);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GError) error = NULL;

      if (kind == 0)
        g_byte_array_append (
            bytes, (const guint8 *)endless[0], (guint)strlen (endless[0]));
      while (bytes->len < 100000)
        g_byte_array_append (bytes,
                             (const guint8 *)endless[1 + kind],
                             (guint)strlen (endless[1 + kind]));
      g_assert_cmpuint (drive (dialogue, bytes, 64, &error), <, 40000);
      g_assert_error (error, WILLOW_PROXY_ERROR, WILLOW_PROXY_ERROR_PROTOCOL);
    }
}

static void
check_sent (WillowProxyDialogue *dialogue, const char *wire, const char *shown)
{
  g_autoptr (GBytes) sent = willow_proxy_dialogue_dup_sent (dialogue);
  gsize         len;
  const guint8 *output = willow_proxy_dialogue_peek_output (dialogue, &len);

  g_assert_cmpmem (output, len, wire, strlen (wire));
  g_assert_cmpmem (g_bytes_get_data (sent, NULL),
                   g_bytes_get_size (sent),
                   shown,
                   strlen (shown));
}

static void
test_http_request (void)
{
  g_autoptr (WillowProxyDialogue) plain = new_dialogue (TRUE, FALSE);
  g_autoptr (WillowProxyDialogue) login = new_dialogue (TRUE, TRUE);

#define HEAD                                                                   \
  "CONNECT broker.example:1883 HTTP/1.1\r\nHost: broker.example:1883\r\n"
  check_sent (plain, HEAD "\r\n", HEAD "\r\n");
  /* printf ann:s3cret | base64 */
  check_sent (login,
              HEAD "Proxy-Authorization: Basic YW5uOnMzY3JldA==\r\n\r\n",
              HEAD "Proxy-Authorization: Basic ****************\r\n\r\n");
#undef HEAD
}

static void
check_host (const char *host, const char *line)
{
  g_autoptr (WillowProxyDialogue) dialogue =
      willow_http_proxy_new (host, 8883, NULL, NULL, NULL);
  gsize       len;
  const char *output;

  g_assert_nonnull (dialogue);
  output = (const char *)willow_proxy_dialogue_peek_output (dialogue, &len);
  g_assert_cmpuint (len, >, strlen (line));
  g_assert_cmpmem (output, strlen (line), line, strlen (line));
}

static void
test_http_host (void)
{
  check_host ("2001:db8::1", "CONNECT [2001:db8::1]:8883 HTTP/1.1\r\n");
  check_host ("192.0.2.1", "CONNECT 192.0.2.1:8883 HTTP/1.1\r\n");
  check_host ("b\xc3\xbc"
              "cher.example",
              "CONNECT xn--bcher-kva.example:8883 HTTP/1.1\r\n");
}

static void
check_socks_request (const char *host, const char *hex)
{
  g_autoptr (WillowProxyDialogue) dialogue =
      willow_socks5_new (host, 1883, NULL, NULL, NULL);
  g_autoptr (GByteArray) expected = from_hex (hex);
  gsize         len;
  const guint8 *output;

  g_assert_nonnull (dialogue);
  output = willow_proxy_dialogue_peek_output (dialogue, &len);
  g_assert_cmpmem (output, len, "\x05\x01\x00", 3);
  willow_proxy_dialogue_skip_output (dialogue, len);
  g_assert_true (willow_proxy_dialogue_feed (dialogue, "\x05\x00", 2, NULL));
  output = willow_proxy_dialogue_peek_output (dialogue, &len);
  g_assert_cmpmem (output, len, expected->data, expected->len);
}

/* The name goes to the proxy as it is; an address as an address. */
static void
test_socks5_request (void)
{
  check_socks_request ("abc", "05010003 03 616263 075b");
  check_socks_request ("192.0.2.1", "05010001 c0000201 075b");
  check_socks_request ("2001:db8::1",
                       "05010004 20010db8000000000000000000000001 075b");
}

static void
test_socks5_login (void)
{
  g_autoptr (WillowProxyDialogue) dialogue = new_dialogue (FALSE, TRUE);
  g_autoptr (GBytes) sent = NULL;
  g_autoptr (GByteArray) wire = from_hex ("01 03 616e6e 06 733363726574");
  g_autoptr (GByteArray) shown =
      from_hex ("05020002 01 03 616e6e 06 2a2a2a2a2a2a");
  gsize         len;
  const guint8 *output = willow_proxy_dialogue_peek_output (dialogue, &len);

  g_assert_cmpmem (output, len, "\x05\x02\x00\x02", 4);
  willow_proxy_dialogue_skip_output (dialogue, len);
  willow_proxy_dialogue_feed (dialogue, "\x05\x02", 2, NULL);
  output = willow_proxy_dialogue_peek_output (dialogue, &len);
  g_assert_cmpmem (output, len, wire->data, wire->len);
  sent = willow_proxy_dialogue_dup_sent (dialogue);
  g_assert_cmpmem (g_bytes_get_data (sent, NULL),
                   g_bytes_get_size (sent),
                   shown->data,
                   shown->len);
}

static void
check_refused (gboolean is_http, const char *host, const char *user_name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowProxyDialogue) dialogue =
      (is_http ? willow_http_proxy_new
               : willow_socks5_new) (host, 1883, user_name, NULL, &error);

  g_assert_null (dialogue);
  g_assert_error (error, WILLOW_PROXY_ERROR, WILLOW_PROXY_ERROR_SETTINGS);
}

/* Nothing of the settings can end a line or a field. */
static void
test_settings (void)
{
  static const char *const hosts[] = {
    "", "a b", "a\r\nX: y", "fe80::1%eth0", "a/b", "u@h", "a\x7f"
  };
  g_autofree char *much = g_strnfill (256, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    for (guint kind = 0; kind < 2; kind++)
      check_refused (kind == 0, hosts[i], NULL);
  check_refused (TRUE, much, NULL);
  check_refused (FALSE, much, NULL);
  check_refused (TRUE, "h", "a:b");
  check_refused (FALSE, "h", "");
  check_refused (FALSE, "h", much);
}

static void
check_mask (const char *head, const char *expected)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (head, strlen (head));
  g_autoptr (GBytes) masked = willow_http_head_mask (bytes);

  g_assert_cmpmem (g_bytes_get_data (masked, NULL),
                   g_bytes_get_size (masked),
                   expected,
                   strlen (expected));
}

static void
test_mask (void)
{
  check_mask ("", "");
  check_mask ("GET / HTTP/1.1\r\nauthorization:Bearer abc\r\nB: c\r\n\r\n",
              "GET / HTTP/1.1\r\nauthorization:Bearer ***\r\nB: c\r\n\r\n");
  check_mask ("GET /\r\nAuthorization: abcdef\r\n",
              "GET /\r\nAuthorization: ******\r\n");
  check_mask ("GET /\nCookie: a=b; c=d \nSet-Cookie: x=y\n",
              "GET /\nCookie: ******** \nSet-Cookie: ***\n");
  /* A value that goes on in the next line. */
  check_mask ("GET /\r\nCookie: a=b;\r\n c=d\r\nA: b\r\n",
              "GET /\r\nCookie: ****\r\n ***\r\nA: b\r\n");
  check_mask ("GET /\r\nX-Api-Key: k\r\nX-Auth-Token: t\r\n",
              "GET /\r\nX-Api-Key: *\r\nX-Auth-Token: *\r\n");
  check_mask ("GET /\r\nSec-WebSocket-Key: abc\r\n",
              "GET /\r\nSec-WebSocket-Key: abc\r\n");
  check_mask ("Cookie: a", "Cookie: a"); /* the first line is no header */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/proxy-dialogue/http", test_http);
  g_test_add_func ("/net/proxy-dialogue/http/endless", test_http_endless);
  g_test_add_func ("/net/proxy-dialogue/http/request", test_http_request);
  g_test_add_func ("/net/proxy-dialogue/http/host", test_http_host);
  g_test_add_func ("/net/proxy-dialogue/socks5", test_socks5);
  g_test_add_func ("/net/proxy-dialogue/socks5/request", test_socks5_request);
  g_test_add_func ("/net/proxy-dialogue/socks5/login", test_socks5_login);
  g_test_add_func ("/net/proxy-dialogue/settings", test_settings);
  g_test_add_func ("/net/proxy-dialogue/mask", test_mask);
  return g_test_run ();
}
