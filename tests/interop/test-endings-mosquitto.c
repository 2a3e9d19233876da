/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-ending-record.h"
#include "client/willow-reconnector.h"

#include "lib/client-fixture.h"
#include "lib/test-loop.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>

/* How a real mosquitto ends a connection, and what is on record then. */

#define SKIPPED 77

typedef struct
{
  ClientFixture a;
  ClientFixture b; /* of the same Client Identifier */
  MqttVersion   version;

  GSubprocess *process;
  char        *folder;
  char        *config;
  guint16      port;

  WillowReconnector *reconnector; /* (nullable): of a */
} Fixture;

static const char *program;

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean
accepts_connections (Fixture *fixture)
{
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string ("127.0.0.1", fixture->port);
  g_autoptr (GSocket) socket = g_socket_new (
      G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  return g_socket_connect (socket, address, NULL, NULL);
}

static void
start_server (Fixture *fixture, const char *more)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *text = NULL;

  fixture->port = test_loop_find_closed_port ();
  fixture->folder = g_dir_make_tmp ("willow-endings-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->config = g_build_filename (fixture->folder, "mosquitto.conf", NULL);
  text = g_strdup_printf (
      "listener %u 127.0.0.1\nuser root\n%s\n", fixture->port, more);
  g_file_set_contents (fixture->config, text, -1, &error);
  g_assert_no_error (error);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  fixture->process = g_subprocess_launcher_spawn (
      launcher, &error, program, "-c", fixture->config, NULL);
  g_assert_no_error (error);
  while (!accepts_connections (fixture))
    {
      g_assert_nonnull (g_subprocess_get_identifier (fixture->process));
      g_usleep (10 * 1000);
    }
}

static void
begin (Fixture *fixture, const char *more)
{
  start_server (fixture, more);
  client_fixture_set_up (&fixture->a, fixture->version, fixture->port);
  client_fixture_set_up (&fixture->b, fixture->version, fixture->port);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->version = GPOINTER_TO_UINT (data);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->reconnector, willow_reconnector_free);
  client_fixture_tear_down (&fixture->a);
  client_fixture_tear_down (&fixture->b);
  g_subprocess_force_exit (fixture->process);
  g_subprocess_wait (fixture->process, NULL, NULL);
  g_object_unref (fixture->process);
  g_unlink (fixture->config);
  g_rmdir (fixture->folder);
  g_free (fixture->config);
  g_free (fixture->folder);
}

static void
come_up (ClientFixture *client)
{
  client_fixture_connect (client, NULL);
  client_fixture_succeed (client);
}

static const WillowEndingRecord *
wait_for_record (Fixture *fixture)
{
  client_fixture_until (willow_client_get_ending_record (fixture->a.client) !=
                        NULL);
  return willow_client_get_ending_record (fixture->a.client);
}

/* Closed by the system when the process was gone: FIN, or RST where something
 * was not read. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  begin (fixture, "allow_anonymous true");
  come_up (&fixture->a);
  g_subprocess_send_signal (fixture->process, SIGKILL);
  record = wait_for_record (fixture);
  g_assert_true (record->manner == WILLOW_ENDED_FIN ||
                 record->manner == WILLOW_ENDED_RST);
  g_assert_true (willow_ending_record_is_lost (record));
}

/* 5.0 has 0x8B for it; 2.0.11 says nothing in any version. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  begin (fixture, "allow_anonymous true");
  come_up (&fixture->a);
  g_subprocess_send_signal (fixture->process, SIGTERM);
  record = wait_for_record (fixture);
  if (record->manner == WILLOW_ENDED_DISCONNECT)
    g_assert_cmphex (record->code, ==, 0x8b);
  else
    g_assert_cmpint (record->manner, ==, WILLOW_ENDED_FIN);
}

/* It is there, and does nothing. */
static void
test_stands_still (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  begin (fixture, "allow_anonymous true");
  willow_client_options_set_keep_alive_seconds (fixture->a.options, 1);
  come_up (&fixture->a);
  g_subprocess_send_signal (fixture->process, SIGSTOP);
  record = wait_for_record (fixture);
  g_assert_cmpint (record->manner, ==, WILLOW_ENDED_NO_PINGRESP);
  g_assert_cmpuint (record->keep_alive.n_pings, >=, 1);
  g_subprocess_send_signal (fixture->process, SIGCONT);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  begin (fixture, "allow_anonymous false");
  client_fixture_connect (&fixture->a, NULL);
  client_fixture_wait (&fixture->a);
  record = wait_for_record (fixture);
  g_assert_cmpint (record->manner, ==, WILLOW_ENDED_REFUSED);
  g_assert_cmphex (
      record->code, ==, fixture->version == MQTT_VERSION_5_0 ? 0x87 : 5);
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  begin (fixture, "allow_anonymous true");
  willow_client_options_set_keep_alive_seconds (fixture->a.options, 1);
  come_up (&fixture->a);
  client_fixture_disconnect (&fixture->a, WILLOW_DISCONNECT_SILENT);
  record = wait_for_record (fixture);
  g_assert_cmpint (
      willow_ending_record_get_closer (record), !=, WILLOW_CLOSER_US);
  g_assert_true (record->was_silent);
  g_assert_true (record->keep_alive.is_exceeded);
}

