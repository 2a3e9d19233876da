/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile.h"
#include "net/willow-connector-settings.h"

/* Notes on the way to the broker; those on CONNECT are in test-profile.c. */

static WillowProfile *
new_profile (const char *url)
{
  WillowProfile *profile = willow_profile_new ("Test");
  g_autoptr (GError) error = NULL;

  willow_profile_set_url (profile, url, NULL, &error);
  g_assert_no_error (error);
  return profile;
}

/* The level and the property of each note, as "W tls-verify, H port". */
static void
assert_notes (WillowProfile *profile, const char *expected)
{
  g_autoptr (GArray) notes = willow_profile_dup_notes (profile);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < notes->len; i++)
    {
      const WillowProfileNote *note =
          &g_array_index (notes, WillowProfileNote, i);

      g_string_append_printf (text,
                              "%s%c %s",
                              i == 0 ? "" : ", ",
                              "HWE"[note->level],
                              note -> property);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

#define NOTES(url, expected, ...)                                              \
  G_STMT_START                                                                 \
  {                                                                            \
    g_autoptr (WillowProfile) noted = new_profile (url);                       \
                                                                               \
    g_object_set (noted, __VA_ARGS__, NULL);                                   \
    assert_notes (noted, expected);                                            \
  }                                                                            \
  G_STMT_END

static void
test_notes_place (void)
{
  NOTES ("ws://localhost", "W path", "path", "");
  NOTES ("ws://localhost", "H path", "path", "mqtt");
  NOTES ("ws://localhost", "W path", "path", "/a b");
  NOTES ("mqtt://localhost", "", "path", "");
  NOTES ("mqtt://localhost:8883", "H port", "tls-verify", FALSE);
  NOTES ("mqtts://localhost:1883", "H port", "path", "");
  NOTES ("ws://localhost:1883", "H port", "path", "/");
  NOTES ("wss://localhost:443", "", "path", "/");
}

static void
test_notes_secrets (void)
{
  NOTES ("mqtt://localhost", "", "use-password", TRUE);
  NOTES ("mqtt://127.3.2.1", "", "use-password", TRUE);
  NOTES ("mqtt://[::1]", "", "use-password", TRUE);
  NOTES ("mqtt://broker.test", "W use-password", "use-password", TRUE);
  NOTES ("ws://192.0.2.1", "W use-password", "use-password", TRUE);
  NOTES ("mqtts://broker.test", "", "use-password", TRUE);
  NOTES ("mqtt://broker.test", "E proxy-host", "proxy-kind", WILLOW_PROXY_HTTP);
  NOTES ("mqtt://broker.test",
         "H proxy-user-name, H proxy-user-name",
         "proxy-kind",
         WILLOW_PROXY_HTTP,
         "proxy-host",
         "p.test",
         "proxy-user-name",
         "u");
}

static void
test_notes_tls (void)
{
  NOTES ("mqtts://h",
         "W tls-verify, W tls-trust, W tls-trust",
         "tls-verify",
         FALSE,
         "tls-trust",
         WILLOW_TRUST_PINNED);
  NOTES ("mqtts://h", "W tls-trust", "tls-trust", WILLOW_TRUST_OWN);
  NOTES ("mqtts://h",
         "W tls-pins",
         "tls-trust",
         WILLOW_TRUST_PINNED,
         "tls-pins",
         "AA:BB");
  NOTES ("mqtts://h", "", "tls-trust", WILLOW_TRUST_BOTH);
  NOTES ("mqtts://h", "W tls-minimum", "tls-minimum", WILLOW_TLS_VERSION_1_0);
  NOTES ("mqtts://h",
         "E tls-maximum",
         "tls-minimum",
         WILLOW_TLS_VERSION_1_3,
         "tls-maximum",
         WILLOW_TLS_VERSION_1_2);
  NOTES ("mqtts://h", "E tls-maximum", "tls-maximum", WILLOW_TLS_VERSION_1_1);
  NOTES ("mqtts://h", "W tls-sni", "tls-sni", "192.0.2.1");
  NOTES ("mqtts://h", "", "tls-sni", "192.0.2.1", "tls-send-sni", FALSE);
  NOTES ("mqtts://h", "", "tls-alpn", "mqtt");
  NOTES ("wss://h", "W tls-alpn", "tls-alpn", "mqtt");
  NOTES ("wss://h", "", "tls-alpn", "http/1.1");
  NOTES ("mqtts://h", "W tls-psk-identity, W tls-use-psk", "tls-use-psk", TRUE);
  NOTES ("mqtt://h", "", "tls-verify", FALSE, "tls-use-psk", TRUE);
}

static void
assert_header_note (const char *url,
                    const char *name,
                    const char *value,
                    const char *expected)
{
  g_autoptr (WillowProfile) profile = new_profile (url);

  willow_profile_add_header (profile, name, value);
  assert_notes (profile, expected);
}

static void
test_notes_headers (void)
{
  assert_header_note ("ws://h", "X-A", "1", "");
  assert_header_note ("ws://h", "", "1", "W headers");
  assert_header_note ("ws://h", "X A", "1", "W headers");
  assert_header_note ("ws://h", "X-A", "1\r\nEvil: 1", "W headers");
  assert_header_note ("ws://h", "Host", "1", "W headers");
  assert_header_note ("wss://h", "sec-websocket-protocol", "1", "W headers");
  assert_header_note ("ws://h", "Cookie", "1", "W headers");
  assert_header_note ("ws://localhost", "Cookie", "1", "");
  assert_header_note ("wss://h", "Cookie", "1", "");
  assert_header_note ("mqtt://h", "X A", "1", "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/model/profile-notes/" name, func)
  ADD ("place", test_notes_place);
  ADD ("secrets", test_notes_secrets);
  ADD ("tls", test_notes_tls);
  ADD ("headers", test_notes_headers);
#undef ADD
  return g_test_run ();
}
