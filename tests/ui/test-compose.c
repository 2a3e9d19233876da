/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include "app/connection/willow-connect-preview.h"
#include "app/connection/willow-encoding-button.h"
#include "app/connection/willow-flags-row.h"
#include "app/connection/willow-login-group.h"
#include "app/traffic/willow-packet-view.h"
#include "app/connection/willow-pair-row.h"
#include "app/connection/willow-pairs-row.h"
#include "app/connection/willow-practice-group.h"
#include "app/connection/willow-properties-group.h"
#include "app/connection/willow-session-group.h"
#include "app/connection/willow-will-group.h"
#include "app/connection/willow-will-properties.h"

#include <string.h>

/* The composer of CONNECT: its form, and the bytes beside it. */

typedef struct
{
  UiFixture      ui;
  WillowProfile *profile;
} Fixture;

static GtkWidget *
get_root (Fixture *fixture)
{
  return GTK_WIDGET (fixture->ui.window);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  ui_fixture_set_up (&fixture->ui, NULL);
  ui_activate (&fixture->ui, "win.new-connection");
  fixture->profile = willow_conversation_get_profile (
      willow_window_get_conversation (fixture->ui.window));
  g_object_set (
      fixture->profile, "host", "127.0.0.1", "client-id", "willow", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ui_fixture_tear_down (&fixture->ui, NULL);
}

static WillowConnectPreview *
get_preview (Fixture *fixture)
{
  return WILLOW_CONNECT_PREVIEW (
      ui_find_type (get_root (fixture), WILLOW_TYPE_CONNECT_PREVIEW));
}

static gboolean
preview_has (Fixture *fixture, const void *part, gsize part_len)
{
  GBytes *bytes = willow_connect_preview_get_bytes (get_preview (fixture));
  gsize   len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  for (gsize i = 0; i + part_len <= len; i++)
    if (memcmp (data + i, part, part_len) == 0)
      return TRUE;
  return FALSE;
}

static GtkWidget *
get_group (Fixture *fixture, GType type)
{
  return ui_find_type (get_root (fixture), type);
}

static GtkWidget *
get_row (Fixture *fixture, const char *setting)
{
  return ui_find_name (get_root (fixture), setting);
}

static gboolean
has_focus (Fixture *fixture, const char *setting)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->ui.window));
  GtkWidget *row = get_row (fixture, setting);

  return focus == row || (focus != NULL && gtk_widget_is_ancestor (focus, row));
}

static void
switch_on (GtkWidget *row)
{
  gtk_switch_set_active (GTK_SWITCH (ui_find_type (row, GTK_TYPE_SWITCH)),
                         TRUE);
}

/* A property is in the packet when its switch is on, and with its value. */
static void
test_property (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = get_row (fixture, "receive-maximum");
  GtkWidget *spin = ui_find_type (row, GTK_TYPE_SPIN_BUTTON);

  g_assert_false (gtk_widget_is_sensitive (spin));
  g_assert_false (preview_has (fixture, "\x21\xff\xff", 3));
  switch_on (row);
  g_assert_true (gtk_widget_is_sensitive (spin));
  g_assert_true (preview_has (fixture, "\x21\xff\xff", 3));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 0x102);
  g_assert_true (preview_has (fixture, "\x21\x01\x02", 3));
}

/* What a version does not have cannot be used, and says why. */
static void
test_version (Fixture *fixture, gconstpointer data)
{
  GtkWidget *group = get_group (fixture, WILLOW_TYPE_PROPERTIES_GROUP);
  GtkWidget *row = get_row (fixture, "receive-maximum");

  g_assert_false (ui_shows_text (group, "Only in MQTT 5.0"));
  g_object_set (fixture->profile, "version", MQTT_VERSION_3_1_1, NULL);
  g_assert_false (gtk_widget_is_sensitive (row));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)),
                   ==,
                   "Only in MQTT 5.0");
  g_assert_cmpstr (adw_preferences_row_get_title (
                       ADW_PREFERENCES_ROW (get_row (fixture, "clean-start"))),
                   ==,
                   "Clean Session");
  g_object_set (fixture->profile, "version", MQTT_VERSION_5_0, NULL);
  g_assert_true (gtk_widget_is_sensitive (row));
  g_assert_nonnull (
      strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "QoS 1"));
}

