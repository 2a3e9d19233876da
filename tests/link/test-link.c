/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/willow-link.h"

#include "lib/packet-builder.h"
#include "lib/test-loop.h"

#include <string.h>

#define LARGE_BYTES (1024 * 1024)

/* A client's link at one end of a stream, the test's bytes at the other. */
typedef struct
{
  TestLoop          loop;
  WillowTransport  *peer;
  WillowLink       *link; /* NULL once it has ended */
  MqttSession      *session;
  WillowClock      *clock;
  WillowTraceQueue *trace;
  GByteArray       *received; /* by the peer */
  gboolean          peer_at_end;
  GString          *events;
  MqttEventType     close_at;
  MqttEventType     free_at;
  guint             n_endings;
  WillowEnding      ending;
} Fixture;

static void
event_cb (WillowLink *link, const MqttEvent *event, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (fixture->n_endings, ==, 0);
  g_string_append_printf (fixture->events, "%d ", (int)event->type);
  if (event->type == fixture->close_at)
    willow_link_close (link, WILLOW_CLOSE_GRACEFUL);
  if (event->type == fixture->free_at)
    g_clear_pointer (&fixture->link, willow_link_free);
}

static void
ended_cb (WillowLink *link, const WillowEnding *ending, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_endings++;
  fixture->ending = *ending;
  fixture->ending.error = NULL;
  g_clear_pointer (&fixture->link, willow_link_free);
}

static const WillowLinkFuncs funcs = { .event = event_cb, .ended = ended_cb };

static void
peer_cb (WillowTransport *transport, GIOCondition condition, gpointer user_data)
{
  Fixture *fixture = user_data;
  guint8   buffer[4096];
  gssize   n = willow_transport_read (transport, buffer, sizeof buffer, NULL);

  if (n > 0)
    g_byte_array_append (fixture->received, buffer, (guint)n);
  else
    willow_transport_set_condition (transport, 0);
  fixture->peer_at_end = n <= 0;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  test_loop_set_up (&fixture->loop);
  fixture->session = mqtt_session_new ();
  fixture->clock = willow_clock_new_monotonic ();
  fixture->trace = willow_trace_queue_new (1024 * 1024);
  fixture->received = g_byte_array_new ();
  fixture->events = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->link, willow_link_free);
  g_clear_pointer (&fixture->peer, willow_transport_free);
  mqtt_session_free (fixture->session);
  willow_clock_unref (fixture->clock);
  willow_trace_queue_unref (fixture->trace);
  g_byte_array_unref (fixture->received);
  g_string_free (fixture->events, TRUE);
  test_loop_tear_down (&fixture->loop);
}

static void
start (Fixture *fixture, gconstpointer data, gint64 timeout_us)
{
  MqttConnectionOptions options = {
    .auto_acknowledge = TRUE,
    .connect_timeout_us = timeout_us,
  };
  MqttConnect      connect = { .clean_start = TRUE };
  gint64           now_us = willow_clock_get_now_us (fixture->clock);
  WillowTransport *own;
  MqttConnection  *connection = mqtt_connection_new (
      MQTT_ROLE_CLIENT, &options, fixture->session, now_us);

  connect.client_id = mqtt_slice_from_string ("l");
  g_assert_true (mqtt_connection_submit_connect (
      connection, &connect, MQTT_VERSION_3_1_1, now_us, NULL));
  test_loop_connect (
      &fixture->loop, GPOINTER_TO_UINT (data), &own, &fixture->peer);
  willow_transport_set_func (fixture->peer, peer_cb, fixture);
  willow_transport_set_condition (fixture->peer, G_IO_IN);
  fixture->link = willow_link_new (fixture->loop.reactor,
                                   own,
                                   connection,
                                   fixture->clock,
                                   fixture->trace,
                                   willow_link_next_number (),
                                   &funcs,
                                   fixture);
  willow_link_start (fixture->link);
}

static void
expect (Fixture *fixture, const char *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  test_loop_until (&fixture->loop, fixture->received->len >= bytes->len);
  g_assert_cmpmem (
      fixture->received->data, fixture->received->len, bytes->data, bytes->len);
  g_byte_array_set_size (fixture->received, 0);
}

