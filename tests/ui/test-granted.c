/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include "app/traffic/willow-byte-view.h"
#include "app/connection/willow-connack-card.h"
#include "app/connection/willow-granted-line.h"
#include "app/traffic/willow-inspector.h"
#include "app/traffic/willow-packet-view.h"
#include "lib/scripted-peer.h"

#include <string.h>

/* The card of asked and granted, before a server that does what is written
 * here. */

typedef struct
{
  UiFixture     ui;
  ScriptedPeer *peer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  ui_fixture_set_up (&fixture->ui, data);
  fixture->peer = scripted_peer_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  scripted_peer_free (fixture->peer);
  ui_fixture_tear_down (&fixture->ui, data);
}

static WillowConversation *
get_conversation (Fixture *fixture)
{
  return willow_window_get_conversation (fixture->ui.window);
}

static WillowClientState
get_state (Fixture *fixture)
{
  return willow_conversation_get_state (get_conversation (fixture));
}

static GtkWidget *
get_card (Fixture *fixture)
{
  return ui_find_type (GTK_WIDGET (fixture->ui.window),
                       WILLOW_TYPE_CONNACK_CARD);
}

/* @connack: hex. Until @state. */
static void
connect_to (Fixture          *fixture,
            const char       *client_id,
            const char       *connect,
            const char       *connack,
            WillowClientState state)
{
  ui_activate (&fixture->ui, "win.new-connection");
  g_object_set (willow_conversation_get_profile (get_conversation (fixture)),
                "host",
                "127.0.0.1",
                "port",
                (guint)scripted_peer_get_port (fixture->peer),
                "client-id",
                client_id,
                "keep-alive-seconds",
                60,
                NULL);
  ui_activate (&fixture->ui, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_CONNECTING);
  scripted_peer_accept (fixture->peer);
  scripted_peer_expect_hex (fixture->peer, connect);
  scripted_peer_send_hex (fixture->peer, connack);
  ui_until (get_state (fixture) == state);
}

static guint
count_lines (GtkWidget *card)
{
  guint n = 0;

  while (ui_find_nth (card, WILLOW_TYPE_GRANTED_LINE, n) != NULL)
    n++;
  return n;
}

static GtkWidget *
find_line (GtkWidget *card, const char *text)
{
  GtkWidget *line;

  for (guint i = 0;
       (line = ui_find_nth (card, WILLOW_TYPE_GRANTED_LINE, i)) != NULL;
       i++)
    if (ui_shows_text (line, text))
      return line;
  return NULL;
}

static void
press (GtkWidget *card, const char *action)
{
  g_assert_true (gtk_widget_activate_action (card, action, NULL));
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **)user_data =
      gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

/* First what differs; the rest one click further; all of it to copy. */
static void
test_card (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copied = NULL;
  GtkWidget       *card;

  connect_to (fixture,
              "me",
              "10 ( \"MQTT\" 05 02 003c 00 \"me\" )",
              "20 ( 00 00 ( 13 001e 24 01 25 00 ) )",
              WILLOW_CLIENT_CONNECTED);
  card = get_card (fixture);
  ui_until (gtk_widget_get_mapped (card));
  g_assert_true (ui_shows_text (card, "CONNACK: 0x00 Success"));
  /* The heading is one, too. */
  g_assert_cmpuint (count_lines (card), ==, 4);
  g_assert_nonnull (find_line (card, "Keep Alive"));
  g_assert_nonnull (find_line (card, "60 s"));
  g_assert_nonnull (find_line (card, "30 s"));
  g_assert_nonnull (find_line (card, "Maximum QoS"));
  g_assert_nonnull (find_line (card, "Retain Available"));
  g_assert_null (find_line (card, "Receive Maximum"));
  ui_picture (GTK_WINDOW (fixture->ui.window), "granted");

  press (card, "connack.show-all");
  g_assert_cmpuint (count_lines (card), >, 15);
  g_assert_nonnull (find_line (card, "Receive Maximum"));
  ui_picture (GTK_WINDOW (fixture->ui.window), "granted-all");
  press (card, "connack.show-all");
  g_assert_cmpuint (count_lines (card), ==, 4);

  press (card, "connack.copy");
  gdk_clipboard_read_text_async (
      gtk_widget_get_clipboard (card), NULL, copied_cb, &copied);
  ui_until (copied != NULL);
  g_assert_nonnull (strstr (copied, "Granted: 30 s"));
  g_assert_nonnull (strstr (copied, "Receive Maximum"));
}

