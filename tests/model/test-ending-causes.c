/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each way in which a connection can end, brought about on our own broker by
 * its faults, over all four transports, or by a scripted server: what is on
 * record then. */
#include "fault/willow-fault-text.h"
#include "model/practice/willow-certificate-bench.h"
#include "model/conversation/willow-conversation.h"

#include <string.h>

#include "lib/scripted-peer.h"

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

/* RFC 6455 section 4.2.2 */
#define WEBSOCKET_KEY "Sec-WebSocket-Key: "
#define WEBSOCKET_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

static void
answer_upgrade (ScriptedPeer *peer)
{
  g_autoptr (GString) head = g_string_new (NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GChecksum) sha1 = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *accept = NULL;
  g_autofree char *answer = NULL;
  const char      *key;
  guint8           digest[20];
  gsize            len = sizeof digest;

  while (!g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      g_autoptr (GByteArray) byte = scripted_peer_read (peer, 1);

      g_string_append_len (head, (const char *)byte->data, 1);
    }
  key = strstr (head->str, WEBSOCKET_KEY) + strlen (WEBSOCKET_KEY);
  g_checksum_update (sha1, (const guchar *)key, strcspn (key, "\r"));
  g_checksum_update (sha1, (const guchar *)WEBSOCKET_GUID, -1);
  g_checksum_get_digest (sha1, digest, &len);
  accept = g_base64_encode (digest, len);
  answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: %s\r\n"
                            "Sec-WebSocket-Protocol: mqtt\r\n\r\n",
                            accept);
  g_byte_array_append (bytes, (const guint8 *)answer, (guint)strlen (answer));
  scripted_peer_send (peer, bytes);
}

/* RFC 6455 section 7.4.1: 1001 is "going away". */
static void
test_going_away (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ScriptedPeer) peer = scripted_peer_new ();
  g_autoptr (WillowEndingItem) item = NULL;
  g_autoptr (GByteArray) frame = NULL;
  const WillowEndingRecord *record;
  GListModel               *items = willow_ending_log_get_items (
      willow_conversation_get_endings (fixture->conversation));

  g_object_set (fixture->profile,
                "scheme",
                WILLOW_SCHEME_WS,
                "host",
                "127.0.0.1",
                "port",
                (guint)scripted_peer_get_port (peer),
                "version",
                MQTT_VERSION_3_1_1,
                NULL);
  willow_conversation_connect (fixture->conversation, NULL);
  scripted_peer_accept (peer);
  answer_upgrade (peer);
  frame = scripted_peer_read (peer, 2); /* and CONNECT behind its mask */
  g_byte_array_unref (scripted_peer_read (peer, 4 + (frame->data[1] & 0x7f)));
  scripted_peer_send_hex (peer, "82 04 20 02 00 00");
  until (willow_conversation_get_state (fixture->conversation) ==
         WILLOW_CLIENT_CONNECTED);
  scripted_peer_send_hex (peer, "88 05 03e9 'bye'");
  until (g_list_model_get_n_items (items) == 1);
  item = g_list_model_get_item (items, 0);
  record = willow_ending_item_get_record (item);
  g_test_message ("%s", willow_ending_item_get_sentence (item));
  g_assert_cmpint (record->manner, ==, WILLOW_ENDED_WEBSOCKET_CLOSE);
  g_assert_cmpuint (record->websocket_code, ==, 1001);
  g_assert_true (record->was_connected);
  g_assert_nonnull (
      strstr (willow_ending_item_get_sentence (item), "code 1001"));
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
