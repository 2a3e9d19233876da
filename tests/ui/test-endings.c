/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include "app/connection/willow-endings-panel.h"
#include "app/connection/willow-reconnect-group.h"
#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"

#include <string.h>

static WillowConversation *
get_conversation (UiFixture *fixture)
{
  return willow_window_get_conversation (fixture->window);
}

static WillowClientState
get_state (UiFixture *fixture)
{
  return willow_conversation_get_state (get_conversation (fixture));
}

static gboolean
is_waiting (UiFixture *fixture)
{
  gboolean waiting;

  g_object_get (get_conversation (fixture), "waiting", &waiting, NULL);
  return waiting;
}

static gboolean
is_enabled (UiFixture *fixture, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window),
                                            action);
}

/* A connection to a server that does what the test says. (transfer full) */
static ScriptedPeer *
new_connection (UiFixture *fixture)
{
  ScriptedPeer *peer = scripted_peer_new ();

  ui_activate (fixture, "win.new-connection");
  g_object_set (willow_conversation_get_profile (get_conversation (fixture)),
                "host",
                "127.0.0.1",
                "port",
                (guint)scripted_peer_get_port (peer),
                "client-id",
                "pump-7",
                "reconnect-delay-ms",
                3600000,
                "reconnect-maximum-ms",
                3600000,
                "reconnect-jitter-percent",
                0,
                NULL);
  return peer;
}

static void
come_up (UiFixture *fixture, ScriptedPeer *peer)
{
  g_autoptr (GByteArray) connack = g_byte_array_new ();
  g_autoptr (GByteArray) head = NULL;

  scripted_peer_accept (peer);
  head = scripted_peer_read (peer, 2);
  g_byte_array_unref (scripted_peer_read (peer, head->data[1]));
  pb_connack (connack, 5, FALSE, 0);
  scripted_peer_send (peer, connack);
  ui_until (get_state (fixture) == WILLOW_CLIENT_CONNECTED);
}

static GtkWidget *
get_panel (UiFixture *fixture)
{
  return ui_find_type (GTK_WIDGET (fixture->window), WILLOW_TYPE_ENDINGS_PANEL);
}

/* Lost: the sentence, the facts behind it; nothing of it before. */
static void
test_panel (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (ScriptedPeer) peer = new_connection (fixture);
  GtkWidget *panel = get_panel (fixture);
  GtkWidget *row;

  g_assert_false (gtk_widget_get_visible (panel));
  ui_activate (fixture, "win.connect");
  come_up (fixture, peer);
  scripted_peer_send_hex (peer, "e0 0a 8b 08 1f \"night\"");
  ui_until (get_state (fixture) == WILLOW_CLIENT_LOST);
  ui_until (ui_shows_text (panel, "The server said goodbye"));
  row = ui_find_type (panel, ADW_TYPE_EXPANDER_ROW);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  ui_until (ui_shows_text (panel, "DISCONNECT 0x8b"));
  ui_until (ui_shows_text (panel, "CONNECT had no Will Message"));
  ui_picture (GTK_WINDOW (fixture->window), "endings");
  willow_conversation_clear (get_conversation (fixture));
  g_assert_false (gtk_widget_get_visible (panel));
}

/* Newest first, and what was opened stays open. */
static void
test_order (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (ScriptedPeer) peer = new_connection (fixture);
  GtkWidget *panel = get_panel (fixture);
  GtkWidget *first;

  for (guint i = 0; i < 12; i++)
    {
      ui_activate (fixture, "win.connect");
      come_up (fixture, peer);
      if (i == 11)
        ui_activate (fixture, "win.disconnect-drop");
      else
        scripted_peer_close (peer);
      ui_until (get_state (fixture) != WILLOW_CLIENT_CONNECTED);
    }
  first = ui_find_type (panel, ADW_TYPE_EXPANDER_ROW);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (first)),
                   ==,
                   "We closed the connection without DISCONNECT (FIN)");
  g_assert_nonnull (ui_find_nth (panel, ADW_TYPE_EXPANDER_ROW, 9));
  g_assert_null (ui_find_nth (panel, ADW_TYPE_EXPANDER_ROW, 10));
}

