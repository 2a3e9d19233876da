/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include "app/connection/willow-dialect-line.h"
#include "app/connection/willow-dialects-page.h"
#include "lib/scripted-peer.h"

#include <string.h>

/* The page of the three dialects, before a server that does what is written
 * here. */

typedef struct
{
  UiFixture     ui;
  ScriptedPeer *peer;
} Fixture;

static GtkWidget *
get_window (Fixture *fixture)
{
  return GTK_WIDGET (fixture->ui.window);
}

static GtkWidget *
get_page (Fixture *fixture)
{
  return ui_find_type (get_window (fixture), WILLOW_TYPE_DIALECTS_PAGE);
}

static WillowProfile *
get_profile (Fixture *fixture)
{
  return willow_conversation_get_profile (
      willow_window_get_conversation (fixture->ui.window));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  ui_fixture_set_up (&fixture->ui, data);
  fixture->peer = scripted_peer_new ();
  ui_activate (&fixture->ui, "win.new-connection");
  g_object_set (get_profile (fixture),
                "host",
                "127.0.0.1",
                "port",
                (guint)scripted_peer_get_port (fixture->peer),
                "client-id",
                "me",
                "keep-alive-seconds",
                60u,
                NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  scripted_peer_free (fixture->peer);
  ui_fixture_tear_down (&fixture->ui, data);
}

static GtkWidget *
find_line (Fixture *fixture, const char *text)
{
  GtkWidget *line;

  for (guint i = 0;
       (line = ui_find_nth (get_page (fixture), WILLOW_TYPE_DIALECT_LINE, i)) !=
       NULL;
       i++)
    if (ui_shows_text (line, text))
      return line;
  return NULL;
}

/* From the row of the version to the page: what would be sent, at once. */
static void
show_page (Fixture *fixture)
{
  GtkWidget *button = ui_find_button (get_window (fixture), "Co_mpare…");

  g_assert_nonnull (button);
  ui_click (button);
  ui_until (gtk_widget_get_mapped (get_page (fixture)));
  ui_until (find_line (fixture, "MQIsdp") != NULL);
}

static void
test_preview (Fixture *fixture, gconstpointer data)
{
  GtkWidget *line, *all;

  show_page (fixture);
  line = find_line (fixture, "MQIsdp");
  g_assert_true (ui_shows_text (line, "00 06 4d 51 49 73 64 70"));
  g_assert_true (ui_shows_text (line, "00 04 4d 51 54 54"));
  g_assert_true (ui_shows_text (line, "changed"));
  g_assert_nonnull (find_line (fixture, "Clean Start"));
  g_assert_null (find_line (fixture, "Connect Reason Code"));
  g_assert_null (find_line (fixture, "Will Topic"));
  g_assert_true (ui_shows_text (get_page (fixture), "“me” is thrown out"));
  g_assert_true (ui_shows_text (get_page (fixture), "Not sent yet"));

  /* An edit shows. */
  g_object_set (get_profile (fixture), "client-id", "you", NULL);
  ui_until (ui_shows_text (get_page (fixture), "“you” is thrown out"));

  g_assert_nonnull (find_line (fixture, "User Name Flag"));
  all = ui_find_button (get_page (fixture), "Differences");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (all), TRUE);
  ui_until (find_line (fixture, "User Name Flag") == NULL);
  g_assert_nonnull (find_line (fixture, "Clean Start"));
  all = ui_find_button (get_page (fixture), "All");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (all), TRUE);
  ui_until (find_line (fixture, "Will Topic") != NULL);
  g_assert_nonnull (find_line (fixture, "Connect Reason Code"));
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **)user_data =
      gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

/* Until that version connects. */
static void
accept_next (Fixture *fixture, const char *connect, const char *connack)
{
  scripted_peer_accept (fixture->peer);
  scripted_peer_expect_hex (fixture->peer, connect);
  scripted_peer_send_hex (fixture->peer, connack);
}

static GtkWidget *
find_run (Fixture *fixture, const char *label)
{
  return ui_find_button (get_page (fixture), label);
}

/* Nothing is sent before Run is pressed; the newest version is refused in the
 * words of the older one. */
static void
test_run (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copied = NULL;

  show_page (fixture);
  ui_click (find_run (fixture, "Run"));
  ui_until (find_run (fixture, "Stop") != NULL);
  accept_next (fixture, "10 ( \"MQIsdp\" 03 02 003c \"me\" )", "20 02 00 00");
  ui_until (ui_shows_text (get_page (fixture), "CONNACK 0x00"));
  scripted_peer_expect_hex (fixture->peer, "e0 00");
  scripted_peer_expect_end (fixture->peer);
  while (!ui_shows_text (get_page (fixture), "Connecting"))
    g_main_context_iteration (NULL, TRUE);
  accept_next (fixture, "10 ( \"MQTT\" 04 02 003c \"me\" )", "20 02 00 00");
  ui_until (find_line (fixture, "Session Present") != NULL);
  scripted_peer_expect_hex (fixture->peer, "e0 00");
  scripted_peer_expect_end (fixture->peer);
  while (!ui_shows_text (get_page (fixture), "Connecting"))
    g_main_context_iteration (NULL, TRUE);
  scripted_peer_accept (fixture->peer);
  scripted_peer_expect_hex (fixture->peer,
                            "10 ( \"MQTT\" 05 02 003c 00 \"me\" )");
  scripted_peer_send_hex (fixture->peer, "20 02 00 01");
  ui_until (ui_shows_text (get_page (fixture), "Connect with 3.1.1"));
  ui_until (find_run (fixture, "Run") != NULL);
  ui_picture (GTK_WINDOW (get_window (fixture)), "dialects");

  ui_click (ui_find_name (get_page (fixture), "copy-dialects"));
  gdk_clipboard_read_text_async (
      gtk_widget_get_clipboard (get_window (fixture)),
      NULL,
      copied_cb,
      &copied);
  ui_until (copied != NULL);
  g_assert_nonnull (strstr (copied, "MQIsdp"));
  g_assert_nonnull (strstr (copied, "CONNACK"));
}

/* With a password that nobody knows nothing is sent. */
static void
test_no_password (Fixture *fixture, gconstpointer data)
{
  g_object_set (get_profile (fixture),
                "use-user-name",
                TRUE,
                "user-name",
                "ann",
                "use-password",
                TRUE,
                NULL);
  show_page (fixture);
  ui_click (find_run (fixture, "Run"));
  ui_until (ui_shows_text (get_page (fixture), "The password is not known"));
  g_assert_nonnull (find_run (fixture, "Run"));
}

#define ADD(name, func)                                                        \
  g_test_add ("/ui/dialects/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ADD ("preview", test_preview);
  ADD ("run", test_run);
  ADD ("no-password", test_no_password);
  return g_test_run ();
}
