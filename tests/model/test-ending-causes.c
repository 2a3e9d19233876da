/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each way in which a connection can end, brought about on our own broker by
 * its faults, over all four transports, or by a server of libsoup's: what is on
 * record then. */
#include "fault/willow-fault-text.h"
#include "model/willow-certificate-bench.h"
#include "model/willow-conversation.h"

#include <libsoup/soup.h>
#include <string.h>

typedef struct
{
  const char        *name;
  const char        *fault; /* NULL: the broker stops */
  guint              version;
  WillowScheme       scheme;
  WillowEndingManner manner;
  guint8             code;
} Case;

/* The profile subscribes, and then it happens. */
static const Case cases[] = {
  { "disconnect",
    "disconnect code=0x89 packet=SUBSCRIBE next",
    5,
    WILLOW_SCHEME_MQTT,
    WILLOW_ENDED_DISCONNECT,
    0x89 },
  { "disconnect-tls",
    "disconnect code=0x98 packet=SUBSCRIBE next",
    5,
    WILLOW_SCHEME_MQTTS,
    WILLOW_ENDED_DISCONNECT,
    0x98 },
  { "fin-3.1",
    "close packet=SUBSCRIBE next",
    3,
    WILLOW_SCHEME_MQTT,
    WILLOW_ENDED_FIN,
    0 },
  { "fin-3.1.1",
    "close packet=SUBSCRIBE next",
    4,
    WILLOW_SCHEME_MQTT,
    WILLOW_ENDED_FIN,
    0 },
  { "fin-5.0",
    "close packet=SUBSCRIBE next",
    5,
    WILLOW_SCHEME_MQTT,
    WILLOW_ENDED_FIN,
    0 },
  { "fin-tls",
    "close packet=SUBSCRIBE next",
    4,
    WILLOW_SCHEME_MQTTS,
    WILLOW_ENDED_FIN,
    0 },
  { "close-ws",
    "close packet=SUBSCRIBE next",
    4,
    WILLOW_SCHEME_WS,
    WILLOW_ENDED_WEBSOCKET_CLOSE,
    0 },
  { "close-wss",
    "close packet=SUBSCRIBE next",
    5,
    WILLOW_SCHEME_WSS,
    WILLOW_ENDED_WEBSOCKET_CLOSE,
    0 },
  { "rst",
    "reset packet=SUBSCRIBE next",
    4,
    WILLOW_SCHEME_MQTT,
    WILLOW_ENDED_RST,
    0 },
  { "rst-tls",
    "reset packet=SUBSCRIBE next",
    5,
    WILLOW_SCHEME_MQTTS,
    WILLOW_ENDED_RST,
    0 },
  { "alert",
    "tls-demand-certificate next",
    5,
    WILLOW_SCHEME_MQTTS,
    WILLOW_ENDED_TLS_ALERT,
    0 },
  { "no-pingresp",
    "stall packet=SUBSCRIBE next",
    4,
    WILLOW_SCHEME_MQTT,
    WILLOW_ENDED_NO_PINGRESP,
    0 },
  { "no-connack",
    "no-connack next",
    5,
    WILLOW_SCHEME_MQTT,
    WILLOW_ENDED_NO_CONNACK,
    0 },
  { "half-connack",
    "half-connack next",
    4,
    WILLOW_SCHEME_MQTT,
    WILLOW_ENDED_NO_CONNACK,
    0 },
  { "bad-length",
    "bad-length packet=SUBACK next",
    5,
    WILLOW_SCHEME_MQTT,
    WILLOW_ENDED_VIOLATION,
    0 },
  { "unknown-packet",
    "unknown-packet packet=SUBACK next",
    4,
    WILLOW_SCHEME_MQTT,
    WILLOW_ENDED_VIOLATION,
    0 },
  { "refused-3.1.1",
    "refuse code=5 next",
    4,
    WILLOW_SCHEME_MQTT,
    WILLOW_ENDED_REFUSED,
    5 },
  { "refused-5.0",
    "refuse code=5 next",
    5,
    WILLOW_SCHEME_WS,
    WILLOW_ENDED_REFUSED,
    0x87 },
  { "stopped-3.1.1", NULL, 4, WILLOW_SCHEME_MQTT, WILLOW_ENDED_FIN, 0 },
  { "stopped-5.0", NULL, 5, WILLOW_SCHEME_MQTT, WILLOW_ENDED_DISCONNECT, 0x8b },
};

