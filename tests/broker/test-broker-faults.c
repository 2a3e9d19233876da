/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults in the broker: armed and disarmed while it runs, seen in snapshot and
 * trace, gone with it, and nothing else changes. What each one does stands in
 * tests/interop/test-faults.py. */
#include "broker-peer.h"
#include "fault/willow-fault-text.h"

#include <string.h>

static WillowFaultList *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  WillowFaultList *list = willow_fault_list_parse (text, &error);

  g_assert_no_error (error);
  return list;
}

static void
set_faults (Fixture *fixture, const char *text)
{
  g_autoptr (WillowFaultList) list = text != NULL ? parse (text) : NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  willow_broker_set_faults (fixture->broker, list);
  /* in order: it is done when this one has come back */
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (
      snapshot->faults->len, ==, list != NULL ? list->faults->len : 0);
}

/* All that the broker says, up to PINGRESP. */
static void
read_all (Peer *peer, GByteArray *said)
{
  guint8 type;

  peer_send_hex (peer, "c000");
  do
    {
      type = peer_read (peer);
      g_byte_array_append (said, peer->packet->data, peer->packet->len);
    }
  while (type != 0xd0);
}

typedef void (*ArmFunc) (Fixture *fixture);

static void
arm_nothing (Fixture *fixture)
{
}

static void
arm_others (Fixture *fixture)
{
  set_faults (fixture,
              "drop packet=any client=somebody-else\n"
              "delay packet=PUBLISH topic=not/this\n"
              "corrupt packet=any probability=0\n"
              "refuse client=somebody-else\n"
              "throttle bytes=1 user=nobody");
}

static void
arm_and_disarm (Fixture *fixture)
{
  set_faults (fixture, "refuse\nstall\ndrop packet=any\nkeep-alive");
  set_faults (fixture, NULL);
}

static void
send_publish (Peer *peer, guint8 qos, guint16 packet_id, const char *topic)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_publish (bytes, peer->version, qos, TRUE, packet_id, topic, "payload", 7);
  peer_send (peer, bytes);
}

/* A conversation with some of everything; returns all that the broker said. */
static GByteArray *
converse (Fixture *fixture, ArmFunc before, ArmFunc within)
{
  GByteArray *said = g_byte_array_new ();
  g_autoptr (GByteArray) connect =
      build_connect_expiry (fixture->version, "a", TRUE, -1);
  g_autoptr (GByteArray) subscribe = g_byte_array_new ();
  g_autoptr (Peer) peer = NULL;

  fixture_start (fixture);
  before (fixture);
  peer = peer_new (fixture);
  peer_send (peer, connect);
  read_all (peer, said);
  within (fixture);
  pb_subscribe (subscribe, fixture->version, 1, "t/#", 1);
  peer_send (peer, subscribe);
  read_all (peer, said);
  for (guint8 qos = 0; qos <= 2; qos++)
    {
      send_publish (peer, qos, (guint16)(10 + qos), "t/x");
      read_all (peer, said);
    }
  peer_send_hex (peer, "6202000c");
  read_all (peer, said);
  peer_send_hex (peer, "4002000140020002");
  peer_unsubscribe (peer, "t/#");
  read_all (peer, said);
  fixture_stop (fixture);
  return said;
}

/* Byte for byte the same with all off, and with faults that do not concern
 * anybody here, also where they come and go in the middle. */
static void
test_all_off (Fixture *fixture)
{
  g_autoptr (GByteArray) normal = converse (fixture, arm_nothing, arm_nothing);
  const ArmFunc ways[][2] = { { arm_others, arm_nothing },
                              { arm_nothing, arm_others },
                              { arm_and_disarm, arm_nothing },
                              { arm_nothing, arm_and_disarm },
                              { arm_others, arm_and_disarm } };

  g_assert_cmpuint (normal->len, >, 50);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GByteArray) said = converse (fixture, ways[i][0], ways[i][1]);

      g_assert_cmpmem (said->data, said->len, normal->data, normal->len);
    }
}

static void
test_while_connected (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  set_faults (fixture, "drop packet=PINGRESP next client=a");
  peer_send_hex (peer, "c000");
  peer_expect_nothing (peer);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->faults->len, ==, 1);
  g_assert_cmpuint (g_array_index (snapshot->n_fired, guint, 0), ==, 1);
  peer_expect_nothing (peer);
}

/* What a stall has kept goes out when it is switched off. */
static void
test_stall_off (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  set_faults (fixture, "stall packet=PINGREQ");
  peer_send_hex (peer, "c000c000");
  set_faults (fixture, NULL);
  peer_expect_hex (peer, "d000d000");
  peer_expect_nothing (peer);
}

