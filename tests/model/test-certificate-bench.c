/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/practice/willow-certificate-bench.h"
#include "model/conversation/willow-conversation.h"
#include "model/profile/willow-key-log.h"
#include "model/profile/willow-profile-secrets.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  WillowPracticeBroker   *broker;
  WillowCertificateBench *bench;
  WillowIoThread         *io_thread;
  WillowProfile          *profile;
  WillowConversation     *conversation;
} Fixture;

static void
until (WillowPracticeBroker *broker, gboolean running)
{
  while (willow_practice_broker_get_running (broker) != running ||
         willow_practice_broker_get_busy (broker))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->broker = willow_practice_broker_new ();
  willow_practice_broker_set_port (fixture->broker, 0);
  fixture->bench = willow_certificate_bench_new (fixture->broker);
  fixture->io_thread = willow_io_thread_new ("test", NULL);
  fixture->profile = willow_profile_new ("Test");
  fixture->conversation =
      willow_conversation_new (fixture->profile, fixture->io_thread);
}

static void
leave (Fixture *fixture)
{
  willow_conversation_disconnect (fixture->conversation,
                                  WILLOW_DISCONNECT_CLEAN);
  while (willow_conversation_get_state (fixture->conversation) ==
         WILLOW_CLIENT_CONNECTED)
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (willow_conversation_get_state (fixture->conversation) ==
      WILLOW_CLIENT_CONNECTED)
    leave (fixture);
  willow_practice_broker_stop (fixture->broker);
  until (fixture->broker, FALSE);
  g_object_unref (fixture->conversation);
  g_object_unref (fixture->bench);
  g_object_unref (fixture->broker);
  g_object_unref (fixture->profile);
  willow_io_thread_unref (fixture->io_thread);
}

static void
make (Fixture           *fixture,
      WillowPracticeFlaw flaw,
      gboolean           mutual,
      WillowPracticeFlaw client_flaw)
{
  g_object_set (fixture->bench,
                "flaw",
                (guint)flaw,
                "mutual",
                mutual,
                "client-flaw",
                (guint)client_flaw,
                NULL);
  g_assert_true (willow_certificate_bench_make (fixture->bench));
  until (fixture->broker, TRUE);
  willow_certificate_bench_fill_profile (fixture->bench, fixture->profile);
}

static WillowClientState
connect_client (Fixture *fixture)
{
  WillowClientState state;

  willow_conversation_connect (fixture->conversation, NULL);
  do
    {
      g_main_context_iteration (NULL, TRUE);
      state = willow_conversation_get_state (fixture->conversation);
    }
  while (state == WILLOW_CLIENT_CONNECTING);
  return state;
}

static WillowTlsFacts *
get_own (Fixture *fixture)
{
  return willow_client_get_tls_facts (
      willow_conversation_get_client (fixture->conversation));
}

static WillowTlsFacts *
wait_for_seen (Fixture *fixture)
{
  while (willow_certificate_bench_get_seen (fixture->bench) == NULL)
    g_main_context_iteration (NULL, TRUE);
  return willow_certificate_bench_get_seen (fixture->bench);
}

/* One click, and a profile that is ready connects over TLS. */
static void
test_sound (Fixture *fixture, gconstpointer data)
{
  make (fixture, WILLOW_PRACTICE_SOUND, FALSE, WILLOW_PRACTICE_SOUND);
  g_assert_cmpint (connect_client (fixture), ==, WILLOW_CLIENT_CONNECTED);
  for (guint i = WILLOW_TLS_RULE_CHAIN; i <= WILLOW_TLS_RULE_KEY; i++)
    g_assert_cmpint (get_own (fixture)->verdicts[i].outcome, ==, WILLOW_TLS_OK);
  g_assert_cmpuint (wait_for_seen (fixture)->chain->len, ==, 0);
}

static const struct
{
  WillowPracticeFlaw flaw;
  WillowTlsRule      rule;
} broken[] = {
  { WILLOW_PRACTICE_EXPIRED, WILLOW_TLS_RULE_DATE },
  { WILLOW_PRACTICE_NOT_YET_VALID, WILLOW_TLS_RULE_DATE },
  { WILLOW_PRACTICE_WRONG_NAME, WILLOW_TLS_RULE_NAME },
  { WILLOW_PRACTICE_UNKNOWN_AUTHORITY, WILLOW_TLS_RULE_CHAIN },
  { WILLOW_PRACTICE_MISSING_INTERMEDIATE, WILLOW_TLS_RULE_CHAIN },
  { WILLOW_PRACTICE_WRONG_PURPOSE, WILLOW_TLS_RULE_PURPOSE },
  { WILLOW_PRACTICE_WEAK_KEY, WILLOW_TLS_RULE_KEY },
  { WILLOW_PRACTICE_SELF_SIGNED, WILLOW_TLS_RULE_CHAIN },
};

