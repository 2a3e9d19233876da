/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-options.h"
#include "cli/willow-cli-profile.h"
#include "cli/willow-cli.h"
#include "cli/willow-diagnosis-printer.h"
#include "cli/willow-packet-log.h"
#include "doctor/willow-doctor.h"
#include "mqtt/mqtt-packet.h"
#include "mqtt/mqtt-topic.h"

#include <glib/gi18n.h>
#include <string.h>

/* Documented in docs/cli.md; those of the other commands do not fit. */
enum
{
  EXIT_HEALTHY = 0,
  EXIT_VERDICT = 1,
  EXIT_CANNOT_TELL = 3,
};

/* Before a code in decimal or, with 0x, hexadecimal digits. */
#define EXPECT_CONNACK "connack="

typedef struct
{
  char    *profile;
  char   **filters;
  gboolean json;
  gboolean verbose;
  gboolean no_probes;
  gboolean try_versions;
  gboolean other_id;
  int      probe_timeout_ms;
  char    *expect; /* (nullable) */

  WillowCliProfile subject;
  GMainLoop       *loop;
  GCancellable    *cancellable;
  WillowDiagnosis *diagnosis; /* (nullable) */
} Doctor;

static int
fail_usage (const char *sentence)
{
  willow_cli_complain ("%s", sentence);
  return WILLOW_EXIT_USAGE;
}

/* (transfer full) (nullable) */
static GBytes *
get_password (const WillowCliOptions *connection)
{
  if (connection->password == NULL)
    return NULL;
  return g_bytes_new (connection->password, strlen (connection->password));
}

static int
load_profile (Doctor *self, const WillowCliOptions *connection, const char *url)
{
  g_autoptr (GBytes) password = get_password (connection);
  g_autoptr (GError) error = NULL;

  if (url != NULL || connection->host != NULL)
    return fail_usage (_ ("Say either a URL or --profile."));
  if (willow_cli_profile_load (&self->subject, self->profile, password, &error))
    return WILLOW_EXIT_OK;
  return fail_usage (error->message);
}

static int
build_filters (Doctor *self)
{
  MqttVersion version =
      willow_client_options_get_version (self->subject.options);
  g_autoptr (GByteArray) filters = g_byte_array_new ();

  if (self->filters == NULL)
    return WILLOW_EXIT_OK;
  for (guint i = 0; self->filters[i] != NULL; i++)
    {
      MqttSubscription subscription = {
        .filter = mqtt_slice_from_string (self->filters[i]),
      };

      if (!mqtt_topic_filter_is_valid (subscription.filter, NULL) ||
          !mqtt_filters_append_subscription (filters, version, &subscription))
        return fail_usage (_ ("A Topic Filter is wrong: empty, too long, or a "
                              "wildcard character stands in the wrong place."));
    }
  g_clear_pointer (&self->subject.filters, g_bytes_unref);
  g_strfreev (self->subject.names);
  self->subject.names = g_strdupv (self->filters);
  self->subject.filters =
      g_byte_array_free_to_bytes (g_steal_pointer (&filters));
  return WILLOW_EXIT_OK;
}

static int
prepare (Doctor *self, const WillowCliOptions *connection, const char *url)
{
  g_autoptr (GError) error = NULL;
  int code = WILLOW_EXIT_OK;

  if (self->probe_timeout_ms < 0)
    return fail_usage (_ ("--probe-timeout takes a positive number."));
  if (self->profile != NULL)
    code = load_profile (self, connection, url);
  else
    {
      self->subject.options =
          willow_cli_options_build (connection, url, &error);
      if (self->subject.options == NULL)
        return fail_usage (error->message);
    }
  return code == WILLOW_EXIT_OK ? build_filters (self) : code;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Doctor *self = user_data;

  self->diagnosis = willow_doctor_run_finish (result, NULL);
  g_main_loop_quit (self->loop);
}

/* CONNACK 0 has come, whatever came after it. */
static gboolean
has_accepted (WillowDiagnosis *diagnosis)
{
  GPtrArray *stages = willow_diagnosis_get_stages (diagnosis);

  for (guint i = 0; i < stages->len; i++)
    {
      const WillowDoctorStage *stage = stages->pdata[i];

      if (stage->kind == WILLOW_STAGE_CONNACK)
        return stage->outcome == WILLOW_STAGE_OK;
    }
  return FALSE;
}

static gboolean
is_expected (const Doctor *self)
{
  guint64 code;

  if (!g_str_has_prefix (self->expect, EXPECT_CONNACK))
    return g_str_equal (willow_diagnosis_get_name (self->diagnosis),
                        self->expect);
  code = g_ascii_strtoull (self->expect + strlen (EXPECT_CONNACK), NULL, 0);
  if (code == 0)
    return has_accepted (self->diagnosis);
  return willow_diagnosis_get_verdict (self->diagnosis) ==
             WILLOW_VERDICT_REFUSED &&
         willow_diagnosis_get_code (self->diagnosis) == (int)code;
}

static int
report (Doctor *self)
{
  if (self->diagnosis == NULL)
    return WILLOW_EXIT_TIMEOUT; /* interrupted */
  if (self->json)
    {
      g_autofree char *json = willow_diagnosis_to_json (self->diagnosis);

      g_print ("%s\n", json);
    }
  else
    willow_diagnosis_print (self->diagnosis, self->verbose);
  if (self->expect != NULL)
    return is_expected (self) ? EXIT_HEALTHY : EXIT_VERDICT;
  if (willow_diagnosis_is_healthy (self->diagnosis))
    return EXIT_HEALTHY;
  return willow_diagnosis_get_verdict (self->diagnosis) ==
                 WILLOW_VERDICT_CANNOT_TELL
             ? EXIT_CANNOT_TELL
             : EXIT_VERDICT;
}