static void
test_waiting (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (ScriptedPeer) peer = new_connection (fixture);
  GtkWidget *window = GTK_WIDGET (fixture->window);

  g_object_set (willow_conversation_get_profile (get_conversation (fixture)),
                "reconnect",
                TRUE,
                NULL);
  g_assert_false (is_enabled (fixture, "cancel"));
  ui_activate (fixture, "win.connect");
  come_up (fixture, peer);
  scripted_peer_close (peer);
  ui_until (is_waiting (fixture));
  ui_until (ui_shows_text (window, "Trying again in 3600 s (attempt 1)"));
  g_assert_nonnull (ui_find_button (window, "Stop"));
  g_assert_nonnull (ui_find_button (window, "Try Now"));
  ui_picture (GTK_WINDOW (fixture->window), "waiting");
  /* Now … */
  ui_click (ui_find_button (window, "Try Now"));
  come_up (fixture, peer);
  g_assert_false (is_waiting (fixture));
  /* … and not any more. */
  scripted_peer_close (peer);
  ui_until (is_waiting (fixture));
  ui_click (ui_find_button (window, "Stop"));
  ui_until (!is_waiting (fixture));
  g_assert_false (is_enabled (fixture, "cancel"));
  g_assert_true (is_enabled (fixture, "connect"));
}

static void
test_group (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (ScriptedPeer) peer = new_connection (fixture);
  WillowProfile *profile =
      willow_conversation_get_profile (get_conversation (fixture));
  GtkWidget *group =
      ui_find_type (GTK_WIDGET (fixture->window), WILLOW_TYPE_RECONNECT_GROUP);
  GtkWidget *row = ui_find_name (group, "reconnect");
  GtkWidget *delay = ui_find_type (ui_find_name (group, "reconnect-delay-ms"),
                                   GTK_TYPE_SPIN_BUTTON);
  gboolean   reconnect;
  guint      delay_ms, resubscribe;

  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), TRUE);
  g_assert_cmpfloat (
      gtk_spin_button_get_value (GTK_SPIN_BUTTON (delay)), ==, 3600);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (delay), 1.5);
  ui_click (ui_find_button (group, "If Absent"));
  g_object_get (profile,
                "reconnect",
                &reconnect,
                "reconnect-delay-ms",
                &delay_ms,
                "resubscribe",
                &resubscribe,
                NULL);
  g_assert_true (reconnect);
  g_assert_cmpuint (delay_ms, ==, 1500);
  g_assert_cmpuint (resubscribe, ==, WILLOW_RESUBSCRIBE_IF_ABSENT);
}

static GtkWindow *
find_dialog (UiFixture *fixture)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }
  return NULL;
}

static void
set_text (GtkWidget *dialog, guint index, const char *text)
{
  gtk_editable_set_text (
      GTK_EDITABLE (ui_find_nth (dialog, ADW_TYPE_ENTRY_ROW, index)), text);
}

/* What the dialog asks is what DISCONNECT says; a time for a Session that has
 * none is not sent. */
static void
test_leave_with (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (ScriptedPeer) peer = new_connection (fixture);
  GtkWidget *dialog, *expiry, *leave;

  g_assert_false (is_enabled (fixture, "disconnect-with"));
  ui_activate (fixture, "win.connect");
  come_up (fixture, peer);
  ui_activate (fixture, "win.disconnect-with");
  ui_until (find_dialog (fixture) != NULL);
  dialog = GTK_WIDGET (find_dialog (fixture));
  leave = ui_find_button (dialog, "Disconnect");
  ui_click (ui_find_button (dialog, "0x04"));
  set_text (dialog, 0, "bye");
  set_text (dialog, 1, "n");
  set_text (dialog, 2, "v");
  expiry = ui_find_type (dialog, ADW_TYPE_EXPANDER_ROW);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (expiry), TRUE);
  gtk_spin_button_set_value (
      GTK_SPIN_BUTTON (ui_find_type (expiry, GTK_TYPE_SPIN_BUTTON)), 9);
  g_assert_false (gtk_widget_get_sensitive (leave));
  ui_until (ui_shows_text (dialog, "Protocol Error"));
  ui_picture (GTK_WINDOW (dialog), "leave-with");
  gtk_spin_button_set_value (
      GTK_SPIN_BUTTON (ui_find_type (expiry, GTK_TYPE_SPIN_BUTTON)), 0);
  g_assert_true (gtk_widget_get_sensitive (leave));
  ui_click (leave);
  scripted_peer_expect_hex (
      peer, "e0 ( 04 ( 11 00000000 1f \"bye\" 26 \"n\" \"v\" ) )");
  scripted_peer_close (peer);
  ui_until (get_state (fixture) == WILLOW_CLIENT_DISCONNECTED);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, func)                                                        \
  g_test_add ("/ui/endings/" path,                                             \
              UiFixture,                                                       \
              NULL,                                                            \
              ui_fixture_set_up,                                               \
              func,                                                            \
              ui_fixture_tear_down)
  ADD ("panel", test_panel);
  ADD ("order", test_order);
  ADD ("waiting", test_waiting);
  ADD ("group", test_group);
  ADD ("leave-with", test_leave_with);
#undef ADD
  return g_test_run ();
}
