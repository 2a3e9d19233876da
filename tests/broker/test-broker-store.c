/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a durable broker still has after a restart, and what one in memory has
 * not. */
#include "broker-peer.h"

#include <sqlite3.h>

#define NEVER 0xffffffff

typedef void (*Body) (Fixture *fixture, gboolean is_durable);

static void
restart (Fixture *fixture)
{
  fixture_stop (fixture);
  fixture_start (fixture);
}

/* As if the broker had been down for @seconds: all times in the file are those
 * of a wall clock. */
static void
let_time_pass (Fixture *fixture, gint64 seconds)
{
  sqlite3         *db = NULL;
  g_autofree char *us =
      g_strdup_printf ("%" G_GINT64_FORMAT, seconds * 1000000);
  g_autofree char *sql =
      g_strconcat ("UPDATE session SET away_since_us = away_since_us - ",
                   us,
                   ", will_due_us = will_due_us - ",
                   us,
                   "; UPDATE message SET stored_us = stored_us - ",
                   us,
                   ", expires_us = expires_us - ",
                   us,
                   "; UPDATE state SET value = value - ",
                   us,
                   NULL);

  g_assert_cmpint (
      sqlite3_open (fixture->config.store_path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static gint64
count_rows (Fixture *fixture, const char *table)
{
  sqlite3         *db = NULL;
  sqlite3_stmt    *row = NULL;
  g_autofree char *sql = g_strconcat ("SELECT count(*) FROM ", table, NULL);
  gint64           n;

  g_assert_cmpint (
      sqlite3_open (fixture->config.store_path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &row, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (row), ==, SQLITE_ROW);
  n = sqlite3_column_int64 (row, 0);
  sqlite3_finalize (row);
  sqlite3_close (db);
  return n;
}

static Peer *
connect_lasting (Fixture *fixture, const char *client_id)
{
  g_autoptr (GByteArray) bytes =
      build_connect_expiry (fixture->version, client_id, FALSE, NEVER);

  return peer_connect_bytes (fixture, bytes);
}

static void
expect_present (Fixture *fixture, Peer *peer, gboolean present)
{
  if (fixture->version != 3)
    g_assert_cmpint (peer_get_session_present (peer), ==, present);
}

/* [MQTT-3.1.2-5] [MQTT-3.1.2-23] [MQTT-4.1.0-1] [MQTT-4.1.0-2], 3.1.1:
 * [MQTT-3.1.2-4] [MQTT-3.1.2-5] */
static void
body_queue (Fixture *fixture, gboolean is_durable)
{
  g_autoptr (Peer) away = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (Peer) back = NULL;

  fixture_start (fixture);
  away = connect_lasting (fixture, "away");
  peer_subscribe (away, "q/#", 2);
  peer_disconnect (away);
  publisher = peer_connect (fixture, "publisher", TRUE);
  peer_publish (publisher, 1, FALSE, "q/1", "first");
  peer_publish (publisher, 2, FALSE, "q/2", "second");
  peer_publish (publisher, 0, FALSE, "q/0", "not kept");
  peer_publish (publisher, 1, FALSE, "q/3", "third");
  restart (fixture);
  back = connect_lasting (fixture, "away");
  expect_present (fixture, back, is_durable);
  if (is_durable)
    {
      peer_expect_publish (back, 1, FALSE, "q/1", "first");
      peer_expect_publish (back, 2, FALSE, "q/2", "second");
      peer_expect_publish (back, 1, FALSE, "q/3", "third");
    }
  peer_expect_nothing (back);
}

static void
body_retained (Fixture *fixture, gboolean is_durable)
{
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (Peer) reader = NULL;

  fixture_start (fixture);
  publisher = peer_connect (fixture, "publisher", TRUE);
  peer_publish (publisher, 0, TRUE, "r/zero", "old");
  peer_publish (publisher, 0, TRUE, "r/zero", "new");
  peer_publish (publisher, 1, TRUE, "r/gone", "old");
  peer_publish (publisher, 1, TRUE, "r/gone", "");
  peer_expect_nothing (publisher);
  restart (fixture);
  reader = peer_connect (fixture, "reader", TRUE);
  peer_subscribe (reader, "r/#", 1);
  if (is_durable)
    peer_expect_publish (reader, 0, TRUE, "r/zero", "new");
  peer_expect_nothing (reader);
}

/* [MQTT-4.3.3-10]: the identifier is known beyond the restart, so the message
 * does not come twice. */
static void
body_received (Fixture *fixture, gboolean is_durable)
{
  g_autoptr (Peer) reader = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (Peer) again = NULL;
  g_autoptr (Peer) back = NULL;
  g_autoptr (GByteArray) publish = g_byte_array_new ();
  g_autoptr (GByteArray) pubrec = g_byte_array_new ();
  g_autoptr (GByteArray) pubcomp = g_byte_array_new ();

  pb_publish (publish, fixture->version, 2, FALSE, 7, "x", "once", 4);
  pb_ack (pubrec, 0x50, 7);
  pb_ack (pubcomp, 0x70, 7);
  fixture_start (fixture);
  reader = connect_lasting (fixture, "reader");
  peer_subscribe (reader, "x", 2);
  peer_disconnect (reader);
  publisher = connect_lasting (fixture, "publisher");
  peer_send (publisher, publish);
  peer_expect (publisher, pubrec);
  restart (fixture);
  again = connect_lasting (fixture, "publisher");
  publish->data[0] |= 0x08;
  peer_send (again, publish);
  if (is_durable || fixture->version != 5)
    peer_expect (again, pubrec);
  else /* nobody subscribes any more */
    peer_expect_hex (again, "50 03 0007 10");
  peer_send_hex (again, "62 02 0007");
  peer_expect (again, pubcomp);
  back = connect_lasting (fixture, "reader");
  if (is_durable)
    peer_expect_publish (back, 2, FALSE, "x", "once");
  peer_expect_nothing (back);
}

/* In flight to the Client: PUBLISH again with DUP and its identifier, PUBREL
 * where PUBREC had come [MQTT-4.4.0-1] [MQTT-3.3.1-1] [MQTT-4.6.0-4], 3.1.1:
 * [MQTT-4.4.0-1] [MQTT-3.3.1-1] */
static void
body_in_flight (Fixture *fixture, gboolean is_durable)
{
  g_autoptr (Peer) reader = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (Peer) back = NULL;
  guint16 ids[4];

  fixture_start (fixture);
  reader = connect_lasting (fixture, "reader");
  peer_subscribe (reader, "f", 2);
  publisher = peer_connect (fixture, "publisher", TRUE);
  for (guint i = 0; i < 4; i++)
    {
      char text[] = { (char)('a' + i), 0 };

      peer_publish (publisher, i == 0 ? 1 : 2, FALSE, "f", text);
      peer_read (reader);
      ids[i] =
          (guint16)(reader->packet->data[5] << 8 | reader->packet->data[6]);
    }
  /* PUBREC of the third before the second */
  for (guint i = 2; i > 0; i--)
    {
      g_autoptr (GByteArray) pubrec = g_byte_array_new ();
      g_autoptr (GByteArray) pubrel = g_byte_array_new ();

      pb_ack (pubrec, 0x50, ids[i]);
      pb_ack (pubrel, 0x62, ids[i]);
      peer_send (reader, pubrec);
      peer_expect (reader, pubrel);
    }
  restart (fixture);
  back = connect_lasting (fixture, "reader");
  expect_present (fixture, back, is_durable);
  if (is_durable)
    {
      for (guint i = 2; i > 0; i--)
        {
          g_autoptr (GByteArray) pubrel = g_byte_array_new ();

          pb_ack (pubrel, 0x62, ids[i]);
          peer_expect (back, pubrel);
        }
      for (guint i = 0; i < 4; i += 3)
        {
          g_autoptr (GByteArray) publish = g_byte_array_new ();
          char text[] = { (char)('a' + i), 0 };

          pb_publish (publish,
                      fixture->version,
                      i == 0 ? 1 : 2,
                      FALSE,
                      ids[i],
                      "f",
                      text,
                      1);
          publish->data[0] |= 0x08;
          peer_expect (back, publish);
        }
    }
  peer_expect_nothing (back);
}

/* Subscription options and identifiers [MQTT-3.3.4-3] [MQTT-3.8.3-3]. */
static void
body_options (Fixture *fixture, gboolean is_durable)
{
  g_autoptr (Peer) reader = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (Peer) back = NULL;

  fixture_start (fixture);
  reader = connect_lasting (fixture, "reader");
  /* identifier 9; No Local, Retain As Published, QoS 1 */
  peer_send_hex (reader, "82 ( 0001 ( 0b 09 ) \"o/#\" 0d )");
  peer_expect_hex (reader, "90 04 0001 00 01");
  peer_send_hex (reader, "82 ( 0002 () \"gone\" 00 )");
  peer_expect_hex (reader, "90 04 0002 00 00");
  peer_send_hex (reader, "a2 ( 0003 () \"gone\" )");
  peer_expect_hex (reader, "b0 04 0003 00 00");
  restart (fixture);
  back = connect_lasting (fixture, "reader");
  publisher = peer_connect (fixture, "publisher", TRUE);
  peer_publish (back, 0, FALSE, "o/mine", "not to me");
  peer_publish (publisher, 0, TRUE, "o/1", "to you");
  peer_publish (publisher, 0, FALSE, "gone", "no");
  if (is_durable)
    peer_expect_publish_properties (back, 0, TRUE, "o/1", "0b 09", "to you");
  peer_expect_nothing (back);
}

static void
run_durable (Fixture *fixture, Body body)
{
  fixture_use_store (fixture);
  body (fixture, TRUE);
}

/* The same body must fail to find anything where there is no store. */
static void
run_in_memory (Fixture *fixture, Body body)
{
  g_clear_pointer (&fixture->config.store_path, g_free);
  g_clear_pointer (&fixture->folder, g_free);
  body (fixture, FALSE);
}

static void
test_queue_durable (Fixture *fixture)
{
  run_durable (fixture, body_queue);
}

static void
test_queue_in_memory (Fixture *fixture)
{
  run_in_memory (fixture, body_queue);
}

static void
test_retained_durable (Fixture *fixture)
{
  run_durable (fixture, body_retained);
}

static void
test_retained_in_memory (Fixture *fixture)
{
  run_in_memory (fixture, body_retained);
}

static void
test_received_durable (Fixture *fixture)
{
  run_durable (fixture, body_received);
}

static void
test_received_in_memory (Fixture *fixture)
{
  run_in_memory (fixture, body_received);
}

static void
test_in_flight_durable (Fixture *fixture)
{
  run_durable (fixture, body_in_flight);
}

static void
test_in_flight_in_memory (Fixture *fixture)
{
  run_in_memory (fixture, body_in_flight);
}

static void
test_options_durable (Fixture *fixture)
{
  run_durable (fixture, body_options);
}

static void
test_options_in_memory (Fixture *fixture)
{
  run_in_memory (fixture, body_options);
}

/* [MQTT-3.1.2-23]: the time that the broker was down counts. */
static void
test_session_expiry (Fixture *fixture)
{
  const gint64 downs[] = { 50, 200, -500 };

  for (guint i = 0; i < G_N_ELEMENTS (downs); i++)
    {
      g_autoptr (Peer) peer = NULL;
      g_autoptr (Peer) back = NULL;
      g_autoptr (GByteArray) clean =
          build_connect_expiry (5, "expires", TRUE, 100);
      g_autoptr (GByteArray) resume =
          build_connect_expiry (5, "expires", FALSE, 100);

      fixture_use_store (fixture);
      fixture_start (fixture);
      peer = peer_connect_bytes (fixture, clean);
      peer_disconnect (peer);
      fixture_stop (fixture);
      let_time_pass (fixture, downs[i]);
      fixture_start (fixture);
      back = peer_connect_bytes (fixture, resume);
      g_assert_cmpint (peer_get_session_present (back), ==, downs[i] != 200);
      if (i + 1 < G_N_ELEMENTS (downs))
        fixture_stop (fixture);
    }
}

/* [MQTT-3.3.2-5] [MQTT-3.3.2-6]; 100 seconds less 40 are 60. */
static void
test_message_expiry (Fixture *fixture)
{
  g_autoptr (Peer) reader = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (Peer) back = NULL;

  fixture_use_store (fixture);
  fixture_start (fixture);
  reader = connect_lasting (fixture, "reader");
  peer_subscribe (reader, "e/#", 1);
  peer_disconnect (reader);
  publisher = peer_connect (fixture, "publisher", TRUE);
  peer_send_hex (publisher, "32 ( \"e/1\" 0001 ( 02 0000001e ) 'dead' )");
  peer_expect_hex (publisher, "40 02 0001");
  peer_send_hex (publisher, "33 ( \"e/2\" 0002 ( 02 00000064 ) 'lives' )");
  peer_expect_hex (publisher, "40 02 0002");
  fixture_stop (fixture);
  let_time_pass (fixture, 40);
  fixture_start (fixture);
  back = connect_lasting (fixture, "reader");
  g_assert_cmphex (peer_read (back), ==, 0x32);
  g_assert_cmpmem (back->packet->data + 9, 6, "\x05\x02\0\0\0\x3c", 6);
  peer_free (g_steal_pointer (&publisher));
  peer_free (g_steal_pointer (&back));
  fixture_stop (fixture);
  g_assert_cmpint (count_rows (fixture, "message"), ==, 1);
  let_time_pass (fixture, 100);
  fixture_start (fixture);
  back = peer_connect (fixture, "other", TRUE);
  peer_subscribe (back, "e/#", 1);
  peer_expect_nothing (back);
}

/* 3.1.2.5: the delay goes on beyond the stop, and coming back in time deletes
 * the will [MQTT-3.1.3-9]. */
static void
test_will_delay (Fixture *fixture)
{
  for (guint late = 0; late < 2; late++)
    {
      g_autoptr (Peer) watcher = NULL;
      g_autoptr (Peer) client = NULL;
      g_autoptr (Peer) back = NULL;
      g_autoptr (GByteArray) connect =
          build_connect_will_delay ("will", 1000, 60, "w", "gone");

      connect->data[9] |= 0x08; /* QoS 1 */
      fixture_use_store (fixture);
      fixture_start (fixture);
      watcher = connect_lasting (fixture, "watcher");
      peer_subscribe (watcher, "w", 1);
      client = peer_connect_bytes (fixture, connect);
      fixture_stop (fixture);
      let_time_pass (fixture, late ? 61 : 30);
      fixture_start (fixture);
      peer_free (g_steal_pointer (&watcher));
      if (!late)
        back = peer_connect_bytes (fixture, connect);
      watcher = connect_lasting (fixture, "watcher");
      if (late)
        peer_expect_publish (watcher, 1, FALSE, "w", "gone");
      peer_expect_nothing (watcher);
      if (!late)
        fixture_stop (fixture);
    }
}

/* Without delay it is published by the stop, once, while others are still
 * there. */
static void
test_will_at_stop (Fixture *fixture)
{
  g_autoptr (Peer) watcher = NULL;
  g_autoptr (Peer) client = NULL;
  g_autoptr (Peer) away = NULL;
  g_autoptr (GByteArray) connect =
      build_connect_will (fixture->version, "will", 0x08, "w", "gone");

  fixture_use_store (fixture);
  fixture_start (fixture);
  away = connect_lasting (fixture, "away");
  peer_subscribe (away, "w", 1);
  peer_disconnect (away);
  watcher = peer_connect (fixture, "watcher", TRUE);
  peer_subscribe (watcher, "w", 1);
  client = peer_connect_bytes (fixture, connect);
  fixture_stop (fixture);
  peer_expect_publish (watcher, 1, FALSE, "w", "gone");
  fixture_start (fixture);
  peer_free (g_steal_pointer (&away));
  away = connect_lasting (fixture, "away");
  peer_expect_publish (away, 1, FALSE, "w", "gone");
  peer_expect_nothing (away);
}

/* Nothing is left when all have what they are to have. */
static void
test_nothing_is_left (Fixture *fixture)
{
  const char *const tables[] = { "session",  "subscription", "message",
                                 "delivery", "received",     "retained" };
  g_autoptr (Peer) reader = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (Peer) last = NULL;

  fixture_use_store (fixture);
  fixture_start (fixture);
  reader = connect_lasting (fixture, "reader");
  peer_subscribe (reader, "n/#", 2);
  publisher = connect_lasting (fixture, "publisher");
  for (guint8 qos = 0; qos <= 2; qos++)
    {
      peer_publish (publisher, qos, TRUE, "n/1", "text");
      peer_expect_publish (reader, qos, FALSE, "n/1", "text");
    }
  peer_publish (publisher, 1, TRUE, "n/1", "");
  peer_expect_publish (reader, 1, FALSE, "n/1", "");
  peer_disconnect (reader);
  peer_disconnect (publisher);
  restart (fixture);
  last = peer_connect (fixture, "reader", TRUE);
  peer_disconnect (last);
  peer_free (last);
  last = peer_connect (fixture, "publisher", TRUE);
  peer_disconnect (last);
  fixture_stop (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    g_assert_cmpint (count_rows (fixture, tables[i]), ==, 0);
}

/* One message for many Sessions is stored once. */
static void
test_shared_message (Fixture *fixture)
{
  g_autoptr (Peer) publisher = NULL;

  fixture_use_store (fixture);
  fixture_start (fixture);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *client_id = g_strdup_printf ("c%u", i);
      g_autoptr (Peer) peer = connect_lasting (fixture, client_id);

      peer_subscribe (peer, "s", 1);
      peer_disconnect (peer);
    }
  publisher = peer_connect (fixture, "publisher", TRUE);
  peer_publish (publisher, 1, TRUE, "s", "text");
  fixture_stop (fixture);
  g_assert_cmpint (count_rows (fixture, "message"), ==, 1);
  g_assert_cmpint (count_rows (fixture, "delivery"), ==, 20);
  fixture_start (fixture);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *client_id = g_strdup_printf ("c%u", i);
      g_autoptr (Peer) peer = connect_lasting (fixture, client_id);

      peer_expect_publish (peer, 1, FALSE, "s", "text");
      peer_expect_nothing (peer);
    }
  fixture_stop (fixture);
  g_assert_cmpint (count_rows (fixture, "message"), ==, 1); /* retained */
  g_assert_cmpint (count_rows (fixture, "delivery"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/store/queue/durable", test_queue_durable);
  fixture_add ("/broker/store/queue/in-memory", test_queue_in_memory);
  fixture_add ("/broker/store/retained/durable", test_retained_durable);
  fixture_add ("/broker/store/retained/in-memory", test_retained_in_memory);
  fixture_add ("/broker/store/received/durable", test_received_durable);
  fixture_add ("/broker/store/received/in-memory", test_received_in_memory);
  fixture_add ("/broker/store/in_flight/durable", test_in_flight_durable);
  fixture_add ("/broker/store/in_flight/in-memory", test_in_flight_in_memory);
  fixture_add_5_0 ("/broker/store/options/durable", test_options_durable);
  fixture_add_5_0 ("/broker/store/options/in-memory", test_options_in_memory);
  fixture_add_5_0 ("/broker/store/session-expiry", test_session_expiry);
  fixture_add_5_0 ("/broker/store/message-expiry", test_message_expiry);
  fixture_add_5_0 ("/broker/store/will-delay", test_will_delay);
  fixture_add ("/broker/store/will-at-stop", test_will_at_stop);
  fixture_add ("/broker/store/nothing-is-left", test_nothing_is_left);
  fixture_add ("/broker/store/shared-message", test_shared_message);
  return g_test_run ();
}