static void
send_bytes (Fixture *fixture, const GByteArray *bytes)
{
  const GOutputVector vector = { bytes->data, bytes->len };

  g_assert_cmpint (willow_transport_writev (fixture->peer, &vector, 1, NULL),
                   ==,
                   bytes->len);
}

static void
send_hex (Fixture *fixture, const char *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  send_bytes (fixture, bytes);
}

static const char connect_hex[] = "10 0d 00 04 'MQTT' 04 02 00 00 00 01 'l'";

static void
come_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *connack = g_strdup_printf ("%d ", MQTT_EVENT_CONNACK);

  start (fixture, data, 0);
  expect (fixture, connect_hex);
  send_hex (fixture, "20 02 00 00");
  test_loop_until (&fixture->loop, fixture->events->len > 0);
  g_assert_cmpstr (fixture->events->str, ==, connack);
  test_loop_settle (&fixture->loop);
}

static void
wait_for_end (Fixture *fixture, WillowEndingKind kind)
{
  test_loop_until (&fixture->loop, fixture->n_endings > 0);
  test_loop_settle (&fixture->loop);
  g_assert_cmpuint (fixture->n_endings, ==, 1);
  g_assert_cmpint (fixture->ending.kind, ==, kind);
}

static void
publish (Fixture *fixture, gsize len)
{
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (len), len);
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string ("t"),
                        payload,
                        MQTT_QOS_0,
                        FALSE,
                        MQTT_SLICE_NONE,
                        0);
  const MqttDelivery delivery = { .qos = MQTT_QOS_0 };

  g_assert_true (mqtt_connection_submit_publish (
      willow_link_get_connection (fixture->link),
      message,
      &delivery,
      willow_link_get_now_us (fixture->link),
      NULL));
}

/* What is submitted from outside waits for flush(), and goes out in order. */
static void
test_flush (Fixture *fixture, gconstpointer data)
{
  come_up (fixture, data);
  publish (fixture, 1);
  publish (fixture, 2);
  test_loop_settle (&fixture->loop);
  g_assert_cmpuint (fixture->received->len, ==, 0);
  willow_link_flush (fixture->link);
  expect (fixture, "30 04 00 01 't' 00 30 05 00 01 't' 00 00");
  g_assert_cmpuint (
      willow_link_get_bytes_written (fixture->link), ==, 15 + 6 + 7);
  g_assert_cmpuint (willow_link_get_bytes_read (fixture->link), ==, 4);
}

static void
test_large_output (Fixture *fixture, gconstpointer data)
{
  come_up (fixture, data);
  publish (fixture, LARGE_BYTES);
  willow_link_flush (fixture->link);
  test_loop_until (&fixture->loop,
                   fixture->received->len == LARGE_BYTES + 3 + 4);
}

static const WillowRecord *
record_at (GPtrArray *records, guint i, WillowRecordKind kind, gsize len)
{
  const WillowRecord *record = g_ptr_array_index (records, i);

  g_assert_cmpint (record->kind, ==, kind);
  g_assert_cmpuint (record->len, ==, len);
  return record;
}

/* Byte by byte, and two packets at once: the tap shows packets. */
static void
test_tap (Fixture *fixture, gconstpointer data)
{
  static const char *const pieces[] = {
    "30", "04", "00", "01", "'t' 'x' 30 05 00 01", "'t' 'yz'"
  };
  g_autoptr (GPtrArray) records = NULL;

  come_up (fixture, data);
  records = willow_trace_queue_take (fixture->trace, 0);
  g_ptr_array_unref (g_steal_pointer (&records));
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      send_hex (fixture, pieces[i]);
      test_loop_settle (&fixture->loop);
    }
  send_hex (fixture, "30 7f 00");
  willow_transport_close (fixture->peer, WILLOW_CLOSE_GRACEFUL);
  wait_for_end (fixture, WILLOW_ENDING_FIN);
  records = willow_trace_queue_take (fixture->trace, 0);
  g_assert_cmpuint (records->len, ==, 4);
  record_at (records, 0, WILLOW_RECORD_PACKET, 6);
  record_at (records, 1, WILLOW_RECORD_PACKET, 7);
  g_assert_cmpint (record_at (records, 2, WILLOW_RECORD_FRAGMENT, 3)->direction,
                   ==,
                   WILLOW_DIRECTION_TO_CLIENT);
  g_assert_cmpint (((WillowRecord *)g_ptr_array_index (records, 3))->kind,
                   ==,
                   WILLOW_RECORD_NOTE);
}

