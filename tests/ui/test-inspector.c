/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traffic-fixture.h"

#include "app/traffic/willow-byte-view.h"
#include "app/traffic/willow-field-row.h"
#include "app/traffic/willow-inspector.h"
#include "app/traffic/willow-messages-page.h"
#include "app/traffic/willow-packet-view.h"
#include "app/traffic/willow-packets-page.h"
#include "app/traffic/willow-payload-view.h"
#include "app/traffic/willow-topics-page.h"

#include <string.h>

#define IN WILLOW_DIRECTION_TO_CLIENT
#define OUT WILLOW_DIRECTION_TO_SERVER

/* 3.1.1, flags 0xc2 (user name, password, clean session), keep alive 60 */
static const char connect_hex[] =
    "10 ( \"MQTT\" 04 c2 003c \"dev-1\" \"anna\" \"secret!\" )";

static WillowPacketView *
get_packet_view (TrafficFixture *fixture)
{
  GtkWidget *inspector = traffic_find (fixture, WILLOW_TYPE_INSPECTOR);

  return WILLOW_PACKET_VIEW (ui_find_type (inspector, WILLOW_TYPE_PACKET_VIEW));
}

static WillowByteView *
get_byte_view (TrafficFixture *fixture)
{
  return WILLOW_BYTE_VIEW (ui_find_type (GTK_WIDGET (get_packet_view (fixture)),
                                         WILLOW_TYPE_BYTE_VIEW));
}

static WillowPayloadView *
get_payload_view (TrafficFixture *fixture)
{
  GtkWidget *inspector = traffic_find (fixture, WILLOW_TYPE_INSPECTOR);

  return WILLOW_PAYLOAD_VIEW (
      ui_find_type (inspector, WILLOW_TYPE_PAYLOAD_VIEW));
}

static void
show_connect (TrafficFixture *fixture)
{
  traffic_show_page (fixture, "packets");
  traffic_add_hex (fixture, OUT, connect_hex);
  traffic_settle (fixture);
  traffic_select (traffic_find (fixture, WILLOW_TYPE_PACKETS_PAGE), 0);
  traffic_settle (fixture);
}

static const MqttField *
get_selected_field (TrafficFixture *fixture)
{
  GtkWidget *list =
      ui_find_type (GTK_WIDGET (get_packet_view (fixture)), GTK_TYPE_LIST_VIEW);
  WillowFieldItem *item = gtk_single_selection_get_selected_item (
      GTK_SINGLE_SELECTION (gtk_list_view_get_model (GTK_LIST_VIEW (list))));

  return item != NULL ? willow_field_item_get_field (item) : NULL;
}

static void
assert_marked (TrafficFixture *fixture, gsize offset, gsize len)
{
  gsize marked_offset = 0, marked_len = 0;

  willow_byte_view_get_highlight (
      get_byte_view (fixture), &marked_offset, &marked_len);
  g_assert_cmpuint (marked_offset, ==, offset);
  g_assert_cmpuint (marked_len, ==, len);
}

static void
test_field_to_bytes (TrafficFixture *fixture, gconstpointer data)
{
  show_connect (fixture);
  g_assert_true (willow_packet_view_select_field (get_packet_view (fixture),
                                                  "Client Identifier"));
  traffic_settle (fixture);
  /* 2 header, 6 "MQTT", 1 level, 1 flags, 2 keep alive; length and 5 bytes */
  g_assert_cmpuint (get_selected_field (fixture)->offset, >=, 12);
  assert_marked (fixture,
                 get_selected_field (fixture)->offset,
                 get_selected_field (fixture)->len);
  g_assert_true (willow_packet_view_select_field (get_packet_view (fixture),
                                                  "Keep Alive"));
  assert_marked (fixture, 10, 2);
  traffic_picture (fixture, "packet-keep-alive");
}

static void
test_byte_to_field (TrafficFixture *fixture, gconstpointer data)
{
  show_connect (fixture);
  g_signal_emit_by_name (get_byte_view (fixture), "byte-pressed", 11u);
  g_assert_cmpstr (get_selected_field (fixture)->name, ==, "Keep Alive");
  g_signal_emit_by_name (get_byte_view (fixture), "byte-pressed", 0u);
  g_assert_cmpuint (get_selected_field (fixture)->offset, ==, 0);
}