static void
run_doctor (Doctor *self, WillowIoThread *io_thread, gboolean show_packets)
{
  WillowPacketLog *log = show_packets ? willow_packet_log_new () : NULL;
  const WillowDoctorRequest request = {
    .flags = (self->no_probes ? WILLOW_DOCTOR_NO_PROBES : 0) |
             (self->try_versions ? WILLOW_DOCTOR_TRY_VERSIONS : 0) |
             (self->other_id ? WILLOW_DOCTOR_OTHER_CLIENT_ID : 0),
    .filters = self->subject.filters,
    .filter_names = (const char *const *)self->subject.names,
    .probe_timeout_ms = (guint)self->probe_timeout_ms,
    .trace = log != NULL ? willow_packet_log_get_queue (log) : NULL,
  };

  self->loop = g_main_loop_new (NULL, FALSE);
  self->cancellable = g_cancellable_new ();
  willow_doctor_run_async (io_thread,
                           self->subject.options,
                           &request,
                           self->cancellable,
                           done_cb,
                           self);
  if (willow_cli_run_loop (self->loop))
    {
      g_cancellable_cancel (self->cancellable);
      g_main_loop_run (self->loop);
    }
  if (log != NULL)
    willow_packet_log_flush (log);
  g_clear_pointer (&log, willow_packet_log_free);
}

static int
run (Doctor *self, const WillowCliOptions *connection, const char *url)
{
  g_autoptr (WillowIoThread) io_thread = NULL;
  g_autoptr (GError) error = NULL;
  int code = prepare (self, connection, url);

  if (code != WILLOW_EXIT_OK)
    return code;
  io_thread = willow_io_thread_new ("client", &error);
  if (io_thread == NULL)
    {
      willow_cli_complain ("%s", error->message);
      return WILLOW_EXIT_FAILURE;
    }
  run_doctor (self, io_thread, connection->show_packets);
  return report (self);
}

static void
clear (Doctor *self)
{
  g_free (self->profile);
  g_free (self->expect);
  g_strfreev (self->filters);
  willow_cli_profile_clear (&self->subject);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->diagnosis, willow_diagnosis_unref);
}

static void
add_groups (GOptionContext *context, WillowCliOptions *connection)
{
  g_option_context_set_description (
      context,
      _ ("Example:\n  willow-cli doctor mqtts://broker.example\n\n"
         "A client that runs with the same Client Identifier is taken over; "
         "see --other-id.\nExit codes: 0 healthy, 1 something is wrong, 2 "
         "wrong usage, 3 cannot tell.\n"));
  g_option_context_add_group (context,
                              willow_cli_options_get_group (connection));
  g_option_context_add_group (
      context, willow_cli_tls_get_client_group (&connection->tls));
  g_option_context_add_group (context,
                              willow_cli_route_get_group (&connection->route));
  g_option_context_add_group (
      context, willow_cli_websocket_get_group (&connection->websocket));
}

/* @summary: translated */
static int
run_command (Doctor self, const char *summary, int argc, char *argv[])
{
  WillowCliOptions connection;
  GOptionContext  *context;
  int              code = WILLOW_EXIT_OK;
  /* clang-format off */
  GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_STRING, &self.profile,
      N_ ("A connection of the window, in place of a URL"), N_ ("NAME") },
    { "topic", 't', 0, G_OPTION_ARG_STRING_ARRAY, &self.filters,
      N_ ("Also subscribe to this Topic Filter; may be repeated"), N_ ("FILTER") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.json,
      N_ ("For programs: one JSON object"), NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &self.verbose,
      N_ ("Show the evidence of each stage"), NULL },
    { "no-probes", 0, 0, G_OPTION_ARG_NONE, &self.no_probes,
      N_ ("Only this connection: after a failure nothing more is tried"), NULL },
    { "versions", 0, 0, G_OPTION_ARG_NONE, &self.try_versions,
      N_ ("After a failure also try another version of MQTT"), NULL },
    { "other-id", 0, 0, G_OPTION_ARG_NONE, &self.other_id,
      N_ ("With a Client Identifier that nobody has, so that no running client is taken over"), NULL },
    { "probe-timeout", 0, 0, G_OPTION_ARG_INT, &self.probe_timeout_ms,
      N_ ("For each thing that is tried after a failure (default 2000)"), N_ ("MILLISECONDS") },
    { "expect", 0, 0, G_OPTION_ARG_STRING, &self.expect,
      N_ ("Exit code 0 for this and 1 for all else: connack=CODE, or a verdict"), N_ ("WHAT") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_cli_options_init (&connection);
  connection.tls.keeps_mistakes = TRUE;
  context = g_option_context_new (summary);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  add_groups (context, &connection);
  if (willow_cli_parse (context, &argc, &argv, &code))
    code = argc > 2 ? fail_usage (_ ("Too many arguments; see --help."))
                    : run (&self, &connection, argc > 1 ? argv[1] : NULL);
  clear (&self);
  willow_cli_options_clear (&connection);
  return code;
}

int
willow_command_doctor (int argc, char *argv[])
{
  return run_command (
      (Doctor){ .profile = NULL },
      _ ("[URL] — connect, and say what is wrong and who must act"),
      argc,
      argv);
}

int
willow_command_connect (int argc, char *argv[])
{
  return run_command ((Doctor){ .no_probes = TRUE },
                      _ ("[URL] — connect once, and say what came of it"),
                      argc,
                      argv);
}