static void
test_trace_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records = NULL;

  come_up (fixture, data);
  willow_link_set_trace (fixture->link, NULL);
  records = willow_trace_queue_take (fixture->trace, 0);
  publish (fixture, 1);
  willow_link_flush (fixture->link);
  expect (fixture, "30 04 00 01 't' 00");
  g_assert_cmpuint (willow_trace_queue_get_length (fixture->trace), ==, 0);
}

/* A full trace holds the peer up; nothing is lost. */
static void
test_full_trace (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize before;
  guint n_records = 0;

  willow_trace_queue_unref (fixture->trace);
  fixture->trace = willow_trace_queue_new (10);
  start (fixture, data, 0);
  while (fixture->received->len < 15)
    {
      g_ptr_array_unref (willow_trace_queue_take (fixture->trace, 0));
      test_loop_settle (&fixture->loop);
    }
  send_hex (fixture, "20 02 00 00");
  while (fixture->events->len == 0)
    {
      g_ptr_array_unref (willow_trace_queue_take (fixture->trace, 0));
      test_loop_settle (&fixture->loop);
    }
  before = fixture->events->len;
  test_loop_settle (&fixture->loop);
  pb_publish (bytes, 4, 0, FALSE, 0, "t", "x", 1);
  send_bytes (fixture, bytes);
  test_loop_settle (&fixture->loop);
  g_assert_cmpuint (fixture->events->len, ==, before);
  while (n_records < 2)
    {
      g_autoptr (GPtrArray) records =
          willow_trace_queue_take (fixture->trace, 0);

      n_records += records->len;
      g_main_context_iteration (fixture->loop.context, FALSE);
    }
  g_assert_cmpuint (fixture->events->len, >, before);
}

static void
test_freed_while_full (Fixture *fixture, gconstpointer data)
{
  willow_trace_queue_unref (fixture->trace);
  fixture->trace = willow_trace_queue_new (10);
  start (fixture, data, 0);
  test_loop_settle (&fixture->loop);
  g_clear_pointer (&fixture->link, willow_link_free);
  g_ptr_array_unref (willow_trace_queue_take (fixture->trace, 0));
  test_loop_settle (&fixture->loop);
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  come_up (fixture, data);
  willow_transport_close (fixture->peer, WILLOW_CLOSE_RESET);
  wait_for_end (fixture, WILLOW_ENDING_RESET);
}

/* What came before RST is dealt with, even if a write has failed in between. */
static void
test_last_words_before_reset (Fixture *fixture, gconstpointer data)
{
  come_up (fixture, data);
  send_hex (fixture, "32 06 00 01 't' 00 05 'x'");
  willow_transport_close (fixture->peer, WILLOW_CLOSE_RESET);
  publish (fixture, 1);
  willow_link_flush (fixture->link);
  wait_for_end (fixture, WILLOW_ENDING_RESET);
  g_assert_nonnull (strchr (fixture->events->str, '0' + MQTT_EVENT_PUBLISH));
}

/* Half closed: the answer to what came before FIN still goes out. */
static void
test_answer_after_fin (Fixture *fixture, gconstpointer data)
{
  come_up (fixture, data);
  willow_transport_set_condition (fixture->peer, 0);
  send_hex (fixture, "32 06 00 01 't' 00 05 'x'");
  willow_transport_close (fixture->peer, WILLOW_CLOSE_GRACEFUL);
  wait_for_end (fixture, WILLOW_ENDING_FIN);
  g_assert_nonnull (strchr (fixture->events->str, '0' + MQTT_EVENT_PUBLISH));
}