static void
move (TrafficFixture *fixture, int rows, int bytes)
{
  g_assert_true (gtk_widget_activate_action (
      GTK_WIDGET (get_byte_view (fixture)), "bytes.move", "(ii)", rows, bytes));
}

/* What the arrow keys, Home and End are bound to. */
static void
test_keys_move_the_byte (TrafficFixture *fixture, gconstpointer data)
{
  WillowByteView *view;

  show_connect (fixture);
  view = get_byte_view (fixture);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (view)));
  g_assert_cmpuint (willow_byte_view_get_cursor (view), ==, G_MAXUINT);
  move (fixture, 0, 1);
  g_assert_cmpuint (willow_byte_view_get_cursor (view), ==, 0);
  move (fixture, 0, 1);
  g_assert_cmpstr (get_selected_field (fixture)->name, ==, "Remaining Length");
  /* Eight in a row at this width. */
  move (fixture, 1, 0);
  g_assert_cmpuint (willow_byte_view_get_cursor (view), ==, 9);
  g_assert_cmpstr (get_selected_field (fixture)->name, ==, "Connect Flags");
  move (fixture, 0, G_MAXINT / 2);
  g_assert_cmpuint (willow_byte_view_get_cursor (view), ==, 33);
  move (fixture, 0, 1);
  g_assert_cmpuint (willow_byte_view_get_cursor (view), ==, 33);
  move (fixture, 0, -G_MAXINT / 2);
  g_assert_cmpuint (willow_byte_view_get_cursor (view), ==, 0);
}

static guint
count_bits_selected (TrafficFixture *fixture, char *bits)
{
  guint n = 0, i = 0;

  for (guint at = 0; i < 8; at++)
    {
      GtkWidget *label = ui_find_nth (
          GTK_WIDGET (get_packet_view (fixture)), GTK_TYPE_LABEL, at);

      g_assert_nonnull (label);
      if (!gtk_widget_has_css_class (label, "bit"))
        continue;
      bits[i++] = gtk_label_get_label (GTK_LABEL (label))[0];
      n += gtk_widget_has_css_class (label, "selected");
    }
  return n;
}

static void
test_bits (TrafficFixture *fixture, gconstpointer data)
{
  char bits[9] = "";

  show_connect (fixture);
  g_assert_true (willow_packet_view_select_field (get_packet_view (fixture),
                                                  "Clean Session"));
  traffic_settle (fixture);
  g_assert_cmpuint (get_selected_field (fixture)->bit_mask, ==, 0x02);
  g_assert_cmpuint (count_bits_selected (fixture, bits), ==, 1);
  g_assert_cmpstr (bits, ==, "11000010");
  assert_marked (fixture, 9, 1);
  traffic_picture (fixture, "packet-clean-session");
}

static void
test_spoken (TrafficFixture *fixture, gconstpointer data)
{
  g_autofree char *clean = NULL;
  g_autofree char *password = NULL;

  show_connect (fixture);
  willow_packet_view_select_field (get_packet_view (fixture), "Clean Session");
  clean = willow_field_row_dup_spoken (get_selected_field (fixture), TRUE);
  g_assert_true (g_str_has_prefix (clean, "Byte 9, bit 1, Clean Session, 1"));
  willow_packet_view_select_field (get_packet_view (fixture), "Password");
  password = willow_field_row_dup_spoken (get_selected_field (fixture), TRUE);
  g_assert_null (strstr (password, "secret!"));
}

