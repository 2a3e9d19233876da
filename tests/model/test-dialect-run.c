/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"
#include "model/conversation/willow-dialect-run.h"

#include <string.h>

/* One profile in three versions, before a server that does what is written
 * here. */

static const char *const connects[] = {
  "10 ( \"MQIsdp\" 03 02 003c \"me\" )",
  "10 ( \"MQTT\" 04 02 003c \"me\" )",
  "10 ( \"MQTT\" 05 02 003c 00 \"me\" )",
};

typedef struct
{
  ScriptedPeer     *peer;
  WillowIoThread   *io_thread;
  WillowProfile    *profile;
  WillowDialectRun *run;
  guint             n_changes;
} Fixture;

static void
changed_cb (WillowDialectRun *run, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_changes++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->peer = scripted_peer_new ();
  fixture->io_thread = willow_io_thread_new ("test", NULL);
  fixture->profile = willow_profile_new ("Test");
  g_object_set (fixture->profile,
                "host",
                "127.0.0.1",
                "port",
                (guint)scripted_peer_get_port (fixture->peer),
                "client-id",
                "me",
                "clean-start",
                TRUE,
                "keep-alive-seconds",
                60u,
                NULL);
  fixture->run = willow_dialect_run_new (fixture->io_thread);
  g_signal_connect (fixture->run, "changed", G_CALLBACK (changed_cb), fixture);
  willow_dialect_run_set_profile (fixture->run, fixture->profile, NULL);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  willow_dialect_run_stop (fixture->run);
  settle ();
  scripted_peer_free (fixture->peer);
  g_object_unref (fixture->run);
  g_object_unref (fixture->profile);
  settle ();
  willow_io_thread_unref (fixture->io_thread);
  settle ();
}

static void
until_outcome (Fixture *fixture, guint dialect, WillowDialectOutcome outcome)
{
  while (willow_dialect_run_get_outcome (fixture->run, dialect) != outcome)
    g_main_context_iteration (NULL, TRUE);
}

/* @connack: (nullable): hex; %NULL closes */
static void
answer (Fixture *fixture, guint dialect, const char *connack)
{
  until_outcome (fixture, dialect, WILLOW_DIALECT_CONNECTING);
  scripted_peer_accept (fixture->peer);
  scripted_peer_expect_hex (fixture->peer, connects[dialect]);
  if (connack != NULL)
    scripted_peer_send_hex (fixture->peer, connack);
  else
    scripted_peer_close (fixture->peer);
}

/* It leaves at once, and says so. */
static void
accept_and_see_off (Fixture *fixture, guint dialect)
{
  static const char *const connacks[] = { "20 02 00 00",
                                          "20 02 00 00",
                                          "20 03 00 00 00" };

  answer (fixture, dialect, connacks[dialect]);
  until_outcome (fixture, dialect, WILLOW_DIALECT_ACCEPTED);
  scripted_peer_expect_hex (fixture->peer, dialect == 2 ? "e0 ( )" : "e0 00");
  scripted_peer_expect_end (fixture->peer);
}

static void
until_done (Fixture *fixture)
{
  while (willow_dialect_run_is_running (fixture->run))
    g_main_context_iteration (NULL, TRUE);
}

static const WillowDialectRow *
find_row (const WillowDialects *dialects, const char *key)
{
  for (guint i = 0; i < willow_dialects_get_n_rows (dialects); i++)
    {
      const WillowDialectRow *row = willow_dialects_get_row (dialects, i);

      if (g_str_equal (row->key, key))
        return row;
    }
  g_assert_not_reached ();
}

/* Without a network: what would be sent. */
static void
test_preview (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowDialects) dialects = willow_dialect_run_align (fixture->run);
  const WillowDialectRow *row = find_row (dialects, "connect/protocol-name");

  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      g_assert_true (row->cells[d].is_there);
      g_assert_cmpint (willow_dialect_run_get_outcome (fixture->run, d),
                       ==,
                       WILLOW_DIALECT_NOT_RUN);
    }
  g_assert_false (
      willow_dialect_row_is_there (find_row (dialects, "connack/code")));
  g_assert_false (willow_dialect_run_is_running (fixture->run));
}

static void
test_accepted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowDialects) dialects = NULL;

  willow_dialect_run_start (fixture->run);
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    accept_and_see_off (fixture, d);
  until_done (fixture);
  dialects = willow_dialect_run_align (fixture->run);
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    g_assert_true (find_row (dialects, "connack/code")->cells[d].is_there);
  g_assert_cmpuint (fixture->n_changes, >, 6);
}

/* The common reality: 5.0 is not known, and the answer says so in 3.1.1. */
static void
test_short_answer (Fixture *fixture, gconstpointer data)
{
  const char *connack = data;

  willow_dialect_run_start (fixture->run);
  accept_and_see_off (fixture, 0);
  accept_and_see_off (fixture, 1);
  answer (fixture, 2, connack);
  until_outcome (fixture, 2, WILLOW_DIALECT_REFUSED);
  until_done (fixture);
  g_assert_nonnull (
      strstr (willow_dialect_run_get_sentence (fixture->run, 2), "3.1.1"));
}