static void
test_closed_in_event (Fixture *fixture, gconstpointer data)
{
  fixture->close_at = MQTT_EVENT_PUBLISH;
  come_up (fixture, data);
  send_hex (fixture, "30 04 00 01 't' 'x' 30 04 00 01 't' 'y'");
  wait_for_end (fixture, WILLOW_ENDING_CLOSED_BY_US);
  test_loop_until (&fixture->loop, fixture->peer_at_end);
  /* CONNACK and one PUBLISH: nothing comes after close(). */
  g_assert_cmpuint (fixture->events->len, ==, 4);
}

static void
test_freed_in_event (Fixture *fixture, gconstpointer data)
{
  fixture->free_at = MQTT_EVENT_PUBLISH;
  come_up (fixture, data);
  send_hex (fixture, "30 04 00 01 't' 'x' 30 04 00 01 't' 'y'");
  test_loop_until (&fixture->loop, fixture->peer_at_end);
  g_assert_null (fixture->link);
  g_assert_cmpuint (fixture->n_endings, ==, 0);
  g_assert_cmpuint (fixture->events->len, ==, 4);
}

static void
test_closed_from_outside (Fixture *fixture, gconstpointer data)
{
  come_up (fixture, data);
  willow_link_close (fixture->link, WILLOW_CLOSE_GRACEFUL);
  g_assert_cmpuint (fixture->n_endings, ==, 0);
  wait_for_end (fixture, WILLOW_ENDING_CLOSED_BY_US);
}

static void
say_goodbye (Fixture *fixture)
{
  mqtt_connection_submit_disconnect (willow_link_get_connection (fixture->link),
                                     0,
                                     MQTT_SLICE_NONE,
                                     willow_link_get_now_us (fixture->link));
  willow_link_flush (fixture->link);
}

static void
test_goodbye (Fixture *fixture, gconstpointer data)
{
  come_up (fixture, data);
  say_goodbye (fixture);
  wait_for_end (fixture, WILLOW_ENDING_CLOSED_BY_US);
  expect (fixture, "e0 00");
  test_loop_until (&fixture->loop, fixture->peer_at_end);
}

/* Nobody takes records any more: no reason not to get away. */
static void
test_goodbye_with_full_trace (Fixture *fixture, gconstpointer data)
{
  willow_trace_queue_unref (fixture->trace);
  fixture->trace = willow_trace_queue_new (10);
  start (fixture, data, 0);
  test_loop_settle (&fixture->loop);
  say_goodbye (fixture);
  wait_for_end (fixture, WILLOW_ENDING_CLOSED_BY_US);
  test_loop_until (&fixture->loop, fixture->peer_at_end);
  g_assert_cmpuint (fixture->received->len, ==, 15 + 2);
}

/* A peer that reads nothing gets two seconds for what is left. */
static void
test_bounded_flush (Fixture *fixture, gconstpointer data)
{
  come_up (fixture, data);
  willow_transport_set_condition (fixture->peer, 0);
  for (guint i = 0; i < 32; i++)
    publish (fixture, LARGE_BYTES);
  say_goodbye (fixture);
  test_loop_settle (&fixture->loop);
  g_assert_cmpuint (fixture->n_endings, ==, 0);
  wait_for_end (fixture, WILLOW_ENDING_CLOSED_BY_US);
}

static void
test_violation (Fixture *fixture, gconstpointer data)
{
  come_up (fixture, data);
  send_hex (fixture, "80 00");
  wait_for_end (fixture, WILLOW_ENDING_VIOLATION);
  test_loop_until (&fixture->loop, fixture->peer_at_end);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  start (fixture, data, 0);
  expect (fixture, connect_hex);
  send_hex (fixture, "20 02 00 05");
  wait_for_end (fixture, WILLOW_ENDING_REFUSED);
  g_assert_cmpint (fixture->ending.code, ==, 5);
}