/* Each flaw breaks the rule that it is about; the broker goes on meanwhile. */
static void
test_flaws (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      make (fixture, broken[i].flaw, FALSE, WILLOW_PRACTICE_SOUND);
      /* The broker's thread has the new certificate a moment later; the test's
       * timeout is the limit. */
      do
        g_assert_cmpint (connect_client (fixture), ==, WILLOW_CLIENT_FAILED);
      while (get_own (fixture)->verdicts[broken[i].rule].outcome !=
             WILLOW_TLS_FAILED);
    }
}

static void
test_mutual (Fixture *fixture, gconstpointer data)
{
  WillowTlsFacts *seen;

  make (fixture, WILLOW_PRACTICE_SOUND, TRUE, WILLOW_PRACTICE_SOUND);
  g_assert_nonnull (
      willow_profile_get_secret (fixture->profile, WILLOW_SECRET_TLS_KEY));
  g_assert_cmpint (connect_client (fixture), ==, WILLOW_CLIENT_CONNECTED);
  seen = wait_for_seen (fixture);
  g_assert_cmpuint (seen->chain->len, >, 0);
  g_assert_cmpint (
      seen->verdicts[WILLOW_TLS_RULE_CHAIN].outcome, ==, WILLOW_TLS_OK);
  leave (fixture);

  /* Only the client's is another one. */
  make (fixture, WILLOW_PRACTICE_SOUND, TRUE, WILLOW_PRACTICE_EXPIRED);
  g_assert_cmpint (connect_client (fixture), !=, WILLOW_CLIENT_CONNECTED);
  seen = wait_for_seen (fixture);
  g_assert_cmpint (
      seen->verdicts[WILLOW_TLS_RULE_DATE].outcome, ==, WILLOW_TLS_FAILED);
}

static void
test_export (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "ca.pem",     "ca-key.pem",
                                       "server.pem", "server-key.pem",
                                       "client.pem", "client-key.pem" };
  g_autofree char         *path = g_dir_make_tmp ("willow-XXXXXX", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  make (fixture, WILLOW_PRACTICE_SOUND, TRUE, WILLOW_PRACTICE_SOUND);
  willow_certificate_bench_export (fixture->bench, folder, &error);
  g_assert_no_error (error);
  g_assert_false (
      willow_certificate_bench_export (fixture->bench, folder, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_build_filename (path, names[i], NULL);

      g_assert_cmpint (g_unlink (file), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

/* The same profile by each of the four ways. */
static void
test_four_ways (Fixture *fixture, gconstpointer data)
{
  make (fixture, WILLOW_PRACTICE_SOUND, FALSE, WILLOW_PRACTICE_SOUND);
  for (guint i = WILLOW_SCHEME_MQTT; i <= WILLOW_SCHEME_WSS; i++)
    {
      g_object_set (
          fixture->profile,
          "scheme",
          i,
          "port",
          (guint)willow_practice_broker_get_bound_port_of (fixture->broker, i),
          NULL);
      g_assert_cmpint (connect_client (fixture), ==, WILLOW_CLIENT_CONNECTED);
      leave (fixture);
    }
}

/* Only on request, only for its owner, and in no file of profiles. */
static void
test_key_log (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("willow-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "keys", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  make (fixture, WILLOW_PRACTICE_SOUND, FALSE, WILLOW_PRACTICE_SOUND);
  g_assert_false (
      willow_profile_set_key_log (fixture->profile, folder, &error));
  g_assert_nonnull (error);
  g_assert_true (willow_profile_set_key_log (fixture->profile, path, NULL));
  g_assert_cmpint (connect_client (fixture), ==, WILLOW_CLIENT_CONNECTED);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "CLIENT_TRAFFIC_SECRET_0 "));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_assert_true (willow_profile_set_key_log (fixture->profile, NULL, NULL));
  g_assert_null (willow_profile_get_key_log (fixture->profile));
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add ("/model/certificate-bench/" name,                                \
              Fixture,                                                         \
              NULL,                                                            \
              set_up,                                                          \
              func,                                                            \
              tear_down)
  ADD ("sound", test_sound);
  ADD ("flaws", test_flaws);
  ADD ("mutual", test_mutual);
  ADD ("export", test_export);
  ADD ("four-ways", test_four_ways);
  ADD ("key-log", test_key_log);
#undef ADD
  return g_test_run ();
}