static void
test_secret_is_masked (TrafficFixture *fixture, gconstpointer data)
{
  WillowPacketView *view;
  GtkWidget        *inspector = traffic_find (fixture, WILLOW_TYPE_INSPECTOR);
  g_autofree char  *masked = NULL;
  g_autofree char  *revealed = NULL;

  show_connect (fixture);
  view = get_packet_view (fixture);
  g_assert_true (willow_packet_view_has_secrets (view));
  g_assert_false (ui_shows_text (GTK_WIDGET (view), "secret!"));
  masked = willow_packet_view_dup_hex (view);
  g_assert_nonnull (strstr (masked, "** ** ** ** ** ** **"));
  g_assert_null (strstr (masked, "73 65 63 72 65 74"));
  willow_packet_view_select_field (view, "Password");
  traffic_settle (fixture);
  g_assert_false (ui_shows_text (GTK_WIDGET (view), "secret!"));

  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (ui_find_button (inspector, "Reveal Secrets")), TRUE);
  traffic_settle (fixture);
  g_assert_true (ui_shows_text (GTK_WIDGET (view), "secret!"));
  revealed = willow_packet_view_dup_hex (view);
  g_assert_nonnull (strstr (revealed, "73 65 63 72 65 74 21"));

  /* The next packet is masked again. */
  traffic_add_hex (fixture, OUT, connect_hex);
  traffic_settle (fixture);
  traffic_select (traffic_find (fixture, WILLOW_TYPE_PACKETS_PAGE), 1);
  traffic_settle (fixture);
  g_assert_false (ui_shows_text (GTK_WIDGET (view), "secret!"));
}

static void
test_payload_formats (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget       *page = traffic_find (fixture, WILLOW_TYPE_MESSAGES_PAGE);
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;

  traffic_show_page (fixture, "messages");
  traffic_add_text (fixture, "j", "{\"a\":1,\"b\":[true]}");
  traffic_add_text (fixture, "t", "plain");
  traffic_add_message (fixture, "h", "\x00\x01\xff", 3);
  traffic_add_text (fixture, "e", "");
  traffic_settle (fixture);
  traffic_select (page, 0);
  g_assert_cmpint (willow_payload_view_get_format (get_payload_view (fixture)),
                   ==,
                   WILLOW_PAYLOAD_JSON);
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (
      ui_find_button (GTK_WIDGET (get_payload_view (fixture)), "JSON"))));
  json = willow_payload_view_dup_text (get_payload_view (fixture));
  g_assert_nonnull (strstr (json, "\"a\": 1"));
  traffic_picture (fixture, "message-json");
  traffic_select (page, 1);
  g_assert_cmpint (willow_payload_view_get_format (get_payload_view (fixture)),
                   ==,
                   WILLOW_PAYLOAD_TEXT);
  text = willow_payload_view_dup_text (get_payload_view (fixture));
  g_assert_cmpstr (text, ==, "plain");
  traffic_select (page, 2);
  g_assert_cmpint (willow_payload_view_get_format (get_payload_view (fixture)),
                   ==,
                   WILLOW_PAYLOAD_HEX);
  traffic_select (page, 3);
  traffic_settle (fixture);
  g_assert_true (ui_shows_text (GTK_WIDGET (get_payload_view (fixture)),
                                "The payload is empty."));
}

static void
test_not_json_is_said (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget       *page = traffic_find (fixture, WILLOW_TYPE_MESSAGES_PAGE);
  g_autofree char *text = NULL;

  traffic_show_page (fixture, "messages");
  traffic_add_text (fixture, "t", "plain");
  traffic_settle (fixture);
  traffic_select (page, 0);
  willow_payload_view_set_format (get_payload_view (fixture),
                                  WILLOW_PAYLOAD_JSON);
  traffic_settle (fixture);
  g_assert_true (
      ui_shows_text (GTK_WIDGET (get_payload_view (fixture)), "Not JSON"));
  text = willow_payload_view_dup_text (get_payload_view (fixture));
  g_assert_cmpstr (text, ==, "plain");
}

static void
test_topic_is_followed (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget       *page = traffic_find (fixture, WILLOW_TYPE_TOPICS_PAGE);
  GtkWidget       *inspector = traffic_find (fixture, WILLOW_TYPE_INSPECTOR);
  g_autofree char *text = NULL;

  traffic_show_page (fixture, "topics");
  traffic_add_text (fixture, "room/light", "on");
  traffic_settle (fixture);
  traffic_select (page, 0);
  traffic_settle (fixture);
  g_assert_true (
      ui_shows_text (inspector, "No message has this topic. 1 topic below"));
  traffic_select (page, 1);
  traffic_settle (fixture);
  g_assert_true (ui_shows_text (inspector, "room/light"));
  traffic_add_text (fixture, "room/light", "off");
  do
    {
      g_clear_pointer (&text, g_free);
      g_main_context_iteration (NULL, TRUE);
      text = willow_payload_view_dup_text (get_payload_view (fixture));
    }
  while (!g_str_equal (text, "off"));
  traffic_picture (fixture, "topic-followed");
}

