/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor-world.h"

#include "cli/willow-cli-options.h"
#include "doctor/willow-doctor.h"
#include "mqtt/mqtt-packet.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* At a time; most of them wait. */
#define PARALLEL 12u

static DoctorWorld *world;

/* One case, by the library and then by the program. */
typedef struct
{
  const DoctorCase *test;
  RawServer        *raw;
  char            **arguments;
  WillowIoThread   *io_thread;
  GError           *error;
  WillowDiagnosis  *diagnosis;
  GSubprocess      *program;
  char             *output;
  gboolean          is_done;
} Trial;

typedef struct
{
  char   **filters;
  gboolean versions, other_id, no_probes;
  int      probe_timeout_ms;
} Wishes;

static char **
parse (char **arguments, WillowCliOptions *connection, Wishes *wishes)
{
  GOptionEntry entries[] = {
    { "topic", 't', 0, G_OPTION_ARG_STRING_ARRAY, &wishes->filters, "", "" },
    { "versions", 0, 0, G_OPTION_ARG_NONE, &wishes->versions, "", NULL },
    { "other-id", 0, 0, G_OPTION_ARG_NONE, &wishes->other_id, "", NULL },
    { "no-probes", 0, 0, G_OPTION_ARG_NONE, &wishes->no_probes, "", NULL },
    { "probe-timeout",
      0,
      0,
      G_OPTION_ARG_INT,
      &wishes->probe_timeout_ms,
      "",
      "" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  char **copy;

  g_strv_builder_add (builder, "doctor");
  g_strv_builder_addv (builder, (const char **)arguments);
  copy = g_strv_builder_end (builder);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context,
                              willow_cli_options_get_group (connection));
  g_option_context_add_group (
      context, willow_cli_tls_get_client_group (&connection->tls));
  g_option_context_add_group (context,
                              willow_cli_route_get_group (&connection->route));
  g_option_context_add_group (
      context, willow_cli_websocket_get_group (&connection->websocket));
  g_option_context_parse_strv (context, &copy, &error);
  g_assert_no_error (error);
  return copy;
}

static GBytes *
build_filters (char **filters, MqttVersion version)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (filters == NULL)
    return NULL;
  for (guint i = 0; filters[i] != NULL; i++)
    {
      const MqttSubscription subscription = {
        .filter = mqtt_slice_from_string (filters[i]),
      };

      g_assert_true (
          mqtt_filters_append_subscription (bytes, version, &subscription));
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static void
diagnosed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Trial *trial = user_data;

  trial->diagnosis = willow_doctor_run_finish (result, &trial->error);
  trial->is_done = TRUE;
}

static void
run_library (Trial *trial)
{
  WillowCliOptions connection;
  Wishes           wishes = { 0 };
  g_auto (GStrv) rest = NULL;
  g_autoptr (WillowClientOptions) options = NULL;
  g_autoptr (GBytes) filters = NULL;
  g_autoptr (GError) error = NULL;
  WillowDoctorRequest request = { 0 };

  willow_cli_options_init (&connection);
  connection.tls.keeps_mistakes = TRUE;
  rest = parse (trial->arguments, &connection, &wishes);
  options = willow_cli_options_build (&connection, rest[1], &error);
  g_assert_no_error (error);
  filters = build_filters (wishes.filters,
                           willow_client_options_get_version (options));
  request.flags = (wishes.versions ? WILLOW_DOCTOR_TRY_VERSIONS : 0) |
                  (wishes.other_id ? WILLOW_DOCTOR_OTHER_CLIENT_ID : 0) |
                  (wishes.no_probes ? WILLOW_DOCTOR_NO_PROBES : 0);
  request.filters = filters;
  request.filter_names = (const char *const *)wishes.filters;
  request.probe_timeout_ms = (guint)wishes.probe_timeout_ms;
  willow_doctor_run_async (
      trial->io_thread, options, &request, NULL, diagnosed_cb, trial);
  g_strfreev (wishes.filters);
  willow_cli_options_clear (&connection);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Trial *trial = user_data;

  g_subprocess_communicate_utf8_finish (
      G_SUBPROCESS (source), result, &trial->output, NULL, &trial->error);
  trial->is_done = TRUE;
}

static void
run_program (Trial *trial)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) arguments = NULL;

  g_strv_builder_add_many (
      builder, g_getenv ("WILLOW_CLI"), "doctor", "--json", NULL);
  g_strv_builder_addv (builder, (const char **)trial->arguments);
  arguments = g_strv_builder_end (builder);
  trial->program = g_subprocess_newv ((const char *const *)arguments,
                                      G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                          G_SUBPROCESS_FLAGS_STDIN_INHERIT,
                                      &trial->error);
  g_assert_no_error (trial->error);
  g_subprocess_communicate_utf8_async (
      trial->program, NULL, NULL, ended_cb, trial);
}