/* From a row to its bytes in the packet. */
static void
test_show_in_packet (Fixture *fixture, gconstpointer data)
{
  GtkWidget *line, *inspector, *bytes;
  gsize      offset = 0, len = 0;

  connect_to (fixture,
              "me",
              "10 ( \"MQTT\" 05 02 003c 00 \"me\" )",
              "20 ( 00 00 ( 24 01 13 001e ) )",
              WILLOW_CLIENT_CONNECTED);
  ui_until (willow_conversation_get_n_packets (get_conversation (fixture)) >=
            2);
  ui_until (gtk_widget_get_mapped (get_card (fixture)));
  line = find_line (get_card (fixture), "Keep Alive");
  g_assert_nonnull (line);
  g_assert_true (gtk_widget_activate (line));
  inspector =
      ui_find_type (GTK_WIDGET (fixture->ui.window), WILLOW_TYPE_INSPECTOR);
  ui_until (gtk_widget_get_mapped (inspector));
  bytes = ui_find_type (ui_find_type (inspector, WILLOW_TYPE_PACKET_VIEW),
                        WILLOW_TYPE_BYTE_VIEW);
  g_assert_true (
      willow_byte_view_get_highlight (WILLOW_BYTE_VIEW (bytes), &offset, &len));
  /* 20 08 00 00 05 24 01 13 00 1e */
  g_assert_cmpuint (offset, ==, 7);
  g_assert_cmpuint (len, ==, 3);
}

/* The identifier is a proposal: the profile is as it was until it is taken. */
static void
test_assigned (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  WillowProfile   *profile;
  GtkWidget       *line, *button;
  guint            encoding;

  connect_to (fixture,
              "",
              "10 ( \"MQTT\" 05 02 003c 00 \"\" )",
              "20 ( 00 00 ( 12 \"auto-1\" ) )",
              WILLOW_CLIENT_CONNECTED);
  ui_until (gtk_widget_get_mapped (get_card (fixture)));
  profile = willow_conversation_get_profile (get_conversation (fixture));
  g_object_set (profile, "client-id-encoding", 1u, NULL); /* hexadecimal */
  g_object_get (profile, "client-id", &before, NULL);
  g_assert_cmpstr (before, ==, "");
  line = find_line (get_card (fixture), "auto-1");
  g_assert_nonnull (line);
  button = ui_find_button (line, "Put It into the Profile");
  ui_click (button);
  g_object_get (
      profile, "client-id", &after, "client-id-encoding", &encoding, NULL);
  g_assert_cmpstr (after, ==, "auto-1");
  g_assert_cmpuint (encoding, ==, 0);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  GtkWidget *card;

  connect_to (fixture,
              "me",
              "10 ( \"MQTT\" 05 02 003c 00 \"me\" )",
              "20 ( 00 87 ( 1f \"not today\" ) )",
              WILLOW_CLIENT_REFUSED);
  card = get_card (fixture);
  ui_until (gtk_widget_get_mapped (card));
  g_assert_true (ui_shows_text (card, "CONNACK: 0x87 Not authorized"));
  g_assert_nonnull (find_line (card, "not today"));
}

/* What a Server that knows no 5.0 says is told, too. */
static void
test_short_answer (Fixture *fixture, gconstpointer data)
{
  GtkWidget *card;

  connect_to (fixture,
              "me",
              "10 ( \"MQTT\" 05 02 003c 00 \"me\" )",
              "20 02 00 01",
              WILLOW_CLIENT_FAILED);
  card = get_card (fixture);
  ui_until (gtk_widget_get_mapped (card));
  g_assert_true (ui_shows_text (card, "CONNACK: 0x01"));
  g_assert_true (ui_shows_text (card, "Connect with 3.1.1"));
}

#define ADD(name, func)                                                        \
  g_test_add ("/ui/granted/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ADD ("card", test_card);
  ADD ("show-in-packet", test_show_in_packet);
  ADD ("assigned", test_assigned);
  ADD ("refused", test_refused);
  ADD ("short-answer", test_short_answer);
  return g_test_run ();
}