static void
test_user_properties (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = get_row (fixture, "user-properties");
  GtkWidget *pair;

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  ui_click (ui_find_button (row, "Add a User Property"));
  pair = ui_find_type (row, WILLOW_TYPE_PAIR_ROW);
  gtk_editable_set_text (GTK_EDITABLE (ui_find_nth (pair, GTK_TYPE_ENTRY, 0)),
                         "site ");
  gtk_editable_set_text (GTK_EDITABLE (ui_find_nth (pair, GTK_TYPE_ENTRY, 1)),
                         "7");
  g_assert_true (preview_has (fixture,
                              "\x26\0\x05site \0\x01"
                              "7",
                              11));
  ui_click (ui_find_type (pair, GTK_TYPE_BUTTON));
  g_assert_null (ui_find_type (row, WILLOW_TYPE_PAIR_ROW));
  g_assert_false (preview_has (fixture, "site", 4));
}

/* The same bytes in another notation; what is no text stays. */
static void
test_encoding (Fixture *fixture, gconstpointer data)
{
  GtkWidget            *row = get_row (fixture, "will-payload");
  GtkEditable          *text = GTK_EDITABLE (row);
  WillowEncodingButton *button =
      WILLOW_ENCODING_BUTTON (ui_find_type (row, WILLOW_TYPE_ENCODING_BUTTON));
  guint encoding;

  g_object_set (fixture->profile, "use-will", TRUE, "will-topic", "w", NULL);
  gtk_editable_set_text (text, "Aé");
  g_assert_true (willow_encoding_button_choose (button, WILLOW_TEXT_HEX));
  g_assert_cmpstr (gtk_editable_get_text (text), ==, "41 c3 a9");
  g_assert_true (preview_has (fixture,
                              "\0\x03"
                              "A\xc3\xa9",
                              5));
  gtk_editable_set_text (text, "41 ff 00");
  g_assert_false (willow_encoding_button_choose (button, WILLOW_TEXT_PLAIN));
  g_assert_cmpstr (gtk_editable_get_text (text), ==, "41 ff 00");
  g_assert_true (preview_has (fixture,
                              "\0\x03"
                              "A\xff\0",
                              5));
  g_assert_true (willow_encoding_button_choose (button, WILLOW_TEXT_BASE64));
  g_assert_cmpstr (gtk_editable_get_text (text), ==, "Qf8A");
  /* Nothing that was typed is lost. */
  gtk_editable_set_text (text, "not base64");
  g_assert_true (willow_encoding_button_choose (button, WILLOW_TEXT_HEX));
  g_assert_cmpstr (gtk_editable_get_text (text), ==, "not base64");
  g_object_get (fixture->profile, "will-payload-encoding", &encoding, NULL);
  g_assert_cmpuint (encoding, ==, WILLOW_TEXT_HEX);
  ui_until (ui_shows_text (GTK_WIDGET (get_preview (fixture)),
                           "Not sent. Hexadecimal"));
}

/* What breaks a rule is not sent, until practice mode says so. */
static void
test_practice (Fixture *fixture, gconstpointer data)
{
  GtkWidget          *group = get_group (fixture, WILLOW_TYPE_PRACTICE_GROUP);
  WillowConversation *conversation =
      willow_window_get_conversation (fixture->ui.window);

  g_object_set (fixture->profile,
                "version",
                MQTT_VERSION_3_1_1,
                "client-id",
                "",
                "clean-start",
                FALSE,
                NULL);
  ui_until (ui_shows_text (get_group (fixture, WILLOW_TYPE_SESSION_GROUP),
                           "[MQTT-3.1.3-7]"));
  ui_activate (&fixture->ui, "win.connect");
  g_assert_cmpuint (willow_conversation_get_state (conversation),
                    ==,
                    WILLOW_CLIENT_DISCONNECTED);
  g_assert_nonnull (
      strstr (willow_conversation_get_problem (conversation), "Not sent."));
  g_assert_true (has_focus (fixture, "client-id"));
  switch_on (group);
  ui_until (ui_shows_text (group, "sent all the same"));
  ui_activate (&fixture->ui, "win.connect");
  g_assert_cmpuint (willow_conversation_get_state (conversation),
                    !=,
                    WILLOW_CLIENT_DISCONNECTED);
  ui_activate (&fixture->ui, "win.cancel");
  ui_until (willow_conversation_get_state (conversation) !=
            WILLOW_CLIENT_CONNECTING);
}

