/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include "app/connection/willow-connect-preview.h"
#include "app/window/willow-notice-bar.h"

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

static void
try_it_here (UiFixture *fixture)
{
  GtkWidget *button = ui_find_button (GTK_WIDGET (fixture->window), "Start");

  /* A free port, whatever runs on this computer. */
  willow_practice_broker_set_port (
      willow_workspace_get_broker (fixture->workspace), 0);
  ui_click (button);
  ui_until (g_str_equal (ui_get_content (fixture), "conversation"));
}

/* The first packet that went to the server, as it was recorded. */
static GBytes *
dup_first_packet (UiFixture *fixture)
{
  GListModel *packets = G_LIST_MODEL (
      willow_conversation_get_packets (get_conversation (fixture)));

  for (guint i = 0; i < g_list_model_get_n_items (packets); i++)
    {
      g_autoptr (WillowTraceItem) item = g_list_model_get_item (packets, i);
      WillowTraceView view;

      willow_trace_item_get_view (item, &view);
      if (view.kind == WILLOW_RECORD_PACKET &&
          view.direction == WILLOW_DIRECTION_TO_SERVER)
        return g_bytes_ref (willow_trace_item_get_bytes (item));
    }
  return NULL;
}

static void
test_try_it_here (UiFixture *fixture, gconstpointer data)
{
  WillowConnectPreview *preview;
  g_autoptr (GBytes) promised = NULL;
  g_autoptr (GBytes) sent = NULL;
  g_autofree char *sentence = NULL;

  try_it_here (fixture);
  g_assert_cmpuint (get_state (fixture), ==, WILLOW_CLIENT_DISCONNECTED);
  preview = WILLOW_CONNECT_PREVIEW (
      ui_find_type (GTK_WIDGET (fixture->window), WILLOW_TYPE_CONNECT_PREVIEW));
  promised = g_bytes_ref (willow_connect_preview_get_bytes (preview));
  sentence = g_strdup_printf ("Press Connect to send these %u bytes.",
                              (guint)g_bytes_get_size (promised));
  g_assert_true (ui_shows_text (GTK_WIDGET (preview), sentence));

  ui_activate (fixture, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_CONNECTED);
  g_assert_true (ui_shows_text (GTK_WIDGET (fixture->window), "Connected"));
  ui_until ((sent = dup_first_packet (fixture)) != NULL);
  g_assert_cmpmem (g_bytes_get_data (promised, NULL),
                   g_bytes_get_size (promised),
                   g_bytes_get_data (sent, NULL),
                   g_bytes_get_size (sent));

  ui_activate (fixture, "win.disconnect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_DISCONNECTED);
}

static guint16
find_closed_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  return port;
}

static void
test_wrong_port (UiFixture *fixture, gconstpointer data)
{
  guint            port = find_closed_port ();
  g_autofree char *number = g_strdup_printf ("%u", port);
  GtkWidget       *bar;

  ui_activate (fixture, "win.new-connection");
  g_object_set (willow_conversation_get_profile (get_conversation (fixture)),
                "host",
                "127.0.0.1",
                "port",
                port,
                NULL);
  ui_activate (fixture, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_FAILED);
  ui_until (willow_conversation_get_problem (get_conversation (fixture)) !=
            NULL);
  bar =
      ui_find_type (ui_find_type (GTK_WIDGET (fixture->window),
                                  g_type_from_name ("WillowConversationView")),
                    WILLOW_TYPE_NOTICE_BAR);
  ui_until (ui_shows_text (bar, number));
  /* It stays until it is dismissed. */
  willow_conversation_dismiss_problem (get_conversation (fixture));
  g_assert_null (willow_conversation_get_problem (get_conversation (fixture)));
}