static void
test_refused_84 (Fixture *fixture, gconstpointer data)
{
  willow_dialect_run_start (fixture->run);
  accept_and_see_off (fixture, 0);
  accept_and_see_off (fixture, 1);
  answer (fixture, 2, "20 ( 00 84 ( 1f \"too new\" ) )");
  until_outcome (fixture, 2, WILLOW_DIALECT_REFUSED);
  until_done (fixture);
  g_assert_nonnull (
      strstr (willow_dialect_run_get_sentence (fixture->run, 2), "0x84"));
}

/* One that fails does not keep the others from being tried. */
static void
test_oldest_refused (Fixture *fixture, gconstpointer data)
{
  willow_dialect_run_start (fixture->run);
  answer (fixture, 0, "20 02 00 01");
  until_outcome (fixture, 0, WILLOW_DIALECT_REFUSED);
  accept_and_see_off (fixture, 1);
  answer (fixture, 2, NULL);
  until_outcome (fixture, 2, WILLOW_DIALECT_FAILED);
  until_done (fixture);
  g_assert_nonnull (
      strstr (willow_dialect_run_get_sentence (fixture->run, 0), "0x01"));
  g_assert_cmpuint (
      strlen (willow_dialect_run_get_sentence (fixture->run, 2)), >, 10);
}

/* A CONNACK that breaks a rule is no answer to rely on, and is shown. */
static void
test_broken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowDialects) dialects = NULL;

  willow_dialect_run_start (fixture->run);
  accept_and_see_off (fixture, 0);
  answer (fixture, 1, "20 02 01 00"); /* Session Present, Clean Session */
  until_outcome (fixture, 1, WILLOW_DIALECT_FAILED);
  accept_and_see_off (fixture, 2);
  until_done (fixture);
  dialects = willow_dialect_run_align (fixture->run);
  g_assert_true (find_row (dialects, "connack/code")->cells[1].is_there);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  willow_dialect_run_start (fixture->run);
  until_outcome (fixture, 0, WILLOW_DIALECT_CONNECTING);
  scripted_peer_accept (fixture->peer);
  scripted_peer_expect_hex (fixture->peer, connects[0]);
  willow_dialect_run_stop (fixture->run);
  g_assert_false (willow_dialect_run_is_running (fixture->run));
  scripted_peer_expect_end (fixture->peer);
  g_assert_cmpint (willow_dialect_run_get_outcome (fixture->run, 0),
                   ==,
                   WILLOW_DIALECT_NOT_RUN);
  /* And again from the beginning. */
  willow_dialect_run_start (fixture->run);
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    accept_and_see_off (fixture, d);
  until_done (fixture);
}

static gboolean
plan_says (Fixture *fixture, const char *part)
{
  g_autoptr (GPtrArray) plan = willow_dialect_run_dup_plan (fixture->run);

  for (guint i = 0; i < plan->len; i++)
    if (strstr (plan->pdata[i], part) != NULL)
      return TRUE;
  return FALSE;
}

/* What it does on the broker is said before. */
static void
test_plan (Fixture *fixture, gconstpointer data)
{
  g_assert_true (plan_says (fixture, "127.0.0.1"));
  g_assert_true (plan_says (fixture, "“me”"));
  g_assert_true (plan_says (fixture, "thrown away"));
  g_object_set (fixture->profile,
                "client-id",
                "",
                "clean-start",
                FALSE,
                "use-session-expiry",
                TRUE,
                "session-expiry-seconds",
                77u,
                NULL);
  willow_dialect_run_set_profile (fixture->run, fixture->profile, NULL);
  g_assert_true (plan_says (fixture, "Without a Client Identifier"));
  g_assert_true (plan_says (fixture, "77 s"));
}

/* The password goes with all three, and is in no text. */
static void
test_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) password = g_bytes_new ("hush", 4);
  g_autoptr (WillowDialects) dialects = NULL;
  g_autofree char *text = NULL;

  g_object_set (fixture->profile,
                "use-user-name",
                TRUE,
                "user-name",
                "ann",
                "use-password",
                TRUE,
                NULL);
  willow_dialect_run_set_profile (fixture->run, fixture->profile, password);
  willow_dialect_run_start (fixture->run);
  until_outcome (fixture, 0, WILLOW_DIALECT_CONNECTING);
  scripted_peer_accept (fixture->peer);
  scripted_peer_expect_hex (
      fixture->peer, "10 ( \"MQIsdp\" 03 c2 003c \"me\" \"ann\" \"hush\" )");
  dialects = willow_dialect_run_align (fixture->run);
  text = willow_dialects_to_text (dialects);
  g_assert_nonnull (strstr (text, "ann"));
  g_assert_null (strstr (text, "hush"));
  g_assert_null (strstr (text, "68 75 73 68"));
}

#define ADD(name, data, func)                                                  \
  g_test_add (                                                                 \
      "/model/dialect-run/" name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("preview", NULL, test_preview);
  ADD ("accepted", NULL, test_accepted);
  ADD ("short-answer-01", "20 02 00 01", test_short_answer);
  ADD ("short-answer-84", "20 02 00 84", test_short_answer);
  ADD ("refused-84", NULL, test_refused_84);
  ADD ("oldest-refused", NULL, test_oldest_refused);
  ADD ("broken", NULL, test_broken);
  ADD ("stop", NULL, test_stop);
  ADD ("plan", NULL, test_plan);
  ADD ("password", NULL, test_password);
  return g_test_run ();
}