static void
test_flags (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = get_row (fixture, "connect-flags");
  guint      flags;

  g_object_set (
      fixture->profile, "practice", TRUE, "use-connect-flags", TRUE, NULL);
  /* The reserved bit, and the User Name Flag without a user name. */
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (ui_find_nth (row, GTK_TYPE_TOGGLE_BUTTON, 7)), TRUE);
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (ui_find_nth (row, GTK_TYPE_TOGGLE_BUTTON, 0)), TRUE);
  g_object_get (fixture->profile, "connect-flags", &flags, NULL);
  g_assert_cmphex (flags, ==, 0x83);
  g_assert_true (preview_has (fixture, "MQTT\x05\x83", 6));
  g_object_set (fixture->profile, "connect-flags", 0x02, NULL);
  g_assert_false (gtk_toggle_button_get_active (
      GTK_TOGGLE_BUTTON (ui_find_nth (row, GTK_TYPE_TOGGLE_BUTTON, 0))));
}

/* From the row to its bytes, and back. */
static void
test_both_ways (Fixture *fixture, gconstpointer data)
{
  WillowConnectPreview *preview = get_preview (fixture);
  WillowPacketView     *view = WILLOW_PACKET_VIEW (
      ui_find_type (GTK_WIDGET (preview), WILLOW_TYPE_PACKET_VIEW));

  g_object_set (fixture->profile,
                "use-session-expiry",
                TRUE,
                "use-will",
                TRUE,
                "will-topic",
                "w",
                "use-will-delay",
                TRUE,
                NULL);
  g_assert_nonnull (willow_connect_preview_get_bytes (preview));
  g_assert_true (
      willow_connect_preview_point_at (preview, "will-delay-seconds"));
  g_assert_true (ui_shows_text (GTK_WIDGET (preview), "Will Delay Interval"));
  g_signal_emit_by_name (view, "field-activated", "Session Expiry Interval");
  g_assert_true (has_focus (fixture, "session-expiry-seconds"));
  g_signal_emit_by_name (view, "field-activated", "Will Topic");
  g_assert_true (has_focus (fixture, "will-topic"));
  g_signal_emit_by_name (view, "field-activated", "Will Delay Interval");
  g_assert_true (has_focus (fixture, "will-delay-seconds"));
}

static void
test_authentication (Fixture *fixture, gconstpointer data)
{
  g_assert_false (
      gtk_widget_get_visible (get_row (fixture, "authentication-method")));
  g_object_set (
      fixture->profile, "authentication", WILLOW_AUTHENTICATION_OWN, NULL);
  g_assert_true (
      gtk_widget_get_visible (get_row (fixture, "authentication-data")));
  gtk_editable_set_text (
      GTK_EDITABLE (get_row (fixture, "authentication-method")), "M");
  gtk_editable_set_text (
      GTK_EDITABLE (get_row (fixture, "authentication-data")), "d");
  g_assert_true (preview_has (fixture,
                              "\x15\0\x01M\x16\0\x01"
                              "d",
                              8));
  g_object_set (fixture->profile, "version", MQTT_VERSION_3_1_1, NULL);
  g_assert_false (
      gtk_widget_get_visible (get_row (fixture, "authentication-method")));
  g_assert_true (gtk_widget_is_sensitive (get_row (fixture, "authentication")));
}