static void
test_gone_after_restart (Fixture *fixture)
{
  fixture_start (fixture);
  set_faults (fixture, "refuse code=3\nno-connack");
  fixture_stop (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Peer) peer = NULL;
      g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

      fixture_start (fixture);
      peer = peer_connect (fixture, "a", TRUE);
      peer_expect_nothing (peer);
      snapshot = fixture_snapshot (fixture);
      g_assert_cmpuint (snapshot->faults->len, ==, 0);
      fixture_stop (fixture);
    }
}

/* No Session begins, no will goes out, and nobody is pushed aside. */
static void
test_refusal_leaves_sessions (Fixture *fixture)
{
  g_autoptr (Peer) watcher = NULL;
  g_autoptr (Peer) first = NULL;
  g_autoptr (Peer) second = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  g_autoptr (GByteArray) connect =
      build_connect_will (fixture->version, "a", 0x04, "will", "gone");

  fixture_start (fixture);
  watcher = peer_connect (fixture, "watcher", TRUE);
  peer_subscribe (watcher, "will", 0);
  first = peer_connect (fixture, "a", TRUE);
  set_faults (fixture, "refuse code=3 client=a");
  second = peer_new (fixture);
  peer_send (second, connect);
  g_assert_cmphex (peer_read (second), ==, 0x20);
  peer_expect_end (second);
  peer_expect_nothing (first);
  peer_expect_nothing (watcher);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_sessions, ==, 2);
}

static gboolean
is_note (const WillowRecord *record, const char *text)
{
  return record->kind == WILLOW_RECORD_NOTE && record->len == strlen (text) &&
         memcmp (record->data, text, record->len) == 0;
}

/* On record is what was on the wire, and what the fault did. */
static void
test_trace (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  WillowTraceQueue *queue = willow_trace_queue_new (1 << 20);
  WillowTraceQueue *for_clients = willow_trace_queue_new (1 << 20);
  guint             n_notes = 0, n_pingresp = 0;

  fixture->config.trace = queue;
  fixture->config.fault_notes = for_clients;
  fixture->config.faults = parse ("drop packet=PINGRESP times=2");
  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  peer_send_hex (peer, "c000c000");
  peer_expect_nothing (peer);
  /* what was written is on record by then */
  snapshot = fixture_snapshot (fixture);
  records = willow_trace_queue_take (queue, 0);
  for (guint i = 0; i < records->len; i++)
    {
      const WillowRecord *record = records->pdata[i];

      n_notes += is_note (record, "Fault: dropped PINGRESP (1 of 2)") ||
                 is_note (record, "Fault: dropped PINGRESP (2 of 2)");
      n_pingresp += record->kind == WILLOW_RECORD_PACKET && record->len == 2 &&
                    record->data[0] == 0xd0;
    }
  g_assert_cmpuint (n_notes, ==, 2);
  g_assert_cmpuint (n_pingresp, ==, 1);
  notes = willow_trace_queue_take (for_clients, 0);
  g_assert_cmpuint (notes->len, ==, 2);
  g_assert_true (is_note (notes->pdata[0], "Fault: dropped PINGRESP (1 of 2)"));
  {
    g_autoptr (GSocketAddress) address =
        g_socket_get_local_address (peer->socket, NULL);

    g_assert_cmpuint (
        ((WillowRecord *)notes->pdata[0])->connection,
        ==,
        g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  }
}

/* A Client that is stalled makes the broker hold on to what it may hold, and no
 * more. */
static void
test_stalled_is_slow (Fixture *fixture)
{
  g_autoptr (Peer) reader = NULL;
  g_autoptr (Peer) writer = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  g_autofree char *payload = g_strnfill (60000, 'x');

  fixture->config.output_limit_bytes = 100000;
  fixture_start (fixture);
  reader = peer_connect (fixture, "reader", TRUE);
  peer_subscribe (reader, "t", 0);
  set_faults (fixture, "stall client=reader");
  peer_send_hex (reader, "c000");
  writer = peer_connect (fixture, "writer", TRUE);
  for (guint i = 0; i < 50; i++)
    peer_publish (writer, 1, FALSE, "t", payload);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_messages_dropped, >, 30);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/faults/all-off", test_all_off);
  fixture_add ("/broker/faults/while-connected", test_while_connected);
  fixture_add ("/broker/faults/stall-off", test_stall_off);
  fixture_add ("/broker/faults/gone-after-restart", test_gone_after_restart);
  fixture_add ("/broker/faults/refusal-leaves-sessions",
               test_refusal_leaves_sessions);
  fixture_add_3_1_1 ("/broker/faults/trace", test_trace);
  fixture_add_3_1_1 ("/broker/faults/stalled-is-slow", test_stalled_is_slow);
  return g_test_run ();
}