static void
test_cancel (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) silent = g_socket_listener_new ();
  guint port = g_socket_listener_add_any_inet_port (silent, NULL, NULL);

  ui_activate (fixture, "win.new-connection");
  g_object_set (willow_conversation_get_profile (get_conversation (fixture)),
                "host",
                "127.0.0.1",
                "port",
                port,
                NULL);
  ui_activate (fixture, "win.connect");
  g_assert_cmpuint (get_state (fixture), ==, WILLOW_CLIENT_CONNECTING);
  g_assert_true (g_action_group_get_action_enabled (
      G_ACTION_GROUP (fixture->window), "cancel"));
  ui_activate (fixture, "win.cancel");
  ui_until (get_state (fixture) != WILLOW_CLIENT_CONNECTING);
  g_assert_true (g_action_group_get_action_enabled (
      G_ACTION_GROUP (fixture->window), "connect"));
}

static gboolean
has_bytes (GBytes *bytes, const char *text)
{
  gsize       size;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize       len = strlen (text);

  for (gsize i = 0; i + len <= size; i++)
    if (memcmp (data + i, text, len) == 0)
      return TRUE;
  return FALSE;
}

static void
test_password_is_masked (UiFixture *fixture, gconstpointer data)
{
  WillowConnectPreview *preview;
  WillowProfile        *profile;
  GBytes               *bytes;

  ui_activate (fixture, "win.new-connection");
  profile = willow_conversation_get_profile (get_conversation (fixture));
  g_object_set (profile,
                "use-user-name",
                TRUE,
                "user-name",
                "ann",
                "use-password",
                TRUE,
                NULL);
  willow_password_vault_set (
      willow_workspace_get_vault (fixture->workspace), profile, "s3cret-word");
  preview = WILLOW_CONNECT_PREVIEW (
      ui_find_type (GTK_WIDGET (fixture->window), WILLOW_TYPE_CONNECT_PREVIEW));
  bytes = willow_connect_preview_get_bytes (preview);
  g_assert_true (has_bytes (bytes, "s3cret-word"));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_false (ui_shows_text (GTK_WIDGET (fixture->window), "s3cret-word"));
}

/* Ending the program says goodbye, so that no will is published. */
static void
test_goodbye (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (WillowConversation) conversation = NULL;
  WillowTraceView view;
  guint8          last = 0;

  try_it_here (fixture);
  conversation = g_object_ref (get_conversation (fixture));
  ui_activate (fixture, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_CONNECTED);
  willow_workspace_shut_down (fixture->workspace);
  g_assert_cmpuint (willow_conversation_get_state (conversation),
                    ==,
                    WILLOW_CLIENT_DISCONNECTED);
  while (last != 0xe0) /* DISCONNECT; the test's timeout is the limit */
    {
      WillowTraceStore *store = willow_conversation_get_store (conversation);

      for (guint64 i = willow_trace_store_get_first_serial (store);
           i < willow_trace_store_get_end_serial (store);
           i++)
        if (willow_trace_store_get (store, i, &view) &&
            view.kind == WILLOW_RECORD_PACKET &&
            view.direction == WILLOW_DIRECTION_TO_SERVER)
          last = view.data.data[0];
      g_main_context_iteration (NULL, FALSE);
    }
}

static AdwMessageDialog *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) &&
          gtk_widget_get_visible (GTK_WIDGET (window)))
        return ADW_MESSAGE_DIALOG (window);
    }
  return NULL;
}

