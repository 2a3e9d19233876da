/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Users and rules of the practice broker: what is set on the page holds for a
 * client at once. */
#include "ui-fixture.h"

#include "app/practice/willow-access-files.h"
#include "app/practice/willow-access-page.h"
#include "lib/scripted-peer.h"

#include <glib/gstdio.h>
#include <string.h>

static WillowPracticeBroker *
get_broker (UiFixture *ui)
{
  return willow_workspace_get_broker (ui->workspace);
}

static WillowPracticeAccess *
get_access (UiFixture *ui)
{
  return willow_practice_broker_get_access (get_broker (ui));
}

static GtkWidget *
open_page (UiFixture *ui)
{
  willow_practice_broker_set_port (get_broker (ui), 0);
  willow_practice_broker_start (get_broker (ui));
  ui_until (willow_practice_broker_get_running (get_broker (ui)) &&
            !willow_practice_broker_get_busy (get_broker (ui)));
  willow_window_show_page (ui->window, "access");
  return ui_find_type (GTK_WIDGET (ui->window), WILLOW_TYPE_ACCESS_PAGE);
}

static void
snapshot_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;
  g_autoptr (WillowBrokerSnapshot) snapshot =
      willow_broker_snapshot_finish (WILLOW_BROKER (source), result, NULL);

  *done = TRUE;
}

/* New rules hold before any later call of the broker is answered. */
static void
settle (UiFixture *ui)
{
  gboolean done = FALSE;

  willow_broker_snapshot_async (
      willow_practice_broker_get_broker (get_broker (ui)), snapshot_cb, &done);
  ui_until (done);
}

static ScriptedPeer *
connect_client (UiFixture *ui, const char *connect)
{
  ScriptedPeer *peer = scripted_peer_new_client (
      willow_practice_broker_get_bound_port (get_broker (ui)));

  settle (ui);
  scripted_peer_send_hex (peer, connect);
  return peer;
}

/* The return code of CONNACK; the broker works meanwhile, on its own thread. */
static guint
try_to_connect (UiFixture *ui, const char *connect)
{
  g_autoptr (ScriptedPeer) peer = connect_client (ui, connect);
  g_autoptr (GByteArray) connack = scripted_peer_read (peer, 4);

  g_assert_cmphex (connack->data[0], ==, 0x20);
  return connack->data[3];
}

static GtkWidget *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static void
answer (const char *response)
{
  GtkWidget *dialog = find_dialog ();

  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
type (GtkWidget *dialog, GType row, guint index, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_find_nth (dialog, row, index)), text);
}