/* Any of the fixes changes it. */
static gboolean
has_fix (WillowDiagnosis *diagnosis, const char *property)
{
  GPtrArray *fixes = willow_diagnosis_get_fixes (diagnosis);

  for (guint i = 0; i < fixes->len; i++)
    {
      const WillowDoctorFix *fix = fixes->pdata[i];
      g_autoptr (GVariant) value =
          g_variant_lookup_value (fix->changes, property, NULL);

      if (value != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Switching verification off is never proposed. */
static void
check_fixes (WillowDiagnosis *diagnosis, const char *fix)
{
  g_assert_false (has_fix (diagnosis, "tls-verify"));
  if (g_strcmp0 (fix, "-") == 0)
    g_assert_cmpuint (willow_diagnosis_get_fixes (diagnosis)->len, ==, 0);
  else if (fix != NULL)
    g_assert_true (has_fix (diagnosis, fix));
}

static void
check_stages (WillowDiagnosis *diagnosis)
{
  GPtrArray *stages = willow_diagnosis_get_stages (diagnosis);
  guint      n_failed = 0;

  for (guint i = 0; i < stages->len; i++)
    {
      const WillowDoctorStage *stage = stages->pdata[i];

      n_failed += stage->outcome == WILLOW_STAGE_FAILED;
      g_assert_cmpint (stage->kind == WILLOW_STAGE_CONNECT ||
                           stage->outcome == WILLOW_STAGE_NOT_REACHED ||
                           stage->duration_us >= 0 ||
                           stage->outcome == WILLOW_STAGE_FAILED,
                       ==,
                       TRUE);
    }
  g_assert_cmpuint (
      n_failed, ==, willow_diagnosis_is_healthy (diagnosis) ? 0 : 1);
}

static void
check_library (Trial *trial)
{
  WillowDiagnosis *diagnosis = trial->diagnosis;

  g_assert_no_error (trial->error);
  g_test_message ("%s: %s: %s",
                  trial->test->name,
                  willow_diagnosis_get_name (diagnosis),
                  willow_diagnosis_get_sentence (diagnosis));
  g_assert_cmpstr (
      willow_diagnosis_get_name (diagnosis), ==, trial->test->verdict);
  g_assert_cmpstr (
      willow_stage_kind_get_name (willow_diagnosis_get_stage (diagnosis)),
      ==,
      trial->test->stage);
  g_assert_cmpstr (willow_diagnosis_get_sentence (diagnosis), !=, "");
  g_assert_null (strchr (willow_diagnosis_get_sentence (diagnosis), '{'));
  g_assert_null (strchr (willow_diagnosis_get_advice (diagnosis), '{'));
  check_stages (diagnosis);
  check_fixes (diagnosis, trial->test->fix);
}

static int
get_exit_code (const char *verdict)
{
  if (g_str_equal (verdict, "healthy"))
    return 0;
  return g_str_equal (verdict, "cannot-tell") ? 3 : 1;
}

static const char *
get_member (JsonNode *root, const char *name)
{
  return json_object_get_string_member (json_node_get_object (root), name);
}

static void
check_program (Trial *trial)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_no_error (trial->error);
  root = json_from_string (trial->output, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (get_member (root, "verdict"), ==, trial->test->verdict);
  g_assert_cmpstr (get_member (root, "stage"), ==, trial->test->stage);
  g_assert_cmpstr (
      get_member (root, "actor"),
      ==,
      willow_actor_get_name (willow_diagnosis_get_actor (trial->diagnosis)));
  g_assert_cmpint (g_subprocess_get_exit_status (trial->program),
                   ==,
                   get_exit_code (trial->test->verdict));
  g_assert_null (strstr (trial->output, "secret"));
}

static void
wait_for (Trial *trials, guint n)
{
  for (guint i = 0; i < n; i++)
    while (!trials[i].is_done)
      g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < n; i++)
    trials[i].is_done = FALSE;
}

static void
prepare (Trial *trial, const DoctorCase *test, WillowIoThread *io_thread)
{
  *trial = (Trial){ .test = test, .io_thread = io_thread };
  if (strstr (test->arguments, "{raw}") != NULL)
    trial->raw = raw_server_new (&test->script);
  trial->arguments = doctor_world_build_arguments (world, test, trial->raw);
}

static void
trial_clear (Trial *trial)
{
  g_clear_pointer (&trial->raw, raw_server_free);
  g_strfreev (trial->arguments);
  g_clear_pointer (&trial->diagnosis, willow_diagnosis_unref);
  g_clear_object (&trial->program);
  g_free (trial->output);
}

static void
run_batch (const DoctorCase *tests, guint n)
{
  Trial trials[PARALLEL];
  g_autoptr (WillowIoThread) io_thread = willow_io_thread_new ("io", NULL);

  for (guint i = 0; i < n; i++)
    {
      prepare (&trials[i], &tests[i], io_thread);
      run_library (&trials[i]);
    }
  wait_for (trials, n);
  for (guint i = 0; i < n; i++)
    check_library (&trials[i]);
  for (guint i = 0; i < n; i++)
    run_program (&trials[i]);
  wait_for (trials, n);
  for (guint i = 0; i < n; i++)
    {
      check_program (&trials[i]);
      trial_clear (&trials[i]);
    }
}

static void
test_table (gconstpointer data)
{
  const DoctorCase *tests = data;
  guint             n = 0;

  while (tests->name != NULL)
    {
      for (n = 0; n < PARALLEL && tests[n].name != NULL; n++)
        ;
      run_batch (tests, n);
      tests += n;
    }
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  world = doctor_world_new ();
  g_test_add_data_func ("/doctor/way", doctor_cases_way, test_table);
  g_test_add_data_func ("/doctor/tls", doctor_cases_tls, test_table);
  g_test_add_data_func ("/doctor/mqtt", doctor_cases_mqtt, test_table);
  result = g_test_run ();
  doctor_world_free (world);
  return result;
}