static void
test_large_payload (TrafficFixture *fixture, gconstpointer data)
{
  const gsize        size = 10 * 1024 * 1024;
  GtkWidget         *page = traffic_find (fixture, WILLOW_TYPE_MESSAGES_PAGE);
  WillowPayloadView *view = get_payload_view (fixture);
  g_autofree char   *large = g_strnfill (size, 'x');
  g_autofree char   *text = NULL;

  traffic_show_page (fixture, "messages");
  traffic_add_text (fixture, "large", large);
  traffic_settle (fixture);
  traffic_select (page, 0);
  traffic_settle (fixture);
  g_assert_true (ui_shows_text (GTK_WIDGET (view),
                                "The first 256.0\u00a0KiB of 10.0\u00a0MiB."));
  text = willow_payload_view_dup_text (view);
  g_assert_cmpuint (strlen (text), <, 300 * 1024);
  willow_payload_view_set_format (view, WILLOW_PAYLOAD_HEX);
  traffic_settle (fixture);
  g_assert_false (ui_shows_text (GTK_WIDGET (view), "The first"));
  traffic_picture (fixture, "payload-large-hex");
}

static void
test_malformed (TrafficFixture *fixture, gconstpointer data)
{
  traffic_show_page (fixture, "packets");
  /* [MQTT-3.3.1-4]: both QoS bits */
  traffic_add_hex (fixture, IN, "36 ( \"a/b\" 0001 'x' )");
  traffic_settle (fixture);
  traffic_select (traffic_find (fixture, WILLOW_TYPE_PACKETS_PAGE), 0);
  traffic_settle (fixture);
  g_assert_true (
      ui_shows_text (GTK_WIDGET (get_packet_view (fixture)), "MQTT-3.3.1-4"));
  traffic_picture (fixture, "packet-malformed");
}

/* What only the conversation around a packet shows. */
static void
test_finding (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *inspector = traffic_find (fixture, WILLOW_TYPE_INSPECTOR);
  GtkWidget *page = traffic_find (fixture, WILLOW_TYPE_PACKETS_PAGE);

  show_connect (fixture);
  traffic_add_hex (fixture, IN, "20 ( 00 00 )");
  traffic_add_hex (fixture, IN, "40 ( 0007 )");
  traffic_settle (fixture);
  traffic_select (page, 2);
  ui_until (ui_shows_text (inspector,
                           "Violation by the Server: No message with this "
                           "Packet Identifier waits for this "
                           "acknowledgement. [MQTT-2.3.1-6]"));
  traffic_picture (fixture, "packet-finding");
  traffic_select (page, 1);
  traffic_settle (fixture);
  g_assert_false (ui_shows_text (inspector, "Violation by the Server"));
}

static void
add (const char *path, void (*test) (TrafficFixture *, gconstpointer))
{
  g_test_add (
      path, TrafficFixture, NULL, traffic_set_up, test, traffic_tear_down);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);
  add ("/app/inspector/field-to-bytes", test_field_to_bytes);
  add ("/app/inspector/byte-to-field", test_byte_to_field);
  add ("/app/inspector/keys-move-the-byte", test_keys_move_the_byte);
  add ("/app/inspector/bits", test_bits);
  add ("/app/inspector/spoken", test_spoken);
  add ("/app/inspector/secret-is-masked", test_secret_is_masked);
  add ("/app/inspector/payload-formats", test_payload_formats);
  add ("/app/inspector/not-json-is-said", test_not_json_is_said);
  add ("/app/inspector/topic-is-followed", test_topic_is_followed);
  add ("/app/inspector/large-payload", test_large_payload);
  add ("/app/inspector/malformed", test_malformed);
  add ("/app/inspector/finding", test_finding);
  return g_test_run ();
}