static guint
count (gpointer list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

static void
add_anna (UiFixture *ui, GtkWidget *page)
{
  GtkWidget *dialog;

  ui_click (ui_find_button (page, "Add User…"));
  ui_until (find_dialog () != NULL);
  dialog = find_dialog ();
  type (dialog, ADW_TYPE_ENTRY_ROW, 0, "anna");
  type (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, 0, "oak");
  type (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, 1, "elm");
  g_assert_true (ui_shows_text (dialog, "The two passwords are different."));
  g_assert_false (adw_message_dialog_get_response_enabled (
      ADW_MESSAGE_DIALOG (dialog), "set"));
  type (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, 1, "oak");
  ui_picture (GTK_WINDOW (dialog), "access-user");
  answer ("set");
  ui_until (count (willow_practice_access_get_users (get_access (ui))) == 1);
}

#define NAMELESS "10 ( \"MQTT\" 04 02 003c \"a\" )"
#define RIGHT "10 ( \"MQTT\" 04 c2 003c \"b\" \"anna\" \"oak\" )"
#define WRONG "10 ( \"MQTT\" 04 c2 003c \"b\" \"anna\" \"elm\" )"

static void
test_users (UiFixture *ui, gconstpointer data)
{
  GtkWidget *page = open_page (ui);
  g_autoptr (ScriptedPeer) anna = NULL;

  g_assert_true (ui_shows_text (page, "No users yet"));
  g_assert_true (ui_shows_text (page, "Everybody comes in, under any"));
  g_assert_cmpuint (try_to_connect (ui, NAMELESS), ==, 0);
  g_assert_cmpuint (try_to_connect (ui, WRONG), ==, 0);
  add_anna (ui, page);
  g_assert_true (ui_shows_text (page, "Whoever gives no User Name comes in."));
  g_assert_cmpuint (try_to_connect (ui, NAMELESS), ==, 0);
  g_assert_cmpuint (try_to_connect (ui, WRONG), !=, 0);
  gtk_switch_set_active (GTK_SWITCH (ui_find_type (page, GTK_TYPE_SWITCH)),
                         TRUE);
  g_assert_true (ui_shows_text (page, "Only the users below come in"));
  g_assert_cmpuint (try_to_connect (ui, NAMELESS), !=, 0);
  g_assert_cmpuint (try_to_connect (ui, WRONG), !=, 0);
  anna = connect_client (ui, RIGHT);
  scripted_peer_expect_hex (anna, "20 02 00 00");
  ui_picture (GTK_WINDOW (ui->window), "access-users");
  willow_practice_access_set_known_only (get_access (ui), FALSE);
}

static void
press_in_row (GtkWidget *page, const char *tooltip)
{
  for (guint i = 0;; i++)
    {
      GtkWidget *button = ui_find_nth (page, GTK_TYPE_BUTTON, i);

      g_assert_nonnull (button);
      if (g_strcmp0 (gtk_widget_get_tooltip_text (button), tooltip) == 0)
        {
          ui_click (button);
          return;
        }
    }
}

/* Who is taken from the list is out. */
static void
test_remove (UiFixture *ui, gconstpointer data)
{
  GtkWidget *page = open_page (ui);
  g_autoptr (ScriptedPeer) anna = NULL;

  add_anna (ui, page);
  willow_practice_access_set_known_only (get_access (ui), TRUE);
  anna = connect_client (ui, RIGHT);
  scripted_peer_expect_hex (anna, "20 02 00 00");
  press_in_row (page, "Remove the user");
  ui_until (find_dialog () != NULL);
  g_assert_true (ui_shows_text (find_dialog (), "Remove anna?"));
  answer ("remove");
  g_assert_true (ui_shows_text (page, "Nobody can come in"));
  scripted_peer_expect_end (anna);
}

static void
add_rule (GtkWidget *page, guint access, const char *filter)
{
  GtkWidget *dialog;

  ui_click (ui_find_button (page, "Add Rule…"));
  ui_until (find_dialog () != NULL);
  dialog = find_dialog ();
  adw_combo_row_set_selected (
      ADW_COMBO_ROW (ui_find_nth (dialog, ADW_TYPE_COMBO_ROW, 1)), access);
  type (dialog, ADW_TYPE_ENTRY_ROW, 1, "plant/#/x");
  g_assert_false (adw_message_dialog_get_response_enabled (
      ADW_MESSAGE_DIALOG (dialog), "set"));
  type (dialog, ADW_TYPE_ENTRY_ROW, 1, filter);
  ui_picture (GTK_WINDOW (dialog), "access-rule");
  answer ("set");
}

#define PLANT "30 ( \"plant/x\" '1' )"
#define OTHER "30 ( \"other\" '1' )"

static void
test_rules (UiFixture *ui, gconstpointer data)
{
  GtkWidget *page = open_page (ui);
  g_autoptr (ScriptedPeer) peer = connect_client (ui, NAMELESS);

  scripted_peer_expect_hex (peer, "20 02 00 00");
  scripted_peer_send_hex (peer, "82 ( 0001 \"#\" 00 )" PLANT);
  scripted_peer_expect_hex (peer, "90 03 0001 00" PLANT);
  add_rule (page, 0, "#");
  settle (ui);
  scripted_peer_send_hex (peer, PLANT);
  scripted_peer_expect_hex (peer, PLANT);
  add_rule (page, 4, "plant/#");
  g_assert_true (ui_shows_text (page, "what a rule below allows"));
  g_assert_true (ui_shows_text (page, "Deny: everybody"));
  settle (ui);
  scripted_peer_send_hex (peer, PLANT OTHER);
  scripted_peer_expect_hex (peer, OTHER);
  ui_picture (GTK_WINDOW (ui->window), "access-rules");
  press_in_row (page, "Remove the rule");
  press_in_row (page, "Remove the rule");
  settle (ui);
  scripted_peer_send_hex (peer, PLANT);
  scripted_peer_expect_hex (peer, PLANT);
}

/* All mistakes with their lines, and nothing of the file. */
static void
test_mistakes (UiFixture *ui, gconstpointer data)
{
  GtkWidget       *page = open_page (ui);
  g_autofree char *path = g_build_filename (ui->folder, "acl_file", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (
      path, "topic readonly a\ntopic read b\npattern read a/#/b\n", -1, NULL));
  g_assert_false (willow_access_files_take (page, get_access (ui), TRUE, file));
  ui_until (find_dialog () != NULL);
  g_assert_true (ui_shows_text (find_dialog (), "acl_file:1:"));
  g_assert_true (ui_shows_text (find_dialog (), "acl_file:3:"));
  ui_picture (GTK_WINDOW (find_dialog ()), "access-mistakes");
  answer ("close");
  g_assert_cmpuint (
      count (willow_practice_access_get_rules (get_access (ui))), ==, 0);
  g_assert_true (g_file_set_contents (path, "topic read b\n", -1, NULL));
  g_assert_true (willow_access_files_take (page, get_access (ui), TRUE, file));
  g_assert_true (ui_shows_text (page, "Read: those without a User Name"));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
#define ADD(name, test)                                                        \
  g_test_add (                                                                 \
      name, UiFixture, NULL, ui_fixture_set_up, test, ui_fixture_tear_down)
  ADD ("/ui/access/users", test_users);
  ADD ("/ui/access/remove", test_remove);
  ADD ("/ui/access/rules", test_rules);
  ADD ("/ui/access/mistakes", test_mistakes);
  return g_test_run ();
}