typedef struct
{
  WillowPracticeBroker   *broker;
  WillowCertificateBench *bench;
  WillowIoThread         *io_thread;
  WillowProfile          *profile;
  WillowConversation     *conversation;
} Fixture;

#define until(condition)                                                       \
  G_STMT_START                                                                 \
  {                                                                            \
    while (!(condition))                                                       \
      g_main_context_iteration (NULL, TRUE);                                   \
  }                                                                            \
  G_STMT_END

static void
until_running (Fixture *fixture, gboolean running)
{
  until (willow_practice_broker_get_running (fixture->broker) == running &&
         !willow_practice_broker_get_busy (fixture->broker));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->broker = willow_practice_broker_new ();
  willow_practice_broker_set_port (fixture->broker, 0);
  fixture->bench = willow_certificate_bench_new (fixture->broker);
  fixture->io_thread = willow_io_thread_new ("test", NULL);
  fixture->profile = willow_profile_new ("Test");
  willow_profile_add_subscription (fixture->profile, "f", MQTT_QOS_0);
  fixture->conversation =
      willow_conversation_new (fixture->profile, fixture->io_thread);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_run_dispose (G_OBJECT (fixture->conversation));
  g_object_unref (fixture->conversation);
  willow_practice_broker_stop (fixture->broker);
  until_running (fixture, FALSE);
  g_object_unref (fixture->bench);
  g_object_unref (fixture->broker);
  g_object_unref (fixture->profile);
  willow_io_thread_unref (fixture->io_thread);
}

static void
start (Fixture *fixture, const Case *what)
{
  willow_practice_broker_set_listens (fixture->broker, WILLOW_SCHEME_WS, TRUE);
  willow_practice_broker_set_port_of (fixture->broker, WILLOW_SCHEME_WS, 0);
  if (what->scheme == WILLOW_SCHEME_MQTTS || what->scheme == WILLOW_SCHEME_WSS)
    {
      g_assert_true (willow_certificate_bench_make (fixture->bench));
      until_running (fixture, TRUE);
      willow_certificate_bench_fill_profile (fixture->bench, fixture->profile);
    }
  else
    {
      willow_practice_broker_start (fixture->broker);
      until_running (fixture, TRUE);
    }
  g_object_set (fixture->profile,
                "scheme",
                (guint)what->scheme,
                "host",
                "localhost",
                "port",
                (guint)willow_practice_broker_get_bound_port_of (
                    fixture->broker, what->scheme),
                "version",
                what->version,
                "keep-alive-seconds",
                what->manner == WILLOW_ENDED_NO_PINGRESP ? 1 : 60,
                "connect-timeout-seconds",
                what->manner == WILLOW_ENDED_NO_CONNACK ? 1 : 20,
                NULL);
}

static void
arm (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  WillowFaultBoard *board =
      willow_practice_broker_get_fault_board (fixture->broker);
  WillowFault *fault = willow_fault_parse (text, NULL, &error);

  g_assert_no_error (error);
  willow_fault_board_set_on (board, fault->kind, TRUE);
  willow_fault_board_take_fault (board, fault);
}

