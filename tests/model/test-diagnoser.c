/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-conversation.h"
#include "model/conversation/willow-diagnoser.h"

#include "lib/test-loop.h"

/* A fix is the names and values of properties. */
static void
test_changes (void)
{
  g_autoptr (WillowProfile) profile = willow_profile_new ("A");
  g_autoptr (GVariant) changes = g_variant_ref_sink (g_variant_new_parsed (
      "{'scheme': <%u>, 'port': <%u>, 'path': <'/ws'>, 'clean-start': <%b>}",
      (guint)WILLOW_SCHEME_WSS,
      443u,
      FALSE));
  g_autoptr (GVariant) unknown = g_variant_ref_sink (
      g_variant_new_parsed ("{'no-such-thing': <1>, 'host': <'h'>}"));
  g_autofree char *host = NULL;
  g_autofree char *url = NULL;
  gboolean         clean_start;

  g_assert_true (willow_profile_apply_changes (profile, changes));
  g_assert_false (willow_profile_apply_changes (profile, unknown));
  g_object_get (profile, "host", &host, "clean-start", &clean_start, NULL);
  url = willow_profile_dup_url (profile);
  g_assert_cmpstr (url, ==, "wss://h:443/ws");
  g_assert_false (clean_start);
}

static const char *
get_verdict (WillowDiagnoser *diagnoser)
{
  WillowDiagnosis *diagnosis = willow_diagnoser_get_diagnosis (diagnoser);

  return diagnosis != NULL ? willow_diagnosis_get_name (diagnosis) : NULL;
}

/* Of an attempt of the conversation's, and asked for. */
static void
test_conversation (void)
{
  g_autoptr (WillowIoThread) io_thread = willow_io_thread_new ("io", NULL);
  g_autoptr (WillowProfile) profile = willow_profile_new ("A");
  WillowConversation *conversation =
      willow_conversation_new (profile, io_thread);
  WillowDiagnoser *diagnoser = willow_conversation_get_diagnoser (conversation);

  g_object_set (profile,
                "host",
                "127.0.0.1",
                "port",
                (guint)test_loop_find_closed_port (),
                NULL);
  g_assert_null (get_verdict (diagnoser));
  willow_conversation_connect (conversation, NULL);
  while (get_verdict (diagnoser) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (get_verdict (diagnoser), ==, "tcp-refused");
  g_assert_cmpuint (
      willow_diagnosis_get_probes (willow_diagnoser_get_diagnosis (diagnoser))
          ->len,
      ==,
      0);
  willow_diagnoser_dismiss (diagnoser);
  g_assert_null (get_verdict (diagnoser));
  willow_diagnoser_run (diagnoser, NULL, WILLOW_DOCTOR_DEFAULT);
  g_assert_true (willow_diagnoser_get_running (diagnoser));
  while (willow_diagnoser_get_running (diagnoser))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (get_verdict (diagnoser), ==, "tcp-refused");
  g_object_unref (conversation);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diagnoser/changes", test_changes);
  g_test_add_func ("/diagnoser/conversation", test_conversation);
  return g_test_run ();
}