static void
test_timeout (Fixture *fixture, gconstpointer data)
{
  start (fixture, data, 20 * 1000);
  wait_for_end (fixture, WILLOW_ENDING_TIMEOUT);
  g_assert_cmpint (fixture->ending.timeout, ==, MQTT_TIMEOUT_CONNACK);
}

static void
test_timeout_by_manual_clock (Fixture *fixture, gconstpointer data)
{
  willow_clock_unref (fixture->clock);
  fixture->clock = willow_clock_new_manual (1000);
  start (fixture, data, G_TIME_SPAN_HOUR);
  expect (fixture, connect_hex);
  willow_clock_advance_us (fixture->clock, G_TIME_SPAN_HOUR - 1);
  willow_link_flush (fixture->link);
  test_loop_settle (&fixture->loop);
  g_assert_cmpuint (fixture->n_endings, ==, 0);
  willow_clock_advance_us (fixture->clock, 1);
  willow_link_flush (fixture->link);
  wait_for_end (fixture, WILLOW_ENDING_TIMEOUT);
}

/* Silent: what comes is not read, what is submitted is not sent; the end is
 * noticed all the same. */
static void
test_silent (Fixture *fixture, gconstpointer data)
{
  gsize n_events;

  come_up (fixture, data);
  n_events = fixture->events->len;
  willow_link_set_silent (fixture->link, TRUE);
  publish (fixture, 1);
  willow_link_flush (fixture->link);
  send_hex (fixture, "30 04 00 01 't' 'x'");
  test_loop_settle (&fixture->loop);
  g_assert_cmpuint (fixture->received->len, ==, 0);
  g_assert_cmpuint (fixture->events->len, ==, n_events);
  willow_transport_close (fixture->peer, WILLOW_CLOSE_GRACEFUL);
  wait_for_end (fixture, WILLOW_ENDING_FIN);
  g_assert_cmpuint (fixture->events->len, ==, n_events);
}

static void
test_silent_no_more (Fixture *fixture, gconstpointer data)
{
  come_up (fixture, data);
  willow_link_set_silent (fixture->link, TRUE);
  publish (fixture, 1);
  willow_link_flush (fixture->link);
  test_loop_settle (&fixture->loop);
  willow_link_set_silent (fixture->link, FALSE);
  expect (fixture, "30 04 00 01 't' 00");
}

static void
test_numbers (void)
{
  guint32 first = willow_link_next_number ();

  g_assert_cmpuint (first, !=, 0);
  g_assert_cmpuint (willow_link_next_number (), ==, first + 1);
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  g_autofree char *memory = g_strconcat ("/link/memory/", name, NULL);
  g_autofree char *loopback = g_strconcat ("/link/loopback/", name, NULL);

  g_test_add (memory,
              Fixture,
              GUINT_TO_POINTER (TEST_STREAM_MEMORY),
              set_up,
              func,
              tear_down);
  g_test_add (loopback,
              Fixture,
              GUINT_TO_POINTER (TEST_STREAM_LOOPBACK),
              set_up,
              func,
              tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("flush", test_flush);
  add ("large-output", test_large_output);
  add ("tap", test_tap);
  add ("trace-ends", test_trace_ends);
  add ("full-trace", test_full_trace);
  add ("freed-while-full", test_freed_while_full);
  add ("reset", test_reset);
  add ("last-words-before-reset", test_last_words_before_reset);
  add ("answer-after-fin", test_answer_after_fin);
  add ("closed-in-event", test_closed_in_event);
  add ("freed-in-event", test_freed_in_event);
  add ("closed-from-outside", test_closed_from_outside);
  add ("goodbye", test_goodbye);
  add ("goodbye-with-full-trace", test_goodbye_with_full_trace);
  add ("bounded-flush", test_bounded_flush);
  add ("violation", test_violation);
  add ("refused", test_refused);
  add ("timeout", test_timeout);
  add ("timeout-by-manual-clock", test_timeout_by_manual_clock);
  add ("silent", test_silent);
  add ("silent-no-more", test_silent_no_more);
  g_test_add_func ("/link/numbers", test_numbers);
  return g_test_run ();
}