static void
test_case (Fixture *fixture, gconstpointer data)
{
  const Case *what = data;
  GListModel *items = willow_ending_log_get_items (
      willow_conversation_get_endings (fixture->conversation));
  g_autoptr (WillowEndingItem) item = NULL;
  g_autofree char          *text = NULL;
  const WillowEndingRecord *record;

  start (fixture, what);
  if (what->fault != NULL)
    arm (fixture, what->fault);
  willow_conversation_connect (fixture->conversation, NULL);
  if (what->fault == NULL)
    {
      until (willow_conversation_get_state (fixture->conversation) ==
             WILLOW_CLIENT_CONNECTED);
      willow_practice_broker_stop (fixture->broker);
    }
  until (g_list_model_get_n_items (items) == 1);
  item = g_list_model_get_item (items, 0);
  record = willow_ending_item_get_record (item);
  text = willow_ending_item_dup_text (item);
  g_test_message ("%s", text);
  g_assert_cmpint (record->manner, ==, what->manner);
  g_assert_cmphex (record->code, ==, what->code);
  g_assert_cmpint (record->is_tls,
                   ==,
                   what->scheme == WILLOW_SCHEME_MQTTS ||
                       what->scheme == WILLOW_SCHEME_WSS);
  if (what->manner == WILLOW_ENDED_WEBSOCKET_CLOSE)
    g_assert_cmpuint (record->websocket_code, ==, 1000);
  if (what->manner == WILLOW_ENDED_TLS_ALERT) /* RFC 8446 section 6.2 */
    g_assert_cmpint (record->tls_alert, ==, 116);
}

/* 3.1.1 section 3.2: accepted */
static const guint8 connack[] = { 0x20, 2, 0, 0 };

static void
message_cb (SoupWebsocketConnection *connection,
            SoupWebsocketDataType    type,
            GBytes                  *message,
            gpointer                 user_data)
{
  const guint8 *data = g_bytes_get_data (message, NULL);

  if (data[0] == 0x10)
    soup_websocket_connection_send_binary (connection, connack, sizeof connack);
  else
    soup_websocket_connection_close (connection, 1001, "bye");
}

static void
websocket_cb (SoupServer              *server,
              SoupServerMessage       *message,
              const char              *path,
              SoupWebsocketConnection *connection,
              gpointer                 user_data)
{
  *(SoupWebsocketConnection **)user_data = g_object_ref (connection);
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), NULL);
}

/* RFC 6455 section 7.4.1: 1001 is "going away". */
static void
test_going_away (Fixture *fixture, gconstpointer data)
{
  static const char *protocols[] = { "mqtt", NULL };
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (SoupWebsocketConnection) connection = NULL;
  g_autoptr (WillowEndingItem) item = NULL;
  g_autoptr (GError) error = NULL;
  const WillowEndingRecord *record;
  GSList                   *uris;
  GListModel               *items = willow_ending_log_get_items (
      willow_conversation_get_endings (fixture->conversation));

  soup_server_add_websocket_handler (server,
                                     "/mqtt",
                                     NULL,
                                     (char **)protocols,
                                     websocket_cb,
                                     &connection,
                                     NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  g_object_set (fixture->profile,
                "scheme",
                WILLOW_SCHEME_WS,
                "host",
                "127.0.0.1",
                "port",
                (guint)g_uri_get_port (uris->data),
                "version",
                MQTT_VERSION_3_1_1,
                NULL);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  willow_conversation_connect (fixture->conversation, NULL);
  until (g_list_model_get_n_items (items) == 1);
  item = g_list_model_get_item (items, 0);
  record = willow_ending_item_get_record (item);
  g_test_message ("%s", willow_ending_item_get_sentence (item));
  g_assert_cmpint (record->manner, ==, WILLOW_ENDED_WEBSOCKET_CLOSE);
  g_assert_cmpuint (record->websocket_code, ==, 1001);
  g_assert_true (record->was_connected);
  g_assert_nonnull (
      strstr (willow_ending_item_get_sentence (item), "code 1001"));
  soup_server_disconnect (server);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/model/ending-causes/%s", cases[i].name);

      g_test_add (path, Fixture, &cases[i], set_up, test_case, tear_down);
    }
  g_test_add ("/model/ending-causes/going-away",
              Fixture,
              NULL,
              set_up,
              test_going_away,
              tear_down);
  return g_test_run ();
}
