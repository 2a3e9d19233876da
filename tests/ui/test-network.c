/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of the listeners, and the way to other devices. */
#include "ui-fixture.h"

#include "app/practice/willow-broker-page.h"
#include "app/practice/willow-listener-rows.h"
#include "app/practice/willow-network-group.h"
#include "app/practice/willow-qr-code.h"

#include <glib/gstdio.h>

static WillowPracticeBroker *
get_broker (UiFixture *fixture)
{
  return willow_workspace_get_broker (fixture->workspace);
}

static GtkWidget *
get_page (UiFixture *fixture)
{
  return ui_find_type (GTK_WIDGET (fixture->window), WILLOW_TYPE_BROKER_PAGE);
}

static void
set_up (UiFixture *fixture, gconstpointer data)
{
  ui_fixture_set_up (fixture, NULL);
  willow_practice_broker_set_port (get_broker (fixture), 0);
  willow_window_show_page (fixture->window, "listeners");
}

static void
start (UiFixture *fixture)
{
  willow_practice_broker_start (get_broker (fixture));
  ui_until (willow_practice_broker_get_running (get_broker (fixture)) &&
            !willow_practice_broker_get_busy (get_broker (fixture)));
}

static GtkWidget *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *i = windows; i != NULL; i = i->next)
    if (ADW_IS_MESSAGE_DIALOG (i->data) && gtk_widget_get_mapped (i->data))
      return i->data;
  return NULL;
}

static GtkWidget *
find_close_button (UiFixture *fixture)
{
  return ui_find_button (GTK_WIDGET (fixture->window), "Only This Computer");
}

/* Nothing opens before the terms are ticked; the sign stays until it closes. */
static void
test_open (UiFixture *fixture, gconstpointer data)
{
  WillowPracticeBroker *broker = get_broker (fixture);
  GtkWidget            *group, *dialog;

  start (fixture);
  group = ui_find_type (get_page (fixture), WILLOW_TYPE_NETWORK_GROUP);
  g_assert_false (ui_shows_text (get_page (fixture), "Open to the network"));
  ui_click (ui_find_button (group, "Allow…"));
  ui_until ((dialog = find_dialog ()) != NULL);
  ui_picture (GTK_WINDOW (dialog), "network-dialog");
  g_assert_false (adw_message_dialog_get_response_enabled (
      ADW_MESSAGE_DIALOG (dialog), "open"));
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (ui_find_type (dialog, GTK_TYPE_CHECK_BUTTON)), TRUE);
  g_assert_true (adw_message_dialog_get_response_enabled (
      ADW_MESSAGE_DIALOG (dialog), "open"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "open");
  ui_until (willow_practice_broker_get_open (broker) &&
            !willow_practice_broker_get_busy (broker));
  ui_until (ui_shows_text (get_page (fixture), "Open to the network"));
  ui_picture (GTK_WINDOW (fixture->window), "network-open");
  ui_click (find_close_button (fixture));
  ui_until (!willow_practice_broker_get_open (broker) &&
            willow_practice_broker_get_running (broker) &&
            !willow_practice_broker_get_busy (broker));
  g_assert_false (ui_shows_text (get_page (fixture), "Open to the network"));
}

/* What a reader, which is not ours, makes of the picture. */
static void
test_code (UiFixture *fixture, gconstpointer data)
{
  static const char text[] = "wss://192.168.178.33:8084/mqtt";
  GtkWidget        *code = willow_qr_code_new (text);
  GtkWidget        *window = gtk_window_new ();
  g_autofree char  *reader = g_find_program_in_path ("zbarimg");
  g_autofree char  *path = NULL;
  g_autofree char  *command = NULL;
  g_autofree char  *out = NULL;
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  if (reader == NULL)
    {
      g_test_skip ("zbarimg is not there");
      gtk_window_destroy (GTK_WINDOW (window));
      return;
    }
  gtk_widget_set_halign (code, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (code, GTK_ALIGN_CENTER);
  gtk_window_set_child (GTK_WINDOW (window), code);
  gtk_window_present (GTK_WINDOW (window));
  ui_until (gtk_widget_get_width (code) > 0);
  paintable = gtk_widget_paintable_new (code);
  gdk_paintable_snapshot (paintable,
                          GDK_SNAPSHOT (snapshot),
                          gtk_widget_get_width (code),
                          gtk_widget_get_height (code));
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  texture = gsk_renderer_render_texture (
      gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  path = g_build_filename (fixture->folder, "code.png", NULL);
  g_assert_true (gdk_texture_save_to_png (texture, path));
  command = g_strdup_printf ("%s --quiet --raw %s", reader, path);
  g_assert_true (g_spawn_command_line_sync (command, &out, NULL, NULL, NULL));
  g_assert_cmpstr (g_strchomp (out), ==, text);
  g_remove (path);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_cancel (UiFixture *fixture, gconstpointer data)
{
  WillowPracticeBroker *broker = get_broker (fixture);
  GtkWidget            *group, *dialog;

  start (fixture);
  group = ui_find_type (get_page (fixture), WILLOW_TYPE_NETWORK_GROUP);
  ui_click (ui_find_button (group, "Allow…"));
  ui_until ((dialog = find_dialog ()) != NULL);
  gtk_window_close (GTK_WINDOW (dialog));
  ui_until (find_dialog () == NULL);
  g_assert_false (willow_practice_broker_get_busy (broker));
  g_assert_false (willow_practice_broker_get_open (broker));
}

static void
test_rows (UiFixture *fixture, gconstpointer data)
{
  WillowPracticeBroker *broker = get_broker (fixture);
  GtkWidget            *rows =
      ui_find_type (get_page (fixture), WILLOW_TYPE_LISTENER_ROWS);
  GtkWidget *port = ui_find_nth (rows, GTK_TYPE_SPIN_BUTTON, 1);
  GtkWidget *on_switch = ui_find_type (rows, GTK_TYPE_SWITCH);

  ui_until (ui_shows_text (rows, "Needs certificates"));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (port), 18083);
  g_assert_cmpuint (
      willow_practice_broker_get_port_of (broker, WILLOW_SCHEME_WS), ==, 18083);
  gtk_switch_set_active (GTK_SWITCH (on_switch), FALSE);
  g_assert_false (
      willow_practice_broker_get_listens (broker, WILLOW_SCHEME_WS));
  g_assert_false (gtk_widget_get_sensitive (port));
  start (fixture);
  g_assert_false (gtk_widget_get_sensitive (on_switch));
  ui_until (ui_shows_text (rows, willow_practice_broker_get_url (broker)));
  ui_until (ui_shows_text (rows, "Connections: 0"));
  g_assert_false (ui_shows_text (rows, "ws://"));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/ui/network/open",
              UiFixture,
              NULL,
              set_up,
              test_open,
              ui_fixture_tear_down);
  g_test_add ("/ui/network/code",
              UiFixture,
              NULL,
              set_up,
              test_code,
              ui_fixture_tear_down);
  g_test_add ("/ui/network/cancel",
              UiFixture,
              NULL,
              set_up,
              test_cancel,
              ui_fixture_tear_down);
  g_test_add ("/ui/network/rows",
              UiFixture,
              NULL,
              set_up,
              test_rows,
              ui_fixture_tear_down);
  return g_test_run ();
}
