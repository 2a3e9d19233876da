/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traffic-fixture.h"

#include "app/traffic/willow-byte-view.h"
#include "app/traffic/willow-inspector.h"
#include "app/traffic/willow-packet-view.h"
#include "app/traffic/willow-packets-page.h"

#include <string.h>

#define IN WILLOW_DIRECTION_TO_CLIENT
#define OUT WILLOW_DIRECTION_TO_SERVER

static const struct
{
  WillowRecordKind kind;
  WillowDirection  direction;
  const char      *text;
} story[] = {
  { WILLOW_RECORD_PHASE,
    OUT,
    "{'kind': <'resolve'>, 'outcome': <'done'>, 'subject': <'broker.example'>, "
    "'duration': <int64 4200>, 'evidence': <'2001:db8::7, 192.0.2.7'>}" },
  { WILLOW_RECORD_PHASE,
    OUT,
    "{'kind': <'tcp'>, 'outcome': <'failed'>, 'subject': "
    "<'[2001:db8::7]:8084'>, 'duration': <int64 900>, 'evidence': "
    "<'Connection refused'>}" },
  { WILLOW_RECORD_PHASE,
    OUT,
    "{'kind': <'tcp'>, 'outcome': <'done'>, 'subject': <'192.0.2.7:8084'>, "
    "'duration': <int64 11800>, 'evidence': <'192.0.2.99:40112'>}" },
  { WILLOW_RECORD_PHASE,
    OUT,
    "{'kind': <'tls'>, 'outcome': <'done'>, 'subject': <'broker.example'>, "
    "'duration': <int64 31000>, 'tls': <{'version': <'TLSv1.3'>, 'cipher': "
    "<'TLS_AES_256_GCM_SHA384'>, 'server-name': <'broker.example'>, "
    "'verified': "
    "<true>, 'verdicts': <[('ok', 0, ''), ('ok', 0, ''), ('ok', 0, ''), ('ok', "
    "0, ''), ('ok', 0, ''), ('unknown', 0, '')]>, 'chain': "
    "<[('CN=broker.example', 'CN=Example CA', 'broker.example', "
    "['DNS:broker.example'], int64 1780000000, int64 1810000000, 'EC P-256', "
    "uint32 256, 'AA:BB')]>}>}" },
  { WILLOW_RECORD_HTTP,
    OUT,
    "GET /mqtt HTTP/1.1\r\nHost: broker.example:8084\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nAuthorization: Bearer ************\r\n"
    "Sec-WebSocket-Protocol: mqtt\r\n\r\n" },
  { WILLOW_RECORD_HTTP,
    IN,
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Protocol: mqtt\r\n\r\n" },
};

static GtkWidget *
tell (TrafficFixture *fixture)
{
  traffic_show_page (fixture, "packets");
  for (guint i = 0; i < G_N_ELEMENTS (story); i++)
    traffic_add (fixture,
                 story[i].kind,
                 story[i].direction,
                 MQTT_VERSION_UNKNOWN,
                 story[i].text,
                 strlen (story[i].text));
  traffic_add_hex (fixture, OUT, "10 ( \"MQTT\" 04 02 003c \"dev-1\" )");
  traffic_add_hex (fixture, IN, "20 02 00 00");
  traffic_settle (fixture);
  return traffic_find (fixture, WILLOW_TYPE_PACKETS_PAGE);
}

static void
assert_row (GtkWidget *page, guint position, const char *text)
{
  g_autofree char *row = traffic_dup_row (page, position);

  g_test_message ("%s", row);
  g_assert_nonnull (strstr (row, text));
}

/* The whole story, in words and in its order. */
static void
test_rows (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *page = tell (fixture);

  assert_row (page, 0, "The name “broker.example” has the addresses");
  assert_row (page, 1, "No connection to [2001:db8::7]:8084: Connection");
  assert_row (page, 2, "Connected to 192.0.2.7:8084");
  assert_row (page, 3, "TLSv1.3");
  assert_row (page, 4, "GET /mqtt HTTP/1.1");
  assert_row (page, 5, "HTTP/1.1 101");
  assert_row (page, 6, "CONNECT");
}

static void
test_facts (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *page = tell (fixture);
  GtkWidget *inspector = traffic_find (fixture, WILLOW_TYPE_INSPECTOR);
  GtkWidget *view = ui_find_type (inspector, WILLOW_TYPE_PACKET_VIEW);

  traffic_select (page, 3);
  traffic_settle (fixture);
  g_assert_true (
      willow_packet_view_select_field (WILLOW_PACKET_VIEW (view), "Cipher"));
  g_assert_true (
      willow_packet_view_select_field (WILLOW_PACKET_VIEW (view), "Issuer"));
  g_assert_false (
      gtk_widget_get_mapped (ui_find_type (view, WILLOW_TYPE_BYTE_VIEW)));
  traffic_settle (fixture);
  traffic_picture (fixture, "story-tls");
}

/* A head like a packet: its fields are its bytes. */
static void
test_head (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *page = tell (fixture);
  GtkWidget *inspector = traffic_find (fixture, WILLOW_TYPE_INSPECTOR);
  GtkWidget *view = ui_find_type (inspector, WILLOW_TYPE_PACKET_VIEW);
  GtkWidget *bytes = ui_find_type (view, WILLOW_TYPE_BYTE_VIEW);
  gsize      offset = 0, len = 0;

  traffic_select (page, 4);
  traffic_settle (fixture);
  g_assert_true (gtk_widget_get_mapped (bytes));
  g_assert_true (willow_packet_view_select_field (WILLOW_PACKET_VIEW (view),
                                                  "Request target"));
  willow_byte_view_get_highlight (WILLOW_BYTE_VIEW (bytes), &offset, &len);
  g_assert_cmpuint (offset, ==, strlen ("GET "));
  g_assert_cmpuint (len, ==, strlen ("/mqtt "));
  traffic_settle (fixture);
  traffic_picture (fixture, "story-http");
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
#define ADD(name, func)                                                        \
  g_test_add ("/ui/story/" name,                                               \
              TrafficFixture,                                                  \
              NULL,                                                            \
              traffic_set_up,                                                  \
              func,                                                            \
              traffic_tear_down)
  ADD ("rows", test_rows);
  ADD ("facts", test_facts);
  ADD ("head", test_head);
#undef ADD
  return g_test_run ();
}