/* There is no secret service here: said in place, and asked at each connect. */
static void
test_password_is_asked (UiFixture *fixture, gconstpointer data)
{
  WillowProfile    *profile;
  AdwMessageDialog *dialog;
  g_autoptr (GBytes) sent = NULL;

  try_it_here (fixture);
  profile = willow_conversation_get_profile (get_conversation (fixture));
  g_object_set (profile,
                "use-user-name",
                TRUE,
                "user-name",
                "ann",
                "use-password",
                TRUE,
                NULL);
  ui_until (!willow_password_vault_get_available (
      willow_workspace_get_vault (fixture->workspace)));
  for (guint i = 0; i < 2; i++)
    {
      ui_activate (fixture, "win.connect");
      ui_until ((dialog = find_dialog ()) != NULL);
      g_assert_cmpuint (get_state (fixture), ==, WILLOW_CLIENT_DISCONNECTED);
      gtk_editable_set_text (GTK_EDITABLE (ui_find_type (
                                 GTK_WIDGET (dialog), GTK_TYPE_PASSWORD_ENTRY)),
                             "s3cret-word");
      adw_message_dialog_response (dialog, "connect");
      gtk_window_destroy (GTK_WINDOW (dialog));
      ui_until (get_state (fixture) == WILLOW_CLIENT_CONNECTED);
      ui_activate (fixture, "win.disconnect");
      ui_until (get_state (fixture) == WILLOW_CLIENT_DISCONNECTED);
    }
  ui_until ((sent = dup_first_packet (fixture)) != NULL);
  g_assert_true (has_bytes (sent, "s3cret-word"));
}

static void
test_focus_highlights (UiFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *setting;
    const char *meaning;
  } cases[] = {
    { "client-id", "Names the Client" },
    { "keep-alive-seconds", "longest silence" },
    { "clean-start", "session" },
  };
  GtkWidget *window = GTK_WIDGET (fixture->window);

  ui_activate (fixture, "win.new-connection");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gtk_widget_child_focus (ui_find_name (window, cases[i].setting),
                              GTK_DIR_TAB_FORWARD);
      ui_until (ui_shows_text (window, cases[i].meaning));
    }
}

/* The DISCONNECT packets recorded so far; @last: the newest. */
static guint
count_goodbyes (UiFixture *fixture, GBytes **last)
{
  GListModel *packets = G_LIST_MODEL (
      willow_conversation_get_packets (get_conversation (fixture)));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (packets); i++)
    {
      g_autoptr (WillowTraceItem) item = g_list_model_get_item (packets, i);
      WillowTraceView view;

      willow_trace_item_get_view (item, &view);
      if (view.kind != WILLOW_RECORD_PACKET || view.data.data[0] != 0xe0)
        continue;
      n++;
      g_clear_pointer (last, g_bytes_unref);
      *last = g_bytes_ref (willow_trace_item_get_bytes (item));
    }
  return n;
}

/* Drop and reset say nothing; the will is asked for by 0x04. Records keep their
 * order, so the last goodbye comes last. */
static void
test_ways_to_leave (UiFixture *fixture, gconstpointer data)
{
  static const char *const ways[] = { "win.disconnect-drop",
                                      "win.disconnect-reset",
                                      "win.disconnect",
                                      "win.disconnect-with-will" };
  g_autoptr (GBytes) last = NULL;
  const guint8 *bytes;

  try_it_here (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      ui_activate (fixture, "win.connect");
      ui_until (get_state (fixture) == WILLOW_CLIENT_CONNECTED);
      ui_activate (fixture, ways[i]);
      ui_until (get_state (fixture) == WILLOW_CLIENT_DISCONNECTED);
    }
  ui_until (count_goodbyes (fixture, &last) >= 2);
  g_assert_cmpuint (count_goodbyes (fixture, &last), ==, 2);
  g_assert_cmpuint (g_bytes_get_size (last), >, 2);
  bytes = g_bytes_get_data (last, NULL);
  g_assert_cmphex (bytes[2], ==, 0x04);
}

static void
test_broker_page (UiFixture *fixture, gconstpointer data)
{
  WillowPracticeBroker *broker =
      willow_workspace_get_broker (fixture->workspace);
  GtkWidget *page;

  willow_window_show_broker (fixture->window);
  page = ui_find_type (GTK_WIDGET (fixture->window),
                       g_type_from_name ("WillowBrokerPage"));
  willow_practice_broker_set_port (broker, 0);
  gtk_widget_activate (ui_find_type (page, GTK_TYPE_SWITCH));
  ui_until (willow_practice_broker_get_running (broker));
  g_assert_true (ui_shows_text (page, willow_practice_broker_get_url (broker)));
  willow_window_show_profile (
      fixture->window,
      willow_workspace_ensure_practice_profile (fixture->workspace));
  ui_activate (fixture, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_CONNECTED);
  willow_window_show_broker (fixture->window);
  ui_until (g_list_model_get_n_items (
                willow_practice_broker_get_clients (broker)) == 1);
  ui_until (ui_shows_text (page, "Connected 1"));
}

