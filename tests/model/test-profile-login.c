/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker.h"
#include "model/conversation/willow-conversation.h"

#include <string.h>

#include "lib/profile-settings.h"

/* Profiles that log in at a server, as the window does it. */

typedef struct
{
  WillowBroker       *broker;
  WillowIoThread     *io_thread;
  WillowProfile      *profile;
  WillowConversation *conversation;
  gboolean            is_done;
} Fixture;

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  willow_broker_start_finish (WILLOW_BROKER (source), result, &error);
  g_assert_no_error (error);
  fixture->is_done = TRUE;
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  willow_broker_stop_finish (WILLOW_BROKER (source), result, NULL);
  fixture->is_done = TRUE;
}

static void
add_user (WillowBrokerAccess *access, const char *name, const char *password)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowPassword) kept =
      willow_password_new (WILLOW_PASSWORD_SCRAM,
                           password,
                           strlen (password),
                           WILLOW_SCRAM_MIN_ITERATIONS,
                           &error);

  g_assert_no_error (error);
  willow_broker_access_add_user (access, name, kept);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_auto (WillowBrokerConfig) config = { 0 };
  g_autoptr (GError) error = NULL;

  willow_broker_config_init (&config);
  willow_broker_config_get_listener (&config, 0)->port = 0;
  config.access = willow_broker_access_new ();
  willow_broker_access_set_anonymous (config.access, FALSE);
  add_user (config.access, "user", "pencil");
  fixture->broker = willow_broker_new ();
  willow_broker_start_async (fixture->broker, &config, started_cb, fixture);
  while (!fixture->is_done)
    g_main_context_iteration (NULL, TRUE);
  fixture->io_thread = willow_io_thread_new ("test", &error);
  g_assert_no_error (error);
  fixture->profile = profile_settings_new (
      5, "host=127.0.0.1|use-user-name=1|user-name=user|use-password=1");
  g_object_set (
      fixture->profile,
      "port",
      (guint)willow_broker_get_port (fixture->broker, WILLOW_SCHEME_MQTT),
      NULL);
  fixture->conversation =
      willow_conversation_new (fixture->profile, fixture->io_thread);
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
  g_object_run_dispose (G_OBJECT (fixture->conversation));
  g_clear_object (&fixture->conversation);
  settle ();
  fixture->is_done = FALSE;
  willow_broker_stop_async (fixture->broker, stopped_cb, fixture);
  while (!fixture->is_done)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (fixture->broker);
  g_object_unref (fixture->profile);
  g_clear_pointer (&fixture->io_thread, willow_io_thread_unref);
  settle ();
}

/* What becomes of it, after everything that waits. */
static WillowClientState
try (Fixture *fixture, const char *password)
{
  g_autoptr (GBytes) bytes = g_bytes_new (password, strlen (password));
  WillowClientState state;

  willow_conversation_connect (fixture->conversation, bytes);
  while ((state = willow_conversation_get_state (fixture->conversation)) ==
         WILLOW_CLIENT_CONNECTING)
    g_main_context_iteration (NULL, TRUE);
  willow_conversation_disconnect (fixture->conversation,
                                  WILLOW_DISCONNECT_CLEAN);
  while (willow_conversation_get_state (fixture->conversation) ==
         WILLOW_CLIENT_CONNECTED)
    g_main_context_iteration (NULL, TRUE);
  return state;
}

/* The password never crosses the wire; each connect is an exchange of its own.
 */
static void
test_scram (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->profile,
                "authentication",
                WILLOW_AUTHENTICATION_SCRAM_SHA_256,
                NULL);
  g_assert_cmpint (try (fixture, "pencil"), ==, WILLOW_CLIENT_CONNECTED);
  g_assert_cmpint (try (fixture, "pencil"), ==, WILLOW_CLIENT_CONNECTED);
  g_assert_cmpint (try (fixture, "pen"), ==, WILLOW_CLIENT_REFUSED);
  /* Not at all without 5.0. */
  g_object_set (fixture->profile, "version", MQTT_VERSION_3_1_1, NULL);
  willow_conversation_dismiss_problem (fixture->conversation);
  try (fixture, "pencil");
  g_assert_nonnull (
      strstr (willow_conversation_get_problem (fixture->conversation),
              "SCRAM-SHA-256 needs MQTT 5.0"));
}

/* As text, and as bytes. */
static void
test_password (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (try (fixture, "pencil"), ==, WILLOW_CLIENT_CONNECTED);
  g_assert_cmpint (try (fixture, "pencil "), ==, WILLOW_CLIENT_REFUSED);
  g_object_set (fixture->profile, "password-encoding", WILLOW_TEXT_HEX, NULL);
  g_assert_cmpint (
      try (fixture, "70 65 6e 63 69 6C"), ==, WILLOW_CLIENT_CONNECTED);
  g_object_set (
      fixture->profile, "password-encoding", WILLOW_TEXT_BASE64, NULL);
  g_assert_cmpint (try (fixture, "cGVuY2ls"), ==, WILLOW_CLIENT_CONNECTED);
}

/* A method that the server does not know. */
static void
test_own_method (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->profile,
                "authentication",
                WILLOW_AUTHENTICATION_OWN,
                "authentication-method",
                "GS2-KRB5",
                NULL);
  g_assert_cmpint (try (fixture, "pencil"), ==, WILLOW_CLIENT_REFUSED);
}

#define ADD(name, func)                                                        \
  g_test_add (                                                                 \
      "/model/profile-login/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("scram", test_scram);
  ADD ("password", test_password);
  ADD ("own-method", test_own_method);
  return g_test_run ();
}