/* 5.0 has 0x8E for it; 2.0.11 says nothing in any version. */
static void
test_taken_over (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  begin (fixture, "allow_anonymous true");
  come_up (&fixture->a);
  come_up (&fixture->b);
  record = wait_for_record (fixture);
  if (record->manner == WILLOW_ENDED_DISCONNECT)
    {
      g_assert_cmphex (record->code, ==, 0x8e);
      g_assert_cmpint (record->session, ==, WILLOW_SESSION_FATE_PASSED);
    }
  else
    g_assert_true (record->manner == WILLOW_ENDED_FIN ||
                   record->manner == WILLOW_ENDED_RST);
}

static void
attempt_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  client_fixture_connect (&fixture->a, NULL);
}

static gboolean
rival_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  client_fixture_connect (&fixture->b, NULL);
  return G_SOURCE_REMOVE;
}

/* The rival comes back 0.8 s after it was thrown out. */
static void
state_cb (Fixture *fixture)
{
  if (willow_client_get_state (fixture->a.client) == WILLOW_CLIENT_CONNECTED)
    g_timeout_add (800, rival_cb, fixture);
  willow_reconnector_hear (fixture->reconnector);
}

/* Where nobody says it, the times tell, after some rounds. */
static void
test_loop (Fixture *fixture, gconstpointer data)
{
  static const WillowReconnectorFuncs  funcs = { attempt_cb, NULL };
  static const WillowReconnectSettings settings = { TRUE, 200, 5000, 20, TRUE };
  const gint64                        *held_us;
  guint                                n;

  begin (fixture, "allow_anonymous true");
  fixture->reconnector =
      willow_reconnector_new (fixture->a.client, &funcs, fixture);
  g_signal_connect_swapped (
      fixture->a.client, "state-changed", G_CALLBACK (state_cb), fixture);
  willow_reconnector_begin (
      fixture->reconnector, &settings, fixture->a.options);
  client_fixture_connect (&fixture->a, NULL);
  client_fixture_until (willow_reconnector_get_state (fixture->reconnector) ==
                        WILLOW_RECONNECT_TAKEN_OVER);
  g_assert_cmpint (willow_takeover_watch_get_verdict (
                       willow_reconnector_get_takeover (fixture->reconnector)),
                   !=,
                   WILLOW_TAKEOVER_NONE);
  held_us = willow_takeover_watch_get_intervals_us (
      willow_reconnector_get_takeover (fixture->reconnector), &n);
  for (guint i = 0; i < n; i++)
    g_test_message ("%" G_GINT64_FORMAT " ms", held_us[i] / 1000);
  g_signal_handlers_disconnect_by_data (fixture->a.client, fixture);
}

static void
add (const char *name,
     guint       version,
     void (*func) (Fixture *fixture, gconstpointer data))
{
  g_autofree char *path =
      g_strdup_printf ("/endings-mosquitto/%s/%u", name, version);

  g_test_add (
      path, Fixture, GUINT_TO_POINTER (version), set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  g_autofree char *found = g_find_program_in_path ("mosquitto");

  g_test_init (&argc, &argv, NULL);
  if (found == NULL && g_file_test ("/usr/sbin/mosquitto", G_FILE_TEST_EXISTS))
    found = g_strdup ("/usr/sbin/mosquitto");
  if (found == NULL)
    return SKIPPED;
  program = found;
  for (guint version = 3; version <= 5; version++)
    {
      add ("killed", version, test_killed);
      add ("stopped", version, test_stopped);
      add ("refused", version, test_refused);
      add ("taken-over", version, test_taken_over);
    }
  add ("stands-still", 4, test_stands_still);
  add ("silent", 5, test_silent);
  add ("loop", 4, test_loop);
  add ("loop", 5, test_loop);
  return g_test_run ();
}