static void
scroll_to (Fixture *fixture, GtkWidget *widget)
{
  GtkWidget *window =
      gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *view =
      gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (window));
  graphene_rect_t bounds;

  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_true (gtk_widget_compute_bounds (widget, view, &bounds));
  gtk_adjustment_set_value (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window)),
      gtk_adjustment_get_value (
          gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window))) +
          bounds.origin.y - 12);
}

static void
take (Fixture    *fixture,
      GType       type,
      const char *what,
      const char *setting,
      int         width)
{
  g_autofree char *name = g_strdup_printf ("compose-%s-%d", what, width);

  scroll_to (fixture, get_group (fixture, type));
  willow_connect_preview_point_at (get_preview (fixture), setting);
  ui_picture (GTK_WINDOW (fixture->ui.window), name);
}

/* What the program loads by itself. */
static void
use_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (
      provider, "/io/github/willowmqtt/Willow/style.css");
  gtk_style_context_add_provider_for_display (
      gdk_display_get_default (),
      GTK_STYLE_PROVIDER (provider),
      GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
take_all (Fixture *fixture, int width, int height)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->ui.window), width, height);
  /* Without the frame that the window draws itself. */
  ui_until (ABS (gtk_widget_get_width (get_root (fixture)) - width) < 40);
  take (fixture,
        WILLOW_TYPE_SESSION_GROUP,
        "session",
        "session-expiry-seconds",
        width);
  take (fixture, WILLOW_TYPE_LOGIN_GROUP, "login", "user-name", width);
  take (fixture, WILLOW_TYPE_WILL_GROUP, "will", "will-payload", width);
  take (fixture,
        WILLOW_TYPE_PROPERTIES_GROUP,
        "properties",
        "user-properties",
        width);
  take (
      fixture, WILLOW_TYPE_PRACTICE_GROUP, "practice", "connect-flags", width);
}

/* Everything on, for whoever looks at the pictures. */
static void
test_pictures (Fixture *fixture, gconstpointer data)
{
  GtkWidget *expander;

  use_style ();
  g_object_set (fixture->profile,
                "use-session-expiry",
                TRUE,
                "session-expiry-seconds",
                3600,
                "use-receive-maximum",
                TRUE,
                "use-user-name",
                TRUE,
                "user-name",
                "anna ",
                "authentication",
                WILLOW_AUTHENTICATION_OWN,
                "authentication-method",
                "GS2-KRB5",
                "use-will",
                TRUE,
                "will-topic",
                "$SYS/home",
                "will-payload",
                "00 ff",
                "will-payload-encoding",
                WILLOW_TEXT_HEX,
                "use-will-delay",
                TRUE,
                "will-delay-seconds",
                7200,
                "practice",
                TRUE,
                "use-connect-flags",
                TRUE,
                "connect-flags",
                0xff,
                NULL);
  willow_profile_add_user_property (fixture->profile, "site", "plant 7");
  willow_profile_add_user_property (fixture->profile, "site", "plant 8");
  expander = get_row (fixture, "user-properties");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), TRUE);
  expander = ui_find_type (get_root (fixture), WILLOW_TYPE_WILL_PROPERTIES);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), TRUE);
  take_all (fixture, 1280, 800);
  take_all (fixture, 800, 600);
  g_object_set (fixture->profile, "version", MQTT_VERSION_3_1_1, NULL);
  take (
      fixture, WILLOW_TYPE_SESSION_GROUP, "session-3.1.1", "clean-start", 1280);
  take (fixture,
        WILLOW_TYPE_PROPERTIES_GROUP,
        "properties-3.1.1",
        "will-payload",
        1280);
}

#define ADD(name, func)                                                        \
  g_test_add ("/ui/compose/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ADD ("property", test_property);
  ADD ("version", test_version);
  ADD ("user-properties", test_user_properties);
  ADD ("encoding", test_encoding);
  ADD ("practice", test_practice);
  ADD ("flags", test_flags);
  ADD ("both-ways", test_both_ways);
  ADD ("authentication", test_authentication);
  ADD ("pictures", test_pictures);
  return g_test_run ();
}
