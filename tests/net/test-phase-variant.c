/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-phase.h"

#include <string.h>

/* Written by hand: what a record may say. */
#define DONE                                                                   \
  "{'kind': <'tcp'>, 'outcome': <'done'>, 'subject': <'127.0.0.1:1'>, "        \
  "'duration': <int64 1500>, 'evidence': <'127.0.0.1:2'>}"
#define TLS                                                                    \
  "{'kind': <'tls'>, 'outcome': <'failed'>, 'subject': <'h'>, 'tls': "         \
  "<{'version': <'TLSv1.3'>, 'resumed': <true>, 'authorities': <['CN=a']>, "   \
  "'verdicts': <[('failed', 18, 'self-signed'), ('ok', 0, '')]>, "             \
  "'chain': <[('CN=h', 'CN=h', 'h', ['DNS:h'], int64 1, int64 2, "             \
  "'RSA', uint32 2048, 'AA:BB')]>}>}"

static WillowPhase *
parse (const char *text)
{
  return willow_phase_from_text (text, strlen (text));
}

static void
test_parse (void)
{
  g_autoptr (WillowPhase) phase = parse (DONE);
  g_autoptr (WillowPhase) tls = parse (TLS);

  g_assert_nonnull (phase);
  g_assert_cmpint (phase->kind, ==, WILLOW_PHASE_TCP);
  g_assert_cmpint (phase->outcome, ==, WILLOW_PHASE_DONE);
  g_assert_cmpint (phase->duration_us, ==, 1500);
  g_assert_cmpstr (phase->subject, ==, "127.0.0.1:1");
  g_assert_cmpstr (phase->evidence, ==, "127.0.0.1:2");
  g_assert_null (phase->tls);

  g_assert_nonnull (tls);
  g_assert_cmpstr (tls->tls->version, ==, "TLSv1.3");
  g_assert_null (tls->tls->cipher);
  g_assert_true (tls->tls->is_resumed);
  g_assert_false (tls->tls->is_verified);
  g_assert_cmpstr (tls->tls->acceptable_authorities[0], ==, "CN=a");
  g_assert_cmpint (tls->tls->verdicts[0].outcome, ==, WILLOW_TLS_FAILED);
  g_assert_cmpint (tls->tls->verdicts[0].code, ==, 18);
  g_assert_cmpint (tls->tls->verdicts[1].outcome, ==, WILLOW_TLS_OK);
  g_assert_cmpint (tls->tls->verdicts[2].outcome, ==, WILLOW_TLS_UNKNOWN);
  g_assert_cmpuint (tls->tls->chain->len, ==, 1);
  g_assert_cmpstr (
      ((WillowCertificate *)tls->tls->chain->pdata[0])->names[0], ==, "DNS:h");
}

/* What was read is written the same. */
static void
test_round_trip (void)
{
  static const char *const texts[] = { DONE, TLS };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (WillowPhase) phase = parse (texts[i]);
      g_autofree char *text = willow_phase_to_text (phase);
      g_autoptr (WillowPhase) again = parse (text);
      g_autofree char *same = willow_phase_to_text (again);

      g_assert_nonnull (again);
      g_assert_cmpstr (same, ==, text);
      g_assert_cmpstr (again->subject, ==, phase->subject);
      g_assert_cmpint (again->outcome, ==, phase->outcome);
    }
}

static void
test_bytes (void)
{
  g_autoptr (GBytes) sent = g_bytes_new_static ("\x05\x01\x00", 3);
  const WillowPhase phase = { .kind = WILLOW_PHASE_PROXY,
                              .outcome = WILLOW_PHASE_DONE,
                              .subject = "\xff not UTF-8",
                              .sent = sent };
  g_autofree char  *text = willow_phase_to_text (&phase);
  g_autoptr (WillowPhase) again = parse (text);

  g_assert_nonnull (again);
  g_assert_true (g_bytes_equal (again->sent, sent));
  g_assert_null (again->received);
  g_assert_true (g_utf8_validate (again->subject, -1, NULL));
}

/* Of anybody: never a phase, and never harm. */
static void
test_hostile (void)
{
  static const char *const texts[] = {
    "",
    "{}",
    "@a{sv} {}",
    "{'kind': <'tcp'>}",
    "{'kind': <'tcp'>, 'outcome': <'done'>}",
    "{'kind': <'quic'>, 'outcome': <'done'>, 'subject': <'x'>}",
    "{'kind': <'tcp'>, 'outcome': <'maybe'>, 'subject': <'x'>}",
    "{'kind': <1>, 'outcome': <'done'>, 'subject': <'x'>}",
    "{'kind': <'tcp'>, 'outcome': <'done'>, 'subject': <b'x'>}",
    "{'kind': <'tcp'>, 'outcome': <'done'>, 'subject': <'x'>, "
    "'duration': <int64 -1>}",
    "['kind', 'tcp']",
    "{'kind': 'tcp', 'outcome': 'done', 'subject': 'x'}",
    DONE "x",
    "{'kind': <'tcp'>, 'outcome': <'done'>, 'subject': <'\xff'>}",
  };
  g_autofree char *deep = g_strnfill (100000, '<');

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (WillowPhase) phase = parse (texts[i]);

      g_test_message ("%u", i);
      g_assert_null (phase);
    }
  g_assert_null (parse (deep));
  g_assert_null (willow_phase_from_text (DONE "\0", strlen (DONE) + 1));
}

/* A part of another type is as if it were not there. */
static void
test_wrong_parts (void)
{
  g_autoptr (WillowPhase) phase =
      parse ("{'kind': <'tls'>, 'outcome': <'done'>, 'subject': <'x'>, "
             "'evidence': <1>, 'sent': <'x'>, 'tls': <{'version': <3>, "
             "'chain': <['a']>, 'verdicts': <[('', 0)]>, "
             "'authorities': <1>, 'resumed': <'yes'>}>}");

  g_assert_nonnull (phase);
  g_assert_null (phase->evidence);
  g_assert_null (phase->sent);
  g_assert_null (phase->tls->version);
  g_assert_cmpuint (phase->tls->chain->len, ==, 0);
  g_assert_false (phase->tls->is_resumed);
}

/* Each text that is cut somewhere. */
static void
test_truncated (void)
{
  for (gsize len = 0; len < strlen (TLS); len++)
    g_assert_null (willow_phase_from_text (TLS, len));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/phase/parse", test_parse);
  g_test_add_func ("/net/phase/round-trip", test_round_trip);
  g_test_add_func ("/net/phase/bytes", test_bytes);
  g_test_add_func ("/net/phase/hostile", test_hostile);
  g_test_add_func ("/net/phase/wrong-parts", test_wrong_parts);
  g_test_add_func ("/net/phase/truncated", test_truncated);
  return g_test_run ();
}