/* Some port of this computer, taken as long as the listener lives. */
static guint16
take_port (GSocketListener *listener)
{
  g_autoptr (GInetAddress) local =
      g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (local, 0);
  g_autoptr (GSocketAddress) address = NULL;

  g_assert_true (g_socket_listener_add_address (listener,
                                                wanted,
                                                G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP,
                                                NULL,
                                                &address,
                                                NULL));
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

/* "Try it here" takes another port, says so, and points the profile at it. */
static void
test_try_it_here_busy (UiFixture *fixture, gconstpointer data)
{
  WillowPracticeBroker *broker =
      willow_workspace_get_broker (fixture->workspace);
  g_autoptr (GSocketListener) taken = g_socket_listener_new ();
  guint16          port = take_port (taken);
  g_autofree char *number = g_strdup_printf ("%u", port);
  guint            in_profile = 0;

  willow_practice_broker_set_port (broker, port);
  ui_click (ui_find_button (GTK_WIDGET (fixture->window), "Start"));
  ui_until (g_str_equal (ui_get_content (fixture), "conversation"));
  g_assert_true (willow_practice_broker_get_running (broker));
  g_object_get (willow_conversation_get_profile (get_conversation (fixture)),
                "port",
                &in_profile,
                NULL);
  g_assert_cmpuint (in_profile, !=, port);
  g_assert_cmpuint (
      in_profile, ==, willow_practice_broker_get_bound_port (broker));
  ui_until (ui_shows_text (GTK_WIDGET (fixture->window), number));
}

static void
test_busy_port (UiFixture *fixture, gconstpointer data)
{
  WillowPracticeBroker *broker =
      willow_workspace_get_broker (fixture->workspace);
  g_autoptr (GSocketListener) taken = g_socket_listener_new ();
  guint16          port = take_port (taken);
  g_autofree char *number = g_strdup_printf ("%u", port);
  GtkWidget       *page, *button;

  willow_window_show_broker (fixture->window);
  page = ui_find_type (GTK_WIDGET (fixture->window),
                       g_type_from_name ("WillowBrokerPage"));
  willow_practice_broker_set_port (broker, port);
  willow_practice_broker_start (broker);
  ui_until (willow_practice_broker_get_suggested_port (broker) != 0);
  ui_until (ui_shows_text (page, number));
  button = ui_find_type (page, GTK_TYPE_BUTTON);
  g_assert_nonnull (
      strstr (gtk_button_get_label (GTK_BUTTON (button)), "Use Port"));
  ui_click (button);
  ui_until (willow_practice_broker_get_running (broker));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (UiFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/ui/connect/try-it-here", test_try_it_here },
    { "/ui/connect/wrong-port", test_wrong_port },
    { "/ui/connect/cancel", test_cancel },
    { "/ui/connect/password-is-masked", test_password_is_masked },
    { "/ui/connect/password-is-asked", test_password_is_asked },
    { "/ui/connect/goodbye", test_goodbye },
    { "/ui/connect/focus-highlights", test_focus_highlights },
    { "/ui/connect/broker-page", test_broker_page },
    { "/ui/connect/busy-port", test_busy_port },
    { "/ui/connect/try-it-here-busy", test_try_it_here_busy },
    { "/ui/connect/ways-to-leave", test_ways_to_leave },
  };

  ui_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path,
                UiFixture,
                NULL,
                ui_fixture_set_up,
                tests[i].run,
                ui_fixture_tear_down);
  return g_test_run ();
}
